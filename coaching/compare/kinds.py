"""The statistics of each kind of KPI: interval, posterior, probability of missing the goal, p-values.

There is one class for each kind of ``metrics.kinds``. An instance holds one KPI over the reps of one peer group;
``inference.infer`` calls it. Results over all reps are computed once and cached in the instance.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np
from scipy import special

from coaching.compare.empirical_bayes import Posterior, errors_with_mix, mean_posterior, ratio_posterior
from coaching.compare.intervals import (
    LEVEL,
    ScaledCount,
    Spread,
    count_interval,
    mean_interval,
    pooled_spread,
    sum_interval,
    wilson,
)
from coaching.compare.model import Mark
from coaching.compare.ranks import DRAWS
from coaching.compare.significance import PValues, expected_p_values, mean_p_values, ratio_p_values, stratified_p_values
from coaching.metrics import Figure, Kpi, Measured, kinds, without_outliers

#: The sums of squares behind each mean.
SQUARES = {"average_sale": "revenue_squares", "sales_cycle_days": "cycle_squares"}

Interval = tuple[float, float]
Cells = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Group:
    """The reps of one peer group, in order, with what the statistics of all their KPIs need.

    Attributes
    ----------
    seen : sequence of Measured
    weeks : array
        Weeks at work in the period.
    peers : array of bool
        The active reps, from whom the prior of the group is estimated.
    dominant : int or None
        Index of a rep who holds so much of the group's deals as to be nobody's peer (``peers.dominant_rep``).
    dispersion : float
        Variance of weekly first appointments over their mean, pooled over the reps; at least 1.
    """

    seen: Sequence[Measured]
    weeks: np.ndarray
    peers: np.ndarray
    dispersion: float = 1.0
    dominant: int | None = None

    def tested(self, test: Callable[[np.ndarray], PValues]) -> PValues:
        """Return the p-values of all reps, 1 for those who are not active.

        ``test`` takes the indices of reps and compares each of them with the rest. The dominant rep is compared with
        all others, and these among themselves.
        """
        low, high = np.ones(len(self.seen)), np.ones(len(self.seen))
        at = np.flatnonzero(self.peers)
        rounds = [at] if self.dominant is None else [at, at[at != self.dominant]]
        for subset in rounds:
            tested_subset = test(subset)
            low[subset], high[subset] = tested_subset.low, tested_subset.high
        return PValues(low, high)


@dataclass(frozen=True)
class KpiStatistics:
    """One KPI over the reps of one group; every sequence and array is in the order of the reps.

    Attributes
    ----------
    figures, usual : sequences of Figure
        The observed figures, and the same without outlying amounts, on which the estimates rest.
    marks_so_far, drawn : marks by KPI of each rep, and draws by KPI
        The results of the KPIs that this one is derived from (``derived_from``).
    norms : array
        Factor by which each rep's mix of products changes the group's figure (1: no change).
    base : float
        The group's pooled figure: times a rep's norm it is what the peers show with the same mix.
    cells : pair of arrays of shape (reps, products), or None
        Numerators and denominators by product; None if the mix is not known.
    cell_squares : array of shape (reps, products), or None
        The sums of squares behind a mean, by product.
    """

    kpi: Kpi
    figures: Sequence[Figure]
    usual: Sequence[Figure]
    group: Group
    marks_so_far: Sequence[Mapping[str, Mark]]
    drawn: Mapping[str, np.ndarray] = field(default_factory=dict)
    norms: np.ndarray = field(default_factory=lambda: np.ones(0))
    cells: Cells | None = None
    cell_squares: np.ndarray | None = None
    base: float = 1.0

    #: The KPIs whose draws are combined into those of this kind.
    derived_from: ClassVar[tuple[str, ...]] = ()

    @cached_property
    def posterior(self) -> Posterior | None:
        """The posterior of the true values divided by ``norms``; None for a derived figure."""
        return None

    @property
    def p_values(self) -> PValues | None:
        """P-values of each active rep among the active reps, 1 for the others; None for a derived figure."""
        return None

    @property
    def scale(self) -> np.ndarray:
        """Factor from the posterior to each rep's own figure: for a mean, that of the product mix."""
        return np.ones(len(self.figures))

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the 90 % interval of a rep's observed figure in its own unit; ``draws`` are of this rep."""
        return None

    def estimate(self, at: int) -> float | None:
        """Return a rep's derived figure from the estimates of its inputs; the observed one if an input is missing."""
        return self.figures[at].value

    def below_goal(self, at: int) -> float | None:
        """Return the posterior probability that the true figure is below the goal; None for a figure without one."""
        return None

    def draw(self, at: int, rng: np.random.Generator) -> np.ndarray | None:
        """Return draws of a rep's true derived figure from the draws of its inputs; None if these are missing."""
        return None

    @cached_property
    def parts(self) -> np.ndarray:
        """Numerators and denominators of the usual figures, shape (reps, 2); 0 for a rep without a figure."""
        known = [
            (figure.numerator or 0.0, figure.denominator or 0.0) if figure.value is not None else (0.0, 0.0)
            for figure in self.usual
        ]
        return np.array(known, float).reshape(-1, 2)


