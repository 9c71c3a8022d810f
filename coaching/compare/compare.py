"""From observed figures to scorecards: every KPI against its rule and against the rep's peers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from coaching.compare.activity import ACTIVITY, activity_figures, activity_tails, shrink_activity, weekly_dispersion
from coaching.compare.intervals import count_interval
from coaching.compare.kinds import Group, weighing_of
from coaching.compare.mix import Cells, cells_of, expected_by_mix, shares_of_products, sums_by_product
from coaching.compare.model import Mark, Scorecard
from coaching.compare.peers import FEWEST_PEERS, Pooled, pooled_others
from coaching.compare.posterior import Evidence, weigh
from coaching.compare.ranks import DRAWS, Range, others_quantile, ranges_of
from coaching.compare.rules import (
    attainment_of,
    gap_of,
    is_best_practice,
    is_worse,
    rule_of,
    status_of,
    target_of,
)
from coaching.compare.score import rules_met, with_scores
from coaching.compare.significance import FALSE_DISCOVERY_RATE, PLAN_DISCOVERY_RATE, discoveries
from coaching.metrics import (
    ACTIVE,
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
    events_without_outliers,
    medians_by_rep,
)
from coaching.metrics import usual as usual_of

#: The share of the peers that does better than their best quarter begins.
_BEST = 0.75


@dataclass(frozen=True)
class _Team:
    """What all comparisons of one result share; ``names`` is the order of every array."""

    names: tuple[str, ...]
    reps: Mapping[str, Measured]
    groups: Mapping[str, str | None]
    rules: Mapping[str, Mapping[str, Kpi]]
    active: frozenset[str]
    weeks: Mapping[str, float]
    members: Mapping[str | None, list[int]]
    parts: Mapping[str | None, Group]
    fewest: int


@dataclass(frozen=True)
class _Peers:
    """Of one KPI and all reps: the pooled peers, the expected figure by mix, and its part in the plain one."""

    pooled: Mapping[str, Pooled]
    mixed: Mapping[str, float | None]

    def expected(self, rep: str) -> float | None:
        """Return the peers' figure that judges."""
        mixed = self.mixed.get(rep)
        return self.pooled[rep].value if mixed is None else mixed

    def norm(self, rep: str) -> float:
        """Return what the rep's mix makes of the peers' figure: 1 where it is not known."""
        plain, mixed = self.pooled[rep].value, self.mixed.get(rep)
        return mixed / plain if plain and mixed else 1.0


