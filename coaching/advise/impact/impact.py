"""Did it help? The impact of an agreement or a training: a figure before and after, against the others meanwhile.

Everything is read from the weekly tallies: whole weeks on both sides, the week of the agreement on neither. A trial
counts in the week in which it was decided: whatever was still open when the agreement was made could be influenced.
How much figures swing by themselves is learnt from the team's earlier windows, and a change is called likely only where
it also beats what the same past shows of reps whom nobody coached. ``docs/impact.md`` says how conclusions are made and
how often they are right.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from coaching.advise.impact.effect import Scale, estimate_effect
from coaching.advise.impact.kinds import EffectKind, effect_kind_of
from coaching.advise.impact.windows import Span, Windows, windows_of
from coaching.advise.review import days_until_it_shows
from coaching.compare import FEWEST_PEERS, SURE_ENOUGH, Spread, pooled_spread
from coaching.metrics import MINIMUM_TRIALS, Figure, Kpi, Period, Reason, Shown, exact_money, outlier_above, tally
from coaching.tables import Tables

Conclusion = Literal[
    "too_early", "no_evidence", "improved", "improved_less_sure", "worse", "worse_less_sure", "not_measurable"
]

#: A change is called likely only with at least this many windows before the agreement, the last one included, ...
FEWEST_WINDOWS = 4
#: ... at least this many placebo effects among them, and if it exceeds this share of them.
FEWEST_PLACEBOS = 6
_BEATS = 0.9
#: Number of reps with the lowest figures of an earlier window who are taken as placebos.
_LOWEST = 3

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
class Impact:
    """The conclusion on one figure of the coached reps, with the figures it rests on.

    Attributes
    ----------
    conclusion : str
        ``improved`` and ``worse`` only where that is probable by at least 0.8, beyond the others' change and beyond
        the rebound that a chance low leads one to expect, and where it beats nine of ten placebo effects.
        ``improved_less_sure`` and ``worse_less_sure`` where the team's past is too short for placebo effects;
        ``no_evidence`` is not evidence of none.
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
        While it is too early: how many more trials a conclusion needs; 0 where only time is missing.
    judge_on : date or None
        While it is too early: the day from which there can be a conclusion, at the pace of the time before.
    windows : int
        Windows before the agreement that the swing was learnt from, the last one included.
    placebos, beaten : int or None
        Placebo effects of the team's own past (reps who were lowest, whom nobody coached), and how many of them lie
        below the effect (above it, where the figure got worse). None where a change was not probable anyway.
    like_months : bool
        Whether only like months of the quarter were compared, since wins bunch in one of them.
    """

    kpi: str
    reps: tuple[str, ...]
    conclusion: Conclusion
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
    windows: int = 0
    placebos: int | None = None
    beaten: int | None = None
    like_months: bool = False


def weekly(tables: Tables, as_of: dt.date, currency: str | None = None) -> pd.DataFrame:
    """Return the weekly events that impacts are read from: everything that was decided by ``as_of``."""
    whole = Period(dt.date.min, as_of)
    above = outlier_above(tables.deals, currency)
    return tally(tables.deals, whole, as_of, currency, tables.activities, tables.rep_periods, above).events


def measure_impact(
    events: pd.DataFrame,
    kpi: Kpi,
    reps: Sequence[str],
    agreed_on: dt.date,
    as_of: dt.date,
    groups: Mapping[str, str | None],
    coached_too: Collection[str] = (),
) -> Impact:
    """Measure whether a figure of one rep, or of all participants of a training, improved.

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
    coached_too : collection of str
        Reps who were coached on the same figure at the time; left out of the others as long as two remain.
    """
    coached = tuple(dict.fromkeys(reps))
    kind = effect_kind_of(kpi)
    if kind is None:
        return Impact(kpi.key, coached, "not_measurable", Reason("made_of_figures"))
    cycle = _cycle(events, coached, agreed_on)
    spans = windows_of(events, kpi, agreed_on, as_of, cycle)
    *past, before, after = _sides(kind, events, [*spans.past, spans.before, spans.after])
    shown = Impact(
        kpi.key,
        coached,
        "too_early",
        before=before.window(coached),
        after=after.window(coached),
        like_months=spans.like_months,
    )
    if reason := _not_yet(shown, kind, agreed_on, as_of, cycle, after.is_over, spans):
        early = replace(shown, conclusion=reason[0], reason=reason[1])
        return _awaited(early, kind, agreed_on, as_of, cycle, spans) if reason[0] == "too_early" else early
    if missing := before.reason(coached) or after.reason(coached):
        return replace(shown, conclusion="not_measurable", reason=missing)
    known = set(before.known) & set(after.known)
    others = _others(known, coached, groups, coached_too)
    taking = [rep for rep in coached if rep in known]
    if not taking:
        missing = Reason("few_after", {"count": 0, "needed": MINIMUM_TRIALS})
        return replace(shown, conclusion="not_measurable", reason=missing)
    if len(others) < FEWEST_PEERS:
        return replace(shown, conclusion="not_measurable", reason=Reason("too_few_peers", {"peers": len(others)}))
    return _concluded(shown, kind, [*past, before, after], taking, others)


def _concluded(
    shown: Impact, kind: EffectKind, sides: Sequence[_Side], taking: Sequence[str], others: Sequence[str]
) -> Impact:
    everyone = [*taking, *others]
    spread = _spread(kind, sides, everyone)
    used = [side for side in sides if side in sides[-2:] or len(set(side.known) & set(everyone)) > FEWEST_PEERS]
    values, variances = (
        np.array(rows) for rows in zip(*(side.on_link(everyone, spread) for side in used), strict=True)
    )
    took_part = np.arange(len(everyone)) < len(taking)
    effect = estimate_effect(values, variances, took_part, kind.scale)
    before, after = used[-2:]
    own, then = before.window(shown.reps, spread), after.window(shown.reps, spread)
    expected = kind.from_link(effect.expected)
    margin = kind.worth(effect.expected)
    better, worse = effect.above(margin), 1 - effect.above(-margin)
    moved = (then.value or 0.0) - (own.value or 0.0)
    rose = moved > 0 if kind.kpi.better == "higher" else moved < 0
    edges = sorted(kind.change(effect.expected, effect.quantile(share)) for share in _RANGE)
    concluded = replace(
        shown,
        conclusion="no_evidence",
        before=own,
        after=then,
        peers_before=before.window(others, spread),
        peers_after=after.window(others, spread),
        peers=tuple(others),
        expected=expected,
        change=kind.change(effect.expected, effect.mean),
        change_low=edges[0],
        change_high=edges[1],
        probability=better,
        windows=len(used) - 1,
    )
    if not (better >= SURE_ENOUGH and rose) and not (worse >= SURE_ENOUGH and moved and not rose):
        return concluded
    if concluded.windows < FEWEST_WINDOWS:
        return replace(concluded, conclusion="improved_less_sure" if rose else "worse_less_sure")
    enough = np.array([[side.trials(rep) >= MINIMUM_TRIALS for rep in everyone] for side in used[:-1]])
    placebos = placebo_effects(values[:-1], variances[:-1], enough, kind.scale)
    if len(placebos) < FEWEST_PLACEBOS:
        return replace(concluded, conclusion="improved_less_sure" if rose else "worse_less_sure")
    beaten = int((placebos < effect.in_errors).sum() if rose else (placebos > effect.in_errors).sum())
    concluded = replace(concluded, placebos=len(placebos), beaten=beaten)
    if beaten < _BEATS * len(placebos):
        return concluded
    return replace(concluded, conclusion="improved" if rose else "worse")


def placebo_effects(values: np.ndarray, variances: np.ndarray, enough: np.ndarray, scale: Scale) -> np.ndarray:
    """Return placebo effects of windows without coaching, in units of their standard deviations.

    In each window but the last, the three reps who were lowest are taken for coached (never all of them: two others
    remain), and the window after it is judged as a true one would be, with all other windows as its past.

    Parameters
    ----------
    values, variances : arrays of shape (windows, reps)
        The past alone, as for ``estimate_effect``.
    enough : bool array of shape (windows, reps)
        Whether the rep's figure rests on enough trials to be judged.
    """
    effects = []
    for at in range(len(values) - 1):
        known = np.flatnonzero(
            enough[at] & enough[at + 1] & np.isfinite(variances[at]) & np.isfinite(variances[at + 1])
        )
        lowest = known[np.argsort(values[at, known], kind="stable")]
        others = int(np.isfinite(variances[at + 1]).sum()) - 1
        for rep in lowest[: min(_LOWEST, others) if others >= FEWEST_PEERS else 0]:
            took_part = np.arange(values.shape[1]) == rep
            effects.append(estimate_effect(values, variances, took_part, scale, at + 1).in_errors)
    return np.array(effects)


def _not_yet(
    shown: Impact,
    kind: EffectKind,
    agreed_on: dt.date,
    as_of: dt.date,
    cycle: float | None,
    is_over: bool,
    spans: Windows,
) -> tuple[Conclusion, Reason] | None:
    """Return why there is no conclusion yet, or why there cannot be one."""
    before, after = shown.before, shown.after
    assert before is not None and after is not None
    if as_of >= agreed_on and before.trials < MINIMUM_TRIALS and not spans.may_grow:
        return "not_measurable", Reason("few_before", {"count": before.trials, "needed": MINIMUM_TRIALS})
    ready_on = max(agreed_on + dt.timedelta(days=days_until_it_shows(cycle)), spans.ready_on or agreed_on)
    if as_of < ready_on:
        return "too_early", Reason("one_cycle_first", {"day": ready_on})
    usual = kind.likely_trials(before.trials, before.denominator, after.denominator)
    count, likely = after.trials, max(after.trials, usual)
    if spans.may_grow:
        count, likely = min(count, before.trials), min(likely, before.trials)
    if likely < MINIMUM_TRIALS:
        values = {"count": count, "needed": MINIMUM_TRIALS}
        return ("not_measurable", Reason("few_after", values)) if is_over else ("too_early", Reason("few_yet", values))
    return None


def _awaited(
    early: Impact, kind: EffectKind, agreed_on: dt.date, as_of: dt.date, cycle: float | None, spans: Windows
) -> Impact:
    """Add the trials that a conclusion still needs and the day they are due, at most the window's end."""
    before, after = early.before, early.after
    assert before is not None and after is not None
    missing = kind.missing(after.trials, MINIMUM_TRIALS)
    judge_on = max(agreed_on + dt.timedelta(days=days_until_it_shows(cycle)), spans.ready_on or agreed_on)
    if missing:
        if not before.trials:
            return replace(early, missing=missing)
        days_a_trial = ((before.end - before.start).days + 1) / before.trials
        enough_on = max(as_of, after.start) + dt.timedelta(days=math.ceil(missing * days_a_trial))
        judge_on = max(judge_on, enough_on)
    return replace(early, missing=missing, judge_on=judge_on if judge_on <= spans.after.last else None)


