"""From observed figures to scorecards: every KPI against its rule and against the rep's peers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from coaching.compare.mix import expected_by_mix, sums_by_product
from coaching.compare.model import Mark, Scorecard
from coaching.compare.peers import FEWEST_PEERS, averages_of_others
from coaching.compare.posterior import Evidence, interval_of, weigh
from coaching.compare.ranks import DRAWS, places
from coaching.compare.rules import attainment_of, is_best_practice, rule_of, status_of, target_of
from coaching.metrics import (
    CERTAIN_TRIALS,
    Figure,
    Goal,
    Goals,
    Kpi,
    Measured,
    Period,
    Reason,
    Tallies,
    ageing_by_rep,
    derive,
    medians_by_rep,
)
from coaching.metrics.figures import DERIVED

#: A place and the best and worst place that the evidence allows.
Range = tuple[int | None, int | None, int | None]


def compare(
    team: Measured,
    reps: Mapping[str, Measured],
    kpis: Mapping[str, Kpi],
    groups: Mapping[str, str | None],
    goals: Goals,
    period: Period,
    tallies: Tallies | None = None,
    seed: int = 0,
    fewest_peers: int = FEWEST_PEERS,
    own: Mapping[str, Mapping[str, Kpi]] | None = None,
) -> tuple[Scorecard, tuple[Scorecard, ...]]:
    """Judge every KPI of every rep, and of the team.

    Parameters
    ----------
    team, reps : Measured
        What was observed (``measure.measure``).
    groups : mapping of rep to peer group
    goals : Goals
        Revenue goals of the team and of each rep.
    tallies : Tallies or None
        What was measured from: needed for the product mix and the median cycle, which are left out without it.
    fewest_peers : int
        With fewer others that have a value there is no comparison.
    own : mapping of rep to KPIs
        For reps whose team has rules of its own; the others are judged by ``kpis``.
    seed : int
        Of the draws behind the rank ranges, so that the same data give the same page.

    Returns
    -------
    (Scorecard, tuple of Scorecard)
        The team's, and the reps' in the order of their rank (ties by name; reps without a score last).
    """
    rng = np.random.default_rng(seed)
    names = list(reps)
    rules = {rep: (own or {}).get(rep, kpis) for rep in names}
    marks: dict[str, dict[str, Mark]] = {rep: {} for rep in names}
    draws: dict[str, np.ndarray] = {}
    team_marks: dict[str, Mark] = {}
    sums = None if tallies is None else sums_by_product(tallies.events)
    for key, kpi in kpis.items():
        if kpi.kind in DERIVED:
            figures = {
                rep: derive(seen, kpi, _values(marks[rep]), _estimates(marks[rep]), goals.reps.get(rep), period)
                for rep, seen in reps.items()
            }
            whole = derive(team, kpi, _values(team_marks), {}, goals.team, period)
        else:
            figures = {rep: seen.figures[key] for rep, seen in reps.items()}
            whole = team.figures[key]
        mixed = kpi.kind in ("ratio", "mean") and "conversations" not in kpi.needs
        mix = expected_by_mix(sums, kpi, names, groups) if sums is not None and mixed else {}
        judged, draws[key] = _judge(kpi, rules, figures, reps, groups, marks, period, rng, fewest_peers, mix)
        for rep, mark in judged.items():
            marks[rep][key] = mark
        team_marks[key] = _judge_team(kpi, kpis, whole, team, period, team_marks, rng)
    medians = {} if tallies is None else medians_by_rep(tallies.durations)
    ageing = {} if tallies is None else ageing_by_rep(tallies.durations)
    cards = [
        _scorecard(seen, groups[rep], marks[rep], rules[rep], goals.reps.get(rep), medians, ageing)
        for rep, seen in reps.items()
    ]
    team_card = _scorecard(team, None, team_marks, kpis, goals.team, medians, ageing)
    return team_card, _ranked(cards, kpis, rules, draws)


def _judge(
    kpi: Kpi,
    rules: Mapping[str, Mapping[str, Kpi]],
    figures: Mapping[str, Figure],
    reps: Mapping[str, Measured],
    groups: Mapping[str, str | None],
    sofar: Mapping[str, Mapping[str, Mark]],
    period: Period,
    rng: np.random.Generator,
    fewest: int,
    mix: Mapping[str, float | None],
) -> tuple[dict[str, Mark], np.ndarray]:
    """Return each rep's mark and the draws from the posteriors, (draws, reps) in the order of ``reps``."""
    names = list(figures)
    peers = averages_of_others({rep: figure.value for rep, figure in figures.items()}, groups, fewest)
    found: dict[str, tuple[float | None, Evidence, int]] = {}
    draws = np.full((DRAWS, len(names)), np.nan)
    for group in dict.fromkeys(groups.values()):
        at = [i for i, rep in enumerate(names) if groups[rep] == group]
        if not at:
            continue
        members = [names[i] for i in at]
        targets = [target_of(rules[rep][kpi.key], rules[rep], peers[rep][0]) for rep in members]
        own, seen = [figures[rep] for rep in members], [reps[rep] for rep in members]
        evidence = weigh(kpi, own, seen, targets, [sofar[rep] for rep in members], period, rng)
        draws[:, at] = evidence.draws
        found.update({rep: (targets[i], evidence, i) for i, rep in enumerate(members)})
    estimated = {rep: evidence.estimates[i] for rep, (_, evidence, i) in found.items()}
    ranked = [estimated[rep] if figures[rep].value is not None else None for rep in names]
    ranges = _ranges(ranked, draws, kpi.better == "higher")
    marks = {
        rep: _mark(
            rules[rep][kpi.key],
            rules[rep],
            figures[rep],
            reps[rep],
            period,
            *found[rep],
            peers[rep],
            ranks,
            mix.get(rep),
        )
        for rep, ranks in zip(names, ranges, strict=True)
    }
    return marks, draws


