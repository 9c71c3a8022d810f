"""Deals as plain numbers: labels and dates turned into small codes and whole days before anything is decided.

Decisions over numbers are the same on every engine and quick on all of them; over text and dates they are neither.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw
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

_DATES = ("created_on", "first_appointment_on", "next_step_on", "closed_on")
_FLAGS = ("gate_shown", "created_stands_in")
#: The first day that computers count from, as an ordinal.
EPOCH = dt.date(1970, 1, 1).toordinal()
_MICROSECONDS_A_DAY = 86_400_000_000
_NO_DATE = np.iinfo(np.int64).min


def coded(deals: nw.LazyFrame, currency: str | None) -> nw.LazyFrame:
    """Return deals on any lazy engine with ``gate`` and ``outcome`` as codes, dates as days and amounts as ``money``.

    ``rep`` and ``product`` stay as they are. ``weight`` is the part of the deal that is the rep's, ``has_amount`` says
    that there is an amount, and ``priced`` that it counts: it is in ``currency`` (None takes every amount).
    """
    col = nw.col
    amount = col("amount").cast(nw.Float64)
    has_amount = (~amount.is_null() & amount.is_finite()).fill_null(False)
    priced = has_amount
    if currency is not None:
        priced = priced & in_currency(currency)
    priced = priced.fill_null(False)
    return deals.select(
        "rep",
        "product",
        gate=_code(col("gate"), GATE_CODES),
        outcome=_code(col("outcome"), OUTCOME_CODES),
        has_amount=has_amount,
        priced=priced,
        weight=nw.when(_is_share(col("share"))).then(col("share").cast(nw.Float64)).otherwise(1.0),
        money=nw.when(priced).then((amount * MONEY_UNITS + 0.5).floor()).otherwise(0.0),
        **{name: col(name).fill_null(False) for name in _FLAGS},
        **{
            name: (_days_of_duckdb if deals.implementation.is_duckdb() else ordinal)(col(name)).fill_null(0)
            for name in _DATES
        },
    )


def _is_share(share: nw.Expr) -> nw.Expr:
    share = share.cast(nw.Float64)
    return (~share.is_null() & (share > 0) & (share <= 1)).fill_null(False)


class Coding:
    """The same of a pandas table, as arrays, with rep and product coded too.

    ``who`` takes the place of ``rep`` and ``product``: the rep's place among the sorted ``reps`` x the number of
    ``products`` + the product's place. A missing one has the last place.
    """

    def __init__(self, deals: pd.DataFrame, currency: str | None) -> None:
        self._rep, rep_place, self.reps = _places(deals["rep"])
        self._product, product_place, self.products = _places(deals["product"])
        self._rep_place, self._product_place = rep_place * np.int32(len(self.products)), product_place
        self._labels = {
            "gate": _labels(deals["gate"], GATE_CODES),
            "outcome": _labels(deals["outcome"], OUTCOME_CODES),
        }
        self._amount = deals["amount"].to_numpy("float64", na_value=np.nan)
        counted = {currency: 1} if currency is not None else {}
        self._currency = _labels(deals["currency"], counted, missing=1, other=int(currency is None))
        share = deals["share"].to_numpy("float64", na_value=np.nan)
        whole = ~((share > 0) & (share <= 1))
        #: The part of each deal that is the rep's; None where every deal is whole.
        self._weight = None if whole.all() else np.where(whole, 1.0, share)
        self._flags = {name: deals[name].to_numpy(bool) for name in _FLAGS}
        self._dates = {name: deals[name].to_numpy("datetime64[us]").view("int64") for name in _DATES}

    def rows(self, start: int, end: int) -> dict[str, np.ndarray]:
        """Return the rows from ``start`` up to ``end`` in plain numbers."""
        some = slice(start, end)
        amount = self._amount[some]
        numbers, table = self._currency
        has_amount = np.isfinite(amount)
        priced = has_amount & (table[numbers[some]] == 1)
        return {
            "who": self._rep_place[self._rep[some]] + self._product_place[self._product[some]],
            **{name: table[numbers[some]] for name, (numbers, table) in self._labels.items()},
            **({} if self._weight is None else {"weight": self._weight[some]}),
            "has_amount": has_amount,
            "priced": priced,
            "money": np.floor(np.where(priced, amount, 0.0) * MONEY_UNITS + 0.5),
            **{name: flags[some] for name, flags in self._flags.items()},
            **{name: _days(dates[some]) for name, dates in self._dates.items()},
        }


def in_currency(code: str) -> nw.Expr:
    """Say which rows are in the currency, or in none that is known."""
    return nw.col("currency").is_null() | (nw.col("currency") == code).fill_null(False)


def ordinal(day: nw.Expr) -> nw.Expr:
    """Return a date as its proleptic ordinal (1 is 0001-01-01), by arithmetic that every engine has."""
    before = day.dt.year().cast(nw.Int64) - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + day.dt.ordinal_day().cast(nw.Int64)


def _days_of_duckdb(day: nw.Expr) -> nw.Expr:
    """Return the same in DuckDB, where dates less dates are days: the arithmetic would be a page of SQL a date."""
    return day.cast(nw.Date) - nw.lit(dt.date(1970, 1, 1)) + EPOCH


def _days(since: np.ndarray) -> np.ndarray:
    """Return microseconds since 1970 as proleptic ordinals, 0 where there is no date."""
    return np.where(since == _NO_DATE, 0, since // _MICROSECONDS_A_DAY + EPOCH).astype(np.int32)


def _code(label: nw.Expr, codes: dict[str, int]) -> nw.Expr:
    coded = nw.lit(UNKNOWN)
    for name, code in codes.items():
        coded = nw.when(label == name).then(nw.lit(code)).otherwise(coded)
    return coded


def _labels(
    labels: pd.Series, codes: dict[str, int], missing: int = UNKNOWN, other: int = UNKNOWN
) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's number, and the code of each number."""
    numbers, names = _factorized(labels)
    return numbers, np.array([*(codes.get(name, other) for name in names), missing], dtype=np.int8)


def _places(names: pd.Series) -> tuple[np.ndarray, np.ndarray, Any]:
    """Return each row's number, each number's place in the sorted names, and these with a missing one at their end."""
    numbers, found = _factorized(names)
    order = sorted(range(len(found)), key=found.__getitem__)
    place = np.empty(len(found) + 1, dtype=np.int32)
    place[order] = np.arange(len(found))
    place[-1] = len(found)
    return numbers, place, pd.array([*(found[at] for at in order), None], dtype="str")


def _factorized(labels: pd.Series) -> tuple[np.ndarray, list[str]]:
    if isinstance(labels.dtype, pd.CategoricalDtype):
        return labels.cat.codes.to_numpy(), [str(name) for name in labels.cat.categories]
    numbers, names = pd.factorize(labels)
    return numbers, [str(name) for name in names]
