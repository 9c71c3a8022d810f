"""Frames for the tables that are drawn on a canvas: numbers stay numbers, so that columns sort; a style shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from coaching.advise.model import Assessment
from coaching.compare.model import Mark
from coaching.measure import load_kpis
from coaching.report.model import KpiRow, LeaderRow, TeamContent
from coaching.words import Words, plain
from pages.ui.style import STATUS_SHAPES, status_colours

SORTS = ("estimate", "observed")
_WIDTHS = {"average_sale": 116, "sales_cycle_days": 84, "activity_gauge": 78, "goal_attainment": 78}
_RATIO_WIDTH = 114

#: The canvas runs left to right; a table wider than the screen must still open at its right end in Arabic.
_TO_THE_RIGHT = """<script>(() => {
  const go = () => {
    const grid = document.querySelector('.st-key-leaders-table .dvn-scroller');
    if (grid) grid.scrollLeft = grid.scrollWidth;
    return Boolean(grid);
  };
  const tries = setInterval(() => go() && clearInterval(tries), 100);
  setTimeout(() => clearInterval(tries), 4000);
})()</script>"""


def leaderboard(
    content: TeamContent, assessment: Assessment, sort: str, words: Words
) -> tuple[list[str], Styler, dict]:
    """Return the reps in order, the styled table and its columns' configuration.

    ``sort`` orders by the score over the estimates or over the observed values.
    """
    cards = {card.rep: card for card in assessment.reps}
    scores = {rep: card.score_estimate if sort == "estimate" else card.score for rep, card in cards.items()}
    leaders = sorted(content.leaders, key=lambda row: (scores[row.rep] is None, -(scores[row.rep] or 0.0)))
    shown = _shown_kpis(leaders)
    columns: dict[str, list] = {
        "rank": [row.rank for row in leaders] if sort == "estimate" else list(range(1, len(leaders) + 1)),
        "rep": [plain(row.rep) for row in leaders],
        "score": [scores[row.rep] for row in leaders],
    }
    columns["first_step"] = [_first_step(row, words) for row in leaders]
    cells = [{kpi.key: kpi for kpi in row.kpis} for row in leaders]
    for key in shown:
        marks = [cards[row.rep].marks.get(key) for row in leaders]
        columns[key] = [_cell(own.get(key), mark, sort) for own, mark in zip(cells, marks, strict=True)]
    frame = pd.DataFrame(
        {name: pd.Series(values, dtype=object if name in shown else None) for name, values in columns.items()}
    )
    styler = _styled(frame, cells, shown)
    return [row.rep for row in leaders], styler, _configuration(frame, leaders, shown, words)


def start_where_reading_starts(words: Words) -> None:
    """Scroll the table to the side on which the reader begins."""
    if words.rtl:
        st.html(_TO_THE_RIGHT, unsafe_allow_javascript=True)


def column_order(columns: Sequence[str], words: Words) -> list[str]:
    """Return the columns as they read: the canvas runs left to right, so Arabic reverses them."""
    return list(reversed(columns)) if words.rtl else list(columns)


def _shown_kpis(leaders: Sequence[LeaderRow]) -> list[str]:
    rows = [kpi for row in leaders for kpi in row.kpis]
    measured = {kpi.key for kpi in rows if kpi.status not in (None, "no_data")}
    return [key for key in dict.fromkeys(kpi.key for kpi in rows) if key in measured]


class _Cell(float):
    """A number that sorts as itself and shows as text."""

    shown = ""


def _cell(row: KpiRow | None, mark: Mark | None, sort: str) -> _Cell:
    if row is None or mark is None:
        return _Cell("nan")
    estimated = sort == "estimate" and mark.estimate is not None
    value = mark.estimate if estimated else mark.value
    cell = _Cell("nan" if value is None else value)
    counted = row.counted if load_kpis()[row.key].kind == "ratio" else ""
    cell.shown = " ".join(part for part in (STATUS_SHAPES[row.status], row.value, counted) if part)
    return cell


def _first_step(row: LeaderRow, words: Words) -> str:
    labels = {kpi.label: short_label(kpi, words) for kpi in row.kpis}
    return labels.get(row.first_step, row.first_step)


def short_label(kpi: KpiRow, words: Words) -> str:
    """Return a KPI's name short enough for the head of a column."""
    return words(f"short.{kpi.key}") if words.has(f"short.{kpi.key}") else kpi.label


def _styled(frame: pd.DataFrame, cells: Sequence[Mapping[str, KpiRow]], shown: Sequence[str]) -> Styler:
    colours = status_colours()
    styler = frame.style.format(lambda cell: cell.shown, subset=list(shown))
    for key in shown:
        tones = [f"color: {colours.get(row[key].status, 'inherit')}" if key in row else "" for row in cells]
        styler = styler.apply(lambda _, tones=tones: tones, subset=[key])
    return styler


def _configuration(frame: pd.DataFrame, leaders: Sequence[LeaderRow], shown: Sequence[str], words: Words) -> dict:
    heads = {kpi.key: kpi for row in leaders for kpi in row.kpis}
    side = "right" if words.rtl else "left"
    config: dict[str, object] = {
        "rank": st.column_config.NumberColumn(words("leaderboard.rank"), width=42, alignment="center"),
        "rep": st.column_config.TextColumn(words("leaderboard.rep"), width=122),
        "score": st.column_config.ProgressColumn(
            words("leaderboard.score"), min_value=0, max_value=100, format="%.0f", width=96
        ),
        "first_step": st.column_config.TextColumn(words("leaderboard.first_step"), width=92),
    }
    for key in shown:
        config[key] = st.column_config.NumberColumn(
            short_label(heads[key], words),
            help=heads[key].label,
            alignment=side,
            width=_WIDTHS.get(key, _RATIO_WIDTH),
        )
    return config
