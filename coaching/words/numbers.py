"""Numbers and currencies as text: rounding that a reader expects, digits and symbols of the language."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from coaching.words.language import ZEROS
from coaching.words.marks import plain

_DIGITS = {name: [chr(ord(zero) + digit) for digit in range(10)] for name, zero in ZEROS.items()}
#: For each number system what turns the digits of all others into its own.
_TABLES = {
    name: str.maketrans({digit: own[at] for other in _DIGITS.values() for at, digit in enumerate(other)})
    for name, own in _DIGITS.items()
}
_ARABIC_SCRIPT = ("arab", "arabext")


def in_digits(text: str, digits: str) -> str:
    """Write every digit of ``text`` in the digits asked for: ``latn`` (0-9), ``arab`` (٠-٩) and so on."""
    return text.translate(_TABLES[digits])


def percent_sign(digits: str) -> str:
    """Return the percent sign that goes with a number system."""
    return "٪" if digits in _ARABIC_SCRIPT else "%"


def rounded(value: float, decimals: int) -> Decimal:
    """Round half away from zero on the digits the value is written with: 63.45 is 63.5, not 63.4.

    Minus zero comes back as zero.
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + Decimal(0)


# A page of 200 reps writes 17,000 numbers, most of them small and many times over; writing one takes Babel 25 µs.
@lru_cache(maxsize=20_000)
def grouped(value: Decimal, locale: Locale, digits: str, *, decimals: int = 0, fixed: bool = False) -> str:
    """Write a rounded number with grouping, at most (``fixed``: exactly) ``decimals`` places."""
    places = "." + ("0" if fixed else "#") * decimals if decimals else ""
    text = format_decimal(value, format=f"#,##0{places}", locale=locale, numbering_system=digits)
    return in_digits(text, digits)


def hundredths(ratio: float, locale: Locale, digits: str, decimals: int) -> str:
    """Write a ratio (0.65) as a percentage without its sign (65), rounded half up to ``decimals`` places."""
    return grouped(rounded(ratio, decimals + 2).scaleb(2), locale, digits, decimals=decimals, fixed=True)


def compact(value: float, locale: Locale, digits: str) -> str:
    """Write a large number short: 1.2M, 1.2 مليون."""
    scale = Decimal(10) ** (len(str(int(abs(value)))) - 3)
    short = (Decimal(repr(float(value))) / scale).quantize(Decimal(1), ROUND_HALF_UP) * scale
    text = format_compact_decimal(short, locale=locale, fraction_digits=1, numbering_system=digits)
    return in_digits(plain(text), digits)


def currency_sign(code: str, locale: str | None) -> str:
    """Return the sign of a currency in the letters of ``locale`` (SAR is ر.س in Arabic), or its code.

    The code is returned where there is no such sign, and without a locale. A code comes from a file and may be
    anything: it is shortened and stripped of control characters.
    """
    code = plain(code).strip()[:8]
    if locale is None:
        return code
    sign = plain(get_currency_symbol(code, locale=locale)).rstrip(".")
    return sign if any(letter.isalpha() and not letter.isascii() for letter in sign) else code
