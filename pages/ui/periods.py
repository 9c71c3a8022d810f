"""The periods a reader can choose, as days counted back from the last event in the data."""

from __future__ import annotations

import calendar
import datetime as dt

PERIODS = ("all", "weeks_13", "months_12", "year", "quarter", "last_quarter", "month", "last_month", "custom")
_DAY = dt.timedelta(days=1)


def days_of(period: str, as_of: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of ``period``; (None, None) for all data and for a custom period."""
    month = as_of.replace(day=1)
    quarter = month.replace(month=3 * ((as_of.month - 1) // 3) + 1)
    spans = {
        "weeks_13": (as_of - dt.timedelta(weeks=13) + _DAY, as_of),
        "months_12": (_months_back(as_of, 12) + _DAY, as_of),
        "year": (as_of.replace(month=1, day=1), as_of),
        "quarter": (quarter, as_of),
        "last_quarter": (_months_back(quarter, 3), quarter - _DAY),
        "month": (month, as_of),
        "last_month": (_months_back(month, 1), month - _DAY),
    }
    return spans.get(period, (None, None))


def _months_back(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