def _judge_team(
    kpi: Kpi,
    kpis: Mapping[str, Kpi],
    figure: Figure,
    team: Measured,
    period: Period,
    sofar: Mapping[str, Mark],
    rng: np.random.Generator,
) -> Mark:
    target = target_of(kpi, kpis, None)
    evidence = weigh(kpi, [figure], [team], [target], [sofar], period, rng)
    mark = _mark(kpi, kpis, figure, team, period, target, evidence, 0, (None, 0))
    mark = replace(mark, estimate=figure.value)
    if kpi.rule and kpi.rule.kind == "peers" and figure.value is not None:
        return replace(mark, status=None, status_reason=None)
    return mark


def _mark(
    kpi: Kpi,
    kpis: Mapping[str, Kpi],
    figure: Figure,
    seen: Measured,
    period: Period,
    target: float | None,
    evidence: Evidence,
    at: int,
    peers: tuple[float | None, int],
    ranks: Range = (None, None, None),
    mix: float | None = None,
) -> Mark:
    value, (average, count) = figure.value, peers
    interval = interval_of(kpi, figure, seen, period, evidence.spread) or evidence.needed[at] or (None, None)
    gap = value / average - 1 if value is not None and average else None
    status = status_of(kpi, figure, target, evidence.breaks[at])
    lonely = status == "no_data" and value is not None
    mixed = mix if mix and gap is not None else None
    return Mark(
        figure=figure,
        low=interval[0],
        high=interval[1],
        estimate=evidence.estimates[at],
        rule=rule_of(kpi, kpis),
        target=target,
        status=status,
        status_reason=Reason("too_few_peers", {"peers": count, "needed": FEWEST_PEERS}) if lonely else None,
        low_certainty=value is not None and kpi.rule is not None and figure.trials < CERTAIN_TRIALS,
        breaks_rule_probability=evidence.breaks[at],
        peer_average=average,
        peer_gap=gap,
        peer_count=count,
        attainment=attainment_of(kpi, value, target),
        best_practice=is_best_practice(kpi, figure, gap),
        rank=ranks[0],
        rank_low=ranks[1],
        rank_high=ranks[2],
        differs=("higher" if (gap or 0) > 0 else "lower") if evidence.differs[at] and gap is not None else None,
        mix_expected=mixed,
        mix_gap=value / mixed - 1 if value is not None and mixed else None,
    )


