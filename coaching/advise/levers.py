"""The levers of a rep's revenue: which one to work on first, and how far.

Revenue a week is first appointments a week x the chance of winning x the average sale. Every lever moves it by the
same share, so what counts is how far it can be moved. Coaching data do not tell that, so four answers are asked, and
the order is their mean (``docs/honesty.md`` measures what each answer alone would cost under the others).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from coaching.compare import ACTIVITY, Mark, Scorecard, chance_keys, is_worse
from coaching.metrics import MINIMUM_TRIALS, Kpi

SALE, CYCLE, GAUGE, NEEDED = "average_sale", "sales_cycle_days", "activity_gauge", "magic_number"

#: Why a lever is a step: its rule is broken, it is credibly behind the peers, or it is only the widest gap.
Entry = Literal["rule", "peers", "first_look"]

#: The same push on every lever: log-odds of a ratio, shares of the sale and of the appointments.
_PUSH_LOG_ODDS, _PUSH_SALE, _PUSH_ACTIVITY = 0.4, 0.10, 0.15

#: A gap to the peers is a step from this share of the weekly revenue.
_WORTH_A_STEP = 0.05

#: A KPI is named as a strength when its rule is kept with at least this posterior probability.
_SURE_OF_STRENGTH = 0.8

#: What can be seen sooner comes first where two levers are equal.
_SOONER = (ACTIVITY, "next_step_ratio", "closing_ratio", "win_rate", SALE, CYCLE)

#: Differences in the order below this are ties.
_PLACES = 6

#: A gap of at most this share of the target is closed in one step.
_NEAR = 0.08


@dataclass(frozen=True)
class Lever:
    """One lever of a rep that is a step of the plan.

    ``key`` is a KPI's or ``activity``; ``target`` and ``aim`` are in the figure's own unit, appointments a week for
    ``activity``; both are None where there is nothing to reach. ``weight`` is the mean of the four answers (0 to 1).
    """

    key: str
    entry: Entry
    weight: float
    target: float | None
    aim: float | None


@dataclass(frozen=True)
class Levers:
    """The levers of one rep in the order of the plan.

    ``solves_itself`` says that the magic number is missed, and would not be once the steps reach their targets.
    ``goal_beyond_peers`` are the appointments a week that the goal asks for even then, where that is more than the rep
    can be asked for: the rep already holds as many as the peers' best quarter does.
    """

    steps: tuple[Lever, ...]
    solves_itself: bool = False
    goal_beyond_peers: float | None = None


def kpi_of(key: str) -> str:
    """Return the KPI that a lever is shown as: the gauge for appointments a week."""
    return GAUGE if key == ACTIVITY else key


def mark_of(card: Scorecard, key: str) -> Mark | None:
    """Return the figure of a lever: appointments a week for ``activity``."""
    return card.activity if key == ACTIVITY else card.marks.get(key)


def factors_of(card: Scorecard) -> tuple[str, ...]:
    """Return the levers that weekly revenue is the product of."""
    return (ACTIVITY, *chance_keys(card.marks), SALE)


def levers(card: Scorecard, kpis: Mapping[str, Kpi]) -> Levers:
    """Return the levers that a rep should work on, most important first.

    A lever is a step when its rule is broken, or when it is credibly behind the peers by at least 5 % of the weekly
    revenue. Appointments are one where they are few in themselves: still too few for the goal once the other steps
    reach their targets, and fewer than the peers' best quarter holds, or credibly fewer than the peers'. Where nothing
    is a step, the widest gap is named as a first thing to look at.
    """
    weights = _weights(card)
    entered: dict[str, Entry] = {}
    for key in (*chance_keys(card.marks), SALE, CYCLE):
        mark = card.marks.get(key)
        if mark is None or mark.value is None:
            continue
        if mark.status in ("below", "watch"):
            entered[key] = "rule"
        elif is_credibly_behind(kpis[key], mark):
            entered[key] = "peers"
    targets = {key: _target(kpis[key], card.marks[key], entry) for key, entry in entered.items()}
    gauge, needed = card.marks.get(GAUGE), needed_after(card, targets)
    activity = None if card.activity is None else card.activity.value
    is_short = gauge is not None and gauge.status in ("below", "watch")
    still_short = is_short and activity is not None and (needed is None or activity < needed * (1 - 1e-9))
    behind = card.activity is not None and is_credibly_behind(kpis[GAUGE], card.activity)
    is_few = still_short and card.activity is not None and not _is_at_best(card.activity, needed)
    if is_few or behind:
        entered[ACTIVITY] = "rule" if is_few else "peers"
        targets[ACTIVITY] = _target_of_activity(card, needed if is_few else None)
    levers_found = [
        Lever(key, entry, weights.get(key, 0.0), targets[key], _aim(card, key, targets[key], kpis))
        for key, entry in entered.items()
    ]
    ordered = sorted(levers_found, key=lambda lever: (-round(lever.weight, _PLACES), _SOONER.index(lever.key)))
    if not ordered:
        ordered = _first_look(card, kpis, weights)
    beyond = None
    if still_short and ACTIVITY not in entered:
        reach = {key: _best_known(kpis[key], card.marks[key], target) for key, target in targets.items()}
        needed = needed_after(card, reach)
        beyond = needed if needed is not None and activity is not None and activity < needed * (1 - 1e-9) else None
    return Levers(tuple(ordered), is_short and not still_short and ACTIVITY not in entered, beyond)


def _best_known(kpi: Kpi, mark: Mark, target: float | None) -> float | None:
    """Return the better of a step's target and the peers' figure."""
    if target is None or mark.expected is None:
        return target
    return mark.expected if is_worse(kpi, target, mark.expected) else target


def _is_at_best(activity: Mark, needed: float | None) -> bool:
    """Return whether a rep holds as many appointments as the peers' best quarter does, within what is worth a step.

    Where fewer are ``needed`` than these hold, only as many as they do are enough.
    """
    if activity.value is None or activity.peer_best is None:
        return False
    is_beyond = needed is None or needed > activity.peer_best
    return activity.value * (1 + (_WORTH_A_STEP if is_beyond else 0.0)) >= activity.peer_best


def is_credibly_behind(kpi: Kpi, mark: Mark) -> bool:
    """Return whether a figure is credibly worse than the peers', by enough to be worth a step."""
    if not mark.behind or mark.expected is None or mark.value is None:
        return False
    estimate = mark.value if mark.estimate is None else mark.estimate
    return kpi.key != CYCLE and estimate > 0 and mark.expected / estimate - 1 >= _WORTH_A_STEP


