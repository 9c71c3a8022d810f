"""The open deals that a rep should work on first."""

from __future__ import annotations

import streamlit as st

from coaching.report import as_text
from pages.kit import cards
from pages.workspace import Workspace


def waiting(work: Workspace, rep: str) -> None:
    """Show the open deals that have waited longest before the gate of the plan's first step."""
    words, deals = work.words, work.rep(rep).deals
    if not deals:
        return
    with st.container(border=True):
        st.subheader(words("rep.work_on"), anchor=False)
        head = [words(key) for key in ("deals.deal_name", "deals.stage", "plan.waiting.age", "deals.amount")]
        rows = [(deal.name, deal.stage, as_text(deal.age, words), as_text(deal.amount, words)) for deal in deals]
        cards.table(head, rows, figures=[2, 3])
