"""Scorecards from observed figures: every KPI against its rule and against the rep's peers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from coaching.compare.activity import (
    ACTIVITY,
    activity_figures,
    activity_p_values,
    activity_posterior,
    weekly_dispersion,
    weekly_sums,
)
from coaching.compare.inference import Inference, infer
from coaching.compare.intervals import count_interval
from coaching.compare.kinds import SQUARES, Group, finite, statistics_of
from coaching.compare.mix import ByProduct, Cells, expected_by_mix
from coaching.compare.model import Mark, Scorecard
from coaching.compare.peers import FEWEST_PEERS, Pooled, dominant_rep, pooled_others
from coaching.compare.ranks import DRAWS, RankRange, others_quantile, ranks_with_ranges
from coaching.compare.rules import (
    attainment_of,
    gap_of,
    is_best_practice,
    is_worse,
    rule_of,
    status_of,
    target_of,
)
from coaching.compare.score import chance_keys, rules_met, with_scores
from coaching.compare.significance import FALSE_DISCOVERY_RATE, PLAN_DISCOVERY_RATE, discoveries
from coaching.metrics import (
    ACTIVE,
    CERTAIN_TRIALS,
    NEW,
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
    events_without_outliers,
    medians_by_rep,
)
from coaching.metrics import usual as usual_of

#: Quantile at which the best quarter of the peers begins.
_BEST = 0.75


@dataclass(frozen=True)
class _Context:
    """The reps with what the comparison of every KPI needs; ``names`` is the order of every array.

    ``peers`` are the ``active`` reps with whom others are compared. Of the ``new`` it is too early to judge: what
    breaks a rule is on watch.
    """

    names: tuple[str, ...]
    reps: Mapping[str, Measured]
    groups: Mapping[str, str | None]
    rules: Mapping[str, Mapping[str, Kpi]]
    active: frozenset[str]
    peers: frozenset[str]
    new: frozenset[str]
    weeks: Mapping[str, float]
    members: Mapping[str | None, list[int]]
    parts: Mapping[str | None, Group]
    fewest: int


@dataclass(frozen=True)
class _Peers:
    """The peers' figures of one KPI by rep: pooled, and adjusted to the rep's mix of products where it is known."""

    pooled: Mapping[str, Pooled]
    mixed: Mapping[str, float | None]

    def expected(self, rep: str) -> float | None:
        """Return the peers' figure to compare with."""
        mixed = self.mixed.get(rep)
        return self.pooled[rep].value if mixed is None else mixed

    def norm(self, rep: str, base: float) -> float:
        """Return the factor by which the rep's mix changes the group's figure ``base``; 1 if it is not known.

        All reps share the base: each one's own peers would be another yardstick where their mixes differ.
        """
        mixed = self.mixed.get(rep)
        return mixed / base if mixed else 1.0


