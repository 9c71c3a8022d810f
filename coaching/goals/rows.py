"""Goals as rows of a table that people edit: from the stored goals to rows, their validation, and back."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from coaching.importing import LARGEST_AMOUNT
from coaching.store import Goal

EVERYBODY = "all"
OWN_DATES = "own"
#: The period of a goal: a month, a quarter, a year, or other dates (``own``).
EVERY = ("month", "quarter", "year", OWN_DATES)
COLUMNS = ("who", "every", "goal_from", "goal_to", "amount", "currency", "source")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MOST_DAYS = {"month": 31, "quarter": 92, "year": 366}


@dataclass(frozen=True)
class Row:
    """One goal: ``who`` is ``rep:`` or ``team:`` with a name, or ``all``; ``source`` is the uploaded file, if any."""

    who: str
    every: str
    goal_from: dt.date | None
    goal_to: dt.date | None
    amount: float | None
    currency: str | None
    source: str | None = None

    @property
    def when(self) -> tuple[str, dt.date | None, dt.date | None]:
        """Whose goal it is and for which days: a typed goal replaces the uploaded one of the same ``when``."""
        return self.who, self.goal_from, self.goal_to


@dataclass(frozen=True)
class Wrong:
    """An error in a row (counted from 1): a code with a catalogue entry ``targets.wrong.<code>``."""

    row: int
    code: str
    other: int = 0


def goal_rows(goals: pd.DataFrame) -> tuple[Row, ...]:
    """Return the goals of a canonical table, including those with a zero amount, which delete an uploaded goal."""
    records: list[dict[Any, Any]] = goals.astype(object).where(goals.notna(), None).to_dict("records")
    return tuple(
        Row(
            who_is(record["rep"], record["team"]),
            record["goal_period"] if record["goal_period"] in _MONTHS else OWN_DATES,
            _day(record["goal_from"]),
            _day(record["goal_to"]),
            record["amount"],
            record["currency"],
            record["file"],
        )
        for record in records
    )


def who_is(rep: str | None, team: str | None) -> str:
    """Return the code of whose goal it is (``Row.who``)."""
    return f"rep:{rep}" if rep is not None else f"team:{team}" if team is not None else EVERYBODY


def rows_frame(rows: Iterable[Row], here: str) -> pd.DataFrame:
    """Return rows as a table without goals of a zero amount; ``here`` is shown as the source of typed goals."""
    shown = [row if row.source else replace(row, source=here) for row in rows if row.amount]
    frame = pd.DataFrame([vars(row) for row in shown], columns=list(COLUMNS))
    for name in ("goal_from", "goal_to"):
        frame[name] = pd.to_datetime(frame[name])
    frame["amount"] = frame["amount"].astype(float)
    for name in ("who", "every", "currency", "source"):
        frame[name] = frame[name].astype(object)
    return frame


def read_rows(
    frame: pd.DataFrame, before: Sequence[Row] = (), currency: str | None = None
) -> tuple[tuple[Row, ...], tuple[Wrong, ...]]:
    """Return the rows of an edited table, and all errors in them.

    Empty rows are left out. A month, quarter or year with only one day is the calendar's period that holds the day;
    without any day the goal holds for every such period.

    Parameters
    ----------
    frame : DataFrame
        The edited table, with the columns of ``COLUMNS``.
    before : sequence of Row
        The rows before editing; these have no errors.
    currency : str or None
        The currency of new goals that name none.
    """
    known = {_bare(row) for row in before}
    rows: list[Row] = []
    wrong: list[Wrong] = []
    at: list[int] = []
    records: list[dict[Any, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for number, record in enumerate(records, 1):
        if not any(record.get(name) for name in ("who", "every", "goal_from", "goal_to", "amount")):
            continue
        row = _completed(record)
        if row.currency is None and _bare(row) not in known:
            row = replace(row, currency=currency)
        wrong += [Wrong(number, code) for code in _wrong(row) if _bare(row) not in known]
        rows.append(row)
        at.append(number)
    wrong += _overlaps(rows, at, known)
    return tuple(rows), tuple(sorted(wrong, key=lambda mistake: mistake.row))


def goals_to_store(rows: Sequence[Row], before: Sequence[Row]) -> tuple[Goal, ...]:
    """Return the goals to store so that ``rows`` hold instead of ``before`` (uploaded and typed goals).

    An uploaded goal that is unchanged is not stored again; one that was removed is stored with a zero amount.
    """
    uploaded = [row for row in before if row.source and row.amount]
    known = {_bare(row) for row in uploaded}
    new_rows = [row for row in rows if _bare(row) not in known]
    there = {row.when for row in rows}
    hidden = [row for row in before if not row.source and not row.amount and row.when not in there]
    away = [replace(row, amount=0.0) for row in uploaded if row.when not in there]
    return tuple(_goal(row) for row in [*new_rows, *hidden, *away])


def _completed(record: Mapping[str, Any]) -> Row:
    """Return a row with the period and the dates that were left out."""
    every = record.get("every") or (OWN_DATES if record.get("goal_from") and record.get("goal_to") else "month")
    first, last = _day(record.get("goal_from")), _day(record.get("goal_to"))
    only = (first or last) if first is None or last is None else None
    if every in _MONTHS and only:
        first, last = span(every, only)
    amount = record.get("amount")
    return Row(
        str(record.get("who") or ""),
        str(every),
        first,
        last,
        None if amount is None else float(amount),
        record.get("currency"),
    )


def span(every: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the month, quarter or year that a day is in."""
    months = _MONTHS[every]
    month = (day.month - 1) // months * months + 1
    last = month + months - 1
    return dt.date(day.year, month, 1), dt.date(day.year, last, calendar.monthrange(day.year, last)[1])


