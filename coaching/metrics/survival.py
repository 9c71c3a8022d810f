"""The median time to win, with the deals that are still open taken into account."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coaching.metrics.model import Reason

#: A median with open deals that lies this share above the one without them says that open deals are ageing.
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


def ageing_by_rep(durations: pd.DataFrame) -> dict[str | None, bool]:
    """Return of the team (key None) and of each rep with a duration whether their open deals are ageing.

    They are where the median with open deals lies a third or more above the one without them. Losses alone lengthen
    the curve too, so that the mean of won deals says nothing of open ones.
    """
    with_open = medians_by_rep(durations)
    without = medians_by_rep(durations.assign(censored_open=0.0))
    return {rep: is_ageing(without[rep][0], median, reason) for rep, (median, reason) in with_open.items()}


def is_ageing(without_open: float | None, with_open: float | None, reason: Reason | None = None) -> bool:
    """Say whether the curve with open deals lies a third or more above the one without them.

    Where only the curve with them never reaches one half (``half_never_won``), it lies above at any length.
    """
    if not without_open:
        return False
    if with_open is None:
        return reason is not None and reason.code == "half_never_won"
    return with_open / without_open - 1 >= AGEING - 1e-12
