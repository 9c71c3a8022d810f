"""What has to be known of the deals before they are tallied, without holding them in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pandas as pd

from coaching.tables import WON

_DATES = ("created_on", "first_appointment_on", "next_step_on", "closed_on")


@dataclass(frozen=True)
class Overview:
    """What a deals table holds, told from one look at it.

    Attributes
    ----------
    deals, unowned : int
        How many rows there are, and how many of them name no rep.
    first, last : date or None
        The first and the last day of any event; None where nothing has a date.
    currencies : mapping of code to count
        Won deals with an amount by currency, the most frequent first; those without a code are in none.
    reps : tuple of str
        In the order of their names.
    teams : mapping of rep to team
        Each rep's most frequent team; reps without one are missing.
    created_stands_in : bool
        Whether the created date stands in for the first appointment of any deal.
    """

    deals: int
    unowned: int
    first: dt.date | None
    last: dt.date | None
    currencies: Mapping[str, int]
    reps: tuple[str, ...]
    teams: Mapping[str, str]
    created_stands_in: bool


def overview(deals: Any) -> Overview:
    """Look over a deals table.

    Parameters
    ----------
    deals : frame of any engine that Narwhals supports
        The canonical deals table.
    """
    frame = nw.from_native(deals).lazy()
    whole = _collected(
        frame.select(
            deals=nw.len(),
            unowned=nw.col("rep").is_null().cast(nw.Int64).sum(),
            stands_in=nw.col("created_stands_in").fill_null(False).cast(nw.Int64).max(),
            **{f"{name}_min": nw.col(name).min() for name in _DATES},
            **{f"{name}_max": nw.col(name).max() for name in _DATES},
        )
    ).iloc[0]
    firsts = [day for name in _DATES if (day := _day(whole[f"{name}_min"]))]
    lasts = [day for name in _DATES if (day := _day(whole[f"{name}_max"]))]
    stands_in = whole["stands_in"]
    return Overview(
        deals=int(whole["deals"]),
        unowned=0 if pd.isna(whole["unowned"]) else int(whole["unowned"]),
        first=min(firsts, default=None),
        last=max(lasts, default=None),
        currencies=_currencies(frame),
        **_people(frame),
        created_stands_in=bool(pd.notna(stands_in) and stands_in),
    )


def _currencies(frame: nw.LazyFrame) -> dict[str, int]:
    paid = frame.filter((nw.col("outcome") == WON) & ~nw.col("amount").is_null() & ~nw.col("currency").is_null())
    table = _collected(paid.group_by("currency").agg(count=nw.len()))
    counts = {str(code): int(count) for code, count in zip(table["currency"], table["count"], strict=True) if count}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def teams_of(deals: Any) -> dict[str, str]:
    """Return each rep's most frequent team, from a deals table of any engine; reps without one are missing."""
    return _people(nw.from_native(deals).lazy())["teams"]


def _people(frame: nw.LazyFrame) -> dict[str, Any]:
    known = frame.filter(~nw.col("rep").is_null())
    table = _collected(known.group_by("rep", "team", drop_null_keys=False).agg(count=nw.len()))
    table = table[table["count"] > 0].astype({"rep": "str", "team": "str"})
    with_team = table[table["team"].notna()].sort_values(["count", "team"])
    return {
        "reps": tuple(sorted(str(rep) for rep in table["rep"].unique())),
        "teams": {str(rep): str(team) for rep, team in zip(with_team["rep"], with_team["team"], strict=True)},
    }


def _collected(rows: nw.LazyFrame) -> pd.DataFrame:
    return rows.collect("pandas").to_native()


def _day(value: Any) -> dt.date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()
