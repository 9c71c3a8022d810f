"""Delimited text (CSV and its relatives) -> a grid: find its encoding and its delimiter, and have it read."""

from __future__ import annotations

import codecs
import re
from collections import Counter

from ..limits import Limits
from ..model import Note, Parsed, Tell, check_size, silent
from .parallel_csv import Text, read_slabs
from .scan import Looked, bare, look_through, piece_of
from .sniff import wide_text
from .tolerant_csv import first_records, usual_width

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 200_000
_CERTAIN = ("utf-8", "utf-16")
_SEP = re.compile(r"^\ufeff?\"?sep=(.)\"?\r?\n", re.I)


def parse_text(data: bytes | memoryview, limits: Limits, tell: Tell = silent, looked: Looked | None = None) -> Parsed:
    """Read delimited text. Every record of the file becomes a row of the grid, whatever its length.

    ``looked`` is what ``look_through`` returns, where somebody has looked before.
    """
    text, encoding, broken = _as_utf8(data, limits, looked)
    notes = [Note("encoding_guessed", "note", values=(encoding,))] if encoding not in _CERTAIN else []
    if broken:
        notes.append(Note("broken_characters", "note", count=broken))
    tell(0.2)
    sample = bytes(text.data[:_HEAD_BYTES]).decode("utf-8", "ignore")
    declared = _SEP.match(sample)
    if declared:
        # The line stays, as a blank one, so that rows keep the numbers they have in the file.
        text = _plain(bytes(text.data)[len(declared.group(0).encode()) :], limits)
        sample = sample[declared.end() :]
    delimiter = declared.group(1) if declared else _delimiter(sample)
    width = usual_width(first_records(sample, delimiter))
    grid, mended = read_slabs(text, delimiter, width, limits, tell, above=1 if declared else 0)
    if mended:
        notes.append(Note("stray_quotes", "note", count=len(mended), rows=tuple(mended[:5])))
    check_size(grid.table.num_rows, grid.table.num_columns, limits)
    return Parsed((grid,), tuple(notes))


def _as_utf8(data: bytes | memoryview, limits: Limits, looked: Looked | None) -> tuple[Text, str, int]:
    """Return text without NUL bytes or a mark at its start, the encoding it came in, and how much of it is broken.

    What is UTF-8 already is not copied.
    """
    head = bytes(data[:4096])
    if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not wide_text(head):
        seen = looked or look_through(data, limits)
        if seen.utf8:
            text = Text(bare(data), seen.quotes, piece_of(limits))
            return _plain(bytes(text.data), limits) if seen.zeros else text, "utf-8", seen.broken
    decoded, encoding = decode(bytes(data))
    plain = _plain(decoded.encode("utf-8", "replace"), limits)
    return plain, encoding, decoded.count("\ufffd") if encoding != "utf-16" else 0


def _plain(data: bytes, limits: Limits) -> Text:
    data = data.replace(b"\x00", b"")
    size = piece_of(limits)
    return Text(data, [data.count(b'"', start, start + size) for start in range(0, len(data), size)], size)


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
    # Only text that is no UTF-8 needs the known words.
    from .encodings import tell_encoding

    if told := tell_encoding(data):
        return data.decode(told.encoding, errors="replace"), told.encoding
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
        counts = Counter(len(r) for r in first_records(sample, delimiter) if r)
        if not counts:
            continue
        width, agreeing = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        score = (agreeing / counts.total()) * min(width, 10) ** 0.5 if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best