class _Side:
    """The figures of all reps in one window."""

    def __init__(
        self,
        kind: EffectKind,
        span: Span,
        sums: Mapping[str, Mapping[str, float]],
        since: Mapping[str, dt.date],
        shown: Shown,
    ) -> None:
        self.kind, self.start, self.end = kind, span.start, span.end
        self.is_over = span.end >= span.last
        self._sums, self._since, self._shown = sums, since, shown
        self.known = tuple(rep for rep in sums if kind.is_known(*self._counted([rep])))

    def window(self, reps: Sequence[str], spread: Spread | None = None) -> Window:
        """Return the figure of these reps together."""
        m, n = self._counted(reps)
        low, high = self.kind.interval(m, n, spread)
        return Window(self.start, self.end, m / n if n else None, low, high, m, n, int(self.kind.trials(m, n)))

    def reason(self, reps: Sequence[str]) -> Reason | None:
        """Return why there is no figure."""
        return self._figure(reps).reason if self.kind.is_counted else None

    def on_link(self, reps: Sequence[str], spread: Spread | None) -> tuple[np.ndarray, np.ndarray]:
        """Return the reps' figures on the link's scale, higher is better, and error variances (infinite if unknown)."""
        m, n = np.array([self._counted([rep]) if rep in self.known else (np.nan, np.nan) for rep in reps]).T
        values, variances = self.kind.on_link(m, n, spread)
        return values, np.where(np.isfinite(values), variances, np.inf)

    def trials(self, rep: str) -> float:
        """Return how many trials a rep's figure rests on."""
        return self.kind.trials(*self._counted([rep]))

    def parts(self, rep: str) -> tuple[float, float, float]:
        """Return the total, the count and the sum of squares behind a rep's mean."""
        return *self._counted([rep]), self.kind.squares(self._together([rep]))

    def _together(self, reps: Sequence[str]) -> dict[str, float]:
        total: dict[str, float] = {}
        for rep in reps:
            for name, value in self._sums.get(rep, {}).items():
                total[str(name)] = total.get(str(name), 0.0) + float(value)
        return exact_money(total)

    def _figure(self, reps: Sequence[str]) -> Figure:
        return self.kind.kpi.kind.observe(self.kind.kpi, self._together(reps), self._shown)

    def _counted(self, reps: Sequence[str]) -> tuple[float, float]:
        if self.kind.is_counted:
            figure = self._figure(reps)
            return figure.numerator or 0.0, figure.denominator or 0.0
        appointments = sum(self._sums.get(rep, {}).get("first_appointments", 0.0) for rep in reps)
        return appointments, sum(self._weeks(rep) for rep in reps)

    def _weeks(self, rep: str) -> float:
        """Return how many weeks a rep was at work; weeks before a rep's first event do not count."""
        start = max(self.start, self._since.get(rep, self.start))
        return max(0, (self.end - start).days + 1) / 7