@dataclass(frozen=True)
class _Among:
    """Of one figure and the reps of one group, in order: who credibly differs from the others, who is credibly behind
    them, and the others' median and best quarter."""

    differing: np.ndarray
    behind: np.ndarray
    median: np.ndarray
    best: np.ndarray


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
        What was observed (``measure``), with the time at work: new reps and those who left count in the team's
        figures, and are nobody's peers. Where it is not known, everybody is active over the whole period.
    groups : mapping of rep to peer group
    goals : Goals
        Revenue goals of the team and of each rep.
    tallies : Tallies or None
        What was measured from: needed for the product mix, the median cycle and how appointments vary from week to
        week, which are left out without it.
    seed : int
        Of the draws behind the rank ranges, so that the same data give the same page.
    fewest_peers : int
        With fewer others that have a value there is no comparison.
    own : mapping of rep to KPIs
        For reps whose team has rules of its own; the others are judged by ``kpis``.

    Returns
    -------
    (Scorecard, tuple of Scorecard)
        The team's, and the reps' in the order of their rank (ties by name; reps without a rank last).
    """
    rng = np.random.default_rng(seed)
    sums = None if tallies is None else sums_by_product(events_without_outliers(tallies.events))
    about = _team(reps, kpis, groups, period, None if tallies is None else tallies.events, fewest_peers, own)
    marks: dict[str, dict[str, Mark]] = {rep: {} for rep in about.names}
    draws: dict[str, np.ndarray] = {}
    team_marks: dict[str, Mark] = {}
    team_draws: dict[str, np.ndarray] = {}
    alone = Group([team], np.array([team.weeks(period)]), np.array([True]))
    usual = {rep: usual_of(seen, kpis) for rep, seen in reps.items()}
    plain: dict[str, dict[str, Figure]] = {rep: {} for rep, seen in usual.items() if seen is not reps[rep]}
    for key, kpi in kpis.items():
        if not kpi.kind.is_counted:
            figures = {
                rep: derive(seen, kpi, _values(marks[rep]), _estimates(marks[rep]), goals.reps.get(rep), period)
                for rep, seen in reps.items()
            }
            for rep, found in plain.items():
                values = {name: figure.value for name, figure in found.items()}
                found[key] = derive(usual[rep], kpi, values, _estimates(marks[rep]), goals.reps.get(rep), period)
            whole = derive(team, kpi, _values(team_marks), {}, goals.team, period)
        else:
            figures = {rep: seen.figures[key] for rep, seen in reps.items()}
            for rep, found in plain.items():
                found[key] = usual[rep].figures[key]
            whole = team.figures[key]
        mixed = sums is not None and kpi.kind.is_counted and "conversations" not in kpi.needs
        cells = cells_of(sums, kpi) if sums is not None and mixed else None
        others = {rep: plain[rep][key] if rep in plain else figure for rep, figure in figures.items()}
        judged, draws[key] = _judge(kpi, figures, others, about, marks, draws, rng, cells)
        for rep, mark in judged.items():
            marks[rep][key] = mark
        team_marks[key], team_draws[key] = _judge_team(kpi, kpis, whole, alone, team_marks, team_draws, rng)
    activity, draws[ACTIVITY] = _judge_activity(about, rng)
    medians = {} if tallies is None else medians_by_rep(tallies.durations)
    ageing = {} if tallies is None else ageing_by_rep(tallies.durations)
    products = {} if sums is None else shares_of_products(sums)
    cards = [
        replace(
            _scorecard(reps[rep], groups[rep], marks[rep], goals.reps.get(rep), medians, ageing),
            activity=activity[rep],
            weeks=about.weeks[rep],
            products=products.get(rep, {}),
        )
        for rep in about.names
    ]
    team_card = replace(_scorecard(team, None, team_marks, goals.team, medians, ageing), weeks=team.weeks(period))
    return team_card, with_scores(cards, draws)


def _team(
    reps: Mapping[str, Measured],
    kpis: Mapping[str, Kpi],
    groups: Mapping[str, str | None],
    period: Period,
    events: pd.DataFrame | None,
    fewest: int,
    own: Mapping[str, Mapping[str, Kpi]] | None,
) -> _Team:
    names = tuple(reps)
    weeks = {rep: seen.weeks(period) for rep, seen in reps.items()}
    active = frozenset(rep for rep, seen in reps.items() if seen.at_work is None or seen.at_work.standing == ACTIVE)
    members: dict[str | None, list[int]] = {}
    for at, rep in enumerate(names):
        members.setdefault(groups[rep], []).append(at)
    parts = {}
    for group, places in members.items():
        some = [names[at] for at in places]
        peers = np.array([rep in active for rep in some])
        varied = 1.0 if events is None else weekly_dispersion(events, some, weeks)
        parts[group] = Group([reps[rep] for rep in some], np.array([weeks[rep] for rep in some]), peers, varied)
    rules = {rep: (own or {}).get(rep, kpis) for rep in names}
    return _Team(names, reps, groups, rules, active, weeks, members, parts, fewest)


def _judge(
    kpi: Kpi,
    figures: Mapping[str, Figure],
    usual: Mapping[str, Figure],
    about: _Team,
    sofar: Mapping[str, Mapping[str, Mark]],
    drawn: Mapping[str, np.ndarray],
    rng: np.random.Generator,
    cells: Cells | None,
) -> tuple[dict[str, Mark], np.ndarray]:
    """Return each rep's mark and the draws from the posteriors, (draws, reps) in the order of the team's names.

    ``usual`` are the figures without amounts far out of line: what is said of others rests on these.
    """
    names = about.names
    pooled = pooled_others(usual, about.groups, kpi.kind.fewest_trials, about.active, about.fewest)
    mixed = expected_by_mix(cells, names, about.groups, about.active) if cells else {}
    peers = _Peers(pooled, {rep: value for rep, value in mixed.items() if value and pooled[rep].value is not None})
    draws = np.full((DRAWS, len(names)), np.nan)
    seen: dict[str, tuple[Evidence, _Among, int]] = {}
    for group, at in about.members.items():
        some = [names[i] for i in at]
        mine = [figures[rep] for rep in some]
        expected = [peers.expected(rep) for rep in some]
        norms = np.array([peers.norm(rep) for rep in some])
        weighing = weighing_of(kpi)
        weighed = weighing(
            kpi,
            mine,
            [usual[rep] for rep in some],
            about.parts[group],
            [sofar[rep] for rep in some],
            {key: drawn[key][:, at] for key in weighing.made_of if key in drawn},
            norms,
            cells.of(some) if cells else None,
        )
        targets = [target_of(about.rules[rep][kpi.key], about.rules[rep], expected[i]) for i, rep in enumerate(some)]
        evidence = weigh(weighed, targets, expected, rng)
        draws[:, at] = evidence.draws
        among = _among(kpi, mine, evidence, about.parts[group].peers, norms)
        seen |= {rep: (evidence, among, i) for i, rep in enumerate(some)}
    places = _places(kpi, figures, [seen[rep][0].estimates[seen[rep][2]] for rep in names], draws, about)
    marks = {}
    for rep, place in zip(names, places, strict=True):
        evidence, among, i = seen[rep]
        own = about.rules[rep]
        marks[rep] = _mark(own[kpi.key], own, figures[rep], evidence, i, peers, rep, among, place)
    return marks, draws


def _mark(
    kpi: Kpi,
    kpis: Mapping[str, Kpi],
    figure: Figure,
    evidence: Evidence,
    at: int,
    peers: _Peers | None = None,
    rep: str = "",
    among: _Among | None = None,
    place: Range = (None, None, None),
) -> Mark:
    value = figure.value
    pooled = None if peers is None else peers.pooled[rep]
    plain = None if pooled is None else pooled.value
    mixed = None if peers is None else peers.mixed.get(rep)
    expected = plain if mixed is None else mixed
    target = target_of(kpi, kpis, expected)
    plain_target = None if mixed is None else target_of(kpi, kpis, plain)
    status = status_of(kpi, figure, target, evidence.breaks[at], plain_target)
    lonely = status == "no_data" and value is not None
    interval = evidence.intervals[at] or (None, None)
    count = 0 if pooled is None else pooled.reps
    plain_gap, mixed_gap = gap_of(kpi, value, plain), gap_of(kpi, value, mixed)
    gap = plain_gap if mixed is None else mixed_gap
    has_others = among is not None and plain is not None
    return Mark(
        figure=figure,
        low=interval[0],
        high=interval[1],
        estimate=evidence.estimates[at],
        rule=rule_of(kpi, kpis),
        target=target,
        status=status,
        status_reason=_lonely(pooled) if lonely else None,
        low_certainty=value is not None and kpi.rule is not None and figure.trials < CERTAIN_TRIALS,
        breaks_rule_probability=evidence.breaks[at],
        peer_average=plain,
        peer_gap=plain_gap,
        peer_count=count,
        attainment=attainment_of(kpi, value, target),
        best_practice=is_best_practice(kpi, figure, expected),
        mix_expected=mixed if value is not None else None,
        mix_gap=mixed_gap,
        peer_numerator=None if pooled is None or plain is None else pooled.numerator,
        peer_denominator=None if pooled is None or plain is None else pooled.denominator,
        behind_probability=evidence.worse[at] if expected is not None else None,
        rank=place[0],
        rank_low=place[1],
        rank_high=place[2],
        differs=_side(gap) if among is not None and among.differing[at] else None,
        behind=among is not None and bool(among.behind[at]) and _is_behind(kpi, value, expected),
        peer_median=_known(among.median[at]) if among is not None and has_others else None,
        peer_best=_known(among.best[at]) if among is not None and has_others else None,
    )


def _lonely(pooled: Pooled | None) -> Reason:
    """Return why there is no comparison: too few colleagues, or too few trials between them."""
    count = 0 if pooled is None else pooled.reps
    if pooled is None or count < FEWEST_PEERS:
        return Reason("too_few_peers", {"peers": count, "needed": FEWEST_PEERS})
    return Reason("too_few_peer_trials", {"peers": count, "trials": pooled.trials})


def _among(kpi: Kpi, figures: Sequence[Figure], evidence: Evidence, peers: np.ndarray, norms: np.ndarray) -> _Among:
    """Return what the reps of one group say of each other, brought to each rep's mix of products."""
    values = np.array([np.nan if value is None else value for value in evidence.estimates]) / norms
    known = peers & np.array([figure.value is not None for figure in figures])
    best = _BEST if kpi.better == "higher" else 1 - _BEST
    median, best_quarter = (others_quantile(values, share, known) * norms for share in (0.5, best))
    differing = behind = np.zeros(len(figures), bool)
    tails = evidence.tails
    if tails is not None:
        enough = known & np.array([figure.trials >= kpi.kind.fewest_trials for figure in figures])
        worse = tails.low if kpi.better == "higher" else tails.high
        differing = _discovered(tails.two_sided, enough, FALSE_DISCOVERY_RATE)
        behind = _discovered(worse, enough, PLAN_DISCOVERY_RATE)
    return _Among(differing, behind, median, best_quarter)


