"""Which of several exports of the same deals is the later one, whatever the order in which they were chosen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cmp_to_key
from itertools import combinations

import numpy as np
import pandas as pd

from coaching.importing.build.builder import Built
from coaching.importing.link.deal_dates import comparable_ids
from coaching.importing.shapes import period_in, period_named
from coaching.importing.values.dates import look_at_dates, parse_dates
from coaching.importing.values.normalize import digits
from coaching.importing.values.text_columns import distinct
from coaching.importing.vocabulary.header_senses import WHOLE, header_senses
from coaching.tables import OPEN

#: A day or a month in the name of a file or sheet, the year first or last.
_YEAR_FIRST = re.compile(r"(?<!\d)(20\d{2})[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?(0[1-9]|[12]\d|3[01]))?(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?:(0?[1-9]|[12]\d|3[01])[-_. ])?(0?[1-9]|1[0-2])[-_. ](20\d{2})(?!\d)")
#: The part of a column's values that are dates, at least, for it to say when its rows were changed.
_DATES = 0.9


def oldest_first(parts: Sequence[Built]) -> tuple[list[int], list[tuple[int, int, list[str]]]]:
    """Return the places of tables of deals with ids in the order in which they were exported, the oldest first.

    Of two tables the later one was changed last, by a column that says so, else has the later date in its name, else
    shows deals as ended that are open in the other and none the other way round. Where nothing tells, the order in
    which the files were given stays.

    The second part of the answer are the pairs of tables, the one taken for the older first, whose order nothing tells,
    or which the order of others belies, with the ids of deals that ended differently in them.
    """
    changed = [changed_on(part) for part in parts]
    evidence = [
        [None if days is None else days.max() for days in changed],
        [day_in_name(part.raw.sheet, part.raw.file) for part in parts],
    ]
    states: dict[int, pd.Series] = {}

    def which_is_later(one: int, other: int) -> int:
        for days in evidence:
            a, b = days[one], days[other]
            if a is not None and b is not None and not pd.isna(a) and not pd.isna(b) and a != b:
                return 1 if a > b else -1
        for part in (one, other):
            if part not in states:
                states[part] = _states(parts[part])
        return _ended_since(states[other], states[one])

    def later(one: int, other: int) -> int:
        return which_is_later(one, other) or (1 if one > other else -1)

    order = sorted(range(len(parts)), key=cmp_to_key(later))
    pairs = [pair for pair in combinations(order, 2) if which_is_later(pair[1], pair[0]) <= 0]
    differing = [(one, other, _ended_differently(states, one, other)) for one, other in pairs]
    return order, [found for found in differing if found[2]]


def changed_on(part: Built) -> pd.Series | None:
    """Return when each row was last changed, or of which day it is a snapshot; ``None`` where no column says."""
    mapped = set(part.mapping.fields.values())
    for header in part.raw.header:
        senses = header_senses(header)
        if header in mapped or not any(s.name == "last_modified" and s.how == WHOLE for s in senses):
            continue
        cells = part.raw.frame[header]
        reading = look_at_dates(distinct(cells, 200))
        if reading.share >= _DATES:
            return parse_dates(cells, reading.order)
    return None


def day_in_name(*names: str | None) -> pd.Timestamp | None:
    """Return the only date in the name of a sheet or a file; a month, in digits or words, stands for its first day."""
    for name in filter(None, names):
        text = digits(name)
        found = [(int(y), int(m), int(d or 1)) for y, m, d in _YEAR_FIRST.findall(text)]
        found = found or [(int(y), int(m), int(d or 1)) for d, m, y in _YEAR_LAST.findall(text)]
        if len(found) == 1:
            try:
                return pd.Timestamp(dt.date(*found[0]))
            except ValueError:
                continue
        named = period_in(name)
        if not found and named and (period := period_named(named)):
            return pd.Timestamp(period.first)
    return None


def _ended_since(one: pd.Series, other: pd.Series) -> int:
    """Return 1 where deals that are open in ``one`` have ended in ``other``, -1 the other way round, 0 if neither."""
    both = one.index.intersection(other.index)
    was_open, is_open = (np.asarray(state[both] == OPEN) for state in (one, other))
    ended, reopened = int((was_open & ~is_open).sum()), int((~was_open & is_open).sum())
    return 0 if bool(ended) == bool(reopened) else 1 if ended else -1


def _ended_differently(states: Mapping[int, pd.Series], one: int, other: int) -> list[str]:
    """Return the ids of deals whose outcome differs between two tables; none where their dates told the order."""
    if one not in states or other not in states:
        return []
    both = states[one].index.intersection(states[other].index)
    return [str(deal) for deal in both[np.asarray(states[one][both] != states[other][both])]]


def _states(part: Built) -> pd.Series:
    rows = part.frame.loc[part.kept & part.frame["deal_id"].notna(), ["deal_id", "outcome"]]
    states = rows["outcome"].astype(object).set_axis(comparable_ids(rows["deal_id"]))
    return states[~states.index.duplicated(keep=False)]
