"""Frames for the tables that are drawn on a canvas: numbers stay numbers, so that columns sort; a style shows them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from coaching.advise.model import Assessment
from coaching.compare.model import Mark
from coaching.metrics import Point, load_kpis
from coaching.report.model import KpiRow, LeaderRow, TeamContent
from coaching.report.palette import SHAPES
from coaching.words import Words, plain
from pages.ui import scripts
from pages.ui.cards import ARROWS
from pages.ui.style import status_colours

SORTS = ("estimate", "observed")
_WIDTHS = {"average_sale": 116, "sales_cycle_days": 84, "activity_gauge": 78, "goal_attainment": 78}
_RATIO_WIDTH = 114


def leaderboard(
    content: TeamContent,
    assessment: Assessment,
    sort: str,
    words: Words,
    only: Collection[str] | None = None,
    before: Assessment | None = None,
    course: Course | None = None,
) -> tuple[list[str], Styler, dict]:
    """Return the reps in order, the styled table and its columns' configuration.

    The order is that of the score as it is shown; new reps and those who left come last. ``sort`` says whether single
    figures sort by their likely or by their plain value. ``only`` these reps are shown.
    ``before``, the period before, says by how many places they have moved; ``course`` draws a figure's course.
    """
    cards = {card.rep: card for card in assessment.reps}
    leaders = sorted(content.leaders, key=lambda row: (row.rank is None, row.rank or 0))
    places = {row.rep: _place(row, words) for row in leaders}
    leaders = [row for row in leaders if only is None or row.rep in only]
    shown = _shown_kpis(leaders)
    columns: dict[str, list] = {"rank": [places[row.rep] for row in leaders]}
    if any(row.movement for row in leaders):
        earlier = {card.rep: card.rank for card in before.reps} if before else {}
        columns["moved"] = [_movement(row, earlier.get(row.rep), words) for row in leaders]
    columns |= {
        "rep": [plain(row.rep) for row in leaders],
        "score": [row.score for row in leaders],
    }
    if course is not None:
        columns["course"] = [
            list(reversed(line)) if words.rtl else line for line in (course.line(row.rep) for row in leaders)
        ]
    columns["first_step"] = [_first_step(row, words) for row in leaders]
    cells = [{kpi.key: kpi for kpi in row.kpis} for row in leaders]
    for key in shown:
        marks = [cards[row.rep].marks.get(key) for row in leaders]
        columns[key] = [_cell(own.get(key), mark, sort) for own, mark in zip(cells, marks, strict=True)]
    told = {name for name in columns if name in ("rank", "moved", *shown)}
    frame = pd.DataFrame(
        {name: pd.Series(values, dtype=object if name in told else None) for name, values in columns.items()}
    )
    styler = _styled(frame, cells, shown, told)
    config = _configuration(frame, leaders, shown, words)
    if course is not None:
        config["course"] = st.column_config.LineChartColumn(
            course.label, help=words("leaderboard.course.help", kpi=course.figure), width=96, y_min=0
        )
    return [row.rep for row in leaders], styler, {name: config[name] for name in frame}


def start_where_reading_starts(words: Words, key: str = "leaders-table") -> None:
    """Scroll the table in the container ``key`` to the side on which the reader begins.

    The canvas runs left to right; a table wider than the screen must still open at its right end in Arabic.
    """
    if words.rtl:
        scripts.run(scripts.to_the_right(key))


def column_order(columns: Sequence[str], words: Words) -> list[str]:
    """Return the columns as they read: the canvas runs left to right, so Arabic reverses them."""
    return list(reversed(columns)) if words.rtl else list(columns)


def _shown_kpis(leaders: Sequence[LeaderRow]) -> list[str]:
    rows = [kpi for row in leaders for kpi in row.kpis]
    measured = {kpi.key for kpi in rows if kpi.status not in (None, "no_data")}
    return [key for key in dict.fromkeys(kpi.key for kpi in rows) if key in measured]


@dataclass(frozen=True)
class Course:
    """The course of a ``figure`` by month, per rep, to be drawn in the table; ``label`` heads the column."""

    label: str
    figure: str
    points: Mapping[str | None, Mapping[str, Sequence[Point]]]
    kpi: str

    def line(self, rep: str) -> list[float]:
        """Return the months of ``rep`` that have a figure."""
        values = (point.figure.value for point in self.points.get(rep, {}).get(self.kpi, ()))
        return [value for value in values if value is not None]


class _Cell(float):
    """A number that sorts as itself and shows as text."""

    shown = ""


def _place(row: LeaderRow, words: Words) -> _Cell:
    """Return the rank with the places that it may be; new reps, and those who left, have none."""
    cell = _Cell("nan" if row.rank is None else row.rank)
    shown = row.standing if row.rank is None else words.number(row.rank)
    cell.shown = " ".join(filter(None, (shown, f"({row.rank_range})" if row.rank_range else "")))
    return cell


def _movement(row: LeaderRow, earlier: int | None, words: Words) -> _Cell:
    moved = row.movement
    if moved is None or row.rank is None or earlier is None:
        return _Cell("nan")
    cell = _Cell(earlier - row.rank)
    cell.shown = " ".join((ARROWS[moved.direction], words.number(abs(cell)) if cell else "")).strip()
    return cell


def _cell(row: KpiRow | None, mark: Mark | None, sort: str) -> _Cell:
    if row is None or mark is None:
        return _Cell("nan")
    estimated = sort == "estimate" and mark.estimate is not None
    value = mark.estimate if estimated else mark.value
    cell = _Cell("nan" if value is None else value)
    counted = row.counted if load_kpis()[row.key].kind == "ratio" else ""
    cell.shown = " ".join(part for part in (SHAPES.get(row.status or "", ""), row.value, counted) if part)
    return cell


def _first_step(row: LeaderRow, words: Words) -> str:
    labels = {kpi.label: short_label(kpi, words) for kpi in row.kpis}
    return labels.get(row.first_step, row.first_step)


def short_label(kpi: KpiRow, words: Words) -> str:
    """Return a KPI's name short enough for the head of a column."""
    declared = load_kpis().get(kpi.key)
    return declared.short.get(words.lang, kpi.label) if declared else kpi.label


