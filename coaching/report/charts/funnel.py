"""The funnel: how far the first appointments have come, alone or a rep beside the team."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from coaching.report import palette
from coaching.report.charts.style import dressed, headed, label, name_label, span, spoken
from coaching.report.charts.table import ChartTable
from coaching.report.content.model import FunnelRow
from coaching.report.text import as_text
from coaching.words import Words

_ROW_HEIGHT = 60
_LEGEND = 28


def funnel_chart(
    rows: Sequence[FunnelRow],
    words: Words,
    against: Sequence[FunnelRow] | None = None,
    name: str = "",
    against_name: str = "",
    leak: str = "",
) -> go.Figure:
    """Return the funnel as bars, one per gate with a known count; the gate ``leak`` stands out by its colour.

    With ``against`` (the team, for a rep) both are drawn as shares of their own first appointments, since
    their counts are of different size; conversations are then left out. Names are those of the legend.
    """
    if against is None:
        figure = _counts(rows, words, leak)
    else:
        own_name, theirs = name or words("report.col.rep"), against_name or words("team")
        figure = _shares(((rows, own_name, palette.ACCENT), (against, theirs, palette.MUTED)), words)
    return dressed(figure, words, legend=against is not None)


def funnel_table(rows: Sequence[FunnelRow], words: Words, against: Sequence[FunnelRow] | None = None) -> ChartTable:
    """Return the funnel as a table: count, share of the gate before (the others' beside it), what is left."""
    header = [words("chart.gate"), words("funnel.this"), words("funnel.share")]
    theirs = {row.gate: row.conversion for row in against or ()}
    if against is not None:
        header.append(words("funnel.against"))
    header.append(words("report.col.note"))
    return ChartTable(
        tuple(header),
        tuple(
            (
                row.label,
                as_text(row.count, words),
                as_text(row.conversion, words),
                *([as_text(theirs.get(row.gate, ""), words)] if against is not None else []),
                row.note,
            )
            for row in rows
        ),
    )


def _counts(rows: Sequence[FunnelRow], words: Words, leak: str) -> go.Figure:
    known = [row for row in rows if row.count.value is not None]
    texts = [(as_text(row.count, words), as_text(row.conversion, words)) for row in known]
    colours = dict(zip((row.gate for row in rows), palette.FUNNEL, strict=False)) | {leak: palette.STATUS["below"]}
    bar = go.Bar(
        x=[row.count.value for row in known],
        y=[label(row.label) for row in known],
        orientation="h",
        marker={"color": [colours[row.gate] for row in known], "cornerradius": 4},
        customdata=[[row.gate] for row in known],
        text=[spoken(words, " · ".join(filter(None, shown))) for shown in texts],
        textposition="outside",
        hovertext=[
            spoken(words, f"{row.label}: {count}", conversion, row.note)
            for row, (count, conversion) in zip(known, texts, strict=True)
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    figure = go.Figure(bar)
    headed(figure, [row.label for row in known], words, _ROW_HEIGHT)
    _room(figure, max((row.count.value or 0 for row in known), default=0), words)
    return figure


def _shares(series: Sequence[tuple[Sequence[FunnelRow], str, str]], words: Words) -> go.Figure:
    figure = go.Figure()
    for rows, name, colour in series:
        counts = {row.gate: row.count.value for row in rows}
        first = counts.get("first_appointment")
        known = [row for row in rows if row.count.value is not None and row.gate != "conversation"] if first else []
        shares = [(row.count.value or 0) / (first or 1) for row in known]
        shown = name_label(name)
        figure.add_bar(
            name=shown,
            x=shares,
            y=[label(row.label) for row in known],
            orientation="h",
            marker={"color": colour, "cornerradius": 4},
            customdata=[[row.gate] for row in known],
            text=[words.percent(share) for share in shares],
            textposition="outside",
            hovertext=[
                spoken(words, shown, f"{row.label}: {as_text(row.count, words)} ({words.percent(share)})")
                for row, share in zip(known, shares, strict=True)
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    gates = max((trace.y for trace in figure.data), key=len, default=())
    headed(figure, [row.label for row in series[0][0] if label(row.label) in gates], words, round(_ROW_HEIGHT * 1.4))
    figure.update_layout(barmode="group", height=figure.layout.height + _LEGEND)
    _room(figure, 1.0, words)
    return figure


def _room(figure: go.Figure, largest: float, words: Words) -> None:
    """Leave room for the text beside the longest bar; bars grow from where reading starts."""
    figure.update_xaxes(range=span(0, (largest or 1) * 1.4, words), visible=False)
