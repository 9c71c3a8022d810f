"""Delimited text (CSV and its relatives) -> a grid: encoding, delimiter, quotes, ragged rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from .coding import coded, on_two_cores
from .kinds import wide_text
from .limits import Limits
from .model import Grid, Note, Parsed, Refused, Tell, check_size, grid_of, names, silent

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 300
_HEAD_BYTES = 200_000
_BLOCK = 4 * 2**20
_PIECE = 2**18
_GUESSED = ("cp1256", "cp1252")
_SEP = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n", re.I)
#: Bytes that are Arabic letters in Windows-1256; accented Latin letters share them but hardly ever stand together.
_ARABIC_RUN = re.compile(rb"[\xc7-\xdf\xe1\xe3-\xe6\xec\xed]{3,}")


def parse_text(data: bytes | memoryview, limits: Limits, tell: Tell = silent) -> Parsed:
    """Read delimited text. Every record of the file becomes a row of the grid, whatever its length."""
    text = _as_utf8(data)
    notes = [Note("encoding_guessed", "note", values=(text.encoding,))] if text.encoding in _GUESSED else []
    if text.broken:
        notes.append(Note("broken_characters", "note", count=text.broken))
    tell(0.2)
    sample = bytes(text.data[:_HEAD_BYTES]).decode("utf-8", "ignore")
    declared = _SEP.match(sample)
    if declared:
        text = replace(text, data=text.data[len(declared.group(0).encode()) :])
        sample = sample[declared.end() :]
    delimiter = declared.group(1) if declared else _delimiter(sample)
    above = 1 if declared else 0
    grid = _fast(text, sample, delimiter, limits, above)
    tell(0.6)
    if grid is None or (text.quotes and _swallowed(grid.table, delimiter)):
        records, mended = _records(bytes(text.data).decode("utf-8", "replace"), delimiter, limits, tell)
        if mended:
            rows = tuple(row + above for row in mended[:5])
            notes.append(Note("stray_quotes", "note", count=len(mended), rows=rows))
        grid = grid_of([[""]] * above + records, None, "text", limits)
    check_size(grid.table.num_rows, grid.table.num_columns, limits)
    return Parsed((grid,), tuple(notes))


@dataclass(frozen=True)
class _Text:
    """Text in UTF-8 without a mark: the encoding it came in, how many of its characters are marks for a broken one
    (where it came in UTF-8), and how many quotes it holds."""

    data: bytes | memoryview
    encoding: str
    broken: int
    quotes: int


def _as_utf8(data: bytes | memoryview) -> _Text:
    """Return text as UTF-8 without NUL bytes; what is that already is not copied."""
    head = bytes(data[:4096])
    if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not wide_text(head):
        bare = memoryview(data)[len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0 :]
        looked = _look_through(bare)
        if looked is not None:
            broken, quotes, zeros = looked
            return _Text(bytes(bare).replace(b"\x00", b"") if zeros else bare, "utf-8", broken, quotes)
    text, encoding = decode(bytes(data))
    plain = text.encode("utf-8", "replace").replace(b"\x00", b"")
    return _Text(plain, encoding, text.count("\ufffd") if encoding == "utf-8" else 0, plain.count(b'"'))


def _look_through(data: memoryview) -> tuple[int, int, bool] | None:
    """Return the marks for broken characters, the quotes, and whether there are NUL bytes; ``None`` if no UTF-8.

    Looks at one piece after the other, while it is at hand: a large file goes through the processor once.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    broken = quotes = 0
    zeros = False
    for start in range(0, len(data), _PIECE):
        piece = bytes(data[start : start + _PIECE])
        if not piece.isascii() or decoder.getstate()[0]:
            try:
                broken += decoder.decode(piece).count("\ufffd")
            except UnicodeDecodeError:
                return None
        quotes += piece.count(b'"') if b'"' in piece else 0
        zeros = zeros or b"\x00" in piece
    return None if decoder.getstate()[0] else (broken, quotes, zeros)


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


def _fast(text: _Text, sample: str, delimiter: str, limits: Limits, above: int) -> Grid | None:
    """Parse an orderly file at full speed, with blank rows above; ``None`` sends it to the patient reader."""
    head = _head(sample, delimiter)
    width = len(head[0]) if head else 0
    if width < 2 or width > limits.columns or text.quotes % 2:
        return None
    columns = names(width)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text.data)),
            read_options=arrow_csv.ReadOptions(column_names=columns, block_size=_BLOCK),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=text.quotes > 0, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    blank = pa.table([pa.array([""] * above, pa.string())] * width, names=columns)
    return Grid(coded(pa.concat_tables([blank, table]) if above else table), None, "text")


def _swallowed(table: pa.Table, delimiter: str) -> bool:
    """Say whether some cell holds what looks like whole rows, as an unclosed quote makes it."""
    enough = max(table.num_columns - 1, 2)

    def holds_rows(column: pa.ChunkedArray) -> bool:
        texts = column.chunk(0).dictionary if pa.types.is_dictionary(column.type) else column
        several = texts.filter(pc.match_substring(texts, "\n"))
        return len(several) > 0 and pc.max(pc.count_substring(several, delimiter)).as_py() >= enough

    return any(on_two_cores(holds_rows, table))


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

