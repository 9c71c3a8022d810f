"""Days of the Umm al-Qura calendar as text."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from hijridate import Gregorian


def hijri_date(day: dt.date, lang: Literal["en", "ar"]) -> str:
    """Return a day as 13 Jumada al-Akhirah 1448 AH, in ``lang``; "" outside the years the calendar's tables cover."""
    try:
        hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError:
        return ""
    return f"{hijri.day} {hijri.month_name(lang)} {hijri.year} {hijri.notation(lang)}"
