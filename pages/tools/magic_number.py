"""The magic number calculator: how many first appointments a week a goal asks for. Needs no data."""

import streamlit as st

from pages.ui import magic, state, widgets

words = state.enter()
widgets.title(words, "magic_number")
left, right = st.columns([2, 3], gap="large")
with left:
    inputs = magic.ask(words)
with right:
    magic.show(inputs, words)
    st.subheader(words("magic.what_if"), anchor=False)
    magic.what_if(inputs, words)
