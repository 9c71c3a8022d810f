"""What the data say about the true value behind each rep's figure of one KPI, within one peer group."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from coaching.compare.empirical_bayes import Shrunk, shrink_means, shrink_ratios
from coaching.compare.intervals import Spread, count_interval, mean_interval, pooled_spread, sum_interval, wilson
from coaching.compare.model import Mark
from coaching.compare.ranks import DRAWS
from coaching.compare.significance import discoveries, mean_p_values, ratio_p_values
from coaching.metrics import MINIMUM_TRIALS, Figure, Kpi, Measured, Period

#: The sums of squares behind each mean.
_SQUARES = {"average_sale": "revenue_squares", "sales_cycle_days": "cycle_squares"}


@dataclass(frozen=True)
class Evidence:
    """Per rep of the group, in order: the estimate, the probability of breaking the rule, whether the rep differs.

    ``draws`` (draws x reps) are true values drawn from the posterior, NaN for a rep without a value. ``spread`` is
    the relative spread of a mean within the reps; ``needed`` the 90 % ranges of a requirement.
    """

    estimates: tuple[float | None, ...]
    breaks: tuple[float | None, ...]
    differs: tuple[bool, ...]
    draws: np.ndarray
    spread: Spread | None = None
    needed: tuple[tuple[float, float] | None, ...] = ()


def weigh(
    kpi: Kpi,
    figures: Sequence[Figure],
    seen: Sequence[Measured],
    targets: Sequence[float | None],
    sofar: Sequence[Mapping[str, Mark]],
    period: Period,
    rng: np.random.Generator,
) -> Evidence:
    """Weigh the evidence of one KPI over the reps of one peer group.

    ``sofar`` are the marks of the KPIs that this one is made of. Ratios and means are estimated under the
    group's prior; what is made of them takes their estimates.
    """
    known = np.array([figure.value is not None for figure in figures])
    shrunk = _shrink(kpi, figures, seen)
    estimates: list[float | None]
    probable: list[float | None]
    if shrunk is not None:
        below = shrunk.below([math.nan if target is None else target for target in targets])
        estimates = [float(value) if math.isfinite(value) else None for value in shrunk.estimate]
        probable = [float(p if kpi.better == "higher" else 1 - p) for p in below]
        draws = shrunk.draw(rng, DRAWS)
    else:
        estimates = [_made_of_estimates(kpi, figure, marks) for figure, marks in zip(figures, sofar, strict=True)]
        pairs = list(zip(figures, seen, strict=True))
        probable = [_probably_short(kpi, figure, one, period) for figure, one in pairs]
        draws = np.column_stack([_draw(kpi, figure, one, period, rng) for figure, one in pairs])
    breaks = tuple(
        probability if target is not None and there else None
        for probability, target, there in zip(probable, targets, known, strict=True)
    )
    return Evidence(
        tuple(estimates),
        breaks,
        _differing(kpi, figures, seen),
        np.where(known, draws, np.nan),
        _spread(kpi, figures, seen),
        tuple(_needed(kpi, figure, marks) for figure, marks in zip(figures, sofar, strict=True)),
    )


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


def interval_of(
    kpi: Kpi, figure: Figure, seen: Measured, period: Period, spread: Spread | None
) -> tuple[float, float] | None:
    """Return the 90 % interval of an observed figure, in its own unit; None where none is defined."""
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return None
    if kpi.kind == "ratio":
        return wilson(figure.numerator, figure.denominator)
    if kpi.kind == "mean":
        return mean_interval(figure.numerator, figure.denominator, spread)
    if kpi.kind == "activity":
        low, high = count_interval(seen.counts.first_appointments)
        scale = seen.weeks(period) * figure.denominator
        return low / scale, high / scale
    if kpi.kind == "attainment":
        low, high = sum_interval(figure.numerator, seen.sums.get("revenue_squares", 0.0))
        return low / figure.denominator, high / figure.denominator
    return None


def _needed(kpi: Kpi, figure: Figure, marks: Mapping[str, Mark]) -> tuple[float, float] | None:
    if kpi.kind != "requirement" or figure.value is None or "estimate" in figure.rests_on:
        return None
    return needed_interval(figure.value, marks, "win_rate" not in figure.rests_on)


def _spread(kpi: Kpi, figures: Sequence[Figure], seen: Sequence[Measured]) -> Spread | None:
    if kpi.kind != "mean":
        return None
    parts = _parts(figures)
    return pooled_spread([m for m, _ in parts], _squares(kpi, seen), [n for _, n in parts])


def _shrink(kpi: Kpi, figures: Sequence[Figure], seen: Sequence[Measured]) -> Shrunk | None:
    parts = _parts(figures)
    if kpi.kind == "ratio" and all(m <= n for m, n in parts):
        return shrink_ratios([m for m, _ in parts], [n for _, n in parts])
    if kpi.kind == "mean":
        return shrink_means([m for m, _ in parts], _squares(kpi, seen), [n for _, n in parts])
    return None


def _differing(kpi: Kpi, figures: Sequence[Figure], seen: Sequence[Measured]) -> tuple[bool, ...]:
    """Return who differs from the others; only reps with enough trials are in question."""
    enough = [i for i, figure in enumerate(figures) if figure.value is not None and figure.trials >= MINIMUM_TRIALS]
    parts = _parts(figures)
    if kpi.kind == "ratio" and all(m <= n for m, n in parts):
        p = ratio_p_values([m for m, _ in parts], [n for _, n in parts])
    elif kpi.kind == "mean":
        p = mean_p_values([m for m, _ in parts], _squares(kpi, seen), [n for _, n in parts])
    else:
        return (False,) * len(figures)
    found = set(np.array(enough, int)[discoveries(p[enough].tolist())])
    return tuple(i in found for i in range(len(figures)))


def _parts(figures: Sequence[Figure]) -> list[tuple[float, float]]:
    return [
        (figure.numerator or 0.0, figure.denominator or 0.0) if figure.value is not None else (0.0, 0.0)
        for figure in figures
    ]


def _squares(kpi: Kpi, seen: Sequence[Measured]) -> list[float]:
    return [one.sums.get(_SQUARES[kpi.key], 0.0) for one in seen]


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


def _probably_short(kpi: Kpi, figure: Figure, seen: Measured, period: Period) -> float | None:
    """Return how probable it is that the true rate behind an activity or revenue figure is under its goal."""
    if kpi.kind == "activity" and figure.denominator is not None:
        needed = figure.denominator * seen.weeks(period)
        return float(special.gammainc(seen.counts.first_appointments + 0.5, needed))
    if kpi.kind == "attainment" and figure.numerator is not None and figure.denominator is not None:
        spread = math.sqrt(seen.sums.get("revenue_squares", 0.0))
        return float(special.ndtr((figure.denominator - figure.numerator) / spread)) if spread else 1.0
    return None


def _draw(kpi: Kpi, figure: Figure, seen: Measured, period: Period, rng: np.random.Generator) -> np.ndarray:
    if figure.value is None:
        return np.full(DRAWS, np.nan)
    if kpi.kind == "activity" and figure.denominator:
        return rng.gamma(seen.counts.first_appointments + 0.5, size=DRAWS) / (seen.weeks(period) * figure.denominator)
    if kpi.kind == "attainment" and figure.denominator:
        spread = math.sqrt(seen.sums.get("revenue_squares", 0.0)) / figure.denominator
        return np.maximum(0.0, rng.normal(figure.value, spread, size=DRAWS))
    return np.full(DRAWS, figure.value)
