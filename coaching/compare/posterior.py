"""What the data say about the true value behind each rep's figure of one KPI, within one peer group."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from coaching.compare.empirical_bayes import Shrunk, shrink_means, shrink_ratios
from coaching.compare.intervals import (
    LEVEL,
    Spread,
    count_interval,
    mean_interval,
    pooled_spread,
    sum_interval,
    wilson,
)
from coaching.compare.model import Mark
from coaching.compare.ranks import DRAWS
from coaching.compare.significance import Tails, mean_tails, ratio_tails, stratified_tails
from coaching.metrics import Figure, Kpi, Measured, without_outliers

#: The sums of squares behind each mean.
_SQUARES = {"average_sale": "revenue_squares", "sales_cycle_days": "cycle_squares"}

#: The figures whose draws those of a derived KPI are made of, by its kind.
MADE_OF = {
    "requirement": ("next_step_ratio", "closing_ratio", "win_rate", "average_sale"),
    "activity": ("magic_number",),
}


@dataclass(frozen=True)
class Group:
    """The reps of one peer group, in order, and what all their figures are weighed with.

    Attributes
    ----------
    seen : sequence of Measured
    weeks : array
        Weeks at work in the period.
    peers : array of bool
        Who tells how the group is: the active reps.
    dispersion : float
        How much more the weeks of a rep differ in first appointments than chance alone would make them, at least 1.
    """

    seen: Sequence[Measured]
    weeks: np.ndarray
    peers: np.ndarray
    dispersion: float = 1.0


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
    intervals: Sequence[tuple[float, float] | None]
    tails: Tails | None
    draws: np.ndarray


def weigh(
    kpi: Kpi,
    figures: Sequence[Figure],
    usual: Sequence[Figure],
    group: Group,
    targets: Sequence[float | None],
    expected: Sequence[float | None],
    sofar: Sequence[Mapping[str, Mark]],
    drawn: Mapping[str, np.ndarray],
    rng: np.random.Generator,
    norms: np.ndarray | None = None,
    cells: tuple[np.ndarray, np.ndarray] | None = None,
) -> Evidence:
    """Weigh the evidence of one KPI over the reps of one peer group.

    Parameters
    ----------
    figures, usual : sequences of Figure
        As observed, and without amounts far out of line: the estimate, and what is said of others, rests on these.
    targets, expected : sequences of float or None
        The rule's edge, and the peers' figure that judges.
    sofar, drawn : marks by KPI of each rep, and draws by KPI
        Of the KPIs that this one is made of (``MADE_OF``).
    norms : array or None
        What each rep's mix of products makes of the group's figure (1: nothing), for means.
    cells : pair of arrays of shape (reps, products), or None
        Numerators and denominators by product, where the mix is known.
    """
    known = np.array([figure.value is not None for figure in figures])
    norms = np.ones(len(figures)) if norms is None or kpi.kind != "mean" else norms
    shrunk = _shrink(kpi, usual, group, norms)
    breaks: Sequence[float | None]
    if shrunk is not None:
        estimates = [_finite(value) for value in shrunk.estimate * norms]
        breaks = _worse_than(kpi, shrunk, targets, norms)
        worse = _worse_than(kpi, shrunk, expected, norms)
        draws = shrunk.draw(rng, DRAWS) * norms
    else:
        estimates = [_made_of_estimates(kpi, figure, marks) for figure, marks in zip(figures, sofar, strict=True)]
        breaks = _probably_short(kpi, figures, group, drawn)
        worse = [None] * len(figures)
        draws = _draws(kpi, figures, group, drawn, rng)
    breaks = [
        probability if target is not None and there else None
        for probability, target, there in zip(breaks, targets, known, strict=True)
    ]
    worse = [probability if there else None for probability, there in zip(worse, known, strict=True)]
    intervals = _intervals(kpi, figures, usual, group, sofar, draws)
    return Evidence(estimates, breaks, worse, intervals, _tails(kpi, usual, group, norms, cells), draws)


def needed_interval(needed: float, marks: Mapping[str, Mark], by_gates: bool) -> tuple[float, float] | None:
    """Return the 90 % range of the appointments a goal asks for, from the ranges of what they bring in.

    The factors (the two ratios where ``by_gates``, else the win rate; the average sale) are taken as independent, so
    that their relative errors add up in squares (propagation of error on the log scale). None where one has no range.
    """
    total = 0.0
    for key in (*(("next_step_ratio", "closing_ratio") if by_gates else ("win_rate",)), "average_sale"):
        mark = marks.get(key)
        if mark is None or mark.value is None or not mark.low or not mark.high or mark.low <= 0:
            return None
        total += (math.log(mark.high / mark.low) / 2) ** 2
    spread = math.exp(math.sqrt(total))
    return needed / spread, needed * spread


def _intervals(
    kpi: Kpi,
    figures: Sequence[Figure],
    usual: Sequence[Figure],
    group: Group,
    sofar: Sequence[Mapping[str, Mark]],
    draws: np.ndarray,
) -> list[tuple[float, float] | None]:
    spread = None
    if kpi.kind == "mean":
        parts = _parts(usual)
        spread = pooled_spread([m for m, _ in parts], _squares(kpi, group.seen), [n for _, n in parts])
    return [
        _interval(
            kpi, figure, group.seen[at], float(group.weeks[at]), group.dispersion, sofar[at], draws[:, at], spread
        )
        for at, figure in enumerate(figures)
    ]


def _interval(
    kpi: Kpi,
    figure: Figure,
    seen: Measured,
    weeks: float,
    dispersion: float,
    marks: Mapping[str, Mark],
    draws: np.ndarray,
    spread: Spread | None,
) -> tuple[float, float] | None:
    """Return the 90 % interval of an observed figure, in its own unit; None where none is defined."""
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return None
    if kpi.kind == "ratio":
        return wilson(figure.numerator, figure.denominator)
    if kpi.kind == "mean":
        return mean_interval(figure.numerator, figure.denominator, spread)
    if kpi.kind == "attainment":
        low, high = sum_interval(figure.numerator, seen.sums.get("revenue_squares", 0.0))
        return low / figure.denominator, high / figure.denominator
    if kpi.kind == "requirement":
        by_gates = "win_rate" not in figure.rests_on
        observed = None if "estimate" in figure.rests_on else needed_interval(figure.value, marks, by_gates)
        return observed or _middle(draws)
    if kpi.kind == "activity":
        return _activity_interval(figure, seen.counts.first_appointments, weeks, dispersion, marks["magic_number"])
    return None


def _activity_interval(
    figure: Figure, held: float, weeks: float, dispersion: float, needed: Mark
) -> tuple[float, float] | None:
    """Return the range of appointments held over those needed: both are uncertain, on the log scale."""
    if figure.value is None or not figure.denominator or not needed.value or not needed.low or not needed.high:
        return None
    low, high = (end / weeks / figure.denominator for end in count_interval(held, dispersion))
    above, under = math.log(needed.high / needed.value), math.log(needed.value / needed.low)
    if not figure.value:
        return 0.0, high * math.exp(under)
    down = math.hypot(math.log(figure.value / low), above) if low > 0 else math.inf
    return figure.value * math.exp(-down), figure.value * math.exp(math.hypot(math.log(high / figure.value), under))


def _middle(draws: np.ndarray) -> tuple[float, float] | None:
    if not np.isfinite(draws).all():
        return None
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _worse_than(kpi: Kpi, shrunk: Shrunk, edges: Sequence[float | None], norms: np.ndarray) -> list[float | None]:
    below = shrunk.below(np.array([math.nan if edge is None else edge for edge in edges]) / norms)
    worse = below if kpi.better == "higher" else 1 - below
    return [_finite(probability) for probability in worse]


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _shrink(kpi: Kpi, figures: Sequence[Figure], group: Group, norms: np.ndarray) -> Shrunk | None:
    parts = _parts(figures)
    m, n = np.array(parts, float).reshape(-1, 2).T
    if kpi.kind == "ratio" and (m <= n).all():
        return shrink_ratios(m, n, group.peers)
    if kpi.kind == "mean":
        return shrink_means(m / norms, np.array(_squares(kpi, group.seen)) / norms**2, n, group.peers)
    return None


def _tails(
    kpi: Kpi,
    figures: Sequence[Figure],
    group: Group,
    norms: np.ndarray,
    cells: tuple[np.ndarray, np.ndarray] | None,
) -> Tails | None:
    """Return the tails of each peer's figure among the peers; 1 for the others."""
    at = np.flatnonzero(group.peers)
    m, n = np.array(_parts(figures), float).reshape(-1, 2)[at].T
    if kpi.kind == "ratio" and (m <= n).all():
        tails = ratio_tails(m, n) if cells is None else stratified_tails(cells[0][at], cells[1][at])
    elif kpi.kind == "mean":
        tails = mean_tails(m, np.array(_squares(kpi, group.seen))[at], n, norms[at])
    else:
        return None
    low, high = np.ones(len(figures)), np.ones(len(figures))
    low[at], high[at] = tails.low, tails.high
    return Tails(low, high)