@dataclass(frozen=True)
class _PeerComparison:
    """One figure of the reps of a group, in order, against the other reps.

    ``differing`` flags significant differences; ``worse`` are the p-values of being worse than the others, NaN for who
    is not tested; ``median`` and ``best`` are the others' median and best quartile.
    """

    differing: Sequence[bool]
    worse: Sequence[float]
    median: Sequence[float | None]
    best: Sequence[float | None]

    @classmethod
    def of(cls, differing: np.ndarray, worse: np.ndarray, median: np.ndarray, best: np.ndarray) -> _PeerComparison:
        """Return the comparison from arrays, with None for a median or quartile that is missing (NaN)."""
        quartiles = ([finite(value) for value in values.tolist()] for values in (median, best))
        return cls(differing.tolist(), worse.tolist(), *quartiles)


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
        The observed figures (``measure``) with the time at work. New reps and those who left count in the team's
        figures and are nobody's peers. Without a time at work everybody is active over the whole period.
    groups : mapping of rep to peer group
    goals : Goals
        Revenue goals of the team and of each rep.
    tallies : Tallies or None
        The tallies behind the figures. The product mix, the median cycle and the weekly dispersion of appointments
        need them and are left out without them.
    seed : int
        Seed of the posterior draws, so that the same data give the same ranges.
    fewest_peers : int
        With fewer peers that have a value there is no comparison.
    own : mapping of rep to KPIs
        KPIs with the rules of the rep's own team; ``kpis`` for all other reps.

    Returns
    -------
    (Scorecard, tuple of Scorecard)
        The team's scorecard, and the reps' by rank (ties by name; reps without a rank last).
    """
    rng = np.random.default_rng(seed)
    by_product = None if tallies is None else ByProduct.of(events_without_outliers(tallies.events))
    context = _context(reps, kpis, groups, period, None if tallies is None else tallies.events, fewest_peers, own)
    marks: dict[str, dict[str, Mark]] = {rep: {} for rep in context.names}
    values: dict[str, dict[str, float | None]] = {rep: {} for rep in context.names}
    estimates: dict[str, dict[str, float | None]] = {rep: {} for rep in context.names}
    draws: dict[str, np.ndarray] = {}
    team_marks: dict[str, Mark] = {}
    team_values: dict[str, float | None] = {}
    team_draws: dict[str, np.ndarray] = {}
    alone = Group([team], np.array([team.weeks(period)]), np.array([True]))
    usual = {rep: usual_of(measured, kpis) for rep, measured in reps.items()}
    plain: dict[str, dict[str, Figure]] = {rep: {} for rep, measured in usual.items() if measured is not reps[rep]}
    worse: dict[str, dict[str, float]] = {rep: {} for rep in context.names}
    for key, kpi in kpis.items():
        if not kpi.kind.is_counted:
            figures = {
                rep: derive(measured, kpi, values[rep], estimates[rep], goals.reps.get(rep), period)
                for rep, measured in reps.items()
            }
            for rep, usual_figures in plain.items():
                usual_values = {name: figure.value for name, figure in usual_figures.items()}
                usual_figures[key] = derive(usual[rep], kpi, usual_values, estimates[rep], goals.reps.get(rep), period)
            whole = derive(team, kpi, team_values, {}, goals.team, period)
        else:
            figures = {rep: measured.figures[key] for rep, measured in reps.items()}
            for rep, usual_figures in plain.items():
                usual_figures[key] = usual[rep].figures[key]
            whole = team.figures[key]
        has_products = kpi.kind.is_counted and "conversations" not in kpi.needs
        cells = Cells.of_kpi(by_product, kpi, SQUARES.get(kpi.key)) if by_product is not None and has_products else None
        others = {rep: plain[rep][key] if rep in plain else figure for rep, figure in figures.items()}
        judged, draws[key] = _judge(kpi, figures, others, context, marks, draws, rng, cells, worse)
        for rep, mark in judged.items():
            marks[rep][key], values[rep][key], estimates[rep][key] = mark, mark.value, mark.estimate
        team_marks[key], team_draws[key] = _judge_team(kpi, kpis, whole, alone, team_marks, team_draws, rng)
        team_values[key] = team_marks[key].value
    activity, draws[ACTIVITY] = _judge_activity(context, rng, worse)
    _flag_those_behind(kpis, context, marks, activity, worse)
    medians = {} if tallies is None else medians_by_rep(tallies.durations)
    ageing = {} if tallies is None else ageing_by_rep(tallies.durations, medians)
    products = {} if by_product is None else by_product.shares()

    def scorecard(
        measured: Measured, group: str | None, marks: Mapping[str, Mark], activity: Mark | None, goal: Goal | None
    ) -> Scorecard:
        return Scorecard(
            rep=measured.rep,
            peer_group=group,
            counts=measured.counts,
            funnel=measured.funnel,
            marks=marks,
            goal=goal,
            rules_met=rules_met(marks),
            activity=activity,
            weeks=measured.weeks(period),
            products=products.get(measured.rep or "", {}),
            cycle_median=medians.get(measured.rep, (None, None))[0],
            ageing=ageing.get(measured.rep, False),
            at_work=measured.at_work,
            dominates=measured.rep is not None and measured.rep in context.active - context.peers,
        )

    cards = [scorecard(reps[rep], groups[rep], marks[rep], activity[rep], goals.reps.get(rep)) for rep in context.names]
    team_card = scorecard(team, None, team_marks, None, goals.team)
    return team_card, with_scores(cards, draws)


def _context(
    reps: Mapping[str, Measured],
    kpis: Mapping[str, Kpi],
    groups: Mapping[str, str | None],
    period: Period,
    events: pd.DataFrame | None,
    fewest: int,
    own: Mapping[str, Mapping[str, Kpi]] | None,
) -> _Context:
    names = tuple(reps)
    weeks = {rep: measured.weeks(period) for rep, measured in reps.items()}
    active = frozenset(
        rep for rep, measured in reps.items() if measured.at_work is None or measured.at_work.standing == ACTIVE
    )
    new = frozenset(rep for rep, measured in reps.items() if measured.at_work and measured.at_work.standing == NEW)
    members: dict[str | None, list[int]] = {}
    for at, rep in enumerate(names):
        members.setdefault(groups[rep], []).append(at)
    by_week = None if events is None else weekly_sums(events)
    parts = {}
    for group, places in members.items():
        of_group = [names[at] for at in places]
        peers = np.array([rep in active for rep in of_group])
        varied = 1.0 if by_week is None else weekly_dispersion(by_week, of_group, weeks)
        appointments = np.array([reps[rep].counts.first_appointments for rep in of_group], float)
        dominant = dominant_rep(appointments, peers, fewest)
        at_work = np.array([weeks[rep] for rep in of_group])
        parts[group] = Group([reps[rep] for rep in of_group], at_work, peers, varied, dominant)
    dominating = {names[members[group][part.dominant]] for group, part in parts.items() if part.dominant is not None}
    rules = {rep: (own or {}).get(rep, kpis) for rep in names}
    return _Context(names, reps, groups, rules, active, active - dominating, new, weeks, members, parts, fewest)


def _judge(
    kpi: Kpi,
    figures: Mapping[str, Figure],
    usual: Mapping[str, Figure],
    context: _Context,
    marks_so_far: Mapping[str, Mapping[str, Mark]],
    drawn: Mapping[str, np.ndarray],
    rng: np.random.Generator,
    cells: Cells | None,
    worse: Mapping[str, dict[str, float]],
) -> tuple[dict[str, Mark], np.ndarray]:
    """Return each rep's mark, and the posterior draws of shape (draws, reps) in the order of the team's names.

    ``usual`` are the figures without outlying amounts; peers, estimates and tests rest on these. ``worse`` takes each
    rep's p-value of being worse than the peers.
    """
    names = context.names
    pooled = pooled_others(usual, context.groups, kpi.kind.fewest_trials, context.peers, context.fewest)
    mixed = expected_by_mix(cells, names, context.groups, context.peers) if cells else {}
    peers = _Peers(pooled, {rep: value for rep, value in mixed.items() if value and pooled[rep].value is not None})
    draws = np.full((DRAWS, len(names)), np.nan)
    compared: dict[str, tuple[Inference, _PeerComparison, int]] = {}
    for group, at in context.members.items():
        of_group = [names[i] for i in at]
        own_figures = [figures[rep] for rep in of_group]
        expected = [peers.expected(rep) for rep in of_group]
        base = _base([usual[rep] for rep in of_group if rep in context.active])
        norms = np.array([peers.norm(rep, base) for rep in of_group])
        statistics_class = statistics_of(kpi)
        statistics = statistics_class(
            kpi,
            own_figures,
            [usual[rep] for rep in of_group],
            context.parts[group],
            [marks_so_far[rep] for rep in of_group],
            {key: drawn[key][:, at] for key in statistics_class.derived_from if key in drawn},
            norms,
            cells.of(of_group) if cells else None,
            cells.squares_of(of_group) if cells else None,
            base,
        )
        targets = [
            target_of(context.rules[rep][kpi.key], context.rules[rep], expected[i]) for i, rep in enumerate(of_group)
        ]
        inference = infer(statistics, targets, expected, rng)
        draws[:, at] = inference.draws
        comparison = _peer_comparison(kpi, own_figures, inference, context.parts[group].peers, norms)
        compared |= {rep: (inference, comparison, i) for i, rep in enumerate(of_group)}
    ranks = _ranks(kpi, figures, [compared[rep][0].estimates[compared[rep][2]] for rep in names], draws, context)
    marks = {}
    for rep, place in zip(names, ranks, strict=True):
        inference, comparison, i = compared[rep]
        own = context.rules[rep]
        mark = _mark(own[kpi.key], own, figures[rep], inference, i, peers, rep, comparison, place)
        marks[rep] = replace(mark, status="watch") if mark.status == "below" and rep in context.new else mark
        worse[rep][kpi.key] = comparison.worse[i]
    return marks, draws


def _base(figures: Sequence[Figure]) -> float:
    """Return the pooled figure of a group; 1 if there is none."""
    known = [(figure.numerator or 0.0, figure.denominator or 0.0) for figure in figures if figure.value is not None]
    total, n = sum(m for m, _ in known), sum(n for _, n in known)
    return total / n if total > 0 and n > 0 else 1.0


def _mark(
    kpi: Kpi,
    kpis: Mapping[str, Kpi],
    figure: Figure,
    inference: Inference,
    at: int,
    peers: _Peers | None = None,
    rep: str = "",
    comparison: _PeerComparison | None = None,
    place: RankRange = (None, None, None),
) -> Mark:
    value = figure.value
    pooled = None if peers is None else peers.pooled[rep]
    plain = None if pooled is None else pooled.value
    mixed = None if peers is None else peers.mixed.get(rep)
    expected = plain if mixed is None else mixed
    target = target_of(kpi, kpis, expected)
    plain_target = None if mixed is None else target_of(kpi, kpis, plain)
    status = status_of(kpi, figure, target, inference.breaks[at], plain_target)
    is_alone = status == "no_data" and value is not None
    interval = inference.intervals[at] or (None, None)
    count = 0 if pooled is None else pooled.reps
    plain_gap, mixed_gap = gap_of(kpi, value, plain), gap_of(kpi, value, mixed)
    gap = plain_gap if mixed is None else mixed_gap
    has_others = comparison is not None and plain is not None
    return Mark(
        figure=figure,
        low=interval[0],
        high=interval[1],
        estimate=None if _is_in_other_currency(figure) else inference.estimates[at],
        rule=rule_of(kpi, kpis),
        target=target,
        status=status,
        status_reason=_no_comparison(pooled) if is_alone else None,
        low_certainty=value is not None and kpi.rule is not None and figure.trials < CERTAIN_TRIALS,
        breaks_rule_probability=inference.breaks[at],
        peer_average=plain,
        peer_gap=plain_gap,
        peer_count=count,
        attainment=attainment_of(kpi, value, target),
        best_practice=is_best_practice(kpi, figure, expected),
        mix_expected=mixed if value is not None else None,
        mix_gap=mixed_gap,
        peer_numerator=None if pooled is None or plain is None else pooled.numerator,
        peer_denominator=None if pooled is None or plain is None else pooled.denominator,
        behind_probability=inference.worse[at] if expected is not None else None,
        rank=place[0],
        rank_low=place[1],
        rank_high=place[2],
        differs=_side(gap) if comparison is not None and comparison.differing[at] else None,
        peer_median=comparison.median[at] if comparison is not None and has_others else None,
        peer_best=comparison.best[at] if comparison is not None and has_others else None,
    )


def _is_in_other_currency(figure: Figure) -> bool:
    """Return whether a rep sells in another currency only: what the colleagues' sales bring says nothing of theirs."""
    return figure.reason is not None and figure.reason.code == "amounts_in_other_currency"


