"""Sheets of counts that run across in two directions -> a row for each rep and period, a column for each count.

Counts stand beside each other under each period (``January: meetings, offers``) or each rep, or below each other, with
the periods or the reps across. Rows keep the numbers of the rows that they come from; a row that holds one count of a
rep for several weeks becomes several rows with that count alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from coaching.importing.mapping.evidence.profiles import is_person
from coaching.importing.mapping.stages import meaning_of
from coaching.importing.model import RawTable
from coaching.importing.shapes import (
    holds_numbers,
    period_in,
    period_name,
    period_named,
    period_without_year,
    reshaped_over_one,
    year_in,
)
from coaching.importing.values.dates import look_at_dates
from coaching.importing.values.text_columns import distinct, filled
from coaching.importing.vocabulary.header_senses import PART, header_senses
from coaching.importing.vocabulary.header_words import is_total
from coaching.tables import CONVERSATION, FIRST_APPOINTMENT, NEXT_STEP, WON

#: What the columns made here are called, as the template calls them.
REP, PERIOD = "Rep", "Period"
_COUNTS = frozenset(("conversations", "first_appointments", "next_steps", "won", "lost", "revenue"))
_ANY_YEAR = 2000
#: The fewest counts, periods and reps of such a sheet, the part of the labels that are counts, and the most weeks of a
#: month.
_LEAST, _MOSTLY, _MOST_WEEKS = 2, 0.6, 6
#: The part of the cells of a column that are periods, and the mark of a name that comes again: ``Won (2)``.
_PERIOD_SHARE, _REPEATED = 0.8, re.compile(r"\(\d+\)$")
_MOST_LABELS, _MOST_COLUMNS = 40, 400
#: A sheet of counts has no more rows: one for each rep and count.
_MOST_ROWS = 10_000
#: What counts single steps, as the template calls it.
_STEPS = {CONVERSATION: "Conversations", FIRST_APPOINTMENT: "First appointments", NEXT_STEP: "Next steps", WON: "Won"}


def reshaped(table: RawTable) -> RawTable:
    """Return a table with a row for each rep and period where its columns run over either, else as it is."""
    headers = table.header[:_MOST_COLUMNS]
    numeric = [header for header in headers if holds_numbers(table.frame[header])]
    if len(numeric) < _LEAST:
        return table
    return (
        _counts_beside(table, numeric)
        or _counts_of_reps(table, numeric)
        or _counts_below(table, numeric)
        or reshaped_over_one(table, numeric)
    )


def _is_count(text: str) -> bool:
    """Return whether a text is, as a whole, what a rep's counts are called: ``Meetings``, ``Won deals``."""
    return any(
        s.is_field and s.table == "rep_periods" and s.name in _COUNTS and s.how != PART for s in header_senses(text)
    )


def _counts_beside(table: RawTable, numeric: Sequence[str]) -> RawTable | None:
    """Return a table whose columns are counts under periods, with a row for each period."""
    apart = {header: found for header in numeric if (found := _period_and_count(header))}
    periods = list(dict.fromkeys(period for period, _ in apart.values()))
    counts = list(dict.fromkeys(count for _, count in apart.values()))
    others = [header for header in table.header if header not in numeric]
    if len(periods) < _LEAST or len(counts) < _LEAST or not others or len(apart) < len(periods) * len(counts):
        return None
    if not set(counts).isdisjoint(others):
        return None
    names = _names_of(table, periods)
    columns = {of: header for header, of in apart.items()}
    parts = [
        table.frame[others].assign(
            **{PERIOD: names[period]}, **{count: table.frame[columns[period, count]].astype("str") for count in counts}
        )
        for period in periods
    ]
    return _stacked(table, parts, (*others, PERIOD), counts)


def _counts_of_reps(table: RawTable, numeric: Sequence[str]) -> RawTable | None:
    """Return a table whose columns are counts under reps, and whose rows are periods, with a row for each of both."""
    others = [header for header in table.header if header not in numeric]
    apart = {header: found for header in numeric if (found := rep_and_count(header))}
    reps = [rep for rep in dict.fromkeys(rep for rep, _ in apart.values()) if not is_total(rep)]
    counts = list(dict.fromkeys(count for _, count in apart.values()))
    columns = {of: header for header, of in apart.items()}
    if len(others) != 1 or len(reps) < _LEAST or len(counts) < _LEAST or not _are_periods(table.frame[others[0]]):
        return None
    if others[0] in counts or any((rep, count) not in columns for rep in reps for count in counts):
        return None
    parts = [
        table.frame[others].assign(
            **{REP: rep}, **{count: table.frame[columns[rep, count]].astype("str") for count in counts}
        )
        for rep in reps
    ]
    return _stacked(table, parts, (*others, REP), counts)


def _are_periods(values: pd.Series) -> bool:
    """Return whether nearly all cells of a column name periods or days."""
    sample = distinct(values, 200)
    named = sum(period_named(value, _ANY_YEAR) is not None for value in sample)
    return bool(sample) and max(named / len(sample), look_at_dates(sample).share) >= _PERIOD_SHARE


def rep_and_count(header: str) -> tuple[str, str] | None:
    """Return the name of a person and that of a count which a header consists of, the longest count there is."""
    split = header.split()
    for at in range(1, len(split)):
        rep, count = " ".join(split[:at]), " ".join(split[at:])
        if _is_count(count) and is_person(rep) and not _is_count(rep) and not period_named(rep, _ANY_YEAR):
            return rep, count
    return None


