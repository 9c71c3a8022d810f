"""Headers and phrases as words: how they are split, taken apart and compared, and which words change nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from coaching.importing.remembered import remembered
from coaching.importing.values.normalize import is_unspaced, visible, words
from coaching.importing.vocabulary.by_language import languages, phrase_words

#: The fewest letters of a part of a word written in one.
SHORTEST_PART = 2
#: The fewest and the most letters of a word that is taken apart.
SHORTEST_COMPOUND = 7
_LONGEST_COMPOUND = 80
#: The fewest letters of a word without its ending.
_SHORTEST_STEM = 4
#: What German and Dutch put between the parts of a word.
LINKS = ("", "s", "es", "n", "en")
#: What Salesforce writes behind the names of fields that a company has added.
_OF_CUSTOM_FIELDS = re.compile(r"__(?:c|pc)$", re.IGNORECASE)
#: What stands between the sides of a header that says it twice, and how many sides one has.
_BETWEEN_SIDES = re.compile(r"[/／|｜()\[\]（）【】]|\s[-–—:]\s")
_TWO, _MOST_SIDES = 2, 3
_BESIDE = ("currency", "tax", "unit", "trade", "filler", "expected")


def squeezed(header: str) -> str:
    """Return the normalized words of a header written together, so that ``Deal name`` and ``dealname`` agree."""
    return "".join(split_header(header))


def squeezed_phrase(phrase: str) -> str:
    """Return a phrase of the vocabulary as ``squeezed`` returns the headers that agree with it."""
    return "".join(split_phrase(phrase))


def split_header(header: str) -> tuple[str, ...]:
    """Return the normalized words of a header."""
    return words(_spoken(header))


def split_phrase(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase of the vocabulary as ``split_header`` returns those of headers."""
    return phrase_words(_spoken(phrase))


def _spoken(header: str) -> str:
    return _OF_CUSTOM_FIELDS.sub("", header).replace("#", " no ")


def sides_of(header: str) -> tuple[tuple[str, ...], bool, bool]:
    """Return the two or three sides of a header, whether marks part them, and whether their writings differ.

    Sides are parted by a slash, a dash, a bar or brackets, or by a change from one writing to another; what is
    nothing but a currency, a tax or a unit is none.
    """
    text = visible(header)
    marked = [side for side in map(str.strip, _BETWEEN_SIDES.split(text)) if _writing_of(side)]
    alone = frozenset().union(*map(words_beside, ("currency", "tax", "unit")))
    marked = [side for side in marked if not all((word,) in alone for word in split_header(side))]
    if len(marked) == 1:
        sides = _by_writing(marked[0])
        return (sides, False, True) if len(sides) == _TWO else ((), False, False)
    if not _TWO <= len(marked) <= _MOST_SIDES:
        return (), False, False
    writings = [_writing_of(side) for side in marked]
    return tuple(marked), True, len(set(writings)) == len(writings)


def _by_writing(text: str) -> tuple[str, ...]:
    """Return the runs of a text in one writing each."""
    sides: list[str] = []
    before = ""
    for letter in text:
        writing = _writing(letter) if letter.isalpha() else before
        if sides and writing == before:
            sides[-1] += letter
        else:
            sides.append(letter)
        before = writing
    return tuple(side.strip() for side in sides)


def _writing_of(text: str) -> str:
    """Return the writing of the first letter of a text, nothing where it has no letter."""
    return next((_writing(letter) for letter in text if letter.isalpha()), "")


@remembered
def _writing(letter: str) -> str:
    """Return the writing that a letter belongs to; kanji and kana are one."""
    if is_unspaced(letter):
        return "hangul" if "\uac00" <= letter <= "\ud7af" else "cjk"
    return unicodedata.name(letter, "").partition(" ")[0].lower()


