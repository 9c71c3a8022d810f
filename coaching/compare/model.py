"""What comparing returns: every KPI of every rep against its rule and the rep's peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coaching.metrics import Counts, Figure, Funnel, Goal, Period, Reason, TimeAtWork

Status = Literal["on_target", "below", "watch", "no_data"]


@dataclass(frozen=True)
class Mark:
    """One KPI of one rep (or of the team) with everything needed to judge it.

    Attributes
    ----------
    figure : Figure
        The observed value with its numerator and denominator.
    low, high : float or None
        90 % interval of the value, in its own unit.
    estimate : float or None
        The value shrunk towards the peer group by as much as its sample is small.
    rule : float or None
        The rule's threshold as declared (0.65 of the appointments, 0.40 below peers).
    target : float or None
        The rule's edge in the KPI's own unit.
    status : Status or None
        None where the KPI has no rule. ``status_reason`` says why a present value has no status.
    low_certainty : bool
        Fewer trials than the KPI needs to be coloured or called low.
    breaks_rule_probability : float or None
        Posterior probability that the true value breaks the rule.
    peer_average, peer_gap, peer_count :
        Mean of the *other* reps' values, ``value / peer_average - 1``, and over how many reps.
    attainment : float or None
        ``value / target`` (``target / value`` where lower is better), at most 1.
    best_practice : bool
        Better than the peers by enough to be shared (a cycle shorter by 30 % or more).
    rank, rank_low, rank_high : int or None
        Place among the reps by the estimate, 1 is best, ties share a place; and its 90 % range.
    differs : "higher", "lower" or None
        Whether the value credibly differs from the other reps' (Benjamini-Hochberg over the reps of the KPI).
        None is no evidence of a difference, which is not evidence of none.
    mix_expected, mix_gap : float or None
        What the peers would reach with this rep's own mix of products, and ``value / mix_expected - 1``.
    """

    figure: Figure
    low: float | None = None
    high: float | None = None
    estimate: float | None = None
    rule: float | None = None
    target: float | None = None
    status: Status | None = None
    status_reason: Reason | None = None
    low_certainty: bool = False
    breaks_rule_probability: float | None = None
    peer_average: float | None = None
    peer_gap: float | None = None
    peer_count: int = 0
    attainment: float | None = None
    best_practice: bool = False
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    differs: Literal["higher", "lower"] | None = None
    mix_expected: float | None = None
    mix_gap: float | None = None

    @property
    def value(self) -> float | None:
        """The observed figure."""
        return self.figure.value

    @property
    def reason(self) -> Reason | None:
        """Why there is no value, or no comparison."""
        return self.figure.reason or self.status_reason


@dataclass(frozen=True)
class Scorecard:
    """All KPIs of one rep, or of the team (``rep`` is None).

    ``score`` is 0 to 100 over the observed values and rests on ``score_kpis``; ``score_estimate`` is the
    same over the estimates, and ``rank`` follows it, with its 90 % range.

    ``at_work`` is the time at work in the period and the standing (``active``, ``new``, ``left``); None where it is not
    known.

    ``cycle_median`` is the Kaplan-Meier median of days to win with open deals counted as waiting
    (``cycle_median_reason`` says why there is none); ``ageing`` that it is a third or more above the
    median without open deals.
    """

    rep: str | None
    peer_group: str | None
    counts: Counts
    funnel: Funnel
    marks: Mapping[str, Mark]
    goal: Goal | None = None
    score: float | None = None
    score_estimate: float | None = None
    score_kpis: tuple[str, ...] = ()
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    cycle_median: float | None = None
    cycle_median_reason: Reason | None = None
    ageing: bool = False
    at_work: TimeAtWork | None = None

    def weeks(self, period: Period) -> float:
        """Return the weeks at work in the period; all of the period where the time at work is not known."""
        return self.at_work.weeks if self.at_work else period.weeks