def _styled(
    frame: pd.DataFrame, cells: Sequence[Mapping[str, KpiRow]], shown: Sequence[str], told: Collection[str]
) -> Styler:
    colours = status_colours()
    styler = frame.style.format(lambda cell: cell.shown, subset=list(told))
    for key in shown:
        tones = [f"color: {colours.get(row[key].tone, 'inherit')}" if key in row else "" for row in cells]
        styler = styler.apply(lambda _, tones=tones: tones, subset=[key])
    return styler


def _configuration(frame: pd.DataFrame, leaders: Sequence[LeaderRow], shown: Sequence[str], words: Words) -> dict:
    heads = {kpi.key: kpi for row in leaders for kpi in row.kpis}
    side = "right" if words.rtl else "left"
    config: dict[str, object] = {
        "rank": st.column_config.NumberColumn(
            words("leaderboard.rank"), help=words("leaderboard.rank.help"), width=78, alignment=side
        ),
        "rep": st.column_config.TextColumn(words("leaderboard.rep"), width=122),
        "score": st.column_config.ProgressColumn(
            words("leaderboard.score"),
            help=words("leaderboard.score.help"),
            min_value=0,
            max_value=max(100.0, *(row.score or 0.0 for row in leaders)),
            format="%.0f",
            width=96,
        ),
        "first_step": st.column_config.TextColumn(words("leaderboard.first_step"), width=92),
    }
    if "moved" in frame:
        config["moved"] = st.column_config.NumberColumn(
            words("leaderboard.moved"), help=words("leaderboard.moved.help"), width=74, alignment=side
        )
    for key in shown:
        config[key] = st.column_config.NumberColumn(
            short_label(heads[key], words),
            help=heads[key].label,
            alignment=side,
            width=_WIDTHS.get(key, _RATIO_WIDTH),
        )
    return config
