"""Outlying won amounts, which would dominate every average and are most often typing errors.

Such an amount stays in the rep's own figures and is left out of every figure of others (``without_outliers``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from coaching.metrics.tallies.encode import OUTCOME_CODES
from coaching.metrics.tallies.facts import Measurable, encoded_batches
from coaching.tables import WON

#: An outlier is above this multiple of the median, and this multiple of the next largest amount that is none.
TIMES_MEDIAN = 20
TIMES_NEXT = 5
#: The part of the amounts that may be outliers; more are a kind of their own.
MOST = 0.25

#: Sums of the tallies that hold outliers, and what of each is the outliers' part.
PARTS = {
    "revenue": "outlier_revenue",
    "revenue_squares": "outlier_squares",
    "deals_with_amount": "outliers",
}


def outlier_above(deals: Measurable, currency: str | None) -> float | None:
    """Return the limit above which a won amount is an outlier; None without outliers.

    Parameters
    ----------
    deals : DataFrame, BatchedDeals, EncodedDeals or Facts
        The canonical deals table, or what was made of it before.
    currency : str or None
        Only amounts of this currency, or of none that is known, are compared; None takes all.
    """
    won = [
        batch.amount[(batch.outcome == OUTCOME_CODES[WON]) & batch.in_currency(currency)]
        for batch in encoded_batches(deals)
    ]
    return limit_of(np.concatenate(won))


def limit_of(amounts: np.ndarray) -> float | None:
    """Return the largest amount below the few that a gap parts from all others; None without such a gap."""
    known = amounts[np.isfinite(amounts) & (amounts > 0)]
    if len(known) < 3:
        return None
    least = TIMES_MEDIAN * np.median(known)
    if known.max() <= least:
        return None
    few = max(1, int(len(known) * MOST))
    ordered = np.sort(np.partition(known, -few - 1)[-few - 1 :])
    below, top = ordered[:-1], ordered[1:]
    is_outlier = (top > TIMES_NEXT * below) & (top > least)
    return float(below[is_outlier.argmax()]) if is_outlier.any() else None


def without_outliers(sums: Mapping[str, float]) -> dict[str, float]:
    """Return the sums of one rep without the contribution of outliers."""
    return {**sums, **{name: sums.get(name, 0.0) - sums.get(part, 0.0) for name, part in PARTS.items()}}


def events_without_outliers(events: pd.DataFrame) -> pd.DataFrame:
    """Return tallied events without the contribution of outliers."""
    return events.assign(**{name: events[name] - events[part] for name, part in PARTS.items()})
