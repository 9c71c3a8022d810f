"""The ranking as a table: rank, score, revenue and goal, rules met, trend, and the first step of the plan."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from coaching.compare import Scorecard
from coaching.report import NOTHING, LeaderRow, as_text
from coaching.words import DIGITS, Words, plain
from pages.kit import cards, tables
from pages.kit.cards import ARROWS
from pages.kit.escape import name, text
from pages.workspace import Workspace

#: So many reps of the list are shown at first.
_LISTED = 10
#: Pixels of each column of text.
_WIDTHS = {"rep": 150, "may_be": 84, "won": 104, "goal": 72, "rules": 84, "moved": 126, "first": 150}
_TREND = ("win_rate", "closing_ratio", "next_step_ratio", "average_sale")


def show(work: Workspace, only: Collection[str] | None) -> str | None:
    """Show the active reps by rank; return the rep whose row was clicked, or who was chosen by name.

    On a phone a list replaces the table, which is too wide for it.
    """
    words, content = work.words, work.team()
    leaders = [row for row in content.leaders if not row.standing and (only is None or row.rep in only)]
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
    st.container(key="leaders-list").html(_list(leaders, frame, words))
    rows = [row for row, _ in event.selection.cells]
    return leaders[rows[0]].rep if rows else _chosen(leaders, words)


def _chosen(leaders: Sequence[LeaderRow], words: Words) -> str | None:
    """Show the choice of a rep by name and return it, because the canvas of the table needs a pointer."""
    with st.container(key="leaders-open", horizontal=True, vertical_alignment="center"):
        chosen: str | None = st.selectbox(
            words("ranking.open"),
            sorted(row.rep for row in leaders),
            index=None,
            placeholder=words("ranking.open"),
            format_func=plain,
            filter_mode="contains",
            key="open-rep",
            label_visibility="collapsed",
            width=260,
        )
        cards.small(words("ranking.click"))
    return chosen


def _list(leaders: Sequence[LeaderRow], frame: pd.DataFrame, words: Words) -> str:
    """Return the ranking as an HTML list for small screens; on larger ones the style sheet hides it."""
    items = [_item(row, shown, words) for row, shown in zip(leaders, frame.to_dict("records"), strict=True)]
    first, rest = items[:_LISTED], items[_LISTED:]
    more = ""
    if rest:
        label = words("ranking.more", n=words.number(len(items)))
        more = f'<details><summary>{text(label)}</summary><ul class="sc-leaders">{"".join(rest)}</ul></details>'
    return f'<ul class="sc-leaders">{"".join(first)}</ul>{more}'


def _item(row: LeaderRow, shown: Mapping[Hashable, Any], words: Words) -> str:
    facts = [words("rep.missing.one", label=words("ranking.won"), why=shown["won"])]
    facts += [
        words("rep.missing.one", label=words(f"ranking.{key}"), why=shown[key])
        for key in ("goal", "first")
        if shown.get(key)
    ]
    place = "" if row.rank is None else words.number(row.rank)
    score = "" if row.score.value is None else words.number(row.score.value)
    return (
        f'<li class="sc-card"><span class="sc-muted">{text(place)}</span><b>{name(row.rep)}</b><b>{text(score)}</b>'
        f'<p class="sc-small sc-muted">{text(words("report.separator").join(facts))}</p></li>'
    )


def _frame(leaders: Sequence[LeaderRow], work: Workspace) -> tuple[pd.DataFrame, dict[str, Any]]:
    words, assessment = work.words, work.assessment()
    card_of = {card.rep: card for card in assessment.reps}
    kpis = [{kpi.key: kpi for kpi in row.kpis} for row in leaders]
    columns: dict[str, list[Any]] = {
        "rank": [row.rank for row in leaders],
        "rep": [plain(row.rep) for row in leaders],
        "score": [row.score.value for row in leaders],
        "won": [_won(card_of[row.rep], words) for row in leaders],
        "goal": [as_text(own["goal_attainment"].value, words) if "goal_attainment" in own else "" for own in kpis],
        "rules": [as_text(row.rules_met, words) for row in leaders],
        "first": [_first(row, words) for row in leaders],
        "trend": _trend(leaders, work),
        "moved": [_moved(row, words) for row in leaders],
        "may_be": [_places(card_of[row.rep], words) for row in leaders],
    }
    kept = {
        column: values
        for column, values in columns.items()
        if column == "rep" or any(value not in (None, "", NOTHING, []) for value in values)
    }
    frame = pd.DataFrame(kept)
    return frame, {column: _column(column, leaders, words) for column in kept}


def _column(column: str, leaders: Sequence[LeaderRow], words: Words) -> Any:
    label, about = words(f"ranking.{column}"), words(f"ranking.{column}.help")
    if column == "score":
        most = max(100.0, *(row.score.value or 0.0 for row in leaders))
        return st.column_config.ProgressColumn(label, help=about, min_value=0, max_value=most, format="%.0f", width=112)
    if column == "trend":
        return st.column_config.LineChartColumn(label, help=about, width=96, y_min=0)
    if column == "rank":
        return st.column_config.NumberColumn(label, help=about, format="%d", width=44)
    side: Literal["left", "right"] = "left" if words.rtl else "right"
    # Only figures in Latin digits take a side: what runs from right to left would be drawn out of its cell.
    figure = side if column in ("won", "goal") and words.digits == DIGITS[0] else None
    return st.column_config.TextColumn(label, help=about, width=_WIDTHS[column], alignment=figure)


def _places(card: Scorecard, words: Words) -> str:
    """Return the range of ranks that the evidence allows; ``""`` if it is a single one."""
    if card.rank_low is None or card.rank_high is None or card.rank_low == card.rank_high:
        return ""
    return words.number_range(card.rank_low, card.rank_high)


def _won(card: Scorecard, words: Words) -> str:
    """Return the revenue; no zero for a rep who sells in another currency alone."""
    if not card.counts.revenue and card.counts.won_in_other_currency:
        return NOTHING
    return words.money(card.counts.revenue, None, 0)


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
