"""Editing goals: a grid of reps by months, and below it a list of the goals of quarters, years and teams.

Both start with the uploaded goals. What is typed stays in the session until it is saved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from coaching.access import known_reps
from coaching.goals import (
    COLUMNS,
    EVERY,
    EVERYBODY,
    MONTHS,
    Cell,
    Row,
    Wrong,
    fill_months,
    goal_rows,
    goals_to_store,
    grid_frame,
    monthly,
    other_goals,
    read_grid,
    read_rows,
    rows_frame,
    total_text,
    totals,
    who_is,
    years,
)
from coaching.importing import amount_of, currency_in
from coaching.report import NOTHING
from coaching.store import Goal, Store, set_goals
from coaching.store import goals as stored_goals
from coaching.words import Words, plain
from pages.kit import cards, changes, tables
from pages.kit.escape import markdown
from pages.session import choices, clock, datasets, results
from pages.session.datasets import Scope
from pages.session.session_state import GoalsAtStart, session

PAGE, PART = "targets", "goals"
_SHOWN_WRONG = 6
#: Up to so many rows the grid shows all of them; with more it has this height and scrolls.
_ALL_SHOWN, _HEIGHT = 16, 600
#: The height of a row of the grid, and of its header with the lines around it, in pixels.
_ROW, _HEAD = 35, 38


def show(scope: Scope, words: Words) -> None:
    """Show the monthly goals of a year in a grid and the others in a list, with a button to save the changes."""
    base = _base(scope, words)
    year = st.session_state.get(_key(scope, "year")) or _this_year(scope)
    currency = _own_currency(scope)
    names = _names(scope, base.rows, words)
    # The lead keeps the place of the fields, which are drawn last.
    with st.container(key="goals-above"):
        cards.lead(words("targets.goals.lead"))
        above = st.container(horizontal=True, vertical_alignment="bottom")
    cells, bad = _year(scope, base.rows, names, year, currency, words)
    listed, wrong = _others(scope, base.rows, names, currency, words)
    rows = [*cells.values(), *listed]
    goals = goals_to_store(rows, base.rows)
    wrong = (*wrong, *_twice(cells, listed, base.rows))
    is_saved = not wrong and not bad and _contents(goals) == _contents(base.typed)
    _problems(wrong, bad, names, words)
    is_open = changes.may_change(scope)
    with above:
        _pick_year(scope, base.rows, year, is_saved or not is_open, words)
        if is_open:
            _fill(scope, base, rows, bool(wrong or bad), year, currency, words)
    if is_open:
        # An edit arrives a moment after it is typed; the button stays disabled until then, so that no edit is missed.
        look: dict[str, Any] = {"type": "primary", "icon": ":material/save:", "disabled": is_saved}
        if st.button(words("targets.goals.save"), key="goals-save", **look):
            _keep(scope, base, goals, len(wrong) + len(bad), words)
        _away(scope, base, words)


def _year(
    scope: Scope, rows: Sequence[Row], names: Mapping[str, str], year: int, currency: str | None, words: Words
) -> tuple[dict[Cell, Row], list[Cell]]:
    """Show the grid of one year with its totals; return its goals and the cells that are not a valid amount."""
    cells = monthly(rows)
    who = _who(scope, cells, names, year)
    if not who:
        cards.small(words("targets.grid.nobody"))
        return dict(cells), []
    write = partial(words.number, decimals=2)
    shown = grid_frame(cells, who, year, currency, write)
    key = _key(scope, f"months-{year}")
    now = _with_edits(shown, key)
    typed, _ = read_grid(now, shown, cells, year, currency)
    frame = shown.assign(
        who=[names[key] for key in who],
        total=[total_text(typed, key, year, currency, write) for key in who],
        other=[_other_goals(key, rows, year, words) for key in who],
    )
    columns = ["who", "total", *(f"m{month}" for month in MONTHS)]
    columns += ["other"] if any(frame["other"]) else []
    height = _HEAD + _ROW * len(who) if len(who) <= _ALL_SHOWN else _HEIGHT
    # The grid is loaded late: its place is as high before as after.
    st.html(f"<style>.st-key-goals-table {{ min-height: {height}px; }}</style>")
    with st.container(key="goals-table"):
        edited = st.data_editor(
            frame,
            num_rows="fixed",
            disabled=["who", "total", "other"] if changes.may_change(scope) else True,
            hide_index=True,
            height="content" if len(who) <= _ALL_SHOWN else _HEIGHT,
            column_config=_months(year, words),
            column_order=tables.column_order(columns, words),
            placeholder="",
            key=key,
            alt=words("targets.goals"),
        )
    tables.start_where_reading_starts(words, "goals-table")
    with st.container(key="goals-print"):
        head = [words("targets.grid.who"), words("targets.grid.year"), *_month_names(words)]
        printed = [[text or "" for text in row] for row in frame[columns[: len(head)]].fillna("").to_numpy().tolist()]
        cards.table(head, printed, figures=range(1, len(head)))
    typed, bad = read_grid(edited.assign(who=who), shown, cells, year, currency)
    _totals(totals(typed, who, year), currency, words)
    cards.small(words("targets.grid.help"))
    return typed, bad


def _with_edits(shown: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the grid with the edits so far, so that the totals include them."""
    frame = shown.copy()
    for row, cells in dict((st.session_state.get(key) or {}).get("edited_rows", {})).items():
        for column, text in cells.items():
            if column in frame and int(row) < len(frame):
                frame.loc[int(row), column] = text
    return frame


