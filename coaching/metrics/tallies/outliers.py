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

#: An outlier is above this multiple of the median, and this multiple of the next largest amount.
TIMES_MEDIAN = 20
TIMES_NEXT = 5

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
    """Return the largest amount below the outliers; None without outliers."""
    known = amounts[np.isfinite(amounts)]
    if len(known) < 3:
        return None
    next_largest, largest = np.partition(known, -2)[-2:]
    is_outlier = largest > TIMES_NEXT * next_largest and largest > TIMES_MEDIAN * np.median(known)
    return float(next_largest) if is_outlier and largest > 0 else None


def without_outliers(sums: Mapping[str, float]) -> dict[str, float]:
    """Return the sums of one rep without the contribution of outliers."""
    return {**sums, **{name: sums.get(name, 0.0) - sums.get(part, 0.0) for name, part in PARTS.items()}}


def events_without_outliers(events: pd.DataFrame) -> pd.DataFrame:
    """Return tallied events without the contribution of outliers."""
    return events.assign(**{name: events[name] - events[part] for name, part in PARTS.items()})
