"""The page *Imports*: the imports of the data set, what each changed, and undoing them."""

import streamlit as st

from pages.data import import_history
from pages.kit import cards, dataset_choice, widgets
from pages.session import state, url

words = state.enter()
widgets.title(words, "imports")
scope = state.scope()
if scope is None:
    widgets.empty(words)
    url.stop()
if not scope.is_sample:
    dataset_choice.rename(words, scope)
listed = import_history.history(words, scope)
if len(listed) > 1:
    st.subheader(words("datasets.compare"), anchor=False)
    cards.small(words("datasets.compare.lead"))
    import_history.compare(words, listed)
with st.expander(words("datasets.layouts")):
    import_history.layouts(words)
with st.expander(words("datasets.log")):
    import_history.log(words, scope)
if not scope.is_sample:
    import_history.delete(words, scope)
