"""A rep's personal action plan: what falls short, what mending it is worth, in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from coaching.advise.mentors import find_mentor
from coaching.advise.model import Plan, Step
from coaching.advise.tips import Tip, tips_for
from coaching.compare import Mark, Scorecard
from coaching.metrics import MINIMUM_TRIALS, Kpi, Period

#: A gap of at most this share of the target is closed in one step.
_NEAR = 0.08

#: Days to a review where no cycle is known.
_SOME_CYCLE = 30

_ORDER = {"below": 0, "watch": 1}

#: A KPI is named as a strength when its rule is kept with at least this posterior probability.
_SURE_OF_STRENGTH = 0.8


def plan(
    card: Scorecard,
    kpis: Mapping[str, Kpi],
    period: Period,
    as_of: dt.date | None = None,
    able: Mapping[str, Sequence[Scorecard]] | None = None,
    playbook: Mapping[str, Tip] | None = None,
    sold: Collection[tuple[str, str]] = (),
) -> Plan:
    """Return the plan of one rep: every KPI that breaks its rule and has tips, most pressing first.

    Ordered by status (``below`` before ``watch``), then by what it is worth a week. A KPI that only stands in
    for others (the win rate for the two ratios) is left out while one of those can be measured.
    ``able`` are, by KPI, the peers who could teach it (``able_peers``), of whom a mentor is named; with ``as_of`` each
    step gets a day to look again. The tips are those of ``playbook`` (the documented ones without) that are for
    everything, or for what is ``sold``.
    """
    steps = [
        _step(
            card,
            kpis[key],
            mark,
            period,
            as_of,
            (able or {}).get(key, ()),
            tips_for(kpis[key].tips, playbook, sold),
        )
        for key, mark in card.marks.items()
        if mark.status in _ORDER and kpis[key].tips and not _stood_for(card, kpis[key])
    ]
    order = sorted(steps, key=lambda step: (_ORDER[step.status], -(step.weekly_gain or 0.0)))
    return Plan(card.rep or "", tuple(order), _strengths(card, kpis))


def weekly_revenue(card: Scorecard, period: Period, **replaced: float) -> float | None:
    """Return first appointments a week x chance of winning x average sale, with factors replaced by key.

    ``replaced`` takes ``next_step_ratio``, ``closing_ratio``, ``win_rate``, ``average_sale`` and ``activity``
    (appointments a week). An estimate stands in for a factor that could not be observed; None where neither is known.
    """
    worth = worth_of_appointment(card, **replaced)
    if worth is None:
        return None
    return replaced.get("activity", card.counts.first_appointments / card.weeks(period)) * worth


def worth_of_appointment(card: Scorecard, **replaced: float) -> float | None:
    """Return what one first appointment brings: the chance of winning it x the average sale."""

    def factor(key: str) -> float | None:
        mark = card.marks[key]
        return replaced.get(key, mark.value if mark.value is not None else mark.estimate)

    next_step, closing, sale = factor("next_step_ratio"), factor("closing_ratio"), factor("average_sale")
    by_gates = card.marks["next_step_ratio"].value is not None and card.marks["closing_ratio"].value is not None
    chance = next_step * closing if by_gates and next_step is not None and closing is not None else factor("win_rate")
    return None if chance is None or sale is None else chance * sale


def _step(
    card: Scorecard,
    kpi: Kpi,
    mark: Mark,
    period: Period,
    as_of: dt.date | None,
    able: Sequence[Scorecard],
    tips: tuple[str, ...],
) -> Step:
    gain = after = None
    if mark.target is not None and kpi.kind != "activity" and _is_factor(kpi.key):
        now = weekly_revenue(card, period)
        then = weekly_revenue(card, period, **{kpi.key: mark.target})
        if now is not None and then is not None and then > now:
            gain = then - now
        worth = worth_of_appointment(card, **{kpi.key: mark.target})
        if card.goal and worth:
            after = card.goal.weekly / worth
    elif kpi.kind == "activity":
        needed = card.marks["magic_number"].value
        now = weekly_revenue(card, period)
        then = weekly_revenue(card, period, activity=needed) if needed is not None else None
        gain = then - now if now is not None and then is not None else None
        after = needed
    return Step(
        kpi=kpi.key,
        status=mark.status or "watch",
        weekly_gain=gain,
        magic_number_after=after,
        tips=tips,
        suggested=suggested_target(kpi, mark),
        review_on=as_of + dt.timedelta(days=review_days(card)) if as_of else None,
        mentor=find_mentor(card, able, kpi),
    )


def suggested_target(kpi: Kpi, mark: Mark) -> float | None:
    """Return an attainable next value: half of the way to the rule, or the rule itself where it is near.

    Ratios come in whole percent, days whole, money to three digits; never beyond the rule.
    """
    value, target = mark.value, mark.target
    if value is None or target is None:
        return None
    halfway = (value + target) / 2
    if abs(target - value) <= _NEAR * abs(target):
        return target
    places = 2 if kpi.unit == "ratio" else 0
    halfway = float(f"{halfway:.3g}") if kpi.unit == "money" else round(halfway, places)
    return min(halfway, target) if kpi.better == "higher" else max(halfway, target)


def review_days(card: Scorecard) -> int:
    """Return after how many days a change can show: one cycle of the rep (else the peers'), 2 to 13 weeks."""
    mark = card.marks["sales_cycle_days"]
    return days_until_it_shows(mark.value if mark.value is not None else mark.peer_average)


def days_until_it_shows(cycle: float | None) -> int:
    """Return after how many days a change can show where a cycle takes so many: one cycle, 2 to 13 weeks."""
    return round(min(91, max(14, cycle if cycle is not None else _SOME_CYCLE)))


def _is_factor(key: str) -> bool:
    return key in ("next_step_ratio", "closing_ratio", "win_rate", "average_sale")


def _stood_for(card: Scorecard, kpi: Kpi) -> bool:
    return any(card.marks[key].value is not None for key in kpi.stands_in_for)


def _strengths(card: Scorecard, kpis: Mapping[str, Kpi]) -> tuple[str, ...]:
    return tuple(
        key
        for key, mark in card.marks.items()
        if mark.best_practice
        or (
            mark.status == "on_target"
            and (rule := kpis[key].rule) is not None
            and rule.kind != "peers"
            and mark.figure.trials >= MINIMUM_TRIALS
            and mark.breaks_rule_probability is not None
            and mark.breaks_rule_probability <= 1 - _SURE_OF_STRENGTH
        )
    )
