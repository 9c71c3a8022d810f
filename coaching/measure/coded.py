"""Deals as plain numbers: labels and dates turned into small codes and whole days before anything is decided.

Decisions over numbers are the same on every engine and quick on all of them; over text and dates they are neither.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from coaching.tables import GATES, OUTCOMES

#: Columns of the deals table that measuring reads; all others may be absent or hold anything.
NEEDED = (
    "rep", "product", "gate", "gate_shown", "outcome", "amount", "currency",
    "created_on", "created_stands_in", "first_appointment_on", "next_step_on", "closed_on",
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
_EPOCH = dt.date(1970, 1, 1).toordinal()


def coded(deals: nw.LazyFrame, currency: str | None) -> nw.LazyFrame:
    """Return deals on any lazy engine with ``gate`` and ``outcome`` as codes, dates as days and amounts as ``money``.

    ``rep`` and ``product`` stay as they are. ``priced`` says that the amount counts: it is there, and in ``currency``
    (None takes every amount).
    """
    col = nw.col
    amount = col("amount").cast(nw.Float64)
    priced = ~amount.is_null() & amount.is_finite()
    if currency is not None:
        priced = priced & in_currency(currency)
    priced = priced.fill_null(False)
    return deals.select(
        "rep",
        "product",
        gate=_code(col("gate"), GATE_CODES),
        outcome=_code(col("outcome"), OUTCOME_CODES),
        priced=priced,
        money=nw.when(priced).then((amount * MONEY_UNITS + 0.5).floor()).otherwise(0.0),
        **{name: col(name).fill_null(False) for name in _FLAGS},
        **{name: ordinal(col(name)).fill_null(0) for name in _DATES},
    )


def coded_pandas(deals: pd.DataFrame, currency: str | None, keep: tuple[str, ...] = ()) -> tuple[pa.Table, Any, Any]:
    """Return the same of a pandas table as an Arrow table (quicker to decide on), with rep and product coded too.

    Returns
    -------
    (Arrow table, reps, products)
        The table has ``who`` (the rep's place among the sorted reps x the number of products + the product's place)
        in place of ``rep`` and ``product``, and only deals that have a rep; a missing product has the last place.
    """
    rep, reps = _places(deals["rep"])
    product, products = _places(deals["product"])
    amount = deals["amount"].to_numpy("float64", na_value=np.nan)
    priced = np.isfinite(amount)
    if currency is not None:
        priced &= _labels(deals["currency"], {currency: 1}, missing=1, other=0) == 1
    columns: dict[str, Any] = {
        "who": rep * len(products) + product,
        "gate": _labels(deals["gate"], GATE_CODES),
        "outcome": _labels(deals["outcome"], OUTCOME_CODES),
        "priced": priced,
        "money": np.floor(np.where(priced, amount, 0.0) * MONEY_UNITS + 0.5),
        **{name: deals[name].to_numpy(bool) for name in _FLAGS},
        **{name: days(deals[name]) for name in _DATES},
        **{name: deals[name].to_numpy() for name in keep},
    }
    owned = rep < len(reps) - 1
    if not owned.all():
        columns = {name: values[owned] for name, values in columns.items()}
    return pa.table(columns), reps, products


def in_currency(code: str) -> nw.Expr:
    """Say which rows are in the currency, or in none that is known."""
    return nw.col("currency").is_null() | (nw.col("currency") == code).fill_null(False)


def ordinal(day: nw.Expr) -> nw.Expr:
    """Return a date as its proleptic ordinal (1 is 0001-01-01), by arithmetic that every engine has."""
    before = day.dt.year().cast(nw.Int64) - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + day.dt.ordinal_day().cast(nw.Int64)


def days(dates: pd.Series) -> np.ndarray:
    """Return pandas dates as proleptic ordinals, 0 where one is missing."""
    since = dates.to_numpy("datetime64[us]").view("int64")
    return np.where(since == np.iinfo(np.int64).min, 0, since // 86_400_000_000 + _EPOCH).astype(np.int32)


def _code(label: nw.Expr, codes: dict[str, int]) -> nw.Expr:
    coded = nw.lit(UNKNOWN)
    for name, code in codes.items():
        coded = nw.when(label == name).then(nw.lit(code)).otherwise(coded)
    return coded


def _labels(labels: pd.Series, codes: dict[str, int], missing: int = UNKNOWN, other: int = UNKNOWN) -> np.ndarray:
    numbers, names = _factorized(labels)
    table = np.array([*(codes.get(name, other) for name in names), missing], dtype=np.int8)
    return table[numbers]


def _places(names: pd.Series) -> tuple[np.ndarray, Any]:
    """Return each row's place in the sorted names, and these with None for a missing one at their end."""
    numbers, found = _factorized(names)
    order = sorted(range(len(found)), key=found.__getitem__)
    place = np.empty(len(found) + 1, dtype=np.int64)
    place[order] = np.arange(len(found))
    place[-1] = len(found)
    return place[numbers], pd.array([*(found[at] for at in order), None], dtype="str")


def _factorized(labels: pd.Series) -> tuple[np.ndarray, list[str]]:
    if isinstance(labels.dtype, pd.CategoricalDtype):
        return labels.cat.codes.to_numpy(), [str(name) for name in labels.cat.categories]
    numbers, names = pd.factorize(labels)
    return numbers, [str(name) for name in names]
