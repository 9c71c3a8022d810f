"""Who credibly differs from the rest of the team, without being fooled by many comparisons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from coaching.compare.distributions import adjusted, binomial_at_most, hypergeometric_tails, student_tail

#: Share of false flags among the flags of one KPI that is accepted where a flag is shown. Five KPIs are compared side
#: by side; a tenth is shared between them, so that a team of identical reps is shown without any flag nine times in
#: ten (``benchmarks.honesty`` measures it).
FALSE_DISCOVERY_RATE = 0.10 / 5

#: The same for what may enter a plan, on the worse side alone: a plan asks for a talk, a flag says something of a rep.
PLAN_DISCOVERY_RATE = 0.10


#: Up to this share of all trials a rep's own are drawn as if from a group without end.
_SMALL_PART = 0.01


@dataclass(frozen=True)
class Tails:
    """For each rep, the probability of a figure so low or lower, and so high or higher, if it were the others' own."""

    low: np.ndarray
    high: np.ndarray

    @property
    def two_sided(self) -> np.ndarray:
        """Twice the smaller tail."""
        both: np.ndarray = np.minimum(1.0, 2 * np.minimum(self.low, self.high))
        return both


def ratio_tails(successes: ArrayLike, trials: ArrayLike) -> Tails:
    """Return the exact tails of each rep's ratio against that of all the others.

    Those of the hypergeometric distribution (Fisher's exact test), or of the binomial one where every rep is but a
    small part of a large group, which makes no difference but of time; 1 where a rep or all the others have no trials.
    """
    m, n = np.asarray(successes, float), np.asarray(trials, float)
    total_m, total_n = m.sum(), n.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        if total_n and n.max() <= _SMALL_PART * total_n:
            others = (total_m - m) / (total_n - n)
            low, high = binomial_at_most(m, n, others), binomial_at_most(n - m, n, 1 - others)
        else:
            tails = [hypergeometric_tails(own, trials, total_m, total_n) for own, trials in zip(m, n, strict=True)]
            low, high = np.array(tails, float).reshape(-1, 2).T
    usable = (n > 0) & (total_n - n > 0)
    return Tails(np.where(usable, low, 1.0), np.where(usable, high, 1.0))


def stratified_tails(successes: np.ndarray, trials: np.ndarray) -> Tails:
    """Return the tails of each rep's ratio against the others' within the products the rep sells.

    Parameters
    ----------
    successes, trials : arrays of shape (reps, products)

    Notes
    -----
    With one product it is Fisher's exact test as a normal distribution. Source: Mantel & Haenszel, Statistical aspects
    of the analysis of data from retrospective studies of disease (1959), with the continuity correction.
    """
    m, n = successes.sum(0), trials.sum(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = trials / n
        expected = np.nan_to_num(share * m).sum(1)
        spread = np.nan_to_num(trials * (m / n) * (1 - m / n) * (n - trials) / np.maximum(n - 1, 1)).sum(1)
    return _normal_tails(successes.sum(1) - expected, spread)


def rate_tails(events: ArrayLike, weeks: ArrayLike, dispersion: float) -> Tails:
    """Return the tails of each rep's events a week against those of all the others.

    ``dispersion`` is how much more the weeks of one rep differ than chance alone would make them (1: as chance does).
    Given all events, a rep's part is binomial; its variance is that many times larger.
    """
    n, w = np.asarray(events, float), np.asarray(weeks, float)
    share = np.divide(w, w.sum(), out=np.zeros_like(w), where=w.sum() > 0)
    return _normal_tails(n - n.sum() * share, dispersion * n.sum() * share * (1 - share))


def mean_tails(totals: ArrayLike, squares: ArrayLike, counts: ArrayLike, norms: ArrayLike | None = None) -> Tails:
    """Return the tails of each rep's mean against that of all the others.

    Student's test on the logarithm of the means, with the relative spread pooled over the reps; 1 where it cannot be
    told. ``norms`` are what each rep's mix of products makes of the group's mean (1 without): means are compared
    after division by them.
    """
    total, square, n = (np.asarray(x, float) for x in (totals, squares, counts))
    norm = np.ones_like(total) if norms is None else np.asarray(norms, float)
    total, square = total / norm, square / norm**2
    low, high = np.ones_like(total), np.ones_like(total)
    usable = (n > 1) & (total > 0)
    freedom = (n[usable] - 1).sum()
    others_n, others_total = n[usable].sum() - n, total[usable].sum() - total
    usable &= (others_n > 1) & (others_total > 0)
    if not usable.any() or freedom < 1:
        return Tails(low, high)
    mean = total[usable] / n[usable]
    scatter = np.maximum(0.0, square[usable] - n[usable] * mean**2) / mean**2
    variance = max(1e-12, scatter.sum() / freedom)
    gap = np.log(mean) - np.log(others_total[usable] / others_n[usable])
    error = np.sqrt(variance * (1 / n[usable] + 1 / others_n[usable]))
    low[usable], high[usable] = student_tail(-gap / error, freedom), student_tail(gap / error, freedom)
    return Tails(low, high)


def ratio_p_values(successes: ArrayLike, trials: ArrayLike) -> np.ndarray:
    """Return for each rep the two-sided exact probability of its ratio if it were that of all the others."""
    return ratio_tails(successes, trials).two_sided


def mean_p_values(totals: ArrayLike, squares: ArrayLike, counts: ArrayLike) -> np.ndarray:
    """Return for each rep the two-sided probability of its mean if it were that of all the others."""
    return mean_tails(totals, squares, counts).two_sided


def _normal_tails(excess: np.ndarray, variance: np.ndarray) -> Tails:
    """Return the tails of counts that lie ``excess`` above their mean, with the continuity correction."""
    usable = variance > 0
    error = np.sqrt(np.where(usable, variance, 1.0))
    low, high = special.ndtr((excess + 0.5) / error), special.ndtr((0.5 - excess) / error)
    return Tails(np.where(usable, low, 1.0), np.where(usable, high, 1.0))


def discoveries(p_values: ArrayLike, rate: float = FALSE_DISCOVERY_RATE) -> np.ndarray:
    """Return which of the hypotheses are rejected at a false discovery rate.

    Source: Benjamini & Hochberg, Controlling the false discovery rate (1995).
    """
    p = np.asarray(p_values, float)
    if not len(p):
        return np.zeros(0, bool)
    return adjusted(p) <= rate
