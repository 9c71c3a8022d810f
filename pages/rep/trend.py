"""The trend of a figure by month or quarter, with the team's."""

from __future__ import annotations

import streamlit as st

from coaching import report
from coaching.advise import Assessment
from coaching.metrics import load_kpis
from coaching.report import kpi_label
from coaching.words import Words
from pages.kit import cards, charts
from pages.session import choices, results, url

BY = ("month", "quarter")
_FIRST = "next_step_ratio"


def show(words: Words, token: str, assessment: Assessment, rep: str) -> None:
    """Show the choice of a figure, and its trend for ``rep``."""
    st.subheader(words("trend.title"), anchor=False)
    kpis = load_kpis()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.container(width=420)
        by = url.segments(
            words("trend.by"),
            choices.in_order(BY, words),
            "by",
            "month",
            format_func=lambda code: words(f"goal_every.{code}"),
        )
    kpi_trends = results.kpi_trends(token, choices.current(), by, reps=(rep,))
    own, team = kpi_trends.get(rep, {}), kpi_trends.get(None, {})
    known = [key for key, points in own.items() if any(point.figure.value is not None for point in points)]
    if not known:
        st.caption(words("trend.none"))
        return
    first = _FIRST if _FIRST in known else known[0]
    kpi = url.select(
        words("trend.kpi"),
        known,
        "trend",
        first,
        format_func=lambda key: kpi_label(words, key),
        place=place,
        width="stretch",
    )
    target, currency = assessment.card(rep).marks[kpi].target, assessment.currency
    charts.with_table(
        report.trend_chart(own[kpi], kpis[kpi], words, target, team.get(kpi), currency=currency, name=rep),
        report.trend_table(own[kpi], kpis[kpi], words, target, team.get(kpi), currency=currency),
        words("trend.alt", label=kpi_label(words, kpi)),
        "trend-chart",
        words,
    )
    cards.small(words("trend.hollow"))
