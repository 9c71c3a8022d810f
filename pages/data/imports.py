"""Imports: what came when, what each changed, and the way back."""

import streamlit as st

from pages.ui import cards, datasets, state, url, widgets

words = state.enter()
widgets.title(words, "imports")
held = state.held()
if held is None:
    widgets.empty(words)
    url.stop()
datasets.rename(words, held)
found = datasets.history(words, held)
if len(found) > 1:
    st.subheader(words("memory.compare"), anchor=False)
    cards.small(words("memory.compare.lead"))
    datasets.compare(words, found)
with st.expander(words("memory.layouts")):
    datasets.layouts(words)
with st.expander(words("memory.log")):
    datasets.log(words, held)
if not held.is_sample:
    datasets.delete(words, held)
