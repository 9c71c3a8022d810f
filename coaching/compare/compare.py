"""From observed figures to scorecards: every KPI against its rule and against the rep's peers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from scipy import stats

from coaching.compare.intervals import count_interval, mean_interval, sum_interval, wilson
from coaching.compare.model import Mark, Scorecard, Status
from coaching.compare.peers import FEWEST_PEERS, averages_of_others
from coaching.compare.shrink import Shrunk, shrink_means, shrink_ratios
from coaching.measure import (
    CERTAIN_TRIALS,
    MINIMUM_TRIALS,
    Figure,
    Goals,
    Kpi,
    Measured,
    Period,
    Reason,
    derive,
)
from coaching.measure.figures import DERIVED

#: Posterior probability from which a broken rule is called broken.
SURE_ENOUGH = 0.8

#: The sums of squares behind each mean.
_SQUARES = {"average_sale": "revenue_squares", "sales_cycle_days": "cycle_squares"}


def compare(
    team: Measured,
    reps: Mapping[str, Measured],
    kpis: Mapping[str, Kpi],
    groups: Mapping[str, str | None],
    goals: Goals,
    period: Period,
) -> tuple[Scorecard, tuple[Scorecard, ...]]:
    """Judge every KPI of every rep, and of the team.

    Parameters
    ----------
    team, reps : Measured
        What was observed (``measure.measure``).
    groups : mapping of rep to peer group
    goals : Goals
        Revenue goals of the team and of each rep.

    Returns
    -------
    (Scorecard, tuple of Scorecard)
        The team's, and the reps' in the order of their rank (ties by name; reps without a score last).
    """
    marks: dict[str, dict[str, Mark]] = {rep: {} for rep in reps}
    team_marks: dict[str, Mark] = {}
    team_estimates: dict[str, float | None] = {}
    for key, kpi in kpis.items():
        if kpi.kind in DERIVED:
            figures = {
                rep: derive(seen, kpi, _values(marks[rep]), _estimates(marks[rep]), goals.reps.get(rep), period)
                for rep, seen in reps.items()
            }
            team_figure = derive(team, kpi, _values(team_marks), team_estimates, goals.team, period)
        else:
            figures = {rep: seen.figures[key] for rep, seen in reps.items()}
            team_figure = team.figures[key]
        judged = _judge(kpi, kpis, figures, reps, groups, marks, period)
        for rep, mark in judged.items():
            marks[rep][key] = mark
        team_marks[key] = _judge_team(kpi, kpis, team_figure, team, period)
    cards = [_scorecard(seen, groups[rep], marks[rep], kpis, goals.reps.get(rep)) for rep, seen in reps.items()]
    team_card = _scorecard(team, None, team_marks, kpis, goals.team)
    return team_card, _ranked(cards)


def _judge(
    kpi: Kpi,
    kpis: Mapping[str, Kpi],
    figures: Mapping[str, Figure],
    reps: Mapping[str, Measured],
    groups: Mapping[str, str | None],
    sofar: Mapping[str, Mapping[str, Mark]],
    period: Period,
) -> dict[str, Mark]:
    peers = averages_of_others({rep: figure.value for rep, figure in figures.items()}, groups)
    marks: dict[str, Mark] = {}
    for group in dict.fromkeys(groups.values()):
        members = [rep for rep in figures if groups[rep] == group]
        shrunk = _shrink(kpi, [figures[rep] for rep in members], [reps[rep] for rep in members])
        targets = [_target(kpi, kpis, peers[rep][0]) for rep in members]
        below = shrunk.below([math.nan if t is None else t for t in targets]) if shrunk else None
        for i, rep in enumerate(members):
            figure = figures[rep]
            estimate = _finite(shrunk.estimate[i]) if shrunk else _derived_estimate(kpi, figure, sofar[rep])
            probability = None
            if targets[i] is not None and figure.value is not None:
                probability = (
                    _breaks(kpi, float(below[i]))
                    if below is not None
                    else _derived_breaks(kpi, figure, reps[rep], period)
                )
            marks[rep] = _mark(kpi, figure, reps[rep], period, estimate, targets[i], probability, kpis, peers[rep])
    return _with_ranks(kpi, marks)


def _judge_team(kpi: Kpi, kpis: Mapping[str, Kpi], figure: Figure, team: Measured, period: Period) -> Mark:
    target = _target(kpi, kpis, None)
    shrunk = _shrink(kpi, [figure], [team])
    probability = None
    if target is not None and figure.value is not None:
        probability = (
            _breaks(kpi, float(shrunk.below([target])[0])) if shrunk else _derived_breaks(kpi, figure, team, period)
        )
    return _mark(kpi, figure, team, period, figure.value, target, probability, kpis, None)


def _mark(
    kpi: Kpi,
    figure: Figure,
    seen: Measured,
    period: Period,
    estimate: float | None,
    target: float | None,
    probability: float | None,
    kpis: Mapping[str, Kpi],
    peers: tuple[float | None, int] | None,
) -> Mark:
    """Put together one mark; ``peers`` is None for the team, which has none."""
    value = figure.value
    interval = _interval(kpi, figure, seen, period)
    average, count = peers or (None, 0)
    gap = value / average - 1 if value is not None and average else None
    status, reason = _status(kpi, figure, target, probability)
    if peers is None and kpi.rule and kpi.rule.kind == "peers":
        status, reason = (None if value is not None else "no_data"), None
    elif reason is None and value is not None and status == "no_data":
        reason = Reason("too_few_peers", {"peers": count, "needed": FEWEST_PEERS})
    best = kpi.rule.best_practice if kpi.rule else None
    return Mark(
        figure=figure,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        estimate=estimate,
        rule=_rule(kpi, kpis),
        target=target,
        status=status,
        status_reason=reason,
        low_certainty=value is not None and kpi.rule is not None and figure.trials < CERTAIN_TRIALS,
        breaks_rule_probability=probability,
        peer_average=average,
        peer_gap=gap,
        peer_count=count,
        attainment=_attainment(kpi, value, target),
        best_practice=bool(best and gap is not None and figure.trials >= MINIMUM_TRIALS and _better(kpi, gap, best)),
    )


def _status(
    kpi: Kpi, figure: Figure, target: float | None, probability: float | None
) -> tuple[Status | None, Reason | None]:
    if figure.value is None:
        return "no_data", None
    if kpi.rule is None:
        return None, None
    if target is None:
        return "no_data", None
    if not breaks_rule(kpi, figure.value, target):
        return "on_target", None
    if figure.trials >= MINIMUM_TRIALS and probability is not None and probability >= SURE_ENOUGH:
        return "below", None
    return "watch", None


def breaks_rule(kpi: Kpi, value: float, target: float) -> bool:
    """Say whether an observed value breaks the rule: under a fixed target, or as far off the peers as it says."""
    if kpi.rule and kpi.rule.kind == "peers":
        slack = 1e-12 * abs(target)
        return value <= target + slack if kpi.better == "higher" else value >= target - slack
    return value < target if kpi.better == "higher" else value > target


def _rule(kpi: Kpi, kpis: Mapping[str, Kpi]) -> float | None:
    if kpi.rule is None:
        return None
    if kpi.rule.kind == "product":
        return math.prod(_rule(kpis[key], kpis) or math.nan for key in kpi.rule.of)
    return kpi.rule.threshold


def _target(kpi: Kpi, kpis: Mapping[str, Kpi], peer_average: float | None) -> float | None:
    rule = _rule(kpi, kpis)
    if rule is None or kpi.rule is None:
        return None
    if kpi.rule.kind != "peers":
        return rule
    if peer_average is None:
        return None
    return peer_average * (1 - rule if kpi.better == "higher" else 1 + rule)


def _attainment(kpi: Kpi, value: float | None, target: float | None) -> float | None:
    if value is None or target is None:
        return None
    if kpi.better == "higher":
        return min(1.0, max(0.0, value / target)) if target > 0 else 1.0
    return min(1.0, target / value) if value > 0 else 1.0


def _better(kpi: Kpi, gap: float, by: float) -> bool:
    return gap <= -by + 1e-12 if kpi.better == "lower" else gap >= by - 1e-12


def _shrink(kpi: Kpi, figures: list[Figure], seen: list[Measured]) -> Shrunk | None:
    if kpi.kind == "ratio":
        pairs = [
            (figure.numerator or 0.0, figure.denominator or 0.0) if figure.value is not None else (0.0, 0.0)
            for figure in figures
        ]
        if any(m > n for m, n in pairs):
            return None
        return shrink_ratios([m for m, _ in pairs], [n for _, n in pairs])
    if kpi.kind == "mean":
        squares = _SQUARES[kpi.key]
        return shrink_means(
            [figure.numerator or 0.0 for figure in figures],
            [one.sums.get(squares, 0.0) for one in seen],
            [figure.denominator or 0.0 for figure in figures],
        )
    return None


def _derived_estimate(kpi: Kpi, figure: Figure, marks: Mapping[str, Mark]) -> float | None:
    """Return a derived figure from the estimates of its inputs; where that cannot be, the observed one."""
    if kpi.kind == "requirement" and figure.value is not None and figure.numerator is not None:
        sale = marks["average_sale"].estimate
        both = (marks["next_step_ratio"].estimate, marks["closing_ratio"].estimate)
        chance = marks["win_rate"].estimate
        if "win_rate" not in figure.rests_on and both[0] and both[1]:
            chance = both[0] * both[1]
        if sale and chance:
            return figure.numerator / (sale * chance)
    if kpi.kind == "activity" and figure.value is not None and figure.numerator is not None:
        needed = marks["magic_number"].estimate
        if needed:
            return figure.numerator / needed
    return figure.value


def _breaks(kpi: Kpi, below: float) -> float:
    return below if kpi.better == "higher" else 1 - below


def _derived_breaks(kpi: Kpi, figure: Figure, seen: Measured, period: Period) -> float | None:
    """Return how probable it is that the true rate behind an activity or revenue figure is under its goal."""
    if kpi.kind == "activity" and figure.denominator is not None:
        needed = figure.denominator * period.weeks
        return float(stats.gamma.cdf(needed, seen.counts.first_appointments + 0.5))
    if kpi.kind == "attainment" and figure.numerator is not None and figure.denominator is not None:
        spread = math.sqrt(seen.sums.get("revenue_squares", 0.0))
        if not spread:
            return 1.0
        return float(stats.norm.cdf((figure.denominator - figure.numerator) / spread))
    if figure.value is None or kpi.rule is None:
        return None
    return 1.0


def _interval(kpi: Kpi, figure: Figure, seen: Measured, period: Period) -> tuple[float, float] | None:
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return None
    if kpi.kind == "ratio":
        return wilson(figure.numerator, figure.denominator)
    if kpi.kind == "mean":
        return mean_interval(figure.numerator, seen.sums.get(_SQUARES[kpi.key], 0.0), figure.denominator)
    if kpi.kind == "activity":
        low, high = count_interval(seen.counts.first_appointments)
        scale = period.weeks * figure.denominator
        return low / scale, high / scale
    if kpi.kind == "attainment":
        low, high = sum_interval(figure.numerator, seen.sums.get("revenue_squares", 0.0))
        return low / figure.denominator, high / figure.denominator
    return None


def _scorecard(
    seen: Measured, group: str | None, marks: dict[str, Mark], kpis: Mapping[str, Kpi], goal: object
) -> Scorecard:
    rated = [key for key, mark in marks.items() if mark.attainment is not None and kpis[key].weight > 0]
    score = _weighted({key: marks[key].attainment for key in rated}, kpis)
    estimated = {
        key: _attainment(kpis[key], _or(marks[key].estimate, marks[key].value), marks[key].target) for key in rated
    }
    return Scorecard(
        rep=seen.rep,
        peer_group=group,
        counts=seen.counts,
        funnel=seen.funnel,
        marks=marks,
        goal=goal,  # type: ignore[arg-type]
        score=score,
        score_estimate=_weighted(estimated, kpis),
        score_kpis=tuple(rated),
    )


def _weighted(attained: Mapping[str, float | None], kpis: Mapping[str, Kpi]) -> float | None:
    if not attained:
        return None
    weight = sum(kpis[key].weight for key in attained)
    return 100 * sum(kpis[key].weight * (value or 0.0) for key, value in attained.items()) / weight


def _ranked(cards: list[Scorecard]) -> tuple[Scorecard, ...]:
    places = _places({card.rep or "": card.score_estimate for card in cards}, higher=True)
    ranked = [replace(card, rank=places.get(card.rep or "")) for card in cards]
    return tuple(sorted(ranked, key=lambda card: (card.rank is None, card.rank or 0, card.rep or "")))


def _with_ranks(kpi: Kpi, marks: dict[str, Mark]) -> dict[str, Mark]:
    shown = {rep: mark.estimate for rep, mark in marks.items() if mark.value is not None}
    places = _places(shown, higher=kpi.better == "higher")
    return {rep: replace(mark, rank=places.get(rep)) for rep, mark in marks.items()}


def _places(values: Mapping[str, float | None], higher: bool) -> dict[str, int]:
    """Return the place of each value, 1 for the best; equal values (to nine digits) share the better place."""
    rounded = {name: float(f"{value:.9g}") for name, value in values.items() if value is not None}
    ordered = sorted(rounded.values(), reverse=higher)
    first: dict[float, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
    return {name: first[value] for name, value in rounded.items()}


def _values(marks: Mapping[str, Mark]) -> dict[str, float | None]:
    return {key: mark.value for key, mark in marks.items()}


def _estimates(marks: Mapping[str, Mark]) -> dict[str, float | None]:
    return {key: mark.estimate for key, mark in marks.items()}


def _or(first: float | None, second: float | None) -> float | None:
    return second if first is None else first


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
