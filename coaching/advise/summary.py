"""What there is to choose from in the data: days, groupings, currencies and the usual period."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from coaching.advise.assess import first_event_on, last_event_on
from coaching.compare import groupings
from coaching.metrics import DefaultPeriod, Overview, default_period
from coaching.tables import WON, Tables, reps_named


@dataclass(frozen=True)
class DataSummary:
    """What readers can choose from.

    Attributes
    ----------
    first, last : date
        The days of the first and the last dated event.
    groupings : tuple of str
        By what reps can be grouped for comparisons (``compare.GROUPINGS``): where they belong to several groups.
    currencies : tuple of str
        The currencies of amounts, those in which most deals were won first, as the assessment picks them.
    has_goals : bool
        Whether the data hold revenue goals.
    default : DefaultPeriod
        The period shown at first, and the one before it (``metrics.default_period``).
    """

    first: dt.date
    last: dt.date
    groupings: tuple[str, ...]
    currencies: tuple[str, ...]
    has_goals: bool
    default: DefaultPeriod


def summarize(tables: Tables, not_after: dt.date, look: Overview | None = None) -> DataSummary | None:
    """Return what readers can choose from in the tables; None if nothing in them has a date.

    Parameters
    ----------
    not_after : date
        The present day; events after it count as typing errors.
    look : Overview or None
        The overview of the deals (``metrics.overview``), if it is known already.
    """
    first, last = first_event_on(tables, look), last_event_on(tables, look)
    if first is None or last is None:
        return None
    last = min(last, not_after)
    return DataSummary(
        min(first, last),
        last,
        groupings(tables.reps, tables.deals),
        currencies(tables),
        len(tables.goals) > 0,
        default_period(tables, reps_named(tables, ("deals", "rep_periods")), last),
    )


def currencies(tables: Tables) -> tuple[str, ...]:
    """Return the currencies of all amounts: those in which most deals were won first, then those of other deals."""
    deals = tables.deals
    won = deals.loc[(deals["outcome"] == WON) & deals["amount"].notna(), "currency"]
    earned = _most_frequent_first(pd.concat([won, tables.rep_periods["currency"]]))
    return tuple(dict.fromkeys((*earned, *_most_frequent_first(deals["currency"]))))


def _most_frequent_first(codes: pd.Series) -> list[str]:
    counts = Counter(codes.dropna().astype(str))
    return sorted(counts, key=lambda code: (-counts[code], code))