def _discovered(p_values: np.ndarray, tested: np.ndarray, rate: float) -> np.ndarray:
    found = np.zeros(len(p_values), bool)
    found[tested] = discoveries(p_values[tested].tolist(), rate)
    return found


def _side(gap: float | None) -> Literal["higher", "lower"] | None:
    return None if not gap else "higher" if gap > 0 else "lower"


def _is_behind(kpi: Kpi, value: float | None, expected: float | None) -> bool:
    return value is not None and expected is not None and is_worse(kpi, value, expected)


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _places(
    kpi: Kpi, figures: Mapping[str, Figure], estimates: Sequence[float | None], draws: np.ndarray, about: _Team
) -> list[Range]:
    """Return the place of each active rep by the estimate, with its range, in the order of the team's names."""
    ranked = [
        value if rep in about.active and figures[rep].value is not None else None
        for rep, value in zip(about.names, estimates, strict=True)
    ]
    absent = np.array([value is None for value in ranked], bool)
    present = np.where(absent, np.nan, draws) if absent.any() else draws
    return ranges_of(ranked, present, kpi.better == "higher")


def _judge_activity(about: _Team, rng: np.random.Generator) -> tuple[dict[str, Mark], np.ndarray]:
    """Return each rep's first appointments a week at work as a mark, and draws of the true figure."""
    draws = np.full((DRAWS, len(about.names)), np.nan)
    figures: dict[str, Figure] = {}
    for group, at in about.members.items():
        figures |= zip([about.names[i] for i in at], activity_figures(about.parts[group]), strict=True)
    pooled = pooled_others(figures, about.groups, peers=about.active, fewest=about.fewest)
    marks: dict[str, Mark] = {}
    for group, at in about.members.items():
        part, some = about.parts[group], [about.names[i] for i in at]
        shrunk = shrink_activity(part)
        draws[:, at] = shrunk.draw(rng, DRAWS)
        below = shrunk.below([math.nan if (value := pooled[rep].value) is None else value for rep in some])
        among = _among_activity([figures[rep] for rep in some], [pooled[rep] for rep in some], shrunk.estimate, part)
        for i, rep in enumerate(some):
            figure, peers = figures[rep], pooled[rep]
            low, high = count_interval(figure.numerator or 0.0, part.dispersion)
            is_known, is_compared = figure.value is not None, peers.value is not None
            gap = figure.value / peers.value - 1 if figure.value is not None and peers.value else None
            marks[rep] = Mark(
                figure=figure,
                low=low / float(part.weeks[i]) if is_known else None,
                high=high / float(part.weeks[i]) if is_known else None,
                estimate=_known(shrunk.estimate[i]) if is_known else None,
                peer_average=peers.value,
                peer_gap=gap,
                peer_count=peers.reps,
                peer_numerator=peers.numerator if is_compared else None,
                peer_denominator=peers.denominator if is_compared else None,
                behind_probability=_known(below[i]),
                low_certainty=figure.trials < CERTAIN_TRIALS,
                differs=_side(gap) if among.differing[i] else None,
                behind=bool(among.behind[i]) and (gap or 0.0) < 0,
                peer_median=_known(among.median[i]) if is_compared else None,
                peer_best=_known(among.best[i]) if is_compared else None,
            )
    return marks, draws


