"""Facts of each deal as of a date: which gates it has passed and when, and what was decided.

The rules are those of the definitions page: a gate is reached by its date, by a stage at or past it, or by
a win; a passed gate without a date takes the earliest later date that is known, else the earlier gate's;
what is dated after the as-of date has not happened yet.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from coaching.metrics.tallies.batches import BatchedDeals, batches_of
from coaching.metrics.tallies.encode import GATE_CODES, MONEY_UNITS, NEEDED, OUTCOME_CODES, EncodedDeals, encode
from coaching.tables import DISCARDED, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: So many rows are decided on at a time: their columns stay in the processor's cache (measured at a million deals:
#: a third of the time that whole columns take).
_RUN = 1 << 16


@dataclass(frozen=True)
class Facts:
    """Facts of deals as of a date, for any period. All arrays have one value a deal.

    Attributes
    ----------
    deals : EncodedDeals
        What the facts were found from.
    as_of : date
        What is dated later has not happened.
    currency : str or None
        Amounts in other currencies are in no sum; None takes all of them.
    first_on, next_on, closed_on, born_on : int32
        When the first appointment was held, the next step agreed, the deal closed and created, as ordinals; 0 where
        unknown. A gate's day means nothing where the gate was not reached.
    ended_on : int32
        The close date of won and lost deals alone, as it is in the data: an expected one closes nothing.
    is_open, is_won, is_lost, is_discarded : bool
        As the deal was on the as-of date.
    had_first, had_next : bool
        Whether the first appointment was held and the next step agreed by then.
    ever_lost, reached_next : bool
        Whether the deal is lost and came to the next step on any day.
    gated : bool
        Whether the data shows how far the deal came. Wins and losses are admitted by the same rule, so that a loss
        counts at a gate only where a like win would.
    first_known, dated_cycle : bool
        Whether the first appointment has a known day, and a close date that is not before it.
    has_amount, priced : bool
        Whether there is an amount, and whether it counts: it is in ``currency``.
    money : float
        The amount in whole thousandths of a major unit; 0 where it does not count.
    """

    deals: EncodedDeals
    as_of: dt.date
    currency: str | None
    first_on: np.ndarray
    next_on: np.ndarray
    closed_on: np.ndarray
    born_on: np.ndarray
    ended_on: np.ndarray
    is_open: np.ndarray
    is_won: np.ndarray
    is_lost: np.ndarray
    is_discarded: np.ndarray
    had_first: np.ndarray
    had_next: np.ndarray
    ever_lost: np.ndarray
    reached_next: np.ndarray
    gated: np.ndarray
    first_known: np.ndarray
    dated_cycle: np.ndarray
    has_amount: np.ndarray
    priced: np.ndarray
    money: np.ndarray

    def __len__(self) -> int:
        return len(self.deals)

    @property
    def weight(self) -> np.ndarray | None:
        """Return the rep's share of each deal; None if no deal is shared."""
        return self.deals.weight


#: What can be measured: deals as they came, encoded, or their facts.
Measurable = pd.DataFrame | BatchedDeals | EncodedDeals | Facts

#: The arrays of ``Facts``, in order.
_ARRAYS = tuple(field.name for field in fields(Facts))[3:]


def deal_facts(deals: pd.DataFrame | EncodedDeals, as_of: dt.date, currency: str | None = None) -> Facts:
    """Return the facts of deals as of a date.

    Parameters
    ----------
    deals : DataFrame or EncodedDeals
        The canonical deals table, of which the columns ``NEEDED`` are read.
    as_of : date
        The day the deals are looked at from.
    currency : str or None
        Amounts in other currencies are in no sum; None takes all of them.
    """
    encoded = encode(deals) if isinstance(deals, pd.DataFrame) else deals
    counted, end = encoded.in_currency(currency), as_of.toordinal()
    starts = range(0, max(1, len(encoded)), _RUN)

    def decided(start: int) -> dict[str, np.ndarray]:
        return _decided(encoded, counted, slice(start, start + _RUN), end)

    if len(starts) == 1:
        columns = decided(0)
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = list(pool.map(decided, starts))
        columns = {name: np.concatenate([run[name] for run in runs]) for name in _ARRAYS}
    return Facts(encoded, as_of, currency, **columns)


