"""The ranking as a table: rank, score, revenue and goal, rules met, trend, and the first step of the plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from coaching.compare import Scorecard
from coaching.metrics import Point
from coaching.report import NOTHING, LeaderRow, as_text
from coaching.words import DIGITS, Words, plain, rounded
from pages.kit import cards, tables
from pages.kit.cards import ARROWS
from pages.kit.escape import name, text
from pages.session import url
from pages.workspace import Workspace

#: So many reps of the list are shown at first.
_LISTED = 10
#: Pixels of each column of text.
_WIDTHS = {"rep": 150, "may_be": 84, "won": 104, "goal": 72, "rules": 84, "moved": 126, "first": 150}
#: Columns of figures, with the format that the table writes them in.
_FIGURES = {"won": "accounting", "goal": "%.0f%%"}
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
            placeholder=NOTHING,
        )
        tables.start_where_reading_starts(words)
    st.container(key="leaders-list").html(_list(leaders, work))
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
        if words.digits != DIGITS[0]:
            cards.small(words("ranking.digits"))
    return chosen


def _list(leaders: Sequence[LeaderRow], work: Workspace) -> str:
    """Return the ranking as an HTML list for small screens; on larger ones the style sheet hides it."""
    words, card_of = work.words, {card.rep: card for card in work.assessment().reps}
    items = [_item(row, card_of[row.rep], words) for row in leaders]
    first, rest = items[:_LISTED], items[_LISTED:]
    more = ""
    if rest:
        label = words("ranking.more", n=words.number(len(items)))
        more = f'<details><summary>{text(label)}</summary><ul class="sc-leaders">{"".join(rest)}</ul></details>'
    return f'<ul class="sc-leaders">{"".join(first)}</ul>{more}'


def _item(row: LeaderRow, card: Scorecard, words: Words) -> str:
    won, goal = _won(card), _goal(row)
    facts = {
        "won": NOTHING if won is None else words.money(won, None, 0),
        "goal": "" if goal is None else words.percent(goal / 100),
        "first": row.first_step_short,
    }
    missing = [words("rep.missing.one", label=words(f"ranking.{key}"), why=fact) for key, fact in facts.items() if fact]
    place = "" if row.rank is None else words.number(row.rank)
    score = "" if row.score.value is None else words.number(row.score.value)
    return (
        f'<li class="sc-card"><span class="sc-muted">{text(place)}</span>'
        f'<a href="{text(url.link("rep", rep=row.rep))}" target="_self">{name(row.rep)}</a><b>{text(score)}</b>'
        f'<p class="sc-small sc-muted">{text(words("report.separator").join(missing))}</p></li>'
    )


def _frame(leaders: Sequence[LeaderRow], work: Workspace) -> tuple[pd.DataFrame, dict[str, Any]]:
    # Streamlit writes its numbers in Latin digits, and so are the texts beside them: one table, one kind of digits.
    words = replace(work.words, digits=DIGITS[0])
    card_of = {card.rep: card for card in work.assessment().reps}
    columns: dict[str, list[Any]] = {
        "rank": [row.rank for row in leaders],
        "rep": [tables.begun(plain(row.rep), words) for row in leaders],
        "score": [row.score.value for row in leaders],
        "won": [_won(card_of[row.rep]) for row in leaders],
        "goal": [_goal(row) for row in leaders],
        "rules": [as_text(row.rules_met, words) for row in leaders],
        "first": [row.first_step_short for row in leaders],
        "trend": _trend(leaders, work),
        "moved": [_moved(row, words) for row in leaders],
        "may_be": [_places(card_of[row.rep], words) for row in leaders],
    }
    filled = {
        column: values
        for column, values in columns.items()
        if column == "rep" or any(value not in (None, "", NOTHING, []) for value in values)
    }
    frame = pd.DataFrame(filled)
    return frame, {column: _column(column, leaders, words) for column in filled}


def _column(column: str, leaders: Sequence[LeaderRow], words: Words) -> Any:
    label, about = words(f"ranking.{column}"), words(f"ranking.{column}.help")
    if column == "score":
        most = max(100.0, *(row.score.value or 0.0 for row in leaders))
        return st.column_config.ProgressColumn(label, help=about, min_value=0, max_value=most, format="%.0f", width=112)
    if column == "trend":
        return st.column_config.LineChartColumn(label, help=about, width=96, y_min=0)
    if column == "rank":
        return st.column_config.NumberColumn(label, help=about, format="%d", width=44)
    if column in _FIGURES:
        # As numbers, since texts would be sorted letter by letter. Ones stand under ones, in either direction.
        width, shown_as = _WIDTHS[column], _FIGURES[column]
        return st.column_config.NumberColumn(label, help=about, width=width, format=shown_as, step=1, alignment="right")
    return tables.text_column(label, words, help=about, width=_WIDTHS[column])


def _places(card: Scorecard, words: Words) -> str:
    """Return the range of ranks that the evidence allows; ``""`` if it is a single one."""
    if card.rank_low is None or card.rank_high is None or card.rank_low == card.rank_high:
        return ""
    return words.number_range(card.rank_low, card.rank_high)


def _won(card: Scorecard) -> float | None:
    """Return the revenue; None for a rep who sells in another currency alone."""
    revenue = card.counts.known_revenue
    return None if revenue is None else float(rounded(revenue, 0))


def _goal(row: LeaderRow) -> float | None:
    """Return the revenue in percent of the goal, rounded as everywhere; None without one."""
    attained = next((kpi.value.value for kpi in row.kpis if kpi.key == "goal_attainment"), None)
    return None if attained is None else float(rounded(attained, 2) * 100)


def _moved(row: LeaderRow, words: Words) -> str:
    return f"{ARROWS[row.movement.direction]} {as_text(row.movement.by, words)}" if row.movement else ""


def _trend(leaders: Sequence[LeaderRow], work: Workspace) -> list[list[float]]:
    """Return for each rep the monthly values of the first figure that has a trend for all reps, else for most."""
    shown: list[list[float]] = []
    for key in _TREND:
        lines = [_line(work.trend(key).get(row.rep, ())) for row in leaders]
        if sum(map(bool, lines)) > sum(map(bool, shown)) or not shown:
            shown = lines
        if all(shown):
            break
    return [list(reversed(line)) if work.words.rtl else line for line in shown]


def _line(points: Sequence[Point]) -> list[float]:
    """Return the known values of a trend; none if there is only one."""
    known = [point.figure.value for point in points if point.figure.value is not None]
    return known if len(known) > 1 else []
