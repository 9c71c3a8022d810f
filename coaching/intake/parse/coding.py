"""Columns that say the same again and again, with every value told apart once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

#: How many rows tell whether a column repeats itself, and how often a value has to come for that.
_SAMPLE = 20_000
_TIMES = 4
#: Rows from which on a second core is worth a thread.
_MANY = 50_000

#: The types of the numbers in a coded column.
NUMBERS = (pa.int8(), pa.int16(), pa.int32())

_Done = TypeVar("_Done")


def coded(table: pa.Table) -> pa.Table:
    """Return ``table`` with the columns that repeat themselves dictionary-coded; their text stays the same."""
    return pa.table(on_two_cores(_coded, table), names=table.column_names)


def _coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return _narrow(column.dictionary_encode()) if column.type == pa.string() and _repeats(column) else column


def _narrow(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a coded column with the shortest numbers that can count its labels."""
    labels = column.chunk(0).dictionary
    number = next(number for number in NUMBERS if len(labels) < 2 ** (number.bit_width - 1))
    parts = [pa.DictionaryArray.from_arrays(chunk.indices.cast(number), labels) for chunk in column.chunks]
    return pa.chunked_array(parts)


def on_two_cores(work: Callable[[pa.ChunkedArray], _Done], table: pa.Table) -> list[_Done]:
    """Return what ``work`` makes of each column, two at a time where there are many rows."""
    if table.num_rows < _MANY:
        return [work(column) for column in table.columns]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, table.columns))


def _repeats(column: pa.ChunkedArray) -> bool:
    head = column.slice(0, _SAMPLE)
    return pc.count_distinct(head).as_py() * _TIMES <= len(head)
