"""Tallies: sums of facts by rep, product and week.

Tallies of two disjoint sets of deals, added with ``add``, are the tallies of both. So deals that do not fit into memory
are tallied in batches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from coaching.metrics.model import Period, Tallies
from coaching.metrics.tallies.activity_tally import activity_measure, summary_measure
from coaching.metrics.tallies.aggregate import KEYS, add_up, in_major_units, places, stacked
from coaching.metrics.tallies.encode import EPOCH, Labels, labels_of
from coaching.metrics.tallies.facts import Facts, Measurable, facts_of
from coaching.metrics.tallies.measures import (
    COHORT_SUMS,
    DURATION_SUMS,
    EVENT_SUMS,
    STANDING_SUMS,
    Measure,
    durations,
    events,
    standing,
)

_COHORT_COLUMNS = (*KEYS, *(f"cohort_{name}" for name in COHORT_SUMS))


def tally(
    deals: Measurable,
    period: Period,
    as_of: dt.date,
    currency: str | None = None,
    activities: pd.DataFrame | None = None,
    rep_periods: pd.DataFrame | None = None,
    outlier_above: float | None = None,
) -> Tallies:
    """Tally deals (and activities and rep-period sheets, where there are any) over a period.

    Parameters
    ----------
    deals : DataFrame, BatchedDeals, EncodedDeals or Facts
        The canonical deals table, or what was made of it before.
    activities, rep_periods : DataFrame or None
        The canonical tables (``coaching.tables``).
    period : Period
        Which events count; both ends included.
    as_of : date
        The day open deals are looked at from; later events have not happened.
    currency : str or None
        Amounts in other currencies are left out of all sums.
    outlier_above : float or None
        A higher won amount is an outlier (``metrics.outlier_above``), tallied on its own too. It is found in the data
        as a whole and not here, so that the tallies of parts add up.

    Returns
    -------
    Tallies
        pandas frames of plain numbers, sorted by their keys.
    """
    parts = (_tallied(facts, period, outlier_above) for facts in facts_of(deals, as_of, currency))
    total = reduce(add, parts)
    sheets = _of_sheets(period, as_of, currency, activities, rep_periods, "week")
    return Tallies(
        events=_with(total.events, sheets, "week"),
        durations=total.durations,
        cohort=total.cohort,
        standing=_with_losses_of_sheets(total.standing, rep_periods, as_of),
    )


def monthly(
    deals: Measurable,
    period: Period,
    as_of: dt.date,
    currency: str | None = None,
    activities: pd.DataFrame | None = None,
    rep_periods: pd.DataFrame | None = None,
    outlier_above: float | None = None,
) -> pd.DataFrame:
    """Return only the events of ``tally``, per ``rep, product, month`` (ordinal of the month's first day)."""
    first, *others = (_events(facts, period, outlier_above, "month") for facts in facts_of(deals, as_of, currency))
    others += _of_sheets(period, as_of, currency, activities, rep_periods, "month")
    return _with(first, others, "month")


def add(*tallies: Tallies) -> Tallies:
    """Return the tallies of disjoint sets of deals as one."""
    return Tallies(
        events=stacked([part.events for part in tallies], [*KEYS, "week"], EVENT_SUMS),
        durations=stacked([part.durations for part in tallies], [*KEYS, "days"], DURATION_SUMS),
        cohort=stacked([part.cohort for part in tallies], KEYS, COHORT_SUMS),
        standing=stacked([part.standing for part in tallies], KEYS, STANDING_SUMS),
    )


def _tallied(facts: Facts, period: Period, outlier_above: float | None) -> Tallies:
    deals = _Keys(facts.deals.rep, facts.deals.product)
    waited, now = durations(facts, period), standing(facts, period)
    whole = deals.sums([(now, now.number)], facts.weight, "")
    appointments = whole["cohort_first_appointments"] > 0
    cohort = {name.removeprefix("cohort_"): whole[name][appointments] for name in _COHORT_COLUMNS}
    return Tallies(
        events=_events(facts, period, outlier_above, "week"),
        durations=_table(deals.sums([(waited, waited.number)], facts.weight, "days"), (*KEYS, "days", *DURATION_SUMS)),
        cohort=_table(cohort, (*KEYS, *COHORT_SUMS)),
        standing=_table(whole, (*KEYS, *STANDING_SUMS)),
    )


def _events(facts: Facts, period: Period, outlier_above: float | None, bucket: str) -> pd.DataFrame:
    """Return the events of deals by the week or month in which they happened."""
    several = [(measure, _START[bucket](measure.number)) for measure in events(facts, period, outlier_above)]
    summed = _Keys(facts.deals.rep, facts.deals.product).sums(several, facts.weight, bucket)
    return _table(summed, (*KEYS, bucket, *EVENT_SUMS))


class _Keys:
    """The keys of the sums: rep, product and one more whole number; rows without a rep are left out."""

    def __init__(self, rep: Labels, product: Labels) -> None:
        self._reps, self._products = (pd.array([*labels.names, None], dtype="str") for labels in (rep, product))
        rep_place, product_place = (
            np.where(labels.codes < 0, len(labels.names), labels.codes) for labels in (rep, product)
        )
        self._who = rep_place.astype(np.int64) * len(self._products) + product_place

    def sums(
        self, measures: Sequence[tuple[Measure, np.ndarray]], weight: np.ndarray | None, name: str
    ) -> dict[str, Any]:
        """Return a column of each sum and key; ``name`` is that of the number, which is left out where it is empty."""
        numbers, distinct = places([number for _, number in measures])
        keys, sums = add_up(
            [
                (self._who[measure.rows] * len(distinct) + number, measure.sums(weight))
                for (measure, _), number in zip(measures, numbers, strict=True)
            ]
        )
        owned = np.searchsorted(keys, (len(self._reps) - 1) * len(self._products) * len(distinct))
        keys = keys[:owned]
        who = keys // len(distinct)
        columns: dict[str, Any] = {
            "rep": self._reps.take(who // len(self._products)),
            "product": self._products.take(who % len(self._products)),
        }
        if name:
            columns[name] = distinct[keys % len(distinct)]
        is_shared = weight is not None
        return columns | in_major_units({key: values[:owned] for key, values in sums.items()}, is_shared)


def _weeks(days: np.ndarray) -> np.ndarray:
    """Return the ordinals of the Mondays of these days, 0 for an unknown day."""
    return np.where(days > 0, (days + 6) // 7 * 7 - 6, 0)


def _months(days: np.ndarray) -> np.ndarray:
    """Return the ordinals of the first days of these months, 0 for an unknown day."""
    months = (days.astype(np.int64) - EPOCH).astype("datetime64[D]").astype("datetime64[M]")
    return np.where(days > 0, months.astype("datetime64[D]").astype(np.int64) + EPOCH, 0)


#: The first day of the week or month that a day lies in.
_START = {"week": _weeks, "month": _months}


def _of_sheets(
    period: Period,
    as_of: dt.date,
    currency: str | None,
    activities: pd.DataFrame | None,
    rep_periods: pd.DataFrame | None,
    bucket: str,
) -> list[pd.DataFrame]:
    """Return the sums of logged activities and of rep-period sheets; neither has products."""
    periods = []
    if activities is not None and len(activities):
        periods.append(_of_rows(activities, activity_measure(activities, period, as_of), bucket))
    if rep_periods is not None and len(rep_periods):
        periods.append(_of_rows(rep_periods, summary_measure(rep_periods, period, as_of, currency), bucket))
    return periods


def _of_rows(table: pd.DataFrame, measure: Measure, bucket: str) -> pd.DataFrame:
    no_product = Labels(np.full(len(table), -1, np.int32), ())
    keys = _Keys(labels_of(table["rep"].astype("str")).in_order(), no_product)
    return pd.DataFrame(keys.sums([(measure, _START[bucket](measure.number))], None, bucket))


def _table(columns: Mapping[str, Any], names: Sequence[str]) -> pd.DataFrame:
    rows = len(columns["rep"])
    # Without ``copy=False`` pandas copies all columns into one block, a third of the whole time.
    return pd.DataFrame({name: columns[name] if name in columns else np.zeros(rows) for name in names}, copy=False)


def _with_losses_of_sheets(standing: pd.DataFrame, sheet: pd.DataFrame | None, as_of: dt.date) -> pd.DataFrame:
    """Return the standing table with the losses that rep-period sheets show in any period."""
    if sheet is None or sheet.empty:
        return standing
    (counts,) = _of_sheets(Period(dt.date.min, as_of, whole=True), as_of, None, None, sheet, "week")
    named = {"lost": "ever_lost", "gate_failed": "ever_lost_early", "closings_lost": "ever_lost_late"}
    return stacked([standing, counts[["rep", "product", *named]].rename(columns=named)], KEYS, STANDING_SUMS)


def _with(deals: pd.DataFrame, others: Sequence[pd.DataFrame], bucket: str) -> pd.DataFrame:
    """Return the events of all sources with every column of ``EVENT_SUMS``."""
    filled = [other for other in others if len(other)]
    return stacked([deals, *filled], [*KEYS, bucket], EVENT_SUMS) if filled else deals
