"""Two columns for one thing, each with what the other lacks: ``Created on`` and ``Created on (old system)``."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coaching.importing.mapping.evidence.header_scores import header_scores, is_known_otherwise
from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.model import RawTable
from coaching.importing.values.currency import currency_in
from coaching.importing.values.normalize import is_unspaced, words
from coaching.importing.values.text_columns import filled
from coaching.importing.vocabulary.activity_kinds import kind_of_activity
from coaching.importing.vocabulary.header_words import (
    is_expected,
    kinds_of_amount,
    names_another_role,
    without_part,
)
from coaching.importing.vocabulary.label_words import label_meaning

#: The assumption that what two columns hold is one thing.
TWIN_FILLS = "twin_column_fills"
#: How many rows each of the two columns must fill that the other does not.
_FEWEST = 2
#: The part of the rows of which one of the two must know what every deal has.
_NEARLY_ALL = 0.9
#: How far words must speak for whoever manages the seller.
_A_MANAGER = 0.5
#: What every deal has.
_OF_EVERY_DEAL = ("created_on", "rep")


def twin_of(raw: RawTable, fields: Mapping[str, str], name: str) -> str | None:
    """Return the header of the column that holds what the column of a field lacks, and nothing else.

    Its header is that of the field with more words, or fewer; no row has both. Words for another end of the deal, for
    money of another kind or in another currency, for what is expected or taken back, and for other people than the
    seller make another thing of it.
    """
    own = fields.get(name)
    if own is None or own not in raw.frame:
        return None
    longer = [header for header in raw.header if header not in fields.values() and _says_more(own, header)]
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


def _says_more(one: str, other: str) -> bool:
    """Return whether one of two headers is the other with words that make nothing else of it."""
    short, long = sorted((one, other), key=lambda header: len(header))
    rest = _without(long, short)
    if not rest or is_expected(one) != is_expected(other) or kinds_of_amount(one) != kinds_of_amount(other):
        return False
    if currency_in(one) != currency_in(other) or without_part(rest, "reason") is not None:
        return False
    if header_scores(rest, "reps").get("manager", 0.0) >= _A_MANAGER:
        return False
    is_other_thing = label_meaning(rest).code or speaks_of_taking_back(rest) or kind_of_activity(rest)
    return not (is_other_thing or names_another_role(long) or is_known_otherwise(rest))


def _without(long: str, short: str) -> str:
    """Return what a header says besides the words of a shorter one, nothing where it does not hold all of them."""
    of_short, of_long = words(short), words(long)
    if of_short and set(of_short) <= set(of_long):
        return " ".join(word for word in of_long if word not in of_short)
    squeezed_short, squeezed_long = "".join(of_short), "".join(of_long)
    if squeezed_short and is_unspaced(squeezed_short) and squeezed_short in squeezed_long:
        return squeezed_long.replace(squeezed_short, " ", 1).strip()
    return ""
