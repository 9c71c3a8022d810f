"""From a deal's dates, stage and outcome to the gates it has passed, as they stood on the as-of date.

The rules are those of the definitions page: a gate is reached by its date, by a stage at or past it, or by
a win; a passed gate without a date takes the earliest later date that is known, else the earlier gate's;
what is dated after the as-of date has not happened yet.

They are written once, over the coded columns of ``measure.coded``: a day is a whole number and 0 where it is
missing, so that every engine compares the same plain numbers and nothing has to be asked twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from coaching.metrics.either import Columns, Rows, with_steps
from coaching.metrics.encode import EPOCH, GATE_CODES, MONEY_UNITS, OUTCOME_CODES, Coding
from coaching.tables import DISCARDED, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: What ``gate_facts`` says of each deal: days, and flags.
DAYS = ("first_on", "next_on", "closed_on")
FLAGS = (
    "is_open", "is_won", "is_lost", "is_discarded", "had_first", "had_next", "gated", "first_known", "dated_cycle",
    "priced",
)  # fmt: skip


def gate_facts(rows: Rows, as_of: dt.date) -> Rows:
    """Add to each deal which gates it has passed by ``as_of``, when, and what was decided.

    Parameters
    ----------
    rows : arrays by name, or LazyFrame
        Deals as coded by ``measure.coded``.
    as_of : date
        The day the deals are looked at from.

    Returns
    -------
    The rows with ``DAYS`` (ordinals, 0 where there is none) and ``FLAGS``. A gate's day means nothing where the
    gate was not reached.
    """
    end = as_of.toordinal()

    def has_not_passed(day: Any) -> Any:
        return day <= end

    def outcomes(on: Columns) -> Mapping[str, Any]:
        outcome, first = on.col("outcome"), on.col("first_appointment_on")
        won, lost = outcome == OUTCOME_CODES[WON], outcome == OUTCOME_CODES[LOST]
        return {
            "_won": won,
            "_lost": lost,
            "_closed": won | lost,
            "is_discarded": outcome == OUTCOME_CODES[DISCARDED],
            "_first": on.where((first > 0) | ~on.col("created_stands_in"), first, on.col("created_on")),
        }

    def next_steps(on: Columns) -> Mapping[str, Any]:
        gate = on.col("gate")
        return {
            "_close": on.where(on.col("_closed"), on.col("closed_on"), 0),
            "_reached_next": (on.col("next_step_on") > 0) | (gate >= GATE_CODES[NEXT_STEP]) | on.col("_won"),
            "first_known": on.col("_first") > 0,
        }

    def gated(on: Columns) -> Mapping[str, Any]:
        # Wins and losses are admitted by the same rule: a loss counts at a gate only where a like win would.
        return {"gated": on.col("gate_shown")}

    def reached(on: Columns) -> Mapping[str, Any]:
        gate = on.col("gate")
        return {
            "_reached_first": (on.col("first_appointment_on") > 0)
            | (gate >= GATE_CODES[FIRST_APPOINTMENT])
            | on.col("_reached_next")
            | (on.col("_lost") & ~on.col("gated"))
            | (on.col("created_stands_in") & on.col("first_known") & ((gate != 0) | on.col("_closed"))),
            "first_on": _first_of(on, "_first", "next_step_on", "_close", "created_on"),
            "next_on": _first_of(on, "next_step_on", "_close", "_first"),
            "closed_on": _first_of(on, "_close", "next_step_on", "_first", "created_on"),
            "_born_on": _first_of(on, "created_on", "_first"),
            "dated_cycle": on.col("first_known") & (on.col("_close") >= on.col("_first")),
        }

    def by_now(on: Columns) -> Mapping[str, Any]:
        closed = has_not_passed(on.col("closed_on"))
        counts = ~on.col("is_discarded")
        return {
            "is_won": on.col("_won") & closed,
            "is_lost": on.col("_lost") & closed,
            "had_first": on.col("_reached_first") & has_not_passed(on.col("first_on")) & counts,
            "had_next": on.col("_reached_next") & has_not_passed(on.col("next_on")) & counts,
            "is_open": has_not_passed(on.col("_born_on")) & ~(on.col("_closed") & closed) & counts,
        }

    return with_steps(rows, outcomes, next_steps, gated, reached, by_now)


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
    facts = gate_facts(Coding(native, currency).rows(0, len(native)), as_of)
    return nw.from_native(
        pd.DataFrame(
            {
                **{name: native[name].to_numpy() for name in keep},
                **{name: _dates(facts[name]) for name in DAYS},
                **{name: facts[name] for name in FLAGS},
                "amount": np.where(facts["priced"], facts["money"] / MONEY_UNITS, np.nan),
            }
        )
    ).lazy()


def _first_of(on: Columns, *names: str) -> Any:
    """Return the first of these days that is known, 0 where none is."""
    *first, last = names
    found = on.col(last)
    for name in reversed(first):
        found = on.where(on.col(name) > 0, on.col(name), found)
    return found


def _dates(day: np.ndarray) -> np.ndarray:
    dates = (day.astype(np.int64) - EPOCH).astype("datetime64[D]").astype("datetime64[us]")
    return np.where(day > 0, dates, np.datetime64("NaT", "us"))
