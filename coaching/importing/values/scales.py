"""Words that say by what a number counts, in cells and headers: thousand, Mio., 万, lakh, тыс."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from coaching.importing.values.currency import codes, is_currency_name, without_symbol
from coaching.importing.values.normalize import is_unspaced, normalize
from coaching.importing.vocabulary.by_language import languages

#: What money is called beside a number where that is no currency's full name.
_MONEY = frozenset(("円", "元", "원", "圆", "圓", "р", "руб", "zl", "tl", "rp", "kr", "cfa", "fcfa"))


def scale_of(text: str) -> float | None:
    """Return by what a number counts behind which a text stands: 1 for a currency or nothing, None for other words."""
    bare = without_symbol(unicodedata.normalize("NFKC", text)).strip(" .,/")
    if not bare:
        return 1.0
    if is_unspaced(bare):
        return _scale_unspaced("".join(bare.split()))
    scale = 1.0
    for word in normalize(bare).split():
        if word in scales() and scale == 1:
            scale = scales()[word]
        elif not _is_money(word):
            return None
    return scale


def _scale_unspaced(text: str) -> float | None:
    """Return the same of a text in a language without blanks: the longest word for a number, and a currency."""
    unspaced = next((word for word in sorted(scales(), key=len, reverse=True) if text.startswith(word)), "")
    rest = text.removeprefix(unspaced)
    return (scales()[unspaced] if unspaced else 1.0) if not rest or _is_money(rest) else None


def _is_money(word: str) -> bool:
    return word in _MONEY or is_currency_name(word) or word.upper() in codes()


@cache
def scales() -> Mapping[str, float]:
    """Return the factor of each (normalized) word of any language; one that two languages disagree on is left out."""
    scales_of: dict[str, set[float]] = {}
    for language in languages().values():
        for factor, words in language.scales.items():
            for word in words:
                scales_of.setdefault(normalize(word), set()).add(float(factor))
    return MappingProxyType({word: factors.pop() for word, factors in scales_of.items() if len(factors) == 1})
