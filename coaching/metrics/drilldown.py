"""The deals behind a figure, so that every total ties out to records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import chain

import narwhals as nw
import numpy as np
import pandas as pd

from coaching.metrics.encode import Coding
from coaching.metrics.gates import gate_facts, passed_gates
from coaching.metrics.kpi import Kpi, load_kpis
from coaching.metrics.measures import DEAL_SUMS, events
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
    "share",
    "file",
    "sheet",
    "row",
)


def counted_by_deal(kpis: Mapping[str, Kpi] | None = None) -> tuple[str, ...]:
    """Return the KPIs whose figure is a matter of single deals: all that is counted in them happens to deals."""
    kpis = load_kpis() if kpis is None else kpis
    return tuple(key for key, kpi in kpis.items() if kpi.counted[1] and {*chain(*kpi.counted)} <= set(DEAL_SUMS))


def deals_behind(
    deals: pd.DataFrame, kpi: str, period: Period, as_of: dt.date, currency: str | None = None, rep: str | None = None
) -> pd.DataFrame:
    """Return the deals counted in a KPI's numerator or denominator.

    Parameters
    ----------
    deals : DataFrame
        The canonical deals table.
    kpi : str
        One of ``counted_by_deal``; raises ``KeyError`` for another.
    rep : str or None
        Only this rep's deals; None for the team's.

    Returns
    -------
    DataFrame
        The columns of ``SHOWN``, the dates ``first_appointment_on``, ``next_step_on`` and ``closed_on`` as they were
        used, ``cycle_days``, ``amount_counted`` (missing where the amount is in no sum) and the flags
        ``in_numerator`` and ``in_denominator``: over whole deals their sums are the figure's m and n, and over shared
        ones those of their ``share`` (for means, the sum of ``amount_counted``, which carries the share, or of
        ``cycle_days`` over the numerator is its numerator).

    Notes
    -----
    Which deals count is not said again here: each deal is tallied by itself, by the very parts of the tallies.
    """
    deals = deals[deals["rep"].notna() if rep is None else deals["rep"] == rep]
    numbered = deals.reset_index(drop=True)
    numbered["_at"] = range(len(numbered))
    facts = passed_gates(nw.from_native(numbered).lazy(), as_of, currency, keep=("_at",)).collect().to_native()
    facts = facts.set_index("_at").sort_index()
    counted = _counted(numbered, as_of, currency, period)
    top, whole = load_kpis()[kpi].counted
    numerator, denominator = (np.logical_or.reduce([counted[name] != 0 for name in names]) for names in (top, whole))
    share = numbered["share"].where((numbered["share"] > 0) & (numbered["share"] <= 1), 1.0)
    days = (facts["closed_on"].dt.normalize() - facts["first_on"].dt.normalize()).dt.days
    table = numbered[list(SHOWN)].assign(
        first_appointment_on=facts["first_on"].where(facts["had_first"]),
        next_step_on=facts["next_on"].where(facts["had_next"]),
        closed_on=facts["closed_on"].where(facts["is_won"] | facts["is_lost"]),
        cycle_days=days.where(facts["dated_cycle"]),
        amount_counted=(facts["amount"] * share).where(facts["is_won"]),
        in_numerator=numerator,
        in_denominator=denominator,
    )
    return table[numerator | denominator].reset_index(drop=True)


def _counted(deals: pd.DataFrame, as_of: dt.date, currency: str | None, period: Period) -> dict[str, np.ndarray]:
    """Return what each deal adds to each of ``DEAL_SUMS`` over the period."""
    facts = gate_facts(Coding(deals, currency).rows(0, len(deals)), as_of)
    counted = {name: np.zeros(len(deals)) for name in DEAL_SUMS}
    for part in events(period, ""):
        rows, names = part.of({**facts, "_at": np.arange(len(deals))}, ["_at"], "")
        for name in names:
            column = name.removeprefix("sum_")
            if column in counted:
                counted[column][rows["_at"]] += rows[name]
    return counted


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
