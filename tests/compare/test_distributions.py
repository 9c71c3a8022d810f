"""Our distribution functions against scipy.stats.

What would be lost: a range or a verdict that is wrong in a corner nobody looks at.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from coaching.compare import distributions

NS = np.array([1, 2, 7, 40, 1000, 25_000])


@pytest.mark.parametrize("chance", [0.0, 0.003, 0.4, 0.97, 1.0])
def test_binomial(chance: float) -> None:
    for share in (0, 0.01, 0.4, 0.9, 1):
        m = np.floor(NS * share)
        assert distributions.binomial_at_most(m, NS, chance) == pytest.approx(stats.binom.cdf(m, NS, chance), abs=1e-10)
        assert distributions.binomial_at_most(NS - m, NS, 1 - chance) == pytest.approx(
            stats.binom.sf(m - 1, NS, chance), abs=1e-10
        )
        assert distributions.binomial_exactly(m, NS, chance) == pytest.approx(stats.binom.pmf(m, NS, chance), abs=1e-10)


@pytest.mark.parametrize("chance", [0.003, 0.4, 0.97])
@pytest.mark.parametrize("p", [0.001, 0.05, 0.5, 0.95, 0.999])
def test_binomial_quantiles(p: float, chance: float) -> None:
    assert distributions.binomial_quantile(p, NS, chance).tolist() == stats.binom.ppf(p, NS, chance).tolist()


@pytest.mark.parametrize(
    ("m", "n", "total_m", "total_n"),
    [(3, 5, 8, 20), (0, 5, 8, 20), (5, 5, 8, 20), (0, 0, 8, 20), (12, 12, 20, 20), (60, 100, 900, 2000), (0, 3, 0, 9)],
)
def test_hypergeometric(m: int, n: int, total_m: int, total_n: int) -> None:
    low, high = distributions.hypergeometric_p_values(m, n, total_m, total_n)
    assert low == pytest.approx(stats.hypergeom.cdf(m, total_n, total_m, n), rel=1e-9)
    assert high == pytest.approx(stats.hypergeom.sf(m - 1, total_n, total_m, n), rel=1e-9)


def test_student_and_gamma() -> None:
    for freedom in (1, 2.5, 30, 400):
        assert distributions.student_quantile(0.95, freedom) == pytest.approx(stats.t.ppf(0.95, freedom))
        t = np.array([0.0, 0.3, 2.0, 9.0])
        assert distributions.student_tail(t, freedom) == pytest.approx(stats.t.sf(t, freedom), rel=1e-7)
        assert distributions.gamma_quantile(0.05, freedom) == pytest.approx(stats.chi2.ppf(0.05, 2 * freedom) / 2)


def test_places_and_adjusted_probabilities() -> None:
    values = np.random.default_rng(1).integers(0, 6, (50, 9)).astype(float)
    assert (distributions.competition_ranks(values) == stats.rankdata(values, method="min", axis=1)).all()
    p = np.random.default_rng(2).random(40) ** 3
    assert distributions.adjusted(p) == pytest.approx(stats.false_discovery_control(p, method="bh"))
