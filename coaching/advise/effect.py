"""What changed in those who were coached beyond what their own past and the others' change had to be expected.

One linear model of each rep's figure before and after, on a scale where errors are roughly normal: every rep has a
usual level (the reps' levels spread by tau), each window swings about it (sigma), all reps share the change of the
time, and those who took part have one effect more. A figure that was low by chance is pulled to the rep's likely
level by as much as its sample is small, so that its rebound is expected and not sold as success; what moved
everybody is in the shared change. How much reps differ and swing is not known: tau and sigma are averaged over a grid,
weighed by how well they explain all reps. Sources: analysis of covariance after Barnett, van der Pols & Dobson,
Regression to the mean (2005); Gelman, Prior distributions for variance parameters (2006).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

_SPREADS = np.linspace(0.0, 1.5, 26)
_SWINGS = np.linspace(0.0, 3.0, 13)


@dataclass(frozen=True)
class Scale:
    """What is plausible before any figure is seen, in units of the link (log-odds, or logarithm).

    ``swing`` is how far a rep's level wanders from window to window (half-normal, then fitted to the reps),
    ``effect`` the standard deviation of what coaching may do, for better or worse.
    """

    swing: float
    effect: float


@dataclass(frozen=True)
class Effect:
    """The posterior of the effect (a mixture of normals), and the level to be expected without one."""

    expected: float
    _weights: np.ndarray
    _means: np.ndarray
    _errors: np.ndarray

    @property
    def mean(self) -> float:
        """The effect to be expected."""
        return float(self._weights @ self._means)

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
        return (low + high) / 2


def estimate_effect(
    before: np.ndarray,
    before_variance: np.ndarray,
    after: np.ndarray,
    after_variance: np.ndarray,
    took_part: np.ndarray,
    scale: Scale,
) -> Effect:
    """Return what those who took part gained beyond expectation.

    Parameters
    ----------
    before, after : arrays of length k
        Each rep's figure in both windows on the link's scale, more being better.
    before_variance, after_variance : arrays of length k
        Its error variance.
    took_part : bool array of length k
        At least one rep who did and two who did not.
    """
    tau2, swing = (grid.ravel()[:, None] for grid in np.meshgrid(_SPREADS**2, _SWINGS * scale.swing))
    first, last = tau2 + swing**2 + before_variance, tau2 + swing**2 + after_variance
    determinant = first * last - tau2**2
    p00, p01, p11 = last / determinant, -tau2 / determinant, first / determinant
    z = np.asarray(took_part, float)

    # Coefficients: the usual level, the change that all share, the effect (the only one with a prior).
    information = np.empty((len(tau2), 3, 3))
    information[:, 0, 0] = (p00 + 2 * p01 + p11).sum(1)
    information[:, 0, 1] = information[:, 1, 0] = (p01 + p11).sum(1)
    information[:, 0, 2] = information[:, 2, 0] = ((p01 + p11) * z).sum(1)
    information[:, 1, 1] = p11.sum(1)
    information[:, 1, 2] = information[:, 2, 1] = (p11 * z).sum(1)
    information[:, 2, 2] = (p11 * z).sum(1) + 1 / scale.effect**2
    later = p01 * before + p11 * after
    score = np.stack([(p00 * before + p01 * after + later).sum(1), later.sum(1), (later * z).sum(1)], axis=1)
    covariance = np.linalg.inv(information)
    coefficients = np.einsum("gij,gj->gi", covariance, score)

    squares = (p00 * before**2 + 2 * p01 * before * after + p11 * after**2).sum(1)
    misfit = squares - np.einsum("gi,gi->g", score, coefficients)
    fit = -0.5 * (np.log(determinant).sum(1) + np.linalg.slogdet(information)[1] + misfit)
    log_weights = fit - 0.5 * (swing[:, 0] / scale.swing) ** 2
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()

    level, change = coefficients[:, :1], coefficients[:, 1:2]
    without = level + change + tau2 / first * (before - level)
    share = z / after_variance
    expected = float(weights @ (without @ share) / share.sum())
    return Effect(expected, weights, coefficients[:, 2], np.sqrt(covariance[:, 2, 2]))
