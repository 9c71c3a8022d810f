"""Who is compared with whom: the other reps of the same group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from coaching.metrics import teams_of

#: By what reps can be grouped, in the order in which a grouping is looked for.
GROUPINGS = ("team", "region", "role")

#: With fewer peers that have a value there is no comparison.
FEWEST_PEERS = 2


def peer_groups(reps: Iterable[str], people: pd.DataFrame, deals: Any, by: str | None) -> dict[str, str | None]:
    """Return the peer group of each rep.

    ``by`` is one of ``GROUPINGS``, ``all`` for one group, or None for the first grouping that is known.
    The table of people decides; for the team, the deals' most frequent team stands in where it is silent.
    Reps of whom no group is known form one group of their own (None).
    """
    names = list(reps)
    for grouping in GROUPINGS if by is None else () if by == "all" else (by,):
        known = _known(grouping, people, deals)
        groups = {rep: known.get(rep) for rep in names}
        if any(groups.values()):
            return groups
    return dict.fromkeys(names)


def groupings(people: pd.DataFrame, deals: Any) -> tuple[str, ...]:
    """Return the groupings that the data knows."""
    return tuple(by for by in GROUPINGS if _known(by, people, deals))


def averages_of_others(
    values: Mapping[str, float | None], groups: Mapping[str, str | None], fewest: int = FEWEST_PEERS
) -> dict[str, tuple[float | None, int]]:
    """Return for each rep the unweighted mean of the *other* reps' values in its group, and over how many.

    The mean is None where fewer than ``fewest`` others have a value.
    """
    totals: dict[str | None, tuple[float, int]] = {}
    for rep, value in values.items():
        if value is not None:
            total, count = totals.get(groups[rep], (0.0, 0))
            totals[groups[rep]] = (total + value, count + 1)
    averages: dict[str, tuple[float | None, int]] = {}
    for rep, value in values.items():
        total, count = totals.get(groups[rep], (0.0, 0))
        if value is not None:
            total, count = total - value, count - 1
        averages[rep] = (total / count if count >= fewest else None, count)
    return averages


def _known(grouping: str, people: pd.DataFrame, deals: Any) -> dict[str, str]:
    listed = people.loc[people["rep"].notna() & people[grouping].notna(), ["rep", grouping]].astype(str)
    known = dict(zip(listed["rep"], listed[grouping], strict=True))
    return {**teams_of(deals), **known} if grouping == "team" else known
