"""Whether a text is a header that the vocabulary of any language, or the layout of any CRM, knows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from coaching.importing.remembered import remembered
from coaching.importing.values.normalize import keys
from coaching.importing.vocabulary.by_language import ANY
from coaching.importing.vocabulary.header_senses import WHOLE, header_senses
from coaching.importing.vocabulary.header_words import is_known_phrase
from coaching.importing.vocabulary.word_lists import presets

#: No header is longer.
_LONGEST = 120


@remembered
def is_known_header(text: str) -> bool:
    """Return whether a text is a header of any table, whole or without what stands in brackets."""
    if len(text) >= _LONGEST:
        return False
    own = keys(text)
    return any(map(is_known_phrase, (text, *own[1:]))) or not _headers_of_presets().isdisjoint(own)


def names_field(header: str, fields: Sequence[str], table: str | None = None) -> bool:
    """Return whether a header is known as a whole for one of the fields of ``table``, or of any where it is None."""
    for text in dict.fromkeys((header, *keys(header)[1:])):
        for sense in header_senses(text):
            is_own = table is None or sense.table in (ANY, table)
            if sense.is_field and sense.how == WHOLE and not sense.vague and sense.name in fields and is_own:
                return True
    return any(not _headers_of(name, table).isdisjoint(keys(header)) for name in fields)


def mean_the_same(header: str, other: str) -> bool:
    """Return whether two headers are known as a whole for one and the same thing, in whatever languages."""
    one, two = ({(s.name, s.is_field) for s in header_senses(text) if s.how == WHOLE} for text in (header, other))
    return not one.isdisjoint(two)


@cache
def _headers_of_presets() -> frozenset[str]:
    """Return the keys of every header that the layout of a CRM names."""
    layouts = [layout for preset in presets().values() for layout in preset.layouts]
    return frozenset().union(*(words for layout in layouts for words in (layout.never, *layout.fields.values())))


@cache
def _headers_of(field: str, table: str | None) -> frozenset[str]:
    layouts = [layout for preset in presets().values() for layout in preset.layouts if table in (None, layout.table)]
    return frozenset(word for layout in layouts for word in layout.fields.get(field, ()))
