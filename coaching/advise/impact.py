"""Did it help? A figure before and after something was agreed or trained, against the others over the same time.

Everything is read from the weekly tallies: whole weeks on both sides, the week of the agreement on neither. A trial
counts in the week in which it was decided: whatever was still open when the agreement was made could be influenced.
``docs/helped.md`` says how the verdicts are made and how often they are right.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy import special

from coaching.advise.effect import Effect, Scale, estimate_effect
from coaching.advise.review import days_until_it_shows
from coaching.compare import FEWEST_PEERS, SURE_ENOUGH, Spread, count_interval, mean_interval, pooled_spread, wilson
from coaching.metrics import MINIMUM_TRIALS, Figure, Kpi, Period, Reason, outlier_above, tally
from coaching.metrics.figures import Shown, exact_money, figure_from_sums
from coaching.tables import Tables

Verdict = Literal["too_early", "no_evidence", "improved", "worse", "not_measurable"]

#: Each side covers so many weeks, or two cycles where that is longer, but never more than a year.
WINDOW_WEEKS = 26
_MOST_WEEKS = 52

#: A difference is worth the name from so many points of a ratio, or this share of another figure.
_WORTH_POINTS = 0.03
_WORTH_SHARE = 0.05

_SCALES = {"ratio": Scale(0.15, 0.8), "mean": Scale(0.1, 0.4), "activity": Scale(0.1, 0.5)}
_SQUARES = {"average_sale": "revenue_squares", "sales_cycle_days": "cycle_squares"}
_RANGE = (0.05, 0.95)


@dataclass(frozen=True)
class Window:
    """A figure over whole weeks, first and last day included, with its 90 % range.

    For the activity gauge the figure is first appointments a week, with ``numerator`` their count and
    ``denominator`` the weeks: the magic number depends on goals and other figures, the appointments do not.
    """

    start: dt.date
    end: dt.date
    value: float | None
    low: float | None
    high: float | None
    numerator: float
    denominator: float
    trials: int


@dataclass(frozen=True)
class Helped:
    """The verdict on one figure of those who were coached, and what it rests on.

    Attributes
    ----------
    verdict : str
        ``improved`` and ``worse`` only where that is probable by at least 0.8, beyond the others' change and beyond
        the rebound that a chance low leads one to expect; ``no_evidence`` is not evidence of none.
    reason : Reason or None
        Why it is too early or cannot be measured.
    before, after, peers_before, peers_after : Window or None
        The observed figures; those of several reps pooled.
    peers : tuple of str
        Whom they were compared with.
    expected : float or None
        Where the figure would be without any effect: the likely usual level, moved as the others moved.
    change, change_low, change_high : float or None
        The effect beyond ``expected`` with its 90 % range: a difference of ratios, or a relative difference of
        other figures. Its sign is the figure's own (a shorter cycle is negative).
    probability : float or None
        That the true effect is for the better, by more than a trifle.
    missing : int
        While it is too early: how many more trials a verdict needs; 0 where only time is missing.
    judge_on : date or None
        While it is too early: the day from which there can be a verdict, at the pace of the time before.
    """

    kpi: str
    reps: tuple[str, ...]
    verdict: Verdict
    reason: Reason | None = None
    before: Window | None = None
    after: Window | None = None
    peers_before: Window | None = None
    peers_after: Window | None = None
    peers: tuple[str, ...] = ()
    expected: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    probability: float | None = None
    missing: int = 0
    judge_on: dt.date | None = None


def weekly(tables: Tables, as_of: dt.date, currency: str | None = None) -> pd.DataFrame:
    """Return the weekly events that verdicts are read from: everything that was decided by ``as_of``."""
    whole = Period(dt.date.min, as_of)
    above = outlier_above(tables.deals, currency)
    return tally(tables.deals, whole, as_of, currency, tables.activities, tables.rep_periods, above).events


def helped(
    events: pd.DataFrame,
    kpi: Kpi,
    reps: Sequence[str],
    agreed_on: dt.date,
    as_of: dt.date,
    groups: Mapping[str, str | None],
    apart: Collection[str] = (),
) -> Helped:
    """Say whether a figure of one rep, or of all who took part in a training, got better.

    Parameters
    ----------
    events : DataFrame
        The weekly events of the team (``weekly``).
    reps : sequence of str
        Who was coached.
    agreed_on, as_of : date
        When, and from which day one looks back.
    groups : mapping of rep to peer group
        The others of the same groups are compared with; all others where those are fewer than two.
    apart : collection of str
        Reps who were coached on the same figure at the time; left out of the others as long as two remain.
    """
    coached = tuple(dict.fromkeys(reps))
    if kpi.kind not in _SCALES:
        return Helped(kpi.key, coached, "not_measurable", Reason("made_of_figures"))
    cycle = _cycle(events, coached, agreed_on)
    before, after = (_Side(kpi, events, *span) for span in _spans(events, agreed_on, as_of, cycle))
    shown = Helped(kpi.key, coached, "too_early", before=before.window(coached), after=after.window(coached))
    if reason := _not_yet(shown, kpi, agreed_on, as_of, cycle, after.is_over):
        early = replace(shown, verdict=reason[0], reason=reason[1])
        return _awaited(early, kpi, agreed_on, as_of, cycle, after.last) if reason[0] == "too_early" else early
    if missing := before.reason(coached) or after.reason(coached):
        return replace(shown, verdict="not_measurable", reason=missing)
    known = set(before.known) & set(after.known)
    others = _others(known, coached, groups, apart)
    taking = [rep for rep in coached if rep in known]
    if not taking:
        missing = Reason("few_after", {"count": 0, "needed": MINIMUM_TRIALS})
        return replace(shown, verdict="not_measurable", reason=missing)
    if len(others) < FEWEST_PEERS:
        return replace(shown, verdict="not_measurable", reason=Reason("too_few_peers", {"peers": len(others)}))
    return _judged(shown, kpi, before, after, taking, others)


def _judged(
    shown: Helped, kpi: Kpi, before: _Side, after: _Side, taking: Sequence[str], others: Sequence[str]
) -> Helped:
    everyone = [*taking, *others]
    spread = _spread(kpi, before, after, everyone)
    sides = [side.on_link(everyone, spread) for side in (before, after)]
    effect = estimate_effect(*sides[0], *sides[1], np.arange(len(everyone)) < len(taking), _SCALES[kpi.kind])
    own, then = before.window(shown.reps, spread), after.window(shown.reps, spread)
    expected = _from_link(kpi, effect.expected)
    margin = _worth(kpi, expected, effect)
    better, worse = effect.above(margin), 1 - effect.above(-margin)
    moved = (then.value or 0.0) - (own.value or 0.0)
    rose = moved > 0 if kpi.better == "higher" else moved < 0
    verdict: Verdict = "no_evidence"
    if better >= SURE_ENOUGH and rose:
        verdict = "improved"
    elif worse >= SURE_ENOUGH and moved and not rose:
        verdict = "worse"
    edges = sorted(_change(kpi, effect.expected, effect.quantile(share)) for share in _RANGE)
    return replace(
        shown,
        verdict=verdict,
        before=own,
        after=then,
        peers_before=before.window(others, spread),
        peers_after=after.window(others, spread),
        peers=tuple(others),
        expected=expected,
        change=_change(kpi, effect.expected, effect.mean),
        change_low=edges[0],
        change_high=edges[1],
        probability=better,
    )


def _not_yet(
    shown: Helped, kpi: Kpi, agreed_on: dt.date, as_of: dt.date, cycle: float | None, is_over: bool
) -> tuple[Verdict, Reason] | None:
    """Return what is still missing, or what will always be."""
    before, after = shown.before, shown.after
    assert before is not None and after is not None
    if as_of >= agreed_on and before.trials < MINIMUM_TRIALS:
        return "not_measurable", Reason("few_before", {"count": before.trials, "needed": MINIMUM_TRIALS})
    ready_on = agreed_on + dt.timedelta(days=days_until_it_shows(cycle))
    if as_of < ready_on:
        return "too_early", Reason("one_cycle_first", {"day": ready_on})
    usual = before.trials / before.denominator * after.denominator if kpi.kind == "activity" else 0.0
    if max(after.trials, usual) < MINIMUM_TRIALS:
        values = {"count": after.trials, "needed": MINIMUM_TRIALS}
        return ("not_measurable", Reason("few_after", values)) if is_over else ("too_early", Reason("few_yet", values))
    return None


def _awaited(early: Helped, kpi: Kpi, agreed_on: dt.date, as_of: dt.date, cycle: float | None, last: dt.date) -> Helped:
    """Add what a verdict still needs, and about when it will be there; no day where that would be after ``last``."""
    before, after = early.before, early.after
    assert before is not None and after is not None
    missing = 0 if kpi.kind == "activity" else max(0, MINIMUM_TRIALS - after.trials)
    judge_on = agreed_on + dt.timedelta(days=days_until_it_shows(cycle))
    if missing:
        if not before.trials:
            return replace(early, missing=missing)
        days_a_trial = ((before.end - before.start).days + 1) / before.trials
        enough_on = max(as_of, after.start) + dt.timedelta(days=math.ceil(missing * days_a_trial))
        judge_on = max(judge_on, enough_on)
    return replace(early, missing=missing, judge_on=judge_on if judge_on <= last else None)


class _Side:
    """The figures of all reps on one side of the agreement."""

    def __init__(self, kpi: Kpi, events: pd.DataFrame, start: dt.date, end: dt.date, last: dt.date) -> None:
        weeks = events["week"]
        inside = events[(weeks >= start.toordinal()) & (weeks <= last.toordinal())]
        self.kpi, self.start, self.end, self.last = kpi, start, min(end, last), last
        self.is_over = end >= last
        self._shown = Shown.by(events)
        sums = inside.drop(columns=["product", "week"]).groupby("rep", sort=False).sum()
        self._sums = {str(rep): row for rep, row in zip(sums.index, sums.to_dict("records"), strict=True)}
        since = events[weeks > 0].groupby("rep", sort=False)["week"].min()
        self._since = {str(rep): dt.date.fromordinal(int(week)) for rep, week in since.items()}
        self.known = tuple(rep for rep in self._sums if self._is_known(rep))

    def _is_known(self, rep: str) -> bool:
        m, n = self._counted([rep])
        return n > 0 and (m > 0 or self.kpi.kind != "mean") and (m <= n or self.kpi.kind != "ratio")

    def window(self, reps: Sequence[str], spread: Spread | None = None) -> Window:
        """Return the figure of these reps together."""
        m, n = self._counted(reps)
        low, high = self._range(m, n, spread)
        trials = m if self.kpi.kind == "activity" else n
        return Window(self.start, self.end, m / n if n else None, low, high, m, n, int(trials))

    def _range(self, m: float, n: float, spread: Spread | None) -> tuple[float | None, float | None]:
        if self.kpi.kind == "activity" and n:
            low, high = count_interval(m)
            return low / n, high / n
        return (wilson(m, n) if self.kpi.kind == "ratio" else mean_interval(m, n, spread)) or (None, None)

    def reason(self, reps: Sequence[str]) -> Reason | None:
        """Return why there is no figure."""
        return None if self.kpi.kind == "activity" else self._figure(reps).reason

    def on_link(self, reps: Sequence[str], spread: Spread | None) -> tuple[np.ndarray, np.ndarray]:
        """Return each rep's figure on the link's scale, more being better, and its error variance."""
        m, n = np.array([self._counted([rep]) for rep in reps]).T
        if self.kpi.kind == "ratio":
            return np.log((m + 0.5) / (n - m + 0.5)), 1 / (m + 0.5) + 1 / (n - m + 0.5)
        if self.kpi.kind == "activity":
            return np.log((m + 0.5) / n), 1 / (m + 0.5)
        relative = spread.relative_variance if spread else 1.0
        sign = 1 if self.kpi.better == "higher" else -1
        return sign * np.log(m / n), max(relative, 1e-4) / n

    def parts(self, rep: str) -> tuple[float, float, float]:
        """Return the total, the sum of squares and the count behind a rep's mean."""
        return *self._counted([rep]), self._together([rep]).get(_SQUARES[self.kpi.key], 0.0)

    def _together(self, reps: Sequence[str]) -> dict[str, float]:
        total: dict[str, float] = {}
        for rep in reps:
            for name, value in self._sums.get(rep, {}).items():
                total[str(name)] = total.get(str(name), 0.0) + float(value)
        return exact_money(total)

    def _figure(self, reps: Sequence[str]) -> Figure:
        return figure_from_sums(self.kpi, self._together(reps), self._shown)

    def _counted(self, reps: Sequence[str]) -> tuple[float, float]:
        if self.kpi.kind != "activity":
            figure = self._figure(reps)
            return figure.numerator or 0.0, figure.denominator or 0.0
        held = sum(self._sums.get(rep, {}).get("first_appointments", 0.0) for rep in reps)
        return held, sum(self._weeks(rep) for rep in reps)

    def _weeks(self, rep: str) -> float:
        """Return how many weeks a rep was at work: nobody's weeks count before the first event of theirs."""
        start = max(self.start, self._since.get(rep, self.start))
        return max(0, (self.end - start).days + 1) / 7


