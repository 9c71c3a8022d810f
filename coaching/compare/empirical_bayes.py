"""Posteriors of true ratios and means, with a prior that is estimated from the reps of the peer group.

Empirical Bayes, but the spread between the reps is integrated over a grid instead of fixed at its most likely value:
a small team determines it poorly, and fixing it would make every posterior too narrow. Sources: Efron & Morris (1975);
Gelman, Prior distributions for variance parameters (2006), for the prior that is flat in the standard deviation
between reps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from coaching.compare.intervals import expected_scatter, pooled_spread, scatter_of

#: Prior sample sizes of the beta distribution between reps, from reps that differ widely to reps that are all alike.
_SIZES = np.geomspace(1.0, 3000.0, 28)

#: As many deals of all products tell the spread of one product, beside its own.
_FEW_DEALS = 5.0

#: Standard deviations between reps of the logarithm of a mean.
_SPREADS = np.linspace(0.0, 1.5, 40)


@dataclass(frozen=True)
class Posterior:
    """The posterior of each rep's true value, a mixture over the grid of spreads between the reps.

    Attributes
    ----------
    estimate : array of length reps
        Posterior means of ratios; exponentials of the posterior means of log means.
    weights : array of length grid
        Posterior weights of the spreads between the reps.
    first, second : arrays of shape (grid, reps)
        Parameters of the component of each rep: a and b of a beta distribution if ``is_ratio``, else location and
        standard deviation of a normal distribution of the logarithm.
    """

    estimate: np.ndarray
    weights: np.ndarray
    first: np.ndarray
    second: np.ndarray
    is_ratio: bool

    def below(self, edges: ArrayLike) -> np.ndarray:
        """Return for each rep the posterior probability that the true value is below its entry of ``edges``."""
        edge = np.asarray(edges, float)[None, :]
        if self.is_ratio:
            each = special.betainc(self.first, self.second, np.clip(edge, 0.0, 1.0))
        else:
            with np.errstate(divide="ignore"):
                each = special.ndtr((np.log(edge) - self.first) / self.second)
        mixed: np.ndarray = self.weights @ each
        return mixed

    def draw(self, rng: np.random.Generator, size: int) -> np.ndarray:
        """Draw true values from the posterior: shape (size, reps); all reps of one draw share one spread."""
        spread = rng.choice(len(self.weights), size=size, p=self.weights)
        first, second = self.first[spread], self.second[spread]
        return rng.beta(first, second) if self.is_ratio else np.exp(rng.normal(first, second))


def ratio_posterior(successes: ArrayLike, trials: ArrayLike, among: ArrayLike | None = None) -> Posterior:
    """Return the posterior of the true ratios of the reps of one group under a beta-binomial model.

    Parameters
    ----------
    successes, trials : sequences of length k
        Counts of each rep; a rep without trials takes the group's value. With fewer than two reps that have trials
        there is no group: the prior is then Jeffreys', and the estimate the observed value.
    among : sequence of k flags, or None
        The reps from whom the prior is estimated; all if None.
    """
    m, n = np.asarray(successes, float), np.asarray(trials, float)
    observed = np.divide(m, n, out=np.full_like(m, np.nan), where=n > 0)
    informs = (n > 0) & (np.ones(len(n), bool) if among is None else np.asarray(among, bool))
    if informs.sum() < 2:
        ones = np.ones((1, 1))
        return Posterior(observed, ones[0], (m + 0.5)[None, :], (n - m + 0.5)[None, :], True)
    sizes = _SIZES[:, None]
    precision = np.where(informs, n * (sizes + 1) / (sizes + n), 0.0)
    pooled = np.clip((precision * np.nan_to_num(observed)).sum(1) / precision.sum(1), 1e-3, 1 - 1e-3)[:, None]
    a, b = pooled * sizes, (1 - pooled) * sizes
    each = special.betaln(a + m, b + n - m) - special.betaln(a, b)
    likelihood = np.where(informs, each, 0.0).sum(1)
    weights = _normalised(likelihood - 0.5 * np.log(_SIZES))
    posterior_a, posterior_b = a + m, b + n - m
    estimate = weights @ (posterior_a / (posterior_a + posterior_b))
    return Posterior(estimate, weights, posterior_a, posterior_b, True)


def mean_posterior(
    totals: ArrayLike,
    squares: ArrayLike,
    counts: ArrayLike,
    among: ArrayLike | None = None,
    relative_variance: ArrayLike | None = None,
) -> Posterior:
    """Return the posterior of the true means (amounts, days) of one group; logarithms are normal in and between reps.

    Parameters
    ----------
    totals, squares, counts : sequences of length k
        Sum, sum of squares and number of values of each rep; a rep without values takes the group's mean.
    among : sequence of k flags, or None
        The reps from whom the prior is estimated; all if None.
    relative_variance : float, sequence of length k, or None
        The squared coefficient of variation within reps, or within each rep; estimated from the data if None.
    """
    total, square, n = (np.asarray(x, float) for x in (totals, squares, counts))
    usable = (n > 0) & (total > 0)
    informs = usable & (np.ones(len(n), bool) if among is None else np.asarray(among, bool))
    mean = np.divide(total, n, out=np.ones_like(total), where=usable)
    if relative_variance is None:
        spread = pooled_spread(total, square, n)
        relative_variance = 1.0 if spread is None else max(1e-6, spread.relative_variance)
    variance_within = np.asarray(relative_variance, float)
    if informs.sum() < 2:
        error = np.sqrt(variance_within / np.maximum(n, 1))
        observed = np.where(usable, mean, np.nan)
        return Posterior(observed, np.ones(1), np.log(mean)[None, :], np.maximum(error, 1e-9)[None, :], False)
    log_mean = np.log(mean)
    error2 = np.where(usable, variance_within / np.maximum(n, 1e-9), np.inf)[None, :]
    between2 = (_SPREADS**2)[:, None]
    precision = np.where(informs, 1 / (error2 + between2), 0.0)
    total_precision = precision.sum(1, keepdims=True)
    centre = (precision * log_mean).sum(1, keepdims=True) / total_precision
    residual = precision * (log_mean - centre) ** 2
    log_precision = np.log(np.where(informs, precision, 1.0))
    likelihood = 0.5 * (log_precision.sum(1) - np.log(total_precision[:, 0]) - residual.sum(1))
    weights = _normalised(likelihood)
    lean = np.where(usable, between2 / (between2 + error2), 0.0)
    location = centre + lean * (log_mean - centre)
    variance = np.where(usable, lean * np.where(usable, error2, 0.0), between2) + (1 - lean) ** 2 / total_precision
    estimate = np.exp(weights @ location)
    return Posterior(estimate, weights, location, np.sqrt(np.maximum(variance, 1e-12)), False)


def errors_with_mix(totals: np.ndarray, counts: np.ndarray, squares: np.ndarray, peers: np.ndarray) -> np.ndarray:
    """Return the standard errors of the logarithm of each rep's mean over what the peers show with the same mix.

    Parameters
    ----------
    totals, counts, squares : arrays of shape (reps, products)
    peers : array of bool
        The reps of whom the expected means are made, each rep excepted from the own.

    Notes
    -----
    Each product has its own squared coefficient of variation, pooled over the reps and drawn towards that of all
    products where few deals tell it. That a large product brings more than a small one is no error: the mix is known.
    The expected mean has an error too, the larger the fewer the peers' deals of what the rep sells; of a product that
    no peer sells nothing is known but its own price.
    """
    spread = pooled_spread(totals, squares, counts)
    if spread is None:
        return np.full(len(totals), np.inf)
    scatter = scatter_of(totals, squares, counts).sum(0)
    due = expected_scatter(np.where(totals > 0, counts, 0.0), spread.relative_variance).sum(0)
    relative = (scatter + _FEW_DEALS * spread.relative_variance) / (due + _FEW_DEALS)
    sold = counts.sum(0)
    price = np.divide(totals.sum(0), sold, out=np.zeros_like(sold), where=sold > 0)
    others = (counts * peers[:, None]).sum(0) - counts * peers[:, None]
    of_peers = np.divide(relative, others, out=np.ones_like(others), where=others > 0)
    noise = (counts * relative * price**2 + counts**2 * of_peers * price**2).sum(1)
    expected = counts @ price
    variance = np.divide(noise, expected**2, out=np.full_like(expected, np.inf), where=expected > 0)
    errors: np.ndarray = np.maximum(np.sqrt(variance), 1e-3)
    return errors


def _normalised(log_weights: np.ndarray) -> np.ndarray:
    weights: np.ndarray = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    return weights
