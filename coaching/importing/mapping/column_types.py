"""Do the values of a column look like what its header is taken to mean?"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from coaching.importing.values.amounts import look_at_numbers
from coaching.importing.values.dates import look_at_dates
from coaching.importing.values.text_columns import truth

_SAMPLE = 400


def looks_like(kind: str, values: Sequence[str], least: float = 0.6) -> bool:
    """Say whether distinct, filled cells look like values of ``kind``; nothing at all looks like anything.

    ``least`` is the part of dates or numbers that must be readable.
    """
    sample = list(values[:_SAMPLE])
    if not sample:
        return True
    if kind == "date":
        return look_at_dates(sample).share >= least
    if kind == "number":
        return look_at_numbers(sample).share >= least
    if kind == "email":
        return sum("@" in value for value in sample) >= 0.5 * len(sample)
    if kind == "flag":
        return len(sample) <= 6 and all(truth(value) is not None for value in sample)
    if kind == "person":
        return _average_length(sample) < 60 and not _mostly_values(sample)
    if kind == "label":
        return _average_length(sample) < 60 and look_at_dates(sample).share < 0.5
    return True


def _mostly_values(sample: Sequence[str]) -> bool:
    return look_at_numbers(sample).share > 0.5 or look_at_dates(sample).share > 0.5


def _average_length(sample: Sequence[str]) -> float:
    return sum(map(_width, sample)) / len(sample)


def _width(text: str) -> int:
    return len(text) if len(text) < 40 else sum(not unicodedata.combining(character) for character in text[:1000])
