"""The levers of a plan: what reaching each target would be worth a week."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from coaching.advise import Step
from coaching.report import palette
from coaching.report.charts.style import dressed, headed, label, span, spoken
from coaching.report.charts.table import ChartTable
from coaching.report.phrases import NOTHING, kpi_label
from coaching.words import Words

_ROW_HEIGHT = 60
#: Leaves room for the amount beside the longest bar, on a phone too.
_ROOM = 1.45


def lever_chart(steps: Sequence[Step], words: Words, currency: str | None = None) -> go.Figure:
    """Return the weekly gain of each step of a plan as bars, the largest first; steps without one are left out."""
    known = [step for step in _by_gain(steps) if (step.weekly_gain or 0.0) > 0]
    figure = go.Figure(
        go.Bar(
            x=[step.weekly_gain for step in known],
            y=[label(kpi_label(words, step.kpi)) for step in known],
            orientation="h",
            marker={"color": palette.ACCENT, "cornerradius": 4},
            text=[spoken(words, words.signed_money(step.weekly_gain or 0.0, currency)) for step in known],
            textposition="outside",
            hovertext=[
                spoken(words, kpi_label(words, step.kpi), _gain(step, words, currency), _magic(step, words))
                for step in known
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    largest = max((step.weekly_gain or 0.0 for step in known), default=1.0)
    figure.update_xaxes(range=span(0, largest * _ROOM, words), visible=False)
    headed(figure, [kpi_label(words, step.kpi) for step in known], words, _ROW_HEIGHT)
    return dressed(figure, words)


def lever_table(steps: Sequence[Step], words: Words, currency: str | None = None) -> ChartTable:
    """Return every step as a row: the KPI, its status, the weekly gain, the magic number after it."""
    return ChartTable(
        (
            words("report.col.kpi"),
            words("report.col.status"),
            words("chart.weekly_gain"),
            words("chart.magic_number_after"),
        ),
        tuple(
            (
                kpi_label(words, step.kpi),
                words(f"status.{step.status}"),
                words.signed_money(step.weekly_gain, currency) if step.weekly_gain else NOTHING,
                NOTHING if step.magic_number_after is None else words.number(step.magic_number_after, 1),
            )
            for step in _by_gain(steps)
        ),
    )


def _by_gain(steps: Sequence[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: -(step.weekly_gain or 0.0))


def _gain(step: Step, words: Words, currency: str | None) -> str:
    return words("report.worth.gain", gain=words.money(step.weekly_gain or 0.0, currency, short=True))


def _magic(step: Step, words: Words) -> str:
    if step.magic_number_after is None:
        return ""
    return words("chart.magic_after", after=words.number(step.magic_number_after, 1))