def _parts(figures: Sequence[Figure]) -> list[tuple[float, float]]:
    return [
        (figure.numerator or 0.0, figure.denominator or 0.0) if figure.value is not None else (0.0, 0.0)
        for figure in figures
    ]


def _squares(kpi: Kpi, seen: Sequence[Measured]) -> list[float]:
    name = _SQUARES[kpi.key]
    return [(without_outliers(one.sums) if one.sums.get("outliers") else one.sums).get(name, 0.0) for one in seen]


def _made_of_estimates(kpi: Kpi, figure: Figure, marks: Mapping[str, Mark]) -> float | None:
    """Return a derived figure from the estimates of its inputs; where that cannot be, the observed one."""
    if figure.value is None or figure.numerator is None:
        return None
    if kpi.kind == "requirement":
        sale, chance = marks["average_sale"].estimate, marks["win_rate"].estimate
        both = (marks["next_step_ratio"].estimate, marks["closing_ratio"].estimate)
        if "win_rate" not in figure.rests_on and both[0] and both[1]:
            chance = both[0] * both[1]
        if sale and chance:
            return figure.numerator / (sale * chance)
    if kpi.kind == "activity":
        needed = marks["magic_number"].estimate
        if needed:
            return figure.numerator / needed
    return figure.value


def _probably_short(
    kpi: Kpi, figures: Sequence[Figure], group: Group, drawn: Mapping[str, np.ndarray]
) -> list[float | None]:
    """Return how probable it is that the true figure behind an activity or revenue figure is under its goal."""
    found: list[float | None] = []
    for at, (figure, seen) in enumerate(zip(figures, group.seen, strict=True)):
        probability = None
        if kpi.kind == "activity" and figure.value is not None:
            # Over the draws of what an appointment brings, the chance that the true rate is below what that asks for.
            due = drawn["magic_number"][:, at] * group.weeks[at] / group.dispersion
            held = seen.counts.first_appointments / group.dispersion + 0.5
            probability = _finite(float(special.gammainc(held, due).mean()))
        elif kpi.kind == "attainment" and figure.numerator is not None and figure.denominator is not None:
            spread = math.sqrt(seen.sums.get("revenue_squares", 0.0))
            short = figure.denominator - figure.numerator
            probability = float(special.ndtr(short / spread)) if spread else 1.0
        found.append(probability)
    return found


