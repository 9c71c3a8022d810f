"""The only place that sees every row: counts and sums per rep, product and week, which add up.

What is decided and what is added up is said once (``measure.gates``, ``measure.parts``), for arrays and for Narwhals
expressions alike: a pandas table is tallied in NumPy, every other engine (Polars, DuckDB, Spark) by itself. Tallies of
two disjoint sets of deals, added with ``add``, are the tallies of both.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from coaching.metrics.activity_tally import activity_events, summary_events
from coaching.metrics.aggregate import KEYS, Keyed, add_up, in_major_units, places, stacked
from coaching.metrics.encode import Coding, coded
from coaching.metrics.gates import gate_facts
from coaching.metrics.measures import (
    COHORT_SUMS,
    DURATION_SUMS,
    EVENT_SUMS,
    STANDING_SUMS,
    Part,
    as_they_stand,
    durations,
    events,
)
from coaching.metrics.model import Period, Tallies

#: So many rows are decided on at a time: their columns stay in the processor's cache, and memory is used again.
_RUN = 1 << 16

#: A table of sums as columns by name.
Table = dict[str, Any]

_COHORT_COLUMNS = (*KEYS, *(f"cohort_{name}" for name in COHORT_SUMS))


def tally(
    deals: Any,
    period: Period,
    as_of: dt.date,
    currency: str | None = None,
    activities: Any = None,
    rep_periods: Any = None,
    outlier_above: float | None = None,
) -> Tallies:
    """Tally deals (and activities and rep-period sheets, where there are any) over a period.

    Parameters
    ----------
    deals, activities, rep_periods : frame of any engine that Narwhals supports
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
    parts = {
        "week": events(period, "week", outlier_above),
        "days": [durations(period, as_of)],
        "": [as_they_stand(period)],
    }
    found = _of_deals(deals, as_of, currency, parts)
    others = _of_others(period, as_of, currency, activities, rep_periods, "week")
    standing = found[""]
    appointments = standing["cohort_first_appointments"] > 0
    cohort = {name.removeprefix("cohort_"): standing[name] for name in _COHORT_COLUMNS}
    return Tallies(
        events=_with(others, found["week"], "week"),
        durations=_table(found["days"], (*KEYS, "days", *DURATION_SUMS)),
        cohort=_table({name: values[appointments] for name, values in cohort.items()}, (*KEYS, *COHORT_SUMS)),
        standing=_with_losses_of_sheets(_table(standing, (*KEYS, *STANDING_SUMS)), rep_periods, as_of),
    )


def monthly(
    deals: Any,
    period: Period,
    as_of: dt.date,
    currency: str | None = None,
    activities: Any = None,
    rep_periods: Any = None,
    outlier_above: float | None = None,
) -> pd.DataFrame:
    """Return only the events of ``tally``, per ``rep, product, month`` (ordinal of the month's first day)."""
    parts = {"month": events(period, "month", outlier_above)}
    found = _of_deals(deals, as_of, currency, parts)
    return _with(_of_others(period, as_of, currency, activities, rep_periods, "month"), found["month"], "month")


def add(*tallies: Tallies) -> Tallies:
    """Return the tallies of disjoint sets of deals as one."""
    return Tallies(
        events=stacked([t.events for t in tallies], [*KEYS, "week"], EVENT_SUMS),
        durations=stacked([t.durations for t in tallies], [*KEYS, "days"], DURATION_SUMS),
        cohort=stacked([t.cohort for t in tallies], KEYS, COHORT_SUMS),
        standing=stacked([t.standing for t in tallies], KEYS, STANDING_SUMS),
    )


def _of_deals(
    deals: Any, as_of: dt.date, currency: str | None, parts: Mapping[str, Sequence[Part]]
) -> dict[str, Table]:
    """Return a table of sums for each key column (the empty one: per rep and product alone)."""
    frame = nw.from_native(deals)
    if frame.implementation.is_pandas():
        return _in_memory(frame.to_native(), as_of, currency, parts)
    facts = gate_facts(coded(frame.lazy(), currency), as_of)
    tables = {by: _by_engine(facts, by, several) for by, several in parts.items()}
    return {by: {str(name): table[name].array for name in table} for by, table in tables.items()}


def _of_others(
    period: Period, as_of: dt.date, currency: str | None, activities: Any, rep_periods: Any, bucket: str
) -> list[pd.DataFrame]:
    prepared = []
    if not _is_empty(activities):
        prepared.append(activity_events(nw.from_native(activities).lazy(), period, as_of, bucket))
    if not _is_empty(rep_periods):
        prepared.append(summary_events(nw.from_native(rep_periods).lazy(), period, as_of, currency, bucket))
    return [_by_engine(rows, bucket, [part]) for rows, part in prepared]