class RatioStatistics(KpiStatistics):
    """A ratio: Wilson's interval, beta-binomial posterior, exact tests."""

    @property
    def is_ratio(self) -> bool:
        """Whether no rep has more successes than trials, which typed sheets of counts do not ensure."""
        m, n = self.parts.T
        return bool((m <= n).all())

    @cached_property
    def posterior(self) -> Posterior | None:
        """The beta-binomial posterior."""
        m, n = self.parts.T
        return ratio_posterior(m, n, self.group.peers) if self.is_ratio else None

    @property
    def p_values(self) -> PValues | None:
        """Exact p-values; Mantel-Haenszel over the products if the mix is known."""
        if not self.is_ratio:
            return None
        parts, cells = self.parts, self.cells
        if cells is None:
            return self.group.tested(lambda at: ratio_p_values(*parts[at].T))
        return self.group.tested(lambda at: stratified_p_values(cells[0][at], cells[1][at]))

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return Wilson's interval."""
        figure = self.figures[at]
        return wilson(figure.numerator or 0.0, figure.denominator or 0.0)


class MeanStatistics(KpiStatistics):
    """A mean: Student's interval with the group's pooled spread, log-normal posterior, Student's test."""

    @property
    def scale(self) -> np.ndarray:
        """The factors of the product mix."""
        return self.norms

    @cached_property
    def squares(self) -> np.ndarray:
        """The sum of squares of the values of each rep, without outlying amounts."""
        name = SQUARES[self.kpi.key]
        measured = self.group.seen
        return np.array(
            [(without_outliers(rep.sums) if rep.sums.get("outliers") else rep.sums).get(name, 0.0) for rep in measured]
        )

    @cached_property
    def posterior(self) -> Posterior | None:
        """The log-normal posterior."""
        m, n = self.parts.T
        within = None
        if self.errors is not None:
            within = np.where(np.isfinite(self.errors), self.errors, 1.0) ** 2 * np.maximum(n, 1.0)
        return mean_posterior(m / self.norms, self.squares / self.norms**2, n, self.group.peers, within)

    @cached_property
    def errors(self) -> np.ndarray | None:
        """Standard errors of the logarithm of each rep's mean over the expected one; None if the mix is not known."""
        if self.cells is None or self.cell_squares is None:
            return None
        return errors_with_mix(*self.cells, self.cell_squares, self.group.peers)

    @property
    def p_values(self) -> PValues | None:
        """Student's p-values, of the mean over what the mix of products leads to expect where that is known."""
        m, n = self.parts.T
        if self.errors is None:
            return self.group.tested(lambda at: mean_p_values(m[at], self.squares[at], n[at], self.norms[at]))
        ratios = np.divide(m, n * self.norms * self.base, out=np.zeros_like(m), where=n > 0)
        p_values = expected_p_values(ratios, self.errors, float(np.maximum(n[self.group.peers] - 1, 0).sum()))
        return PValues(*(np.where(self.group.peers, p, 1.0) for p in (p_values.low, p_values.high)))

    @cached_property
    def spread(self) -> Spread | None:
        """The squared coefficient of variation, pooled over the reps of the group."""
        m, n = self.parts.T
        return pooled_spread(m, self.squares, n)

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return Student's interval on the log scale."""
        figure = self.figures[at]
        return mean_interval(figure.numerator or 0.0, figure.denominator or 0.0, self.spread)


