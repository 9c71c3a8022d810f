"""What parsing yields: grids of text, or a refusal with a code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from .limits import Limits

#: Told the share of a file that is done, from 0 to 1.
Tell = Callable[[float], None]


def silent(share: float) -> None:
    """Tell nobody."""


class Refused(Exception):
    """A file, or a part of it, that cannot or must not be read; ``code`` says why."""

    def __init__(self, code: str, *values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Grid:
    """All cells of one sheet as text, the first row of the table being row 1 of the sheet.

    ``kind`` tells text files, where a row with too many cells has slipped, from real spreadsheets.
    """

    table: pa.Table
    sheet: str | None
    kind: str


@dataclass(frozen=True)
class Note:
    """A finding of the parser; severity as in ``coaching.importing.model.Issue``."""

    code: str
    severity: str
    sheet: str | None = None
    count: int = 1
    values: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Parsed:
    """The grids of one file and what was noticed on the way."""

    grids: tuple[Grid, ...] = ()
    notes: tuple[Note, ...] = ()


def grid_of(rows: list[list[str]], sheet: str | None, kind: str, limits: Limits) -> Grid:
    """Build a grid from rows of unequal length; raises ``Refused`` beyond the limits."""
    width = max(map(len, rows), default=0)
    check_size(len(rows), width, limits)
    columns = [pa.array([row[i] if i < len(row) else "" for row in rows], pa.string()) for i in range(width)]
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