def strengths(card: Scorecard, kpis: Mapping[str, Kpi]) -> tuple[str, ...]:
    """Return the KPIs that go well: they keep their rule with enough certainty and are not worse than the peers'."""
    return tuple(
        key
        for key, mark in card.marks.items()
        if mark.value is not None
        and (mark.expected is None or not is_worse(kpis[key], mark.value, mark.expected))
        and (
            mark.best_practice
            or (
                mark.status == "on_target"
                and (rule := kpis[key].rule) is not None
                and rule.kind != "peers"
                and mark.figure.trials >= MINIMUM_TRIALS
                and mark.breaks_rule_probability is not None
                and mark.breaks_rule_probability <= 1 - _SURE_OF_STRENGTH
            )
        )
    )


def is_behind_as_read(kpi: Kpi, key: str, mark: Mark) -> bool:
    """Return whether a lever's figure is worse than the peers' as people read it: both figures and the gap are rounded.

    72 % is not below 72 %, and a gap of "0 points" is none.
    """
    if mark.value is None or mark.expected is None:
        return False
    rounded = _rounded_a_week if key == ACTIVITY else kpi.units.rounded
    is_gap = rounded(abs(mark.value - mark.expected)) > 0
    return is_gap and is_worse(kpi, rounded(mark.value), rounded(mark.expected))