def _who(scope: Scope, cells: Mapping[Cell, Row], names: Mapping[str, str], year: int) -> list[str]:
    """Return the rows of the grid: the active reps, and everybody else with a goal in that year."""
    left = _left(scope)
    in_year = {who for who, first in cells if first.year == year}
    reps = [key for key in names if key.startswith("rep:") and (key in in_year or key.partition(":")[2] not in left)]
    return [*reps, *(key for key in names if key in in_year and key not in reps)]


def _left(scope: Scope) -> set[str]:
    if results.summary(scope.token) is None:
        return set()
    plans = results.assessment(scope.token, choices.current()).plans
    return {rep for rep, plan in plans.items() if plan.standing == "left"}


def _other_goals(who: str, rows: Sequence[Row], year: int, words: Words) -> str:
    """Return a person's goals in a year that are not in the grid, as text."""
    touching = [
        row
        for row in other_goals(rows)
        if row.who == who and (not row.goal_from or not row.goal_to or row.goal_from.year <= year <= row.goal_to.year)
    ]
    return words.listed([_goal_text(row, words) for row in touching])


def _goal_text(row: Row, words: Words) -> str:
    amount = words.money(row.amount or 0, row.currency)
    if row.every == "quarter" and row.goal_from:
        return words("targets.grid.for", when=words.quarter(row.goal_from), amount=amount)
    if row.every == "year" and row.goal_from:
        return words("targets.grid.for", when=words.year(row.goal_from), amount=amount)
    when = words(f"targets.every.{row.every}")
    if row.goal_from and row.goal_to:
        when = words("report.period", start=words.date(row.goal_from), end=words.date(row.goal_to))
    return words("targets.grid.for", when=when, amount=amount)


def _whose(code: str | None, currency: str | None, words: Words) -> str:
    """Return what a line of sums adds up: all reps, with the currency of those who sell in another one."""
    if code is None or code == currency:
        return words("targets.grid.all")
    return words("targets.grid.all_in", currency=words.currency(code))


def _totals(sums: Mapping[str | None, Sequence[tuple[int, float]]], currency: str | None, words: Words) -> None:
    """Show the sums of all reps by month and for the year."""
    if not sums:
        cards.small(words("targets.grid.empty"))
        return
    head = [words("targets.grid.totals"), words("targets.grid.year"), *_month_names(words)]
    rows = [
        [_whose(code, currency, words), *(words.number(amount) if amount else NOTHING for _, amount in of)]
        for code, of in sums.items()
    ]
    with st.container(key="goals-totals"):
        cards.table(head, rows, figures=range(1, len(head)))


def _others(
    scope: Scope, rows: Sequence[Row], names: Mapping[str, str], currency: str | None, words: Words
) -> tuple[tuple[Row, ...], tuple[Wrong, ...]]:
    """Show the list of the goals that are not in the grid; return its rows and their errors."""
    before = other_goals(rows)
    with st.expander(words("targets.others"), expanded=bool(before)):
        cards.small(words("targets.goals.help"))
        frame = rows_frame(before, words("targets.source.here"))
        texts = pd.Series([words.number(amount, 2) for amount in frame["amount"]], dtype=object)
        edited = st.data_editor(
            frame.assign(amount=texts),
            num_rows="dynamic" if changes.may_change(scope) else "fixed",
            disabled=["source"] if changes.may_change(scope) else True,
            hide_index=True,
            column_config=_columns(scope, names, rows, words),
            column_order=tables.column_order(_shown(scope, rows), words),
            placeholder="",
            key=_key(scope),
            alt=words("targets.others"),
        )
    return read_rows(
        edited.assign(amount=pd.Series(_amounts(edited["amount"], frame["amount"], texts), index=edited.index)),
        before,
        currency,
    )