def _spans(
    events: pd.DataFrame, agreed_on: dt.date, as_of: dt.date, cycle: float | None
) -> tuple[tuple[dt.date, dt.date, dt.date], tuple[dt.date, dt.date, dt.date]]:
    """Return first day, last day that is known and last day of both sides: whole weeks but for the one of ``as_of``."""
    monday = agreed_on - dt.timedelta(days=agreed_on.weekday())
    weeks = min(_MOST_WEEKS, max(WINDOW_WEEKS, math.ceil(2 * (cycle or 0.0) / 7)))
    day, week = dt.timedelta(days=1), dt.timedelta(weeks=1)
    dated = events.loc[events["week"] > 0, "week"]
    first = dt.date.fromordinal(int(dated.min())) if len(dated) else monday
    start, end = min(max(monday - weeks * week, first), monday - week), monday - day
    last = monday + (weeks + 1) * week - day
    return (start, end, end), (monday + week, max(as_of, monday + week - day), last)


def _cycle(events: pd.DataFrame, reps: Sequence[str], until: dt.date) -> float | None:
    """Return the mean days to win of these reps so far, else of everybody."""
    past = events[(events["week"] > 0) & (events["week"] <= until.toordinal())]
    for rows in (past[past["rep"].isin(list(reps))], past):
        if rows["cycles"].sum() > 0:
            return float(rows["cycle_days"].sum() / rows["cycles"].sum())
    return None


