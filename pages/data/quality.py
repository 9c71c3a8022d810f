"""Data quality: what was read, what was set aside and why, and what the figures rest on."""

import streamlit as st

from pages.ui import account, calls, cards, choices, state, widgets

words = state.enter()
widgets.title(words, "quality")
held = widgets.need_data(words)
account.counts(held.intake, words)
account.issues(held.intake, words)
account.set_aside(held.intake, words)
st.subheader(words("quality.sources"), anchor=False)
account.sources(held.intake, words)
st.subheader(words("quality.assumptions"), anchor=False)
widgets.assessed(words, held)
content = calls.team_content(held.token, choices.current(), words.tag)
cards.sentences(content.assumptions or [words("quality.no_assumption")])