def _no_comparison(pooled: Pooled | None) -> Reason:
    """Return why there is no comparison: too few colleagues, or too few trials between them."""
    count = 0 if pooled is None else pooled.reps
    if pooled is None or count < FEWEST_PEERS:
        return Reason("too_few_peers", {"peers": count, "needed": FEWEST_PEERS})
    return Reason("too_few_peer_trials", {"peers": count, "trials": pooled.trials})


def _peer_comparison(
    kpi: Kpi, figures: Sequence[Figure], inference: Inference, peers: np.ndarray, norms: np.ndarray
) -> _PeerComparison:
    """Compare the reps of one group with each other, adjusted to each rep's mix of products."""
    values = np.array([np.nan if value is None else value for value in inference.estimates]) / norms
    known = peers & np.array([figure.value is not None for figure in figures])
    best = _BEST if kpi.better == "higher" else 1 - _BEST
    median, best_quarter = (others_quantile(values, share, known) * norms for share in (0.5, best))
    differing, worse = np.zeros(len(figures), bool), np.full(len(figures), np.nan)
    p_values = inference.p_values
    if p_values is not None:
        enough = known & np.array([figure.trials >= kpi.kind.fewest_trials for figure in figures])
        worse = np.where(enough, p_values.low if kpi.better == "higher" else p_values.high, np.nan)
        differing = _discovered(p_values.two_sided, enough, FALSE_DISCOVERY_RATE)
    return _PeerComparison.of(differing, worse, median, best_quarter)


