"""The funnel from conversation to won deal, for the team or for one rep beside the team."""

from __future__ import annotations

import streamlit as st

from coaching.report import leak_gate, leak_text
from pages.kit import cards, drilldown
from pages.kit.escape import text
from pages.session import url
from pages.team import funnel_steps, segment_table
from pages.workspace import Workspace


def show(work: Workspace) -> None:
    """Show the funnel of the team or of one rep, the deals behind a step, the reasons for losses and the durations."""
    words, team, assessment = work.words, work.team(), work.assessment()
    who = url.select_name(words("funnel.who"), work.reps(), "who", words("team"), width=360)
    rows, against = (work.rep(who).funnel, team.funnel) if who else (team.funnel, None)
    counted = (assessment.card(who) if who else assessment.team).funnel
    if leak := leak_text(counted, words):
        st.html(f'<p class="sc-leak">{text(leak)}</p>')
    cards.small(words("funnel.lead.rep" if who else "funnel.lead"))
    funnel_steps.chart(rows, against, who, words, leak_gate(counted))
    drilldown.show(words, work.token, assessment, who or None)
    durations = work.stage_durations()
    with st.container(key="funnel-two"):
        left, right = st.columns(2, gap="large")
    with left:
        segment_table.lost(work.lost_reasons(who or None), words)
    with right:
        funnel_steps.times(work.stage_durations(who) if who else durations, durations if who else None, words)
    with st.expander(words("funnel.table")):
        cards.funnel_table(rows, against, words)
