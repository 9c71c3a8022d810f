"""The median time to win, with the deals that are still open taken into account."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coaching.metrics.model import Reason

#: Mean of won deals and median of all, apart by this share, say that open deals are ageing.
AGEING = 1 / 3


def median_days_to_win(durations: pd.DataFrame) -> tuple[float | None, Reason | None]:
    """Return the Kaplan-Meier median of days from first appointment to won, or why there is none.

    Open deals are censored at the as-of date and lost deals at their loss: the time to win of a deal that is
    not lost. Source: Kaplan & Meier (1958).

    Parameters
    ----------
    durations : DataFrame
        Tallied durations (``days, won, censored_lost, censored_open``) of one rep or of a team.
    """
    return median_of(*_columns(durations))


def medians_by_rep(durations: pd.DataFrame) -> dict[str | None, tuple[float | None, Reason | None]]:
    """Return ``median_days_to_win`` of the team (key None) and of each rep that has a duration."""
    medians: dict[str | None, tuple[float | None, Reason | None]] = {None: median_days_to_win(durations)}
    known = durations[durations["rep"].notna()]
    codes, reps = pd.factorize(known["rep"])
    if len(reps):
        order, ends = np.argsort(codes, kind="stable"), np.bincount(codes).cumsum()[:-1]
        parts = [np.split(column[order], ends) for column in _columns(known)]
        medians.update((str(rep), median_of(*columns)) for rep, *columns in zip(reps, *parts, strict=True))
    return medians


def _columns(durations: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the days, and how many deals were won and how many left the count in any way on them."""
    won, lost, waiting = (durations[name].to_numpy(float) for name in ("won", "censored_lost", "censored_open"))
    return durations["days"].to_numpy(np.int64), won, won + lost + waiting


def median_of(days: np.ndarray, won: np.ndarray, gone: np.ndarray) -> tuple[float | None, Reason | None]:
    """Return the Kaplan-Meier median; ``won`` and ``gone`` (in any way, also won) are how many did so on ``days``."""
    won_on = np.bincount(days, won)
    if won_on.sum() == 0:
        return None, Reason("no_wins")
    at_risk = np.bincount(days, gone)[::-1].cumsum()[::-1]
    on = np.flatnonzero(won_on)
    still_waiting = np.cumprod(1 - won_on[on] / at_risk[on])
    under = still_waiting <= 0.5 + 1e-12
    if not under.any():
        return None, Reason("half_never_won")
    return float(on[under.argmax()]), None


def is_ageing(mean: float | None, median: float | None) -> bool:
    """Say whether the mean of won deals and the median of all disagree by a third or more."""
    if not mean or median is None:
        return False
    return abs(median / mean - 1) >= AGEING - 1e-12