def _discovered(p_values: np.ndarray, tested: np.ndarray, rate: float) -> np.ndarray:
    is_discovery = np.zeros(len(p_values), bool)
    is_discovery[tested] = discoveries(p_values[tested].tolist(), rate)
    return is_discovery


def _side(gap: float | None) -> Literal["higher", "lower"] | None:
    return None if not gap else "higher" if gap > 0 else "lower"


def _is_behind(kpi: Kpi, value: float | None, expected: float | None) -> bool:
    return value is not None and expected is not None and is_worse(kpi, value, expected)


def _ranks(
    kpi: Kpi, figures: Mapping[str, Figure], estimates: Sequence[float | None], draws: np.ndarray, context: _Context
) -> list[RankRange]:
    """Return the rank of each active rep by the estimate, with its range, in the order of the team's names."""
    ranked = [
        value if rep in context.active and figures[rep].value is not None else None
        for rep, value in zip(context.names, estimates, strict=True)
    ]
    absent = np.array([value is None for value in ranked], bool)
    present = np.where(absent, np.nan, draws) if absent.any() else draws
    return ranks_with_ranges(ranked, present, kpi.better == "higher")


def _judge_activity(
    context: _Context, rng: np.random.Generator, worse: Mapping[str, dict[str, float]]
) -> tuple[dict[str, Mark], np.ndarray]:
    """Return the mark of each rep's first appointments a week at work, and posterior draws of the true figure.

    ``worse`` takes each rep's p-value of holding fewer than the peers.
    """
    draws = np.full((DRAWS, len(context.names)), np.nan)
    figures: dict[str, Figure] = {}
    for group, at in context.members.items():
        figures |= zip([context.names[i] for i in at], activity_figures(context.parts[group]), strict=True)
    pooled = pooled_others(figures, context.groups, peers=context.peers, fewest=context.fewest)
    marks: dict[str, Mark] = {}
    for group, at in context.members.items():
        part, of_group = context.parts[group], [context.names[i] for i in at]
        posterior = activity_posterior(part)
        draws[:, at] = posterior.draw(rng, DRAWS)
        below = posterior.below([math.nan if (value := pooled[rep].value) is None else value for rep in of_group])
        comparison = _activity_comparison(
            [figures[rep] for rep in of_group], [pooled[rep] for rep in of_group], posterior.estimate, part
        )
        for i, rep in enumerate(of_group):
            figure, peers = figures[rep], pooled[rep]
            low, high = count_interval(figure.numerator or 0.0, part.dispersion)
            is_known, is_compared = figure.value is not None, peers.value is not None
            gap = figure.value / peers.value - 1 if figure.value is not None and peers.value else None
            worse[rep][ACTIVITY] = comparison.worse[i]
            marks[rep] = Mark(
                figure=figure,
                low=low / float(part.weeks[i]) if is_known else None,
                high=high / float(part.weeks[i]) if is_known else None,
                estimate=finite(posterior.estimate[i]) if is_known else None,
                peer_average=peers.value,
                peer_gap=gap,
                peer_count=peers.reps,
                peer_numerator=peers.numerator if is_compared else None,
                peer_denominator=peers.denominator if is_compared else None,
                behind_probability=finite(below[i]),
                low_certainty=figure.trials < CERTAIN_TRIALS,
                differs=_side(gap) if comparison.differing[i] else None,
                peer_median=comparison.median[i] if is_compared else None,
                peer_best=comparison.best[i] if is_compared else None,
            )
    return marks, draws


