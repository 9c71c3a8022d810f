"""The share of reps on target by month, which shows whether the team as a whole improves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from coaching.compare import Scorecard, breaks_rule, pooled_others
from coaching.metrics import MINIMUM_TRIALS, Figure, Kpi, Point

#: Number of months, up to each month, that its figure covers: one month has too few trials to judge a rep.
MONTHS = 3


@dataclass(frozen=True)
class Share:
    """The reps on target among those with enough data, in the months up to the one that starts on ``start``."""

    start: dt.date
    on_target: int
    judged: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None where nobody could be judged."""
        return self.on_target / self.judged if self.judged else None


def on_target_by_month(
    kpi_trends: Mapping[str | None, Mapping[str, Sequence[Point]]],
    cards: Iterable[Scorecard],
    kpis: Mapping[str, Kpi],
    months: int = MONTHS,
) -> dict[str, tuple[Share, ...]]:
    """Return the share of reps that keep the rule, for each observed KPI with a rule.

    Parameters
    ----------
    course : mapping of rep to KPI to points
        The monthly course of each rep (``kpi_trends``).
    cards : iterable of Scorecard
        The reps with the targets they are held against. Where the rule is relative to peers, each month's own peers
        are taken.
    months : int
        So many months up to each one are added up; reps with fewer than ten trials in them are not judged.
    """
    people = {card.rep: card for card in cards if card.rep in kpi_trends}
    shares = {}
    for key, kpi in kpis.items():
        if kpi.rule is None:
            continue
        rolled = {rep: _rolled(kpi_trends[rep][key], months) for rep in people if key in kpi_trends[rep]}
        if not rolled:
            continue
        axis = [point.start for point in next(iter(rolled.values()))]
        by_month = [
            _share(start, kpi, {rep: points[at].figure for rep, points in rolled.items()}, people)
            for at, start in enumerate(axis)
        ]
        if any(share.judged for share in by_month):
            shares[key] = tuple(by_month)
    return shares


def _rolled(points: Sequence[Point], months: int) -> list[Point]:
    return [
        replace(point, figure=_together([recent.figure for recent in points[max(0, at + 1 - months) : at + 1]]))
        for at, point in enumerate(points)
    ]


def _together(figures: Sequence[Figure]) -> Figure:
    known = [figure for figure in figures if figure.value is not None]
    m, n = sum(figure.numerator or 0.0 for figure in known), sum(figure.denominator or 0.0 for figure in known)
    return Figure(figures[-1].kpi, m / n if n else None, m, n, sum(figure.trials for figure in known))


def _share(
    start: dt.date, kpi: Kpi, figures: Mapping[str | None, Figure], people: Mapping[str | None, Scorecard]
) -> Share:
    enough = {str(rep): figure for rep, figure in figures.items() if figure.trials >= MINIMUM_TRIALS}
    everyone = {str(rep): figure for rep, figure in figures.items()}
    groups = {str(rep): people[rep].peer_group for rep in figures}
    active = {str(rep) for rep in figures if people[rep].standing == "active"}
    peers = pooled_others(everyone, groups, kpi.kind.fewest_trials, active)
    on_target = judged = 0
    for rep, figure in enough.items():
        target = _target(kpi, people[rep], peers[rep].value)
        if figure.value is not None and target is not None:
            judged += 1
            on_target += not breaks_rule(kpi, figure.value, target)
    return Share(start, on_target, judged)


def _target(kpi: Kpi, card: Scorecard, peer_average: float | None) -> float | None:
    mark = card.marks[kpi.key]
    if kpi.rule is None or kpi.rule.kind != "peers":
        return mark.target
    if peer_average is None or mark.rule is None:
        return None
    return peer_average * (1 - mark.rule if kpi.better == "higher" else 1 + mark.rule)
