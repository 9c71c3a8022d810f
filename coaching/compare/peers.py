"""Who is compared with whom: the other reps of the same group."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from coaching.metrics import MINIMUM_TRIALS, Figure, teams_of

#: By what reps can be grouped, in the order in which a grouping is looked for.
GROUPINGS = ("team", "region", "role")

#: With fewer peers that have a value there is no comparison.
FEWEST_PEERS = 2


def peer_groups(reps: Iterable[str], people: pd.DataFrame, deals: Any, by: str | None) -> dict[str, str | None]:
    """Return the peer group of each rep.

    ``by`` is one of ``GROUPINGS``, ``all`` for one group, or None for the first grouping that the data has.
    The reps table decides; a team that it lacks is that of the rep's deals (``teams_of``). Reps without a known
    group form one group (None).
    """
    names = list(reps)
    for grouping in GROUPINGS if by is None else () if by == "all" else (by,):
        known = _known(grouping, people, deals)
        groups = {rep: known.get(rep) for rep in names}
        if any(groups.values()):
            return groups
    return dict.fromkeys(names)


def groupings(people: pd.DataFrame, deals: Any) -> tuple[str, ...]:
    """Return the groupings in which the data know at least two groups."""
    return tuple(by for by in GROUPINGS if len(set(_known(by, people, deals).values())) > 1)


def dominant_rep(appointments: np.ndarray, active: np.ndarray, fewest: int = FEWEST_PEERS) -> int | None:
    """Return the index of the active rep who holds at least half of a group's first appointments; None without one.

    The others' pooled figure would be that of one person, so this rep is nobody's peer. Where fewer than ``fewest``
    peers would be left for anybody, there is none.

    Parameters
    ----------
    held : array
        First appointments of each rep of the group.
    active : array of bool
    """
    counted = np.where(active, appointments, 0.0)
    if active.sum() < fewest + 2 or counted.sum() <= 0:
        return None
    largest = int(np.argmax(counted))
    return largest if 2 * counted[largest] >= counted.sum() else None


@dataclass(frozen=True)
class Pooled:
    """Tallies of peers added up. The value is None if they are too few to compare with."""

    value: float | None
    numerator: float
    denominator: float
    reps: int
    trials: int


def pooled_others(
    figures: Mapping[str, Figure],
    groups: Mapping[str, str | None],
    enough: int = MINIMUM_TRIALS,
    peers: Collection[str] | None = None,
    fewest: int = FEWEST_PEERS,
) -> dict[str, Pooled]:
    """Return for each rep the figure of the *other* reps of its group, from their tallies added up.

    Parameters
    ----------
    figures : mapping of rep to Figure
    groups : mapping of rep to peer group
    enough : int
        With fewer trials in total there is no comparison.
    peers : collection of reps or None
        The reps who may be peers (the active ones); all if None.
    fewest : int
        With fewer peers that have a value there is no comparison.
    """
    reps = list(figures)
    numbers: dict[str | None, int] = {}
    group = np.array([numbers.setdefault(groups[rep], len(numbers)) for rep in reps], int)
    tallies = np.array([_tallies(figures[rep]) for rep in reps], float).reshape(-1, 4)
    counted = np.array([peers is None or rep in peers for rep in reps], bool)
    own = np.where(counted[:, None], tallies, 0.0)
    totals = np.zeros((len(numbers), 4))
    np.add.at(totals, group, own)
    pooled = {}
    for rep, (numerator, denominator, trials, count) in zip(reps, (totals[group] - own).tolist(), strict=True):
        usable = count >= fewest and round(trials) >= enough and denominator > 1e-12
        pooled[rep] = Pooled(
            max(0.0, numerator) / denominator if usable else None, numerator, denominator, round(count), round(trials)
        )
    return pooled


def _tallies(figure: Figure) -> tuple[float, float, float, float]:
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return 0.0, 0.0, 0.0, 0.0
    return figure.numerator, figure.denominator, float(figure.trials), 1.0


def _known(grouping: str, people: pd.DataFrame, deals: Any) -> dict[str, str]:
    listed = people.loc[people["rep"].notna() & people[grouping].notna(), ["rep", grouping]].astype(str)
    known = dict(zip(listed["rep"], listed[grouping], strict=True))
    return {**teams_of(deals), **known} if grouping == "team" else known
