"""A rep's action plan: what to work on first, what it is worth, and how to go about it."""

import streamlit as st

from pages.ui import calls, cards, choices, follow_agree, follow_notes, magic, plan, state, widgets

words = state.enter()
widgets.title(words, "action_plan")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
rep = widgets.pick_rep(words, assessment)
content = calls.rep_content(held.token, choices.current(), rep, words.tag)

widgets.downloads(words, widgets.rep_files(words, held, content))
follow_agree.agreed(rep, held.token, words)
plan.show(content, held.token, words, lambda step: follow_agree.form(step, assessment, rep, words))
if content.strengths:
    st.subheader(words("action_plan.strengths"), anchor=False)
    cards.sentences(content.strengths)
follow_notes.show(rep, None, words)
plan.money_left(assessment, rep, words)
if st.button(words("magic.open"), icon=":material/calculate:", key="to-magic"):
    magic.open_with(rep)
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
