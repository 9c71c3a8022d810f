"""Names of periods (``2026-03``, ``Q1 2026``, ``مارس 2026``, ``2026-W05``) -> first and last day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from coaching.intake.dates import month_number
from coaching.intake.fold import digits, fold

_QUARTER = re.compile(r"\b(?:q|quarter|trimestre|quartal|الربع)\s*([1-4])\b|\b([1-4])\s*q\b|\bt([1-4])\b")
_WEEK = re.compile(r"\b(?:w|kw|week|semaine|semana|woche|الاسبوع)\s*(\d{1,2})\b")
_YEAR = re.compile(r"(?:fy)?((?:19|20)\d{2})\b")
_ARABIC_QUARTERS = {"الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4}
_LENGTHS = {
    "month": ("month", "monthly", "mensuel", "monat", "monatlich", "mes", "mensual", "شهري", "شهر", "شهريا"),
    "quarter": ("quarter", "quarterly", "trimestriel", "quartal", "trimestral", "ربع سنوي", "ربعي", "ربع"),
    "year": ("year", "yearly", "annual", "annually", "annuel", "jahr", "jahrlich", "anual", "سنوي", "سنه", "سنويا"),
    "week": ("week", "weekly", "hebdomadaire", "wochentlich", "semanal", "اسبوعي", "اسبوع"),
}
_BY_WORD = {word: length for length, names in _LENGTHS.items() for word in names}


@dataclass(frozen=True)
class Period:
    """First and last day of a period, and its length: ``week``, ``month``, ``quarter`` or ``year``."""

    first: dt.date
    last: dt.date
    length: str


def length_named(text: str) -> str | None:
    """Return the length that a word such as ``monthly`` names."""
    return _BY_WORD.get(fold(text))


def parse_period(text: str, year: int | None = None) -> Period | None:
    """Read the name of a period; ``year`` helps where the name has none."""
    words = fold(digits(text))
    found = _YEAR.search(words)
    year = int(found.group(1)) if found else year
    if year is None:
        return None
    if week := _WEEK.search(words):
        try:
            first = dt.date.fromisocalendar(year, int(week.group(1)), 1)
        except ValueError:
            return None
        return Period(first, first + dt.timedelta(days=6), "week")
    if quarter := _quarter(words):
        return _months(year, quarter * 3 - 2, 3, "quarter")
    month = month_number(words)
    if month is None:
        rest = re.findall(r"\d+", words.replace(found.group(0), " ", 1) if found else words)
        if len(rest) == 1 and 1 <= int(rest[0]) <= 12:
            month = int(rest[0])
        elif rest:
            return None
    if month:
        return _months(year, month, 1, "month")
    return _months(year, 1, 12, "year") if found and (words == found.group(0) or words in ("annual", "year")) else None


def period_from(first: dt.date, length: str) -> Period:
    """Return the period of ``length`` that begins on ``first``."""
    if length == "week":
        return Period(first, first + dt.timedelta(days=6), length)
    months = {"month": 1, "quarter": 3, "year": 12}[length]
    index = first.year * 12 + first.month - 1 + months
    day = min(first.day, 28) if first.day > 28 else first.day
    return Period(first, dt.date(index // 12, index % 12 + 1, day) - dt.timedelta(days=1), length)


def length_of(first: dt.date, last: dt.date) -> str | None:
    """Return the length of the period between two days, ``None`` if it is none of the usual ones."""
    days = (last - first).days + 1
    for length, (least, most) in {"week": (7, 7), "month": (28, 31), "quarter": (89, 92), "year": (360, 366)}.items():
        if least <= days <= most:
            return length
    return None


def _quarter(words: str) -> int | None:
    if found := _QUARTER.search(words):
        return int(next(group for group in found.groups() if group))
    if "الربع" in words:
        return next((n for word, n in _ARABIC_QUARTERS.items() if word in words), None)
    return None


def _months(year: int, month: int, count: int, length: str) -> Period:
    end = year * 12 + month - 1 + count
    return Period(dt.date(year, month, 1), dt.date(end // 12, end % 12 + 1, 1) - dt.timedelta(days=1), length)
