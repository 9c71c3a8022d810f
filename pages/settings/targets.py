"""The page *Goals and targets*: revenue goals, the targets of figures, and the team's name, logo and next step."""

from pages.kit import changes, widgets
from pages.session import state, url
from pages.settings import goals_grid, rules, team_look

words = state.enter()
widgets.title(words, "targets")
scope = widgets.need_data(words)
changes.only_to_look_at(scope, words)
changes.show_last(scope, goals_grid.PAGE, words)
parts = ("goals", "rules", "team")
by_rep, by_figure, look = url.tabs({part: words(f"targets.{part}") for part in parts}, "tab")
with by_rep:
    goals_grid.show(scope, words)
with by_figure:
    rules.show(scope, words)
with look:
    team_look.show(scope, words)