def _amounts(edited: pd.Series, before: pd.Series, texts: pd.Series) -> list[float | None]:
    """Return the amounts of the list; an unchanged text keeps its exact amount."""
    same = {at: before[at] for at in before.index if at in edited.index and edited[at] == texts[at]}
    return [
        same[at] if at in same else None if pd.isna(text) else amount_of(str(text).strip()) or None
        for at, text in edited.items()
    ]


def _twice(cells: Mapping[Cell, Row], listed: Sequence[Row], before: Sequence[Row]) -> list[Wrong]:
    """Return an error for each row of the list whose month has a goal in the grid too."""
    known = {row.when for row in other_goals(before)}
    return [
        Wrong(at, "in_grid")
        for at, row in enumerate(listed, 1)
        if row.every == "month" and row.goal_from and (row.who, row.goal_from) in cells and row.when not in known
    ]


def _pick_year(scope: Scope, rows: Sequence[Row], year: int, is_saved: bool, words: Words) -> None:
    """Show the choice of the year; it is disabled while there are unsaved edits, which it would lose."""
    summary = results.summary(scope.token)
    first, last = (summary.first, summary.last) if summary else (clock.today(), clock.today())
    known = years(rows, first, last)
    st.selectbox(
        words("targets.grid.year"),
        known,
        known.index(year) if year in known else len(known) - 1,
        format_func=lambda year: words.year(dt.date(year, 1, 1)),
        key=_key(scope, "year"),
        disabled=not is_saved,
        help=None if is_saved else words("targets.grid.save_first"),
        on_change=changes.fresh,
        args=(PART,),
        width=140,
    )


def _fill(
    scope: Scope, base: GoalsAtStart, rows: Sequence[Row], is_wrong: bool, year: int, currency: str | None, words: Words
) -> None:
    """Show the field that gives every rep the same goal in each month without one."""
    text = st.text_input(
        words("targets.fill"),
        key=_key(scope, "fill"),
        max_chars=40,
        placeholder=words("targets.fill.example"),
        width=220,
    )
    pressed = st.button(
        words("targets.fill.button"), key="goals-fill", icon=":material/group_add:", disabled=not text or is_wrong
    )
    if not pressed:
        return
    amount = amount_of(text.strip())
    if not amount:
        st.error(words("targets.fill.wrong"))
        return
    left = _left(scope)
    who = [who_is(rep, None) for rep in known_reps(scope.intake.tables) if rep not in left]
    code = currency_in(text) or currency
    more = fill_months(rows, who, year, amount, code)
    if more:
        _keep(scope, base, goals_to_store([*rows, *more], base.rows), 0, words, afresh=True)
    else:
        st.info(words("targets.copy.nobody"))


def _base(scope: Scope, words: Words) -> GoalsAtStart:
    """Return the goals that the grids start with: the stored ones or, during editing, those from before it."""
    this = (_key(scope), scope.token, words.lang)
    base = session().goals
    if base is None or base.of[0] != this[0] or (base.of != this and not _is_edited(scope)):
        rows = goal_rows(scope.intake.tables.goals)
        base = session().goals = GoalsAtStart(this, rows, stored_goals(datasets.store(), scope.dataset.id))
    return base


def _key(scope: Scope, part: str = "") -> str:
    """Return the key of a widget; every widget but the choice of the year starts afresh after a change."""
    if part == "year":
        return f"goals-year-{scope.link}"
    place = f"{part}-{scope.link}" if part else scope.link
    return f"goals-{place}-{changes.round_of(PART)}"


def _is_edited(scope: Scope) -> bool:
    year = st.session_state.get(_key(scope, "year")) or _this_year(scope)
    keys = (_key(scope), _key(scope, f"months-{year}"))
    return any(any(dict(st.session_state.get(key) or {}).values()) for key in keys)


def _this_year(scope: Scope) -> int:
    summary = results.summary(scope.token)
    return (summary.last if summary else clock.today()).year


def _own_currency(scope: Scope) -> str | None:
    summary = results.summary(scope.token)
    return summary.currencies[0] if summary and summary.currencies else None


def _keep(
    scope: Scope, base: GoalsAtStart, goals: Sequence[Goal], wrong: int, words: Words, afresh: bool = False
) -> None:
    """Save the goals unless there are errors (``wrong`` counts them).

    The grids stay as they are, so that no edit that has not arrived yet is lost; with ``afresh`` they start anew with
    the saved goals.
    """
    if wrong:
        st.error(words.count("targets.not_saved", wrong))
        return
    now = stored_goals(datasets.store(), scope.dataset.id)
    if _contents(now) != _contents(base.typed):
        session().goals = replace(base, typed=now)
        st.warning(words("targets.meanwhile"))
        return
    work, back = partial(_set, goals=goals), partial(_set, goals=now)
    if changes.change(scope, PAGE, "set_goals", work, back=back, part=PART, afresh=afresh) and not afresh:
        session().goals = replace(base, typed=stored_goals(datasets.store(), scope.dataset.id))
    st.rerun()


