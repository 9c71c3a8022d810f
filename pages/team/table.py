"""The ranking as a table: rank, score, revenue and goal, rules met, trend, and the first step of the plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from coaching.compare import Scorecard
from coaching.report import NOTHING, LeaderRow, as_text
from coaching.words import Words, plain
from pages.kit import tables
from pages.kit.cards import ARROWS
from pages.workspace import Workspace

_TREND = ("win_rate", "closing_ratio", "next_step_ratio", "average_sale")


def show(work: Workspace, only: Collection[str] | None) -> str | None:
    """Show the active reps by rank; return the rep whose row was clicked."""
    words, content = work.words, work.team()
    leaders = [row for row in content.leaders if row.rank is not None and (only is None or row.rep in only)]
    leaders = leaders or [row for row in content.leaders if not row.standing and (only is None or row.rep in only)]
    leaders.sort(key=lambda row: (row.rank is None, row.rank or 0))
    if not leaders:
        return None
    frame, config = _frame(leaders, work)
    with st.container(key="leaders-table"):
        event = st.dataframe(
            frame,
            hide_index=True,
            column_config=config,
            column_order=tables.column_order(list(config), words),
            on_select="rerun",
            selection_mode="single-cell",
            key="leaders",
            height="content" if len(leaders) <= 25 else 900,
            alt=words("leaderboard.alt"),
        )
        tables.start_where_reading_starts(words)
    rows = [row for row, _ in event.selection.cells]
    return leaders[rows[0]].rep if rows else None


def _frame(leaders: Sequence[LeaderRow], work: Workspace) -> tuple[pd.DataFrame, dict[str, Any]]:
    words, assessment = work.words, work.assessment()
    cards = {card.rep: card for card in assessment.reps}
    kpis = [{kpi.key: kpi for kpi in row.kpis} for row in leaders]
    columns: dict[str, list[Any]] = {
        "rank": [row.rank for row in leaders],
        "rep": [plain(row.rep) for row in leaders],
        "score": [row.score.value for row in leaders],
        "may_be": [_places(cards[row.rep], words) for row in leaders],
        "won": [words.money(cards[row.rep].counts.revenue, None, 0) for row in leaders],
        "goal": [as_text(own["goal_attainment"].value, words) if "goal_attainment" in own else "" for own in kpis],
        "rules": [as_text(row.rules_met, words) for row in leaders],
        "moved": [_moved(row, words) for row in leaders],
        "trend": _trend(leaders, work),
        "first": [_first(row, words) for row in leaders],
    }
    kept = {
        name: values
        for name, values in columns.items()
        if name == "rep" or any(value not in (None, "", NOTHING, []) for value in values)
    }
    frame = pd.DataFrame(kept)
    side: Literal["left", "right"] = "left" if words.rtl else "right"
    text = {"may_be": 84, "won": 104, "goal": 72, "rules": 84, "moved": 126, "first": 170}
    config: dict[str, Any] = {}
    for name in kept:
        label, about = words(f"ranking.{name}"), words(f"ranking.{name}.help")
        if name == "score":
            most = max(100.0, *(row.score.value or 0.0 for row in leaders))
            config[name] = st.column_config.ProgressColumn(
                label, help=about, min_value=0, max_value=most, format="%.0f", width=112
            )
        elif name == "trend":
            config[name] = st.column_config.LineChartColumn(label, help=about, width=96, y_min=0)
        elif name == "rank":
            config[name] = st.column_config.NumberColumn(label, help=about, format="%d", width=44)
        elif name == "rep":
            config[name] = st.column_config.TextColumn(label, help=about, width=150)
        else:
            figure = side if name in ("won", "goal") else None
            config[name] = st.column_config.TextColumn(label, help=about, width=text[name], alignment=figure)
    return frame, config


def _places(card: Scorecard, words: Words) -> str:
    """Return the range of ranks that the evidence allows; ``""`` if it is a single one."""
    if card.rank_low is None or card.rank_high is None or card.rank_low == card.rank_high:
        return ""
    return words.number_range(card.rank_low, card.rank_high)


def _moved(row: LeaderRow, words: Words) -> str:
    return f"{ARROWS[row.movement.direction]} {as_text(row.movement.by, words)}" if row.movement else ""


def _trend(leaders: Sequence[LeaderRow], work: Workspace) -> list[list[float]]:
    """Return for each rep the monthly values of the figure that has a trend for most reps."""
    points = work.trend("month")
    lines: dict[str, list[list[float]]] = {}
    for key in _TREND:
        lines[key] = [
            [point.figure.value for point in points.get(row.rep, {}).get(key, ()) if point.figure.value is not None]
            for row in leaders
        ]
    best = max(_TREND, key=lambda key: sum(len(line) > 1 for line in lines[key]))
    shown = [line if len(line) > 1 else [] for line in lines[best]]
    return [list(reversed(line)) if work.words.rtl else line for line in shown]


def _first(row: LeaderRow, words: Words) -> str:
    labels = {kpi.label: tables.short_label(kpi, words) for kpi in row.kpis}
    return labels.get(row.first_step, row.first_step)
