"""Text -> numbers and money, the decimal sign decided once a column."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coaching.importing.remembered import remembered
from coaching.importing.values.currency import SCALED_CODE, codes, without_code, without_symbol
from coaching.importing.values.currency import currencies as currencies
from coaching.importing.values.currency import currency_in as currency_in
from coaching.importing.values.normalize import digits, is_unspaced, missing, normalize, visible
from coaching.importing.values.scales import scale_of
from coaching.importing.values.text_columns import by_label, factorize, map_values

#: Typed amounts have to be below this.
LARGEST_AMOUNT = 1e15
#: Readings of a number column: its decimal sign, or whole cents.
SIGNS = (".", ",", "cents")

_ARABIC_SIGNS = re.compile("[٬٫]")
#: No amount is written in more characters; longer cells are not looked at.
_LONGEST = 80
#: What a header may say its numbers count, normalized; single letters only beside a currency.
_THOUSANDS = (
    *("k", "000", "000s", "1000", "1000s", "x1000", "thousand", "thousands", "tsd", "tausend", "millier", "milliers"),
    *("mil", "miles", "الف", "الاف", "بالالاف", "بالاف", "بالالف"),
)
_MILLIONS = (
    *("mn", "mio", "mm", "000000", "1000000", "million", "millions", "millionen", "millon", "millones"),
    *("مليون", "ملايين", "بالملايين", "بالمليون"),
)
_UNITS = dict.fromkeys(_THOUSANDS, 1e3) | dict.fromkeys(_MILLIONS, 1e6)
_BESIDE_CURRENCY = _UNITS | {"t": 1e3, "m": 1e6}
_FILLERS = frozenset(("in", "en", "of", "de", "d", "des", "von", "x", "s", "euro", "euros", "dollars", "riyals", "ال"))
#: Where a header says so: in brackets, behind "in", or in a word that says nothing else.
_UNIT_PARTS = re.compile(r"[(\[]([^()\[\]]+)[)\]]|\b(?:in|en)\s+(.+)$|\b(TEUR|[kKT]€|بالآلاف|بالملايين)$")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,' ](?=\d)")
#: A typical amount above this says that a header's thousands or millions are not meant; and where money is counted in
#: small units.
_LARGEST_TYPICAL, _LARGEST_OF_SMALL_UNITS = 1e8, 1e11
#: Currencies of which thirty or more make a dollar, so that a sale of millions is nothing unusual.
_SMALL_UNITS = frozenset(
    (
        *("AMD", "ARS", "CLP", "COP", "CRC", "DZD", "EGP", "HUF", "IDR", "INR", "IQD", "IRR"),
        *("ISK", "JPY", "KES", "KRW", "KZT", "LBP", "LKR", "NGN", "PHP", "PKR", "PYG", "RSD"),
        *("RUB", "SYP", "THB", "TWD", "TZS", "UGX", "UZS", "VND", "XAF", "XOF", "YER"),
    )
)
_ASSUMED = {1e3: "amounts_in_thousands", 1e6: "amounts_in_millions"}
#: Where a header says in words by what it counts: behind a bracket, comma, slash or colon, or as its last words.
_WORDED_PARTS = re.compile(r"([(\[,/:])([^()\[\],/:]+)|(\s)(?=[^\W\d_]+\.?(?:\s+[^\W\d_]{1,4}\.?)?$)(.+)$")
#: What sets a unit off so plainly that a word for a number can be no other word.
_MARKS = ("(", "[", ",", "/")
#: Words for numbers that are as well other words, at the end of a header.
_ALSO_WORDS = frozenset(("bin", "mil", "cr", "gr", "mi", "bi", "mm", "mn", "bn", "rb", "grand", "cent", "cents"))
#: A cell that holds nothing but a number without blanks.
_PLAIN = re.compile(r"[-+]?([0-9][0-9.,]*)")
#: Dashes for the cents: ``12.000,-``.
_NO_CENTS = re.compile(r"([.,])\s?[-–—]{1,2}(?=\)?$)")
_NUMBER = re.compile(r"([-−+]?)\s*(\d[\d.,'’ ]*|\.\d+|,\d+)\s*([^\W\d_][^\d()]*?)?\s*(-?)$")
#: What stands around an amount and leaves it what it is: that it is about so much, that a tax comes on top.
_ABOUT = re.compile(
    r"^(?:[~≈]|(?:approx|about|around|circa|ca|env|environ|etwa|rund|aprox|около|ок|ok|yakl|حوالي|约|約|약)\b\.?)\s*",
    re.I,
)
_ON_TOP = re.compile(
    r"\s*(?:/-|(?:\+|plus|zzgl\.?|excl?\.?)\s*(?:VAT|GST|MwSt|USt|TVA|IVA|BTW|KDV|НДС|PPN|tax|taxes|ضريبة)\.?)$", re.I
)


@dataclass(frozen=True)
class NumberReading:
    """How a column of numbers is read: its decimal sign, whether that is sure, the part that can be read.

    ``settled`` says that some cell shows the sign, so that no other reading is possible.
    """

    decimal: str
    sure: bool
    share: float
    settled: bool = False


def amount_of(text: str) -> float | None:
    """Return the amount in a typed text: 0 for an empty text, None if it is not a number or below zero.

    Decimal signs are read as in files: 12,000 and 12.000 are both twelve thousand.
    """
    if not text:
        return 0.0
    amount = float(parse_numbers(pd.Series([text]), look_at_numbers([text]).decimal).iloc[0])
    return None if math.isnan(amount) or not 0 <= amount < LARGEST_AMOUNT else amount


def look_at_numbers(values: Iterable[str]) -> NumberReading:
    """Decide the decimal sign of a column from its distinct values."""
    values = list(values)
    cells = [
        value for value in values if _PLAIN.fullmatch(value) or not (missing(value) or _ARABIC_SIGNS.search(value))
    ]
    if not cells:
        share = sum(_number(value, ".") == _number(value, ".") for value in values) / max(len(values), 1)
        return NumberReading(".", True, share)
    points = commas = maybe_points = maybe_commas = read = 0
    for cell in cells:
        body = _body(cell)
        if body is None:
            continue
        read += 1
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


def sign_before_three(values: Iterable[str]) -> str | None:
    """Return the sign that stands once in every number, before three digits; ``None`` where none does.

    In a currency of a thousand parts, such as the Kuwaiti dinar, it is as likely the decimal sign as not.
    """
    bodies = [body for value in values if not missing(value) and (body := _body(value))]
    for sign in ",.":
        if bodies and all(re.fullmatch(rf"\d{{1,6}}{re.escape(sign)}\d{{3}}", body) for body in bodies):
            return sign
    return None


def _body(cell: str) -> str | None:
    """Return the digits and signs of a number, ``""`` for an accountant's zero, ``None`` for anything else."""
    if plain := _PLAIN.fullmatch(cell):
        return plain.group(1)
    bare = _bare(cell[:_LONGEST])
    match = _NUMBER.match(_NO_CENTS.sub(r"\g<1>00", bare).strip("()"))
    if not match:
        return None if bare else ""
    return None if np.isnan(_scale_of(match.group(3) or "")) else match.group(2)


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