class RequirementStatistics(KpiStatistics):
    """The magic number: its uncertainty is that of all factors of an appointment's worth together."""

    derived_from = ("next_step_ratio", "closing_ratio", "win_rate", "average_sale")

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the interval from those of the factors; from the draws if one factor is only estimated."""
        figure = self.figures[at]
        by_gates = "win_rate" not in figure.rests_on
        observed = None
        if "estimate" not in figure.rests_on and figure.value is not None:
            observed = needed_interval(figure.value, self.marks_so_far[at], by_gates)
        return observed or _middle(draws)

    def estimate(self, at: int) -> float | None:
        """Return the goal over the likely worth of an appointment."""
        figure, marks = self.figures[at], self.marks_so_far[at]
        if figure.value is None or figure.numerator is None:
            return None
        sale, chance = marks["average_sale"].estimate, marks["win_rate"].estimate
        both = (marks["next_step_ratio"].estimate, marks["closing_ratio"].estimate)
        if "win_rate" not in figure.rests_on and both[0] and both[1]:
            chance = both[0] * both[1]
        return figure.numerator / (sale * chance) if sale and chance else figure.value

    def draw(self, at: int, rng: np.random.Generator) -> np.ndarray | None:
        """Return the goal over draws of an appointment's worth."""
        figure = self.figures[at]
        keys = ("win_rate",) if "win_rate" in figure.rests_on else ("next_step_ratio", "closing_ratio")
        worth = self.drawn["average_sale"][:, at].copy()
        for key in keys:
            worth *= self.drawn[key][:, at]
        needed: np.ndarray = (figure.numerator or 0.0) / np.maximum(worth, 1e-12)
        return needed