def _in_memory(
    deals: pd.DataFrame, as_of: dt.date, currency: str | None, parts: Mapping[str, Sequence[Part]]
) -> dict[str, Table]:
    coding = Coding(deals, currency)
    flat = [part for several in parts.values() for part in several]
    owned = (len(coding.reps) - 1) * len(coding.products)

    def run(start: int) -> list[Keyed]:
        facts = gate_facts(coding.rows(start, start + _RUN), as_of)
        if not (kept := facts["who"] < owned).all():
            facts = {name: values[kept] for name, values in facts.items()}
        rows = [_keyed(*part.of(facts, ["who"], "_number")) for part in flat]
        # Sums per rep and product alone are few: added up at once, so that a long table need not be kept twice.
        return [keyed if part.day else add_up([keyed]) for part, keyed in zip(flat, rows, strict=True)]

    starts = range(0, max(1, len(deals)), _RUN)
    if len(starts) > 1:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = list(pool.map(run, starts))
    else:
        runs = [run(0)]
    rows = iter([_joined(several) for several in zip(*runs, strict=True)])
    return {
        by: _summed([next(rows) for _ in several], by, coding.reps, coding.products) for by, several in parts.items()
    }


def _keyed(rows: dict[str, np.ndarray], sums: Sequence[str]) -> Keyed:
    """Return who, the number and what is added up."""
    named = {name.removeprefix("sum_"): rows[name] for name in sums}
    return rows["who"], named | ({"_number": rows["_number"]} if "_number" in rows else {})


def _joined(runs: Sequence[Keyed]) -> Keyed:
    if len(runs) == 1:
        return runs[0]
    names = runs[0][1]
    who = np.concatenate([keys for keys, _ in runs])
    return who, {name: np.concatenate([columns[name] for _, columns in runs]) for name in names}


def _summed(parts: Sequence[Keyed], by: str, reps: Any, products: Any) -> Table:
    """Add up parts by one whole number: ``who``'s place times the numbers there are, plus the number's place."""
    numbers, distinct = [np.zeros(1, np.int64)] * len(parts), np.zeros(1, np.int64)
    if by:
        numbers, distinct = places([columns.pop("_number") for _, columns in parts])
    keys, sums = add_up(
        [
            (who.astype(np.int64) * len(distinct) + number, columns)
            for (who, columns), number in zip(parts, numbers, strict=True)
        ]
    )
    who = keys // len(distinct)
    columns: dict[str, Any] = {"rep": reps.take(who // len(products)), "product": products.take(who % len(products))}
    if by:
        columns[by] = np.maximum(distinct[keys % len(distinct)], 0)
    return {**columns, **in_major_units(sums)}


def _by_engine(facts: nw.LazyFrame, by: str, parts: Sequence[Part]) -> pd.DataFrame:
    """Let the engine that holds the rows group them, and stack what it found."""
    tables = []
    for part in parts:
        rows, sums = part.of(facts, KEYS, "_number")
        keys = [*KEYS, "_number"] if by else list(KEYS)
        rows = rows.select(*keys, *(nw.col(name).cast(nw.Float64) for name in sums))
        grouped = rows.group_by(*keys, drop_null_keys=False).agg(*(nw.col(name).sum() for name in sums))
        table = grouped.collect("pandas").to_native()
        columns: dict[str, Any] = {
            key: table[key].astype(object).where(table[key].notna(), None).astype("str") for key in KEYS
        }
        if by:
            columns[by] = table["_number"].astype("int64").clip(lower=0)
        named = {name.removeprefix("sum_"): table[name].to_numpy(float) for name in sums}
        tables.append(pd.DataFrame({**columns, **in_major_units(named)}))
    keys = [*KEYS, by] if by else list(KEYS)
    return stacked(
        tables, keys, list(dict.fromkeys(str(name) for table in tables for name in table if name not in keys))
    )


def _table(columns: Table, names: Sequence[str]) -> pd.DataFrame:
    rows = len(columns["rep"])
    return pd.DataFrame({name: columns[name] if name in columns else np.zeros(rows) for name in names})


def _with_losses_of_sheets(standing: pd.DataFrame, sheet: Any, as_of: dt.date) -> pd.DataFrame:
    """Return the deals as they stand with the losses that rep-period sheets show in any period."""
    if _is_empty(sheet):
        return standing
    (counts,) = _of_others(Period(dt.date.min, as_of, whole=True), as_of, None, None, sheet, "week")
    named = {"lost": "ever_lost", "gate_failed": "ever_lost_early", "closings_lost": "ever_lost_late"}
    return stacked([standing, counts[["rep", "product", *named]].rename(columns=named)], KEYS, STANDING_SUMS)


def _with(others: Sequence[pd.DataFrame], deals: Table, bucket: str) -> pd.DataFrame:
    """Return the events of all sources with every column of ``EVENT_SUMS``."""
    table = _table(deals, (*KEYS, bucket, *EVENT_SUMS))
    filled = [other for other in others if len(other)]
    return stacked([table, *filled], [*KEYS, bucket], EVENT_SUMS) if filled else table


def _is_empty(table: Any) -> bool:
    return table is None or (isinstance(table, pd.DataFrame) and table.empty)
