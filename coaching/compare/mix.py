"""The figure that the peers would show with a rep's own mix of products (indirect standardisation)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.metrics import Kpi

#: The part of the deals without a product from which on it matters which ones they are, and the standard errors between
#: their success and that of the others that are no chance.
_MANY_UNKNOWN, _BEYOND_CHANCE = 0.1, 3.0


@dataclass(frozen=True)
class ByProduct:
    """Tallied events, to be summed by rep and product; a deal without a product counts under ``""``.

    Attributes
    ----------
    events : DataFrame
        One row per rep, product and week (``Tallies.events``).
    reps, products : tuples of str
        In the order of their names.
    cells : array of int
        For each row of ``events`` its place in a table with a row a rep and a column a product.
    """

    events: pd.DataFrame
    reps: tuple[str, ...]
    products: tuple[str, ...]
    cells: np.ndarray

    @classmethod
    def of(cls, events: pd.DataFrame) -> ByProduct:
        """Return the events with the places of their reps and products."""
        owned = events[events["rep"].notna()]
        rep, reps = pd.factorize(owned["rep"], sort=True)
        product, products = pd.factorize(owned["product"].fillna(""), sort=True)
        return cls(owned, tuple(map(str, reps)), tuple(map(str, products)), rep * len(products) + product)

    @property
    def is_mixed(self) -> bool:
        """Whether at least two products are known."""
        return sum(product != "" for product in self.products) >= 2

    def sums(self, *names: str) -> np.ndarray:
        """Return the total of some columns of the events: shape (reps, products)."""
        shape = len(self.reps), len(self.products)
        total = np.zeros(shape)
        for name in names:
            total += np.bincount(self.cells, self.events[name], shape[0] * shape[1]).reshape(shape)
        return total

    def shares(self) -> dict[str, dict[str, float]]:
        """Return the share of each product in each rep's first appointments; empty with fewer than two products."""
        if not self.is_mixed:
            return {}
        appointments = self.sums("first_appointments")
        return {
            rep: {product: n / sum(row) for product, n in zip(self.products, row, strict=True) if n > 0}
            for rep, row in zip(self.reps, appointments.tolist(), strict=True)
            if sum(row) > 0
        }


@dataclass(frozen=True)
class Cells:
    """The tallies of one KPI by rep and product: ``numerators`` and ``denominators`` of shape (reps, products).

    ``squares`` are the sums of squares behind a mean.
    """

    reps: tuple[str, ...]
    numerators: np.ndarray
    denominators: np.ndarray
    squares: np.ndarray | None = None

    @classmethod
    def of_kpi(cls, by_product: ByProduct, kpi: Kpi, squares: str | None = None) -> Cells | None:
        """Return a KPI's tallies; None with fewer than two known products. ``squares`` names those of a mean.

        None as well for a ratio where the products are entered once a deal succeeds: what is known of them is then the
        outcome itself, and every rep would seem to do just as well as the others.
        """
        if not by_product.is_mixed:
            return None
        numerators, denominators = by_product.sums(*kpi.numerator), by_product.sums(*kpi.denominator)
        if kpi.kind.is_ratio and _follows_outcome(by_product.products, numerators.sum(0), denominators.sum(0)):
            return None
        return cls(by_product.reps, numerators, denominators, None if squares is None else by_product.sums(squares))

    def of(self, reps: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return numerators and denominators of some reps in the order given; zeros for an unknown rep."""
        return self._rows(self.numerators, reps), self._rows(self.denominators, reps)

    def squares_of(self, reps: Sequence[str]) -> np.ndarray | None:
        """Return the sums of squares of some reps in the order given; None for a figure that is no mean."""
        return None if self.squares is None else self._rows(self.squares, reps)

    def _rows(self, table: np.ndarray, reps: Sequence[str]) -> np.ndarray:
        place = {rep: at for at, rep in enumerate(self.reps)}
        at = np.array([place.get(rep, -1) for rep in reps], int)
        rows: np.ndarray = np.where((at >= 0)[:, None], table[at], 0.0)
        return rows


def _follows_outcome(products: Sequence[str], numerators: np.ndarray, denominators: np.ndarray) -> bool:
    """Return whether many deals lack a product and succeed less often than the others, beyond chance."""
    is_known = np.array([product != "" for product in products])
    trials = np.array([denominators[~is_known].sum(), denominators[is_known].sum()])
    if trials.min() <= 0 or trials[0] < _MANY_UNKNOWN * trials.sum():
        return False
    rates = np.array([numerators[~is_known].sum(), numerators[is_known].sum()]) / trials
    overall = numerators.sum() / trials.sum()
    error = np.sqrt(max(overall * (1 - overall), 0.0) * (1 / trials).sum())
    return bool(rates[1] - rates[0] > _BEYOND_CHANCE * error)


def expected_by_mix(
    cells: Cells, reps: Sequence[str], groups: Mapping[str, str | None], peers: Collection[str] | None = None
) -> dict[str, float | None]:
    """Return for each rep the peers' figure, weighted by the rep's own mix of products (indirect standardisation).

    Each product is weighted by the rep's own denominator and takes the rate of the *other* reps of the group (only
    those in ``peers``, if given); a product that no peer sells takes the peers' overall rate. None if the rep or the
    peers have no denominator.
    """
    expected: dict[str, float | None] = dict.fromkeys(reps)
    for group in dict.fromkeys(groups[rep] for rep in reps):
        members = [rep for rep in reps if groups[rep] == group]
        m, n = cells.of(members)
        counts = np.array([peers is None or rep in peers for rep in members])[:, None]
        others_m, others_n = ((x * counts).sum(0) - x * counts for x in (m, n))
        overall_n = others_n.sum(1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            overall = others_m.sum(1, keepdims=True) / overall_n
            rate = np.where(others_n > 0, others_m / others_n, overall)
            values = (n * rate).sum(1) / n.sum(1)
        usable = (overall_n[:, 0] > 0) & (n.sum(1) > 0) & np.isfinite(values)
        expected.update({rep: float(values[i]) for i, rep in enumerate(members) if usable[i]})
    return expected