def _among_activity(figures: Sequence[Figure], pooled: Sequence[Pooled], estimates: np.ndarray, part: Group) -> _Among:
    """Return who differs. Appointments themselves are the trials: a rep with few is told by those of the peers."""
    is_known = np.array([figure.value is not None for figure in figures])
    known = part.peers & is_known & np.array([one.value is not None for one in pooled])
    tails = activity_tails(part)
    median, best = (others_quantile(np.where(is_known, estimates, np.nan), share, part.peers) for share in (0.5, _BEST))
    differing = _discovered(tails.two_sided, known, FALSE_DISCOVERY_RATE)
    return _Among(differing, _discovered(tails.low, known, PLAN_DISCOVERY_RATE), median, best)


def _judge_team(
    kpi: Kpi,
    kpis: Mapping[str, Kpi],
    figure: Figure,
    team: Group,
    sofar: Mapping[str, Mark],
    drawn: Mapping[str, np.ndarray],
    rng: np.random.Generator,
) -> tuple[Mark, np.ndarray]:
    weighed = weighing_of(kpi)(kpi, [figure], [figure], team, [sofar], drawn, np.ones(1))
    evidence = weigh(weighed, [target_of(kpi, kpis, None)], [None], rng)
    mark = replace(_mark(kpi, kpis, figure, evidence, 0), estimate=figure.value)
    if kpi.rule and kpi.rule.kind == "peers" and figure.value is not None:
        mark = replace(mark, status=None, status_reason=None)
    return mark, evidence.draws


def _scorecard(
    seen: Measured,
    group: str | None,
    marks: dict[str, Mark],
    goal: Goal | None,
    medians: Mapping[str | None, tuple[float | None, Reason | None]],
    ageing: Mapping[str | None, bool],
) -> Scorecard:
    median, reason = medians.get(seen.rep, (None, Reason("no_wins") if medians else None))
    return Scorecard(
        rep=seen.rep,
        peer_group=group,
        counts=seen.counts,
        funnel=seen.funnel,
        marks=marks,
        goal=goal,
        rules_met=rules_met(marks),
        cycle_median=median,
        cycle_median_reason=reason,
        ageing=ageing.get(seen.rep, False),
        at_work=seen.at_work,
    )


def _values(marks: Mapping[str, Mark]) -> dict[str, float | None]:
    return {key: mark.value for key, mark in marks.items()}


def _estimates(marks: Mapping[str, Mark]) -> dict[str, float | None]:
    return {key: mark.estimate for key, mark in marks.items()}
