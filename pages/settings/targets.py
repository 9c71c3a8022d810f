"""Goals and targets: what each rep is to reach, when a figure is a reason to coach, and what the team calls things."""

import streamlit as st

from pages.ui import setup, setup_grid, setup_rules, setup_team, state, widgets

words = state.enter()
widgets.title(words, "targets")
held = widgets.need_data(words)
setup.only_to_look_at(held, words)
setup.told(held, setup_grid.PAGE, words)
goals, rules, team = st.tabs([words("targets.goals"), words("targets.rules"), words("targets.team")], key="targets-tab")
with goals:
    setup_grid.show(held, words)
with rules:
    setup_rules.show(held, words)
with team:
    setup_team.show(held, words)
