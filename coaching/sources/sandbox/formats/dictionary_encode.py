"""Columns that say the same again and again, with every value written down once."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

#: The types of the numbers that stand for values, shortest first.
NUMBERS = (pa.int8(), pa.int16(), pa.int32())

#: How many rows tell whether a column repeats itself, and how often a value has to come for that.
_SAMPLE = 20_000
_TIMES = 4


def encode_repeating(table: pa.Table) -> pa.Table:
    """Return ``table`` with the columns that repeat themselves dictionary-encoded; their text stays the same.

    Fewer bytes leave the child that way, and whoever reads the column looks at each value once and not at each row.
    """
    columns = [_encode(column) if repeats(column) else column for column in table.columns]
    return pa.table(columns, names=table.column_names)


def repeats(column: pa.ChunkedArray) -> bool:
    """Return whether the beginning of a column of text says the same again and again."""
    head = column.slice(0, _SAMPLE)
    return bool(pc.count_distinct(head).as_py() * _TIMES <= len(head))


def _encode(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column with one dictionary, and the shortest numbers that can count its values."""
    encoded = column.dictionary_encode().unify_dictionaries()
    if not encoded.num_chunks:
        return column
    values = encoded.chunk(0).dictionary
    number = next(number for number in NUMBERS if len(values) < 2 ** (number.bit_width - 1))
    return encoded.cast(pa.dictionary(number, pa.string()))
