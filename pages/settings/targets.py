"""The page *Goals and targets*: revenue goals, the targets of figures, and the team's name, logo and next step."""

import streamlit as st

from pages.kit import changes, widgets
from pages.session import state
from pages.settings import goals_grid, rules, team_look

words = state.enter()
widgets.title(words, "targets")
scope = widgets.need_data(words)
changes.only_to_look_at(scope, words)
changes.show_last(scope, goals_grid.PAGE, words)
parts = ("goals", "rules", "team")
by_rep, by_figure, look = st.tabs([words(f"targets.{part}") for part in parts], key="targets-tab")
with by_rep:
    goals_grid.show(scope, words)
with by_figure:
    rules.show(scope, words)
with look:
    team_look.show(scope, words)
