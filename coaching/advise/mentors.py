"""Mentors: peers who are significantly better at a lever, on enough comparable deals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from coaching.advise.levers import Lever, kpi_of, mark_of
from coaching.compare import ACTIVITY, Mark, Scorecard
from coaching.metrics import CERTAIN_TRIALS, Kpi

#: How many standard errors a mentor must be ahead (one-sided 90 %).
_AHEAD = 1.2816

#: The most people that one mentor teaches.
MOST_PEOPLE = 3

#: Deals are comparable where the two share at least so much of their mix of products.
_COMPARABLE = 0.5

#: Appointments a week above so many times the others' median are other work.
_OTHER_WORK = 10


@dataclass(frozen=True)
class Mentor:
    """A peer who is significantly better at a lever, with the figure that shows it.

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
    place_of = {card.rep or "": place for place, card in enumerate(members)}
    able: dict[str, _Able] = {}
    pupils: dict[int, set[str]] = {}
    full = np.zeros(len(members), bool)
    mentors: dict[tuple[str, str], Mentor] = {}
    most = max((len(steps) for steps in wanted.values()), default=0)
    for turn in range(most):
        for rep, steps in wanted.items():
            if turn >= len(steps) or rep not in place_of:
                continue
            key = steps[turn].key
            if key not in able:
                able[key] = _able(members, kpis[kpi_of(key)], key)
            own_mentors = [place for place, taught in pupils.items() if rep in taught] if turn else []
            has_room = ~full
            has_room[own_mentors] = True
            place = _mentor(members, place_of[rep], able[key], kpis[kpi_of(key)], key, has_room)
            if place is not None:
                pupils.setdefault(place, set()).add(rep)
                full[place] = len(pupils[place]) >= MOST_PEOPLE
                mark = mark_of(members[place], key)
                if mark is not None and mark.value is not None:
                    teacher = members[place].rep or ""
                    mentors[rep, key] = Mentor(teacher, kpi_of(key), float(mark.value), mark.figure.trials)
    return mentors


@dataclass(frozen=True)
class _Able:
    """Candidates as mentors for a lever, best first: member indices, figures adjusted for mix, standard errors."""

    places: np.ndarray
    values: np.ndarray
    errors: np.ndarray


def _able(members: Sequence[Scorecard], kpi: Kpi, key: str) -> _Able:
    """Return the candidates as mentors for a lever, best first after adjustment for their own mix.

    Whoever holds many times the appointments of the others has other work, which they cannot learn.
    """
    good = []
    for place, card in enumerate(members):
        mark = mark_of(card, key)
        if mark is None or mark.value is None or mark.figure.trials < CERTAIN_TRIALS:
            continue
        if key == ACTIVITY and mark.peer_median and mark.value > _OTHER_WORK * mark.peer_median:
            continue
        if key == ACTIVITY or mark.status in (None, "on_target"):
            likely = _relative(mark, mark.value if mark.estimate is None else mark.estimate)
            good.append((likely, place, _relative(mark, mark.value), _error(mark)))
    sign = -1 if kpi.better == "higher" else 1
    good.sort(key=lambda candidate: (sign * candidate[0], members[candidate[1]].rep or ""))
    return _Able(
        np.array([place for _, place, _, _ in good], int),
        np.array([value for _, _, value, _ in good], float),
        np.array([error for _, _, _, error in good], float),
    )


def _mentor(
    members: Sequence[Scorecard], pupil: int, able: _Able, kpi: Kpi, key: str, has_room: np.ndarray
) -> int | None:
    """Return the index of the best candidate who has room, is ahead of the pupil and sells comparable deals."""
    mark = mark_of(members[pupil], key)
    if mark is None or mark.value is None:
        return None
    lead = able.values - _relative(mark, mark.value)
    is_ahead = (lead if kpi.better == "higher" else -lead) > _AHEAD * np.hypot(able.errors, _error(mark))
    for place in able.places[is_ahead & has_room[able.places] & (able.places != pupil)].tolist():
        if _is_comparable(members[pupil], members[place]):
            return int(place)
    return None


def _is_comparable(card: Scorecard, other: Scorecard) -> bool:
    if not card.products or not other.products:
        return True
    shared = sum(min(share, other.products.get(name, 0.0)) for name, share in card.products.items())
    return shared >= _COMPARABLE


def _relative(mark: Mark, value: float) -> float:
    """Return a value divided by the mix factor, so that reps with different products are comparable."""
    if mark.mix_expected and mark.peer_average:
        return value * mark.peer_average / mark.mix_expected
    return value


def _error(mark: Mark) -> float:
    """Return the standard error implied by the 90 % interval, on the scale of ``_relative``; NaN without one."""
    if mark.low is None or mark.high is None:
        return math.nan
    return (_relative(mark, mark.high) - _relative(mark, mark.low)) / (2 * 1.6449)
