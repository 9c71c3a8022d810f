"""The only place that sees every row: counts and sums per rep, product and week, which add up.

Written with Narwhals, so that the same expressions run on pandas, Polars, DuckDB and others. Tallies of
two disjoint sets of deals, added with ``add``, are the tallies of both.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw
import pandas as pd

from coaching.measure.gates import in_currency, ordinal, passed_gates
from coaching.measure.model import Period, Tallies
from coaching.tables import CONVERSATION

#: What is added up per rep, product and week of the event. ``gate_*`` and ``closings_*`` are the trials of
#: the two ratios; amount sums are over the deals won.
CLOSE_SUMS = (
    "gate_failed", "closings_won", "closings_lost", "won", "lost", "lost_from_first", "ungated_losses",
    "revenue", "revenue_squares", "deals_with_amount", "won_without_amount",
    "cycles", "cycle_days", "cycle_squares",
)  # fmt: skip
EVENT_SUMS = (
    "first_appointments", "next_steps_passed", "gate_passed", *CLOSE_SUMS,
    "conversations", "appointments_set", "appointments_held",
)  # fmt: skip

#: How far the first appointments held in the period have come.
COHORT_SUMS = (
    "first_appointments", "next_steps", "won", "lost", "lost_before_next_step",
    "lost_after_next_step", "ungated", "pending_next_step", "pending_closing",
)  # fmt: skip

#: The deals as they stand on the as-of date.
STANDING_SUMS = (
    "open", "discarded", "open_first_appointments", "pending_next_step", "pending_closing", "undated",
)  # fmt: skip

DURATION_SUMS = ("won", "censored_lost", "censored_open")

_KEYS = ["rep", "product"]

#: Stands in for a missing date where arithmetic needs one; its result is thrown away.
_SOME_DAY = dt.datetime(2000, 1, 3)


def tally(
    deals: Any,
    period: Period,
    as_of: dt.date,
    currency: str | None = None,
    activities: Any = None,
    rep_periods: Any = None,
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

    Returns
    -------
    Tallies
        pandas frames of plain numbers, sorted by their keys.
    """
    facts = passed_gates(nw.from_native(deals).lazy(), as_of, currency)
    return Tallies(
        events=_events(facts, period, as_of, currency, activities, rep_periods, "week"),
        durations=_sum(_durations(facts, period, as_of), [*_KEYS, "days"], DURATION_SUMS),
        cohort=_sum([_cohort(facts, period)], _KEYS, COHORT_SUMS),
        standing=_sum([_standing(facts)], _KEYS, STANDING_SUMS),
    )


def monthly(
    deals: Any,
    period: Period,
    as_of: dt.date,
    currency: str | None = None,
    activities: Any = None,
    rep_periods: Any = None,
) -> pd.DataFrame:
    """Return only the events of ``tally``, per ``rep, product, month`` (ordinal of the month's first day)."""
    facts = passed_gates(nw.from_native(deals).lazy(), as_of, currency)
    return _events(facts, period, as_of, currency, activities, rep_periods, "month")


def _events(
    facts: nw.LazyFrame,
    period: Period,
    as_of: dt.date,
    currency: str | None,
    activities: Any,
    rep_periods: Any,
    bucket: str,
) -> pd.DataFrame:
    parts = _deal_events(facts, period, bucket)
    if activities is not None:
        parts.append(_activity_events(nw.from_native(activities).lazy(), period, as_of, bucket))
    if rep_periods is not None:
        parts.append(_summary_events(nw.from_native(rep_periods).lazy(), period, as_of, currency, bucket))
    return _sum(parts, [*_KEYS, bucket], EVENT_SUMS)


def add(*tallies: Tallies) -> Tallies:
    """Return the tallies of disjoint sets of deals as one."""
    return Tallies(
        events=_sum([t.events for t in tallies], [*_KEYS, "week"], EVENT_SUMS),
        durations=_sum([t.durations for t in tallies], [*_KEYS, "days"], DURATION_SUMS),
        cohort=_sum([t.cohort for t in tallies], _KEYS, COHORT_SUMS),
        standing=_sum([t.standing for t in tallies], _KEYS, STANDING_SUMS),
    )


