"""Rules written once, for columns of any kind: NumPy arrays in memory, or Narwhals expressions for other engines.

A rule is a function of a ``Columns`` that says what a column is made of, with operators that arrays and expressions
share. Arrays are worked through in short runs that stay in the processor's cache, without the cost of building
expressions; DuckDB, Polars and Spark get the same rules as expressions to run where their data is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import narwhals as nw
import numpy as np


class Columns:
    """Columns by name, and the few functions that arrays and expressions spell differently."""

    def col(self, name: str) -> Any:
        """Return the column of that name."""
        return nw.col(name)

    def where(self, condition: Any, value: Any, other: Any) -> Any:
        """Return ``value`` where the condition holds and ``other`` elsewhere."""
        return nw.when(condition).then(value).otherwise(other)

    def floor(self, number: Any) -> Any:
        """Return the greatest whole number that is not above the number."""
        return number.floor()

    def real(self, number: Any) -> Any:
        """Return a whole number as a floating-point one."""
        return number.cast(nw.Float64)

    def part(self, value: Any) -> Any:
        """Return a flag or a number times the part of the deal that is the rep's."""
        return value.cast(nw.Float64) * nw.col("weight")

    def weighed(self, name: str) -> Any:
        """Return a whole number times the part of the deal that is the rep's, as a whole number again."""
        return (nw.col(name) * nw.col("weight") + 0.5).floor()


class Arrays(Columns):
    """The same over NumPy arrays."""

    def __init__(self, columns: dict[str, np.ndarray]) -> None:
        self.columns = columns

    def col(self, name: str) -> np.ndarray:
        """Return the column of that name."""
        return self.columns[name]

    def where(self, condition: Any, value: Any, other: Any) -> np.ndarray:
        """Return ``value`` where the condition holds and ``other`` elsewhere."""
        return np.where(condition, value, other)

    def floor(self, number: Any) -> np.ndarray:
        """Return the greatest whole number that is not above the number."""
        return np.floor(number)

    def real(self, number: Any) -> np.ndarray:
        """Return a whole number as a floating-point one."""
        return number.astype(np.float64)

    def part(self, value: Any) -> np.ndarray:
        """Return the same of arrays."""
        return value * self.columns["weight"]

    def weighed(self, name: str) -> np.ndarray:
        """Return the same of arrays; where there are no weights every deal is whole."""
        number = self.columns[name]
        return np.floor(number * self.columns["weight"] + 0.5) if "weight" in self.columns else number


#: A rule that says of which columns new ones are made.
Step = Callable[[Columns], Mapping[str, Any]]

#: Whatever holds the rows: arrays by name, or a Narwhals LazyFrame.
Rows = Any


def with_steps(rows: Rows, *steps: Step) -> Rows:
    """Return the rows with the columns of each step, in order: a later step may use those of an earlier one."""
    for step in steps:
        rows = {**rows, **step(Arrays(rows))} if isinstance(rows, dict) else rows.with_columns(**step(Columns()))
    return rows


def chosen(rows: Rows, which: Callable[[Columns], Any], columns: tuple[str, ...]) -> Rows:
    """Return the named columns of the rows for which ``which`` holds."""
    if isinstance(rows, dict):
        at = np.flatnonzero(which(Arrays(rows)))
        return {name: rows[name][at] for name in columns}
    return rows.select(*columns, _counts=which(Columns())).filter("_counts").select(*columns)
