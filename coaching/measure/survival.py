"""The median time to win, with the deals that are still open taken into account."""

from __future__ import annotations

import numpy as np
import pandas as pd

from coaching.measure.model import Reason

#: Mean of won deals and median of all, apart by this share, say that open deals are ageing.
AGEING = 1 / 3


def median_days_to_win(durations: pd.DataFrame) -> tuple[float | None, Reason | None]:
    """Return the Kaplan-Meier median of days from first appointment to won, or why there is none.

    Open deals are censored at the as-of date and lost deals at their loss: the time to win of a deal that is
    not lost. Source: Kaplan & Meier (1958), by ``scipy.stats.ecdf``.

    Parameters
    ----------
    durations : DataFrame
        Tallied durations (``days, won, censored_lost, censored_open``) of one rep or of a team.
    """
    from scipy import stats  # takes a second to load, which a command that needs no curve should not wait for

    days = durations["days"].to_numpy(float)
    won = durations["won"].to_numpy(int)
    censored = (durations["censored_lost"] + durations["censored_open"]).to_numpy(int)
    if won.sum() == 0:
        return None, Reason("no_wins")
    sample = stats.CensoredData(uncensored=np.repeat(days, won), right=np.repeat(days, censored))
    curve = stats.ecdf(sample).sf
    under = curve.probabilities <= 0.5 + 1e-12
    if not under.any():
        return None, Reason("half_never_won")
    return float(curve.quantiles[under.argmax()]), None


def is_ageing(mean: float | None, median: float | None) -> bool:
    """Say whether the mean of won deals and the median of all disagree by a third or more."""
    if not mean or median is None:
        return False
    return abs(median / mean - 1) >= AGEING - 1e-12
