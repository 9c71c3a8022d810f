"""Observed figures from tallies: the KPIs of each rep and of the team, each with m and n or a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coaching.metrics.kinds import Inputs
from coaching.metrics.kpi import Kpi
from coaching.metrics.model import Counts, Figure, Funnel, Goal, Period, Tallies
from coaching.metrics.shown import Shown
from coaching.metrics.tallies.aggregate import MONEY, SHARE_DIGITS, SQUARES, as_count
from coaching.metrics.tallies.encode import MONEY_UNITS
from coaching.metrics.tallies.outliers import without_outliers
from coaching.metrics.timing.time_at_work import TimeAtWork


@dataclass(frozen=True)
class Measured:
    """The observations of one rep (or of the team, ``rep`` None): counts, funnel, sums, figures, time at work."""

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
    per_rep, whole = _sums_by_rep(tallies)
    per_rep = {rep: exact_money(sums) for rep, sums in per_rep.items()}
    for rep in reps:
        per_rep.setdefault(rep, {})
    shown = Shown.of(whole)
    whole = exact_money(whole)
    time = at_work or {}
    team = _measured(None, whole, kpis, shown, time.get(None))
    return team, {rep: _measured(rep, sums, kpis, shown, time.get(rep)) for rep, sums in sorted(per_rep.items())}


def usual(measured: Measured, kpis: Mapping[str, Kpi]) -> Measured:
    """Return the observations without outlying amounts, which count in no figure of other reps."""
    if not measured.sums.get("outliers"):
        return measured
    sums = without_outliers(measured.sums)
    figures = {key: kpis[key].kind.without(kpis[key], figure, sums) for key, figure in measured.figures.items()}
    counts = replace(
        measured.counts, revenue=sums["revenue"], deals_with_amount=as_count(sums["deals_with_amount"]), outliers=0
    )
    return replace(measured, counts=counts, sums=sums, figures=figures)


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
    """Return a KPI that is derived from other KPIs.

    ``values`` and ``estimates`` are by KPI key; an estimate is used only if the value is missing or zero,
    and the figure then says so in ``rests_on``.
    """
    return kpi.kind.derive(kpi, Inputs(measured, values, estimates, goal, period))


def _sums_by_rep(tallies: Tallies) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Return the sums of each rep and of all of them, without the last bits that depend on the order of adding."""
    frames = (
        tallies.events.drop(columns=["product", "week"]),
        tallies.standing.drop(columns="product"),
        tallies.cohort.drop(columns="product").rename(columns=lambda name: name if name == "rep" else f"cohort_{name}"),
    )
    sums: dict[str, dict[str, float]] = {}
    whole: dict[str, float] = {}
    for frame in frames:
        table = frame.groupby("rep", sort=False).sum()
        names = [str(name) for name in table]
        values = _rounded(names, table.to_numpy(float))
        for rep, row in zip(table.index, values.tolist(), strict=True):
            sums.setdefault(str(rep), {}).update(zip(names, row, strict=True))
        if len(table):
            whole.update(zip(names, _rounded(names, values.sum(axis=0)).tolist(), strict=True))
    return sums, whole


def _rounded(names: Sequence[str], values: np.ndarray) -> np.ndarray:
    """Return sums as they are tallied: money in thousandths, counts to nine digits, squares as they are.

    The last axis of ``values`` are the sums of ``names``.
    """
    rounded = np.round(values, SHARE_DIGITS)
    for at, name in enumerate(names):
        if name in MONEY:
            rounded[..., at] = np.round(values[..., at], 3)
        elif name in SQUARES:
            rounded[..., at] = values[..., at]
    return rounded


def _measured(
    rep: str | None,
    sums: Mapping[str, float],
    kpis: Mapping[str, Kpi],
    shown: Shown,
    at_work: TimeAtWork | None = None,
) -> Measured:
    figures = {key: kpi.kind.observe(kpi, sums, shown) for key, kpi in kpis.items() if kpi.kind.is_counted}
    ratio = figures.get("next_step_ratio")
    gated = ratio is None or ratio.reason is None or ratio.reason.code not in ("gates_not_shown", "mostly_ungated")
    return Measured(rep, _counts(sums), _funnel(sums, gated), sums, figures, at_work)


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
