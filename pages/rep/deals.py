"""The open deals that a rep should work on first."""

from __future__ import annotations

import streamlit as st

from pages.kit import cards
from pages.workspace import Workspace


def waiting(work: Workspace, rep: str) -> None:
    """Show the open deals that have waited longest before the gate of the plan's first step."""
    words, found = work.words, work.rep(rep).deals
    if not found:
        return
    with st.container(border=True):
        st.subheader(words("rep.work_on"), anchor=False)
        head = [words(key) for key in ("deals.deal_name", "deals.stage", "plan.waiting.age", "deals.amount")]
        cards.table(head, [(deal.name, deal.stage, deal.age, deal.amount) for deal in found], figures=[2, 3])
