"""Numbers and currencies as text: rounding that a reader expects, digits and symbols of the language."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from coaching.words.marks import plain

_ARABIC_INDIC = {ord("0") + digit: chr(0x0660 + digit) for digit in range(10)}
_LATIN = {arabic: latin for latin, arabic in ((chr(key), ord(value)) for key, value in _ARABIC_INDIC.items())}


def in_digits(text: str, digits: str) -> str:
    """Write every digit of ``text`` in the digits asked for: ``latn`` (0-9) or ``arab`` (٠-٩)."""
    return text.translate(_ARABIC_INDIC if digits == "arab" else _LATIN)


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


def compact(value: float, locale: Locale, digits: str) -> str:
    """Write a large number short: 1.2M, 1.2 مليون."""
    scale = Decimal(10) ** (len(str(int(abs(value)))) - 3)
    short = (Decimal(repr(float(value))) / scale).quantize(Decimal(1), ROUND_HALF_UP) * scale
    text = format_compact_decimal(short, locale=locale, fraction_digits=1, numbering_system=digits)
    return in_digits(plain(text), digits)


def currency_sign(code: str, lang: str) -> str:
    """Return the Arabic abbreviation of a currency (SAR is ر.س), or its code where it has none.

    A code comes from a file and may be anything: it is shortened and stripped of control characters.
    """
    code = plain(code).strip()[:8]
    if lang != "ar":
        return code
    sign = plain(get_currency_symbol(code, locale="ar")).rstrip(".")
    return sign if any("\u0600" <= letter <= "\u06ff" for letter in sign) else code
