"""The deals behind a figure, so that every total can be checked against records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import chain

import numpy as np
import pandas as pd

from coaching.metrics.kpi import Kpi, load_kpis
from coaching.metrics.model import Period
from coaching.metrics.tallies.encode import MONEY_UNITS, as_dates
from coaching.metrics.tallies.facts import Facts, deal_facts
from coaching.metrics.tallies.measures import DEAL_SUMS, events

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
    """Return the KPIs that count deals only, so that the deals behind them can be listed."""
    kpis = load_kpis() if kpis is None else kpis
    return tuple(key for key, kpi in kpis.items() if kpi.counted[1] and {*chain(*kpi.counted)} <= set(DEAL_SUMS))


def drilldown(
    deals: pd.DataFrame,
    kpi: str,
    period: Period,
    as_of: dt.date,
    currency: str | None = None,
    rep: str | None = None,
    original: pd.DataFrame | None = None,
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
    original : DataFrame or None
        The same deals in the same order, as they are shown: before their amounts were converted.

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
    Which deals count is not said again here: each deal is tallied by itself, by the very measures of the tallies.
    """
    deals = _owned(deals, rep)
    facts = deal_facts(deals, as_of, currency)
    counted = _counted(facts, period)
    top, whole = load_kpis()[kpi].counted
    numerator, denominator = (np.logical_or.reduce([counted[name] != 0 for name in names]) for names in (top, whole))
    share = 1.0 if facts.weight is None else facts.weight
    is_counted = facts.is_won & facts.priced
    shown = deals if original is None else _owned(original, rep)
    table: pd.DataFrame = shown[list(SHOWN)].assign(
        first_appointment_on=as_dates(np.where(facts.had_first, facts.first_on, 0)),
        next_step_on=as_dates(np.where(facts.had_next, facts.next_on, 0)),
        closed_on=as_dates(np.where(facts.is_won | facts.is_lost, facts.closed_on, 0)),
        cycle_days=np.where(facts.dated_cycle, facts.closed_on - facts.first_on, np.nan),
        amount_counted=np.where(is_counted, facts.money / MONEY_UNITS * share, np.nan),
        in_numerator=numerator,
        in_denominator=denominator,
    )
    counting: pd.DataFrame = table[numerator | denominator]
    return counting.reset_index(drop=True)


def _owned(deals: pd.DataFrame, rep: str | None) -> pd.DataFrame:
    """Return the deals of one rep, or all deals if ``rep`` is None."""
    return deals[deals["rep"].notna() if rep is None else deals["rep"] == rep].reset_index(drop=True)


def _counted(facts: Facts, period: Period) -> dict[str, np.ndarray]:
    """Return the amount that each deal adds to each of ``DEAL_SUMS`` over the period."""
    counted = {name: np.zeros(len(facts)) for name in DEAL_SUMS}
    for measure in events(facts, period):
        for name, values in measure.sums(facts.weight).items():
            counted[name][measure.rows] += values
    return counted


def deals_waiting(
    deals: pd.DataFrame, gate: str, as_of: dt.date, rep: str | None = None, limit: int = 10
) -> pd.DataFrame:
    """Return the open deals that have not passed a gate yet, longest waiting first.

    Parameters
    ----------
    deals : DataFrame
        The canonical deals table.
    gate : str
        ``next_step`` (the first appointment was held, the next step is not agreed) or ``won`` (the next step is
        agreed, the deal is not closed); raises ``KeyError`` for another.
    limit : int
        The largest number of deals to return.

    Returns
    -------
    DataFrame
        ``deal_id, deal_name, account, rep, stage, amount, currency, since`` (the date of the gate passed last) and
        ``age_days`` from then to the as-of date (missing where the date is).
    """
    deals = _owned(deals, rep)
    facts = deal_facts(deals, as_of)
    waiting = facts.is_open & facts.had_first
    stands, since = {
        "next_step": (waiting & ~facts.had_next, facts.first_on),
        "won": (waiting & facts.had_next, facts.next_on),
    }[gate]
    named = ["deal_id", "deal_name", "account", "rep", "stage", "amount", "currency"]
    age = np.where(since > 0, as_of.toordinal() - since, np.nan)
    table: pd.DataFrame = deals[named].assign(since=as_dates(since), age_days=age)[stands]
    return (
        table.sort_values("age_days", ascending=False, kind="stable", na_position="last")
        .head(limit)
        .reset_index(drop=True)
    )
