"""The funnel plot: which reps lie outside of the limits that chance explains."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching import report
from coaching.compare import Scorecard
from coaching.metrics import load_kpis
from coaching.report import kpi_label
from coaching.words import Words
from pages.kit import cards, charts
from pages.kit.escape import text
from pages.session import url

_FIRST = "win_rate"


def show(words: Words, reps: Sequence[Scorecard]) -> None:
    """Show the choice of a ratio, and each rep's ratio against the number of deals behind it."""
    kpis = load_kpis()
    known = [
        key
        for key, kpi in kpis.items()
        if kpi.kind.is_ratio and any(card.marks[key].value is not None for card in reps)
    ]
    if not known:
        return
    st.subheader(words("funnel_plot.title"), anchor=False)
    cards.lead(words("funnel_plot.lead"))
    first = _FIRST if _FIRST in known else known[0]
    kpi = url.select(words("trend.kpi"), known, "plot", first, format_func=lambda key: kpi_label(words, key), width=420)
    st.html(f"<p>{text(report.funnel_plot_text(reps, kpi, words))}</p>")
    charts.with_table(
        report.funnel_plot_chart(reps, kpi, words),
        report.funnel_plot_table(reps, kpi, words),
        words("funnel_plot.alt", label=kpi_label(words, kpi)),
        "control-chart",
        words,
    )
