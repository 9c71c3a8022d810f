"""The statistics of each kind of KPI: its interval, its posterior, how probable a broken rule is, and its tails.

One class a kind of ``metrics.kinds``; ``posterior.weigh`` asks them over the reps of one peer group. An instance is
made for one KPI and one group, and what it finds of all reps at once is found once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

import numpy as np
from scipy import special

from coaching.compare.empirical_bayes import Shrunk, shrink_means, shrink_ratios
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
from coaching.compare.significance import Tails, mean_tails, ratio_tails, stratified_tails
from coaching.metrics import Figure, Kpi, Measured, kinds, without_outliers

#: The sums of squares behind each mean.
_SQUARES = {"average_sale": "revenue_squares", "sales_cycle_days": "cycle_squares"}

Interval = tuple[float, float]
Cells = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Group:
    """The reps of one peer group, in order, and what all their figures are weighed with.

    Attributes
    ----------
    seen : sequence of Measured
    weeks : array
        Weeks at work in the period.
    peers : array of bool
        Who tells how the group is: the active reps.
    dispersion : float
        How much more the weeks of a rep differ in first appointments than chance alone would make them, at least 1.
    """

    seen: Sequence[Measured]
    weeks: np.ndarray
    peers: np.ndarray
    dispersion: float = 1.0


@dataclass(frozen=True)
class Weighing:
    """One KPI over the reps of one group, to be weighed; every sequence and array is in the order of the reps.

    Attributes
    ----------
    figures, usual : sequences of Figure
        As observed, and without amounts far out of line: estimates rest on these.
    sofar, drawn : marks by KPI of each rep, and draws by KPI
        Of the KPIs that this one is made of (``made_of``).
    norms : array
        What each rep's mix of products makes of the group's figure (1: nothing).
    cells : pair of arrays of shape (reps, products), or None
        Numerators and denominators by product, where the mix is known.
    """

    kpi: Kpi
    figures: Sequence[Figure]
    usual: Sequence[Figure]
    group: Group
    sofar: Sequence[Mapping[str, Mark]]
    drawn: Mapping[str, np.ndarray] = field(default_factory=dict)
    norms: np.ndarray = field(default_factory=lambda: np.ones(0))
    cells: Cells | None = None

    #: The figures whose draws those of this kind are made of.
    made_of: ClassVar[tuple[str, ...]] = ()

    @cached_property
    def shrunk(self) -> Shrunk | None:
        """The posterior of the true values, over ``norms``; None for a figure that is made of others."""
        return None

    @property
    def tails(self) -> Tails | None:
        """The tails of each peer's figure among the peers, 1 for the others; None for a figure made of others."""
        return None

    @property
    def scale(self) -> np.ndarray:
        """What the posterior is multiplied with to be each rep's own: what the mix makes of a mean."""
        return np.ones(len(self.figures))

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the 90 % interval of a rep's observed figure in its own unit; ``draws`` are of this rep."""
        return None

    def likely(self, at: int) -> float | None:
        """Return a rep's figure as made of the estimates of its inputs; where that cannot be, the observed one."""
        return self.figures[at].value

    def short(self, at: int) -> float | None:
        """Return how probable it is that the true figure is under its goal, where it has one."""
        return None

    def draw(self, at: int, rng: np.random.Generator) -> np.ndarray | None:
        """Return draws of a rep's true figure from those of what it is made of; None where they are not known."""
        return None

    @cached_property
    def parts(self) -> np.ndarray:
        """Numerators and denominators of the usual figures, shape (reps, 2); 0 where there is no figure."""
        known = [
            (one.numerator or 0.0, one.denominator or 0.0) if one.value is not None else (0.0, 0.0)
            for one in self.usual
        ]
        return np.array(known, float).reshape(-1, 2)

    def _among_peers(self, tails: Tails) -> Tails:
        at = np.flatnonzero(self.group.peers)
        low, high = np.ones(len(self.figures)), np.ones(len(self.figures))
        low[at], high[at] = tails.low, tails.high
        return Tails(low, high)


