"""Tests of each rep's figure against the others', and which of them are significant among many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from coaching.compare.distributions import adjusted, binomial_at_most, hypergeometric_p_values, student_tail
from coaching.compare.intervals import pooled_spread

#: False discovery rate of the flags of one KPI that are shown. A reader sees six figures at once, so the accepted tenth
#: is divided by six: nine of ten teams of identical reps are then shown without any flag (``benchmarks.honesty``).
FALSE_DISCOVERY_RATE = 0.10 / 6

#: False discovery rate of what may enter a plan, over all levers of a group, tested on the worse side alone. Nine of
#: ten teams of identical reps are then without such a step.
PLAN_DISCOVERY_RATE = 0.10

#: Where every rep has at most this share of all trials, the binomial distribution replaces the hypergeometric one.
_SMALL_PART = 0.01


@dataclass(frozen=True)
class PValues:
    """One-sided p-values of each rep, under the hypothesis that the rep's true figure is that of the others.

    ``low`` is the probability of a figure as low as the observed one or lower, ``high`` of one as high or higher.
    """

    low: np.ndarray
    high: np.ndarray

    @property
    def two_sided(self) -> np.ndarray:
        """Twice the smaller tail."""
        both: np.ndarray = np.minimum(1.0, 2 * np.minimum(self.low, self.high))
        return both


def ratio_p_values(successes: ArrayLike, trials: ArrayLike) -> PValues:
    """Return exact one-sided p-values of each rep's ratio against that of all the others.

    They are Fisher's (hypergeometric distribution). In a large group, where every rep has a small part of the trials,
    the binomial distribution gives the same to within 0.01 and takes far less time. A p-value is 1 where the rep or
    the others have no trials.
    """
    m, n = np.asarray(successes, float), np.asarray(trials, float)
    total_m, total_n = m.sum(), n.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        if len(n) and n.max() <= _SMALL_PART * total_n:
            others = (total_m - m) / (total_n - n)
            low, high = binomial_at_most(m, n, others), binomial_at_most(n - m, n, 1 - others)
        else:
            tails = [hypergeometric_p_values(own, trials, total_m, total_n) for own, trials in zip(m, n, strict=True)]
            low, high = np.array(tails, float).reshape(-1, 2).T
    usable = (n > 0) & (total_n - n > 0)
    return PValues(np.where(usable, low, 1.0), np.where(usable, high, 1.0))


def stratified_p_values(successes: np.ndarray, trials: np.ndarray) -> PValues:
    """Return one-sided p-values of each rep's ratio against the others', compared within each product.

    Parameters
    ----------
    successes, trials : arrays of shape (reps, products)

    Notes
    -----
    The Mantel-Haenszel test with continuity correction. With one product it approximates Fisher's exact test. Source:
    Mantel & Haenszel, Statistical aspects of the analysis of data from retrospective studies of disease (1959).
    """
    m, n = successes.sum(0), trials.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = trials / n
        expected = np.nan_to_num(share * m).sum(1)
        spread = np.nan_to_num(trials * (m / n) * (1 - m / n) * (n - trials) / np.maximum(n - 1, 1)).sum(1)
    return _normal_p_values(successes.sum(1) - expected, spread)


def rate_p_values(events: ArrayLike, weeks: ArrayLike, dispersion: float) -> PValues:
    """Return one-sided p-values of each rep's events a week against those of all the others.

    Given the total, a rep's number of events is binomial with the rep's share of the weeks as probability. Its variance
    is multiplied by ``dispersion``, the variance of weekly counts over their mean (1 for a Poisson process).
    """
    n, w = np.asarray(events, float), np.asarray(weeks, float)
    share = np.divide(w, w.sum(), out=np.zeros_like(w), where=w.sum() > 0)
    return _normal_p_values(n - n.sum() * share, dispersion * n.sum() * share * (1 - share))


def mean_p_values(totals: ArrayLike, squares: ArrayLike, counts: ArrayLike, norms: ArrayLike | None = None) -> PValues:
    """Return one-sided p-values of each rep's mean against that of all the others.

    Student's test on the logarithm of the means, with the squared coefficient of variation pooled over the reps. Each
    mean is first divided by the rep's entry of ``norms``, the factor by which the rep's mix of products changes the
    group's mean (1 where None). A p-value is 1 where there are too few values for a test.
    """
    total, square, n = (np.asarray(x, float) for x in (totals, squares, counts))
    norm = np.ones_like(total) if norms is None else np.asarray(norms, float)
    total, square = total / norm, square / norm**2
    low, high = np.ones_like(total), np.ones_like(total)
    usable = (n > 1) & (total > 0)
    spread = pooled_spread(total, square, n)
    others_n, others_total = n[usable].sum() - n, total[usable].sum() - total
    usable &= (others_n > 1) & (others_total > 0)
    if spread is None or not usable.any():
        return PValues(low, high)
    gap = np.log(total[usable] / n[usable]) - np.log(others_total[usable] / others_n[usable])
    error = np.sqrt(max(1e-12, spread.relative_variance) * (1 / n[usable] + 1 / others_n[usable]))
    low[usable] = student_tail(-gap / error, spread.freedom)
    high[usable] = student_tail(gap / error, spread.freedom)
    return PValues(low, high)


def expected_p_values(ratios: ArrayLike, errors: ArrayLike, freedom: float) -> PValues:
    """Return one-sided p-values of means over what was expected of each (1: as expected).

    Student's test on the logarithm, with the standard ``errors`` of these logarithms and their degrees of ``freedom``.
    A p-value is 1 where the ratio or its error is missing.
    """
    ratio, error = np.asarray(ratios, float), np.asarray(errors, float)
    low, high = np.ones_like(ratio), np.ones_like(ratio)
    usable = (ratio > 0) & (error > 0) & np.isfinite(error)
    if usable.any() and freedom >= 1:
        gap = np.log(ratio[usable]) / error[usable]
        low[usable], high[usable] = student_tail(-gap, freedom), student_tail(gap, freedom)
    return PValues(low, high)


def _normal_p_values(excess: np.ndarray, variance: np.ndarray) -> PValues:
    """Return normal one-sided p-values of counts ``excess`` above their mean, with the continuity correction."""
    usable = variance > 0
    error = np.sqrt(np.where(usable, variance, 1.0))
    low, high = special.ndtr((excess + 0.5) / error), special.ndtr((0.5 - excess) / error)
    return PValues(np.where(usable, low, 1.0), np.where(usable, high, 1.0))


def discoveries(p_values: ArrayLike, rate: float = FALSE_DISCOVERY_RATE) -> np.ndarray:
    """Return which of the hypotheses are rejected at a false discovery rate.

    Source: Benjamini & Hochberg, Controlling the false discovery rate (1995).
    """
    p = np.asarray(p_values, float)
    if not len(p):
        return np.zeros(0, bool)
    return adjusted(p) <= rate
