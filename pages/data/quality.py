"""Data quality: what was read, what was set aside and why, and what the figures rest on."""

import streamlit as st

from pages.data import import_report
from pages.kit import cards, widgets
from pages.session import choices, results, state

words = state.enter()
widgets.title(words, "quality")
held = widgets.need_data(words)
import_report.counts(held.intake, words)
import_report.issues(held.intake, words)
import_report.set_aside(held.intake, words)
st.subheader(words("quality.sources"), anchor=False)
import_report.sources(held.intake, words)
st.subheader(words("quality.assumptions"), anchor=False)
widgets.assessed(words, held)
content = results.team_content(held.token, choices.current(), words)
cards.sentences(content.assumptions or [words("quality.no_assumption")])
