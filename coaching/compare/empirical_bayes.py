"""Estimates that lean on the peer group by as much as the own sample is small.

Empirical Bayes with the one unknown that matters, how much the reps of a group really differ, averaged
over a grid instead of fixed at a point: a small team does not tell it well, and pretending it does would
make every posterior too sure. Sources: Efron & Morris (1975); Gelman, Prior distributions for variance
parameters (2006), for the prior that is flat in the standard deviation between reps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

#: Prior sample sizes of the beta distribution between reps: from reps that differ widely to all alike.
_SIZES = np.geomspace(1.0, 3000.0, 28)

#: Standard deviations between reps of the logarithm of a mean.
_SPREADS = np.linspace(0.0, 1.5, 40)


@dataclass(frozen=True)
class Shrunk:
    """The posterior of each rep's true value.

    ``estimate`` has one entry a rep; ``below(edges)`` the probability that the true value is under each
    rep's edge.
    """

    estimate: np.ndarray
    _weights: np.ndarray
    _first: np.ndarray
    _second: np.ndarray
    _is_ratio: bool

    def below(self, edges: ArrayLike) -> np.ndarray:
        """Return, for each rep, the posterior probability that the true value lies under its edge."""
        edge = np.asarray(edges, float)[None, :]
        if self._is_ratio:
            each = special.betainc(self._first, self._second, np.clip(edge, 0.0, 1.0))
        else:
            with np.errstate(divide="ignore"):
                each = special.ndtr((np.log(edge) - self._first) / self._second)
        mixed: np.ndarray = self._weights @ each
        return mixed

    def draw(self, rng: np.random.Generator, size: int) -> np.ndarray:
        """Draw true values from the posterior: shape (size, reps), the reps of one draw under the same group."""
        one = rng.choice(len(self._weights), size=size, p=self._weights)
        first, second = self._first[one], self._second[one]
        return rng.beta(first, second) if self._is_ratio else np.exp(rng.normal(first, second))


def shrink_ratios(successes: ArrayLike, trials: ArrayLike, among: ArrayLike | None = None) -> Shrunk:
    """Shrink ratios of the reps of one group under a beta-binomial model.

    Parameters
    ----------
    successes, trials : sequences of length k
        Per rep; a rep without trials takes the group's value. With fewer than two reps that have trials
        there is nothing to lean on: Jeffreys' prior is used for probabilities, the observed value as estimate.
    among : sequence of k flags, or None
        Whose figures tell how the group is; all where None.
    """
    m, n = np.asarray(successes, float), np.asarray(trials, float)
    observed = np.divide(m, n, out=np.full_like(m, np.nan), where=n > 0)
    tells = (n > 0) & (np.ones(len(n), bool) if among is None else np.asarray(among, bool))
    if tells.sum() < 2:
        ones = np.ones((1, 1))
        return Shrunk(observed, ones[0], (m + 0.5)[None, :], (n - m + 0.5)[None, :], True)
    sizes = _SIZES[:, None]
    precision = np.where(tells, n * (sizes + 1) / (sizes + n), 0.0)
    pooled = np.clip((precision * np.nan_to_num(observed)).sum(1) / precision.sum(1), 1e-3, 1 - 1e-3)[:, None]
    a, b = pooled * sizes, (1 - pooled) * sizes
    each = special.betaln(a + m, b + n - m) - special.betaln(a, b)
    likelihood = np.where(tells, each, 0.0).sum(1)
    weights = _normalised(likelihood - 0.5 * np.log(_SIZES))
    posterior_a, posterior_b = a + m, b + n - m
    estimate = weights @ (posterior_a / (posterior_a + posterior_b))
    return Shrunk(estimate, weights, posterior_a, posterior_b, True)


def shrink_means(
    totals: ArrayLike,
    squares: ArrayLike,
    counts: ArrayLike,
    among: ArrayLike | None = None,
    relative_variance: float | None = None,
) -> Shrunk:
    """Shrink positive means (amounts, days) of one group on the log scale, normal within and between reps.

    Parameters
    ----------
    totals, squares, counts : sequences of length k
        Sum, sum of squares and number of values of each rep; a rep without values takes the group's mean.
    among : sequence of k flags, or None
        Whose figures tell how the group is; all where None.
    relative_variance : float or None
        The squared coefficient of variation within reps; where None, that of the data.
    """
    total, square, n = (np.asarray(x, float) for x in (totals, squares, counts))
    usable = (n > 0) & (total > 0)
    tells = usable & (np.ones(len(n), bool) if among is None else np.asarray(among, bool))
    mean = np.divide(total, n, out=np.ones_like(total), where=usable)
    variance_within = _relative_variance(square, mean, n, usable) if relative_variance is None else relative_variance
    if tells.sum() < 2:
        spread = np.sqrt(variance_within / np.maximum(n, 1))
        observed = np.where(usable, mean, np.nan)
        return Shrunk(observed, np.ones(1), np.log(mean)[None, :], np.maximum(spread, 1e-9)[None, :], False)
    log_mean = np.log(mean)
    error2 = np.where(usable, variance_within / np.maximum(n, 1e-9), np.inf)[None, :]
    between2 = (_SPREADS**2)[:, None]
    precision = np.where(tells, 1 / (error2 + between2), 0.0)
    total_precision = precision.sum(1, keepdims=True)
    centre = (precision * log_mean).sum(1, keepdims=True) / total_precision
    residual = precision * (log_mean - centre) ** 2
    log_precision = np.log(np.where(tells, precision, 1.0))
    likelihood = 0.5 * (log_precision.sum(1) - np.log(total_precision[:, 0]) - residual.sum(1))
    weights = _normalised(likelihood)
    lean = np.where(usable, between2 / (between2 + error2), 0.0)
    location = centre + lean * (log_mean - centre)
    variance = np.where(usable, lean * np.where(usable, error2, 0.0), between2) + (1 - lean) ** 2 / total_precision
    estimate = np.exp(weights @ location)
    return Shrunk(estimate, weights, location, np.sqrt(np.maximum(variance, 1e-12)), False)


def _relative_variance(square: np.ndarray, mean: np.ndarray, n: np.ndarray, usable: np.ndarray) -> float:
    """Return the squared coefficient of variation within reps, pooled over the group."""
    several = usable & (n > 1)
    if not several.any():
        return 1.0
    scatter = np.maximum(0.0, square - n * mean * mean) / mean**2
    return float(max(1e-6, scatter[several].sum() / (n[several] - 1).sum()))


def _normalised(log_weights: np.ndarray) -> np.ndarray:
    weights: np.ndarray = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    return weights
