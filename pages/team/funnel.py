"""The funnel: from conversation to customer, for the team or for one rep against it."""

from __future__ import annotations

import streamlit as st

from coaching.report import leak_text
from coaching.words import plain
from pages.kit import cards, drilldown
from pages.kit.escape import text
from pages.session import url
from pages.team import funnel_steps, segment_table
from pages.workspace import Workspace


def show(work: Workspace) -> None:
    """Show where most deals are lost, the deals behind a bar, why they are lost and how long they stay."""
    words, team, assessment = work.words, work.team(), work.assessment()
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
    leak = leak_text((assessment.card(who) if who else assessment.team).funnel, words)
    if leak:
        st.html(f'<p class="sc-leak">{text(leak)}</p>')
    funnel_steps.chart(rows, against, who, words)
    drilldown.show(words, work.token, assessment, who or None)
    segment_table.lost(work.lost_reasons(who or None), words)
    durations = work.stage_durations()
    funnel_steps.times(work.stage_durations(who) if who else durations, durations if who else None, words)
    with st.expander(words("funnel.table")):
        cards.funnel_table(rows, against, words)
