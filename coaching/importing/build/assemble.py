"""Raw tables and how they are understood -> the canonical tables, with an account of every row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from coaching.importing.allocator import give_back
from coaching.importing.build.activities import build_activities
from coaching.importing.build.builder import Built, no_reason
from coaching.importing.build.deals import build_deals
from coaching.importing.build.other_tables import build_goals, build_history, build_periods, build_reps
from coaching.importing.build.shared_rows import MADE_SHARES, split_owners
from coaching.importing.issues.catalogue import LEFT_OUT_BY_CHOICE, OTHER_RECORDS, UNKNOWN_TABLE
from coaching.importing.issues.questions import asks_for_sales
from coaching.importing.link.counts_beside_deals import without_what_deals_show
from coaching.importing.link.currencies import settle_currencies
from coaching.importing.link.deal_dates import date_from_history, date_from_meetings
from coaching.importing.link.once_each import once_each
from coaching.importing.link.owners import owned_by_deals
from coaching.importing.link.people import finish_deals, join_people, unmatched_ids
from coaching.importing.link.repeats import one_row_per_deal
from coaching.importing.link.whole_upload import look_at_the_whole
from coaching.importing.mapping.schema import FIELDS
from coaching.importing.model import Intake, Issue, RawTable, Source, TableMapping
from coaching.importing.values.text_columns import factorize, in_use
from coaching.tables import TABLES, Tables

_BUILDERS: Mapping[str, Callable[[RawTable, TableMapping], Built]] = MappingProxyType(
    {
        "deals": build_deals,
        "activities": build_activities,
        "goals": build_goals,
        "reps": build_reps,
        "rep_periods": build_periods,
        "stage_history": build_history,
    }
)
#: The types that ``coaching.tables.conform`` gives to each kind of column.
_TYPES: Mapping[str, Any] = MappingProxyType(
    {
        "text": "str",
        "category": pd.CategoricalDtype(pd.Index([], dtype="str")),
        "date": "datetime64[us]",
        "number": "float64",
        "flag": "bool",
    }
)
#: Fields that say whose row it is, whatever else it holds.
_OF_PEOPLE = ("rep", "rep_id", "rep_first", "rep_last", "team")
_ACCOUNT = ("file", "sheet", "row", "table", "reason")
_ASSUMED = {
    "column": "column_guessed",
    "date_order": "date_order_guessed",
    "decimal": "decimal_guessed",
    "deal_id": "deal_ids_repeat",
    "first_appointment_stage": "first_appointment_stage_proxy",
}


def apply_mapping(
    pairs: Sequence[tuple[RawTable, TableMapping]], issues: Sequence[Issue] = (), today: dt.date | None = None
) -> Intake:
    """Build the canonical tables of all files together.

    ``issues`` (those of ``read``) are carried into the result. Later pairs win where they hold the same deal.
    With ``today``, deals with dates after it are pointed out.
    """
    own = [_parts(raw, mapping) for raw, mapping in pairs]
    built = [part for parts in own for part in parts]
    known = [part for part in built if part.table]
    known = [unmatched_ids(part) for part in owned_by_deals(join_people(known))]
    known = date_from_meetings(date_from_history(one_row_per_deal(once_each(known))))
    known = look_at_the_whole(settle_currencies(known))
    known = [finish_deals(part, today) if part.table == "deals" else part for part in known]
    done = iter(known)
    built = [next(done) if part.table else part for part in built]
    finished = iter(built)
    groups = [[next(finished) for _ in parts] for parts in own]
    sources = tuple(map(_source, groups))
    all_issues = (*issues, *(issue for source in sources for issue in source.issues))
    tables, counted = without_what_deals_show(_tables(known))
    aside = _set_aside(groups)
    del own, built, known, done, finished, groups
    give_back()
    return Intake(tables, sources, aside, (*all_issues, *((counted,) if counted else ())))


def _build(raw: RawTable, mapping: TableMapping) -> Built:
    if mapping.table in _BUILDERS:
        return _BUILDERS[mapping.table](raw, mapping)
    # A table that nobody asks about any more was left out by whoever looked at it.
    is_open = mapping.asks("table")
    code = UNKNOWN_TABLE if is_open else OTHER_RECORDS if mapping.taken_for else LEFT_OUT_BY_CHOICE
    reason = no_reason(raw).fillna(code.code)
    first = raw.row_numbers[:5].tolist()
    shown = (mapping.taken_for,) if mapping.taken_for else raw.header[:8]
    issue = code.found(raw.file, raw.sheet, None, len(raw.frame), first, shown)
    return Built("", raw, mapping, pd.DataFrame({"row": raw.row_numbers}), reason, (issue,), ())


def _parts(raw: RawTable, mapping: TableMapping) -> list[Built]:
    """Return what the rows hold: the table of the mapping, then the other tables that the same rows serve."""
    raw, mapping = split_owners(raw, mapping)
    parts = [_build(raw, mapping)]
    for table, fields in mapping.also_tables.items():
        shared = {name: header for name, header in mapping.fields.items() if name in _OF_PEOPLE}
        formats = {name: reading for name, reading in mapping.formats.items() if name in FIELDS[table]}
        also = TableMapping(table, None, {**shared, **fields}, formats=formats)
        parts.append(_build(_one_a_row(raw) if table == "reps" else raw, also))
    return parts


def _one_a_row(raw: RawTable) -> RawTable:
    """Return each row of a table that ran across once."""
    if raw.across is None:
        return raw
    numbers, first = np.unique(raw.row_numbers, return_index=True)
    return replace(raw, frame=raw.frame.iloc[first].reset_index(drop=True), row_numbers=numbers)


def _kept_rows(parts: Sequence[Built]) -> np.ndarray:
    """Return which rows of the first part's table are kept: those of which any part keeps any cell."""
    first = parts[0]
    kept = first.kept.to_numpy()
    if len(parts) == 1 and not first.raw.is_unfolded:
        return kept
    numbers = [part.raw.row_numbers[part.kept.to_numpy()] for part in parts]
    return np.isin(first.raw.row_numbers, np.concatenate(numbers))


