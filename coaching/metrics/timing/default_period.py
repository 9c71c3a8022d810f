"""The default period of a team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from coaching.metrics.timing.periods import named_period
from coaching.tables import LOST, WON, Tables

#: Decided deals that the median active rep needs for a period to distinguish reps.
ENOUGH_DECIDED = 20
CANDIDATES = ("weeks_13", "weeks_26", "weeks_52")


def default_period(tables: Tables, active: Iterable[str], as_of: dt.date) -> str:
    """Return the shortest of 13, 26 and 52 weeks in which the median active rep has 20 decided deals.

    Parameters
    ----------
    tables : Tables
        Deals are decided when they are won or lost; sheets of counts (``rep_periods``) count by their last day.
    active : iterable of str
        The reps that are compared; one without a decided deal counts as zero.
    as_of : date
        The last day of each period.

    Returns
    -------
    str
        A name of ``metrics.NAMED``, or ``all`` where none is long enough.
    """
    reps = list(active)
    if not reps:
        return "all"
    deals, counts = tables.deals, tables.rep_periods
    closed = deals[deals["outcome"].isin([WON, LOST]) & deals["closed_on"].notna()]
    decided = pd.concat(
        [
            pd.DataFrame({"rep": closed["rep"].astype(object), "day": closed["closed_on"], "count": 1.0}),
            pd.DataFrame(
                {
                    "rep": counts["rep"].astype(object),
                    "day": counts["period_to"],
                    "count": counts["won"].fillna(0) + counts["lost"].fillna(0),
                }
            ),
        ]
    )
    for name in CANDIDATES:
        start = pd.Timestamp(named_period(name, as_of).start)
        inside = decided[(decided["day"] >= start) & (decided["day"] < pd.Timestamp(as_of) + pd.Timedelta(days=1))]
        by_rep = inside.groupby("rep")["count"].sum().reindex(reps).fillna(0)
        if np.median(by_rep) >= ENOUGH_DECIDED:
            return name
    return "all"
