"""Ranks with their 90 % ranges from posterior draws, and quantiles of the other reps' values."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from coaching.compare.distributions import competition_ranks
from coaching.compare.intervals import LEVEL

#: Number of draws from each posterior. Ranks are whole numbers, so more draws would hardly change them.
DRAWS = 300

#: A rank with the best and the worst end of its 90 % range.
RankRange = tuple[int | None, int | None, int | None]


def rank_ranges(draws: np.ndarray, higher_is_better: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the 90 % range of each rep's rank over draws from the posteriors.

    Parameters
    ----------
    draws : array of shape (draws, reps)
        A rep whose draws are missing (NaN) is not ranked.

    Returns
    -------
    low, high : arrays of length reps
        Best and worst rank, 1 is first; ties share the better rank; NaN for a rep that is not ranked.
    """
    ranked = ~np.isnan(draws).any(axis=0)
    low, high = np.full(draws.shape[1], np.nan), np.full(draws.shape[1], np.nan)
    if ranked.any():
        values = -draws[:, ranked] if higher_is_better else draws[:, ranked]
        by_rep = np.sort(competition_ranks(np.round(values, 12)).T, axis=1)
        last, tail = by_rep.shape[1] - 1, (1 - LEVEL) / 2
        low[ranked], high[ranked] = by_rep[:, math.floor(tail * last)], by_rep[:, math.ceil((1 - tail) * last)]
    return low, high


def ranks_with_ranges(values: Sequence[float | None], draws: np.ndarray, higher: bool) -> list[RankRange]:
    """Return the rank of each value with its 90 % range over ``draws``, an array of shape (draws, values)."""
    low, high = rank_ranges(draws, higher)
    return [
        _with_range(rank, best, worst)
        for rank, best, worst in zip(_ranks(values, higher), low.tolist(), high.tolist(), strict=True)
    ]


def others_quantile(values: np.ndarray, share: float, counted: np.ndarray) -> np.ndarray:
    """Return for each rep the quantile of the *other* reps' values; NaN with fewer than two of them.

    Only values flagged in ``counted`` and finite are used. Between two values the quantile is interpolated linearly.
    """
    counted = counted & np.isfinite(values)
    ordered = np.sort(values[counted])
    place = np.full(len(values), len(ordered))
    place[counted] = np.argsort(np.argsort(values[counted], kind="stable"), kind="stable")
    others = len(ordered) - counted.astype(int)
    if not len(ordered):
        return np.full(len(values), np.nan)
    at = share * np.maximum(others - 1, 0)
    under = np.floor(at).astype(int)

    def nth(number: np.ndarray) -> np.ndarray:
        skipped = number + (number >= place)
        at: np.ndarray = ordered[np.minimum(skipped, len(ordered) - 1)]
        return at

    low, high = nth(under), nth(np.minimum(under + 1, np.maximum(others - 1, 0)))
    return np.where(others >= 2, low + (at - under) * (high - low), np.nan)


def _ranks(values: Sequence[float | None], higher: bool) -> list[int | None]:
    """Return the rank of each value, 1 for the best; values equal to nine digits share the better rank."""
    rounded = [None if value is None else float(f"{value:.9g}") for value in values]
    first: dict[float, int] = {}
    for place, value in enumerate(sorted((v for v in rounded if v is not None), reverse=higher), start=1):
        first.setdefault(value, place)
    return [None if value is None else first[value] for value in rounded]


def _with_range(rank: int | None, best: float, worst: float) -> RankRange:
    """Return a rank with its range, widened so that the range contains the rank itself."""
    if rank is None or math.isnan(best):
        return rank, None, None
    return rank, min(int(best), rank), max(int(worst), rank)
