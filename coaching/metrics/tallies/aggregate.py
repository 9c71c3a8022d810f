"""Sums over rows that share a key: rows of deals, and rows of small tables of sums.

Every figure that is added up is a whole number held as a float (money in thousandths), so a sum below 2**53 is exact
and does not depend on the order of the rows. Only sums of squared amounts may differ in their last bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from coaching.metrics.tallies.encode import MONEY_UNITS

#: Key columns of every table of sums, in addition to a day, week or month.
KEYS = ("rep", "product")

#: Sums are counted into one cell for every key from the least to the greatest, up to this many cells a row (and at
#: least the second number); a longer span of keys is sorted instead.
_CELLS_A_ROW = 16
_FEW_CELLS = 1 << 16

#: Sums of money, in major units once they are added up, and sums of its squares.
MONEY = ("revenue", "outlier_revenue")
SQUARES = ("revenue_squares", "outlier_squares")

#: Counts may be parts of shared deals: digits to which sums are rounded, so that they do not depend on the order of
#: adding, and digits to which shown counts are rounded, so that three thirds are one.
SHARE_DIGITS = 9
SHOWN_DIGITS = 6


def as_count(value: float) -> float:
    """Return a count as int if it is whole, and as float otherwise (shared deals count in parts)."""
    rounded = round(float(value), SHOWN_DIGITS)
    return int(rounded) if rounded.is_integer() else rounded


#: Rows to add up: their keys, and the columns to be summed.
Keyed = tuple[np.ndarray, dict[str, np.ndarray]]


def add_up(parts: Sequence[Keyed]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the distinct keys of all parts in ascending order and the sum of each column over the rows of a key.

    Parameters
    ----------
    parts : sequence of (keys, columns)
        ``keys`` are int64 and not below 0; ``columns`` are whole numbers or flags by name, as long as the keys.
        No column occurs in two parts.
    """
    cells = 1 + max((int(keys.max()) for keys, _ in parts if len(keys)), default=-1)
    if cells > max(_FEW_CELLS, _CELLS_A_ROW * sum(len(keys) for keys, _ in parts)):
        distinct, joined = np.unique(np.concatenate([keys for keys, _ in parts]), return_inverse=True)
        placed = np.split(joined, np.cumsum([len(keys) for keys, _ in parts])[:-1])
    else:
        seen = np.zeros(cells, bool)
        for keys, _ in parts:
            seen[keys] = True
        distinct, place = np.flatnonzero(seen), np.cumsum(seen) - 1
        placed = [place[keys] if columns else place[:0] for keys, columns in parts]
    sums: dict[str, np.ndarray] = {}
    for at, (_, columns) in zip(placed, parts, strict=True):
        for name, values in columns.items():
            if values.dtype == bool:
                sums[name] = np.bincount(at[values], minlength=len(distinct)).astype(float)
            else:
                # Of no rows at all NumPy counts in whole numbers.
                sums[name] = np.bincount(at, values, len(distinct)).astype(float, copy=False)
    return distinct, sums


def places(numbers: Sequence[np.ndarray]) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the index of each number among the distinct numbers of all arrays, and these in ascending order."""
    filled = [keys for keys in numbers if len(keys)]
    if not filled:
        return list(numbers), np.zeros(1, np.int64)
    least, greatest = min(int(keys.min()) for keys in filled), max(int(keys.max()) for keys in filled)
    seen = np.zeros(greatest - least + 1, bool)
    for keys in filled:
        seen[keys - least] = True
    place = np.cumsum(seen) - 1
    return [place[keys - least] for keys in numbers], np.flatnonzero(seen) + least


def in_major_units(sums: Mapping[str, np.ndarray], is_shared: bool) -> dict[str, np.ndarray]:
    """Return sums with money, added up in whole thousandths, in major units, and counts without rounding errors.

    Only counts of shared deals (``is_shared``) are not whole and have any.
    """
    units = dict.fromkeys(MONEY, MONEY_UNITS) | dict.fromkeys(SQUARES, MONEY_UNITS**2)

    def shown(name: str, values: np.ndarray) -> np.ndarray:
        if name in units:
            return values / units[name]
        return np.round(values, SHARE_DIGITS) if is_shared else values

    return {name: shown(name, values) for name, values in sums.items()}


def stacked(parts: Iterable[pd.DataFrame], keys: Sequence[str], sums: Sequence[str]) -> pd.DataFrame:
    """Stack tables of sums, add up equal keys and order by them; rows without a rep are left out.

    ``keys`` are ``KEYS`` and at most one whole number more. A sum that a part does not have is 0 in it.
    """
    filled = [owned for part in parts if len(owned := part[part["rep"].notna()])]
    if not filled:
        nothing = pd.DataFrame({name: np.empty(0) for name in (*keys, *sums)})
        return nothing.astype(dict.fromkeys(KEYS, "str") | {name: np.int64 for name in keys if name not in KEYS})
    names = pd.concat([part[list(KEYS)] for part in filled], ignore_index=True).astype("str")
    (rep, reps), (product, products) = (pd.factorize(names[key], sort=True) for key in KEYS)
    number, distinct = np.zeros(len(names), np.int64), np.zeros(1, np.int64)
    if by := [key for key in keys if key not in KEYS]:
        (number,), distinct = places([np.concatenate([part[by[0]].to_numpy(np.int64) for part in filled])])
    choices = len(products) + 1
    who = rep.astype(np.int64) * choices + np.where(product < 0, len(products), product)
    columns = {name: np.concatenate([_sum_of(part, name) for part in filled]) for name in sums}
    cells, totals = add_up([(who * len(distinct) + number, columns)])
    who = cells // len(distinct)
    table: dict[str, Any] = {
        "rep": reps.take(who // choices),
        "product": pd.array([*products, None], dtype="str").take(who % choices),
    }
    if by:
        table[by[0]] = distinct[cells % len(distinct)]
    for key in sums:
        totals[key] = totals[key] / MONEY_UNITS if key in MONEY else totals[key]
        totals[key] = totals[key] if key in (*MONEY, *SQUARES) else np.round(totals[key], SHARE_DIGITS)
    return pd.DataFrame(table | {name: totals[name] for name in sums})


def _sum_of(part: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column of sums, money as whole units, so that it is added up exactly."""
    if name not in part:
        return np.zeros(len(part))
    values = part[name].to_numpy(float)
    return np.rint(values * MONEY_UNITS) if name in MONEY else values