class RatioWeighing(Weighing):
    """Wilson's interval, a beta-binomial posterior, exact tails."""

    @property
    def is_ratio(self) -> bool:
        """Whether no rep has more successes than trials: sheets of counts can be off."""
        m, n = self.parts.T
        return bool((m <= n).all())

    @cached_property
    def shrunk(self) -> Shrunk | None:
        """The beta-binomial posterior."""
        m, n = self.parts.T
        return shrink_ratios(m, n, self.group.peers) if self.is_ratio else None

    @property
    def tails(self) -> Tails | None:
        """Exact tails, within the products where the mix is known."""
        if not self.is_ratio:
            return None
        at = np.flatnonzero(self.group.peers)
        m, n = self.parts[at].T
        cells = self.cells
        return self._among_peers(ratio_tails(m, n) if cells is None else stratified_tails(cells[0][at], cells[1][at]))

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return Wilson's interval."""
        figure = self.figures[at]
        return wilson(figure.numerator or 0.0, figure.denominator or 0.0)


class MeanWeighing(Weighing):
    """Student's interval with the spread that the group shares, a log-normal posterior, Student's tails."""

    @property
    def scale(self) -> np.ndarray:
        """The mix of products."""
        return self.norms

    @cached_property
    def squares(self) -> np.ndarray:
        """The sum of squares behind each rep's mean, without amounts far out of line."""
        name = _SQUARES[self.kpi.key]
        seen = self.group.seen
        return np.array(
            [(without_outliers(one.sums) if one.sums.get("outliers") else one.sums).get(name, 0.0) for one in seen]
        )

    @cached_property
    def shrunk(self) -> Shrunk | None:
        """The log-normal posterior."""
        m, n = self.parts.T
        return shrink_means(m / self.norms, self.squares / self.norms**2, n, self.group.peers)

    @property
    def tails(self) -> Tails | None:
        """Student's tails, brought to each rep's mix."""
        at = np.flatnonzero(self.group.peers)
        m, n = self.parts[at].T
        return self._among_peers(mean_tails(m, self.squares[at], n, self.norms[at]))

    @cached_property
    def spread(self) -> Spread | None:
        """The relative spread that the reps of the group share."""
        m, n = self.parts.T
        return pooled_spread(m.tolist(), self.squares.tolist(), n.tolist())

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return Student's interval on the log scale."""
        figure = self.figures[at]
        return mean_interval(figure.numerator or 0.0, figure.denominator or 0.0, self.spread)


