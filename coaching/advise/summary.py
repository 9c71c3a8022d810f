"""What there is to choose from in the data: days, groupings, currencies and the usual period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from coaching.advise.assess import first_event_on, last_event_on
from coaching.compare import groupings
from coaching.metrics import Overview, default_period
from coaching.tables import Tables, reps_named


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
        The currencies of amounts, the most frequent first.
    has_goals : bool
        Whether the data hold revenue goals.
    period : str
        The period shown at first (``metrics.default_period``).
    """

    first: dt.date
    last: dt.date
    groupings: tuple[str, ...]
    currencies: tuple[str, ...]
    has_goals: bool
    period: str = "all"


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
    """Return the currencies of all amounts won, the most frequent first."""
    codes = pd.concat([tables.deals["currency"], tables.rep_periods["currency"]]).dropna().astype(str)
    return tuple(codes.value_counts().index)