def _set(store: Store, dataset_id: int, by: str, goals: Sequence[Goal]) -> None:
    set_goals(store, dataset_id, goals, by)


def _away(scope: Scope, base: GoalsAtStart, words: Words) -> None:
    """Show how many uploaded goals were removed here, with a button that restores them."""
    away = [goal for goal in base.typed if not goal.amount]
    if not away:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.small(words.count("targets.away", len(away)))
        if st.button(words("targets.away.back"), key="goals-back", type="tertiary", icon=":material/restore:"):
            now = stored_goals(datasets.store(), scope.dataset.id)
            left = [goal for goal in now if goal.amount]
            changes.change(
                scope, PAGE, "set_goals", partial(_set, goals=left), back=partial(_set, goals=now), part=PART
            )
            st.rerun()


def _names(scope: Scope, rows: Sequence[Row], words: Words) -> dict[str, str]:
    """Return the names of everybody who can have a goal, by code (``Row.who``)."""
    teams = sorted({team for team in results.teams(scope.token).values() if team})
    names = {EVERYBODY: words("targets.everybody")}
    names |= {who_is(None, team): words("targets.team_of", team=plain(team)) for team in teams}
    names |= {who_is(rep, None): plain(rep) for rep in known_reps(scope.intake.tables)}
    return names | {row.who: plain(row.who.partition(":")[2]) for row in rows if row.who not in names}


def _shown(scope: Scope, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the columns of the list; the currency only if there are several."""
    return COLUMNS if len(_currencies(scope, rows)) > 1 else tuple(name for name in COLUMNS if name != "currency")


def _currencies(scope: Scope, rows: Sequence[Row]) -> list[str]:
    summary = results.summary(scope.token)
    return list(
        dict.fromkeys([*(summary.currencies if summary else ()), *(row.currency for row in rows if row.currency)])
    )


def _columns(scope: Scope, names: Mapping[str, str], rows: Sequence[Row], words: Words) -> dict[str, Any]:
    column = st.column_config
    return {
        "who": column.SelectboxColumn(
            words("targets.who"),
            options=list(names),
            format_func=lambda who: names.get(str(who), str(who)),
            width="medium",
        ),
        "every": column.SelectboxColumn(
            words("targets.every"), options=EVERY, format_func=lambda every: words(f"targets.every.{every}")
        ),
        "goal_from": column.DateColumn(words("targets.from"), format="YYYY-MM-DD"),
        "goal_to": column.DateColumn(words("targets.to"), format="YYYY-MM-DD"),
        "amount": column.TextColumn(words("targets.amount"), alignment="right", max_chars=40),
        "currency": column.SelectboxColumn(words("targets.currency"), options=_currencies(scope, rows)),
        "source": column.TextColumn(words("targets.source"), disabled=True),
    }


def _problems(wrong: Sequence[Wrong], bad: Sequence[Cell], names: Mapping[str, str], words: Words) -> None:
    lines = [words("targets.wrong.cell", who=words.name(names[who]), month=words.month(first)) for who, first in bad]
    lines += [
        words(f"targets.wrong.{mistake.code}", row=words.number(mistake.row), other=words.number(mistake.other))
        for mistake in wrong
    ]
    if not lines:
        return
    shown = lines[:_SHOWN_WRONG]
    if len(lines) > len(shown):
        shown.append(words.count("targets.wrong.more", len(lines) - len(shown)))
    st.warning("  \n".join(map(markdown, shown)), icon=":material/warning:")


def _months(year: int, words: Words) -> dict[str, Any]:
    column = st.column_config
    total = words("targets.grid.total", year=words.year(dt.date(year, 1, 1)))
    named = zip(MONTHS, _month_names(words), strict=True)
    return {
        "who": column.TextColumn(
            words("targets.grid.who"), width="medium", pinned=not words.rtl, alignment="right" if words.rtl else None
        ),
        **{f"m{month}": column.TextColumn(name, alignment="right", max_chars=40) for month, name in named},
        "total": column.TextColumn(total, alignment="right"),
        "other": column.TextColumn(words("targets.grid.other"), width="medium"),
    }


def _month_names(words: Words) -> list[str]:
    return [words.month_name(dt.date(2000, month, 1)) for month in MONTHS]


def _contents(goals: Sequence[Goal]) -> set[tuple[object, ...]]:
    """Return goals without their ids, which change each time they are stored."""
    return {tuple(value for name, value in vars(goal).items() if name != "id") for goal in goals}
