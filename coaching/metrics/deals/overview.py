"""Facts about a deals table as a whole, collected in one pass before it is tallied, in batches if need be."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from coaching.metrics.tallies.batches import Deals, batches_of
from coaching.metrics.tallies.encode import EncodedDeals, encode, labels_of
from coaching.tables import WON

_DATES = ("created_on", "first_appointment_on", "next_step_on", "closed_on")
#: With a smaller share of deals in the most frequent team of their rep, the column says where a deal was made (a
#: branch, a desk), and not who belongs together.
_SHARE_IN_OWN_TEAM = 0.75
_COLUMNS = ("rep", "team", "outcome", "amount", "currency", "created_stands_in", *_DATES)


@dataclass(frozen=True)
class Overview:
    """Currencies, people, teams and dates of a deals table.

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
        Each rep's team; reps without one are missing (see ``teams_of``).
    created_stands_in : bool
        Whether the created date replaces the first appointment of any deal.
    encoded : EncodedDeals or None
        The deals as numbers, so that every period measures them without encoding them again; None for batches.
    """

    deals: int
    unowned: int
    first: dt.date | None
    last: dt.date | None
    currencies: Mapping[str, int]
    reps: tuple[str, ...]
    teams: Mapping[str, str]
    created_stands_in: bool
    encoded: EncodedDeals | None = field(default=None, repr=False, compare=False)


def overview(deals: Deals) -> Overview:
    """Collect the overview of a deals table, in memory or in batches."""
    count = unowned = 0
    stands_in = False
    days: list[pd.Timestamp] = []
    currencies: Counter[str] = Counter()
    people: Counter[tuple[str, str | None]] = Counter()
    for batch in batches_of(deals, _COLUMNS):
        count += len(batch)
        unowned += int(batch["rep"].isna().sum())
        stands_in |= bool(batch["created_stands_in"].any())
        days += [day for name in _DATES for day in (batch[name].min(), batch[name].max()) if pd.notna(day)]
        currencies += _currencies(batch)
        people += _people(batch)
    return Overview(
        deals=count,
        unowned=unowned,
        first=min(days).date() if days else None,
        last=max(days).date() if days else None,
        currencies=dict(sorted(currencies.items(), key=lambda item: (-item[1], item[0]))),
        reps=tuple(sorted({rep for rep, _ in people})),
        teams=_own_teams(people),
        created_stands_in=stands_in,
        encoded=encode(deals) if isinstance(deals, pd.DataFrame) else None,
    )


def teams_of(deals: Deals) -> dict[str, str]:
    """Return each rep's team, the most frequent one of the rep's deals; reps without one are missing.

    Nobody has a team where reps' deals are spread over the teams, as over the branches in which customers came in.
    """
    people: Counter[tuple[str, str | None]] = Counter()
    for batch in batches_of(deals, ("rep", "team")):
        people += _people(batch)
    return _own_teams(people)


def _currencies(deals: pd.DataFrame) -> Counter[str]:
    """Count the won deals with an amount by their currency."""
    outcome, currency = labels_of(deals["outcome"]), labels_of(deals["currency"])
    paid = outcome.coded({WON: 1}) == 1
    paid &= deals["amount"].notna().to_numpy() & (currency.codes >= 0)
    counts = np.bincount(currency.codes[paid], minlength=len(currency.names))
    return Counter({currency.names[at]: int(counts[at]) for at in np.flatnonzero(counts)})


def _people(deals: pd.DataFrame) -> Counter[tuple[str, str | None]]:
    """Count the deals of each rep by their team."""
    rep, team = labels_of(deals["rep"]), labels_of(deals["team"])
    teams = [*team.names, None]
    owned = rep.codes >= 0
    place = np.where(team.codes < 0, len(team.names), team.codes)[owned].astype(np.int64)
    counts = np.bincount(rep.codes[owned].astype(np.int64) * len(teams) + place)
    return Counter(
        {(rep.names[at // len(teams)], teams[at % len(teams)]): int(counts[at]) for at in np.flatnonzero(counts)}
    )


def _own_teams(people: Mapping[tuple[str, str | None], int]) -> dict[str, str]:
    """Return each rep's most frequent team (of two as frequent, the last in order), if most deals are made in it."""
    known = sorted((count, team, rep) for (rep, team), count in people.items() if team is not None)
    own = {rep: team for _, team, rep in known}
    in_own = sum(people[rep, team] for rep, team in own.items())
    return own if in_own >= _SHARE_IN_OWN_TEAM * sum(count for count, _, _ in known) else {}
