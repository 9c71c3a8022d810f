"""What a rep's figure would be if the peers had sold the rep's own mix of products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from coaching.metrics import Kpi


def sums_by_product(events: pd.DataFrame) -> pd.DataFrame:
    """Return the tallied events summed by rep and product; a deal without a product counts under ``""``."""
    return events.fillna({"product": ""}).groupby(["rep", "product"]).sum(numeric_only=True)


def expected_by_mix(
    sums: pd.DataFrame, kpi: Kpi, reps: Sequence[str], groups: Mapping[str, str | None]
) -> dict[str, float | None]:
    """Return for each rep the peers' figure, weighted by the rep's own mix of products (indirect standardisation).

    Each product counts as often as in the rep's own denominator, at the rate of the *other* reps of the group;
    a product that no peer sells takes the peers' overall rate. None where fewer than two products are known, the
    rep has no denominator, or the peers have none. ``sums`` are those of ``sums_by_product``.
    """
    expected: dict[str, float | None] = dict.fromkeys(reps)
    if (sums.index.unique("product") != "").sum() < 2:
        return expected
    parts = {"m": sums[list(kpi.numerator)].sum(axis=1), "n": sums[list(kpi.denominator)].sum(axis=1)}
    table = pd.DataFrame(parts).unstack(fill_value=0.0)
    for group in dict.fromkeys(groups[rep] for rep in reps):
        members = [rep for rep in reps if groups[rep] == group and rep in table.index]
        m, n = (table.loc[members, part].to_numpy(float) for part in ("m", "n"))
        others_m, others_n = m.sum(0) - m, n.sum(0) - n
        overall_n = others_n.sum(1, keepdims=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            overall = others_m.sum(1, keepdims=True) / overall_n
            rate = np.where(others_n > 0, others_m / others_n, overall)
            values = (n * rate).sum(1) / n.sum(1)
        usable = (overall_n[:, 0] > 0) & (n.sum(1) > 0) & np.isfinite(values)
        expected.update({rep: float(values[i]) for i, rep in enumerate(members) if usable[i]})
    return expected