def _scorecard(
    seen: Measured,
    group: str | None,
    marks: dict[str, Mark],
    kpis: Mapping[str, Kpi],
    goal: Goal | None,
    medians: Mapping[str | None, tuple[float | None, Reason | None]],
    ageing: Mapping[str | None, bool],
) -> Scorecard:
    rated = [key for key, mark in marks.items() if mark.attainment is not None and kpis[key].weight > 0]
    estimated = [
        attainment_of(kpis[key], _or(marks[key].estimate, marks[key].value), marks[key].target) or 0.0 for key in rated
    ]
    median, reason = medians.get(seen.rep, (None, Reason("no_wins") if medians else None))
    return Scorecard(
        rep=seen.rep,
        peer_group=group,
        counts=seen.counts,
        funnel=seen.funnel,
        marks=marks,
        goal=goal,
        score=_weighted(rated, [marks[key].attainment or 0.0 for key in rated], kpis),
        score_estimate=_weighted(rated, estimated, kpis),
        score_kpis=tuple(rated),
        cycle_median=median,
        cycle_median_reason=reason,
        ageing=ageing.get(seen.rep, False),
        at_work=seen.at_work,
    )


def _weighted(keys: Sequence[str], attained: Sequence[float], kpis: Mapping[str, Kpi]) -> float | None:
    if not keys:
        return None
    weights = [kpis[key].weight for key in keys]
    return 100 * sum(w * value for w, value in zip(weights, attained, strict=True)) / sum(weights)


def _ranked(
    cards: list[Scorecard],
    kpis: Mapping[str, Kpi],
    rules: Mapping[str, Mapping[str, Kpi]],
    draws: Mapping[str, np.ndarray],
) -> tuple[Scorecard, ...]:
    if not cards:
        return ()
    ranges = _ranges([card.score_estimate for card in cards], _score_draws(cards, kpis, rules, draws), higher=True)
    ranked = [
        replace(card, rank=rank, rank_low=low, rank_high=high)
        for card, (rank, low, high) in zip(cards, ranges, strict=True)
    ]
    return tuple(sorted(ranked, key=lambda card: (card.rank is None, card.rank or 0, card.rep or "")))


def _score_draws(
    cards: Sequence[Scorecard],
    kpis: Mapping[str, Kpi],
    rules: Mapping[str, Mapping[str, Kpi]],
    draws: Mapping[str, np.ndarray],
) -> np.ndarray:
    """Return scores drawn from the posteriors of all KPIs, (draws, reps)."""
    total, weight = np.zeros((DRAWS, len(cards))), np.zeros(len(cards))
    for key, drawn in draws.items():
        target = np.array([card.marks[key].target if key in card.score_kpis else None for card in cards], float)
        own_weight = np.array([rules[card.rep or ""][key].weight for card in cards])
        rated = ~np.isnan(target)
        with np.errstate(divide="ignore", invalid="ignore"):
            attained = drawn / target if kpis[key].better == "higher" else target / drawn
        attained = np.clip(np.nan_to_num(attained, nan=1.0, posinf=1.0), 0.0, 1.0)
        total += np.where(rated, own_weight * attained, 0.0)
        weight += np.where(rated, own_weight, 0.0)
    with np.errstate(invalid="ignore"):
        return np.where(weight > 0, total / weight, np.nan)


def _ranges(values: Sequence[float | None], draws: np.ndarray, higher: bool) -> list[Range]:
    """Return the place of each value with its 90 % range over ``draws`` (draws, values)."""
    low, high = places(draws, higher)
    return [
        (place, _whole(best, place, min), _whole(worst, place, max))
        for place, best, worst in zip(_places(values, higher), low.tolist(), high.tolist(), strict=True)
    ]


def _places(values: Sequence[float | None], higher: bool) -> list[int | None]:
    """Return the place of each value, 1 for the best; equal values (to nine digits) share the better place."""
    rounded = [None if value is None else float(f"{value:.9g}") for value in values]
    first: dict[float, int] = {}
    for place, value in enumerate(sorted((v for v in rounded if v is not None), reverse=higher), start=1):
        first.setdefault(value, place)
    return [None if value is None else first[value] for value in rounded]


def _whole(place: float, rank: int | None, wider: Callable[[float, int], float]) -> int | None:
    """Return the end of a range of places, which always holds the rank itself."""
    return None if rank is None or math.isnan(place) else int(wider(place, rank))


def _values(marks: Mapping[str, Mark]) -> dict[str, float | None]:
    return {key: mark.value for key, mark in marks.items()}


def _estimates(marks: Mapping[str, Mark]) -> dict[str, float | None]:
    return {key: mark.estimate for key, mark in marks.items()}


def _or(first: float | None, second: float | None) -> float | None:
    return second if first is None else first
