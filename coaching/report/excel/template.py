"""The template for download: one sheet per table, a header, an example row, and a note on every column.

``template.yaml`` lists the columns; the notes are in the catalogues, by sheet and header.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from functools import cache
from importlib import resources
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from coaching.words import Words, languages

_INK, _PAPER, _LINE = "FFFFFF", "1F5F5B", "C9D6D5"
_MADE_ON = dt.datetime(2026, 1, 1)


def template_xlsx() -> bytes:
    """Return the template as an xlsx workbook, noted in every language; it reads back without a question."""
    book = Workbook()
    book.remove(book.active)
    for name, columns in _sheets().items():
        _fill(book.create_sheet(name), columns)
    book.properties.creator = ""
    book.properties.created = book.properties.modified = _MADE_ON
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@cache
def _sheets() -> dict[str, list[dict[str, Any]]]:
    text = resources.files("coaching.report.excel").joinpath("template.yaml").read_text("utf-8")
    sheets: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    return sheets


def _fill(sheet: Worksheet, columns: list[dict[str, Any]]) -> None:
    edge = Border(bottom=Side("thin", color=_LINE))
    for number, column in enumerate(columns, 1):
        head = sheet.cell(1, number, column["header"])
        head.font = Font(bold=True, color=_INK)
        head.fill = PatternFill("solid", fgColor=_PAPER)
        head.alignment = Alignment(vertical="center", wrap_text=True)
        head.comment = Comment(_note(sheet.title, column["header"]), "", width=320, height=120)
        example = sheet.cell(2, number, column["example"])
        example.border = edge
        example.font = Font(color="555555")
        if isinstance(column["example"], dt.date):
            example.number_format = "yyyy-mm-dd"
        elif isinstance(column["example"], (int, float)):
            example.number_format = "#,##0.##"
        sheet.column_dimensions[get_column_letter(number)].width = max(14, len(column["header"]) + 4)
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"


def _note(sheet: str, header: str) -> str:
    """Return what a column asks for, one line for each language; a mark turns the line of a right-to-left one."""
    key = f"template.{sheet}.{re.sub('[^a-z]+', '_', header.lower())}"
    return "\n".join(("\u200f" if words.rtl else "") + words(key) for words in map(Words, languages()))
