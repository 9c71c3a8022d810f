"""The results of parsing: grids of text, notes, and refusals with a code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from .limits import Limits

#: A function that is called with the share of a file that is done, from 0 to 1.
Tell = Callable[[float], None]


def silent(share: float) -> None:
    """Report no progress."""


class Refused(Exception):
    """A file, or a part of it, cannot or must not be read; ``code`` is the code of an issue."""

    def __init__(self, code: str, *values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Grid:
    """All cells of one sheet as text; the first row of the table is row 1 of the sheet.

    ``kind`` is ``text`` for text files, in which the cells of a row that has too many are shifted, else ``workbook``.
    """

    table: pa.Table
    sheet: str | None
    kind: str


@dataclass(frozen=True)
class Note:
    """A finding of the parser; ``severity`` is that of ``coaching.importing.model.Issue``."""

    code: str
    severity: str
    sheet: str | None = None
    count: int = 1
    values: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """The grids of one file and the findings of the parser."""

    grids: tuple[Grid, ...] = ()
    notes: tuple[Note, ...] = ()


def grid_of(rows: list[list[str]], sheet: str | None, kind: str, limits: Limits) -> Grid:
    """Return a grid of rows of unequal length; raises ``Refused`` beyond the limits."""
    width = max(map(len, rows), default=0)
    check_size(len(rows), width, limits)
    columns = [pa.array([row[at] if at < len(row) else "" for row in rows], pa.string()) for at in range(width)]
    return Grid(pa.table(columns, names=names(width)), sheet, kind)


def names(width: int) -> list[str]:
    """Return the plain column names of a grid: ``"0"``, ``"1"``, ..."""
    return [str(i) for i in range(width)]


def check_size(rows: int, columns: int, limits: Limits) -> None:
    """Raise ``Refused`` if a sheet has more rows or columns than allowed."""
    if rows > limits.rows:
        raise Refused("too_many_rows", str(rows))
    if columns > limits.columns:
        raise Refused("too_many_columns", str(columns))
