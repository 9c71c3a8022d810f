"""90 % intervals of an observed figure, in the figure's own unit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from coaching.compare.distributions import gamma_quantile, student_quantile

LEVEL = 0.90
_Z = float(special.ndtri(0.5 + LEVEL / 2))


@lru_cache(maxsize=4096)
def _student(freedom: float) -> float:
    return student_quantile(0.5 + LEVEL / 2, freedom)


@lru_cache(maxsize=4096)
def _poisson(events: float) -> tuple[float, float]:
    tail = (1 - LEVEL) / 2
    low = gamma_quantile(tail, events) if events > 0 else 0.0
    return low, gamma_quantile(1 - tail, events + 1)


def wilson(successes: float, trials: float) -> tuple[float, float] | None:
    """Return the Wilson score interval of a ratio; None without trials, or with more successes than trials.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    if trials <= 0 or not 0 <= successes <= trials:
        return None
    ratio, z2 = successes / trials, _Z * _Z
    middle = (ratio + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z / (1 + z2 / trials) * math.sqrt(ratio * (1 - ratio) / trials + z2 / (4 * trials * trials))
    return max(0.0, min(middle - half, ratio)), min(1.0, max(middle + half, ratio))


@dataclass(frozen=True)
class Spread:
    """The squared coefficient of variation within the reps of a group, with its degrees of freedom."""

    relative_variance: float
    freedom: float


def scatter_of(totals: ArrayLike, squares: ArrayLike, counts: ArrayLike) -> np.ndarray:
    """Return the sums of squared deviations from each mean over the squared mean; 0 with fewer than two values."""
    total, square, n = (np.asarray(x, float) for x in (totals, squares, counts))
    several = (n > 1) & (total > 0)
    mean = np.divide(total, n, out=np.ones_like(total), where=several)
    scatter: np.ndarray = np.where(several, np.maximum(0.0, square - n * mean**2) / mean**2, 0.0)
    return scatter


def expected_scatter(counts: np.ndarray, relative_variance: float) -> np.ndarray:
    """Return the scatter to be expected over the squared coefficient of variation: the degrees of freedom, or less.

    Amounts are skewed: a few of them with a large mean spread more as well, so that spread over mean falls short, by
    ``(3 v + 2 v * v) / n`` of itself where logarithms are normal (delta method, second order). Uncorrected, tests of
    average sales name half as many reps again by chance (``benchmarks.honesty``).
    """
    short = (3 + 2 * relative_variance) * relative_variance
    expected: np.ndarray = np.maximum(counts - 1, 0.0) / (1 + short / np.maximum(counts, 1.0))
    return expected


def pooled_spread(totals: ArrayLike, squares: ArrayLike, counts: ArrayLike) -> Spread | None:
    """Return the squared coefficient of variation, pooled over the reps; None if no rep has two values."""
    several = (np.asarray(counts, float) > 1) & (np.asarray(totals, float) > 0)
    n = np.where(several, np.asarray(counts, float), 0.0)
    freedom = float(np.maximum(n - 1, 0.0).sum())
    if not freedom:
        return None
    scatter = float(scatter_of(totals, squares, counts).sum())
    return Spread(scatter / float(expected_scatter(n, scatter / freedom).sum()), freedom)


def mean_interval(total: float, count: float, spread: Spread | None) -> tuple[float, float] | None:
    """Return Student's interval of a positive mean, on the log scale, with the relative spread of the group.

    Amounts and durations are skewed: an interval on their own scale, or with the spread of a few values alone, misses
    the true mean too often (measured in ``benchmarks.honesty``). The error of the logarithm is the relative error of
    the mean (delta method).
    """
    if count < 1 or total <= 0 or spread is None:
        return None
    half = _student(spread.freedom) * math.sqrt(spread.relative_variance / count)
    return total / count * math.exp(-half), total / count * math.exp(half)


def count_interval(events: float, dispersion: float = 1.0) -> tuple[float, float]:
    """Return the exact Poisson interval of an expected count.

    An overdispersed count carries as much information as a Poisson count smaller by the factor ``dispersion``
    (variance over mean). Source: F. Garwood, Fiducial limits for the Poisson distribution (1936).
    """
    low, high = _poisson(events / dispersion)
    return low * dispersion, high * dispersion


@dataclass(frozen=True)
class ScaledCount:
    """A compound Poisson sum, replaced by a count of equal amounts with the same mean and variance.

    ``count`` amounts of size ``each`` have the sum and the sum of squares of the true amounts.
    """

    count: float
    each: float

    @classmethod
    def of(cls, total: float, squares: float) -> ScaledCount | None:
        """Return the count for a sum with this sum of squares; None for an empty sum."""
        return cls(total * total / squares, squares / total) if total > 0 and squares > 0 else None


def sum_interval(total: float, squares: float) -> tuple[float, float] | None:
    """Return the interval of a sum of random amounts at random times (compound Poisson); None without any amount.

    It is the exact Poisson interval of a count of equal amounts with the same variance: a sum of a few amounts is
    skewed, and a symmetric interval misses the true value too often. Source: Fay & Feuer, Confidence intervals for
    directly standardized rates: a method based on the gamma distribution (1997).
    """
    scaled = ScaledCount.of(total, squares)
    if scaled is None:
        return None
    low, high = count_interval(scaled.count)
    return low * scaled.each, high * scaled.each
