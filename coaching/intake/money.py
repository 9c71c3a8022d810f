"""Text -> numbers and money, the decimal sign decided once a column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coaching.intake.columns import by_label, map_values
from coaching.intake.fold import digits, missing, visible

#: Readings of a number column: its decimal sign, or whole cents.
SIGNS = (".", ",", "cents")

_SYMBOLS = (
    ("SAR", ("ر.س", "ر. س", "ريال سعودي", "ريال", "﷼", "\u20c1", "SR")),
    ("AED", ("د.إ", "درهم", "Dhs", "DH")),
    ("KWD", ("د.ك", "دينار كويتي")),
    ("QAR", ("ر.ق", "ريال قطري")),
    ("OMR", ("ر.ع", "ريال عماني")),
    ("BHD", ("د.ب",)),
    ("EGP", ("ج.م", "جنيه")),
    ("JOD", ("د.أ",)),
    ("USD", ("US$", "$", "دولار")),
    ("EUR", ("€", "يورو")),
    ("GBP", ("£",)),
    ("INR", ("₹", "Rs.", "Rs")),
    ("JPY", ("¥",)),
    ("TRY", ("₺",)),
)
_BY_SYMBOL = sorted(((s, code) for code, symbols in _SYMBOLS for s in symbols), key=lambda item: -len(item[0]))
_CODES = frozenset(
    {
        *("SAR", "AED", "KWD", "QAR", "OMR", "BHD", "EGP", "JOD", "IQD", "LBP", "SYP", "YER", "MAD", "TND", "DZD"),
        *("USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN"),
        *("TRY", "ILS", "RUB", "UAH", "ZAR", "NGN", "KES", "INR", "PKR", "BDT", "LKR", "JPY", "CNY", "HKD", "SGD"),
        *("MYR", "IDR", "THB", "PHP", "KRW", "BRL", "MXN", "ARS", "CLP", "COP", "PEN"),
    }
)
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
_ARABIC_SIGNS = re.compile("[٬٫]")
#: No amount is written in more characters; longer cells are not looked at.
_LONGEST = 80
_SCALES = {
    "k": 1e3, "thousand": 1e3, "ألف": 1e3, "الف": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "مليون": 1e6,
    "b": 1e9, "bn": 1e9, "مليار": 1e9,
}  # fmt: skip
_NUMBER = re.compile(r"([-−+]?)\s*(\d[\d.,'’ ]*|\.\d+|,\d+)\s*([^\W\d_]*)\.?\s*(-?)$")


@dataclass(frozen=True)
class NumberReading:
    """How a column of numbers is read: its decimal sign, whether that is sure, the part that can be read.

    ``settled`` says that some cell shows the sign, so that no other reading is possible.
    """

    decimal: str
    sure: bool
    share: float
    settled: bool = False


def look_at_numbers(values: Iterable[str]) -> NumberReading:
    """Decide the decimal sign of a column from its distinct values."""
    values = list(values)
    cells = [_bare(value[:_LONGEST]) for value in values if not missing(value) and not _ARABIC_SIGNS.search(value)]
    if not cells:
        share = sum(_number(value, ".") == _number(value, ".") for value in values) / max(len(values), 1)
        return NumberReading(".", True, share)
    points = commas = maybe_points = maybe_commas = read = 0
    for cell in cells:
        found = _NUMBER.match(cell.strip("()"))
        if not found:
            read += cell == ""
            continue
        read += 1
        body = found.group(2)
        point, comma = body.rfind("."), body.rfind(",")
        if point >= 0 and comma >= 0:
            points += point > comma
            commas += comma > point
        elif point >= 0:
            points, commas, maybe_commas = _weigh(body, ".", points, commas, maybe_commas)
        elif comma >= 0:
            commas, points, maybe_points = _weigh(body, ",", commas, points, maybe_points)
    share = read / len(cells)
    if points or commas:
        sure = not (points and commas)
        return NumberReading("." if points >= commas else ",", sure, share, sure)
    if maybe_commas:
        return NumberReading(",", False, share)
    return NumberReading(".", not maybe_points or maybe_points > 1, share)


def _weigh(body: str, sign: str, decimal: int, other: int, maybe: int) -> tuple[int, int, int]:
    """Count one cell with a single kind of sign: as decimal sign, as sign for thousands, or as either."""
    if body.count(sign) > 1:
        return decimal, other + 1, maybe
    behind = len(body.rsplit(sign, 1)[1].strip())
    before = body.split(sign, 1)[0].strip()
    if behind == 3 and 1 <= len(before) <= 3 and before != "0":
        return decimal, other, maybe + 1
    return decimal + 1, other, maybe


def parse_numbers(values: pd.Series, decimal: str) -> pd.Series:
    """Return floats of a text column, ``NaN`` where a cell is empty or cannot be read."""
    return by_label(values, lambda text: _numbers(text, decimal))


def _numbers(values: pd.Series, decimal: str) -> pd.Series:
    plain = _plain(values) if decimal == "." else None
    return map_values(values, lambda cell: _number(cell, decimal)).astype("float64") if plain is None else plain


def _plain(values: pd.Series) -> pd.Series | None:
    """Read a column that holds nothing but plain numbers and blanks; ``None`` if it holds anything else."""
    cells = pa.chunked_array(pa.array(values, pa.large_string()))
    empty = pc.equal(cells, "")
    try:
        cells = pc.if_else(empty, pa.scalar(None, pa.large_string()), cells) if pc.any(empty).as_py() else cells
        numbers = pc.cast(cells, pa.float64()).to_numpy()
    except pa.ArrowInvalid:
        return None
    finite = np.isfinite(numbers)
    return pd.Series(numbers if finite.all() else np.where(finite, numbers, np.nan), index=values.index)


def currencies(values: pd.Series) -> pd.Series:
    """Return the currency code that each cell shows beside its number, ``None`` where it shows none."""
    return by_label(values, _currencies)


def _currencies(values: pd.Series) -> pd.Series:
    cells = pa.chunked_array(pa.array(values, pa.large_string()))
    if pc.any(pc.match_substring_regex(cells, r"[^\d\s.,()\-]")).as_py():
        return map_values(values, currency_in)
    return pd.Series(None, index=values.index, dtype=object)


def currency_in(text: str) -> str | None:
    """Return the ISO code of the currency named or drawn in a text."""
    for code in _CODE.findall(text):
        if code in _CODES:
            return code
    shown = visible(text)
    if shown.upper() in _CODES:
        return shown.upper()
    return next((code for symbol, code in _BY_SYMBOL if symbol in shown), None)


def currency_code(cell: str) -> str | None:
    """Return the code that a cell of a currency column holds: a known one, else the cell itself in capitals."""
    return currency_in(cell) or visible(cell).upper() or None


def _bare(value: str) -> str:
    """Return a cell without its currency, in plain digits and signs; ``""`` for the dash of an accountant's zero."""
    text = digits(visible(value))
    if _ARABIC_SIGNS.search(value):
        text = text.replace(",", "").replace("٬", "").replace("٫", ".")
    text = _CODE.sub(lambda found: "" if found.group(1) in _CODES else found.group(0), text)
    for symbol, _ in _BY_SYMBOL:
        text = text.replace(symbol, "")
    text = text.strip(" \u00a0*")
    return "" if text in ("-", "−", "–") else text


def _number(value: str, decimal: str) -> float:
    if len(value) > _LONGEST or missing(value):
        return np.nan
    text = _bare(value)
    if text == "":
        return 0.0 if "-" in value or "–" in value else np.nan
    negative = text.startswith("(") and text.endswith(")")
    found = _NUMBER.match(text.strip("()"))
    if not found:
        return np.nan
    sign, body, unit, behind = found.groups()
    scale = 1.0 if unit == "" else _SCALES.get(unit.casefold(), np.nan)
    body = re.sub(r"[ '’]", "", body)
    point = "." if decimal == "cents" else decimal
    if _ARABIC_SIGNS.search(value):
        point = "."
    body = body.replace("," if point == "." else ".", "").replace(point, ".")
    try:
        number = float(body) * scale
    except ValueError:
        return np.nan
    if not np.isfinite(number):
        return np.nan
    if negative or sign in ("-", "−") or behind:
        number = -number
    return number / 100 if decimal == "cents" else number