def _activity_comparison(
    figures: Sequence[Figure], pooled: Sequence[Pooled], estimates: np.ndarray, part: Group
) -> _PeerComparison:
    """Compare appointments a week. A rep needs no fewest trials of their own, only enough appointments of the peers."""
    is_known = np.array([figure.value is not None for figure in figures])
    known = part.peers & is_known & np.array([peers_figure.value is not None for peers_figure in pooled])
    p_values = activity_p_values(part)
    median, best = (others_quantile(np.where(is_known, estimates, np.nan), share, part.peers) for share in (0.5, _BEST))
    differing = _discovered(p_values.two_sided, known, FALSE_DISCOVERY_RATE)
    return _PeerComparison.of(differing, np.where(known, p_values.low, np.nan), median, best)


def _flag_those_behind(
    kpis: Mapping[str, Kpi],
    context: _Context,
    marks: Mapping[str, dict[str, Mark]],
    activity: dict[str, Mark],
    worse: Mapping[str, Mapping[str, float]],
) -> None:
    """Flag the levers of revenue in which reps are credibly behind their peers: those that may enter a plan.

    All levers of all reps of a group are tested together, since one of them is enough for a step: with each lever by
    itself a step would be named by chance in one of six teams of identical reps, not in one of ten. What breaks its
    rule is a step anyway and takes no part.
    """
    for at in context.members.values():
        levers = [
            (rep, key)
            for rep in (context.names[i] for i in at)
            for key in (ACTIVITY, *chance_keys(marks[rep]), "average_sale")
            if key in worse[rep] and (key == ACTIVITY or marks[rep][key].status not in ("below", "watch"))
        ]
        p_values = np.array([worse[rep][key] for rep, key in levers])
        found = _discovered(p_values, np.isfinite(p_values), PLAN_DISCOVERY_RATE)
        for rep, key in (lever for lever, is_found in zip(levers, found.tolist(), strict=True) if is_found):
            if key == ACTIVITY:
                activity[rep] = replace(activity[rep], behind=(activity[rep].peer_gap or 0.0) < 0)
            else:
                mark = marks[rep][key]
                marks[rep][key] = replace(mark, behind=_is_behind(kpis[key], mark.value, mark.expected))


def _judge_team(
    kpi: Kpi,
    kpis: Mapping[str, Kpi],
    figure: Figure,
    team: Group,
    marks_so_far: Mapping[str, Mark],
    drawn: Mapping[str, np.ndarray],
    rng: np.random.Generator,
) -> tuple[Mark, np.ndarray]:
    statistics = statistics_of(kpi)(kpi, [figure], [figure], team, [marks_so_far], drawn, np.ones(1))
    inference = infer(statistics, [target_of(kpi, kpis, None)], [None], rng)
    mark = replace(_mark(kpi, kpis, figure, inference, 0), estimate=figure.value)
    if kpi.rule and kpi.rule.kind == "peers" and figure.value is not None:
        mark = replace(mark, status=None, status_reason=None)
    return mark, inference.draws
