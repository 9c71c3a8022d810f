"""The page *Calculator*: the first appointments a week that a revenue goal requires. It needs no data."""

import streamlit as st

from pages import workspace
from pages.calculator import inputs as asked
from pages.calculator import what_if
from pages.kit import widgets
from pages.session import choices, state

words = state.enter()
widgets.title(words, "calculator")
work = workspace.find(words)
weeks = choices.current().weeks_per_year
start = asked.start_from(words, work.assessment() if work else None, weeks)
with st.container(key="calculator"):
    left, right = st.columns([2, 3], gap="large")
with left:
    inputs = asked.ask(words, start)
with right:
    asked.answer(inputs, start, words)
    st.subheader(words("calculator.what_if"), anchor=False)
    what_if.show(inputs, start, words)
with st.expander(words("calculator.reverse")):
    what_if.reverse(inputs, start, words)
with st.expander(words("calculator.due")):
    asked.too_near(inputs, start, words)
with st.expander(words("calculator.ratios")):
    what_if.ratios(inputs, words)
