"""The effect of coaching: the change beyond what a rep's own past and the others' change lead one to expect.

One linear model of each rep's figure in every window, on a scale where errors are roughly normal: every rep has a
usual level (the reps' levels spread by tau), each window swings about it (sigma), all reps share the change from window
to window, and those who took part have one effect more in one window. A figure that was low by chance is pulled to the
rep's likely level by as much as its sample is small, so that its rebound is expected and not sold as success; what
moved everybody is in the shared change. How much reps differ and swing is learnt from all windows of all reps: tau and
sigma are averaged over a grid, weighed by how well they explain them. Sources: analysis of covariance after Barnett,
van der Pols & Dobson, Regression to the mean (2005); Gelman, Prior distributions for variance parameters (2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

_SPREADS = np.linspace(0.0, 1.5, 26)
_SWINGS = np.linspace(0.0, 3.0, 13)


@dataclass(frozen=True)
class Scale:
    """The prior of the effect, in units of the link (log-odds, or logarithm).

    ``swing`` is how far a rep's level wanders from window to window (half-normal, then fitted to the reps),
    ``effect`` the standard deviation of what coaching may do, for better or worse.
    """

    swing: float
    effect: float


@dataclass(frozen=True)
class Effect:
    """The posterior of the effect, a mixture of normals, and the level expected without any effect."""

    expected: float
    _weights: np.ndarray
    _means: np.ndarray
    _errors: np.ndarray

    @property
    def mean(self) -> float:
        """The posterior mean of the effect."""
        return float(self._weights @ self._means)

    @property
    def in_errors(self) -> float:
        """The effect in units of its standard deviation, comparable between samples of different size."""
        variance = self._weights @ (self._errors**2 + self._means**2) - self.mean**2
        return self.mean / float(np.sqrt(variance))

    def above(self, edge: float) -> float:
        """Return the probability that the true effect is larger than ``edge``."""
        return float(self._weights @ special.ndtr((self._means - edge) / self._errors))

    def quantile(self, share: float) -> float:
        """Return the value under which the true effect lies with probability ``share``."""
        reach = 9 * self._errors.max() + np.ptp(self._means)
        low, high = self.mean - reach, self.mean + reach
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if 1 - self.above(middle) < share else (low, middle)
        return float((low + high) / 2)


def estimate_effect(
    values: np.ndarray, variances: np.ndarray, took_part: np.ndarray, scale: Scale, at: int = -1
) -> Effect:
    """Estimate the gain of the participants beyond expectation.

    Parameters
    ----------
    values : array of shape (windows, reps)
        Each rep's figure on the link's scale, more being better; at least two windows, in any order.
    variances : array of shape (windows, reps)
        Its error variance; infinite where a rep has no figure. Every window has somebody's.
    took_part : bool array of length reps
        At least one rep who did and two who did not.
    at : int
        The window that the effect shows in; the others are the past.
    """
    z = np.asarray(took_part, float)
    has_variance = np.isfinite(variances)
    y = np.where(has_variance, values, 0.0)
    tau2, swing = (grid.ravel() for grid in np.meshgrid(_SPREADS**2, _SWINGS * scale.swing))
    # Axes from here on: grid, window, rep. A rep's precision matrix is diag(own) - pull own own', with one pull a rep.
    own = 1 / (swing[:, None, None] ** 2 + variances)
    total = own.sum(1)
    pull = tau2[:, None] / (1 + tau2[:, None] * total)
    weighed = (own * y).sum(1)

    # Coefficients: the level of each window, and the effect (the only one with a prior).
    windows = len(y)
    shared = (own * pull[:, None]) @ own.transpose(0, 2, 1)
    information = np.empty((len(tau2), windows + 1, windows + 1))
    information[:, :windows, :windows] = -shared
    information[:, np.arange(windows), np.arange(windows)] += own.sum(2)
    then = own[:, at] * z
    with_effect = -np.einsum("gwi,gi,gi->gw", own, pull, then)
    with_effect[:, at] += then.sum(1)
    information[:, :windows, windows] = information[:, windows, :windows] = with_effect
    information[:, windows, windows] = (then - pull * then**2).sum(1) + 1 / scale.effect**2
    score = np.empty((len(tau2), windows + 1))
    score[:, :windows] = (own * (y - (pull * weighed)[:, None])).sum(2)
    score[:, windows] = (then * (y[at] - pull * weighed)).sum(1)
    covariance = np.linalg.inv(information)
    coefficients = np.einsum("gij,gj->gi", covariance, score)

    misfit = (own * y**2).sum((1, 2)) - (pull * weighed**2).sum(1) - np.einsum("gi,gi->g", score, coefficients)
    determinant = np.log1p(tau2[:, None] * total).sum(1) - np.log(np.where(has_variance, own, 1.0)).sum((1, 2))
    log_weights = -0.5 * (determinant + np.linalg.slogdet(information)[1] + misfit) - 0.5 * (swing / scale.swing) ** 2
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()

    past = own.copy()
    past[:, at] = 0.0
    level = (past * (y - coefficients[:, :windows, None])).sum(1) * tau2[:, None] / (1 + tau2[:, None] * past.sum(1))
    without = coefficients[:, at % windows, None] + level
    share = z / variances[at]
    expected = float(weights @ (without @ share) / share.sum())
    return Effect(expected, weights, coefficients[:, windows], np.sqrt(covariance[:, windows, windows]))
