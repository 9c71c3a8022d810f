"""A chart with the same figures as a table under it."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from coaching.report import ChartTable
from coaching.words import Words
from pages.ui import cards


def with_table(figure: go.Figure, table: ChartTable, alt: str, key: str, words: Words) -> None:
    """Show a chart, and its table folded under it; ``alt`` says what the chart shows."""
    st.plotly_chart(figure, key=key, config={"displayModeBar": False}, alt=alt)
    with st.expander(words("chart.table")):
        cards.chart_table(table)