def _others(
    known: Collection[str], coached: Sequence[str], groups: Mapping[str, str | None], apart: Collection[str]
) -> list[str]:
    everybody = sorted(set(known) - set(coached))
    own = {groups.get(rep) for rep in coached}
    alike = [rep for rep in everybody if groups.get(rep) in own]
    others = alike if len(alike) >= FEWEST_PEERS else everybody
    uncoached = [rep for rep in others if rep not in apart]
    return uncoached if len(uncoached) >= FEWEST_PEERS else others


def _spread(kpi: Kpi, before: _Side, after: _Side, reps: Sequence[str]) -> Spread | None:
    if kpi.kind != "mean":
        return None
    totals, counts, squares = zip(*(side.parts(rep) for side in (before, after) for rep in reps), strict=True)
    return pooled_spread(totals, squares, counts)


def _from_link(kpi: Kpi, level: float) -> float:
    if kpi.kind == "ratio":
        return float(special.expit(level))
    return math.exp(level if kpi.better == "higher" else -level)


def _change(kpi: Kpi, expected: float, effect: float) -> float:
    there, with_it = _from_link(kpi, expected), _from_link(kpi, expected + effect)
    return with_it - there if kpi.kind == "ratio" else with_it / there - 1


def _worth(kpi: Kpi, expected: float, effect: Effect) -> float:
    """Return the smallest effect worth the name, on the link's scale."""
    if kpi.kind != "ratio":
        return math.log1p(_WORTH_SHARE)
    higher = min(expected + _WORTH_POINTS, 1 - 1e-6)
    return float(special.logit(higher)) - effect.expected
