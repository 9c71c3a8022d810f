"""Offerings: how products, segments, sources and teams do across the reps, and whom to tell."""

import streamlit as st

from pages.ui import calls, choices, offers, state, widgets

words = state.enter()
widgets.title(words, "offerings")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
team = calls.team_content(held.token, choices.current(), words.tag)

cut = offers.pick(words, held.token)
if cut is None:
    st.info(words("offerings.none"), icon=":material/info:")
else:
    found = calls.offerings(held.token, choices.current(), cut)
    offers.findings(found, words)
    offers.show(found, assessment.currency, words)
st.subheader(words("offerings.team"), anchor=False)
offers.training(assessment, words)
offers.lost(calls.lost_reasons(held.token, choices.current()), words)
widgets.footing(words, team.period, team.as_of, team.sources, team.assumptions)
