"""From a deal's dates, stage and outcome to the gates it has passed, as they stood on the as-of date.

The rules are those of the definitions page: a gate is reached by its date, by a stage at or past it, or by
a win; a passed gate without a date takes the earliest later date that is known, else the earlier gate's;
what is dated after the as-of date has not happened yet.

They are written once, over the coded columns of ``measure.coded``: a day is a whole number and 0 where it is
missing, so that every engine compares the same plain numbers and nothing has to be asked twice.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from coaching.measure.coded import GATE_CODES, MONEY_UNITS, OUTCOME_CODES, coded_pandas
from coaching.tables import DISCARDED, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: What ``gate_facts`` says of each deal: days, and flags.
DAYS = ("first_on", "next_on", "closed_on")
FLAGS = (
    "is_open", "is_won", "is_lost", "is_discarded", "had_first", "had_next", "gated", "first_known", "dated_cycle",
    "priced",
)  # fmt: skip

#: The first day that pandas counts from, as an ordinal.
_EPOCH = dt.date(1970, 1, 1).toordinal()
_MICROSECONDS_A_DAY = 86_400_000_000


def gate_facts(coded: Any, as_of: dt.date, keep: tuple[str, ...]) -> Any:
    """Add to each deal which gates it has passed by ``as_of``, when, and what was decided.

    Parameters
    ----------
    coded : narwhals DataFrame or LazyFrame
        Deals as coded by ``measure.coded``.
    as_of : date
        The day the deals are looked at from.
    keep : tuple of str
        Further columns to carry along, such as the key to add up by.

    Returns
    -------
    DataFrame or LazyFrame
        ``keep``, ``money`` (whole units of ``MONEY_UNITS``), ``DAYS`` (ordinals, 0 where there is none) and ``FLAGS``.
        A gate's day means nothing where the gate was not reached.
    """
    col, end = nw.col, as_of.toordinal()
    gate, outcome = col("gate"), col("outcome")
    facts = coded.with_columns(
        _won=outcome == OUTCOME_CODES[WON],
        _lost=outcome == OUTCOME_CODES[LOST],
        _closed=(outcome == OUTCOME_CODES[WON]) | (outcome == OUTCOME_CODES[LOST]),
        is_discarded=outcome == OUTCOME_CODES[DISCARDED],
        _first=nw.when((col("first_appointment_on") > 0) | ~col("created_stands_in"))
        .then(col("first_appointment_on"))
        .otherwise(col("created_on")),
    )
    facts = facts.with_columns(
        _close=nw.when(col("_closed")).then(col("closed_on")).otherwise(0),
        _reached_next=(col("next_step_on") > 0) | (gate >= GATE_CODES[NEXT_STEP]) | col("_won"),
    )
    # A loss that nothing places between the gates is ungated; any other deal's loss would have been placed.
    facts = facts.with_columns(gated=col("gate_shown") | (col("_lost") & col("_reached_next")))
    facts = facts.with_columns(
        _reached_first=(col("first_appointment_on") > 0)
        | (gate >= GATE_CODES[FIRST_APPOINTMENT])
        | col("_reached_next")
        | (col("_lost") & ~col("gated"))
        | (col("created_stands_in") & (col("_first") > 0) & (gate != 0)),
        first_on=_first_of("_first", "next_step_on", "_close", "created_on"),
        next_on=_first_of("next_step_on", "_close", "_first"),
        _close_on=_first_of("_close", "next_step_on", "_first", "created_on"),
        first_known=col("_first") > 0,
        dated_cycle=(col("_first") > 0) & (col("_close") >= col("_first")),
        _exists=_first_of("created_on", "_first") <= end,
    )
    facts = facts.with_columns(
        is_won=col("_won") & (col("_close_on") <= end),
        is_lost=col("_lost") & (col("_close_on") <= end),
        had_first=col("_reached_first") & (col("first_on") <= end) & ~col("is_discarded"),
        had_next=col("_reached_next") & (col("next_on") <= end) & ~col("is_discarded"),
    )
    return facts.select(
        *keep,
        *(name for name in FLAGS if name != "is_open"),
        *("first_on", "next_on", "money"),
        is_open=col("_exists") & ~col("is_won") & ~col("is_lost") & ~col("is_discarded"),
        closed_on=col("_close_on"),
    )


def passed_gates(deals: Any, as_of: dt.date, currency: str | None, keep: tuple[str, ...] = ()) -> nw.LazyFrame:
    """Return the facts of each deal of a pandas table with real dates, to be shown one by one.

    Parameters
    ----------
    deals : LazyFrame
        The canonical deals table (pandas), as Narwhals sees it.
    as_of : date
        The day the deals are looked at from.
    currency : str or None
        Amounts in another currency are left out of all sums; None takes all amounts as they are.
    keep : tuple of str
        Further columns to carry along, such as a row's number.

    Returns
    -------
    LazyFrame
        ``keep``, ``amount`` (missing where it is in no sum), ``DAYS`` as dates, and ``FLAGS``.
    """
    native = deals.collect("pandas").to_native()
    coded, _, _ = coded_pandas(native, currency, keep)
    facts = gate_facts(nw.from_native(coded), as_of, keep)
    days = {name: _date(nw.col(name)) for name in DAYS}
    shown = facts.with_columns(**days, amount=nw.when(nw.col("priced")).then(nw.col("money") / MONEY_UNITS))
    return nw.from_native(shown.to_pandas()).lazy()


def _first_of(*names: str) -> nw.Expr:
    """Return the first of these days that is known, 0 where none is."""
    *first, last = names
    found = nw.col(last)
    for name in reversed(first):
        found = nw.when(nw.col(name) > 0).then(nw.col(name)).otherwise(found)
    return found


def _date(day: nw.Expr) -> nw.Expr:
    since = (day.cast(nw.Int64) - _EPOCH) * _MICROSECONDS_A_DAY
    return nw.when(day > 0).then(since.cast(nw.Datetime("us")))
