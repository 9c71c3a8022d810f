"""What comes beside the deals: logged activities, and a small team's own sheet of counts.

Each becomes rows with a day (``on``) and what to add up of them, like the deals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import narwhals as nw

from coaching.measure.coded import MONEY_UNITS, in_currency, ordinal
from coaching.measure.model import Period
from coaching.measure.parts import Part, within
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
    return rows, _part(
        period,
        as_of,
        bucket,
        {
            "conversations": nw.when(col("spoke")).then(col("count")).otherwise(0.0),
            "appointments_set": nw.when(col("spoke")).then(nw.lit(0.0)).otherwise(col("count")),
            "appointments_held": nw.when(col("held")).then(col("count")).otherwise(0.0),
        },
        ("spoke", "held", "count"),
    )


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
        **{name: col(name).fill_null(0.0) for name in counts},
    )
    failed = col("first_appointments") - col("next_steps")
    unclosed = col("next_steps") - col("won")
    return rows, _part(
        period,
        as_of,
        bucket,
        {
            "conversations": col("conversations"),
            "first_appointments": col("first_appointments"),
            "appointments_set": col("first_appointments"),
            "next_steps_passed": col("next_steps"),
            "gate_passed": nw.when(col("both")).then(col("next_steps")).otherwise(0.0),
            "gate_failed": nw.when(col("both") & (failed > 0)).then(failed).otherwise(0.0),
            "closings_won": nw.when(col("known")).then(col("won")).otherwise(0.0),
            "closings_lost": nw.when(col("known") & (unclosed > 0)).then(unclosed).otherwise(0.0),
            "won": col("won"),
            "lost": col("lost"),
            "lost_from_first": col("lost"),
            "revenue": col("money"),
            "deals_with_amount": nw.when(col("priced")).then(col("won")).otherwise(0.0),
        },
        (*counts, "money", "priced", "both", "known"),
    )


def _part(period: Period, as_of: dt.date, bucket: str, sums: dict[str, nw.Expr], reads: Iterable[str]) -> Part:
    counts = within("on", period) & (nw.col("on") <= as_of.toordinal())
    return Part(counts, nw.col("on"), bucket, sums, ("on", *reads))


def _day(date: nw.Expr) -> nw.Expr:
    return ordinal(date).fill_null(0)
