"""Writing a table to a worksheet: text that stays text, real numbers with formats, a frozen header."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from coaching.report import palette
from coaching.report.excel.numbers import DATE, WHOLE, Number
from coaching.spreadsheets import write_text
from coaching.words import clip, plain

_LONGEST_TEXT = 32_000
_WIDEST, _NARROWEST, _LARGE = 60, 9, 15


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its header, the number format of its numbers, a width where the contents do not decide."""

    header: str
    number_format: str = WHOLE
    width: float | None = None


def write_table(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[object]],
    *,
    top: int = 1,
    frozen: int = 0,
    rtl: bool = False,
) -> int:
    """Write a header and ``rows`` from row ``top`` on and return the row below them.

    Text is written as text whatever it starts with, numbers (a ``Number`` in its own format) and dates as themselves,
    None and "" as an empty cell. A table at the top of its sheet, or with ``frozen`` columns, gets a filter, and its
    header and those columns stay visible.
    """
    sheet.sheet_view.rightToLeft = rtl
    for place, column in enumerate(columns, 1):
        _header(sheet.cell(top, place), column.header)
    for line, row in enumerate(rows, top + 1):
        for place, (value, column) in enumerate(zip(row, columns, strict=True), 1):
            write(sheet.cell(line, place), value, column.number_format)
    if top == 1 or frozen:
        sheet.freeze_panes = sheet.cell(top + 1, frozen + 1)
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{top + len(rows)}"
    _widths(sheet, columns, rows)
    return top + len(rows) + 1


def heading(sheet: Worksheet, row: int, text: str, *, large: bool = False, bold: bool = False) -> None:
    """Write a line above a table that runs on over the columns beside it."""
    cell = sheet.cell(row, 1)
    write(cell, text)
    cell.font = Font(bold=large or bold, size=_LARGE if large else None)
    cell.alignment = Alignment(vertical="center", wrap_text=False)


def write(cell: Cell, value: object, number_format: str = WHOLE) -> None:
    """Write one value; a text is never taken for a formula, now or when the cell is edited."""
    if value is None or value == "":
        return
    if isinstance(value, Number):
        number_format, value = value.number_format, value.value
    if isinstance(value, (int, float)):
        cell.value = value
        cell.number_format = number_format
    elif isinstance(value, dt.date):
        cell.value = value
        cell.number_format = DATE
    else:
        text = clip(plain(str(value)), _LONGEST_TEXT)
        write_text(cell, text)
        cell.alignment = Alignment(vertical="top", wrap_text=len(text) > _WIDEST)
        return
    cell.alignment = Alignment(vertical="top")


def colour(cell: Cell, status: str) -> None:
    """Colour a status word."""
    cell.font = Font(color=_argb(palette.STATUS_TEXT[status]), bold=True)


def _header(cell: Cell, text: str) -> None:
    write(cell, text)
    cell.font = Font(bold=True, color=_argb(palette.WHITE))
    cell.fill = PatternFill("solid", fgColor=_argb(palette.ACCENT))
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side("thin", color=_argb(palette.INK)))


def _widths(sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    for place, column in enumerate(columns):
        letter = get_column_letter(place + 1)
        width = column.width
        if width is None:
            longest = max((len(plain(str(row[place]))) for row in rows if isinstance(row[place], str)), default=0)
            width = min(_WIDEST, max(_NARROWEST, longest + 2, len(column.header) / 2 + 3))
        sheet.column_dimensions[letter].width = width


def _argb(colour_code: str) -> str:
    return "FF" + colour_code.lstrip("#").upper()
