"""How the effect of coaching is measured for each kind of KPI: scale, errors and smallest relevant effect.

One class a kind of ``metrics.kinds`` whose figures before and after can be compared; those made of other figures have
none (``effect_kind_of``), but for activity, which is read as first appointments a week.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from scipy import special

from coaching.advise.impact.effect import Scale
from coaching.compare import Spread, count_interval, mean_interval, wilson
from coaching.metrics import Kpi, kinds

#: The smallest relevant difference: points of a ratio, and a share of another figure.
_WORTH_POINTS = 0.03
_WORTH_SHARE = 0.05

_SQUARES = {"average_sale": "revenue_squares", "sales_cycle_days": "cycle_squares"}

Range = tuple[float | None, float | None]


class EffectKind:
    """Figures m / n on the scale of a link function, on which higher is better.

    Attributes
    ----------
    scale : Scale
        How far figures swing by themselves, and effects reach, on that scale.
    is_counted : bool
        Whether m and n are those of the KPI; else they are first appointments and weeks at work.
    """

    scale: ClassVar[Scale]
    is_counted: ClassVar[bool] = True

    def __init__(self, kpi: Kpi) -> None:
        self.kpi = kpi

    def is_known(self, m: float, n: float) -> bool:
        """Return whether m / n can be put on the scale."""
        return n > 0

    def trials(self, m: float, n: float) -> float:
        """Return how many trials a figure rests on."""
        return n

    def interval(self, m: float, n: float, spread: Spread | None) -> Range:
        """Return the 90 % range of an observed figure, in its own unit."""
        raise NotImplementedError

    def on_link(self, m: np.ndarray, n: np.ndarray, spread: Spread | None) -> tuple[np.ndarray, np.ndarray | float]:
        """Return figures on the scale with the variances of their errors."""
        raise NotImplementedError

    def from_link(self, level: float) -> float:
        """Return the figure of a level on the scale."""
        return math.exp(level if self.kpi.better == "higher" else -level)

    def change(self, expected: float, effect: float) -> float:
        """Return an effect relative to the expected level, as a relative difference."""
        return self.from_link(expected + effect) / self.from_link(expected) - 1

    def worth(self, expected: float) -> float:
        """Return the smallest relevant effect on the scale; ``expected`` is a level on it."""
        return math.log1p(_WORTH_SHARE)

    def squares(self, sums: Mapping[str, float]) -> float:
        """Return the sum of squares behind a mean."""
        return 0.0

    @property
    def has_spread(self) -> bool:
        """Whether errors depend on how values spread within reps."""
        return False

    def likely_trials(self, before: float, weeks_before: float, weeks_after: float) -> float:
        """Return how many trials to expect afterwards from the time before; 0 if it is not informative."""
        return 0.0

    def missing(self, trials: int, needed: int) -> int:
        """Return how many trials a conclusion still needs; 0 if only time is missing."""
        return max(0, needed - trials)


class RatioEffect(EffectKind):
    """Log-odds; effects are in points."""

    scale = Scale(0.3, 0.8)

    def is_known(self, m: float, n: float) -> bool:
        """Return whether there are trials, and no more successes."""
        return n > 0 and m <= n

    def interval(self, m: float, n: float, spread: Spread | None) -> Range:
        """Return Wilson's interval."""
        return wilson(m, n) or (None, None)

    def on_link(self, m: np.ndarray, n: np.ndarray, spread: Spread | None) -> tuple[np.ndarray, np.ndarray | float]:
        """Return empirical log-odds (Haldane and Anscombe's half)."""
        return np.log((m + 0.5) / (n - m + 0.5)), 1 / (m + 0.5) + 1 / (n - m + 0.5)

    def from_link(self, level: float) -> float:
        """Return the ratio of log-odds."""
        return float(special.expit(level))

    def change(self, expected: float, effect: float) -> float:
        """Return an effect in points."""
        return self.from_link(expected + effect) - self.from_link(expected)

    def worth(self, expected: float) -> float:
        """Return three points on the scale."""
        higher = min(self.from_link(expected) + _WORTH_POINTS, 1 - 1e-6)
        return float(special.logit(higher)) - expected


class MeanEffect(EffectKind):
    """Logarithms, with the relative spread that the reps share."""

    scale = Scale(0.2, 0.4)

    def is_known(self, m: float, n: float) -> bool:
        """Return whether there are values, and not all of them 0."""
        return n > 0 and m > 0

    def interval(self, m: float, n: float, spread: Spread | None) -> Range:
        """Return Student's interval."""
        return mean_interval(m, n, spread) or (None, None)

    def on_link(self, m: np.ndarray, n: np.ndarray, spread: Spread | None) -> tuple[np.ndarray, np.ndarray | float]:
        """Return logarithms of means, with the sign reversed if lower is better."""
        relative = spread.relative_variance if spread else 1.0
        return np.log(m / n) * (1 if self.kpi.better == "higher" else -1), max(relative, 1e-4) / n

    def squares(self, sums: Mapping[str, float]) -> float:
        """Return the sum of squares."""
        return sums.get(_SQUARES[self.kpi.key], 0.0)

    @property
    def has_spread(self) -> bool:
        """Amounts and durations spread."""
        return True


class ActivityEffect(EffectKind):
    """First appointments a week: the magic number depends on goals and other figures, the appointments do not."""

    scale = Scale(0.2, 0.5)
    is_counted = False

    def trials(self, m: float, n: float) -> float:
        """Return the appointments."""
        return m

    def interval(self, m: float, n: float, spread: Spread | None) -> Range:
        """Return the exact Poisson interval, a week."""
        if not n:
            return None, None
        low, high = count_interval(m)
        return low / n, high / n

    def on_link(self, m: np.ndarray, n: np.ndarray, spread: Spread | None) -> tuple[np.ndarray, np.ndarray | float]:
        """Return logarithms of rates."""
        return np.log((m + 0.5) / n), 1 / (m + 0.5)

    def likely_trials(self, before: float, weeks_before: float, weeks_after: float) -> float:
        """Return the appointments at the rate of before."""
        return before / weeks_before * weeks_after

    def missing(self, trials: int, needed: int) -> int:
        """Return 0: few appointments are a figure too, only time is missing."""
        return 0


_CLASSES: Mapping[kinds.Kind, type[EffectKind]] = {
    kinds.RATIO: RatioEffect,
    kinds.MEAN: MeanEffect,
    kinds.ACTIVITY: ActivityEffect,
}


def effect_kind_of(kpi: Kpi) -> EffectKind | None:
    """Return the effect kind of a KPI; None for a derived KPI."""
    effect_kind = _CLASSES.get(kpi.kind)
    return None if effect_kind is None else effect_kind(kpi)
