"""Who credibly differs from the rest of the team, without being fooled by many comparisons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from coaching.compare.distributions import adjusted, binomial_at_most, hypergeometric_tails, student_tail

#: Share of false flags among the flags of one KPI that is accepted. Five KPIs are compared side by side; a tenth is
#: shared between them, so that a team of identical reps is shown without any flag nine times in ten
#: (``benchmarks.honesty`` measures it).
FALSE_DISCOVERY_RATE = 0.10 / 5


#: Up to this share of all trials a rep's own are drawn as if from a group without end.
_SMALL_PART = 0.01


def ratio_p_values(successes: Sequence[float], trials: Sequence[float]) -> np.ndarray:
    """Return for each rep the two-sided exact probability of its ratio if it were that of all the others.

    Twice the smaller tail of the hypergeometric distribution (Fisher's exact test), or of the binomial one where
    every rep is but a small part of a large group, which makes no difference but of time; 1 where a rep or all the
    others have no trials.
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
    p = np.minimum(1.0, 2 * np.minimum(low, high))
    return np.where((n > 0) & (total_n - n > 0), p, 1.0)


def mean_p_values(totals: Sequence[float], squares: Sequence[float], counts: Sequence[float]) -> np.ndarray:
    """Return for each rep the two-sided probability of its mean if it were that of all the others.

    Student's test on the logarithm of the means, with the relative spread pooled over the reps; 1 where it
    cannot be told.
    """
    total, square, n = (np.asarray(x, float) for x in (totals, squares, counts))
    p = np.ones_like(total)
    usable = (n > 1) & (total > 0)
    freedom = (n[usable] - 1).sum()
    others_n, others_total = n[usable].sum() - n, total[usable].sum() - total
    usable &= (others_n > 1) & (others_total > 0)
    if not usable.any() or freedom < 1:
        return p
    mean = total[usable] / n[usable]
    scatter = np.maximum(0.0, square[usable] - n[usable] * mean**2) / mean**2
    variance = max(1e-12, scatter.sum() / freedom)
    gap = np.log(mean) - np.log(others_total[usable] / others_n[usable])
    error = np.sqrt(variance * (1 / n[usable] + 1 / others_n[usable]))
    p[usable] = 2 * student_tail(np.abs(gap) / error, freedom)
    return p


def discoveries(p_values: Sequence[float], rate: float = FALSE_DISCOVERY_RATE) -> np.ndarray:
    """Return which of the hypotheses are rejected at a false discovery rate.

    Source: Benjamini & Hochberg, Controlling the false discovery rate (1995).
    """
    p = np.asarray(p_values, float)
    if not len(p):
        return np.zeros(0, bool)
    return adjusted(p) <= rate
