"""How sure a rank is: the range of places that the evidence allows."""

from __future__ import annotations

import math

import numpy as np

from coaching.compare.distributions import first_places
from coaching.compare.intervals import LEVEL

#: Draws from the posteriors. Places are whole numbers, so that more would not show.
DRAWS = 400


def places(draws: np.ndarray, higher_is_better: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the 90 % range of each rep's place over draws from the posteriors.

    Parameters
    ----------
    draws : array of shape (draws, reps)
        Missing values (NaN) stand for reps that are not ranked.

    Returns
    -------
    low, high : arrays of length reps
        Best and worst place, 1 is first; ties share the better place; NaN where a rep is not ranked.
    """
    ranked = ~np.isnan(draws).any(axis=0)
    low, high = np.full(draws.shape[1], np.nan), np.full(draws.shape[1], np.nan)
    if ranked.any():
        values = -draws[:, ranked] if higher_is_better else draws[:, ranked]
        place = first_places(np.round(values, 12))
        last, tail = len(place) - 1, (1 - LEVEL) / 2
        at = [math.floor(tail * last), math.ceil((1 - tail) * last)]
        low[ranked], high[ranked] = np.partition(place, at, axis=0)[at]
    return low, high
