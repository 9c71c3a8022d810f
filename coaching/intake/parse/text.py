"""Delimited text (CSV and its relatives) -> a grid: encoding, delimiter, quotes, ragged rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from .kinds import wide_text
from .limits import Limits
from .model import Grid, Note, Parsed, Refused, Tell, check_size, grid_of, names, silent

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 300
_HEAD_BYTES = 200_000
_BLOCK = 4 * 2**20
_BROKEN = "\ufffd".encode()
_SEP = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n", re.I)
#: Bytes that are Arabic letters in Windows-1256; accented Latin letters share them but hardly ever stand together.
_ARABIC_RUN = re.compile(rb"[\xc7-\xdf\xe1\xe3-\xe6\xec\xed]{3,}")


def parse_text(data: bytes, limits: Limits, tell: Tell = silent) -> Parsed:
    """Read delimited text. Every record of the file becomes a row of the grid, whatever its length."""
    data, encoding = as_utf8(data)
    notes = [Note("encoding_guessed", "note", values=(encoding,))] if encoding in ("cp1256", "cp1252") else []
    broken = data.count(_BROKEN) if encoding == "utf-8" and not data.isascii() else 0
    if broken:
        notes.append(Note("broken_characters", "note", count=broken))
    if b"\x00" in data:
        data = data.replace(b"\x00", b"")
    tell(0.2)
    sample = data[:_HEAD_BYTES].decode("utf-8", "ignore")
    declared = _SEP.match(sample)
    if declared:
        data = data[len(declared.group(0).encode()) :]
        sample = sample[declared.end() :]
    delimiter = declared.group(1) if declared else _delimiter(sample)
    grid = _fast(data, sample, delimiter, limits)
    tell(0.6)
    if grid is None or (b'"' in data and _swallowed(grid.table, delimiter)):
        records, mended = _records(data.decode("utf-8", "replace"), delimiter, limits, tell)
        if mended:
            notes.append(Note("stray_quotes", "note", count=len(mended), rows=tuple(mended[:5])))
        grid = grid_of(records, None, "text", limits)
    check_size(grid.table.num_rows, grid.table.num_columns, limits)
    if declared:
        grid = Grid(pa.concat_tables([_blank_row(grid.table), grid.table]), None, "text")
    return Parsed((grid,), tuple(notes))


def as_utf8(data: bytes) -> tuple[bytes, str]:
    """Return text as UTF-8 without a mark, and the encoding it came in; what is UTF-8 already is not copied."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not wide_text(data[:4096]):
        bare = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
        if bare.isascii():
            return bare, "utf-8"
        try:
            bare.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return bare, "utf-8"
    text, encoding = decode(data)
    return text.encode("utf-8", "replace"), encoding


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and the encoding it was read in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    order = wide_text(data[:4096])
    if order:
        return data.decode(order, errors="replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    repaired = data.decode("utf-8-sig", errors="replace")
    foreign = sum(byte > 127 for byte in data[:200_000])
    if repaired[:200_000].count("\ufffd") < foreign * 0.05:
        return repaired, "utf-8"
    if _ARABIC_RUN.search(data):
        return data.decode("cp1256", errors="replace"), "cp1256"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "cp1252"


def _delimiter(sample: str) -> str:
    """Pick the delimiter whose records agree best on their number of cells."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        counts = Counter(len(r) for r in _head(sample, delimiter) if r)
        if not counts:
            continue
        width, agreeing = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (agreeing / counts.total()) * min(width, 10) ** 0.5 if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _head(text: str, delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            records.append(record)
            if len(records) == _SAMPLE:
                break
    except csv.Error:
        pass
    return records


def _fast(data: bytes, sample: str, delimiter: str, limits: Limits) -> Grid | None:
    """Parse an orderly file at full speed; ``None`` sends it to the patient reader."""
    head = _head(sample, delimiter)
    width = len(head[0]) if head else 0
    quoted = b'"' in data
    if width < 2 or width > limits.columns or (quoted and data.count(b'"') % 2):
        return None
    columns = names(width)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            read_options=arrow_csv.ReadOptions(column_names=columns, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return Grid(table, None, "text")


def _swallowed(table: pa.Table, delimiter: str) -> bool:
    """Say whether some cell holds what looks like whole rows, as an unclosed quote makes it."""
    enough = max(table.num_columns - 1, 2)
    for column in table.columns:
        several = column.filter(pc.match_substring(column, "\n"))
        if len(several) and pc.max(pc.count_substring(several, delimiter)).as_py() >= enough:
            return True
    return False


def _records(text: str, delimiter: str, limits: Limits, tell: Tell) -> tuple[list[list[str]], list[int]]:
    """Read record by record; a quote that is never closed, or swallows rows, is taken as a plain character."""
    csv.field_size_limit(2**31 - 1)
    lines = _physical_lines(text)
    if len(lines) > 4 * limits.rows:
        raise Refused("too_many_rows", str(len(lines)))
    width = Counter(len(r) for r in _head(text[:_HEAD_BYTES], delimiter) if r).most_common(1)
    expected = width[0][0] if width else 1
    records: list[list[str]] = []
    mended: list[int] = []
    at = 0
    while at < len(lines):
        record, used = _record(lines, at, delimiter, expected)
        if record is None:
            record, used = lines[at].rstrip("\r\n").split(delimiter), 1
            mended.append(len(records) + 1)
        records.append(record)
        at += used
        if len(records) % 50_000 == 0:
            tell(0.6 + 0.35 * at / len(lines))
    return records, mended


def _physical_lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines and lines[-1] == "" else lines


def _record(lines: list[str], at: int, delimiter: str, expected: int) -> tuple[list[str] | None, int]:
    line = lines[at]
    if '"' not in line:
        return line.split(delimiter), 1
    most = min(len(lines) - at, 200)
    joined = line
    for used in range(1, most + 1):
        if used > 1:
            joined += "\n" + lines[at + used - 1]
        if joined.count('"') % 2 == 0:
            try:
                record = next(csv.reader([joined], delimiter=delimiter), [])
            except csv.Error:
                return None, 1
            swallowed = used > 1 and any("\n" in c and c.count(delimiter) >= max(expected - 1, 2) for c in record)
            return (None, 1) if swallowed else (record, used)
    return None, 1


def _blank_row(table: pa.Table) -> pa.Table:
    return pa.table([pa.array([""], pa.string())] * table.num_columns, names=table.column_names)
