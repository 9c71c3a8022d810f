"""The magic number calculator: how many first appointments a week a goal asks for. Needs no data."""

import streamlit as st

from pages.ui import calls, choices, levers, magic, state, widgets

words = state.enter()
widgets.title(words, "calculator")
held = state.held()
known = held is not None and calls.facts(held.token) is not None
assessment = calls.assessment(held.token, choices.current()) if held and known else None
start = magic.start_from(words, assessment, choices.current().weeks_per_year)
left, right = st.columns([2, 3], gap="large")
with left:
    inputs = magic.ask(words, start)
with right:
    magic.show(inputs, start, words)
    magic.too_near(inputs, start, words)
st.subheader(words("magic.what_if"), anchor=False)
levers.show(inputs, start, words)
left, right = st.columns(2, gap="large")
with left:
    st.subheader(words("magic.ratios"), anchor=False)
    levers.ratios(inputs, words)
with right:
    st.subheader(words("magic.reverse"), anchor=False)
    levers.reverse(inputs, start, words)
