"""Money left on the table: from a rep's week to the peers', one factor after the other."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from coaching.advise import Split
from coaching.report import palette
from coaching.report.charts.style import dressed, headed, label, span, spoken
from coaching.report.charts.table import ChartTable
from coaching.report.content.phrases import kpi_label
from coaching.words import Words

_ROW_HEIGHT = 56
#: Leaves room for the amount beside the longest bar, on a phone too.
_ROOM = 1.45


@dataclass(frozen=True)
class _Bar:
    """A bar from ``start`` over ``length``; ``kind``: ``own``, ``less`` (than the peers), ``more`` or ``peers``."""

    label: str
    start: float
    length: float
    kind: str
    text: str
    tells: str


def gap_chart(split: Split, words: Words, currency: str | None = None) -> go.Figure:
    """Return the way from the rep's weekly revenue to the average peer's as a waterfall of the split's parts.

    A step forward is what the peers bring in more through that factor, a step back where the rep is ahead.
    """
    bars = _bars(split, words, currency)
    figure = go.Figure(
        go.Bar(
            base=[bar.start for bar in bars],
            x=[bar.length for bar in bars],
            y=[label(bar.label) for bar in bars],
            orientation="h",
            marker={"color": [_COLOURS[bar.kind] for bar in bars], "cornerradius": 3},
            hovertext=[spoken(words, bar.label, bar.tells) for bar in bars],
            hoverinfo="text",
        )
    )
    for place, bar in enumerate(bars[:-1]):
        end = bar.start + bar.length
        figure.add_shape(
            type="line",
            x0=end,
            x1=end,
            y0=place,
            y1=place + 1,
            line={"color": palette.MUTED, "width": 1, "dash": "dot"},
        )
    reach = max(max(bar.start, bar.start + bar.length) for bar in bars) or 1.0
    for place, bar in enumerate(bars):
        figure.add_annotation(
            x=max(bar.start, bar.start + bar.length),
            y=place,
            text=spoken(words, bar.text),
            showarrow=False,
            xanchor="right" if words.rtl else "left",
            xshift=-6 if words.rtl else 6,
        )
    figure.update_xaxes(range=span(0, reach * _ROOM, words), visible=False)
    headed(figure, [bar.label for bar in bars], words, _ROW_HEIGHT)
    return dressed(figure, words)


def gap_table(split: Split, words: Words, currency: str | None = None) -> ChartTable:
    """Return the same steps as a table: what, how much a week, and what it says."""
    return ChartTable(
        (words("chart.factor"), words("chart.a_week"), words("chart.tells")),
        tuple((bar.label, bar.text, bar.tells) for bar in _bars(split, words, currency)),
    )


_COLOURS = {
    "own": palette.ACCENT,
    "less": palette.STATUS["below"],
    "more": palette.STATUS["on_target"],
    "peers": palette.MUTED,
}


def _bars(split: Split, words: Words, currency: str | None) -> list[_Bar]:
    own, peers = (words.money(value, currency, 0, short=True) for value in (split.own, split.peers))
    bars = [_Bar(words("chart.own_week"), 0.0, split.own, "own", own, words("chart.tells.own"))]
    at = split.own
    for factor, part in split.parts.items():
        name = words("chart.activity") if factor == "activity" else kpi_label(words, factor)
        kind = "less" if part <= 0 else "more"
        size = words.money(abs(part), currency, 0, short=True)
        tells = words(f"chart.tells.{kind}", amount=size)
        bars.append(_Bar(name, at, -part, kind, words.signed_money(-part, currency), tells))
        at -= part
    return [*bars, _Bar(words("chart.peers_week"), 0.0, split.peers, "peers", peers, words("chart.tells.peers"))]