class ActivityStatistics(KpiStatistics):
    """The activity gauge: a Poisson count of appointments over the uncertain number needed."""

    derived_from = ("magic_number",)

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the interval of the quotient, with the errors of both parts added in squares on the log scale."""
        figure, needed, group = self.figures[at], self.marks_so_far[at]["magic_number"], self.group
        if figure.value is None or not figure.denominator or not needed.value or not needed.low or not needed.high:
            return None
        appointments, weeks = group.seen[at].counts.first_appointments, float(group.weeks[at])
        low, high = (end / weeks / figure.denominator for end in count_interval(appointments, group.dispersion))
        above, under = math.log(needed.high / needed.value), math.log(needed.value / needed.low)
        if not figure.value:
            return 0.0, high * math.exp(under)
        down = math.hypot(math.log(figure.value / low), above) if low > 0 else math.inf
        up = math.hypot(math.log(high / figure.value), under)
        return figure.value * math.exp(-down), figure.value * math.exp(up)

    def estimate(self, at: int) -> float | None:
        """Return appointments held over the likely number needed."""
        figure, needed = self.figures[at], self.marks_so_far[at]["magic_number"].estimate
        if figure.value is None or figure.numerator is None:
            return None
        return figure.numerator / needed if needed else figure.value

    def below_goal(self, at: int) -> float | None:
        """Return the probability that the true rate is below the number needed, averaged over its draws.

        Each ten neighbouring draws are replaced by their mean, which takes a tenth of the time and changes the
        probability by 0.004 at most.
        """
        group = self.group
        if self.figures[at].value is None:
            return None
        needed = np.sort(self.drawn["magic_number"][:, at]).reshape(-1, 10).mean(axis=1)
        due = needed * group.weeks[at] / group.dispersion
        appointments = group.seen[at].counts.first_appointments / group.dispersion + 0.5
        return finite(float(special.gammainc(appointments, due).mean()))

    def draw(self, at: int, rng: np.random.Generator) -> np.ndarray | None:
        """Return draws of the true rate over draws of the number needed."""
        group = self.group
        rate = rng.gamma(group.seen[at].counts.first_appointments / group.dispersion + 0.5, size=DRAWS)
        appointments: np.ndarray = rate * group.dispersion / group.weeks[at] / self.drawn["magic_number"][:, at]
        return appointments


class AttainmentStatistics(KpiStatistics):
    """Goal attainment: revenue as a compound Poisson sum over the goal."""

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the interval of the sum divided by the goal."""
        figure = self.figures[at]
        ends = sum_interval(figure.numerator or 0.0, self._squares(at))
        if ends is None or not figure.denominator:
            return None
        return ends[0] / figure.denominator, ends[1] / figure.denominator

    def below_goal(self, at: int) -> float | None:
        """Return the probability that the expected revenue of such a period is below the goal."""
        figure = self.figures[at]
        if figure.numerator is None or figure.denominator is None:
            return None
        scaled = ScaledCount.of(figure.numerator, self._squares(at))
        return float(special.gammainc(scaled.count + 0.5, figure.denominator / scaled.each)) if scaled else 1.0

    def draw(self, at: int, rng: np.random.Generator) -> np.ndarray | None:
        """Return draws of the expected revenue divided by the goal."""
        figure = self.figures[at]
        scaled = ScaledCount.of(figure.numerator or 0.0, self._squares(at))
        if scaled is None or not figure.denominator:
            return None
        return rng.gamma(scaled.count + 0.5, size=DRAWS) * scaled.each / figure.denominator

    def _squares(self, at: int) -> float:
        return self.group.seen[at].sums.get("revenue_squares", 0.0)


_CLASSES: Mapping[kinds.Kind, type[KpiStatistics]] = {
    kinds.RATIO: RatioStatistics,
    kinds.MEAN: MeanStatistics,
    kinds.REQUIREMENT: RequirementStatistics,
    kinds.ACTIVITY: ActivityStatistics,
    kinds.ATTAINMENT: AttainmentStatistics,
}


def statistics_of(kpi: Kpi) -> type[KpiStatistics]:
    """Return the class with the statistics of a KPI's kind."""
    return _CLASSES.get(kpi.kind, KpiStatistics)


def needed_interval(needed: float, marks: Mapping[str, Mark], by_gates: bool) -> Interval | None:
    """Return the 90 % interval of the appointments that a goal asks for, from the intervals of their factors.

    The factors (the two ratios if ``by_gates``, else the win rate; the average sale) are taken as independent, so that
    their relative errors add up in squares (propagation of error on the log scale). None if a factor has no interval.
    """
    total = 0.0
    for key in (*(("next_step_ratio", "closing_ratio") if by_gates else ("win_rate",)), "average_sale"):
        mark = marks.get(key)
        if mark is None or mark.value is None or not mark.low or not mark.high or mark.low <= 0:
            return None
        total += (math.log(mark.high / mark.low) / 2) ** 2
    spread = math.exp(math.sqrt(total))
    return needed / spread, needed * spread


def finite(value: float) -> float | None:
    """Return a finite number as it is, and None for NaN and infinity."""
    return float(value) if math.isfinite(value) else None


def _middle(draws: np.ndarray) -> Interval | None:
    if not np.isfinite(draws).all():
        return None
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
