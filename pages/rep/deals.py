"""The open deals to work on first, by name."""

from __future__ import annotations

import streamlit as st

from coaching.report.phrases import NOTHING, shown_name
from pages.ui import calls, cards
from pages.workspace import Workspace

#: The gate at which open deals are stuck, for the figures that a gate makes.
_GATE = {"next_step_ratio": "next_step", "closing_ratio": "won", "win_rate": "won"}
_SHOWN = 5


def waiting(work: Workspace, rep: str, kpi: str) -> None:
    """Show the open deals that have stood longest before the gate of a figure; nothing where there is none."""
    words, gate = work.words, _GATE.get(kpi)
    if gate is None:
        return
    found = calls.deals_waiting(work.token, work.options, gate, rep)
    if found.empty:
        return
    rows = found.astype(object).where(found.notna(), None).to_dict("records")
    lines = []
    for row in rows[:_SHOWN]:
        named = row["deal_name"] or row["account"] or row["deal_id"]
        lines.append(
            (
                NOTHING if named is None else shown_name(words, str(named)),
                NOTHING if row["stage"] is None else shown_name(words, str(row["stage"])),
                NOTHING if row["age_days"] is None else words.days(row["age_days"]),
                NOTHING if row["amount"] is None else words.money(row["amount"], row["currency"]),
            )
        )
    with st.container(border=True):
        st.subheader(words("rep.work_on"), anchor=False)
        head = [words(key) for key in ("deals.deal_name", "deals.stage", "plan.waiting.age", "deals.amount")]
        cards.table(head, lines, figures=[2, 3])
