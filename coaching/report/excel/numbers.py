"""Cells as a workbook holds them: real numbers with number formats, so that they can be sorted and added up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from coaching.report.content.figures.cells import Cell, Quantity
from coaching.report.text import as_text
from coaching.words import Words, plain

WHOLE, TENTHS, DATE = "#,##0", "#,##0.0", "yyyy-mm-dd"
PERCENT = "0.0%"
#: Any number whose text no currency and no unit holds.
_SAMPLE = 8642.0


@dataclass(frozen=True)
class Number:
    """A number with its number format."""

    value: float
    number_format: str


def as_number(cell: Cell, words: Words) -> Number | str | None:
    """Return a quantity as a number, another cell as text; None where there is nothing to write."""
    if not isinstance(cell, Quantity):
        return plain(as_text(cell, words)) or None
    return None if cell.value is None else Number(cell.value, number_format(cell, words))


def number_format(cell: Quantity, words: Words) -> str:
    """Return Excel's number format of a quantity, with a currency or a unit as its text has them."""
    match cell.format:
        case "percent" | "signed_percent" | "points":
            return f"0.{'0' * max(1, cell.places or 0)}%"
        case "per_100" | "of_100":
            return "0%"
        case "money" | "money_in_full" | "signed_money" | "money_a_day" if cell.currency is None:
            return WHOLE
        case "money" | "money_in_full" | "signed_money" | "money_a_day" | "money_a_week":
            return _around(WHOLE, replace(cell, format="money") if cell.format == "signed_money" else cell, words)
        case "appointments_a_week":
            return _around(TENTHS, cell, words)
        case "count" | "deals":
            return WHOLE
        case "number" | "signed" | "days" | "signed_days":
            return TENTHS


def _around(digits: str, cell: Quantity, words: Words) -> str:
    """Return a number format with what stands around the number in its text, in quotes."""
    before, _, after = plain(as_text(replace(cell, value=_SAMPLE), words)).partition(words.number(_SAMPLE))
    return _quoted(before) + digits + _quoted(after)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"' if text else ""
