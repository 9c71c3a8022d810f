"""The page *People*: who may sign in, with which role, and whose data they may see."""

import streamlit as st

from pages.kit import widgets
from pages.session import access, state
from pages.settings import people_list

words = state.enter()
widgets.title(words, "people")
access.need("people")
if not access.is_on():
    st.info(words("people.off"), icon=":material/lock_open:")
people_list.everybody(words)
