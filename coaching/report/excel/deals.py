"""The deals behind a figure as a workbook, so that every total ties out to records."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from coaching.report.excel.numbers import WHOLE
from coaching.report.excel.sheets import Column, write, write_table
from coaching.words import Words, clip, plain

#: The columns of ``measure.drilldown`` in the order in which they are shown, with their number format.
_COLUMNS = {
    "deal_id": WHOLE,
    "deal_name": WHOLE,
    "account": WHOLE,
    "rep": WHOLE,
    "product": WHOLE,
    "stage": WHOLE,
    "outcome": WHOLE,
    "first_appointment_on": WHOLE,
    "next_step_on": WHOLE,
    "closed_on": WHOLE,
    "cycle_days": WHOLE,
    "amount": "#,##0.00",
    "currency": WHOLE,
    "share": "0.00",
    "amount_counted": "#,##0.00",
    "in_numerator": WHOLE,
    "in_denominator": WHOLE,
    "file": WHOLE,
    "sheet": WHOLE,
    "row": "0",
}
_DATES = ("first_appointment_on", "next_step_on", "closed_on")
_FLAGS = ("in_numerator", "in_denominator")
_SUMMED = ("amount_counted", *_FLAGS)
_CODES = ("outcome",)
#: Excel's own limit on a sheet's name, and what it does not allow in one.
_LONGEST_TITLE = 31
_NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'"))
_MOST_ROWS = 1_000_000


def deals_xlsx(table: pd.DataFrame, words: Words, title: str) -> bytes:
    """Return the deals behind a figure as a workbook with one sheet.

    Parameters
    ----------
    table : DataFrame
        What ``measure.drilldown`` returns.
    title : str
        Names the sheet, for example the KPI and the rep.

    Returns
    -------
    bytes
        Dates and amounts as themselves, 1 and 0 for what counts above and below the line, with their sums in the last
        row; text from files is never a formula. The sheet runs from right to left in Arabic.
    """
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError("a new workbook has no sheet")
    sheet.title = sheet_title(title) or words("excel.deals")
    names = [name for name in _COLUMNS if name in table.columns]
    columns = [Column(words(f"deals.{name}"), _COLUMNS[name]) for name in names]
    rows = [list(row) for row in zip(*(_values(table[name], words) for name in names), strict=True)][:_MOST_ROWS]
    below = write_table(sheet, columns, rows, frozen=2, rtl=words.rtl)
    if rows:
        _sums(sheet, names, rows, below + 1, words)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet_title(text: str) -> str:
    """Return ``text`` as Excel takes it for a sheet's name."""
    return clip(plain(text).translate(_NOT_IN_A_TITLE).strip(), _LONGEST_TITLE).strip()


def _values(column: pd.Series, words: Words) -> Sequence[object]:
    name = str(column.name)
    if name in _FLAGS:
        return [int(flag) for flag in column.fillna(False).astype(bool)]
    known = column.notna()
    if name in _DATES:
        return [day.date() if is_known else None for day, is_known in zip(column, known, strict=True)]
    if name in _CODES:
        labels = {code: words(f"outcome.{code}") for code in column[known].astype(str).unique() if _has(words, code)}
        return [
            labels.get(str(code), str(code)) if is_known else None for code, is_known in zip(column, known, strict=True)
        ]
    if pd.api.types.is_numeric_dtype(column):
        return [float(value) if is_known else None for value, is_known in zip(column, known, strict=True)]
    return [str(value) if is_known else None for value, is_known in zip(column, known, strict=True)]


def _has(words: Words, code: str) -> bool:
    return words.has(f"outcome.{code}")


def _sums(sheet: Worksheet, names: Sequence[str], rows: Sequence[Sequence[object]], line: int, words: Words) -> None:
    write(sheet.cell(line, 1), words("deals.total"))
    for place, name in enumerate(names):
        if name in _SUMMED or name == "cycle_days":
            values = [row[place] for row in rows]
            total = sum(value for value in values if isinstance(value, (int, float)))
            write(sheet.cell(line, place + 1), total, _COLUMNS[name])
    for cell in sheet[line]:
        cell.font = Font(bold=True)