def in_full(values: pd.Series, raw: pd.Series, header: str, titles: Sequence[str] = ()) -> tuple[pd.Series, str | None]:
    """Return the numbers of a column in full where its header (``Amount (k€)``) says thousands or millions.

    A header that says neither leaves it to the ``titles`` above the table (``Amounts in TEUR``).
    Beside them stands the code of what was assumed. Numbers with units of their own stay as they are, and so do
    those too large to be meant that way: spreadsheets can show thousands where they hold the whole number.
    """
    header = next((text for text in (header, *titles) if _scale_in(text) != 1), header)
    scale = _scale_in(header)
    if scale == 1:
        return values, None
    largest = _LARGEST_OF_SMALL_UNITS if _may_be_of_small_units(header, scale) else _LARGEST_TYPICAL
    units = any(_scale_of(unit) > 1 for unit in {_unit(str(cell)) for cell in factorize(raw)[1]})
    if units or values[values > 0].median() * scale > largest:
        return values, "header_unit_left_out"
    return values * scale, _ASSUMED.get(scale, "amounts_in_unit_of_header")


def _may_be_of_small_units(header: str, scale: float) -> bool:
    """Return whether money is counted in small units: by the currency of a header, else by its letters and its unit.

    Units other than thousands and millions (万, lakh) are those of countries with small ones.
    """
    currency = currency_in(header)
    if currency is not None:
        return currency in _SMALL_UNITS
    is_cyrillic = any("А" <= letter <= "я" for letter in header)
    return is_cyrillic or is_unspaced(header) or scale not in _ASSUMED


def _unit(cell: str) -> str:
    match = _NUMBER.match(_bare(cell[:_LONGEST]))
    return match.group(3) or "" if match else ""


def _scale_in(header: str) -> float:
    """Return by what the numbers under a header count, 1 unless it says so and nothing else in one place."""
    header = unicodedata.normalize("NFKC", header)
    for mark, behind, _, last in _WORDED_PARTS.findall(visible(header)):
        text = behind or last
        bare = text.strip(" ()[].")
        scale = scale_of(bare)
        is_word = len(bare) > 1 or is_unspaced(bare)
        if scale is not None and scale != 1 and is_word and (mark in _MARKS or normalize(bare) not in _ALSO_WORDS):
            return scale
    for part in _UNIT_PARTS.findall(visible(header)):
        text = next(filter(None, part))
        if (scaled := SCALED_CODE.fullmatch(text.strip())) and scaled.group(2) in codes():
            return _BESIDE_CURRENCY[scaled.group(1).casefold()]
        bare = _bare(text)
        words = [word for word in normalize(_BETWEEN_DIGITS.sub("", bare)).split() if word not in _FILLERS]
        known = _UNITS if bare == text.strip() else _BESIDE_CURRENCY
        if len(words) == 1 and words[0] in known:
            return known[words[0]]
    return 1.0


def _bare(value: str) -> str:
    """Return a cell without its currency, in plain digits and signs; ``""`` for the dash of an accountant's zero."""
    if _PLAIN.fullmatch(value):
        return value
    text = digits(visible(value))
    if _ARABIC_SIGNS.search(value):
        text = text.replace(",", "").replace("٬", "").replace("٫", ".")
    text = without_code(_ON_TOP.sub("", _ABOUT.sub("", text))).strip(" \u00a0*")
    if not _PLAIN.fullmatch(text):
        text = without_symbol(text).strip(" \u00a0*")
    return "" if text in ("-", "−", "–") else text


@remembered
def _scale_of(unit: str) -> float:
    """Return by what a word behind a number counts; a number behind which another word stands is none."""
    scale = scale_of(unit)
    return np.nan if scale is None else scale


def _number(value: str, decimal: str) -> float:
    if len(value) > _LONGEST or missing(value):
        return np.nan
    text = _bare(value)
    if text == "":
        return 0.0 if "-" in value or "–" in value else np.nan
    negative = text.startswith("(") and text.endswith(")")
    match = _NUMBER.match(_NO_CENTS.sub("", text).strip("()"))
    if not match:
        return np.nan
    sign, body, unit, behind = match.groups()
    scale = _scale_of(unit or "")
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
