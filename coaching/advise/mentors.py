"""A named peer to learn from: credibly better at just this lever, on enough deals of the same kind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from coaching.advise.levers import Lever, kpi_of, mark_of
from coaching.compare import ACTIVITY, Mark, Scorecard, is_worse
from coaching.metrics import CERTAIN_TRIALS, Kpi

#: How many standard errors a mentor must be ahead (one-sided 90 %).
_AHEAD = 1.2816

#: A mentor teaches at most so many people.
MOST_PEOPLE = 3

#: Deals are comparable where the two share at least so much of their mix of products.
_COMPARABLE = 0.5


@dataclass(frozen=True)
class Mentor:
    """A peer who is credibly better at a lever, with the figure that shows it.

    ``kpi`` is the KPI of the step; for the gauge, ``value`` is first appointments a week.
    """

    rep: str
    kpi: str
    value: float
    trials: int


def assign_mentors(
    cards: Iterable[Scorecard], wanted: Mapping[str, Sequence[Lever]], kpis: Mapping[str, Kpi]
) -> dict[tuple[str, str], Mentor]:
    """Return a mentor by rep and lever, for the reps of one peer group.

    A mentor is active, keeps to the rule, has at least 30 trials, sells comparable deals, and is ahead by more than
    chance; compared is what each makes of the own mix of products. First steps are served first, and nobody teaches
    more than three people; where the best one has no room, the next best is named.
    """
    members = [card for card in cards if card.standing == "active"]
    by_name = {card.rep or "": card for card in members}
    able: dict[str, list[Scorecard]] = {}
    pupils: dict[str, set[str]] = {}
    found: dict[tuple[str, str], Mentor] = {}
    most = max((len(steps) for steps in wanted.values()), default=0)
    for place in range(most):
        for rep, steps in wanted.items():
            if place >= len(steps) or rep not in by_name:
                continue
            key = steps[place].key
            if key not in able:
                able[key] = _able(members, kpis[kpi_of(key)], key)
            mentor = _mentor(by_name[rep], able[key], kpis[kpi_of(key)], key, pupils)
            if mentor is not None:
                found[rep, key] = mentor
                pupils.setdefault(mentor.rep, set()).add(rep)
    return found


def _able(cards: Sequence[Scorecard], kpi: Kpi, key: str) -> list[Scorecard]:
    """Return who could teach a lever, the best for the own mix first."""
    good = []
    for card in cards:
        mark = mark_of(card, key)
        if mark is None or mark.value is None or mark.figure.trials < CERTAIN_TRIALS:
            continue
        if key == ACTIVITY or mark.status in (None, "on_target"):
            good.append((_relative(mark, mark.estimate if mark.estimate is not None else mark.value), card))
    sign = -1 if kpi.better == "higher" else 1
    return [card for _, card in sorted(good, key=lambda one: (sign * one[0], one[1].rep or ""))]


def _mentor(
    card: Scorecard, able: Sequence[Scorecard], kpi: Kpi, key: str, pupils: Mapping[str, set[str]]
) -> Mentor | None:
    mine = mark_of(card, key)
    if mine is None or mine.value is None:
        return None
    for other in able:
        theirs = mark_of(other, key)
        name = other.rep or ""
        taught = pupils.get(name, set())
        has_room = card.rep in taught or len(taught) < MOST_PEOPLE
        if name == card.rep or theirs is None or theirs.value is None or not has_room:
            continue
        if _is_ahead(mine, theirs, kpi) and _is_comparable(card, other):
            return Mentor(name, kpi.key, float(theirs.value), theirs.figure.trials)
    return None


def _is_comparable(card: Scorecard, other: Scorecard) -> bool:
    if not card.products or not other.products:
        return True
    shared = sum(min(share, other.products.get(name, 0.0)) for name, share in card.products.items())
    return shared >= _COMPARABLE


def _relative(mark: Mark, value: float) -> float:
    """Return a value over what the mix makes of the peers' figure, so that reps with other products compare."""
    if mark.mix_expected and mark.peer_average:
        return value * mark.peer_average / mark.mix_expected
    return value


def _is_ahead(mine: Mark, theirs: Mark, kpi: Kpi) -> bool:
    if mine.value is None or theirs.value is None:
        return False
    errors = [_error(mark) for mark in (mine, theirs)]
    if None in errors:
        return False
    own, other = (_relative(mark, mark.value or 0.0) for mark in (mine, theirs))
    return is_worse(kpi, own, other) and abs(other - own) > _AHEAD * math.hypot(*(error or 0.0 for error in errors))


def _error(mark: Mark) -> float | None:
    """Return the standard error that a 90 % interval stands for, on the scale of ``_relative``."""
    if mark.low is None or mark.high is None:
        return None
    return (_relative(mark, mark.high) - _relative(mark, mark.low)) / (2 * 1.6449)
