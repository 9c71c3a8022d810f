"""The kinds of KPI, one class each: how a KPI is observed, or derived from other KPIs.

A declaration names its kind (``kind: ratio``), and ``Kpi.kind`` is the one instance of that class. What other rooms do
by kind stands there, again one class a kind: the statistics in ``compare.kinds``, the words in ``report.kinds``, the
effect of coaching in ``advise.kinds``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from coaching.metrics.model import Figure, Goal, Period, Reason
from coaching.metrics.shown import Shown
from coaching.metrics.tallies.aggregate import SHOWN_DIGITS, as_count

if TYPE_CHECKING:
    from coaching.metrics.figures import Measured
    from coaching.metrics.kpi import Kpi

#: Trials below which a figure is never coloured nor called below its rule (fewer than 10).
MINIMUM_TRIALS = 10
#: Trials below which a figure is marked as of low certainty (10 to 29).
CERTAIN_TRIALS = 30
#: Revenue is no whole where more than this share of the won deals is in another currency.
_PART_LEFT_OUT = 0.1
#: Deals with a value below which means are not compared.
FEWEST_DEALS = 5

Values = Mapping[str, float | None]


@dataclass(frozen=True)
class Inputs:
    """The inputs of a derived KPI.

    ``values`` and ``estimates`` are by KPI key; an estimate is used only if the value is missing or zero, and the
    figure then says so in ``rests_on``.
    """

    measured: Measured
    values: Values
    estimates: Values
    goal: Goal | None
    period: Period


class Kind:
    """Behaviour that the KPIs of one kind share. Instances have no state and serve every KPI.

    Attributes
    ----------
    name : str
        As declarations have it.
    is_counted : bool
        Whether the figure is counted from the tallies, numerator over denominator; else it is made of other figures,
        after their estimates.
    is_ratio : bool
        Whether it is a ratio of trials, between 0 and 1.
    is_of_people : bool
        Whether it says something only of somebody at work: segments have none.
    is_judged : bool
        Whether a rule can be set for it: the others follow from these, or only tell how much is needed.
    fewest_trials : int
        With fewer trials between them there is no comparison with peers.
    """

    name: ClassVar[str] = ""
    is_counted: ClassVar[bool] = False
    is_ratio: ClassVar[bool] = False
    is_of_people: ClassVar[bool] = False
    is_judged: ClassVar[bool] = True
    fewest_trials: ClassVar[int] = MINIMUM_TRIALS

    def counted(self, kpi: Kpi) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the tally columns whose deals are behind a figure: those of the numerator, and all of them."""
        return kpi.numerator, kpi.denominator

    def observe(self, kpi: Kpi, sums: Mapping[str, float], shown: Shown) -> Figure:
        """Return the observed figure from sums of tally columns, or the reason why there is none."""
        raise NotImplementedError(f"{self.name} is made of other figures")

    def derive(self, kpi: Kpi, of: Inputs) -> Figure:
        """Return the figure as derived from other figures (``figures.derive``)."""
        raise NotImplementedError(f"{self.name} is counted from the tallies")

    def without(self, kpi: Kpi, figure: Figure, sums: Mapping[str, float]) -> Figure:
        """Return an observed figure from sums without outlying amounts; a figure without money is unchanged."""
        return figure


class Ratio(Kind):
    """Successes divided by trials."""

    name = "ratio"
    is_counted = True
    is_ratio = True

    def observe(self, kpi: Kpi, sums: Mapping[str, float], shown: Shown) -> Figure:
        """Return the ratio with its m and n, or the reason why it cannot be measured."""
        numerator_of = kpi.numerator
        rests_on: tuple[str, ...] = ()
        if "conversations" in kpi.needs and not shown.sets:
            if not shown.appointments and sums.get("conversations", 0.0) > 0:
                denominator = _sum(sums, kpi.denominator)
                return Figure(kpi.key, None, None, denominator, reason=Reason("no_appointments_known"))
            numerator_of, rests_on = ("known_appointments",), ("held_stand_for_set",)
        numerator, denominator = _sum(sums, numerator_of), _sum(sums, kpi.denominator)
        if "gates" in kpi.needs and (reason := gates_hidden(sums)):
            return Figure(kpi.key, None, reason=reason)
        reason = shown.cannot_fall(kpi.falls_by)
        if reason and (denominator > 0 or sums.get("won", 0.0) > 0):
            return Figure(kpi.key, None, numerator, denominator, reason=reason)
        if denominator <= 0:
            counted = None if "conversations" in kpi.needs else numerator
            return Figure(kpi.key, None, counted, 0, reason=_empty(kpi, sums))
        trials = int(as_count(denominator))
        return Figure(kpi.key, numerator / denominator, numerator, denominator, trials, rests_on=rests_on)


