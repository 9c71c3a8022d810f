"""Two columns for one thing, each with what the other lacks: ``Created on`` and ``Created on (old system)``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coaching.importing.model import RawTable
from coaching.importing.values.text_columns import filled
from coaching.importing.vocabulary.header_words import names_another_system, says_what_was_moved, without_words_of

#: The assumption that what two columns hold is one thing.
TWIN_FILLS = "twin_column_fills"
#: How many rows each of the two columns must fill that the other does not.
_FEWEST = 2
#: The part of the rows of which one of the two must know what every deal has.
_NEARLY_ALL = 0.9
#: What every deal has.
_OF_EVERY_DEAL = ("created_on", "rep")


def twin_of(raw: RawTable, fields: Mapping[str, str], name: str) -> str | None:
    """Return the header of the column that holds what the column of a field lacks, and nothing else.

    Its header is that of the field with words for another system, or without them; no row has both. Of the first day of
    a deal it is enough that one is called old. Any other word makes another thing of it.
    """
    own = fields.get(name)
    if own is None or own not in raw.frame:
        return None
    longer = [header for header in raw.header if header not in fields.values() and _is_twin(own, header, name)]
    if not longer:
        return None
    mine = filled(raw.frame[own])
    if mine.all():
        return None
    twins = []
    for header in longer:
        other = filled(raw.frame[header])
        is_apart = min(int(mine.sum()), int(other.sum())) >= _FEWEST and not np.any(mine & other)
        if is_apart and (name not in _OF_EVERY_DEAL or np.mean(mine | other) >= _NEARLY_ALL):
            twins.append(header)
    return twins[0] if len(twins) == 1 else None


def _is_twin(one: str, other: str, name: str) -> bool:
    """Return whether one of two headers is the other with nothing but words for another system."""
    short, long = sorted((one, other), key=len)
    rest = without_words_of(long, short)
    return says_what_was_moved(rest) if name == "created_on" else names_another_system(rest)
