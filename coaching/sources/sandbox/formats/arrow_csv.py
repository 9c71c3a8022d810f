"""The fast reader of delimited text: Arrow's reader, with rows of another length put back in their places."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ..limits import Limits
from ..model import grid_of, names
from .dictionary_encode import CODED, repeats
from .tolerant_csv import may_swallow, swallows

#: The bytes that one thread parses at a time, and the longest possible record.
_BLOCK = 4 * 2**20
#: The bytes at the beginning of a text that show which columns repeat.
_HEAD = 2**20


def read_fast(content: pa.Buffer, delimiter: str, width: int, quoted: bool, limits: Limits) -> pa.Table | None:
    """Return all records of a text, most of which have ``width`` cells; None if Arrow cannot read it correctly.

    That is a text in which a stray quote swallows rows, or one with a record longer than ``_BLOCK``. If there are
    titles, footers or rows with too many cells, the text is read again in one thread, because only then does Arrow
    return the rows that do not fit with their positions. Else the columns of a long text that repeat at its beginning
    are dictionary-encoded while they are read, which takes much less memory than encoding them afterwards.
    """
    odd: list[arrow_csv.InvalidRow] = []

    def skip_row(row: arrow_csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    try:
        table = _read(content, delimiter, width, quoted, coded=_repeating(content, delimiter, width, quoted))
    except pa.ArrowInvalid:
        try:
            table = _read(content, delimiter, width, quoted, skip_row)
        except pa.ArrowInvalid:
            return None
    records = []
    for row in odd:
        record = _record(row.text, delimiter)
        if record is None or any(may_swallow(cell, delimiter, width) for cell in record):
            return None
        records.append(record)
    if quoted and _swallowed(table, delimiter):
        return None
    return _put_back(table, records, [row.number - 1 for row in odd], limits) if odd else table


def _repeating(content: pa.Buffer, delimiter: str, width: int, quoted: bool) -> list[str]:
    """Return the columns whose values repeat often at the beginning of a long text; none of a short one."""
    if len(content) <= _BLOCK:
        return []
    head = content[:_HEAD].to_pybytes()
    whole_lines = pa.py_buffer(head[: head.rfind(b"\n") + 1])
    try:
        table = _read(whole_lines, delimiter, width, quoted, lambda _: "skip")
    except pa.ArrowInvalid:
        return []
    return [name for name in table.column_names if repeats(table[name])]


def _read(
    content: pa.Buffer,
    delimiter: str,
    width: int,
    quoted: bool,
    odd_row: Callable[[arrow_csv.InvalidRow], str] | None = None,
    coded: Sequence[str] = (),
) -> pa.Table:
    columns = names(width)
    types = {name: CODED if name in coded else pa.string() for name in columns}
    return arrow_csv.read_csv(
        pa.BufferReader(content),
        read_options=arrow_csv.ReadOptions(column_names=columns, block_size=_BLOCK, use_threads=odd_row is None),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False, invalid_row_handler=odd_row
        ),
        convert_options=arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False),
    )


def _record(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of one record; None if a quote is never closed."""
    if text.count('"') % 2:
        return None
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return None


def _swallowed(table: pa.Table, delimiter: str) -> bool:
    """Return whether a cell holds whole rows, as happens with an unclosed quote."""
    for chunk in (chunk for column in table.columns for chunk in column.chunks):
        cells = chunk.dictionary if isinstance(chunk, pa.DictionaryArray) else chunk
        if not _holds_line_ends(cells):
            continue
        several = cells.filter(pc.match_substring(cells, "\n"))
        if any(swallows(cell, delimiter, table.num_columns) for cell in several.to_pylist()):
            return True
    return False


def _holds_line_ends(cells: pa.StringArray) -> bool:
    """Return whether there is a line end in any of the cells; looks at all bytes at once."""
    content = cells.buffers()[2]
    return content is not None and b"\n" in content.to_pybytes()


def _put_back(table: pa.Table, records: list[list[str]], places: Sequence[int], limits: Limits) -> pa.Table:
    """Return a table with the records that did not fit inserted at their places (from 0), as wide as the widest."""
    odd = grid_of(records, None, "text", limits).table
    width = max(table.num_columns, odd.num_columns)
    both = pa.concat_tables([_widened(table, width), _widened(odd, width)])
    fits = np.ones(len(both), dtype=bool)
    fits[places] = False
    order = np.empty(len(both), dtype=np.int64)
    order[fits] = np.arange(len(table))
    order[places] = np.arange(len(table), len(both))
    return both.take(order)


def _widened(table: pa.Table, width: int) -> pa.Table:
    blank = pa.repeat(pa.scalar("", pa.string()), len(table))
    columns = [*table.columns, *[blank] * (width - table.num_columns)]
    return pa.table(columns, names=names(width))
