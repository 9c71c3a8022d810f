"""A named peer to learn from: credibly better at just this KPI, on enough deals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.compare import Mark, Scorecard
from coaching.metrics import CERTAIN_TRIALS, Kpi

#: How many standard errors a mentor must be ahead (one-sided 90 %).
_AHEAD = 1.2816


@dataclass(frozen=True)
class Mentor:
    """A peer who is credibly better at a KPI, with the figure that shows it."""

    rep: str
    kpi: str
    value: float
    trials: int


def able_peers(others: Sequence[Scorecard], kpi: Kpi) -> tuple[Scorecard, ...]:
    """Return who could teach a KPI: keeps to its rule on at least 30 trials; the best estimate first."""
    sign = 1 if kpi.better == "higher" else -1
    able = [
        other
        for other in others
        if (mark := other.marks[kpi.key]).value is not None
        and mark.status == "on_target"
        and mark.figure.trials >= CERTAIN_TRIALS
    ]
    return tuple(sorted(able, key=lambda other: (-sign * (_estimate(other.marks[kpi.key])), other.rep or "")))


def find_mentor(card: Scorecard, able: Sequence[Scorecard], kpi: Kpi) -> Mentor | None:
    """Return the best peer to learn a KPI from, or None where nobody is credibly better.

    Parameters
    ----------
    able : sequence of Scorecard
        Who could teach it, the best first (``able_peers``); the rep itself may be among them.

    Notes
    -----
    A mentor is ahead of the rep by more than chance: by the standard errors that the two 90 % intervals show.
    """
    mine = card.marks[kpi.key]
    if mine.value is None:
        return None
    sign = 1 if kpi.better == "higher" else -1
    for other in able:
        mark = other.marks[kpi.key]
        if other.rep != card.rep and _is_ahead(mine, mark, sign):
            return Mentor(other.rep or "", kpi.key, float(mark.value or 0.0), mark.figure.trials)
    return None


def _estimate(mark: Mark) -> float:
    return mark.estimate if mark.estimate is not None else mark.value or 0.0


def _is_ahead(mine: Mark, theirs: Mark, sign: int) -> bool:
    errors = [_error(mark) for mark in (mine, theirs)]
    if None in errors or mine.value is None or theirs.value is None:
        return False
    return sign * (theirs.value - mine.value) > _AHEAD * math.hypot(*(error or 0.0 for error in errors))


def _error(mark: Mark) -> float | None:
    """Return the standard error that a 90 % interval stands for."""
    if mark.low is None or mark.high is None:
        return None
    return (mark.high - mark.low) / (2 * 1.6449)
