"""What the names of the sheets of a workbook say together."""

from __future__ import annotations

from collections import Counter

from coaching.importing.mapping.evidence.profiles import is_person
from coaching.importing.model import RawTable
from coaching.importing.shapes import period_in, period_without_year
from coaching.importing.values.normalize import words
from coaching.importing.vocabulary.header_senses import PART, header_senses
from coaching.importing.vocabulary.header_words import table_kinds

#: The part of a name's letters from which a known word in it makes it one of something else.
_MOSTLY = 0.5


def named_after_people(table: RawTable) -> bool:
    """Return whether the sheets of a workbook that have the same columns are clearly named after people.

    Each name has a first and a last part, none is known for anything else, and few share a part: ``North America`` and
    ``Latin America`` do.
    """
    sheets = table.sheets_alike
    parts = Counter(part for sheet in sheets for part in set(words(sheet)))
    return len(sheets) > 1 and all(map(_is_full_name, sheets)) and max(parts.values()) <= len(sheets) / 2


def _is_full_name(sheet: str) -> bool:
    is_known = any(sense.how != PART or sense.share > _MOSTLY for sense in header_senses(sheet))
    is_period = period_in(sheet) or period_without_year(sheet)
    return is_person(sheet) and len(words(sheet)) > 1 and not (is_known or is_period or table_kinds(sheet))
