"""The deals behind a figure, so that every total ties out to records."""

from __future__ import annotations

import datetime as dt

import narwhals as nw
import pandas as pd

from coaching.metrics.gates import passed_gates
from coaching.metrics.model import Period

#: What is shown of each deal, besides the gate dates and in which part of the figure it counts.
SHOWN = (
    "deal_id",
    "deal_name",
    "account",
    "rep",
    "product",
    "stage",
    "outcome",
    "amount",
    "currency",
    "file",
    "sheet",
    "row",
)

#: KPIs whose figure is a matter of single deals.
COUNTED_BY_DEAL = (
    "next_step_ratio", "closing_ratio", "win_rate", "average_sale", "sales_cycle_days", "activity_gauge",
    "goal_attainment",
)  # fmt: skip


def deals_behind(
    deals: pd.DataFrame, kpi: str, period: Period, as_of: dt.date, currency: str | None = None, rep: str | None = None
) -> pd.DataFrame:
    """Return the deals counted in a KPI's numerator or denominator.

    Parameters
    ----------
    deals : DataFrame
        The canonical deals table.
    kpi : str
        One of ``COUNTED_BY_DEAL``; raises ``KeyError`` for another.
    rep : str or None
        Only this rep's deals; None for the team's.

    Returns
    -------
    DataFrame
        The columns of ``SHOWN``, the dates ``first_appointment_on``, ``next_step_on`` and ``closed_on`` as they were
        used, ``cycle_days``, ``amount_counted`` (missing where the amount is in no sum) and the flags
        ``in_numerator`` and ``in_denominator``: their sums are the figure's m and n (for means, the sum of
        ``amount_counted`` or ``cycle_days`` over the numerator is its numerator).
    """
    deals = deals[deals["rep"].notna() if rep is None else deals["rep"] == rep]
    numbered = deals.reset_index(drop=True)
    numbered["_at"] = range(len(numbered))
    facts = passed_gates(nw.from_native(numbered).lazy(), as_of, currency, keep=("_at",)).collect().to_native()
    facts = facts.set_index("_at").sort_index()
    closed_in = (facts["is_won"] | facts["is_lost"]) & _within(facts["closed_on"], period)
    won, lost, gated = closed_in & facts["is_won"], closed_in & facts["is_lost"], facts["gated"]
    passed = facts["had_next"] & gated & _within(facts["next_on"], period)
    failed = lost & gated & facts["had_first"] & ~facts["had_next"]
    closings = gated & (won | (lost & facts["had_next"]))
    priced = won & facts["amount"].notna()
    cycles = won & facts["dated_cycle"]
    first = facts["had_first"] & _within(facts["first_on"], period)
    parts = {
        "next_step_ratio": (passed, passed | failed),
        "closing_ratio": (closings & won, closings),
        "win_rate": (won, won | (lost & facts["had_first"])),
        "average_sale": (priced, priced),
        "sales_cycle_days": (cycles, cycles),
        "activity_gauge": (first, first),
        "goal_attainment": (priced, priced),
    }
    numerator, denominator = parts[kpi]
    days = (facts["closed_on"].dt.normalize() - facts["first_on"].dt.normalize()).dt.days
    table = numbered[list(SHOWN)].assign(
        first_appointment_on=facts["first_on"].where(facts["had_first"]),
        next_step_on=facts["next_on"].where(facts["had_next"]),
        closed_on=facts["closed_on"].where(facts["is_won"] | facts["is_lost"]),
        cycle_days=days.where(facts["dated_cycle"]),
        amount_counted=facts["amount"].where(facts["is_won"]),
        in_numerator=numerator,
        in_denominator=denominator,
    )
    return table[numerator | denominator].reset_index(drop=True)


def deals_waiting(
    deals: pd.DataFrame, gate: str, as_of: dt.date, rep: str | None = None, limit: int = 10
) -> pd.DataFrame:
    """Return the open deals that stand before a gate, those that have waited longest first.

    Parameters
    ----------
    deals : DataFrame
        The canonical deals table.
    gate : str
        ``next_step`` (the first appointment was held, the next step is not agreed) or ``won`` (the next step is
        agreed, the deal is not closed); raises ``KeyError`` for another.
    limit : int
        At most so many deals.

    Returns
    -------
    DataFrame
        ``deal_id, deal_name, account, rep, stage, amount, currency, since`` (the date of the gate passed last) and
        ``age_days`` from then to the as-of date (missing where the date is).
    """
    deals = deals[deals["rep"].notna() if rep is None else deals["rep"] == rep]
    numbered = deals.reset_index(drop=True)
    numbered["_at"] = range(len(numbered))
    facts = passed_gates(nw.from_native(numbered).lazy(), as_of, None, keep=("_at",)).collect().to_native()
    facts = facts.set_index("_at").sort_index()
    waiting = facts["is_open"] & facts["had_first"]
    stands, since = {
        "next_step": (waiting & ~facts["had_next"], facts["first_on"]),
        "won": (waiting & facts["had_next"], facts["next_on"]),
    }[gate]
    named = ["deal_id", "deal_name", "account", "rep", "stage", "amount", "currency"]
    table = numbered[named].assign(since=since, age_days=(pd.Timestamp(as_of) - since.dt.normalize()).dt.days)[stands]
    return (
        table.sort_values("age_days", ascending=False, kind="stable", na_position="last")
        .head(limit)
        .reset_index(drop=True)
    )


def _within(day: pd.Series, period: Period) -> pd.Series:
    if period.whole:
        return pd.Series(True, index=day.index)
    return (day >= pd.Timestamp(period.start)) & (day < pd.Timestamp(period.end) + pd.Timedelta(days=1))