def _sides(kind: EffectKind, events: pd.DataFrame, spans: Sequence[Span]) -> list[_Side]:
    """Return the figures of all reps in consecutive windows, from one pass over the events."""
    weeks = events["week"].to_numpy(np.int64)
    starts, ends = np.array([(span.start.toordinal(), span.end.toordinal()) for span in spans]).T
    place = np.searchsorted(starts, weeks, side="right") - 1
    inside = (place >= 0) & (weeks <= ends[np.maximum(place, 0)])
    sums = events[inside].drop(columns=["product", "week"]).groupby([place[inside], "rep"], sort=False).sum()
    by_rep: list[dict[str, dict[str, float]]] = [{} for _ in spans]
    for (at, rep), row in zip(sums.index, sums.to_numpy(float).tolist(), strict=True):
        by_rep[at][str(rep)] = dict(zip(sums.columns, row, strict=True))
    first = events[weeks > 0].groupby("rep", sort=False)["week"].min()
    since = {str(rep): dt.date.fromordinal(int(week)) for rep, week in first.items()}
    shown = Shown.by(events)
    return [_Side(kind, span, side_sums, since, shown) for span, side_sums in zip(spans, by_rep, strict=True)]


def _cycle(events: pd.DataFrame, reps: Sequence[str], until: dt.date) -> float | None:
    """Return the mean days to win of these reps so far, else of everybody."""
    past = events[(events["week"] > 0) & (events["week"] <= until.toordinal())]
    for rows in (past[past["rep"].isin(list(reps))], past):
        if rows["cycles"].sum() > 0:
            return float(rows["cycle_days"].sum() / rows["cycles"].sum())
    return None


def _others(
    known: Collection[str], coached: Sequence[str], groups: Mapping[str, str | None], coached_too: Collection[str]
) -> list[str]:
    everybody = sorted(set(known) - set(coached))
    own = {groups.get(rep) for rep in coached}
    alike = [rep for rep in everybody if groups.get(rep) in own]
    others = alike if len(alike) >= FEWEST_PEERS else everybody
    uncoached = [rep for rep in others if rep not in coached_too]
    return uncoached if len(uncoached) >= FEWEST_PEERS else others


def _spread(kind: EffectKind, sides: Sequence[_Side], reps: Sequence[str]) -> Spread | None:
    if not kind.has_spread:
        return None
    totals, counts, squares = zip(*(side.parts(rep) for side in sides for rep in reps), strict=True)
    return pooled_spread(totals, squares, counts)
