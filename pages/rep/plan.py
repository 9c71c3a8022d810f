"""A rep's action plan: what to work on first, what it is worth, and how to go about it."""

from __future__ import annotations

import streamlit as st

from pages.calculator.inputs import open_with
from pages.ui import cards, follow_agree, follow_notes, widgets
from pages.ui import plan as plan_parts
from pages.workspace import Workspace


def show(work: Workspace, rep: str) -> None:
    """Show the plan with its agreements, notes and files."""
    words, content, assessment = work.words, work.rep(rep), work.assessment()
    widgets.downloads(words, widgets.rep_files(words, work.held, content))
    follow_agree.agreed(rep, work.token, words)
    plan_parts.show(content, work.token, words, lambda step: follow_agree.form(step, assessment, rep, words))
    if content.strengths:
        st.subheader(words("action_plan.strengths"), anchor=False)
        cards.sentences(content.strengths)
    follow_notes.show(rep, None, words)
    plan_parts.money_left(assessment, rep, words)
    if st.button(words("magic.open"), icon=":material/calculate:", key="to-magic"):
        open_with(rep)
