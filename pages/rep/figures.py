"""A rep's figures against rule and colleagues, over time, and down to the deals."""

from __future__ import annotations

import streamlit as st

from pages.ui import behind, cards, course
from pages.workspace import Workspace

_FRONT = ("activity_gauge", "magic_number")


def show(work: Workspace, rep: str) -> None:
    """Show every figure, its trend and the deals behind it."""
    words, content, assessment = work.words, work.rep(rep), work.assessment()
    rows = {row.key: row for row in content.kpis}
    cards.front(content.headlines, rows, assessment.card(rep).marks["activity_gauge"].value, words)
    st.subheader(words("scorecard.kpis"), anchor=False)
    if content.compared:
        cards.small(content.compared)
    cards.kpi_grid([cards.kpi_card(row, words) for row in content.kpis if row.key not in _FRONT])
    course.show(words, work.token, assessment, rep)
    st.subheader(words("behind.title"), anchor=False)
    behind.show(words, work.token, assessment, rep)