def _draws(
    kpi: Kpi,
    figures: Sequence[Figure],
    group: Group,
    drawn: Mapping[str, np.ndarray],
    rng: np.random.Generator,
) -> np.ndarray:
    """Return draws of derived figures, (draws, reps), from those of everything they are made of."""
    columns = [np.full(DRAWS, math.nan if figure.value is None else figure.value) for figure in figures]
    for at, (figure, seen) in enumerate(zip(figures, group.seen, strict=True)):
        if figure.value is None or not figure.denominator or figure.numerator is None:
            continue
        if kpi.kind == "requirement":
            columns[at] = figure.numerator / np.maximum(_worth_of_appointment(figure, drawn, at), 1e-12)
        elif kpi.kind == "activity":
            held = rng.gamma(seen.counts.first_appointments / group.dispersion + 0.5, size=DRAWS) * group.dispersion
            columns[at] = held / group.weeks[at] / drawn["magic_number"][:, at]
        elif kpi.kind == "attainment":
            spread = math.sqrt(seen.sums.get("revenue_squares", 0.0)) / figure.denominator
            columns[at] = np.maximum(0.0, rng.normal(figure.value, spread, size=DRAWS))
    return np.column_stack(columns)


def _worth_of_appointment(figure: Figure, drawn: Mapping[str, np.ndarray], at: int) -> np.ndarray:
    keys = ("win_rate",) if "win_rate" in figure.rests_on else ("next_step_ratio", "closing_ratio")
    worth = drawn["average_sale"][:, at].copy()
    for key in keys:
        worth *= drawn[key][:, at]
    return worth
