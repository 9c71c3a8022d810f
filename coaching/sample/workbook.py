"""Excel workbooks that come out the same every time: no clock in them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

MOST_ROWS = 1_048_576
_DAY = "yyyy-mm-dd"
_MADE = "2026-11-01T00:00:00Z"


@dataclass(frozen=True)
class Sheet:
    """One worksheet: the table, the lines above and below it, and the number format of its amounts."""

    frame: pd.DataFrame
    above: tuple[tuple[object, ...], ...] = ()
    below: tuple[tuple[object, ...], ...] = ()
    money: str = "#,##0"


def workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """Return an .xlsx with ``sheets``; the same input gives the same bytes.

    Raises ``ValueError`` for more rows than a worksheet can hold.
    """
    book = Workbook(write_only=True)
    for title, sheet in sheets.items():
        if len(sheet.frame) + len(sheet.above) + len(sheet.below) + 1 > MOST_ROWS:
            raise ValueError(f"a worksheet holds {MOST_ROWS:,} rows at most; choose a .csv")
        page = book.create_sheet(title)
        for position, name in enumerate(sheet.frame.columns):
            page.column_dimensions[chr(ord("A") + position)].width = max(12, min(30, len(str(name)) + 6))
        for line in (*sheet.above, tuple(sheet.frame.columns)):
            page.append(line)
        columns = [_cells(page, sheet.frame[name], sheet.money) for name in sheet.frame.columns]
        for row in zip(*columns, strict=True):
            page.append(row)
        for line in sheet.below:
            page.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _cells(page: Any, values: pd.Series, money: str) -> list[object]:
    if pd.api.types.is_datetime64_any_dtype(values):
        return [None if pd.isna(day) else _styled(page, day.to_pydatetime(), _DAY) for day in values]
    if values.dtype.kind == "f":
        return [None if pd.isna(number) else _styled(page, number, money) for number in values]
    return [None if pd.isna(value) else value for value in values.tolist()]


def _styled(page: Any, value: float | dt.datetime, number_format: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=value)
    cell.number_format = number_format
    return cell


def _without_clock(data: bytes) -> bytes:
    """Rewrite the archive with fixed times, in the file entries and in the document's properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _MADE.encode(), content)
            entry = zipfile.ZipInfo(name, date_time=(2026, 11, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()
