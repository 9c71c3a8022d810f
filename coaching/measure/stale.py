"""Deals that have been open for so long that they hide the truth about a pipeline."""

from __future__ import annotations

from collections.abc import Mapping

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
    rows = durations.assign(group=[groups.get(str(rep)) or "" for rep in durations["rep"]])
    counts: dict[str, int] = {}
    for _, group in rows.groupby("group"):
        wins = group.groupby("days")["won"].sum().sort_index().cumsum()
        if wins.empty or wins.iloc[-1] <= 0:
            continue
        limit = TIMES * float(wins.index[int((wins.to_numpy() >= PERCENTILE * wins.iloc[-1]).argmax())])
        old = group[group["days"] > limit].groupby("rep")["censored_open"].sum()
        counts.update({str(rep): int(count) for rep, count in old.items() if count})
    return counts
