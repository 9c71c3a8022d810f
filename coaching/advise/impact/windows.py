"""The time windows of a comparison: before and after an agreement, and earlier windows of the same kind."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import pandas as pd

from coaching.metrics import Kpi, quarter_pattern

#: Weeks on each side of the agreement; two cycles if that is longer, but at most a year.
WINDOW_WEEKS = 26
_MOST_WEEKS = 52

#: So many earlier windows, the one before the agreement among them, are looked at.
_MOST_EARLIER = 8

#: Ratios that are decided before the close: a quarter's end does not bunch them.
_BEFORE_THE_CLOSE = ("conversation_ratio", "next_step_ratio")

_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@dataclass(frozen=True)
class Span:
    """Whole weeks: first day, last day that is known, and last day once the window is over."""

    start: dt.date
    end: dt.date
    last: dt.date


@dataclass(frozen=True)
class Windows:
    """The windows of one comparison.

    Attributes
    ----------
    before, after : Span
    past : tuple of Span
        Windows of the same length before ``before``, the oldest first; as many as the data reach back to.
    like_months : bool
        Whether windows are like months of the quarter, since wins bunch in one of them.
    ready_on : date or None
        With ``like_months``: the first day with a whole month after the agreement, if there is none yet.
    """

    before: Span
    after: Span
    past: tuple[Span, ...] = ()
    like_months: bool = False
    ready_on: dt.date | None = None

    @property
    def may_grow(self) -> bool:
        """Whether both sides still grow with time: less than a whole quarter has been compared."""
        return self.like_months and self.before.end - self.before.start < 12 * _WEEK


def windows_of(events: pd.DataFrame, kpi: Kpi, agreed_on: dt.date, as_of: dt.date, cycle: float | None) -> Windows:
    """Return the windows around an agreement.

    Parameters
    ----------
    events : DataFrame
        The weekly events of the team.
    cycle : float or None
        Mean days to win.

    Notes
    -----
    The week of the agreement counts on neither side. Where wins bunch in a month of the quarter, and the figure is read
    from closings, the *month* of the agreement counts on neither: what comes after are whole months (whole quarters,
    once there are three), and what came before are as many like months of the quarter, immediately before it.
    """
    weeks = min(_MOST_WEEKS, max(WINDOW_WEEKS, math.ceil(2 * (cycle or 0.0) / 7)))
    dated = events.loc[events["week"] > 0, "week"]
    monday = _monday(agreed_on)
    first = dt.date.fromordinal(int(dated.min())) if len(dated) else monday
    reads_closings = kpi.kind.is_counted and kpi.key not in _BEFORE_THE_CLOSE
    if reads_closings and quarter_pattern(events).bunches:
        return like_months(agreed_on, as_of, first, round(weeks / 13) * 3)
    start, end = min(max(monday - weeks * _WEEK, first), monday - _WEEK), monday - _DAY
    last = monday + (weeks + 1) * _WEEK - _DAY
    past = []
    for at in range(1, _MOST_EARLIER):
        begin = monday - (at + 1) * weeks * _WEEK
        if begin < first:
            break
        past.append(_over(begin, begin + weeks * _WEEK - _DAY))
    after = Span(monday + _WEEK, max(min(as_of, last), monday + 2 * _WEEK - _DAY), last)
    return Windows(_over(start, end), after, tuple(reversed(past)))


def like_months(agreed_on: dt.date, as_of: dt.date, first: dt.date, most: int) -> Windows:
    """Return windows of whole months; a week belongs to the month of its Thursday."""
    own = _month(_monday(agreed_on) + 3 * _DAY)
    over = max(0, _month(_monday(as_of + _DAY) - 4 * _DAY) - own - (0 if _is_over(as_of) else 1))
    count = min(over - over % 3 if over >= 3 else over, most)
    ready_on = None if count else _start(own + 2)
    count = max(1, count)
    # One or two months after have their like ones two months before: the third class of months lies between.
    begin = own - count if count >= 3 else own - 2
    before = _months(begin, count)
    step = max(3, count)
    past = []
    for at in range(1, _MOST_EARLIER):
        span = _months(begin - at * step, count)
        if span.start < first:
            break
        past.append(span)
    start, last = _start(own + 1), _start(own + 1 + most) - _DAY
    after = Span(start, max(start, _start(own + 1 + count) - _DAY), last)
    return Windows(before, after, tuple(reversed(past)), like_months=True, ready_on=ready_on)


def _over(start: dt.date, end: dt.date) -> Span:
    return Span(start, end, end)


def _months(begin: int, count: int) -> Span:
    return _over(_start(begin), _start(begin + count) - _DAY)


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _start(month: int) -> dt.date:
    """Return the Monday of the first week whose Thursday lies in a month."""
    first = dt.date(month // 12, month % 12 + 1, 1)
    return first + dt.timedelta(days=(3 - first.weekday()) % 7 - 3)


def _is_over(as_of: dt.date) -> bool:
    """Return whether the month of the last whole week is over with it."""
    thursday = _monday(as_of + _DAY) - 4 * _DAY
    return _month(thursday) != _month(thursday + _WEEK)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