def facts_of(deals: Measurable, as_of: dt.date, currency: str | None = None) -> Iterator[Facts]:
    """Yield the facts of deals in any form: of a table at once, of batches one after the other.

    ``deals`` may be the facts themselves, so that several readers share them; raises ``ValueError`` where these are
    of another day or currency.
    """
    if isinstance(deals, Facts):
        if (deals.as_of, deals.currency) != (as_of, currency):
            raise ValueError(f"facts as of {deals.as_of} in {deals.currency}, not as of {as_of} in {currency}")
        yield deals
    elif isinstance(deals, EncodedDeals):
        yield deal_facts(deals, as_of, currency)
    else:
        for batch in batches_of(deals, NEEDED):
            yield deal_facts(batch, as_of, currency)


def shared_facts(deals: pd.DataFrame | BatchedDeals | EncodedDeals, as_of: dt.date, currency: str | None) -> Measurable:
    """Return the facts of a table, to be shared by several readers; batches are returned as they are."""
    return deals if isinstance(deals, BatchedDeals) else deal_facts(deals, as_of, currency)


def encoded_batches(deals: Measurable) -> Iterator[EncodedDeals]:
    """Yield encoded deals from deals in any form, batch by batch."""
    if isinstance(deals, Facts):
        yield deals.deals
    elif isinstance(deals, EncodedDeals):
        yield deals
    else:
        yield from map(encode, batches_of(deals, NEEDED))


def _decided(deals: EncodedDeals, in_currency: np.ndarray, rows: slice, end: int) -> dict[str, np.ndarray]:
    """Return the arrays of ``Facts`` for some rows; ``end`` is the as-of date's ordinal."""
    gate, outcome, stands_in = deals.gate[rows], deals.outcome[rows], deals.created_stands_in[rows]
    created, met, stepped = deals.created_on[rows], deals.first_appointment_on[rows], deals.next_step_on[rows]
    gated = deals.gate_shown[rows]
    won, lost = outcome == OUTCOME_CODES[WON], outcome == OUTCOME_CODES[LOST]
    closed, discarded = won | lost, outcome == OUTCOME_CODES[DISCARDED]
    counts = ~discarded
    first = np.where((met > 0) | ~stands_in, met, created)
    ended = np.where(closed, deals.closed_on[rows], np.int32(0))
    first_known = first > 0
    reached_next = (stepped > 0) | (gate >= GATE_CODES[NEXT_STEP]) | won
    reached_first = (
        (met > 0)
        | (gate >= GATE_CODES[FIRST_APPOINTMENT])
        | reached_next
        | (lost & ~gated)
        | (stands_in & first_known & ((gate != 0) | closed))
    )
    first_on = _first_known(first, stepped, ended, created)
    next_on = _first_known(stepped, ended, first)
    closed_on = _first_known(ended, stepped, first, created)
    born_on = _first_known(created, first)
    is_over = closed & (closed_on <= end)
    amount = deals.amount[rows]
    has_amount = np.isfinite(amount)
    priced = has_amount & in_currency[rows]
    return {
        "first_on": first_on,
        "next_on": next_on,
        "closed_on": closed_on,
        "born_on": born_on,
        "ended_on": ended,
        "is_open": (born_on <= end) & ~is_over & counts,
        "is_won": won & is_over,
        "is_lost": lost & is_over,
        "is_discarded": discarded,
        "had_first": reached_first & (first_on <= end) & counts,
        "had_next": reached_next & (next_on <= end) & counts,
        "ever_lost": lost,
        "reached_next": reached_next,
        "gated": gated,
        "first_known": first_known,
        "dated_cycle": first_known & (ended >= first),
        "has_amount": has_amount,
        "priced": priced,
        "money": np.floor(np.where(priced, amount, 0.0) * MONEY_UNITS + 0.5),
    }


def _first_known(*days: np.ndarray) -> np.ndarray:
    """Return for each deal the first of these days that is known, 0 if none is."""
    *earlier, first = days
    for day in reversed(earlier):
        first = np.where(day > 0, day, first)
    return first
