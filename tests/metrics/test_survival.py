"""The median time to win against another implementation of Kaplan and Meier's curve.

What would be lost: open deals counted wrongly, and with them the warning that they are ageing.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from coaching.metrics import ageing_by_rep, median_days_to_win, medians_by_rep


@pytest.mark.parametrize("seed", range(40))
def test_the_median_is_that_of_another_implementation(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(1, 30))
    columns = ("won", "censored_lost", "censored_open")
    table = pd.DataFrame({"days": rng.integers(0, 12, rows), **{name: rng.integers(0, 4, rows) for name in columns}})
    days, won = table["days"].to_numpy(float), table["won"].to_numpy()
    if not won.sum():
        assert median_days_to_win(table)[0] is None
        return
    censored = np.repeat(days, table["censored_lost"] + table["censored_open"])
    curve = stats.ecdf(stats.CensoredData(uncensored=np.repeat(days, won), right=censored)).sf
    under = curve.probabilities <= 0.5 + 1e-12
    assert median_days_to_win(table)[0] == (curve.quantiles[under.argmax()] if under.any() else None)


def test_a_median_is_found_where_nothing_has_a_length() -> None:
    table = pd.DataFrame({"days": [0, 0], "won": [1.0, 2.0], "censored_lost": 0.0, "censored_open": 0.0})
    assert median_days_to_win(table) == (0.0, None)
    assert median_days_to_win(table.head(0))[1].code == "no_wins"


def test_each_rep_has_the_median_of_the_own_deals() -> None:
    rng = np.random.default_rng(3)
    counts = {name: rng.integers(0, 4, 60) for name in ("won", "censored_lost", "censored_open")}
    table = pd.DataFrame({"rep": rng.choice(["A", "B", "C"], 60), "days": rng.integers(0, 12, 60), **counts})
    medians = medians_by_rep(table)
    assert medians.pop(None) == median_days_to_win(table)
    assert medians == {rep: median_days_to_win(rows) for rep, rows in table.groupby("rep")}


def durations(*rows: tuple[int, float, float, float]) -> pd.DataFrame:
    """Return one rep's durations from (days, won, lost, still open)."""
    table = pd.DataFrame(rows, columns=["days", "won", "censored_lost", "censored_open"])
    return table.assign(rep="Sara", product=None)


def test_open_deals_are_ageing_only_where_they_lengthen_the_curve() -> None:
    """Many losses alone lengthen it too, without a single open deal."""
    lossy = durations((10, 10, 0, 0), (30, 0, 40, 0), (60, 8, 30, 0))
    assert ageing_by_rep(lossy)[None] is False
    waiting = durations((10, 10, 0, 0), (20, 10, 0, 0), (90, 1, 0, 30))
    assert ageing_by_rep(waiting)[None] is True
    fresh = durations((5, 0, 0, 30), (10, 10, 0, 0), (20, 10, 0, 0))
    assert ageing_by_rep(fresh)[None] is False
