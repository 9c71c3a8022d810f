"""A rep's action plan: what to work on first, what it is worth, and how to go about it."""

import streamlit as st

from pages.ui import calls, cards, choices, state, widgets

words = state.enter()
widgets.title(words, "action_plan")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
rep = widgets.pick_rep(words, assessment)
content = calls.rep_content(held.token, choices.current(), rep, words.lang)

widgets.downloads(words, widgets.rep_files(words, held, content))
if content.steps:
    cards.plan(content.steps)
else:
    st.info(content.empty_plan, icon=":material/task_alt:")
if content.strengths:
    st.subheader(words("action_plan.strengths"), anchor=False)
    cards.sentences(content.strengths)
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