def _deal_events(facts: nw.LazyFrame, period: Period, bucket: str) -> list[pd.DataFrame]:
    col, keys = nw.col, [*_KEYS, bucket]
    amount = col("amount")
    has_amount = col("is_won") & ~amount.is_null()
    counted = nw.when(has_amount).then(amount).otherwise(0.0)
    in_cycle = col("is_won") & col("dated_cycle")
    first = facts.filter(col("had_first") & _within(col("first_on"), period)).with_columns(first_appointments=_one())
    passed = facts.filter(col("had_next") & _within(col("next_on"), period)).with_columns(
        next_steps_passed=_one(), gate_passed=_int(col("gated"))
    )
    closed = facts.filter((col("is_won") | col("is_lost")) & _within(col("closed_on"), period)).with_columns(
        days=_days_between("first_on", "closed_on")
    )
    closed = closed.with_columns(
        gate_failed=_int(col("is_lost") & col("gated") & col("had_first") & ~col("had_next")),
        closings_won=_int(col("is_won") & col("gated")),
        closings_lost=_int(col("is_lost") & col("gated") & col("had_next")),
        won=_int(col("is_won")),
        lost=_int(col("is_lost")),
        lost_from_first=_int(col("is_lost") & col("had_first")),
        ungated_losses=_int(col("is_lost") & ~col("gated")),
        revenue=counted,
        revenue_squares=counted * counted,
        deals_with_amount=_int(has_amount),
        won_without_amount=_int(col("is_won") & amount.is_null()),
        cycles=_int(in_cycle),
        cycle_days=nw.when(in_cycle).then(col("days")).otherwise(0),
        cycle_squares=nw.when(in_cycle).then(col("days") * col("days")).otherwise(0),
    )
    return [
        _group(_in_buckets(first, "first_on", bucket), keys, ("first_appointments",)),
        _group(_in_buckets(passed, "next_on", bucket), keys, ("next_steps_passed", "gate_passed")),
        _group(_in_buckets(closed, "closed_on", bucket), keys, CLOSE_SUMS),
    ]


def _activity_events(activities: nw.LazyFrame, period: Period, as_of: dt.date, bucket: str) -> pd.DataFrame:
    col = nw.col
    kind, result = col("kind").cast(nw.String), col("result").cast(nw.String)
    spoke = (kind == CONVERSATION).fill_null(False)
    held = (result == "held").fill_null(False)
    count = col("count").fill_null(1.0)
    rows = (
        activities.filter(_within(col("happened_on"), period) & _by(col("happened_on"), as_of))
        .with_columns(
            conversations=nw.when(spoke).then(count).otherwise(0.0),
            appointments_set=nw.when(spoke).then(nw.lit(0.0)).otherwise(count),
            appointments_held=nw.when(~spoke & held).then(count).otherwise(0.0),
            product=nw.lit(None, dtype=nw.String),
        )
        .select("rep", "product", "happened_on", "conversations", "appointments_set", "appointments_held")
    )
    sums = ("conversations", "appointments_set", "appointments_held")
    return _group(_in_buckets(rows, "happened_on", bucket), [*_KEYS, bucket], sums)


def _summary_events(
    rows: nw.LazyFrame, period: Period, as_of: dt.date, currency: str | None, bucket: str
) -> pd.DataFrame:
    """Read a rep-period sheet as events on the period's last day: its counts are all there is to measure by."""
    col = nw.col
    day = nw.coalesce(col("period_to"), col("period_from"))
    revenue = col("revenue").fill_null(0.0)
    if currency is not None:
        revenue = nw.when(in_currency(currency)).then(revenue).otherwise(0.0)
    count = {
        name: col(name).fill_null(0.0) for name in ("conversations", "first_appointments", "next_steps", "won", "lost")
    }
    failed = count["first_appointments"] - count["next_steps"]
    unclosed = count["next_steps"] - count["won"]
    both = ~col("next_steps").is_null() & ~col("first_appointments").is_null()
    known = ~col("next_steps").is_null() & ~col("won").is_null()
    prepared = rows.with_columns(day=day).filter(_within(col("day"), period) & _by(col("day"), as_of))
    prepared = prepared.with_columns(
        conversations=count["conversations"],
        first_appointments=count["first_appointments"],
        appointments_set=count["first_appointments"],
        next_steps_passed=count["next_steps"],
        gate_passed=nw.when(both).then(count["next_steps"]).otherwise(0.0),
        gate_failed=nw.when(both & (failed > 0)).then(failed).otherwise(0.0),
        closings_won=nw.when(known).then(count["won"]).otherwise(0.0),
        closings_lost=nw.when(known & (unclosed > 0)).then(unclosed).otherwise(0.0),
        won=count["won"],
        lost=count["lost"],
        lost_from_first=count["lost"],
        revenue=revenue,
        deals_with_amount=nw.when(~col("revenue").is_null()).then(count["won"]).otherwise(0.0),
        product=nw.lit(None, dtype=nw.String),
    )
    sums = (
        "conversations", "first_appointments", "appointments_set", "next_steps_passed", "gate_passed", "gate_failed",
        "closings_won", "closings_lost", "won", "lost", "lost_from_first", "revenue", "deals_with_amount",
    )  # fmt: skip
    return _group(_in_buckets(prepared, "day", bucket), [*_KEYS, bucket], sums)


