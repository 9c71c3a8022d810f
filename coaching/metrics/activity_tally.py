"""What comes beside the deals: logged activities, and a small team's own sheet of counts.

Each becomes rows with a day (``on``) and what to add up of them, like the deals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import narwhals as nw

from coaching.metrics.either import Columns, Step
from coaching.metrics.encode import MONEY_UNITS, in_currency, ordinal
from coaching.metrics.measures import Part, within
from coaching.metrics.model import Period
from coaching.tables import CONVERSATION


def activity_events(activities: nw.LazyFrame, period: Period, as_of: dt.date, bucket: str) -> tuple[nw.LazyFrame, Part]:
    """Return activities with their day, and their counts: conversations, appointments set and those held."""
    col = nw.col
    spoke = (col("kind").cast(nw.String) == CONVERSATION).fill_null(False)
    held = (col("result").cast(nw.String) == "held").fill_null(False)
    count = col("count").fill_null(1.0)
    rows = activities.select(
        "rep",
        product=nw.lit(None, dtype=nw.String),
        on=_day(col("happened_on")),
        spoke=spoke,
        held=~spoke & held,
        count=count,
    )

    def sums(on: Columns) -> Mapping[str, Any]:
        count = on.col("count")
        return {
            "conversations": on.where(on.col("spoke"), count, 0.0),
            "appointments_set": on.where(on.col("spoke"), 0.0, count),
            "appointments_held": on.where(on.col("held"), count, 0.0),
        }

    return rows, _part(period, as_of, bucket, ("spoke", "held", "count"), sums)


def summary_events(
    sheet: nw.LazyFrame, period: Period, as_of: dt.date, currency: str | None, bucket: str
) -> tuple[nw.LazyFrame, Part]:
    """Return a rep-period sheet as events on each period's last day: its counts are all there is to measure by."""
    col = nw.col
    money = (col("revenue").fill_null(0.0) * MONEY_UNITS + 0.5).floor()
    if currency is not None:
        money = nw.when(in_currency(currency)).then(money).otherwise(0.0)
    counts = ("conversations", "first_appointments", "next_steps", "won", "lost")
    rows = sheet.select(
        "rep",
        product=nw.lit(None, dtype=nw.String),
        on=_day(nw.coalesce(col("period_to"), col("period_from"))),
        money=money,
        priced=~col("revenue").is_null(),
        both=~col("next_steps").is_null() & ~col("first_appointments").is_null(),
        known=~col("next_steps").is_null() & ~col("won").is_null(),
        tells_lost=~col("lost").is_null(),
        **{name: col(name).fill_null(0.0) for name in counts},
    )

    def sums(on: Columns) -> Mapping[str, Any]:
        failed = on.col("first_appointments") - on.col("next_steps")
        unclosed = on.col("next_steps") - on.col("won")
        both, known = on.col("both"), on.col("known")
        return {
            "conversations": on.col("conversations"),
            "first_appointments": on.col("first_appointments"),
            "appointments_set": on.col("first_appointments"),
            "next_steps_passed": on.col("next_steps"),
            "gate_passed": on.where(both, on.col("next_steps"), 0.0),
            "gate_failed": on.where(both & (failed > 0), failed, 0.0),
            "closings_won": on.where(known, on.col("won"), 0.0),
            "closings_lost": on.where(known & (unclosed > 0), unclosed, 0.0),
            "won": on.col("won"),
            "lost": on.col("lost"),
            "won_from_first": on.where(on.col("tells_lost"), on.col("won"), 0.0),
            "lost_from_first": on.col("lost"),
            "revenue": on.col("money"),
            "deals_with_amount": on.where(on.col("priced"), on.col("won"), 0.0),
        }

    return rows, _part(period, as_of, bucket, (*counts, "money", "priced", "both", "known", "tells_lost"), sums)


def _part(period: Period, as_of: dt.date, bucket: str, reads: tuple[str, ...], sums: Step) -> Part:
    end = as_of.toordinal()
    return Part(lambda on: within(on, "on", period) & (on.col("on") <= end), "on", bucket, ("on", *reads), sums)


def _day(date: nw.Expr) -> nw.Expr:
    return ordinal(date).fill_null(0)
