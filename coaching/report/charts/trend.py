"""The course of a KPI by month or quarter, always with its m and n."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import plotly.graph_objects as go

from coaching.compare import Mark
from coaching.metrics import MINIMUM_TRIALS, Kpi, Point
from coaching.report import palette
from coaching.report.charts.style import dressed, label, name_label, nice_ticks, span, spoken, thinned
from coaching.report.charts.table import ChartTable
from coaching.report.content.figures.kinds import kind_format
from coaching.report.content.figures.units import counted_cell, target_cell, unit_format, value_cell
from coaching.report.text import NOTHING, as_text, say
from coaching.words import Words

_HEIGHT = 300
_MOST_LABELS = 7
_QUARTER_DAYS = 85


def trend_chart(
    points: Sequence[Point],
    kpi: Kpi,
    words: Words,
    target: float | None = None,
    team_points: Sequence[Point] | None = None,
    *,
    currency: str | None = None,
    name: str = "",
) -> go.Figure:
    """Return a KPI's course as a line; a month without a figure is a gap.

    Points on fewer than ten trials are hollow. ``target`` draws the rule's edge, ``team_points`` the team's
    course behind. ``name`` is the legend's word for the line (the rep's name). Time runs from where reading starts.
    """
    figure = go.Figure()
    kpi_trends = {point.start: place for place, point in enumerate(points)}
    if team_points:
        team = [(kpi_trends[point.start], point) for point in team_points if point.start in kpi_trends]
        _line(
            figure, team, kpi, words, words("team"), currency, {"color": palette.MUTED, "width": 1.5, "dash": "dot"}, 6
        )
    own_name = label(words("report.col.value")) if not name else name_label(name)
    _line(figure, list(enumerate(points)), kpi, words, own_name, currency, {"color": palette.ACCENT, "width": 2.5})
    if target is not None:
        _target(figure, target, kpi, words, currency, len(points))
    values = [point.figure.value for point in (*points, *(team_points or ())) if point.figure.value is not None] + (
        [target] if target is not None else []
    )
    ticks = nice_ticks(min([0.0, *values]), max([*values, 0.0]) or 1.0, 4)
    ticks = [tick for tick in ticks if tick <= kind_format(kpi).highest + 1e-9]
    top = max([ticks[-1], *values])
    figure.update_yaxes(
        range=[ticks[0] - 0.03 * (top - ticks[0]), top + 0.06 * (top - ticks[0])],
        tickvals=ticks,
        ticktext=[as_text(unit_format(kpi).axis(tick), words) for tick in ticks],
    )
    shown = thinned(len(points), _MOST_LABELS)
    figure.update_xaxes(
        range=span(-0.5, max(len(points), 1) - 0.5, words),
        tickvals=list(shown),
        ticktext=[_when(words, points, place, short=True) for place in shown],
        showgrid=False,
        ticklabeloverflow="allow",
    )
    dressed(figure, words, legend=bool(team_points) or target is not None)
    edge = 36 if len(points) > 1 else 8
    return figure.update_layout(height=_HEIGHT, hovermode="closest", margin={"l" if words.rtl else "r": edge})


def trend_table(
    points: Sequence[Point],
    kpi: Kpi,
    words: Words,
    target: float | None = None,
    team_points: Sequence[Point] | None = None,
    *,
    currency: str | None = None,
) -> ChartTable:
    """Return the same course as a table: when, the value, what it was counted from, the team's value, the target."""
    team = {point.start: point for point in team_points or ()}
    header = [words("chart.when"), words("report.col.value"), words("report.col.counted")]
    header += [words("team")] if team_points else []
    header += [words("report.col.rule")] if target is not None else []
    edge = as_text(target_cell(kpi, target, currency), words) if target is not None else ""
    rows = []
    for place, point in enumerate(points):
        row = [_when(words, points, place), *_cells(words, kpi, point, currency)]
        if team_points:
            other = team.get(point.start)
            row.append(as_text(value_cell(kpi, other.figure.value, currency), words) if other else NOTHING)
        rows.append((*row, *([edge] if target is not None else [])))
    return ChartTable(tuple(header), tuple(rows))


def _line(
    figure: go.Figure,
    places: Sequence[tuple[int, Point]],
    kpi: Kpi,
    words: Words,
    name: str,
    currency: str | None,
    line: dict[str, object],
    size: int = 9,
) -> None:
    points = [point for _, point in places]
    hollow = [point.figure.trials < MINIMUM_TRIALS for point in points]
    figure.add_scatter(
        x=[place for place, _ in places],
        y=[point.figure.value for point in points],
        mode="lines+markers",
        connectgaps=False,
        name=name,
        line=line,
        marker={
            "size": size,
            "color": line["color"],
            "symbol": ["circle-open" if few else "circle" for few in hollow],
            "line": {"width": 2, "color": line["color"]},
        },
        hovertext=[
            spoken(
                words,
                _when(words, points, at),
                f"{name}: {_value(words, kpi, point, currency)}",
                words("certainty.low") if few and point.figure.value is not None else "",
            )
            for at, (point, few) in enumerate(zip(points, hollow, strict=True))
        ],
        hoverinfo="text",
        cliponaxis=False,
    )


def _target(figure: go.Figure, target: float, kpi: Kpi, words: Words, currency: str | None, count: int) -> None:
    figure.add_scatter(
        x=[-0.5, count - 0.5],
        y=[target, target],
        mode="lines",
        line={"color": palette.STATUS["on_target"], "width": 1.5, "dash": "dash"},
        hoverinfo="skip",
        name=spoken(words, say(words, "report.seen.target", rule=target_cell(kpi, target, currency))),
    )


def _cells(words: Words, kpi: Kpi, point: Point, currency: str | None) -> tuple[str, str]:
    mark = Mark(point.figure)
    return as_text(value_cell(kpi, mark.value, currency), words), as_text(counted_cell(kpi, mark), words)


def _value(words: Words, kpi: Kpi, point: Point, currency: str | None) -> str:
    value, counted = _cells(words, kpi, point, currency)
    return words("report.seen.evidence", value=value, evidence=counted) if counted else value


def _when(words: Words, points: Sequence[Point], place: int, *, short: bool = False) -> str:
    starts = [point.start for point in points]
    by_quarter = len(starts) > 1 and min((later - earlier).days for earlier, later in pairwise(starts)) >= _QUARTER_DAYS
    return words.quarter(starts[place]) if by_quarter else words.month(starts[place], short=short)
