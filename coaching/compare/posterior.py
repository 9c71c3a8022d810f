"""What the data say about the true value behind each rep's figure of one KPI, within one peer group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coaching.compare.empirical_bayes import Shrunk
from coaching.compare.kinds import Interval, Weighing, finite
from coaching.compare.ranks import DRAWS
from coaching.compare.significance import Tails


@dataclass(frozen=True)
class Evidence:
    """Per rep of the group, in order.

    Attributes
    ----------
    estimates : sequence of float or None
        The value shrunk towards the group.
    breaks, worse : sequences of float or None
        Posterior probability of breaking the rule, and of being worse than the peers' expected figure.
    intervals : sequence of (low, high) or None
        The 90 % range of the observed value.
    tails : Tails or None
        How likely so low, and so high, a figure would be among reps who are all alike.
    draws : array of shape (draws, reps)
        True values drawn from the posterior; for a rep without trials, from what the group leads one to expect.
    """

    estimates: Sequence[float | None]
    breaks: Sequence[float | None]
    worse: Sequence[float | None]
    intervals: Sequence[Interval | None]
    tails: Tails | None
    draws: np.ndarray


def weigh(
    one: Weighing, targets: Sequence[float | None], expected: Sequence[float | None], rng: np.random.Generator
) -> Evidence:
    """Weigh the evidence of one KPI over the reps of one peer group.

    Parameters
    ----------
    one : Weighing
        The KPI, the group and their figures, in the class of the KPI's kind.
    targets, expected : sequences of float or None
        The rule's edge, and the peers' figure that judges.
    """
    reps = range(len(one.figures))
    known = [figure.value is not None for figure in one.figures]
    shrunk, scale = one.shrunk, one.scale
    breaks: Sequence[float | None]
    if shrunk is not None:
        estimates = [finite(value) for value in shrunk.estimate * scale]
        breaks, worse = (_worse_than(one, shrunk, edges, scale) for edges in (targets, expected))
        draws = shrunk.draw(rng, DRAWS) * scale
    else:
        estimates = [one.likely(at) if known[at] else None for at in reps]
        breaks, worse = [one.short(at) for at in reps], [None for _ in reps]
        draws = np.column_stack([_drawn(one, at, rng) for at in reps]) if known else np.empty((DRAWS, 0))
    intervals = [one.interval(at, draws[:, at]) if _is_counted(one, at) else None for at in reps]
    return Evidence(
        estimates,
        [breaks[at] if targets[at] is not None and known[at] else None for at in reps],
        [worse[at] if known[at] else None for at in reps],
        intervals,
        one.tails,
        draws,
    )


def _is_counted(one: Weighing, at: int) -> bool:
    figure = one.figures[at]
    return figure.value is not None and figure.numerator is not None and figure.denominator is not None


def _drawn(one: Weighing, at: int, rng: np.random.Generator) -> np.ndarray:
    """Return draws of a rep's figure that is made of others; the figure itself where they are not known."""
    figure = one.figures[at]
    can_be_drawn = figure.value is not None and figure.denominator and figure.numerator is not None
    drawn = one.draw(at, rng) if can_be_drawn else None
    return np.full(DRAWS, math.nan if figure.value is None else figure.value) if drawn is None else drawn


def _worse_than(one: Weighing, shrunk: Shrunk, edges: Sequence[float | None], scale: np.ndarray) -> list[float | None]:
    below = shrunk.below(np.array([math.nan if edge is None else edge for edge in edges]) / scale)
    worse = below if one.kpi.better == "higher" else 1 - below
    return [finite(probability) for probability in worse]