def _weights(card: Scorecard) -> dict[str, float]:
    """Return the weight of each factor of revenue: the mean of four answers, each over its largest lever.

    How much more revenue there would be with the lever (a) all the way at its rule (appointments: at the magic
    number), (b) where the best quarter of the peers begins (appointments no further than the goal asks), (c) half of
    the way, as a ratio, to the peers' median, (d) under the same push for every lever. From estimates throughout.
    """
    answers: list[dict[str, float]] = [{}, {}, {}, {}]
    for key in factors_of(card):
        mark = mark_of(card, key)
        if mark is None or mark.value is None or mark.estimate is None:
            continue
        now = max(mark.estimate, 1e-9)
        needed = card.marks[NEEDED].estimate if key == ACTIVITY and NEEDED in card.marks else None
        rule = needed if key == ACTIVITY else mark.target
        best = mark.peer_best
        if best is not None and needed is not None:
            best = min(best, max(needed, now))
        median = mark.peer_median
        gains = (
            rule / now - 1 if rule is not None else 0.0,
            best / now - 1 if best is not None else 0.0,
            math.sqrt(max(median / now, 1.0)) - 1 if median is not None else 0.0,
            _pushed(key, now),
        )
        for answer, gain in zip(answers, gains, strict=True):
            answer[key] = max(0.0, gain)
    largest = [max(answer.values(), default=0.0) for answer in answers]
    return {
        key: sum(answer[key] / most for answer, most in zip(answers, largest, strict=True) if most > 0) / len(answers)
        for key in answers[0]
    }


def worth_of_appointment(card: Scorecard, **replaced: float) -> float | None:
    """Return what one first appointment brings: the chance of winning it x the average sale, from estimates.

    ``replaced`` are figures to take in place of the rep's own, by KPI. None where one is not known.
    """
    worth = 1.0
    for key in (*chance_keys(card.marks), SALE):
        mark = card.marks.get(key)
        value = replaced.get(key, None if mark is None else _likely(mark))
        if value is None:
            return None
        worth *= value
    return worth


def weekly_revenue(card: Scorecard, **replaced: float) -> float | None:
    """Return first appointments a week x what one brings, from estimates; ``replaced`` also takes ``activity``."""
    worth = worth_of_appointment(card, **replaced)
    activity = replaced.get(ACTIVITY, None if card.activity is None else _likely(card.activity))
    return None if worth is None or activity is None else activity * worth


def needed_after(card: Scorecard, targets: Mapping[str, float | None]) -> float | None:
    """Return the appointments a week that the goal asks for once figures reach ``targets``; None without a goal."""
    now = card.marks.get(NEEDED)
    if now is None or now.value is None:
        return None
    share, ratios = 1.0, chance_keys(card.marks)
    # Without a win, or without a next step, the magic number rests on what is likely of every ratio.
    is_observed = all(card.marks[key].value for key in ratios if key in card.marks)
    for key, target in targets.items():
        mark = card.marks[key] if key in (*ratios, SALE) else None
        value = None if mark is None else mark.value if key == SALE or is_observed else _likely(mark)
        if target is not None and value:
            share *= target / value
    return now.value / share


def halfway(kpi: Kpi, value: float, target: float) -> float:
    """Return an attainable next value: half of the way to the target, as a ratio, or the target where it is near.

    Ratios come in whole percent, days whole, money to three digits; never beyond the target, never worse than now.
    """
    if not is_worse(kpi, value, target):
        return value
    if abs(target - value) <= _NEAR * abs(target):
        return target
    middle = math.sqrt(value * target) if value > 0 else target / 2
    middle = kpi.units.rounded(middle)
    if kpi.better == "higher":
        return min(max(middle, value), target)
    return max(min(middle, value), target)


