"""Charts in the theme of the page, each with a picture to download and its data as a table."""

from __future__ import annotations

from typing import cast

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.plotly_chart import PlotlyState

from coaching.report import ChartTable
from coaching.spreadsheets import safe_csv
from coaching.words import Words, plain
from pages.kit import cards, downloads

_SCALE = 2


def show(figure: go.Figure, alt: str, key: str, words: Words, *, chosen: bool = False) -> list[str]:
    """Show a chart, with ``alt`` as its alternative text; the browser can save it as a picture.

    With ``chosen`` the reader can select bars by a click, and the ``customdata`` of those selected is returned.
    """
    event = st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=_config(key, words),
        alt=alt,
        on_select="rerun" if chosen else "ignore",
        selection_mode="points",
    )
    points = cast(PlotlyState, event)["selection"]["points"] if chosen else []
    return [str(point["customdata"][0]) for point in points if point.get("customdata")]


def with_table(figure: go.Figure, table: ChartTable, alt: str, key: str, words: Words) -> None:
    """Show a chart with ``alt`` as its alternative text, and its data as a folded table below."""
    show(figure, alt, key, words)
    with st.expander(words("chart.table")):
        cards.chart_table(table)
        downloads.button(
            words("chart.csv"),
            lambda: safe_csv(
                pd.DataFrame([[plain(cell) for cell in row] for row in table.rows], columns=_heads(table))
            ),
            file_name=f"{key}.csv",
            mime="text/csv",
            icon=":material/table_view:",
            key=f"{key}-csv",
            on_click="ignore",
        )


def _config(key: str, words: Words) -> dict[str, object]:
    titles = dict.fromkeys(("Download plot", "Download plot as a PNG"), words("chart.picture"))
    return {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": key, "scale": _SCALE},
        "locale": words.lang,
        "locales": {words.lang: {"dictionary": titles}},
    }


def _heads(table: ChartTable) -> list[str]:
    return [plain(head) for head in table.header]
