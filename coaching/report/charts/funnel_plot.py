"""The funnel plot: each rep's ratio against how many deals it rests on, with the limits of chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from coaching.compare import Limits, Mark, Scorecard, control_limits, inside
from coaching.metrics import load_kpis
from coaching.report import palette
from coaching.report.charts.labels import Spot, place_labels
from coaching.report.charts.style import dressed, label, name_label, nice_ticks, span, spoken
from coaching.report.charts.table import ChartTable
from coaching.report.content.figures.units import counted_cell, shown_cell
from coaching.report.content.phrases import kpi_label, shown_name
from coaching.report.text import as_text, say
from coaching.words import Words, clip, isolate, plain

_HEIGHT = 420
#: Letters of a name beside its dot; the hover has all of it.
_NAME_LENGTH = 20


@dataclass(frozen=True)
class _Dot:
    rep: str
    mark: Mark
    trials: float
    ratio: float
    place: str


def funnel_plot_chart(cards: Sequence[Scorecard], kpi_key: str, words: Words, chosen: str | None = None) -> go.Figure:
    """Return the ratio of each rep over its number of trials, with inner (90 %) and outer (99.8 %) limits.

    The limits stand around the ratio of all ``cards`` together: where all reps were alike, nine of ten would lie
    inside the inner ones. ``chosen`` is a rep to point out. Raises ``KeyError`` for an unknown KPI and
    ``ValueError`` for one that is no ratio.
    """
    dots, limits = _dots(cards, kpi_key)
    figure = go.Figure()
    if not limits:
        return dressed(figure.update_layout(height=_HEIGHT), words)
    most = limits.trials[-1]
    _bands(figure, limits, words)
    for picked in (False, True):
        shown = [dot for dot in dots if (dot.rep == chosen) is picked]
        if shown:
            _scatter(figure, shown, kpi_key, words, picked)
    top = min(1.0, max(dot.ratio for dot in dots) + 0.25)
    ticks = [tick for tick in nice_ticks(0.0, max(top, limits.centre + 0.2), 5) if tick <= 1 + 1e-9]
    up = (-0.02, 1.04 * ticks[-1])
    figure.update_yaxes(range=up, tickvals=ticks, ticktext=[words.percent(t) for t in ticks])
    _names(figure, dots, (most, *up), chosen, words)
    across = [tick for tick in nice_ticks(0, most, 6) if tick <= most]
    figure.update_xaxes(
        range=span(0, most, words),
        tickvals=across,
        ticktext=[words.number(tick) for tick in across],
        title={"text": spoken(words, words("chart.trials")), "font": {"size": 13}},
        showgrid=False,
    )
    figure.update_layout(height=_HEIGHT, hovermode="closest")
    return dressed(figure, words, legend=True)


def funnel_plot_table(cards: Sequence[Scorecard], kpi_key: str, words: Words) -> ChartTable:
    """Return the same dots as a table: rep, ratio, m/n, and where it lies against the limits; fewest trials last."""
    dots, _ = _dots(cards, kpi_key)
    kpi = load_kpis()[kpi_key]
    return ChartTable(
        (
            words("report.col.rep"),
            kpi_label(words, kpi_key),
            words("report.col.counted"),
            words("chart.against_limits"),
        ),
        tuple(
            (
                shown_name(words, dot.rep),
                as_text(shown_cell(kpi, dot.mark), words),
                as_text(counted_cell(kpi, dot.mark), words),
                words(f"chart.limits.{dot.place}"),
            )
            for dot in sorted(dots, key=lambda dot: (-dot.trials, dot.rep))
        ),
    )


def funnel_plot_text(cards: Sequence[Scorecard], kpi_key: str, words: Words) -> str:
    """Say who lies outside the limits, and on which side; where nobody does, that chance may explain it all."""
    dots, _ = _dots(cards, kpi_key)
    sentences = []
    for place in ("below", "above"):
        names = [shown_name(words, dot.rep) for dot in sorted(dots, key=lambda dot: dot.rep) if dot.place == place]
        if names:
            sentences.append(words(f"funnel_plot.{place}", label=kpi_label(words, kpi_key), names=words.listed(names)))
    return " ".join(sentences) or words("funnel_plot.nobody", label=kpi_label(words, kpi_key))


def _dots(cards: Sequence[Scorecard], kpi_key: str) -> tuple[list[_Dot], Limits | None]:
    if not load_kpis()[kpi_key].kind.is_ratio:
        raise ValueError(f"{kpi_key!r} is no ratio, so it has no funnel plot")
    known = [
        (card.rep or "", mark, mark.figure.numerator or 0.0, mark.figure.denominator)
        for card in cards
        if (mark := card.marks.get(kpi_key)) and mark.value is not None and mark.figure.denominator
    ]
    if not known:
        return [], None
    centre = sum(m for _, _, m, _ in known) / sum(n or 0.0 for _, _, _, n in known)
    most = max(n or 0.0 for _, _, _, n in known)
    limits = control_limits(centre, round(most * 1.15) + 1)
    trials, ratios = [n or 0.0 for _, _, _, n in known], [mark.value or 0.0 for _, mark, _, _ in known]
    calm = inside(limits, [round(n) for n in trials], ratios)
    return [
        _Dot(rep, mark, n, ratio, "inside" if quiet else "above" if ratio > centre else "below")
        for (rep, mark, _, _), n, ratio, quiet in zip(known, trials, ratios, calm, strict=True)
    ], limits


def _bands(figure: go.Figure, limits: Limits, words: Words) -> None:
    line = {"color": palette.MUTED, "width": 1, "dash": "dot"}
    for side in (0, 1):
        figure.add_scatter(
            x=limits.trials,
            y=[pair[side] for pair in limits.outer],
            mode="lines",
            line=line,
            hoverinfo="skip",
            name=label(words("chart.outer")),
            showlegend=side == 1,
            legendrank=3,
        )
    for side in (0, 1):
        figure.add_scatter(
            x=limits.trials,
            y=[pair[side] for pair in limits.inner],
            mode="lines",
            line={"width": 0, "color": palette.ACCENT},
            fill="tonexty" if side else None,
            fillcolor=palette.BAND,
            hoverinfo="skip",
            name=label(words("chart.inner")),
            showlegend=side == 1,
            legendrank=2,
        )
    figure.add_scatter(
        x=[0, limits.trials[-1]],
        y=[limits.centre] * 2,
        mode="lines",
        line={"color": palette.MUTED, "width": 1.5},
        hoverinfo="skip",
        name=spoken(words, words("chart.team_ratio", value=words.percent(limits.centre, 1))),
        legendrank=1,
    )


def _scatter(figure: go.Figure, dots: Sequence[_Dot], kpi_key: str, words: Words, picked: bool) -> None:
    kpi = load_kpis()[kpi_key]
    colours = {"inside": palette.ACCENT, "above": palette.STATUS["on_target"], "below": palette.STATUS["below"]}
    shapes = {"inside": "circle", "above": "triangle-up", "below": "triangle-down"}
    figure.add_scatter(
        x=[dot.trials for dot in dots],
        y=[dot.ratio for dot in dots],
        mode="markers",
        marker={
            "size": 15 if picked else 10,
            "color": [colours[dot.place] for dot in dots],
            "symbol": [shapes[dot.place] for dot in dots],
            "line": {"width": 3 if picked else 1, "color": palette.INK if picked else palette.WHITE},
        },
        customdata=[dot.rep for dot in dots],
        hovertext=[
            spoken(
                words,
                name_label(dot.rep),
                say(
                    words,
                    "report.seen.evidence",
                    value=shown_cell(kpi, dot.mark),
                    evidence=counted_cell(kpi, dot.mark),
                ),
                words(f"chart.limits.{dot.place}"),
            )
            for dot in dots
        ],
        hoverinfo="text",
        showlegend=False,
        cliponaxis=False,
    )


def _names(
    figure: go.Figure, dots: Sequence[_Dot], ends: tuple[float, float, float], chosen: str | None, words: Words
) -> None:
    """Write names beside their dots where there is room; the chosen one and those outside the limits come first.

    ``ends`` are the right end of the axis across, and both ends of the one that goes up.
    """
    order = sorted(dots, key=lambda dot: (dot.rep != chosen, dot.place == "inside", -dot.trials, dot.rep))
    across, low, high = ends
    names = [clip(plain(dot.rep).strip(), _NAME_LENGTH) for dot in order]
    spots = [
        Spot(_x(dot.trials / across, words), (dot.ratio - low) / (high - low), name)
        for dot, name in zip(order, names, strict=True)
    ]
    for dot, spot, side in zip(order, spots, place_labels(spots), strict=True):
        if side is None and dot.rep != chosen:
            continue
        x, y = side or (0, 1)
        text = label(isolate(spot.text))
        figure.add_annotation(
            x=dot.trials,
            y=dot.ratio,
            text=f"<b>{text}</b>" if dot.rep == chosen else text,
            showarrow=False,
            xanchor={-1: "right", 0: "center", 1: "left"}[x],
            yanchor={-1: "top", 0: "middle", 1: "bottom"}[y],
            xshift=9 * x,
            yshift=7 * y,
            font={"size": 12},
        )


def _x(share: float, words: Words) -> float:
    return 1 - share if words.rtl else share
