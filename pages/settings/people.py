"""People: who may sign in, as what, and whom that lets them see."""

import streamlit as st

from pages.ui import access, people, state, widgets

words = state.enter()
widgets.title(words, "people")
access.need("people")
if not access.is_on():
    st.info(words("people.off"), icon=":material/lock_open:")
people.everybody(words)
