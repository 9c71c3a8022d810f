"""Time at work of each rep in a period, and whether the rep is new, active or has left.

Activity is appointments over *these* weeks and goals are prorated over *these* days: a rep in the seventh week is
not measured over the year before.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from coaching.metrics.deals.stale_deals import longest_open
from coaching.metrics.model import Period
from coaching.metrics.tallies.aggregate import add_up, places
from coaching.metrics.tallies.encode import Labels, labels_of, ordinals
from coaching.metrics.tallies.facts import Facts, Measurable, facts_of
from coaching.tables import Tables

Standing = Literal["active", "new", "left"]
ACTIVE: Standing = "active"
NEW: Standing = "new"
LEFT: Standing = "left"

#: Weeks since the first day during which a rep is new; and the most weeks, as long as the rep has few trials.
NEW_WEEKS = 13
FEW_TRIALS_WEEKS = 26
#: Decided trials from which a rep is no longer new for want of them.
ENOUGH_TRIALS = 10
#: A first event at least this many weeks after the data's first event is taken as the rep's first day.
FOUND_WEEKS = 13
#: A rep has left after this many weeks without an event, or this many usual gaps between events if longer.
SILENT_WEEKS = 13
SILENT_GAPS = 4
#: With fewer active reps, few trials alone make nobody new.
FEWEST_ACTIVE = 3


@dataclass(frozen=True)
class TimeAtWork:
    """A rep's time at work in a period, and the standing on the as-of date.

    Attributes
    ----------
    first_on : date or None
        The first day at work; None where nothing has a date.
    first_is_known : bool
        Whether that day is in the list of reps or was found in the rep's events. Otherwise it is the data's first day.
    left_on : date or None
        The last day, where the list of reps has one that is not after the as-of date.
    period : Period or None
        The days of the period at work; None for a rep who was not there at all.
    standing : str
        ``active``, ``new`` or ``left``.
    weeks_since_start : float or None
        Weeks from the first day to the as-of date where that day is known.
    decided_trials : int
        First appointments decided in any way by the as-of date, in any period.
    last_event_on : date or None
        The last day of anything dated that is the rep's.
    """

    first_on: dt.date | None
    first_is_known: bool
    left_on: dt.date | None
    period: Period | None
    standing: Standing
    weeks_since_start: float | None
    decided_trials: int
    last_event_on: dt.date | None

    @property
    def days(self) -> int:
        """Days at work in the period."""
        return self.period.days if self.period else 0

    @property
    def weeks(self) -> float:
        """Weeks at work in the period, at least 1, so that nothing is divided by a day."""
        return max(1.0, self.days / 7)


def time_at_work(
    tables: Tables,
    as_of: dt.date,
    period: Period,
    groups: Mapping[str, str | None] | None = None,
    new_weeks: int = NEW_WEEKS,
    facts: Measurable | None = None,
) -> dict[str | None, TimeAtWork]:
    """Return the time at work of each rep, and of the team (key None, always ``active``).

    Parameters
    ----------
    tables : Tables
        The canonical tables. Reps of the deals, activities, rep-period sheets and the list of reps are included.
    as_of : date
        The day that is looked at from; what is dated later has not happened.
    period : Period
        Its days count from the later of its start and the first day to the earlier of its end and the last day
        (``left_on``, else ``as_of``).
    groups : mapping of rep to peer group, or None
        Whose won deals say from when an open deal is stale; all reps together where None.
    new_weeks : int
        Number of weeks since the first day during which a rep is new.
    facts : Measurable or None
        What was made of the deals before, so that they are not read again; their currency does not matter.
    """
    seen = _seen(tables, as_of, tables.deals if facts is None else facts)
    listed = _listed(tables.reps)
    names = sorted({*seen.events, *seen.reps, *listed})
    gaps = {rep: _usual_gap(days) for rep, days in seen.events.items()}
    known_gaps = [gap for gap in gaps.values() if gap is not None]
    common_gap = float(np.median(known_gaps)) if known_gaps else 0.0
    fresh = _owners_of_fresh_deals(seen, groups or {})
    at_work: dict[str | None, TimeAtWork] = {}
    for rep in names:
        started_on, left_on = listed.get(rep, (None, None))
        first_on, is_known = _first_day(seen, rep, started_on)
        if left_on is not None and left_on > as_of:
            left_on = None
        gap = gaps.get(rep)
        is_silent = _is_silent(seen, rep, common_gap if gap is None else gap) and rep not in fresh
        since = max(0.0, (as_of - first_on).days / 7) if is_known and first_on else None
        decided = int(seen.decided.get(rep, 0))
        is_new = since is not None and (since < new_weeks or (since < FEW_TRIALS_WEEKS and decided < ENOUGH_TRIALS))
        standing = LEFT if left_on or is_silent else NEW if is_new else ACTIVE
        days = _at_work(period, as_of, first_on, left_on)
        at_work[rep] = TimeAtWork(first_on, is_known, left_on, days, standing, since, decided, seen.last_of(rep))
    if sum(time.standing == ACTIVE for rep, time in at_work.items() if rep in seen.reps) < FEWEST_ACTIVE:
        at_work = {rep: _unless_for_few_trials(time, new_weeks) for rep, time in at_work.items()}
    decided_by_all = int(sum(seen.decided.values()))
    first = _date(seen.first)
    days = _at_work(period, as_of, first, None)
    return {None: TimeAtWork(first, False, None, days, ACTIVE, None, decided_by_all, _date(seen.last))} | at_work


@dataclass(frozen=True)
class _Seen:
    """What the tables show as of the date; days are ordinals, 0 if unknown."""

    reps: frozenset[str]
    #: Distinct days of anything dated, in ascending order, by rep.
    events: Mapping[str, np.ndarray]
    first: int
    last: int
    #: First appointments decided, by rep.
    decided: Mapping[str, float]
    #: Days for which the youngest open deal of a rep has been open; -1 where that is unknown of any.
    youngest: Mapping[str, int]
    #: Won deals (``won``) by ``rep`` and ``days`` from first appointment to the win.
    cycles: pd.DataFrame

    def last_of(self, rep: str) -> dt.date | None:
        """Return the day of a rep's last event."""
        days = self.events.get(rep)
        return None if days is None else _date(int(days[-1]))


