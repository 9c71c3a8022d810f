"""Is a file the same kind of export as another, and which of two kinds says more of a deal?"""

from __future__ import annotations

from collections.abc import Mapping

from coaching.importing.values.normalize import key

#: What a field is worth when two tables hold the same deal: how it ended, for how much and when.
_WORTH = {
    **dict.fromkeys(("stage", "status", "is_won", "won_on", "lost_on", "active"), 3.0),
    **dict.fromkeys(("amount", "closed_on"), 2.0),
    **dict.fromkeys(("first_appointment_on", "next_step_on", "created_on", "furthest_stage", "rep", "rep_id"), 1.0),
}
#: Columns that two files of one kind have in common, at least, as a part of all columns that either maps.
_ALIKE = 0.6


def is_same_kind(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Return whether two tables with these headers by field come from the same kind of export.

    They do where most of the fields that either has stand under the same header in both.
    """
    left, right = ({(name, key(header)) for name, header in fields.items()} for fields in (one, other))
    return len(left & right) >= _ALIKE * len(left | right)


def richness(fields: Mapping[str, str]) -> float:
    """Return how much a table with these fields says of a deal."""
    return sum(_WORTH.get(name, 0.3) for name in fields)