class RequirementWeighing(Weighing):
    """What the goal asks for carries the errors of everything that an appointment's worth is made of."""

    made_of = ("next_step_ratio", "closing_ratio", "win_rate", "average_sale")

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the range from those of the factors; where one is an estimate, the middle of the draws."""
        figure = self.figures[at]
        by_gates = "win_rate" not in figure.rests_on
        observed = None
        if "estimate" not in figure.rests_on and figure.value is not None:
            observed = needed_interval(figure.value, self.sofar[at], by_gates)
        return observed or _middle(draws)

    def likely(self, at: int) -> float | None:
        """Return the goal over the likely worth of an appointment."""
        figure, marks = self.figures[at], self.sofar[at]
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


class ActivityWeighing(Weighing):
    """Appointments held, which come by chance, over those needed, which are uncertain too."""

    made_of = ("magic_number",)

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the range of appointments held over those needed: both are uncertain, on the log scale."""
        figure, needed, group = self.figures[at], self.sofar[at]["magic_number"], self.group
        if figure.value is None or not figure.denominator or not needed.value or not needed.low or not needed.high:
            return None
        held, weeks = group.seen[at].counts.first_appointments, float(group.weeks[at])
        low, high = (end / weeks / figure.denominator for end in count_interval(held, group.dispersion))
        above, under = math.log(needed.high / needed.value), math.log(needed.value / needed.low)
        if not figure.value:
            return 0.0, high * math.exp(under)
        down = math.hypot(math.log(figure.value / low), above) if low > 0 else math.inf
        up = math.hypot(math.log(high / figure.value), under)
        return figure.value * math.exp(-down), figure.value * math.exp(up)

    def likely(self, at: int) -> float | None:
        """Return appointments held over the likely number needed."""
        figure, needed = self.figures[at], self.sofar[at]["magic_number"].estimate
        if figure.value is None or figure.numerator is None:
            return None
        return figure.numerator / needed if needed else figure.value

    def short(self, at: int) -> float | None:
        """Return the chance that the true rate is below what the draws of an appointment's worth ask for."""
        group = self.group
        if self.figures[at].value is None:
            return None
        due = self.drawn["magic_number"][:, at] * group.weeks[at] / group.dispersion
        held = group.seen[at].counts.first_appointments / group.dispersion + 0.5
        return finite(float(special.gammainc(held, due).mean()))

    def draw(self, at: int, rng: np.random.Generator) -> np.ndarray | None:
        """Return draws of the true rate over draws of the number needed."""
        group = self.group
        rate = rng.gamma(group.seen[at].counts.first_appointments / group.dispersion + 0.5, size=DRAWS)
        held: np.ndarray = rate * group.dispersion / group.weeks[at] / self.drawn["magic_number"][:, at]
        return held


class AttainmentWeighing(Weighing):
    """Revenue is a sum of random amounts at random times."""

    def interval(self, at: int, draws: np.ndarray) -> Interval | None:
        """Return the range of the sum over the goal."""
        figure = self.figures[at]
        ends = sum_interval(figure.numerator or 0.0, self._squares(at))
        if ends is None or not figure.denominator:
            return None
        return ends[0] / figure.denominator, ends[1] / figure.denominator

    def short(self, at: int) -> float | None:
        """Return the chance that the true revenue of such a time is under the goal."""
        figure = self.figures[at]
        if figure.numerator is None or figure.denominator is None:
            return None
        scaled = ScaledCount.of(figure.numerator, self._squares(at))
        return float(special.gammainc(scaled.count + 0.5, figure.denominator / scaled.each)) if scaled else 1.0

    def draw(self, at: int, rng: np.random.Generator) -> np.ndarray | None:
        """Return draws of the true revenue over the goal."""
        figure = self.figures[at]
        scaled = ScaledCount.of(figure.numerator or 0.0, self._squares(at))
        if scaled is None or not figure.denominator:
            return None
        return rng.gamma(scaled.count + 0.5, size=DRAWS) * scaled.each / figure.denominator

    def _squares(self, at: int) -> float:
        return self.group.seen[at].sums.get("revenue_squares", 0.0)


_CLASSES: Mapping[kinds.Kind, type[Weighing]] = {
    kinds.RATIO: RatioWeighing,
    kinds.MEAN: MeanWeighing,
    kinds.REQUIREMENT: RequirementWeighing,
    kinds.ACTIVITY: ActivityWeighing,
    kinds.ATTAINMENT: AttainmentWeighing,
}


def weighing_of(kpi: Kpi) -> type[Weighing]:
    """Return what weighs the evidence of a KPI."""
    return _CLASSES.get(kpi.kind, Weighing)


def needed_interval(needed: float, marks: Mapping[str, Mark], by_gates: bool) -> Interval | None:
    """Return the 90 % range of the appointments a goal asks for, from the ranges of what they bring in.

    The factors (the two ratios where ``by_gates``, else the win rate; the average sale) are taken as independent, so
    that their relative errors add up in squares (propagation of error on the log scale). None where one has no range.
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
    """Return a number, or None where it is none."""
    return float(value) if math.isfinite(value) else None


def _middle(draws: np.ndarray) -> Interval | None:
    if not np.isfinite(draws).all():
        return None
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
