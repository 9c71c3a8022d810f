"""The page *Data quality*: the import report of the data in use, and the assumptions of its figures."""

import streamlit as st

from pages.data import import_report
from pages.kit import cards, widgets
from pages.session import choices, results, state

words = state.enter()
widgets.title(words, "quality")
scope = widgets.need_data(words)
import_report.counts(scope.intake, words)
import_report.issues(scope.intake, words)
import_report.set_aside(scope.intake, words)
st.subheader(words("quality.sources"), anchor=False)
import_report.sources(scope.intake, words)
st.subheader(words("quality.assumptions"), anchor=False)
widgets.assessed(words, scope)
assumptions = results.assumptions(scope.token, choices.current(), words)
cards.sentences(assumptions or [words("quality.no_assumption")])