def _period_and_count(header: str) -> tuple[str, str] | None:
    """Return the name of a period and that of a count which a header consists of, the longest count there is."""
    split = header.split()
    for at in range(1, len(split)):
        for period, count in ((split[:at], split[at:]), (split[-at:], split[:-at])):
            whole = " ".join(count)
            if _is_count(whole) and not _REPEATED.match(period[0]) and period_named(" ".join(period), _ANY_YEAR):
                return " ".join(period), whole
    return None


def _counts_below(table: RawTable, numeric: Sequence[str]) -> RawTable | None:
    """Return a table with a row for each count, and periods or reps across, with a column for each count."""
    if len(table.frame) > _MOST_ROWS:
        return None
    others = [header for header in table.header if header not in numeric]
    told = next((header for header in others if _holds_counts(table, header, others)), None)
    if told is None:
        return None
    rest = [header for header in others if header != told]
    periods = [header for header in numeric if period_named(header, _ANY_YEAR)]
    reps = [h for h in numeric if is_person(h) and not is_total(h) and not _is_count(h) and h not in periods]
    if rest and len(periods) >= _LEAST:
        names = {period: {PERIOD: name} for period, name in _names_of(table, periods).items()}
    elif not rest and len(reps) >= _LEAST:
        said = {PERIOD: _names_of(table, [told])[told]} if period_named(told, _ANY_YEAR) else {}
        names = {rep: {REP: rep, **said} for rep in reps}
    else:
        return None
    labels = table.frame[told].astype("str").str.strip()
    counts = _called([label for label in dict.fromkeys(labels) if label and label not in rest])
    parts = []
    for header, said in names.items():
        cells = table.frame[header].astype("str")
        columns = {name: cells.where(labels == label, "") for label, name in counts.items()}
        parts.append(table.frame[rest].assign(**said, **columns))
    made = list(next(iter(names.values())))
    return _stacked(table, parts, (*rest, *made), list(counts.values()))


def _holds_counts(table: RawTable, header: str, others: Sequence[str]) -> bool:
    """Return whether a column says what each row counts: two counts or more, and hardly anything else, of each rep.

    Labels of single steps (``Meeting``, ``Offer``) will do where the rows are these of each rep and nothing else.
    """
    labels = [label for label in distinct(table.frame[header], _MOST_LABELS + 1) if label.strip()]
    enough = max(_LEAST, _MOSTLY * len(labels))
    known = sum(_is_count(label) or meaning_of(label).code in _STEPS for label in labels)
    if len(labels) > _MOST_LABELS or known < enough:
        return False
    rest = [other for other in others if other != header]
    owners = len(table.frame[rest].drop_duplicates()) if rest else 1
    is_whole = len(table.frame[list(others)].drop_duplicates()) == len(table.frame)
    if sum(map(_is_count, labels)) >= enough:
        return is_whole and len(table.frame) >= _MOSTLY * owners * len(labels)
    return is_whole and len(rest) == 1 and owners > 1 and len(table.frame) == owners * len(labels)


def _called(labels: Sequence[str]) -> dict[str, str]:
    """Return what the columns of labels are called: a single step after what it counts, the last of several for one."""
    steps = {meaning_of(label).code: label for label in labels if not _is_count(label)}
    return {
        label: f"{_STEPS[code]} ({label})"
        if (code := meaning_of(label).code) in _STEPS and steps.get(code) == label
        else label
        for label in labels
    }


def _names_of(table: RawTable, periods: Sequence[str]) -> Mapping[str, str]:
    """Return periods as rows name them; a few weeks are those of the month that the sheet or the file names."""
    found = {period: period_named(period, _ANY_YEAR) for period in periods}
    names = (table.sheet, table.file.rsplit(".", 1)[0], *table.titles)
    weeks = [one for one in found.values() if one and one.length == "week"]
    if len(weeks) == len(periods) <= _MOST_WEEKS and not any(map(period_named, periods)):
        spoken_of = period_in(*names)
        month = period_named(spoken_of) if spoken_of else None
        if month and month.length == "month":
            return {period: _week_of(month.first.year, month.first.month, at) for at, period in enumerate(periods)}
        if bare := period_without_year(*names):
            return dict.fromkeys(periods, bare)
    year = year_in(table.sheet) or year_in(names[1]) or year_in(*table.titles)
    return {period: period_name(period, found[period], year) for period in periods}


def _week_of(year: int, month: int, at: int) -> str:
    """Return the days of the week number ``at`` (from 0) of a month, seven days each from its first on."""
    last = calendar.monthrange(year, month)[1]
    first = min(7 * at + 1, last)
    return f"{year}-{month:02}-{first:02} {year}-{month:02}-{min(first + 6, last):02}"


def _stacked(table: RawTable, parts: Sequence[pd.DataFrame], others: Sequence[str], counts: Sequence[str]) -> RawTable:
    """Return parts that each have all rows of a table below one another, row by row, without those that count nothing.

    A row of the table that holds nothing in any part stays once, for the account.
    """
    count = len(table.frame)
    whole = pd.concat(parts, ignore_index=True)
    rows = np.tile(np.arange(count), len(parts))
    holds = np.any([filled(whole[name].astype("str")) for name in counts], axis=0)
    bare = ~np.isin(np.arange(count), rows[holds])
    holds[:count] |= bare
    at, header = np.flatnonzero(holds), (*others, *counts)
    at = at[np.argsort(rows[at], kind="stable")]
    frame = pd.DataFrame({name: whole[name].iloc[at].astype("str").to_numpy() for name in header}, dtype="str")
    return replace(table, header=header, frame=frame, row_numbers=table.row_numbers[rows[at]], misfits=())