def _source(parts: Sequence[Built]) -> Source:
    part = parts[0]
    raw, mapping = part.raw, part.mapping
    rows = _kept_rows(parts)
    kept = len(np.unique(raw.row_numbers[rows])) if raw.is_unfolded else int(rows.sum())
    fields = {name: header for also in mapping.also_tables.values() for name, header in also.items()}
    return Source(
        raw.file,
        raw.sheet,
        mapping.preset,
        part.table,
        raw.rows_read,
        kept,
        raw.rows_read - raw.rows_junk - kept,
        raw.rows_junk,
        {name: header for name, header in {**fields, **mapping.fields}.items() if header != MADE_SHARES},
        dict(mapping.stages),
        tuple(dict.fromkeys((*_assumed(mapping), *(code for part in parts for code in part.assumptions)))),
        tuple(dict.fromkeys((*raw.issues, *(issue for part in parts for issue in part.issues)))),
    )


def _assumed(mapping: TableMapping) -> list[str]:
    codes = []
    for question in mapping.questions:
        if question.about in _ASSUMED:
            codes.append(_ASSUMED[question.about])
        if asks_for_sales(question) and mapping.table:
            codes.append("taken_for_sales")
        if question.about == "column" and question.field == "first_appointment_on":
            codes.append("engaged_stands_for_first_appointment")
    return codes


def _tables(built: Sequence[Built]) -> Tables:
    frames = {}
    for table in TABLES:
        parts = [_own_columns(part) for part in built if part.table == table]
        frames[table] = _conformed(parts, table) if parts else _empty(table)
    return Tables(**frames)


def _empty(table: str) -> pd.DataFrame:
    """Return what ``coaching.tables.empty`` returns, in a tenth of the time."""
    return pd.DataFrame({name: pd.Series(dtype=_TYPES[kind]) for name, kind in TABLES[table].items()}, copy=False)


