"""Stale deals: open for far longer than a sale usually takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

#: A deal is stale when open for longer than this many times the group's 90th-percentile cycle.
TIMES = 2.0
PERCENTILE = 0.90


def stale_deals(durations: pd.DataFrame, groups: Mapping[str, str | None]) -> dict[str, int]:
    """Count each rep's stale open deals, from the tallied durations.

    ``groups`` names each rep's peer group, whose won deals set the limit; a group without wins has none.
    """
    if durations.empty:
        return {}
    rep, names = pd.factorize(durations["rep"])
    group_of_rep, labels = pd.factorize(np.array([groups.get(str(name)) or "" for name in names], dtype=object))
    group, days = group_of_rep[rep], durations["days"].to_numpy(np.int64)
    won, waiting = durations["won"].to_numpy(float), durations["censored_open"].to_numpy(float)
    counts: dict[str, int] = {}
    for number in range(len(labels)):
        in_group = group == number
        longest = longest_open(days[in_group], won[in_group])
        if longest is None:
            continue
        old = in_group & (days > longest)
        per_rep = np.bincount(rep[old], waiting[old], len(names))
        counts.update({str(names[at]): int(per_rep[at]) for at in np.flatnonzero(per_rep).tolist()})
    return counts


def longest_open(days: np.ndarray, won: np.ndarray) -> float | None:
    """Return the days after which an open deal is stale, from ``won`` deals by ``days``; None without won deals."""
    wins = np.bincount(days - days.min(), won).cumsum() if len(days) else np.zeros(1)
    if wins[-1] <= 0:
        return None
    return TIMES * float(days.min() + (wins >= PERCENTILE * wins[-1]).argmax())
