"""Control limits of a funnel plot: the range of a ratio by chance alone, for each number of trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coaching.compare.distributions import binomial_at_most, binomial_exactly, binomial_quantile

#: Share of reps inside the inner and the outer limits when all are alike.
INNER, OUTER = 0.90, 0.998


@dataclass(frozen=True)
class Limits:
    """Control limits at ``trials``, around the ``centre``: the ratio of all reps if nobody differs."""

    centre: float
    trials: tuple[int, ...]
    inner: tuple[tuple[float, float], ...]
    outer: tuple[tuple[float, float], ...]


def control_limits(centre: float, largest: int, points: int = 60) -> Limits:
    """Return the limits from 1 to ``largest`` trials, at about ``points`` places.

    Exact binomial quantiles, interpolated so that the curves are smooth. Source: D. J. Spiegelhalter, Funnel
    plots for comparing institutional performance (2005), appendix A.1.1.
    """
    trials = np.unique(np.geomspace(1, max(2, largest), points).round().astype(int))
    return Limits(centre, tuple(trials.tolist()), _between(centre, trials, INNER), _between(centre, trials, OUTER))


def _between(centre: float, trials: np.ndarray, share: float) -> tuple[tuple[float, float], ...]:
    tail = (1 - share) / 2
    ends = [_smooth_quantile(p, trials, centre) for p in (tail, 1 - tail)]
    return tuple(zip(ends[0].tolist(), ends[1].tolist(), strict=True))


def _smooth_quantile(p: float, trials: np.ndarray, centre: float) -> np.ndarray:
    count = binomial_quantile(p, trials, centre)
    upper, step = binomial_at_most(count, trials, centre), binomial_exactly(count, trials, centre)
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.where(step > 0, (upper - p) / step, 0.0)
    limit: np.ndarray = np.clip((count - excess) / trials, 0.0, 1.0)
    return limit


def inside(limits: Limits, trials: Sequence[int], ratios: Sequence[float]) -> np.ndarray:
    """Return a flag for each observed ratio: whether it lies within the outer limits."""
    low, high = (np.interp(trials, limits.trials, [pair[i] for pair in limits.outer]) for i in (0, 1))
    values = np.asarray(ratios, float)
    return (values >= low) & (values <= high)
