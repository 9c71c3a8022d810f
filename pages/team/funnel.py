"""The funnel: from conversation to customer, for the team or for one rep against it."""

from __future__ import annotations

import streamlit as st

from coaching.words import plain
from pages.ui import behind, cards, offers, stages, url
from pages.workspace import Workspace


def show(work: Workspace) -> None:
    """Show counts and step conversions, how long deals stay, why they are lost, and the deals behind."""
    words, team = work.words, work.team()
    everyone = ("", *work.reps())
    who = url.select(
        words("funnel.who"),
        everyone,
        "who",
        "",
        format_func=lambda rep: plain(rep) or words("team"),
        filter_mode="contains",
        width=360,
    )
    rows, against = (work.rep(who).funnel, team.funnel) if who else (team.funnel, None)
    stages.chart(rows, against, who, words)
    st.subheader(words("funnel.table"), anchor=False)
    cards.funnel_table(rows, against, words)
    stays = work.stage_durations()
    stages.times(work.stage_durations(who) if who else stays, stays if who else None, words)
    offers.lost(work.lost_reasons(who or None), words)
    st.subheader(words("behind.title"), anchor=False)
    behind.show(words, work.token, work.assessment(), who or None)
