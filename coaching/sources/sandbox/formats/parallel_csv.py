"""Delimited text at full speed: cut into slabs where records end, and parsed on all cores.

A slab that is not orderly (a title above the header, a footer, a cell too many) is read patiently, by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ..limits import Limits
from ..model import Grid, Tell, grid_of, names
from .dictionary_encode import CODED, in_threads, repeats
from .tolerant_csv import first_records, read_patiently, swallows

#: How far behind the place where a slab should end the end of a record is looked for.
_REACH = 2**20
_BLOCK = 4 * 2**20


@dataclass(frozen=True)
class Text:
    """Text in UTF-8, and how many quotes each piece of ``piece`` bytes holds; the last piece may be shorter."""

    data: bytes | memoryview
    quotes: Sequence[int]
    piece: int

    def part(self, start: int, end: int) -> _Part:
        """Return the bytes from ``start`` to ``end``."""
        quoted = any(self.quotes[start // self.piece : -(-end // self.piece)])
        return _Part(memoryview(self.data)[start:end], quoted)


@dataclass(frozen=True)
class _Part:
    data: memoryview
    quoted: bool


@dataclass(frozen=True)
class _Slab:
    table: pa.Table
    mended: Sequence[int] = ()


def read_slabs(
    text: Text, delimiter: str, width: int, limits: Limits, tell: Tell, above: int = 0
) -> tuple[Grid, list[int]]:
    """Return all records, most of them ``width`` cells wide, behind ``above`` blank rows.

    Also returned are the numbers of the rows (from 1) in which a stray quote was taken as a plain character.
    """
    cuts = _cuts(text, delimiter, width, limits.slab_bytes)
    parts = [text.part(start, end) for start, end in zip(cuts, [*cuts[1:], len(text.data)], strict=True)]
    work = partial(_slab, delimiter=delimiter, width=width, limits=limits)
    first = work(parts[0], several=len(parts) > 1)
    table = first.table
    repeating = frozenset(name for name in table.column_names if repeats(table[name]))
    slabs = [_Slab(grid_of([[""]] * above, None, "text", limits).table)] if above else []
    slabs.append(_Slab(_code(table, repeating), first.mended))
    tell(_share(1, parts))
    rest = partial(work, repeating=repeating, several=True)
    for done, slab in enumerate(in_threads(rest, parts[1:]), 2):
        slabs.append(slab)
        tell(_share(done, parts))
    mended, rows = [], 0
    for slab in slabs:
        mended += [rows + number for number in slab.mended]
        rows += slab.table.num_rows
    return Grid(_joined([slab.table for slab in slabs]), None, "text"), mended


def _share(done: int, parts: Sequence[_Part]) -> float:
    return 0.2 + 0.7 * done / len(parts)


def _cuts(text: Text, delimiter: str, width: int, slab_bytes: int) -> list[int]:
    """Return where slabs begin: behind ends of lines that no quotes enclose, between records of the usual width."""
    cuts = [0]
    step = max(slab_bytes // text.piece, 2)
    for at in range(step // 2, len(text.quotes) - step // 2, step):
        start = at * text.piece
        ahead = bytes(text.data[start : start + _REACH])
        cut = _end_of_record(ahead, sum(text.quotes[:at]), delimiter, width)
        if cut and start + cut < len(text.data):
            cuts.append(start + cut)
    return cuts


def _end_of_record(ahead: bytes, quotes: int, delimiter: str, width: int) -> int:
    """Return where the first sure end of a record lies, 0 if none is in reach."""
    seen = 0
    end = ahead.find(b"\n")
    while end >= 0:
        quotes += ahead.count(b'"', seen, end)
        seen = end + 1
        if quotes % 2 == 0:
            following = ahead[seen : seen + 20_000].decode("utf-8", "ignore")
            if [len(record) for record in first_records(following, delimiter)[:2]] == [width, width]:
                return seen
        end = ahead.find(b"\n", seen)
    return 0


def _slab(
    part: _Part, delimiter: str, width: int, limits: Limits, several: bool, repeating: Collection[str] = ()
) -> _Slab:
    """Parse one slab; where it is one of ``several``, on this core alone."""
    table = _fast(part, delimiter, width, several) if 2 <= width <= limits.columns else None
    if table is not None and not (part.quoted and _swallowed(table, delimiter)):
        return _Slab(_code(table, repeating))
    records, mended = read_patiently(bytes(part.data).decode("utf-8", "replace"), delimiter, width, limits)
    return _Slab(_code(grid_of(records, None, "text", limits).table, repeating), mended)


def _fast(part: _Part, delimiter: str, width: int, several: bool) -> pa.Table | None:
    """Parse an orderly slab at full speed; ``None`` where it is not."""
    columns = names(width)
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(part.data)),
            read_options=arrow_csv.ReadOptions(
                column_names=columns, block_size=len(part.data) + 1 if several else _BLOCK, use_threads=not several
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=part.quoted, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None


def _swallowed(table: pa.Table, delimiter: str) -> bool:
    """Say whether some cell holds what looks like whole rows, as an unclosed quote makes it."""
    for column in table.columns:
        if any(b"\n" in (chunk.buffers()[2] or pa.py_buffer(b"")).to_pybytes() for chunk in column.chunks):
            several = column.filter(pc.match_substring(column, "\n"))
            if any(swallows(cell, delimiter, table.num_columns) for cell in several.to_pylist()):
                return True
    return False


def _code(table: pa.Table, repeating: Collection[str]) -> pa.Table:
    columns = [column.dictionary_encode() if name in repeating else column for name, column in _named(table)]
    return pa.table(columns, names=table.column_names)


def _named(table: pa.Table):
    return zip(table.column_names, table.columns, strict=True)


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Return tables one below the other: as wide as the widest, coded where one of them is."""
    widest = max(tables, key=lambda table: table.num_columns)
    kinds = {name: pa.string() for name in widest.column_names}
    for table in tables:
        kinds.update({name: CODED for name, column in _named(table) if column.type == CODED})
    schema = pa.schema(list(kinds.items()))
    return pa.concat_tables([_fitted(table, schema) for table in tables])


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    if table.schema == schema:
        return table
    columns = []
    for field in schema:
        if field.name in table.column_names:
            column = table[field.name]
        else:
            column = pa.chunked_array([pa.repeat(pa.scalar("", pa.string()), table.num_rows)])
        columns.append(column if column.type == field.type else column.dictionary_encode())
    return pa.table(columns, schema=schema)