def _aim(card: Scorecard, key: str, target: float | None, kpis: Mapping[str, Kpi]) -> float | None:
    mark = mark_of(card, key)
    if mark is None or mark.value is None or target is None:
        return None
    if key != ACTIVITY:
        return halfway(kpis[key], mark.value, target)
    value = mark.value
    if value >= target * (1 - _NEAR):
        return max(value, target)
    middle = math.sqrt(value * target) if value > 0 else target / 2
    return min(max(_rounded_a_week(middle), value), target)


def _rounded_a_week(appointments: float) -> float:
    """Return appointments a week as people set them: to a tenth, and to two digits where they are fewer than one."""
    return round(appointments, 1) if appointments >= 1 else float(f"{appointments:.2g}")


def _target(kpi: Kpi, mark: Mark, entry: Entry) -> float | None:
    """Return how far a step goes: the rule where it is broken, else what the peers would show in the rep's place."""
    by_peers = entry != "rule" or (kpi.rule is not None and kpi.rule.kind == "peers")
    target = mark.target if not by_peers else None if mark.expected is None else kpi.units.rounded(mark.expected)
    return None if target is None or mark.value is None or not is_worse(kpi, mark.value, target) else target


def _target_of_activity(card: Scorecard, needed: float | None) -> float | None:
    """Return how many appointments a week to reach: those needed, at most what the peers' best quarter holds."""
    mark = card.activity
    if mark is None or mark.value is None:
        return None
    if needed is None:
        target = None if mark.peer_average is None else _rounded_a_week(mark.peer_average)
    else:
        target = needed if mark.peer_best is None else min(needed, max(mark.peer_best, mark.value))
    return target if target is not None and target > mark.value else None


def _first_look(card: Scorecard, kpis: Mapping[str, Kpi], weights: Mapping[str, float]) -> list[Lever]:
    """Return the widest gap: the first lever behind the peers, else the first of all that can be compared.

    Without anybody to compare with, it is the first of those with a rule. The gap is that of the estimates; there is
    none if the figure is not lower as it is read, or rests on an outlying amount. What goes well is looked at last.
    """
    marks = {key: mark for key in weights if (mark := mark_of(card, key)) is not None}
    looked_at = [
        key
        for key, mark in marks.items()
        if mark.figure.trials > 0 and mark.status != "explained_by_mix" and not (key == SALE and card.counts.outliers)
    ]
    compared = [key for key in looked_at if marks[key].expected is not None]
    compared = compared or [key for key in looked_at if marks[key].status not in (None, "no_data")]

    def lags(key: str) -> bool:
        mark = marks[key]
        return is_behind_as_read(kpis[kpi_of(key)], key, mark) and (_likely(mark) or 0.0) < (mark.expected or 0.0)

    well = strengths(card, kpis)

    def place(key: str) -> tuple[bool, bool, float, int]:
        return not lags(key), kpi_of(key) in well, -round(weights[key], _PLACES), _SOONER.index(key)

    ranked = sorted(compared, key=place)
    if not ranked:
        return []
    key = ranked[0]
    value = marks[key].value
    target = _target_of_activity(card, None) if key == ACTIVITY else _target(kpis[key], marks[key], "first_look")
    if not lags(key) or target is None or value is None:
        return [Lever(key, "first_look", weights[key], None, None)]
    return [Lever(key, "first_look", weights[key], target, _aim(card, key, target, kpis))]


def _pushed(key: str, now: float) -> float:
    if key == ACTIVITY:
        return _PUSH_ACTIVITY
    if key == SALE:
        return _PUSH_SALE
    ratio = min(now, 1 - 1e-9)
    return 1 / (ratio + (1 - ratio) * math.exp(-_PUSH_LOG_ODDS)) - 1


def _likely(mark: Mark) -> float | None:
    return mark.value if mark.estimate is None else mark.estimate
