"""The figure that the peers would show with a rep's own mix of products (indirect standardisation)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.metrics import Kpi


def sums_by_product(events: pd.DataFrame) -> pd.DataFrame:
    """Return the tallied events summed by rep and product; a deal without a product counts under ``""``."""
    return events.assign(product=events["product"].fillna("")).groupby(["rep", "product"]).sum(numeric_only=True)


@dataclass(frozen=True)
class Cells:
    """The tallies of one KPI by rep and product: ``numerators`` and ``denominators`` of shape (reps, products)."""

    reps: tuple[str, ...]
    numerators: np.ndarray
    denominators: np.ndarray

    def of(self, reps: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return numerators and denominators of some reps in the order given; zeros for an unknown rep."""
        place = {rep: at for at, rep in enumerate(self.reps)}
        at = np.array([place.get(rep, -1) for rep in reps], int)
        rows = (at >= 0)[:, None]
        return np.where(rows, self.numerators[at], 0.0), np.where(rows, self.denominators[at], 0.0)


def cells_of(sums: pd.DataFrame, kpi: Kpi) -> Cells | None:
    """Return a KPI's tallies by rep and product (``sums_by_product``); None with fewer than two known products."""
    if (sums.index.unique("product") != "").sum() < 2:
        return None
    parts = {"m": sums[list(kpi.numerator)].sum(axis=1), "n": sums[list(kpi.denominator)].sum(axis=1)}
    table = pd.DataFrame(parts).unstack(fill_value=0.0)
    return Cells(tuple(map(str, table.index)), table["m"].to_numpy(float), table["n"].to_numpy(float))


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


def shares_of_products(sums: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the share of each product in each rep's first appointments; empty with fewer than two products."""
    if (sums.index.unique("product") != "").sum() < 2:
        return {}
    table = sums["first_appointments"].unstack(fill_value=0)
    whole = table.sum(axis=1)
    shares = table[whole > 0].div(whole[whole > 0], axis=0).to_dict("index")
    return {str(rep): {str(name): share for name, share in row.items() if share > 0} for rep, row in shares.items()}