class Mean(Kind):
    """A sum divided by the number of deals."""

    name = "mean"
    is_counted = True
    fewest_trials = FEWEST_DEALS

    def counted(self, kpi: Kpi) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the deals that the mean is taken over, twice."""
        return kpi.denominator, kpi.denominator

    def observe(self, kpi: Kpi, sums: Mapping[str, float], shown: Shown) -> Figure:
        """Return the mean with its total and count, or why there is none."""
        total, n = _sum(sums, kpi.numerator), _sum(sums, kpi.denominator)
        if n <= 0:
            return Figure(kpi.key, None, total, 0, reason=_empty(kpi, sums))
        return Figure(kpi.key, total / n, total, n, int(as_count(n)))

    def without(self, kpi: Kpi, figure: Figure, sums: Mapping[str, float]) -> Figure:
        """Return the mean of the remaining amounts."""
        if figure.value is None:
            return figure
        total, n = (sum(sums.get(name, 0.0) for name in names) for names in (kpi.numerator, kpi.denominator))
        return Figure(kpi.key, total / n, total, n, int(n)) if n > 0 else Figure(kpi.key, None)


class Requirement(Kind):
    """The weekly goal divided by the worth of one appointment."""

    name = "requirement"
    is_judged = False

    def derive(self, kpi: Kpi, of: Inputs) -> Figure:
        """Return the appointments a week."""
        if of.goal is None:
            return Figure(kpi.key, None, reason=_no_goal(of.measured))
        chance, rests_on = chance_of_winning(of.values, of.estimates)
        sale = of.values.get("average_sale")
        if not sale:
            sale = of.estimates.get("average_sale")
            rests_on = (*rests_on, "estimate") if sale else rests_on
        missing = [key for key, value in (("win_rate", chance), ("average_sale", sale)) if not value]
        if missing or not chance or not sale:
            return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": missing}))
        worth = sale * chance
        return Figure(kpi.key, of.goal.weekly / worth, of.goal.weekly, worth, rests_on=tuple(dict.fromkeys(rests_on)))


class Activity(Kind):
    """First appointments a week at work divided by those that the goal asks for."""

    name = "activity"
    is_of_people = True

    def derive(self, kpi: Kpi, of: Inputs) -> Figure:
        """Return appointments held over those needed, both a week."""
        needed = of.values.get("magic_number")
        if of.goal is None:
            return Figure(kpi.key, None, reason=_no_goal(of.measured))
        if needed is None:
            return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": ["magic_number"]}))
        weeks = of.measured.weeks(of.period)
        a_week = of.measured.counts.first_appointments / weeks
        return Figure(kpi.key, a_week / needed, a_week, needed, trials=round(needed * weeks))


class Attainment(Kind):
    """Revenue won divided by the goal, both over the days at work."""

    name = "attainment"
    is_of_people = True

    def derive(self, kpi: Kpi, of: Inputs) -> Figure:
        """Return revenue over goal; its trials are the deals that the goal asks for."""
        if of.goal is None:
            return Figure(kpi.key, None, reason=_no_goal(of.measured))
        counts = of.measured.counts
        if counts.won and not counts.deals_with_amount:
            return Figure(kpi.key, None, reason=_no_amounts(counts.won_without_amount, counts.won_in_other_currency))
        if counts.won_in_other_currency > _PART_LEFT_OUT * counts.won:
            count = as_count(counts.won_in_other_currency)
            return Figure(kpi.key, None, reason=Reason("revenue_in_other_currency", {"count": count}))
        sale = of.values.get("average_sale") or of.estimates.get("average_sale")
        trials = round(of.goal.in_period / sale) if sale else int(counts.won)
        return Figure(kpi.key, counts.revenue / of.goal.in_period, counts.revenue, of.goal.in_period, trials)


class Velocity(Kind):
    """Revenue a day that open first appointments represent at the present win rate, average sale and cycle."""

    name = "velocity"
    is_judged = False

    def derive(self, kpi: Kpi, of: Inputs) -> Figure:
        """Return money a day."""
        inputs = ("win_rate", "average_sale", "sales_cycle_days")
        missing = [key for key in inputs if of.values.get(key) is None]
        if missing:
            return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": missing}))
        rate, sale, days = (float(of.values[key] or 0) for key in inputs)
        opened = of.measured.counts.open_first_appointments
        if not days:
            return Figure(kpi.key, None, reason=Reason("missing_inputs", {"kpis": ["sales_cycle_days"]}))
        worth = opened * rate * sale
        return Figure(kpi.key, worth / days, worth, days, trials=int(opened))


class Unknown(Kind):
    """An unknown kind, named by a faulty declaration; ``kpi.problems`` reports it."""

    def __init__(self, given: str) -> None:
        self.given = given


RATIO, MEAN, REQUIREMENT, ACTIVITY, ATTAINMENT, VELOCITY = (
    Ratio(), Mean(), Requirement(), Activity(), Attainment(), Velocity(),
)  # fmt: skip

#: Every kind by its name.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.name: kind for kind in (RATIO, MEAN, REQUIREMENT, ACTIVITY, ATTAINMENT, VELOCITY)}
)


def kind_named(name: str) -> Kind:
    """Return the kind of this name, an instance of ``Unknown`` if it does not exist."""
    return KINDS.get(name) or Unknown(name)


def chance_of_winning(values: Values, estimates: Values) -> tuple[float | None, tuple[str, ...]]:
    """Return the chance to win a first appointment, and what it rests on besides the two observed ratios."""
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


def gates_hidden(sums: Mapping[str, float]) -> Reason | None:
    """Return why the two ratios cannot be measured: most closed deals do not show how far they came."""
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


def _sum(sums: Mapping[str, float], names: tuple[str, ...]) -> float:
    return round(sum(sums.get(name, 0.0) for name in names), SHOWN_DIGITS)


def _product(first: float | None, second: float | None) -> float | None:
    return first * second if first is not None and second is not None else None


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
    """Return why there is no amount to average: amounts are missing, or in another currency."""
    if in_other_currency > without:
        return Reason("amounts_in_other_currency", {"count": as_count(in_other_currency)})
    return Reason("no_amounts", {"without_amount": as_count(without)})


def _no_goal(measured: Measured) -> Reason:
    was_there = measured.at_work is None or measured.at_work.period is not None
    return Reason("no_goal" if was_there else "not_at_work")
