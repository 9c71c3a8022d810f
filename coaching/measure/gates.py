"""From a deal's dates, stage and outcome to the gates it has passed, as they stood on the as-of date.

The rules are those of the definitions page: a gate is reached by its date, by a stage at or past it, or by
a win; a passed gate without a date takes the earliest later date that is known, else the earlier gate's;
what is dated after the as-of date has not happened yet.
"""

from __future__ import annotations

import datetime as dt

import narwhals as nw

from coaching.tables import CONVERSATION, DISCARDED, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: Columns of the deals table that measuring reads; all others may be absent or hold anything.
NEEDED = (
    "rep", "product", "gate", "gate_shown", "outcome", "amount", "currency",
    "created_on", "created_stands_in", "first_appointment_on", "next_step_on", "closed_on",
)  # fmt: skip


def passed_gates(deals: nw.LazyFrame, as_of: dt.date, currency: str | None, keep: tuple[str, ...] = ()) -> nw.LazyFrame:
    """Add to each deal which gates it has passed by ``as_of``, when, and what was decided.

    Parameters
    ----------
    deals : LazyFrame
        The columns of ``NEEDED``, one row a deal, on any engine Narwhals knows.
    as_of : date
        The day the deals are looked at from.
    currency : str or None
        Amounts in another currency are left out of all sums; None takes all amounts as they are.
    keep : tuple of str
        Further columns to carry along, such as a row's number.

    Returns
    -------
    LazyFrame
        ``rep``, ``product``, ``amount``; the dates ``first_on``, ``next_on``, ``closed_on``, ``born_on``;
        and the flags ``is_open, is_won, is_lost, is_discarded, had_first, had_next, gated, dated_cycle``.
    """
    end = nw.lit(dt.datetime(as_of.year, as_of.month, as_of.day, 23, 59, 59))
    col = nw.col
    gate, outcome = col("gate"), col("outcome")
    amount = col("amount")
    if currency is not None:
        amount = nw.when(in_currency(currency)).then(amount)
    won, lost = outcome == WON, outcome == LOST
    closed = won | lost

    facts = deals.select(*NEEDED, *keep).with_columns(
        amount=amount,
        _won=won.fill_null(False),
        _lost=lost.fill_null(False),
        _closed=closed.fill_null(False),
        is_discarded=(outcome == DISCARDED).fill_null(False),
        _before=(gate == CONVERSATION).fill_null(False),
        _at_first=((gate == FIRST_APPOINTMENT) | (gate == NEXT_STEP) | (gate == WON)).fill_null(False),
        _at_next=((gate == NEXT_STEP) | (gate == WON)).fill_null(False),
        _first=nw.when(col("created_stands_in"))
        .then(nw.coalesce(col("first_appointment_on"), col("created_on")))
        .otherwise(col("first_appointment_on")),
    )
    facts = facts.with_columns(
        _close=nw.when(col("_closed")).then(col("closed_on")),
        _reached_next=~col("next_step_on").is_null() | col("_at_next") | col("_won"),
    )
    # A loss that nothing places between the gates; and a deal whose loss would have been placed.
    facts = facts.with_columns(
        gated=col("gate_shown") | (col("_lost") & col("_reached_next")),
        _own_first=~col("first_appointment_on").is_null(),
    )
    facts = facts.with_columns(
        _reached_first=col("_own_first")
        | col("_at_first")
        | col("_reached_next")
        | (col("_lost") & ~col("gated"))
        | (col("created_stands_in") & ~col("_first").is_null() & ~col("_before")),
    )
    facts = facts.with_columns(
        _next_on=nw.when(col("_reached_next")).then(nw.coalesce(col("next_step_on"), col("_close"), col("_first"))),
        _close_on=nw.when(col("_closed")).then(
            nw.coalesce(col("_close"), col("next_step_on"), col("_first"), col("created_on"))
        ),
        _first_on=nw.when(col("_reached_first")).then(
            nw.coalesce(col("_first"), col("next_step_on"), col("_close"), col("created_on"))
        ),
        _dated_cycle=~col("_first").is_null() & ~col("_close").is_null() & (col("_close") >= col("_first")),
    )

    def by_now(day: nw.Expr) -> nw.Expr:
        return (day.is_null() | (day <= end)).fill_null(True)

    return facts.with_columns(
        is_won=col("_won") & by_now(col("_close_on")),
        is_lost=col("_lost") & by_now(col("_close_on")),
        had_first=col("_reached_first") & by_now(col("_first_on")) & ~col("is_discarded"),
        had_next=col("_reached_next") & by_now(col("_next_on")) & ~col("is_discarded"),
        exists=by_now(nw.coalesce(col("created_on"), col("_first"))),
    ).select(
        *keep,
        "rep",
        "product",
        "amount",
        "is_won",
        "is_lost",
        "is_discarded",
        "had_first",
        "had_next",
        "gated",
        "_dated_cycle",
        (col("exists") & ~col("is_won") & ~col("is_lost") & ~col("is_discarded")).alias("is_open"),
        col("_first_on").alias("first_on"),
        col("_next_on").alias("next_on"),
        col("_close_on").alias("closed_on"),
        (~col("_first").is_null()).alias("first_known"),
        col("_dated_cycle").alias("dated_cycle"),
    )


def in_currency(code: str) -> nw.Expr:
    """Say which rows are in the currency, or in none that is known."""
    return nw.col("currency").is_null() | (nw.col("currency") == code).fill_null(False)


def ordinal(day: nw.Expr) -> nw.Expr:
    """Return a date as its proleptic ordinal (1 is 0001-01-01), by arithmetic that every engine has."""
    before = day.dt.year().cast(nw.Int64) - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + day.dt.ordinal_day().cast(nw.Int64)
