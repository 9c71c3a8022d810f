"""Named periods, such as the last quarter, as days relative to an as-of date."""

from __future__ import annotations

import calendar
import datetime as dt

from coaching.metrics.model import Period

#: Names of the periods, in the order in which they are offered; ``custom`` is not among them.
NAMED = (
    "weeks_13",
    "weeks_26",
    "weeks_52",
    "months_12",
    "year",
    "quarter",
    "last_quarter",
    "month",
    "last_month",
)


def named_period(name: str, as_of: dt.date) -> Period:
    """Return the period of this name relative to ``as_of``; raises ``KeyError`` for an unknown name.

    Trailing periods end on ``as_of``. This month, this quarter and the year to date end on it too, so that days
    that have not come yet do not count as days without activity.
    """
    month = as_of.replace(day=1)
    quarter = dt.date(as_of.year, (as_of.month - 1) // 3 * 3 + 1, 1)
    day = dt.timedelta(days=1)
    return {
        "weeks_13": lambda: Period(as_of - dt.timedelta(weeks=13) + day, as_of),
        "weeks_26": lambda: Period(as_of - dt.timedelta(weeks=26) + day, as_of),
        "weeks_52": lambda: Period(as_of - dt.timedelta(weeks=52) + day, as_of),
        "months_12": lambda: Period(_months_before(as_of, 12) + day, as_of),
        "year": lambda: Period(dt.date(as_of.year, 1, 1), as_of),
        "quarter": lambda: Period(quarter, as_of),
        "last_quarter": lambda: Period(_months_before(quarter, 3), quarter - day),
        "month": lambda: Period(month, as_of),
        "last_month": lambda: Period(_months_before(month, 1), month - day),
    }[name]()


def previous(period: Period) -> Period:
    """Return the period of equal length just before this one.

    Whole calendar months are followed back by as many whole months; anything else by as many days.
    """
    day = dt.timedelta(days=1)
    months = _whole_months(period)
    if months:
        return Period(_months_before(period.start, months), period.start - day)
    return Period(period.start - dt.timedelta(days=period.days), period.start - day)


def like_previous(period: Period) -> Period:
    """Return the latest earlier period that covers the same part of a quarter.

    Where wins bunch in a month of the quarter, only this one can be compared with. A period that ends with a month is
    compared with one that does.
    """
    after = period.end + dt.timedelta(days=1)
    months = 3
    while _months_before(after, months) > period.start:
        months += 3
    return Period(_months_before(period.start, months), _months_before(after, months) - dt.timedelta(days=1))


def _whole_months(period: Period) -> int:
    last = calendar.monthrange(period.end.year, period.end.month)[1]
    if period.start.day != 1 or period.end.day != last:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1


def _months_before(day: dt.date, months: int) -> dt.date:
    month = day.year * 12 + day.month - 1 - months
    year, month = month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
