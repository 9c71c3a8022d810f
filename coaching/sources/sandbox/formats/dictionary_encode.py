"""Columns that say the same again and again, with every value told apart once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

#: The type of a coded column as Arrow makes it, and the types of its numbers once its labels are counted.
CODED = pa.dictionary(pa.int32(), pa.string())
NUMBERS = (pa.int8(), pa.int16(), pa.int32())

#: How many rows tell whether a column repeats itself, and how often a value has to come for that.
_SAMPLE = 20_000
_TIMES = 4
#: Rows from which on a second core is worth a thread.
_MANY = 50_000
_MOST_THREADS = 4

_Given = TypeVar("_Given")
_Done = TypeVar("_Done")


def coded(table: pa.Table) -> pa.Table:
    """Return ``table`` with the columns that repeat themselves dictionary-coded; their text stays the same.

    A column that is coded already gets one dictionary for all its parts.
    """
    return pa.table(list(in_threads(_coded, table.columns, table.num_rows > _MANY)), names=table.column_names)


def _coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.type == pa.string() and repeats(column):
        column = column.dictionary_encode()
    return _narrow(column.unify_dictionaries()) if column.type == CODED and column.num_chunks else column


def _narrow(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a coded column with the shortest numbers that can count its labels."""
    labels = column.chunk(0).dictionary
    number = next(number for number in NUMBERS if len(labels) < 2 ** (number.bit_width - 1))
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(chunk.indices.cast(number), labels) for chunk in column.chunks]
    )


def repeats(column: pa.ChunkedArray) -> bool:
    """Say whether the beginning of a column of text says the same again and again."""
    head = column.slice(0, _SAMPLE)
    return pc.count_distinct(head).as_py() * _TIMES <= len(head)


def in_threads(work: Callable[[_Given], _Done], parts: Sequence[_Given], worth_it: bool = True) -> Iterator[_Done]:
    """Yield what ``work`` makes of each part, in order, some at the same time: one on each core, four at most."""
    if len(parts) < 2 or not worth_it:
        yield from map(work, parts)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS)) as pool:
        yield from pool.map(work, parts)
