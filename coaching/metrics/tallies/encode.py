"""Deals encoded as numbers: labels as small codes, dates as whole days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.tables import GATES, OUTCOMES

#: Columns of the deals table that measuring reads; all others may be absent or hold anything.
NEEDED = (
    "rep", "product", "gate", "gate_shown", "outcome", "amount", "currency",
    "created_on", "created_stands_in", "first_appointment_on", "next_step_on", "closed_on", "share",
)  # fmt: skip

#: Codes of the gates, in the order in which they are passed; -1 is unknown.
GATE_CODES = {gate: code for code, gate in enumerate(GATES)}
OUTCOME_CODES = {outcome: code for code, outcome in enumerate(OUTCOMES)}
UNKNOWN = -1

#: Money is added up in whole units of this part of a major unit, so that no sum depends on the order of its rows
#: (exact up to 9 x 10^12 major units). Three decimals are what the dinars of the Gulf need.
MONEY_UNITS = 1000.0

#: The first day that computers count from, as an ordinal.
EPOCH = dt.date(1970, 1, 1).toordinal()
_MICROSECONDS_A_DAY = 86_400_000_000
_NO_DATE = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Labels:
    """A text column as codes into its distinct labels.

    Attributes
    ----------
    codes : array of int
        The place of each row's label among ``names``; -1 where it is missing.
    names : tuple of str
        Distinct labels; some may be in no row.
    """

    codes: np.ndarray
    names: tuple[str, ...]

    def coded(self, meanings: Mapping[str, int], missing: int = UNKNOWN, other: int = UNKNOWN) -> np.ndarray:
        """Return each row's meaning (int8); ``other`` for a label without a meaning."""
        table = np.array([*(meanings.get(name, other) for name in self.names), missing], dtype=np.int8)
        meaning: np.ndarray = table[self.codes]
        return meaning

    def in_order(self) -> Labels:
        """Return the same with the names sorted."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        place = np.empty(len(self.names) + 1, dtype=np.int32)
        place[order] = np.arange(len(order))
        place[-1] = UNKNOWN
        return Labels(place[self.codes], tuple(self.names[at] for at in order))


@dataclass(frozen=True)
class EncodedDeals:
    """The columns of the deals table that are measured, each as an array of numbers.

    Attributes
    ----------
    rep, product : Labels
        With their names in order.
    currency : Labels
    gate, outcome : array of int8
        ``GATE_CODES`` and ``OUTCOME_CODES``; -1 where unknown.
    gate_shown, created_stands_in : array of bool
    amount : array of float
        Major units, not finite where there is no amount.
    weight : array of float or None
        The part of each deal that is the rep's; None where every deal is whole.
    created_on, first_appointment_on, next_step_on, closed_on : array of int32
        Proleptic ordinals (1 is 0001-01-01), 0 where there is no date.
    """

    rep: Labels
    product: Labels
    currency: Labels
    gate: np.ndarray
    outcome: np.ndarray
    gate_shown: np.ndarray
    created_stands_in: np.ndarray
    amount: np.ndarray
    weight: np.ndarray | None
    created_on: np.ndarray
    first_appointment_on: np.ndarray
    next_step_on: np.ndarray
    closed_on: np.ndarray

    def __len__(self) -> int:
        return len(self.gate)

    def in_currency(self, currency: str | None) -> np.ndarray:
        """Return for each deal whether its currency is this one or unknown; all True if ``currency`` is None."""
        counted = {} if currency is None else {currency: 1}
        return self.currency.coded(counted, missing=1, other=int(currency is None)).astype(bool)


def encode(deals: pd.DataFrame) -> EncodedDeals:
    """Encode a deals table (at least the columns ``NEEDED``)."""
    share = deals["share"].to_numpy("float64", na_value=np.nan)
    whole = ~((share > 0) & (share <= 1))
    return EncodedDeals(
        rep=labels_of(deals["rep"]).in_order(),
        product=labels_of(deals["product"]).in_order(),
        currency=labels_of(deals["currency"]),
        gate=labels_of(deals["gate"]).coded(GATE_CODES),
        outcome=labels_of(deals["outcome"]).coded(OUTCOME_CODES),
        gate_shown=deals["gate_shown"].to_numpy(bool),
        created_stands_in=deals["created_stands_in"].to_numpy(bool),
        amount=deals["amount"].to_numpy("float64", na_value=np.nan),
        weight=None if whole.all() else np.where(whole, 1.0, share),
        created_on=ordinals(deals["created_on"]),
        first_appointment_on=ordinals(deals["first_appointment_on"]),
        next_step_on=ordinals(deals["next_step_on"]),
        closed_on=ordinals(deals["closed_on"]),
    )


def labels_of(column: pd.Series) -> Labels:
    """Return a text column as codes and names; a categorical column keeps its categories as names."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return Labels(column.cat.codes.to_numpy(), tuple(str(name) for name in column.cat.categories))
    codes, names = pd.factorize(column)
    return Labels(codes, tuple(str(name) for name in names))


def ordinals(dates: pd.Series) -> np.ndarray:
    """Return a column of dates as proleptic ordinals (int32), 0 for a missing date."""
    since = dates.to_numpy("datetime64[us]").view("int64")
    return np.where(since == _NO_DATE, 0, since // _MICROSECONDS_A_DAY + EPOCH).astype(np.int32)


def as_dates(days: np.ndarray) -> np.ndarray:
    """Return ordinals as dates (``datetime64[us]``), ``NaT`` for 0."""
    dates = (days.astype(np.int64) - EPOCH).astype("datetime64[D]").astype("datetime64[us]")
    return np.where(days > 0, dates, np.datetime64("NaT", "us"))
