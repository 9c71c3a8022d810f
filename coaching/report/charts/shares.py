"""The share of reps on target by month, a line a KPI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from coaching.advise import Share
from coaching.report import palette
from coaching.report.charts.style import dressed, label, span, spoken, thinned
from coaching.report.charts.table import ChartTable
from coaching.report.content.phrases import kpi_label
from coaching.report.text import NOTHING
from coaching.words import Words

_HEIGHT = 340
_MOST_LABELS = 7
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
#: Lines are told apart by shape and stroke, not by colour alone.
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def shares_chart(shares: Mapping[str, Sequence[Share]], words: Words) -> go.Figure:
    """Return the share of reps on target as lines over the months; a month in which nobody is judged is a gap."""
    figure = go.Figure()
    for place, (kpi, points) in enumerate(shares.items()):
        kind = place % len(_SYMBOLS)
        name, colour = kpi_label(words, kpi), palette.SERIES[place % len(palette.SERIES)]
        figure.add_scatter(
            x=list(range(len(points))),
            y=[point.value for point in points],
            mode="lines+markers",
            connectgaps=False,
            name=label(name),
            line={"color": colour, "width": 2.5, "dash": _DASHES[kind]},
            marker={"size": 9, "symbol": _SYMBOLS[kind], "color": colour},
            hovertext=[
                spoken(words, words.month(point.start), f"{label(name)}: {_cell(point, words)}") for point in points
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    longest: Sequence[Share] = max(shares.values(), key=len, default=())
    figure.update_yaxes(range=[-0.03, 1.05], tickvals=_TICKS, ticktext=[words.percent(tick) for tick in _TICKS])
    shown = thinned(len(longest), _MOST_LABELS)
    figure.update_xaxes(
        range=span(-0.5, max(len(longest), 1) - 0.5, words),
        tickvals=list(shown),
        ticktext=[words.month(longest[place].start, short=True) for place in shown],
        showgrid=False,
    )
    return dressed(figure, words, legend=True).update_layout(height=_HEIGHT, hovermode="closest")


def shares_table(shares: Mapping[str, Sequence[Share]], words: Words) -> ChartTable:
    """Return the same as a table: a row a month, a column a KPI, each with how many of how many reps."""
    axis = [point.start for point in max(shares.values(), key=len, default=())]
    rows = tuple(
        (words.month(start), *(_cell(points[at], words) for points in shares.values())) for at, start in enumerate(axis)
    )
    return ChartTable((words("chart.when"), *(kpi_label(words, kpi) for kpi in shares)), rows)


def _cell(point: Share, words: Words) -> str:
    if point.value is None:
        return NOTHING
    counted = words.counted(point.on_target, point.judged)
    return words("report.seen.evidence", value=words.percent(point.value), evidence=counted)
