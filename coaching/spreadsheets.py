"""The one defence against formulas: text that a spreadsheet opens as text, in a workbook and in a CSV file."""

from __future__ import annotations

import re

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

#: What a text begins with that some spreadsheet would run, in full-width letters as well.
_STARTS = "=+\\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"^(?=[{_STARTS}])")
#: A number with a sign stays one, so that rows can be mended and uploaded again.
_FORMULA_BUT_NO_NUMBER = rf"^(?=[{_STARTS}])(?![+\-]?[\d.,٠-٩]+%?$)"
_MOST_CHARACTERS = 32_767


def write_text(cell: Cell, text: str) -> None:
    """Write a text into a cell so that it is never taken for a formula, neither now nor when the cell is edited."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:_MOST_CHARACTERS]
    cell.data_type = "s"
    if _FORMULA.match(text):
        cell.quotePrefix = True


def safe_csv(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV (UTF-8 with a mark, for Excel); text that would start a formula gets an apostrophe."""
    text = frame.astype("str").fillna("")
    text = text.replace({column: {_FORMULA_BUT_NO_NUMBER: "'"} for column in text.columns}, regex=True)
    text.columns = [_FORMULA.sub("'", str(name)) for name in text.columns]
    return text.to_csv(index=False).encode("utf-8-sig")
