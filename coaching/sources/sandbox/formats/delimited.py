"""Delimited text, such as CSV: finding its encoding and its delimiter, and reading it into a grid."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from mmap import mmap

import pyarrow as pa

from ..limits import Limits
from ..model import Grid, Note, Parsed, Tell, check_size, grid_of, silent
from .arrow_csv import read_fast
from .sniff import wide_text
from .tolerant_csv import first_records, read_tolerantly, usual_width

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 200_000
_PIECE = 2**20
_CERTAIN = ("utf-8", "utf-16", "iso2022_jp")
_SEP = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n", re.I)


@dataclass(frozen=True)
class Text:
    """The text of a file in UTF-8, without a byte order mark and without NUL bytes.

    ``broken`` is the number of characters that could not be read, and ``quoted`` whether there are any quotes.
    """

    data: pa.Buffer
    encoding: str
    broken: int
    quoted: bool


def parse_text(data: bytes | mmap, limits: Limits, tell: Tell = silent) -> Parsed:
    """Return delimited text as a grid, with a row for every record of the file, whatever its length."""
    text = _as_utf8(data)
    notes = [Note("encoding_guessed", "note", values=(text.encoding,))] if text.encoding not in _CERTAIN else []
    if text.broken:
        notes.append(Note("broken_characters", "note", count=text.broken))
    tell(0.2)
    sample = text.data[:_HEAD_BYTES].to_pybytes().decode("utf-8", "ignore")
    content, above = text.data, 0
    if declared := _SEP.match(sample):
        # A blank line stays in its place, so that rows keep their numbers in the file.
        content, above = content[len(declared.group(0).encode()) :], 1
        sample = sample[declared.end() :]
    delimiter = declared.group(1) if declared else _delimiter(sample)
    width = usual_width(first_records(sample, delimiter))
    grid, mended = _read(content, delimiter, width, text.quoted, limits)
    tell(0.8)
    if above:
        blank = pa.table([[""]] * grid.num_columns, names=grid.column_names)
        grid = pa.concat_tables([blank.cast(grid.schema), grid])
    if mended:
        notes.append(Note("stray_quotes", "note", count=len(mended), rows=tuple(row + above for row in mended[:5])))
    check_size(grid.num_rows, grid.num_columns, limits)
    return Parsed((Grid(grid, None, "text"),), tuple(notes))


def _read(content: pa.Buffer, delimiter: str, width: int, quoted: bool, limits: Limits) -> tuple[pa.Table, list[int]]:
    """Return all records, and the numbers (from 1) of those in which a stray quote was read as a plain character."""
    if 2 <= width <= limits.columns:
        table = read_fast(content, delimiter, width, quoted, limits)
        if table is not None:
            return table, []
    records, mended = read_tolerantly(content.to_pybytes().decode("utf-8", "replace"), delimiter, width, limits)
    return grid_of(records, None, "text", limits).table, mended


def _as_utf8(data: bytes | mmap) -> Text:
    """Return the text of a file as UTF-8, without copying it if it is UTF-8 already."""
    head = data[:4096]
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or wide_text(head)
    if not is_wide and not _shifts_to_japanese(head):
        text = _utf8(data)
        if text is not None:
            return text
    decoded, encoding = decode(data[:])
    plain = decoded.encode("utf-8", "replace").replace(b"\x00", b"")
    return Text(pa.py_buffer(plain), encoding, decoded.count("\ufffd") if encoding != "utf-16" else 0, b'"' in plain)


def _shifts_to_japanese(head: bytes) -> bool:
    """Return whether text in seven bits changes to Japanese letters, as that of old mail programs does."""
    return b"\x1b$B" in head or b"\x1b$@" in head


def _utf8(data: bytes | mmap) -> Text | None:
    """Return text that is UTF-8, or None; the file is checked in pieces, to use little memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    broken, quoted, zeros = 0, False, False
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        if not piece.isascii() or decoder.getstate()[0]:
            try:
                broken += decoder.decode(piece).count("\ufffd")
            except UnicodeDecodeError:
                return None
        quoted = quoted or b'"' in piece
        zeros = zeros or b"\x00" in piece
    if decoder.getstate()[0]:
        return None
    mark = len(codecs.BOM_UTF8) if data[: len(codecs.BOM_UTF8)] == codecs.BOM_UTF8 else 0
    content = data[mark:].replace(b"\x00", b"") if zeros else memoryview(data)[mark:]
    return Text(pa.py_buffer(content), "utf-8", broken, quoted)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and its encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    order = wide_text(data[:4096])
    if order:
        return data.decode(order, errors="replace"), "utf-16"
    if _shifts_to_japanese(data[:4096]):
        return data.decode("iso2022_jp", errors="replace"), "iso2022_jp"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    repaired = data.decode("utf-8-sig", errors="replace")
    foreign = sum(byte > 127 for byte in data[:200_000])
    if repaired[:200_000].count("\ufffd") < foreign * 0.05:
        return repaired, "utf-8"
    # Only text that is not UTF-8 needs the known words.
    from .encodings import detect_encoding

    if match := detect_encoding(data):
        return data.decode(match.encoding, errors="replace"), match.encoding
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "cp1252"


def _delimiter(sample: str) -> str:
    """Return the delimiter with which the records agree best on the number of cells."""
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        counts = Counter(len(record) for record in first_records(sample, delimiter) if record)
        if not counts:
            continue
        width, agreeing = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (agreeing / counts.total()) * min(width, 10) ** 0.5 if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best
