"""Charts by Plotly, in the same colours as the PDF and readable from right to left."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from coaching.report import palette
from coaching.report.model import FunnelRow
from coaching.words import Words, clip, isolate, plain

_ROW_HEIGHT = 56
_FONT = "Vazirmatn, system-ui, sans-serif"
_RIGHT_TO_LEFT_EMBEDDING = "\u202b"


def funnel_chart(
    rows: Sequence[FunnelRow],
    words: Words,
    against: Sequence[FunnelRow] | None = None,
    name: str = "",
    against_name: str = "",
) -> go.Figure:
    """Return the funnel as bars, one per gate with a known count.

    With ``against`` (the team, for a rep) both are drawn as shares of their own first appointments, since
    their counts are of different size; conversations are then left out. Names are those of the legend.
    """
    if against is None:
        figure = _counts(rows, words)
    else:
        mine, theirs = name or words("report.col.rep"), against_name or words("team")
        figure = _shares(((rows, mine, palette.ACCENT), (against, theirs, palette.MUTED)), words)
    return _dressed(figure, words)


def _counts(rows: Sequence[FunnelRow], words: Words) -> go.Figure:
    known = [row for row in rows if row.count is not None]
    colours = dict(zip((row.gate for row in rows), palette.FUNNEL, strict=False))
    bar = go.Bar(
        x=[row.count for row in known],
        y=[_label(row.label) for row in known],
        orientation="h",
        marker={"color": [colours[row.gate] for row in known], "cornerradius": 4},
        text=[_spoken(words, " · ".join(filter(None, (row.count_text, row.conversion)))) for row in known],
        textposition="outside",
        hovertext=[
            _spoken(words, "<br>".join(filter(None, (f"{row.label}: {row.count_text}", row.conversion, row.note))))
            for row in known
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    figure = go.Figure(bar)
    figure.update_layout(showlegend=False, height=_ROW_HEIGHT * max(1, len(known)) + 32)
    _room(figure, max((row.count or 0 for row in known), default=0), words)
    return figure


def _shares(series: Sequence[tuple[Sequence[FunnelRow], str, str]], words: Words) -> go.Figure:
    figure = go.Figure()
    for rows, name, colour in series:
        counts = {row.gate: row.count for row in rows}
        first = counts.get("first_appointment")
        known = [row for row in rows if row.count is not None and row.gate != "conversation"] if first else []
        shares = [(row.count or 0) / (first or 1) for row in known]
        shown = _label(isolate(clip(plain(name), 40)))
        figure.add_bar(
            name=shown,
            x=shares,
            y=[_label(row.label) for row in known],
            orientation="h",
            marker={"color": colour, "cornerradius": 4},
            text=[words.percent(share) for share in shares],
            textposition="outside",
            hovertext=[
                _spoken(words, f"{shown}<br>{row.label}: {row.count_text} ({words.percent(share)})")
                for row, share in zip(known, shares, strict=True)
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    gates = max((len(trace.y) for trace in figure.data), default=1)
    figure.update_layout(barmode="group", height=_ROW_HEIGHT * max(1, gates) * 1.4 + 64)
    _room(figure, 1.0, words)
    return figure


def _room(figure: go.Figure, largest: float, words: Words) -> None:
    """Leave room for the text beside the longest bar; bars grow from where reading starts."""
    span = [0, (largest or 1) * 1.22]
    figure.update_xaxes(range=span[::-1] if words.rtl else span, visible=False, fixedrange=True)


def _dressed(figure: go.Figure, words: Words) -> go.Figure:
    figure.update_yaxes(
        autorange="reversed",
        side="right" if words.rtl else "left",
        ticks="",
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        automargin=True,
        ticksuffix="  " if not words.rtl else "",
        tickprefix="  " if words.rtl else "",
    )
    figure.update_layout(
        font={"family": _FONT, "size": 14},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 8, "t": 16, "b": 16},
        bargap=0.32,
        legend={
            "orientation": "h",
            "traceorder": "reversed" if words.rtl else "normal",
            "x": 1 if words.rtl else 0,
            "xanchor": "right" if words.rtl else "left",
            "y": 1.02,
            "yanchor": "bottom",
        },
        hoverlabel={"font": {"family": _FONT}, "align": "right" if words.rtl else "left"},
        dragmode=False,
        colorway=list(palette.SERIES),
    )
    return figure


def _label(text: str) -> str:
    """Keep Plotly from reading a name as its pseudo-HTML."""
    return escape(text, quote=False)


def _spoken(words: Words, text: str) -> str:
    """Mark a line of Arabic so that it runs from right to left inside the left-to-right chart."""
    if not words.rtl:
        return text
    return "<br>".join(_RIGHT_TO_LEFT_EMBEDDING + line for line in text.split("<br>"))
