"""Intervals and estimates against independent sources."""

import numpy as np
import pytest
from scipy import stats

from coaching.compare import control_limits, count_interval, inside, mean_interval, pooled_spread, wilson
from coaching.compare.empirical_bayes import mean_posterior, ratio_posterior
from coaching.compare.ranks import rank_ranges
from coaching.compare.significance import discoveries, mean_p_values, ratio_p_values


def test_wilson_meets_the_textbook() -> None:
    """Wilson's 90 % interval of 3/5, computed by scipy's own implementation."""
    for m, n in ((3, 5), (300, 500), (0, 7), (7, 7), (1, 1)):
        expected = stats.binomtest(m, n).proportion_ci(confidence_level=0.90, method="wilson")
        assert wilson(m, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_no_interval_where_there_is_no_ratio() -> None:
    assert wilson(0, 0) is None
    assert wilson(5, 3) is None


def test_mean_interval_is_students_on_the_log_scale() -> None:
    values = np.array([10.0, 12.0, 9.0, 14.0, 30.0])
    low, high = mean_interval(values.sum(), 5, pooled_spread([values.sum()], [(values**2).sum()], [5]))
    relative = values.var(ddof=1) / values.mean() ** 2
    skew = 1 + (3 + 2 * relative) * relative / 5
    half = stats.t.ppf(0.95, 4) * stats.sem(values) / values.mean() * np.sqrt(skew)
    assert (low, high) == pytest.approx((15 * np.exp(-half), 15 * np.exp(half)))


def test_reps_of_a_group_lend_each_other_their_spread() -> None:
    spread = pooled_spread([30.0, 300.0, 7.0], [500.0, 50_000.0, 49.0], [2, 2, 1])
    assert (spread.relative_variance, spread.freedom) == (pytest.approx(2 / 9 * (1 + (3 + 4 / 9) * (2 / 9) / 2)), 2)
    assert mean_interval(7.0, 1, spread) is not None
    assert pooled_spread([7.0], [49.0], [1]) is None
    assert mean_interval(0.0, 3, spread) is None


def test_count_interval_is_garwoods() -> None:
    """Published: the exact 90 % interval of 10 events is 5.43 to 16.96."""
    assert count_interval(10) == pytest.approx((5.425, 16.962), abs=1e-3)
    assert count_interval(0)[0] == 0


def test_small_samples_lean_on_the_group_and_large_ones_do_not() -> None:
    found = ratio_posterior([3, 300, 260, 240, 280], [5, 500, 400, 400, 400])
    assert 0.60 < found.estimate[0] < 0.66
    assert found.estimate[1] == pytest.approx(0.60, abs=0.02)


def test_a_rep_without_trials_takes_the_groups_value() -> None:
    found = ratio_posterior([0, 60, 70], [0, 100, 100])
    assert found.estimate[0] == pytest.approx(0.65, abs=0.01)


def test_without_peers_the_estimate_is_the_observed_value() -> None:
    assert ratio_posterior([3], [5]).estimate[0] == pytest.approx(0.6)
    assert mean_posterior([30.0], [350.0], [3]).estimate[0] == pytest.approx(10.0)


def test_very_different_reps_are_not_pulled_together() -> None:
    found = ratio_posterior([10, 190], [200, 200])
    assert found.estimate[0] == pytest.approx(0.05, abs=0.02)
    assert found.estimate[1] == pytest.approx(0.95, abs=0.02)


def test_posterior_probability_is_that_of_the_beta_distribution_when_alone() -> None:
    assert ratio_posterior([3], [10]).below([0.65])[0] == pytest.approx(stats.beta.cdf(0.65, 3.5, 7.5))


def test_means_lean_on_the_group_on_the_log_scale() -> None:
    rng = np.random.default_rng(1)
    samples = [rng.lognormal(7, 0.5, n) for n in (2, 200, 200, 200)]
    samples[0] = samples[0] * 5
    found = mean_posterior(*zip(*[(s.sum(), (s**2).sum(), len(s)) for s in samples], strict=True))
    assert found.estimate[0] < samples[0].mean()
    assert found.estimate[1] == pytest.approx(samples[1].mean(), rel=0.05)


def test_means_of_reps_without_sales_take_the_groups() -> None:
    found = mean_posterior([0.0, 1000.0, 2000.0], [0.0, 1e5 + 1, 4e5 + 1], [0, 10, 10])
    assert 100 < found.estimate[0] < 200
    assert 0 < found.below([120.0, 120.0, 120.0])[0] < 1


def test_ratio_p_values_are_fishers() -> None:
    """One-sided p-values of scipy's own Fisher test, doubled."""
    m, n = [3, 40, 45], [10, 60, 60]
    for i, found in enumerate(ratio_p_values(m, n).two_sided):
        others = [sum(m) - m[i], sum(n) - n[i]]
        table = [[m[i], n[i] - m[i]], [others[0], others[1] - others[0]]]
        sides = [stats.fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
        assert found == pytest.approx(min(1.0, 2 * min(sides)))


def test_in_a_large_group_the_quick_way_agrees_with_fishers() -> None:
    rng = np.random.default_rng(4)
    n = rng.integers(20, 60, 300).astype(float)
    m = rng.binomial(n.astype(int), 0.6).astype(float)
    exact = 2 * np.minimum(stats.hypergeom.cdf(m, n.sum(), m.sum(), n), stats.hypergeom.sf(m - 1, n.sum(), m.sum(), n))
    assert ratio_p_values(m, n).two_sided == pytest.approx(np.minimum(1, exact), abs=0.02)


def test_mean_p_values_tell_a_different_mean_from_a_like_one() -> None:
    rng = np.random.default_rng(3)
    samples = [rng.lognormal(7, 0.6, 60) * factor for factor in (1, 1, 1, 3)]
    found = mean_p_values(*zip(*[(s.sum(), (s**2).sum(), len(s)) for s in samples], strict=True)).two_sided
    assert found[3] < 1e-6
    assert mean_p_values([0.0, 5.0], [0.0, 25.0], [0, 1]).two_sided.tolist() == [1.0, 1.0]


def test_discoveries_meet_the_published_example() -> None:
    """Benjamini & Hochberg (1995), their 15 p-values at 5 %: four are rejected."""
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
                 0.6528, 0.7590, 1.0000]  # fmt: skip
    assert discoveries(published, 0.05).sum() == 4
    assert discoveries([]).size == 0


def test_places_hold_everyone_who_might_be_first() -> None:
    draws = np.column_stack([np.full(100, 0.9), np.linspace(0.1, 0.95, 100), np.full(100, np.nan)])
    low, high = rank_ranges(draws, higher_is_better=True)
    assert low[:2].tolist() == [1, 1]
    assert high[:2].tolist() == [2, 2]
    assert np.isnan(low[2])


def test_control_limits_hold_the_share_they_promise() -> None:
    rng = np.random.default_rng(5)
    limits = control_limits(0.6, 200)
    trials = rng.integers(20, 200, 20_000)
    found = inside(limits, trials, rng.binomial(trials, 0.6) / trials)
    assert 0.99 < found.mean() < 1.0
    at_100 = limits.inner[min(range(len(limits.trials)), key=lambda i: abs(limits.trials[i] - 100))]
    assert at_100 == pytest.approx((0.52, 0.68), abs=0.015)


def test_a_team_alike_has_no_mean_out_of_line() -> None:
    """A few skewed amounts tell less of their spread than their number says: uncorrected, 15 % of teams have one."""
    rng = np.random.default_rng(1)
    teams = [[rng.lognormal(0, 0.6, n) for n in rng.integers(5, 12, 8)] for _ in range(1500)]
    sums = [[(x.sum(), (x**2).sum(), len(x)) for x in team] for team in teams]
    found = [discoveries(mean_p_values(*zip(*team, strict=True)).low, 0.10).any() for team in sums]
    assert 0.07 < np.mean(found) < 0.125
