"""Dictionary encoding of columns with many repeated values."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

#: The types of the codes, shortest first.
NUMBERS = (pa.int8(), pa.int16(), pa.int32())

#: The type in which Arrow's reader encodes columns.
CODED = pa.dictionary(pa.int32(), pa.string())

#: How many rows are sampled, and how often each value has to occur among them on average.
_SAMPLE = 20_000
_TIMES = 4


def encode_repeating(table: pa.Table) -> pa.Table:
    """Return ``table`` with repetitive columns dictionary-encoded; their text stays the same.

    So fewer bytes leave the child, and readers of a column examine each distinct value once instead of each row.
    """
    columns = [_encode(column) if repeats(column) else column for column in table.columns]
    return pa.table(columns, names=table.column_names)


def repeats(column: pa.ChunkedArray) -> bool:
    """Return whether the values at the beginning of a column of text repeat often, or it is encoded already."""
    if column.type == CODED:
        return True
    head = column.slice(0, _SAMPLE)
    return bool(pc.count_distinct(head).as_py() * _TIMES <= len(head))


def _encode(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column with a single dictionary, and the shortest type of codes that suffices."""
    encoded = (column if column.type == CODED else column.dictionary_encode()).unify_dictionaries()
    if not encoded.num_chunks:
        return column
    values = encoded.chunk(0).dictionary
    number = next(number for number in NUMBERS if len(values) < 2 ** (number.bit_width - 1))
    return encoded.cast(pa.dictionary(number, pa.string()))