def _durations(facts: nw.LazyFrame, period: Period, as_of: dt.date) -> list[pd.DataFrame]:
    col = nw.col
    keys = [*_KEYS, "days"]
    closed = facts.filter(
        (col("is_won") | col("is_lost")) & col("had_first") & col("dated_cycle") & _within(col("closed_on"), period)
    ).with_columns(
        days=_days_between("first_on", "closed_on"),
        won=_int(col("is_won")),
        censored_lost=_int(col("is_lost")),
    )
    waiting = facts.filter(col("is_open") & col("had_first") & col("first_known")).with_columns(
        days=as_of.toordinal() - ordinal(col("first_on")), censored_open=_one()
    )
    return [_group(closed, keys, ("won", "censored_lost")), _group(waiting, keys, ("censored_open",))]


def _cohort(facts: nw.LazyFrame, period: Period) -> pd.DataFrame:
    col = nw.col
    rows = facts.filter(col("had_first") & _within(col("first_on"), period)).with_columns(
        first_appointments=_one(),
        next_steps=_int(col("had_next")),
        won=_int(col("is_won")),
        lost=_int(col("is_lost")),
        lost_before_next_step=_int(col("is_lost") & col("gated") & ~col("had_next")),
        lost_after_next_step=_int(col("is_lost") & col("gated") & col("had_next")),
        ungated=_int(col("is_lost") & ~col("gated")),
        pending_next_step=_int(col("is_open") & ~col("had_next")),
        pending_closing=_int(col("is_open") & col("had_next")),
    )
    return _group(rows, _KEYS, COHORT_SUMS)


def _standing(facts: nw.LazyFrame) -> pd.DataFrame:
    col = nw.col
    waiting = col("is_open") & col("had_first")
    rows = facts.with_columns(
        open=_int(col("is_open")),
        discarded=_int(col("is_discarded")),
        open_first_appointments=_int(waiting),
        pending_next_step=_int(waiting & ~col("had_next")),
        pending_closing=_int(waiting & col("had_next")),
        undated=_int((col("is_won") | col("is_lost")) & col("closed_on").is_null()),
    )
    return _group(rows, _KEYS, STANDING_SUMS)


def _within(day: nw.Expr, period: Period) -> nw.Expr:
    if period.whole:
        return nw.lit(True) | day.is_null()
    start = dt.datetime.combine(period.start, dt.time.min)
    end = dt.datetime.combine(period.end, dt.time(23, 59, 59))
    return ((day >= nw.lit(start)) & (day <= nw.lit(end))).fill_null(False)


def _by(day: nw.Expr, as_of: dt.date) -> nw.Expr:
    return (day <= nw.lit(dt.datetime.combine(as_of, dt.time(23, 59, 59)))).fill_null(True)


def _one() -> nw.Expr:
    return nw.lit(1).cast(nw.Int64)


def _int(flag: nw.Expr) -> nw.Expr:
    return flag.cast(nw.Int64)


def _days_between(first: str, last: str) -> nw.Expr:
    """Return whole days from one date to the other, 0 where either is missing."""
    missing = nw.col(first).is_null() | nw.col(last).is_null()
    day = [nw.coalesce(nw.col(name), nw.lit(_SOME_DAY)) for name in (first, last)]
    return nw.when(missing).then(0).otherwise(ordinal(day[1]) - ordinal(day[0]))


def _in_buckets(rows: nw.LazyFrame, day: str, bucket: str) -> nw.LazyFrame:
    """Add the ordinal of the event's Monday or of its month's first day (0 where the event has no date)."""
    dated = ~nw.col(day).is_null()
    some = nw.coalesce(nw.col(day), nw.lit(_SOME_DAY))
    number = ordinal(some)
    start = (number - 1) // 7 * 7 + 1 if bucket == "week" else number - some.dt.day().cast(nw.Int64) + 1
    return rows.with_columns(nw.when(dated).then(start).otherwise(0).cast(nw.Int64).alias(bucket))


def _group(rows: nw.LazyFrame, keys: list[str], sums: tuple[str, ...]) -> pd.DataFrame:
    grouped = rows.group_by(*keys, drop_null_keys=False).agg(*(nw.col(name).sum() for name in sums))
    table = grouped.collect("pandas").to_native()
    for key in _KEYS:
        table[key] = table[key].astype(object).where(table[key].notna(), None)
    return table


def _sum(parts: list[pd.DataFrame], keys: list[str], sums: tuple[str, ...]) -> pd.DataFrame:
    """Stack parts, add up equal keys and order by them, so that a tally does not depend on the order of its rows."""
    filled = [part.reindex(columns=[*keys, *sums]) for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({name: [] for name in (*keys, *sums)})
    stacked = pd.concat(filled, ignore_index=True)
    stacked[list(sums)] = stacked[list(sums)].astype(float).fillna(0.0)
    table = stacked.groupby(keys, dropna=False, sort=True, observed=True)[list(sums)].sum().reset_index()
    return table[table["rep"].notna()].reset_index(drop=True)