def _seen(tables: Tables, as_of: dt.date, deals: Measurable) -> _Seen:
    end = as_of.toordinal()
    reps: set[str] = set()
    events: dict[str | None, np.ndarray] = {}
    decided = Counter(_decided_in_sheets(tables.rep_periods, end))
    youngest: dict[str, int] = {}
    cycles = []
    for facts in facts_of(deals, as_of, deals.currency if isinstance(deals, Facts) else None):
        rep, known = facts.deals.rep, facts.deals
        reps |= {rep.names[at] for at in np.flatnonzero(_counts(rep, rep.codes >= 0))}
        days = (known.created_on, known.first_appointment_on, known.next_step_on, facts.ended_on)
        events = _joined(events, _days_by_rep(rep, days, end))
        is_decided = (facts.had_next & facts.gated) | facts.is_won | (facts.is_lost & facts.had_first)
        decided.update(_by_name(rep, _counts(rep, is_decided)))
        for name, age in _youngest(facts).items():
            youngest[name] = min(age, youngest.get(name, age))
        cycles.append(_cycles(facts))
    for frame, names in ((tables.activities, ("happened_on",)), (tables.rep_periods, ("period_from", "period_to"))):
        rep = labels_of(frame["rep"])
        reps |= {rep.names[at] for at in np.flatnonzero(_counts(rep, rep.codes >= 0))}
        events = _joined(events, _days_by_rep(rep, [ordinals(frame[name]) for name in names], end))
    ends = [int(day) for days in events.values() for day in (days[0], days[-1])]
    return _Seen(
        reps=frozenset(reps),
        events={rep: days for rep, days in events.items() if rep is not None},
        first=min(ends, default=0),
        last=max(ends, default=0),
        decided=decided,
        youngest=youngest,
        cycles=pd.concat(cycles, ignore_index=True),
    )


def _counts(rep: Labels, flags: np.ndarray) -> np.ndarray:
    """Count the rows of each rep that are flagged."""
    return np.bincount(rep.codes[flags & (rep.codes >= 0)], minlength=len(rep.names))


def _by_name(rep: Labels, counts: np.ndarray) -> dict[str, int]:
    return {rep.names[at]: int(counts[at]) for at in np.flatnonzero(counts)}


