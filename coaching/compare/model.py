"""What comparing returns: every KPI of every rep against its rule and the rep's peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coaching.metrics import Counts, Figure, Funnel, Goal, Reason, Standing, TimeAtWork

#: A figure against its rule. ``explained_by_mix``: it breaks the rule against the peers' plain figure, but not against
#: the figure that the peers would show with the rep's own mix of products.
Status = Literal["on_target", "explained_by_mix", "below", "watch", "no_data"]

#: What deals are told apart by where a mix is compared.
MixBy = Literal["product", "segment"]


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
        The posterior mean: the value drawn towards the peer group, the more so the fewer its trials.
    rule : float or None
        The rule's threshold as declared (0.65 of the appointments, 0.40 below peers).
    target : float or None
        The rule's edge in the KPI's own unit.
    status : Status or None
        None for a KPI without a rule. ``status_reason`` is the reason why a known value has no status.
    low_certainty : bool
        Fewer trials than a certain judgement needs.
    breaks_rule_probability : float or None
        Posterior probability that the true value breaks the rule.
    peer_average, peer_numerator, peer_denominator, peer_count :
        The pooled figure of the *other* active reps, its numerator and denominator, and the number of these reps. None
        if they are too few reps or trials to compare with.
    peer_gap : float or None
        Difference from ``peer_average``: in points where the unit is a ratio (-0.27 for 27 points lower), else as a
        share of it (-0.40 for 40 % less).
    attainment : float or None
        ``value / target`` (``target / value`` if lower is better), at most 1.
    best_practice : bool
        Whether it is so much better than the peers' that the team should learn from it (a 30 % shorter cycle).
    rank, rank_low, rank_high : int or None
        Rank among the reps by the estimate, 1 is best, ties share a rank; and its 90 % range.
    differs : "higher", "lower" or None
        Whether the value differs significantly from the other reps' (Benjamini-Hochberg over the reps of the KPI). None
        is no evidence of a difference, which is not evidence of no difference.
    behind : bool
        Whether it is a lever of revenue that keeps its rule and is significantly worse than the others', tested over
        all such levers of the group at the higher rate that is accepted for plans.
    behind_probability : float or None
        Posterior probability that the true value is worse than the expected figure (``expected``).
    mix_expected, mix_gap : float or None
        The peers' figure with this rep's own mix of products, and the difference from it, like ``peer_gap``.
    peer_median, peer_best : float or None
        Median and best quartile of the other reps' estimates, adjusted to this rep's mix of products.
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
    peer_numerator: float | None = None
    peer_denominator: float | None = None
    behind: bool = False
    behind_probability: float | None = None
    peer_median: float | None = None
    peer_best: float | None = None

    @property
    def value(self) -> float | None:
        """The observed figure."""
        return self.figure.value

    @property
    def expected(self) -> float | None:
        """The peers' figure to compare with: for the rep's own mix of products if it is known, else the plain one."""
        return self.peer_average if self.mix_expected is None else self.mix_expected

    @property
    def expected_gap(self) -> float | None:
        """The difference from ``expected``, like ``peer_gap``."""
        return self.peer_gap if self.mix_expected is None else self.mix_gap

    @property
    def reason(self) -> Reason | None:
        """Why there is no value, or no comparison."""
        return self.figure.reason or self.status_reason


@dataclass(frozen=True)
class RulesMet:
    """How many figures have a rule and data (``of``), and how many keep the rule (``met``), the mix considered."""

    met: int
    of: int


@dataclass(frozen=True)
class Scorecard:
    """All KPIs of one rep, or of the team (``rep`` is None).

    Attributes
    ----------
    activity : Mark or None
        First appointments a week at work, judged like a KPI (``figure.kpi`` is ``activity``).
    score : float or None
        100 is the group's average week at work; the product of ``score_factors`` times 100. None with fewer than
        three active reps in the group.
    score_factors : mapping of str to float
        ``activity``, ``next_step_ratio`` and ``closing_ratio`` (or ``win_rate``), ``average_sale``: the rep's estimate
        divided by the group's mean estimate.
    score_left_out : tuple of str
        Factors whose figure for the group is zero or missing.
    skill : float or None
        The score without activity.
    rank, rank_low, rank_high : int or None
        Rank by the score as it is shown, and its 90 % range; None for reps who are new or have left.
    weeks : float
        Weeks at work in the period; the whole period if the time at work is not known.
    at_work : TimeAtWork or None
        The time at work and the standing, where known.
    dominates : bool
        Whether the rep holds at least half of the group's first appointments and so is nobody's peer.
    products : mapping of str to float
        Share of each product in the rep's first appointments; empty with fewer than two known products.
    mix_by : "product" or "segment"
        What the mix of the expected figures is of.
    cycle_median : float or None
        The Kaplan-Meier median of days to win, with open deals censored; None where it cannot be known.
    ageing : bool
        Whether open deals make that median a third or more longer.
    """

    rep: str | None
    peer_group: str | None
    counts: Counts
    funnel: Funnel
    marks: Mapping[str, Mark]
    goal: Goal | None = None
    score: float | None = None
    score_factors: Mapping[str, float] = field(default_factory=dict)
    score_left_out: tuple[str, ...] = ()
    skill: float | None = None
    rules_met: RulesMet = RulesMet(0, 0)
    activity: Mark | None = None
    weeks: float = 1.0
    products: Mapping[str, float] = field(default_factory=dict)
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    cycle_median: float | None = None
    ageing: bool = False
    at_work: TimeAtWork | None = None
    mix_by: MixBy = "product"
    dominates: bool = False

    @property
    def standing(self) -> Standing:
        """Whether the rep is compared with others (``active``), is ``new``, or has ``left``."""
        return self.at_work.standing if self.at_work else "active"
