"""90 % intervals of an observed figure, in the figure's own unit."""

from __future__ import annotations

import math

from scipy import stats

LEVEL = 0.90
_Z = float(stats.norm.ppf(0.5 + LEVEL / 2))


def wilson(successes: float, trials: float) -> tuple[float, float] | None:
    """Return the Wilson score interval of a ratio, or None where it is none (no trials, or more than all).

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    if trials <= 0 or not 0 <= successes <= trials:
        return None
    ratio, z2 = successes / trials, _Z * _Z
    middle = (ratio + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z / (1 + z2 / trials) * math.sqrt(ratio * (1 - ratio) / trials + z2 / (4 * trials * trials))
    return max(0.0, min(middle - half, ratio)), min(1.0, max(middle + half, ratio))


def mean_interval(total: float, squares: float, count: float) -> tuple[float, float] | None:
    """Return Student's interval of a mean from its sum, sum of squares and count, cut off at zero."""
    if count < 2:
        return None
    mean = total / count
    variance = max(0.0, (squares - count * mean * mean) / (count - 1))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, count - 1)) * math.sqrt(variance / count)
    return max(0.0, mean - half), mean + half


def count_interval(events: float) -> tuple[float, float]:
    """Return the exact Poisson interval of an expected count.

    Source: F. Garwood, Fiducial limits for the Poisson distribution (1936).
    """
    tail = (1 - LEVEL) / 2
    low = float(stats.chi2.ppf(tail, 2 * events)) / 2 if events > 0 else 0.0
    return low, float(stats.chi2.ppf(1 - tail, 2 * (events + 1))) / 2


def sum_interval(total: float, squares: float) -> tuple[float, float]:
    """Return the interval of a sum of random amounts at random times (compound Poisson), cut off at zero."""
    half = _Z * math.sqrt(squares)
    return max(0.0, total - half), total + half
