"""Kaplan-Meier medians of the time to win, with open and lost deals censored."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coaching.metrics.model import Reason

#: A median with open deals that lies this share above the one without them says that open deals are ageing.
AGEING = 1 / 3

#: So many reps are looked at together: a table of them by days stays small.
_AT_ONCE = 512
#: A median, or why there is none, by rep; that of the team under None.
Medians = dict[str | None, tuple[float | None, Reason | None]]

#: One half is reached up to rounding.
_SLACK = 1e-12


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


def medians_by_rep(durations: pd.DataFrame) -> Medians:
    """Return ``median_days_to_win`` of the team (key None) and of each rep that has a duration."""
    medians: Medians = {None: median_days_to_win(durations)}
    known = durations[durations["rep"].notna()]
    codes, reps = pd.factorize(known["rep"])
    days, won, gone = _columns(known)
    for first in range(0, len(reps), _AT_ONCE):
        block = reps[first : first + _AT_ONCE]
        in_block = (codes >= first) & (codes < first + _AT_ONCE)
        block_medians = _medians(codes[in_block] - first, days[in_block], won[in_block], gone[in_block], len(block))
        medians.update(zip(map(str, block), block_medians, strict=True))
    return medians


def _medians(
    codes: np.ndarray, days: np.ndarray, won: np.ndarray, gone: np.ndarray, groups: int
) -> list[tuple[float | None, Reason | None]]:
    """Return ``median_of`` of each group: a row a group and a column a day."""
    width = int(days.max()) + 1
    cells = codes * width + days
    won_on, gone_on = (np.bincount(cells, column, groups * width).reshape(groups, width) for column in (won, gone))
    at_risk = gone_on[:, ::-1].cumsum(axis=1)[:, ::-1]
    is_won = won_on > 0
    still_waiting = np.cumprod(1 - np.divide(won_on, at_risk, out=np.zeros_like(won_on), where=is_won), axis=1)
    under = is_won & (still_waiting <= 0.5 + _SLACK)
    answers: list[tuple[float | None, Reason | None]] = []
    for at, day in enumerate(under.argmax(axis=1).tolist()):
        if under[at, day]:
            answers.append((float(day), None))
        else:
            answers.append((None, Reason("half_never_won" if is_won[at].any() else "no_wins")))
    return answers


def _columns(durations: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the distinct days, and on each the number of deals won and of deals that left the risk set."""
    won, lost, waiting = (durations[name].to_numpy(float) for name in ("won", "censored_lost", "censored_open"))
    return durations["days"].to_numpy(np.int64), won, won + lost + waiting


def median_of(days: np.ndarray, won: np.ndarray, gone: np.ndarray) -> tuple[float | None, Reason | None]:
    """Return the Kaplan-Meier median from the numbers won and gone (won or censored) on each of ``days``."""
    won_on = np.bincount(days, won)
    if won_on.sum() == 0:
        return None, Reason("no_wins")
    at_risk = np.bincount(days, gone)[::-1].cumsum()[::-1]
    on = np.flatnonzero(won_on)
    still_waiting = np.cumprod(1 - won_on[on] / at_risk[on])
    under = still_waiting <= 0.5 + _SLACK
    if not under.any():
        return None, Reason("half_never_won")
    return float(on[under.argmax()]), None


def ageing_by_rep(durations: pd.DataFrame, with_open: Medians | None = None) -> dict[str | None, bool]:
    """Return for the team (key None) and for each rep with a duration whether the open deals are ageing.

    They are ageing if the median with open deals (``with_open``: what ``medians_by_rep`` returned) is a third or more
    above the one without them. The comparison is not with the mean of won deals, since lost deals lengthen the curve
    as well.
    """
    with_open = medians_by_rep(durations) if with_open is None else with_open
    without = medians_by_rep(durations.assign(censored_open=0.0))
    return {rep: is_ageing(without[rep][0], median, reason) for rep, (median, reason) in with_open.items()}


def is_ageing(without_open: float | None, with_open: float | None, reason: Reason | None = None) -> bool:
    """Return whether open deals raise the Kaplan-Meier median by a third or more.

    Where only the curve with them never reaches one half (``half_never_won``), it lies above at any length.
    """
    if not without_open:
        return False
    if with_open is None:
        return reason is not None and reason.code == "half_never_won"
    return with_open / without_open - 1 >= AGEING - 1e-12
