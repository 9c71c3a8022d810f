"""Review dates: not before a change can show, and never in the past."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from coaching.advise.levers import SALE, mark_of
from coaching.compare import ACTIVITY, Scorecard, chance_keys
from coaching.metrics import MINIMUM_TRIALS

#: Days to a review where no cycle is known.
_SOME_CYCLE = 30

#: The fewest and the most days until a review; no date is set beyond.
_SHORTEST, _LONGEST = 14, 7 * 26

#: Data that end more than this many days before today are old.
OLD_DATA_DAYS = 60


@dataclass(frozen=True)
class Review:
    """When a step is looked at again.

    Attributes
    ----------
    on : date or None
        The day; the figure is then read over the days from ``since``.
    weeks : int or None
        Number of weeks after a fresh export, in place of a date, if the data are old.
    instead : str or None
        A lever that can be read sooner, where this one cannot within half a year.
    """

    on: dt.date | None = None
    since: dt.date | None = None
    weeks: int | None = None
    instead: str | None = None


def review(
    card: Scorecard, key: str, today: dt.date | None, as_of: dt.date | None = None, whole_quarters: bool = False
) -> Review:
    """Return when to look at a lever again.

    The later of one cycle and the day by which ten new trials of *that* lever are due, at least two weeks, counted from
    ``today``. Where that is more than half a year away, no day is set and the gate before (or appointments a week) is
    read instead. With ``whole_quarters``, where wins bunch at the end of one, a quarter that begins after today is read
    whole. Data that end long before today get no dates.
    """
    if today is None:
        return Review()
    days = _days(card, key)
    if days is None or days > _LONGEST:
        sooner = [before for before in _before(card, key) if (other := _days(card, before)) and other <= _LONGEST]
        return Review(instead=sooner[0] if sooner else None)
    if as_of is not None and is_old(as_of, today):
        return Review(weeks=math.ceil(days / 7))
    if whole_quarters and key not in (ACTIVITY, "next_step_ratio"):
        start = _next_quarter(today)
        end = _next_quarter(start) - dt.timedelta(days=1)
        return Review(on=end, since=start)
    return Review(on=today + dt.timedelta(days=days), since=today)


def is_old(as_of: dt.date, today: dt.date) -> bool:
    """Return whether data that end on ``as_of`` are too old for advice on this week, and for review dates."""
    return (today - as_of).days > OLD_DATA_DAYS


def review_days(card: Scorecard) -> int:
    """Return after how many days a change can show: one cycle of the rep (else the peers'), 2 to 13 weeks."""
    return days_until_it_shows(_cycle(card))


def days_until_it_shows(cycle: float | None) -> int:
    """Return after how many days a change can show: after one cycle (in days), but 2 to 13 weeks."""
    return round(min(91, max(_SHORTEST, cycle if cycle is not None else _SOME_CYCLE)))


def _cycle(card: Scorecard) -> float | None:
    mark = card.marks.get("sales_cycle_days")
    if mark is None:
        return None
    return mark.value if mark.value is not None else mark.peer_average


def _days(card: Scorecard, key: str) -> int | None:
    """Return after how many days a lever can be read; None where it has no trials."""
    mark = mark_of(card, key)
    if mark is None or mark.figure.trials <= 0:
        return None
    due = 7 * MINIMUM_TRIALS * card.weeks / mark.figure.trials
    cycle = 0.0 if key == ACTIVITY else _cycle(card)
    return math.ceil(max(_SHORTEST, due, _SOME_CYCLE if cycle is None else cycle))


def _before(card: Scorecard, key: str) -> tuple[str, ...]:
    """Return the levers that can be read before this one, the nearest first."""
    path = (ACTIVITY, *chance_keys(card.marks), SALE)
    at = path.index(key) if key in path else len(path)
    return tuple(reversed(path[:at]))


def _next_quarter(day: dt.date) -> dt.date:
    month = (day.month - 1) // 3 * 3 + 4
    return dt.date(day.year + month // 13, (month - 1) % 12 + 1, 1)
