"""Dates of the Umm al-Qura (Hijri) calendar as text."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from hijridate import Gregorian

#: The languages in which the library names the months.
_NAMED: tuple[Literal["en", "ar", "bn", "tr"], ...] = ("en", "ar", "bn", "tr")


def hijri_date(day: dt.date, lang: str) -> str:
    """Return a date such as 13 Jumada al-Akhirah 1448 AH, in ``lang`` or, if it has no names of months, in English.

    Returns ``""`` for years that the calendar's tables do not cover.
    """
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    named = next((known for known in _NAMED if known == lang), _NAMED[0])
    return f"{hijri.day} {hijri.month_name(named)} {hijri.year} {hijri.notation(named)}"
