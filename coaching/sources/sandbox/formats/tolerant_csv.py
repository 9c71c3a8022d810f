"""The tolerant reader of delimited text, which reads records with any number of cells and with stray quotes."""

from __future__ import annotations

import csv
import io
from collections import Counter

from ..limits import Limits
from ..model import Refused

_SAMPLE = 300


def first_records(text: str, delimiter: str) -> list[list[str]]:
    """Return the first few hundred records of a text, up to the first malformed one."""
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            records.append(record)
            if len(records) == _SAMPLE:
                break
    except csv.Error:
        pass
    return records


def usual_width(records: list[list[str]]) -> int:
    """Return the most frequent number of cells of a record; 0 without records."""
    widths = Counter(len(record) for record in records if record)
    return widths.most_common(1)[0][0] if widths else 0


def read_tolerantly(text: str, delimiter: str, width: int, limits: Limits) -> tuple[list[list[str]], list[int]]:
    """Return all records, and the numbers (from 1) of those in which a quote was read as a plain character.

    These are quotes that are never closed, or that would swallow rows of about ``width`` cells.
    """
    csv.field_size_limit(2**31 - 1)
    lines = _physical_lines(text)
    if len(lines) > 4 * limits.rows:
        raise Refused("too_many_rows", str(len(lines)))
    records: list[list[str]] = []
    mended: list[int] = []
    at = 0
    while at < len(lines):
        record, used = _record(lines, at, delimiter, width)
        if record is None:
            record, used = lines[at].rstrip("\r\n").split(delimiter), 1
            mended.append(len(records) + 1)
        records.append(record)
        at += used
    return records, mended


def _physical_lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines and lines[-1] == "" else lines


def _record(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
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
            swallowed = used > 1 and any(
                swallows(cell, delimiter, width) if len(record) == width else may_swallow(cell, delimiter, width)
                for cell in record
            )
            return (None, 1) if swallowed else (record, used)
    return None, 1


def swallows(cell: str, delimiter: str, width: int) -> bool:
    """Return whether a cell holds whole records of ``width`` cells, as happens with an unclosed quote.

    A note may have lines with many delimiters; here most lines have exactly as many as a record.
    """
    if not may_swallow(cell, delimiter, width):
        return False
    inner = cell.split("\n")[1:-1]
    if not inner:
        return cell.count(delimiter) == width - 1
    return 2 * sum(line.count(delimiter) == width - 1 for line in inner) >= len(inner)


def may_swallow(cell: str, delimiter: str, width: int) -> bool:
    """Return whether a cell of several lines holds as many delimiters as a record of ``width`` cells."""
    return "\n" in cell and cell.count(delimiter) >= max(width - 1, 2)
