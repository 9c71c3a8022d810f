"""What the upload page and ``check`` show of a table before it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from coaching.importing.build.assemble import apply_mapping
from coaching.importing.mapping.schema import ENTERED, kind_of
from coaching.importing.model import RawTable, TableMapping
from coaching.importing.values.amounts import SIGNS, parse_numbers
from coaching.importing.values.dates import ORDERS, parse_dates
from coaching.importing.values.text_columns import clean, distinct, labels
from coaching.tables import TABLES

_LOOKED_AT = 500


def samples(table: RawTable, header: str, n: int = 3) -> tuple[str, ...]:
    """Return the first ``n`` distinct values of a column that are not empty."""
    values = (clean(value) for value in distinct(table.frame[header], n * 3))
    return tuple(dict.fromkeys(value for value in values if value))[:n]


def stage_counts(table: RawTable, mapping: TableMapping) -> Mapping[str, int]:
    """Return how many rows carry each label of the stage map, in the order of the map."""
    counts: dict[str, int] = dict.fromkeys(mapping.stages, 0)
    for name in ("stage", "furthest_stage", "status"):
        header = mapping.fields.get(name)
        if header in table.frame:
            for label, count in labels(table.frame[header]).value_counts().items():
                if name == "stage" or counts.get(str(label)) == 0:
                    counts[str(label)] = int(count)
    for name, header in mapping.fields.items():
        if name.startswith(ENTERED) and header in table.frame and not counts.get(name[len(ENTERED) :]):
            counts[name[len(ENTERED) :]] = int((table.frame[header] != "").sum())
    return counts


def values_of(table: RawTable, mapping: TableMapping, field: str) -> Mapping[str, int]:
    """Return how many rows carry each value of a mapped field, most frequent first; ``""`` stands for a blank.

    These are the values that ``TableMapping.exclude`` can name. Nothing where the field is not mapped.
    """
    header = mapping.fields.get(field)
    if header not in table.frame:
        return {}
    return {str(value): int(count) for value, count in labels(table.frame[header]).fillna("").value_counts().items()}


def readings(
    table: RawTable, mapping: TableMapping, field: str, n: int = 3
) -> Mapping[str, tuple[tuple[str, dt.date | float | None], ...]]:
    """Return the ways in which a column of dates or numbers may be read, each with ``n`` cells and what they become.

    The cells are the same for each reading, those on which the readings differ most first. A reading that makes
    sense of fewer cells than another is left out; ``None`` stands for a cell that cannot be read that way.
    """
    raw = table.frame[mapping.fields[field]]
    cells = pd.Series(distinct(raw, _LOOKED_AT), dtype="str")
    if kind_of(mapping.table, field) == "date":
        read: dict[str, list[Any]] = {order: _days(cells, order) for order in _orders(mapping.formats.get(field))}
    else:
        read = {sign: parse_numbers(cells, sign).astype(object).tolist() for sign in SIGNS if sign != "cents"}
        read = {sign: [None if value != value else value for value in values] for sign, values in read.items()}
    sense = {reading: sum(value is not None for value in values) for reading, values in read.items()}
    likely = [reading for reading, readable in sense.items() if readable and readable >= 0.5 * max(sense.values())]
    likely.sort(key=lambda reading: (reading != mapping.formats.get(field), reading not in ("dmy", "mdy")))
    alike = {tuple(read[reading]): reading for reading in reversed(likely)}
    likely = [reading for reading in read if reading in alike.values()]
    apart = [len({read[reading][at] for reading in likely}) for at in range(len(cells))]
    telling = sorted(range(len(cells)), key=lambda at: -apart[at])[:n]
    return {reading: tuple((str(cells[at]), read[reading][at]) for at in telling) for reading in likely}


def _orders(own: str | None) -> tuple[str, ...]:
    """Return the orders of dates worth a look: the usual ones, and that of the column where it is none of them."""
    return ORDERS if own is None or own in ORDERS else (own, *ORDERS)


def _days(cells: pd.Series, order: str) -> list[dt.date | None]:
    return [None if pd.isna(day) else day.date() for day in parse_dates(cells, order)]


def preview(table: RawTable, mapping: TableMapping, n: int = 20) -> pd.DataFrame:
    """Return the first ``n`` rows as they are understood, with only the columns that hold anything."""
    top = replace(
        table,
        frame=table.frame.head(n),
        row_numbers=table.row_numbers[:n],
        rows_read=min(n, len(table.frame)),
        rows_junk=0,
    )
    if mapping.table not in TABLES:
        return top.frame.astype("str")
    frame: pd.DataFrame = getattr(apply_mapping([(top, mapping)]).tables, mapping.table)
    own = [name for name in frame.columns if name not in ("file", "sheet") and frame[name].notna().any()]
    return frame[own]