def split_all(phrases: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return phrases as the words of headers; those without a word are left out."""
    return frozenset(split for phrase in phrases if (split := split_phrase(phrase)))


def has_part(texts: Iterable[str], phrases: frozenset[str]) -> bool:
    """Return whether one of the phrases stands anywhere in one of the texts."""
    return any(phrase in text for text in texts for phrase in phrases)


def has_phrase(split: Sequence[str], phrases: Collection[tuple[str, ...]]) -> bool:
    """Return whether one of the phrases stands among the words."""
    return any(run in phrases for run in runs(split, phrases))


def runs(split: Sequence[str], phrases: Collection[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield all words in a row that are no longer than the longest of the phrases."""
    longest = max(map(len, phrases), default=0)
    for length in range(1, min(longest, len(split)) + 1):
        for start in range(len(split) - length + 1):
            yield tuple(split[start : start + length])


def is_covered(split: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> bool:
    """Return whether words are nothing but numbers and some of the phrases."""
    reached = {0}
    for end in range(1, len(split) + 1):
        alone = end - 1 in reached and (split[end - 1].isdigit() or _is_bent(split[end - 1]))
        if alone or any(tuple(split[start:end]) in phrases for start in reached):
            reached.add(end)
    return len(split) in reached


@remembered
def _is_bent(word: str) -> bool:
    """Return whether a word is one of the trade that is bent by its case: ``leadu`` beside ``lead``, ``leada``."""
    return any(
        word.endswith(ending) and word.removesuffix(ending) in stems
        for stems, endings in _stems()
        for ending in endings
    )


@cache
def _stems() -> tuple[tuple[frozenset[str], tuple[str, ...]], ...]:
    """Return the words of the trade without their endings, with these, of each language that bends them."""
    found = []
    for language in languages().values():
        if not language.endings:
            continue
        endings = tuple(dict.fromkeys(("", *map(squeezed, language.endings))))
        trade = {squeezed(phrase) for phrase in language.peel.get("trade", ()) if " " not in phrase}
        stems = {word.removesuffix(ending) for word in trade for ending in endings}
        found.append((frozenset(stem for stem in stems if len(stem) >= _SHORTEST_STEM), endings))
    return tuple(found)


def is_covered_by_letters(text: str, phrases: frozenset[str]) -> bool:
    """Return whether a text without blanks is nothing but digits and some of the phrases."""
    reached = {0}
    for end in range(1, len(text) + 1):
        is_digit = end - 1 in reached and text[end - 1].isdigit()
        if is_digit or any(text[start:end] in phrases for start in reached):
            reached.add(end)
    return len(text) in reached


def compound_parts(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the fewest known words that a word is made of, the word itself if it is none or known."""
    if not SHORTEST_COMPOUND <= len(word) <= _LONGEST_COMPOUND or word in known or is_unspaced(word):
        return (word,)
    best: list[tuple[str, ...] | None] = [None] * (len(word) + 1)
    best[0] = ()
    for end in range(SHORTEST_PART, len(word) + 1):
        for start in range(end - SHORTEST_PART + 1):
            before = best[start]
            if before is None or (best[end] is not None and len(best[end] or ()) <= len(before) + 1):
                continue
            piece = word[start:end]
            stems = (piece.removesuffix(link) if piece.endswith(link) else "" for link in LINKS)
            part = next((stem for stem in stems if len(stem) >= SHORTEST_PART and stem in known), None)
            if part and (part == piece or end < len(word)):
                best[end] = (*before, part)
    return best[-1] or (word,)


@cache
def words_beside(name: str) -> frozenset[tuple[str, ...]]:
    """Return the phrases of a kind that may stand beside the core of a header: ``currency``, ``tax``, ``trade`` ..."""
    return split_all(phrase for language in languages().values() for phrase in language.peel.get(name, ()))


@cache
def all_words_beside() -> frozenset[tuple[str, ...]]:
    """Return all phrases that change nothing beside the core of a header."""
    return frozenset().union(*map(words_beside, _BESIDE))


@cache
def changing_words() -> frozenset[tuple[str, ...]]:
    """Return the phrases that make something else of what they stand beside."""
    return words_beside("changes")


@cache
def unspaced_words_beside(name: str) -> frozenset[str]:
    """Return those of ``words_beside`` that are written without blanks."""
    return frozenset(text for phrase in words_beside(name) if is_unspaced(text := "".join(phrase)))


@cache
def all_unspaced_words_beside() -> frozenset[str]:
    """Return ``all_words_beside`` written without blanks between them."""
    return frozenset("".join(phrase) for phrase in all_words_beside())
