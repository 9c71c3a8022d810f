"""The page *Playbook*: the tips for each figure, with the team's own ones."""

from pages.kit import changes, widgets
from pages.session import state
from pages.settings import tip_form, tips

words = state.enter()
widgets.title(words, "playbook")
scope = widgets.need_data(words)
changes.only_to_look_at(scope, words)
changes.show_last(scope, tips.PAGE, words)
if tip_form.is_open(scope):
    tip_form.show(scope, words)
else:
    tips.show(scope, tips.pick(scope, words), words)