def _days_by_rep(rep: Labels, days: Sequence[np.ndarray], end: int) -> dict[str | None, np.ndarray]:
    """Return the distinct days, up to ``end``, of each rep's rows in order; those of rows without a rep under None."""
    names = [*rep.names, None]
    who = np.where(rep.codes < 0, len(rep.names), rep.codes).astype(np.int64)
    dated = [np.flatnonzero((day > 0) & (day <= end)) for day in days]
    placed, distinct = places([day[rows] for day, rows in zip(days, dated, strict=True)])
    keys = [who[rows] * len(distinct) + place for rows, place in zip(dated, placed, strict=True)]
    cells, _ = add_up([(part, {}) for part in keys])
    owners, starts = np.unique(cells // len(distinct), return_index=True)
    parts = np.split(distinct[cells % len(distinct)], starts[1:])
    return {names[owner]: part for owner, part in zip(owners.tolist(), parts, strict=False)}


def _joined(
    days: Mapping[str | None, np.ndarray], others: Mapping[str | None, np.ndarray]
) -> dict[str | None, np.ndarray]:
    both = {rep: np.union1d(days[rep], others[rep]) for rep in days.keys() & others.keys()}
    return {**days, **others, **both}


def _youngest(facts: Facts) -> dict[str, int]:
    """Return the age in days of each rep's youngest open deal; -1 if the age of one of them is unknown."""
    rep = facts.deals.rep
    since = np.where(facts.had_first & facts.first_known, facts.first_on, facts.born_on)
    rows = np.flatnonzero(facts.is_open & (rep.codes >= 0))
    age = np.where(since[rows] > 0, facts.as_of.toordinal() - since[rows], -1)
    least = pd.Series(age).groupby(rep.codes[rows]).min()
    return {rep.names[at]: int(days) for at, days in zip(least.index.tolist(), least.tolist(), strict=True)}


def _cycles(facts: Facts) -> pd.DataFrame:
    """Count the won deals of each rep by their days from first appointment to the win."""
    rep = facts.deals.rep
    rows = np.flatnonzero(facts.is_won & facts.dated_cycle & (rep.codes >= 0))
    (place,), distinct = places([facts.closed_on[rows] - facts.first_on[rows]])
    keys, sums = add_up([(rep.codes[rows].astype(np.int64) * len(distinct) + place, {"won": np.ones(len(rows), bool)})])
    names = np.array([*rep.names, ""], dtype=object)
    owner, days = names[keys // len(distinct)], distinct[keys % len(distinct)]
    return pd.DataFrame({"rep": owner, "days": days, "won": sums["won"]})


def _decided_in_sheets(sheet: pd.DataFrame, end: int) -> dict[str, float]:
    """Return how many first appointments a rep-period sheet shows as decided: passed on, or closed."""
    day = ordinals(sheet["period_to"].fillna(sheet["period_from"]))
    rows = sheet[day <= end]
    closed = rows["won"].fillna(0) + rows["lost"].fillna(0)
    decided = np.maximum(rows["next_steps"].fillna(0), closed)
    return {
        str(rep): float(count) for rep, count in pd.Series(decided).groupby(rows["rep"].astype("str")).sum().items()
    }


def _listed(reps: pd.DataFrame) -> dict[str, tuple[dt.date | None, dt.date | None]]:
    """Return the first and the last day of each rep in the reps table."""
    found = {}
    for rep, rows in reps[reps["rep"].notna()].groupby("rep", observed=True):
        started, left = rows["started_on"].dropna(), rows["left_on"].dropna()
        # A rep with a row that has no last day is still there: somebody who came back, or who sells for two teams.
        has_left = len(left) == len(rows)
        found[str(rep)] = (
            started.min().date() if len(started) else None,
            left.max().date() if has_left else None,
        )
    return found


def _first_day(seen: _Seen, rep: str, started_on: dt.date | None) -> tuple[dt.date | None, bool]:
    """Return a rep's first day, and whether it is known: listed, or a first event long after the data begins."""
    if started_on is not None:
        return started_on, True
    days = seen.events.get(rep)
    if days is not None and days[0] >= seen.first + 7 * FOUND_WEEKS:
        return _date(int(days[0])), True
    return _date(seen.first), False


def _usual_gap(days: np.ndarray) -> float | None:
    """Return the mean number of days between a rep's events; None for a single one.

    The mean, since a deal's own dates lie close together: where deals are few, half of the gaps say nothing of how
    long a rep is silent between two of them.
    """
    return float(days[-1] - days[0]) / (len(days) - 1) if len(days) > 1 else None


def _is_silent(seen: _Seen, rep: str, gap: float) -> bool:
    days = seen.events.get(rep)
    if days is None:
        # Rows without any date say nothing; somebody who is only in the list has no rows at all.
        return rep not in seen.reps
    return seen.last - int(days[-1]) >= max(7 * SILENT_WEEKS, SILENT_GAPS * gap)


def _owners_of_fresh_deals(seen: _Seen, groups: Mapping[str, str | None]) -> set[str]:
    """Return the owners of open deals that are not stale; a deal of unknown age counts as not stale."""
    group_of = seen.cycles["rep"].map(lambda rep: groups.get(rep) or "")
    limits = {
        str(group): longest_open(rows["days"].to_numpy(np.int64), rows["won"].to_numpy(float))
        for group, rows in seen.cycles.groupby(group_of)
    }

    def is_fresh(rep: str, age: int) -> bool:
        limit = limits.get(groups.get(rep) or "")
        return age < 0 or limit is None or age <= limit

    return {rep for rep, age in seen.youngest.items() if is_fresh(rep, age)}


def _at_work(period: Period, as_of: dt.date, first_on: dt.date | None, left_on: dt.date | None) -> Period | None:
    """Return the part of a period between the first and the last day (the as-of date if there is none)."""
    first = max(period.start, first_on) if first_on else period.start
    last = min(period.end, left_on or as_of)
    return Period(first, last, period.whole) if first <= last else None


def _unless_for_few_trials(time: TimeAtWork, new_weeks: int) -> TimeAtWork:
    """Return a rep whose only reason to be new is few trials as active."""
    is_past_the_start = time.weeks_since_start is not None and time.weeks_since_start >= new_weeks
    return replace(time, standing=ACTIVE) if time.standing == NEW and is_past_the_start else time


def _date(ordinal: int) -> dt.date | None:
    return dt.date.fromordinal(ordinal) if ordinal > 0 else None