def _own_columns(part: Built) -> pd.DataFrame:
    names = [name for name in part.frame.columns if name in TABLES[part.table]]
    frame = part.frame[names] if part.kept.all() else part.frame.loc[part.kept, names]
    own = {name: frame[name] for name in frame}
    for name, place in (("file", part.raw.file), ("sheet", part.raw.sheet)):
        labels = [] if place is None else [place]
        codes = np.full(len(frame), len(labels) - 1, dtype="int8")
        own[name] = pd.Series(pd.Categorical.from_codes(codes, pd.Index(labels, dtype="str")), index=frame.index)
    return pd.DataFrame(own, copy=False)


def _conformed(parts: Sequence[pd.DataFrame], table: str) -> pd.DataFrame:
    """Return the parts as one table that ``conform`` would make, its labels coded without a detour over text."""
    size = sum(map(len, parts))
    columns: dict[str, object] = {}
    for name, kind in TABLES[table].items():
        found = [part[name] for part in parts if name in part]
        if kind == "category":
            columns[name] = _coded([part[name] if name in part else len(part) for part in parts])
        elif not found:
            columns[name] = pd.Series(False if kind == "flag" else None, index=range(size), dtype=_TYPES[kind])
        else:
            every = [part[name] if name in part else pd.Series(None, part.index, dtype=object) for part in parts]
            values = every[0] if len(every) == 1 else pd.concat(every, ignore_index=True)
            columns[name] = values.astype(_TYPES[kind]).reset_index(drop=True)
    return pd.DataFrame(columns, copy=False)


def _coded(columns: Sequence[pd.Series | int]) -> pd.Categorical:
    """Return columns of labels one below the other as one categorical, its categories in order.

    A number stands for so many rows without a label.
    """
    parts = [_labels(column) for column in columns]
    ordered = sorted({label for _, labels in parts for label in labels})
    place = {label: at for at, label in enumerate(ordered)}
    narrow = np.min_scalar_type(-max(len(ordered), 1))
    moved = [
        codes if labels == ordered else np.array([*map(place.__getitem__, labels), -1], dtype=narrow).take(codes)
        for codes, labels in parts
    ]
    codes = moved[0] if len(moved) == 1 else np.concatenate(moved)
    return pd.Categorical.from_codes(codes, pd.Index(ordered, dtype="str"))


def _labels(column: pd.Series | int) -> tuple[np.ndarray, list[str]]:
    """Return where each row's label stands among those that some row has, and these."""
    if isinstance(column, int):
        return np.full(column, -1, dtype="int8"), []
    codes, labels = factorize(in_use(column))
    return codes, [str(label) for label in labels]


def _set_aside(groups: Sequence[Sequence[Built]]) -> pd.DataFrame:
    """Return the rows set aside as the user's own rows, behind where each comes from and why."""
    parts = []
    for group in groups:
        part = group[0]
        gone = pd.Series(~_kept_rows(group), index=part.frame.index)
        if part.raw.is_unfolded:
            gone &= ~pd.Series(part.raw.row_numbers, index=gone.index).duplicated()
        if not gone.any():
            continue
        account = pd.DataFrame(
            {
                "file": part.raw.file,
                "sheet": part.raw.sheet,
                "row": part.frame.loc[gone, "row"],
                "table": part.table,
                "reason": part.reason[gone].astype("str"),
            }
        )
        own = part.raw.frame[gone].drop(columns=MADE_SHARES, errors="ignore")
        own = own.astype("str").rename(columns={name: f"{name} (2)" for name in _ACCOUNT})
        own = own[[name for name in own.columns if name not in _ACCOUNT]]
        parts.append(pd.concat([account, own], axis=1))
    return pd.concat(parts, ignore_index=True).fillna("") if parts else pd.DataFrame(columns=list(_ACCOUNT))
