"""From tallies to figures: the KPIs of each rep and of the team, as observed, each with m and n or a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from coaching.metrics.aggregate import MONEY, SHARE_DIGITS, SHOWN_DIGITS, SQUARES
from coaching.metrics.encode import MONEY_UNITS
from coaching.metrics.kpi import MINIMUM_TRIALS, Kpi
from coaching.metrics.model import Counts, Figure, Funnel, Goal, Period, Reason, Tallies
from coaching.metrics.outliers import without_outliers
from coaching.metrics.time_at_work import TimeAtWork

#: KPIs that are made of other figures and so come after their estimates.
DERIVED = ("requirement", "activity", "attainment", "velocity")


@dataclass(frozen=True)
class Measured:
    """What was observed of one rep (or of the team, ``rep`` None): counts, funnel, sums, figures and time at work."""

    rep: str | None
    counts: Counts
    funnel: Funnel
    sums: Mapping[str, float]
    figures: Mapping[str, Figure]
    at_work: TimeAtWork | None = None

    def weeks(self, period: Period) -> float:
        """Return the weeks at work in the period; all of the period where the time at work is not known."""
        return self.at_work.weeks if self.at_work else period.weeks


def measure(
    tallies: Tallies,
    kpis: Mapping[str, Kpi],
    reps: Iterable[str] = (),
    at_work: Mapping[str | None, TimeAtWork] | None = None,
) -> tuple[Measured, dict[str, Measured]]:
    """Return the team's observed figures and each rep's, from their tallies.

    The team is computed from the team's tallies, never as a mean of its reps. ``reps`` adds people of whom
    there is no row at all. Only ratios and means are figures here; ``derive`` adds those made of others, over the time
    ``at_work`` where that is known.
    """
    per_rep = _sums_by_rep(tallies)
    per_rep = {rep: exact_money(sums) for rep, sums in per_rep.items()}
    for rep in reps:
        per_rep.setdefault(rep, {})
    whole: dict[str, float] = {}
    for sums in per_rep.values():
        for name, value in sums.items():
            whole[name] = _whole(name, whole.get(name, 0.0) + value)
    shown = Shown.of(whole)
    whole = exact_money(whole)
    time = at_work or {}
    team = _measured(None, whole, kpis, shown, time.get(None))
    return team, {rep: _measured(rep, sums, kpis, shown, time.get(rep)) for rep, sums in sorted(per_rep.items())}


@dataclass(frozen=True)
class Shown:
    """What the data as a whole can show, whoever and whenever: without it some ratios could only be 100 %.

    Attributes
    ----------
    sets : bool
        Whether appointments set are told from those held.
    losses : mapping of column to float
        Losses of any period: ``ever_lost``, and of those whose gate is shown ``ever_lost_early`` (before the next
        step) and ``ever_lost_late``.
    appointments : bool
        Whether any first appointment is known to have been held.
    """

    sets: bool
    losses: Mapping[str, float]
    appointments: bool = True

    @classmethod
    def of(cls, sums: Mapping[str, float]) -> Shown:
        """Return what the sums over everybody show; events alone tell the losses of their own days."""
        columns = {"ever_lost": "lost", "ever_lost_early": "gate_failed", "ever_lost_late": "closings_lost"}
        losses = {name: max(sums.get(name, 0.0), sums.get(event, 0.0)) for name, event in columns.items()}
        return cls(sums.get("appointments_set", 0) > 0, losses, sums.get("known_appointments", 0) > 0)

    @classmethod
    def by(cls, events: pd.DataFrame) -> Shown:
        """Return what a table of events shows."""
        names = ("appointments_set", "known_appointments", "lost", "gate_failed", "closings_lost")
        return cls.of({name: float(events[name].sum()) for name in names})

    def cannot_fall(self, kpi: Kpi) -> Reason | None:
        """Return why a ratio could only be 100 %: the data shows no loss, or only losses at the other gate."""
        if not kpi.falls_by or self.losses[kpi.falls_by]:
            return None
        if not self.losses["ever_lost"]:
            return Reason("no_losses_shown")
        gated = int(self.losses["ever_lost_early"] + self.losses["ever_lost_late"])
        return Reason("losses_at_one_gate", {"count": gated}) if gated >= MINIMUM_TRIALS else None


def figure_from_sums(kpi: Kpi, sums: Mapping[str, float], shown: Shown) -> Figure:
    """Return an observed KPI (a ratio or a mean) from sums of tally columns, as far as the data can show it."""
    numerator_of = kpi.numerator
    rests_on: tuple[str, ...] = ()
    if "conversations" in kpi.needs and not shown.sets:
        if not shown.appointments and sums.get("conversations", 0.0) > 0:
            denominator = round(sum(sums.get(name, 0.0) for name in kpi.denominator), SHOWN_DIGITS)
            return Figure(kpi.key, None, None, denominator, reason=Reason("no_appointments_known"))
        numerator_of, rests_on = ("known_appointments",), ("held_stand_for_set",)
    numerator = round(sum(sums.get(name, 0.0) for name in numerator_of), SHOWN_DIGITS)
    denominator = round(sum(sums.get(name, 0.0) for name in kpi.denominator), SHOWN_DIGITS)
    if "gates" in kpi.needs:
        reason = _gates_hidden(sums)
        if reason:
            return Figure(kpi.key, None, reason=reason)
    reason = shown.cannot_fall(kpi)
    if reason and (denominator > 0 or sums.get("won", 0.0) > 0):
        return Figure(kpi.key, None, numerator, denominator, reason=reason)
    if denominator <= 0:
        counted = None if "conversations" in kpi.needs else numerator
        return Figure(kpi.key, None, counted, 0, reason=_empty(kpi, sums))
    trials = int(as_count(denominator))
    return Figure(kpi.key, numerator / denominator, numerator, denominator, trials, rests_on=rests_on)


def usual(measured: Measured, kpis: Mapping[str, Kpi]) -> Measured:
    """Return what was observed without amounts far out of line, which are in no figure of others."""
    if not measured.sums.get("outliers"):
        return measured
    sums = without_outliers(measured.sums)
    means = {}
    for key, figure in measured.figures.items():
        if kpis[key].kind == "mean" and figure.value is not None:
            total, n = (
                sum(sums.get(name, 0.0) for name in names) for names in (kpis[key].numerator, kpis[key].denominator)
            )
            means[key] = Figure(key, total / n, total, n, int(n)) if n > 0 else Figure(key, None)
    counts = replace(
        measured.counts, revenue=sums["revenue"], deals_with_amount=as_count(sums["deals_with_amount"]), outliers=0
    )
    return replace(measured, counts=counts, sums=sums, figures={**measured.figures, **means})


def exact_money(sums: Mapping[str, float]) -> dict[str, float]:
    """Return sums with their revenue rounded to the units that money is added up in.

    Every part is a whole number of them; so the order in which the parts were added leaves no trace.
    """
    revenue = sums.get("revenue", 0.0)
    return {**sums, "revenue": round(revenue * MONEY_UNITS) / MONEY_UNITS}


def derive(
    measured: Measured,
    kpi: Kpi,
    values: Mapping[str, float | None],
    estimates: Mapping[str, float | None],
    goal: Goal | None,
    period: Period,
) -> Figure:
    """Return a figure that is made of other figures.

    ``values`` and ``estimates`` are by KPI key; an estimate stands in only where the value is missing or zero,
    and the figure then says so in ``rests_on``.
    """
    if kpi.kind == "requirement":
        return _requirement(kpi, measured, values, estimates, goal)
    if kpi.kind == "activity":
        return _activity(kpi, measured, values, goal, period)
    if kpi.kind == "attainment":
        return _attainment(kpi, measured, values, estimates, goal)
    return _velocity(kpi, measured, values)


def chance_of_winning(
    values: Mapping[str, float | None], estimates: Mapping[str, float | None]
) -> tuple[float | None, tuple[str, ...]]:
    """Return the chance from first appointment to won, and what it rests on besides the two observed ratios."""
    both = _product(values.get("next_step_ratio"), values.get("closing_ratio"))
    if both:
        return both, ()
    if values.get("win_rate"):
        return values["win_rate"], ("win_rate",)
    both = _product(estimates.get("next_step_ratio"), estimates.get("closing_ratio"))
    if both:
        return both, ("estimate",)
    if estimates.get("win_rate"):
        return estimates["win_rate"], ("win_rate", "estimate")
    return None, ()


def _product(first: float | None, second: float | None) -> float | None:
    return first * second if first is not None and second is not None else None


def _sums_by_rep(tallies: Tallies) -> dict[str, dict[str, float]]:
    frames = (
        tallies.events.drop(columns=["product", "week"]),
        tallies.standing.drop(columns="product"),
        tallies.cohort.drop(columns="product").rename(columns=lambda name: name if name == "rep" else f"cohort_{name}"),
    )
    sums: dict[str, dict[str, float]] = {}
    for frame in frames:
        table: pd.DataFrame = frame.groupby("rep", sort=False).sum()
        for rep, row in zip(table.index, table.to_dict("records"), strict=True):
            sums.setdefault(str(rep), {}).update({str(name): _whole(str(name), value) for name, value in row.items()})
    return sums


def _whole(name: str, value: float) -> float:
    """Return a sum without the last bits that depend on the order of adding: money is tallied in thousandths."""
    if name in SQUARES:
        return float(value)
    return round(float(value), 3 if name in MONEY else SHARE_DIGITS)


def _measured(
    rep: str | None,
    sums: Mapping[str, float],
    kpis: Mapping[str, Kpi],
    shown: Shown,
    at_work: TimeAtWork | None = None,
) -> Measured:
    figures = {key: figure_from_sums(kpi, sums, shown) for key, kpi in kpis.items() if kpi.kind not in DERIVED}
    ratio = figures.get("next_step_ratio")
    gated = ratio is None or ratio.reason is None or ratio.reason.code not in ("gates_not_shown", "mostly_ungated")
    return Measured(rep, _counts(sums), _funnel(sums, gated), sums, figures, at_work)


def _gates_hidden(sums: Mapping[str, float]) -> Reason | None:
    """Return why the two ratios cannot be told: most closed deals, won or lost, do not show how far they came."""
    lost, ungated = sums.get("lost", 0.0), sums.get("ungated_losses", 0.0)
    trials = sum(sums.get(name, 0.0) for name in ("gate_passed", "gate_failed", "closings_won", "closings_lost"))
    if 2 * ungated > lost:
        return (
            Reason("gates_not_shown")
            if ungated == lost
            else Reason("mostly_ungated", {"ungated": int(ungated), "lost": int(lost)})
        )
    if 2 * sums.get("closings_won", 0.0) < sums.get("won", 0.0):
        return Reason("gates_not_shown")
    if trials == 0 and sums.get("next_steps_passed", 0.0) > 0:
        return Reason("gates_not_shown")
    return None


def _empty(kpi: Kpi, sums: Mapping[str, float]) -> Reason:
    if kpi.empty == "no_decided_trials":
        pending = "pending_next_step" if kpi.key == "next_step_ratio" else "pending_closing"
        return Reason("no_decided_trials", {"pending": int(sums.get(pending, 0))})
    if kpi.empty in ("no_wins", "no_cycle_dates") and not sums.get("won", 0):
        return Reason("no_wins")
    if kpi.key == "average_sale":
        return _no_amounts(sums.get("won_without_amount", 0), sums.get("won_in_other_currency", 0))
    return Reason(kpi.empty) if kpi.empty else Reason("nothing_counted", {"kpi": kpi.key})


def _no_amounts(without: float, in_other_currency: float) -> Reason:
    """Return why there is no amount to average: none was given, or they are in another currency."""
    if in_other_currency > without:
        return Reason("amounts_in_other_currency", {"count": as_count(in_other_currency)})
    return Reason("no_amounts", {"without_amount": as_count(without)})


def as_count(value: float) -> float:
    """Return a count as a whole number where it is one; shared deals count in parts."""
    rounded = round(float(value), SHOWN_DIGITS)
    return int(rounded) if rounded.is_integer() else rounded


def _counts(sums: Mapping[str, float]) -> Counts:
    def n(name: str) -> float:
        return as_count(sums.get(name, 0))

    return Counts(
        deals=as_count(sum(sums.get(name, 0) for name in ("open", "won", "lost", "discarded"))),
        open=n("open"),
        won=n("won"),
        lost=n("lost"),
        discarded=n("discarded"),
        conversations=n("conversations"),
        appointments_set=n("appointments_set"),
        first_appointments=n("first_appointments"),
        next_steps_passed=n("next_steps_passed"),
        next_steps_failed=n("gate_failed"),
        next_steps_pending=n("pending_next_step"),
        closings_won=n("closings_won"),
        closings_lost=n("closings_lost"),
        closings_pending=n("pending_closing"),
        ungated_losses=n("ungated_losses"),
        open_first_appointments=n("open_first_appointments"),
        revenue=sums.get("revenue", 0.0),
        deals_with_amount=n("deals_with_amount"),
        won_without_amount=n("won_without_amount"),
        won_in_other_currency=n("won_in_other_currency"),
        outliers=n("outliers"),
    )


def _funnel(sums: Mapping[str, float], gated: bool) -> Funnel:
    def n(name: str) -> float:
        return as_count(sums.get(f"cohort_{name}", 0))

    conversations = as_count(sums.get("conversations", 0))
    return Funnel(
        conversations=conversations or None,
        first_appointments=n("first_appointments"),
        next_steps=n("next_steps") if gated else None,
        won=n("won"),
        lost_before_next_step=n("lost_before_next_step") if gated else None,
        lost_after_next_step=n("lost_after_next_step") if gated else None,
        lost=n("lost"),
        pending_next_step=n("pending_next_step") if gated else None,
        pending_closing=n("pending_closing") if gated else None,
        pending=n("pending_next_step") + n("pending_closing"),
    )


def _no_goal(measured: Measured) -> Reason:
    was_there = measured.at_work is None or measured.at_work.period is not None
    return Reason("no_goal" if was_there else "not_at_work")


def _requirement(
    kpi: Kpi,
    measured: Measured,
    values: Mapping[str, float | None],
    estimates: Mapping[str, float | None],
    goal: Goal | None,
) -> Figure:
    if goal is None:
        return Figure(kpi.key, None, reason=_no_goal(measured))
    chance, rests_on = chance_of_winning(values, estimates)
    sale = values.get("average_sale")
    if not sale:
        sale = estimates.get("average_sale")
        rests_on = (*rests_on, "estimate") if sale else rests_on
    missing = [key for key, value in (("win_rate", chance), ("average_sale", sale)) if not value]
    if missing or not chance or not sale:
        return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": missing}))
    worth = sale * chance
    return Figure(kpi.key, goal.weekly / worth, goal.weekly, worth, rests_on=tuple(dict.fromkeys(rests_on)))


def _activity(
    kpi: Kpi, measured: Measured, values: Mapping[str, float | None], goal: Goal | None, period: Period
) -> Figure:
    needed = values.get("magic_number")
    if goal is None:
        return Figure(kpi.key, None, reason=_no_goal(measured))
    if needed is None:
        return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": ["magic_number"]}))
    weeks = measured.weeks(period)
    a_week = measured.counts.first_appointments / weeks
    return Figure(kpi.key, a_week / needed, a_week, needed, trials=round(needed * weeks))


def _attainment(
    kpi: Kpi,
    measured: Measured,
    values: Mapping[str, float | None],
    estimates: Mapping[str, float | None],
    goal: Goal | None,
) -> Figure:
    if goal is None:
        return Figure(kpi.key, None, reason=_no_goal(measured))
    counts = measured.counts
    if counts.won and not counts.deals_with_amount:
        return Figure(kpi.key, None, reason=_no_amounts(counts.won_without_amount, counts.won_in_other_currency))
    sale = values.get("average_sale") or estimates.get("average_sale")
    trials = round(goal.in_period / sale) if sale else int(counts.won)
    return Figure(kpi.key, counts.revenue / goal.in_period, counts.revenue, goal.in_period, trials)


def _velocity(kpi: Kpi, measured: Measured, values: Mapping[str, float | None]) -> Figure:
    inputs = ("win_rate", "average_sale", "sales_cycle_days")
    missing = [key for key in inputs if values.get(key) is None]
    if missing:
        return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": missing}))
    rate, sale, days = (float(values[key] or 0) for key in inputs)
    opened = measured.counts.open_first_appointments
    if not days:
        return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": ["sales_cycle_days"]}))
    worth = opened * rate * sale
    return Figure(kpi.key, worth / days, worth, days, trials=int(opened))