def _wrong(row: Row) -> list[str]:
    mistakes = []
    if not row.who:
        mistakes.append("no_who")
    if row.amount is None or not 0 < row.amount < LARGEST_AMOUNT:
        mistakes.append("no_amount")
    if row.goal_from and row.goal_to:
        days = (row.goal_to - row.goal_from).days + 1
        if days < 1:
            mistakes.append("turned")
        elif days > _MOST_DAYS.get(row.every, days):
            mistakes.append("too_long")
    elif row.every == OWN_DATES:
        mistakes.append("no_dates")
    return mistakes


def _overlaps(rows: Sequence[Row], at: Sequence[int], known: Set[tuple[object, ...]]) -> list[Wrong]:
    """Return the rows that cover days which another row of the same person and period covers too."""
    mistakes = []
    groups: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    for number, row in zip(at, rows, strict=True):
        if row.who and not (row.goal_from and row.goal_to and row.goal_to < row.goal_from):
            groups.setdefault((row.who, row.every), []).append((number, row))
    for group in groups.values():
        ordered = sorted(group, key=lambda item: (item[1].goal_from or dt.date.min, item[0]))
        last: tuple[int, Row] | None = None
        for number, row in ordered:
            is_new = last is not None and not {_bare(row), _bare(last[1])} <= known
            if last is not None and is_new and _overlap(last[1], row):
                mistakes.append(Wrong(max(number, last[0]), "overlap", min(number, last[0])))
            if last is None or (row.goal_to or dt.date.min) > (last[1].goal_to or dt.date.min):
                last = number, row
    return mistakes


def _overlap(row: Row, other: Row) -> bool:
    """Return whether two goals cover a common day; goals without dates only overlap with each other."""
    if row.goal_from is None or other.goal_from is None or row.goal_to is None or other.goal_to is None:
        return (row.goal_from, row.goal_to) == (other.goal_from, other.goal_to)
    return row.goal_from <= other.goal_to and other.goal_from <= row.goal_to


def _bare(row: Row) -> tuple[object, ...]:
    return row.who, row.every, row.goal_from, row.goal_to, row.amount, row.currency


def _goal(row: Row) -> Goal:
    kind, _, name = row.who.partition(":")
    return Goal(
        0,
        name if kind == "rep" else None,
        name if kind == "team" else None,
        row.goal_from,
        row.goal_to,
        row.every if row.every in _MONTHS else None,
        float(row.amount or 0),
        row.currency,
    )


def _day(value: Any) -> dt.date | None:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value
