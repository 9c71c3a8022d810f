"""What a header may mean, in every language at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from coaching.importing.remembered import remembered
from coaching.importing.values.currency import currency_in
from coaching.importing.values.normalize import UMLAUTS, is_unspaced, visible
from coaching.importing.vocabulary.by_language import ANY, Language, languages
from coaching.importing.vocabulary.phrases import (
    LINKS,
    SHORTEST_PART,
    all_unspaced_words_beside,
    all_words_beside,
    changing_words,
    compound_parts,
    has_part,
    has_phrase,
    is_covered,
    is_covered_by_letters,
    sides_of,
    split_header,
    split_phrase,
    squeezed_phrase,
    unspaced_words_beside,
    words_beside,
)

#: How a phrase was found in a header, the surest first.
WHOLE, PEELED, PART = "whole", "peeled", "part"
#: The part of a header's letters that leaves none for anything else.
_NEARLY_ALL = 0.98
_LINKING = ("de", "nl")
#: What the reader calls a column that has no name.
_UNNAMED = re.compile(r"Column \d+")
#: The longest header that is looked at word by word, in words, or in a language without blanks in letters.
_MOST_WORDS, _MOST_LETTERS = 12, 100
#: The field that a date is where a word beside it says that the day is only expected.
_EXPECTED = {"closed_on": "expected_close_on", "won_on": "expected_close_on", "happened_on": "planned_on"}
#: Dates of what took place: where a word beside one says that the day is only planned, it is none of them.
TOOK_PLACE = frozenset(("first_appointment_on", "next_step_on", "lost_on", "entered_on"))
#: What programs and people put in brackets behind a header.
_BRACKET = re.compile(r"\s*[(\[（【]([^()\[\]（）【】]*)[)\]）】]\s*$")
#: How far the side of a header is believed that is known beside one that is not, with nothing but a blank between.
_BESIDE_UNKNOWN = 0.9
#: What programs name before a field: the record that has it; and the fields of a customer that are those of its deals.
#: The fewest words of a header or a phrase without those that only join others.
_FEWEST_JOINED = 2
#: Endings of a word that another one belongs to.
_GENITIVE = ("es", "s")
_PAIR, _RECORDS, _DESCRIBED = 2, ("account", "contact"), ("source", "segment")
#: What is no field of ours in one table only: a column of missed meetings.
_OF_ONE_TABLE = {"missed": "activities"}


@dataclass(frozen=True)
class Sense:
    """One thing that a header may mean.

    ``name`` is a field of ``table`` (``ANY``: of every table that has it), or where ``is_field`` is false what the
    column is instead. ``vague`` phrases prove little by themselves. ``how`` says whether the phrase is the whole
    header (``WHOLE``), is left when words are peeled off that change nothing, such as a currency (``PEELED``), or is
    only a part of it (``PART``); ``share`` is its part of the header's letters, and ``is_head`` says that it stands
    where its language puts the word that names the thing: "advisor" in "project advisor", but not in "advisor's car".
    """

    table: str
    name: str
    is_field: bool
    vague: bool
    how: str
    share: float
    languages: tuple[str, ...]
    is_head: bool = True


@dataclass(frozen=True)
class _Entry:
    table: str
    name: str
    is_field: bool
    vague: bool


_Index = Mapping[str, Mapping[_Entry, tuple[str, ...]]]


@remembered
def header_senses(header: str) -> tuple[Sense, ...]:
    """Return what a header may mean, the surest first; empty where none of its words is known.

    A header that is known as a whole has no other senses, and one that is known without a currency, a tax, a unit or
    a word of the trade none that stand on a part of it. Short words are read as the whole ones that they stand for.
    """
    if is_unnamed(header):
        return ()
    split = split_header(header)
    found = _found("".join(split), WHOLE, 1.0)
    if found or not split or len(split) > _MOST_WORDS:
        return found
    found = _unjoined(split) or _turned(split) or _on_both_sides(header) or _beside_remark(header)
    if found:
        return found
    split = _without_reduction(_without_currency(header, split))
    in_part: tuple[Sense, ...] = ()
    for apart in dict.fromkeys((split, without_compounds(split), *_spelled_out(split))):
        found = _inside(apart)
        if found and found[0].how == PEELED:
            return found
        in_part = in_part or found
    return in_part or _unspaced(split)


def _unjoined(split: tuple[str, ...]) -> tuple[Sense, ...]:
    """Return what a header means that is known but for the words that join others: ``fecha cierre``, ``Datum des ...``.

    Each language is read without its own such words; at least two others must be left.
    """
    found: dict[_Entry, tuple[str, ...]] = {}
    for language in languages().values():
        words_left = _without_joints(split, language.code)
        if len(words_left) >= _FEWEST_JOINED:
            for entry in _unjoined_phrases(language.code).get("".join(words_left), ()):
                found[entry] = (*found.get(entry, ()), language.code)
    return tuple(_sense(entry, PEELED, 1.0, codes) for entry, codes in found.items())


def _turned(split: tuple[str, ...]) -> tuple[Sense, ...]:
    """Return what a header means that is known the other way round: ``Datum des Abschlusses`` is an ``Abschlussdatum``.

    So it is in languages that put the word that names the thing last.
    """
    for language in languages().values():
        joints = _joints(language.code)
        at = next((i for i, word in enumerate(split) if word in joints), 0)
        first, last = "".join(split[:at]), "".join(_without_joints(split[at:], language.code))
        if language.head_first or not first or not last:
            continue
        stems = dict.fromkeys((last, *(last.removesuffix(ending) for ending in _GENITIVE)))
        for text in (stem + link + first for stem in stems for link in LINKS):
            known = {entry: codes for entry, codes in known_phrases().get(text, {}).items() if language.code in codes}
            if known:
                return tuple(_sense(entry, PEELED, 1.0, codes) for entry, codes in known.items())
    return ()


def _sense(entry: _Entry, how: str, share: float, codes: tuple[str, ...]) -> Sense:
    return Sense(entry.table, entry.name, entry.is_field, entry.vague, how, round(share, 2), codes)


def _without_joints(split: Sequence[str], code: str) -> tuple[str, ...]:
    joints = _joints(code)
    return tuple(word for word in split if word not in joints)


@cache
def _joints(code: str) -> frozenset[str]:
    return frozenset(map(squeezed_phrase, languages()[code].joints))


@cache
def _unjoined_phrases(code: str) -> Mapping[str, tuple[_Entry, ...]]:
    """Return what a language knows under each of its phrases without the words that join others."""
    index: dict[str, dict[_Entry, None]] = {}
    language = languages()[code]
    for entry, phrase in _entries(language) if language.joints else ():
        left = _without_joints(split_phrase(phrase), code)
        if len(left) >= _FEWEST_JOINED:
            index.setdefault("".join(left), {})[entry] = None
    return MappingProxyType({text: tuple(entries) for text, entries in index.items()})


def _without_currency(header: str, split: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a header without the code of a currency that it names beside others."""
    code = currency_in(header)
    kept = tuple(word for word in split if code is None or word != code.lower())
    return kept or split


def _without_reduction(split: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a header without those that say an amount is what is left after a discount."""
    for phrase in reductions():
        for start in range(len(split) - len(phrase) + 1) if len(phrase) < len(split) else ():
            if split[start : start + len(phrase)] == phrase:
                return split[:start] + split[start + len(phrase) :]
    return split


@cache
def reductions() -> tuple[tuple[str, ...], ...]:
    """Return what all languages call an amount that is left after a discount, the longest first."""
    phrases = {
        split
        for language in languages().values()
        for text in language.amounts.get("reduced", ())
        if (split := split_phrase(text))
    }
    return tuple(sorted(phrases, key=lambda split: (-len(split), split)))


def _on_both_sides(header: str) -> tuple[Sense, ...]:
    """Return what a header means that says it twice, in two languages or words: ``العميل / Client``, ``客户 Customer``.

    What both sides mean is what it means. Two languages that do not agree leave it open between what they say; where
    one side is not known it is what the other says, less surely with nothing but a blank between them.
    """
    sides, are_marked, are_foreign = sides_of(header)
    if len(sides) < 2:
        return ()
    known = [{(s.table, s.name, s.is_field): s for s in header_senses(side) if s.how != PART} for side in sides]
    both = set(known[0]).intersection(*known[1:])
    if both:
        return tuple(replace(sense, how=WHOLE, share=1.0) for key, sense in known[0].items() if key in both)
    if are_marked and len(sides) == _PAIR and (of_record := _of_record(*known)):
        return of_record
    if not are_foreign or any(map(_only_completes, sides)):
        return ()
    senses = tuple(sense for side in known for sense in side.values())
    unknown = [side for side, meanings in zip(sides, known, strict=True) if not meanings]
    if len({sense.is_field for sense in senses}) != 1 or any(map(_says_more, unknown)):
        return ()
    if not unknown:
        return tuple(known[-1].values()) if _is_compound(header, sides) else senses
    if any(header_senses(side) for side in unknown):
        return ()
    if are_marked:
        return tuple(replace(sense, how=PEELED) for sense in senses)
    return tuple(replace(sense, how=PART, share=_BESIDE_UNKNOWN, is_head=True) for sense in senses)


def _is_compound(header: str, sides: Sequence[str]) -> bool:
    """Return whether two writings are one word of a language without blanks, which ends in what it names."""
    return visible(header) == "".join(sides) and is_unspaced(sides[-1])


def _of_record(
    record: Mapping[tuple[str, str, bool], Sense], field: Mapping[tuple[str, str, bool], Sense]
) -> tuple[Sense, ...]:
    """Return what a header means that names a field behind its record: ``Organisation - Source du lead``.

    What describes a customer describes the deal as well; the owner and the days of a customer are none of it.
    """
    is_record = any(name in _RECORDS for _, name, _ in record)
    described = [sense for (_, name, is_field), sense in field.items() if is_field and name in _DESCRIBED]
    return tuple(replace(sense, how=PEELED) for sense in described) if is_record else ()


def _only_completes(side: str) -> bool:
    """Return whether a side of a header is no header of its own, but a word for an id, a day or a unit."""
    return all((word,) in _completing() or word.isdigit() for word in split_header(side))


@cache
def _completing() -> frozenset[tuple[str, ...]]:
    phrases = (
        phrase for language in languages().values() for phrase in (*language.identifiers, *language.parts["date"])
    )
    return frozenset(map(split_phrase, phrases)).union(*map(words_beside, ("currency", "tax", "unit", "filler")))


def _says_more(text: str) -> bool:
    """Return whether a word of a text makes something else of what it stands beside, or says that it is expected."""
    split = split_header(text)
    return any(
        has_phrase(split, words_beside(kind)) or has_part(split, unspaced_words_beside(kind))
        for kind in ("changes", "expected")
    )


def with_remark(header: str) -> tuple[str, str]:
    """Return a header without what stands in brackets behind it, and that remark; nothing where there is none."""
    text = visible(header)
    bracket = _BRACKET.search(text)
    return (text[: bracket.start()], bracket[1]) if bracket and bracket.start() else ("", "")


def _beside_remark(header: str) -> tuple[Sense, ...]:
    """Return the senses of a header that is known but for a remark in brackets behind it, of which nothing is known."""
    bare, remark = with_remark(header)
    said = split_header(remark)
    if not said or _says_more(remark) or any(word in known_phrases() for word in said):
        return ()
    return tuple(replace(sense, how=PEELED) for sense in header_senses(bare) if sense.how != PART)


def _spelled_out(split: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the words of a header with the short ones of each language spelled out."""
    for abbreviations in _abbreviations():
        if not abbreviations.keys().isdisjoint(split):
            yield tuple(part for word in split for part in abbreviations.get(word, (word,)))


@cache
def _abbreviations() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    return tuple(
        {"".join(split_header(short)): split_header(whole) for short, whole in language.abbreviations.items()}
        for language in languages().values()
        if language.abbreviations
    )


def _found(text: str, how: str, share: float) -> tuple[Sense, ...]:
    return tuple(_sense(entry, how, share, codes) for entry, codes in known_phrases().get(text, {}).items())


def _inside(split: Sequence[str]) -> tuple[Sense, ...]:
    """Return the senses of the longest runs of words that are known."""
    size, letters = len(split), sum(map(len, split))
    peeled: list[Sense] = []
    parts: list[Sense] = []
    for length in range(size, 0, -1):
        for start in range(size - length + 1):
            text, rest = "".join(split[start : start + length]), (split[:start], split[start + length :])
            if text not in known_phrases() or any(map(_changes, rest)):
                continue
            how = PEELED if all(map(_adds_nothing, rest)) else PART
            senses = _with_head(_found(text, how, len(text) / letters), *(_adds_nothing(side) for side in rest))
            if any(has_phrase(side, words_beside("expected")) for side in rest):
                senses = _expected(senses)
            (peeled if how == PEELED else parts).extend(senses)
        if peeled:
            return tuple(peeled)
    return _said_twice(parts) or tuple(sorted(parts, key=lambda sense: -sense.share))


def _said_twice(parts: Iterable[Sense]) -> tuple[Sense, ...]:
    """Return what several words of a header say of one field with nothing left between them: ``Product / service``."""
    shares: dict[tuple[str, str, bool], list[Sense]] = {}
    for sense in parts:
        shares.setdefault((sense.table, sense.name, sense.is_field), []).append(sense)
    return tuple(
        replace(max(senses, key=lambda sense: sense.share), how=PEELED, share=1.0)
        for senses in shares.values()
        if len(senses) > 1 and sum(sense.share for sense in senses) > _NEARLY_ALL
    )


def _changes(split: Sequence[str]) -> bool:
    """Return whether words make something else of what they stand beside; several that together add nothing do not."""
    adds_nothing = len(split) > 1 and tuple(split) in all_words_beside()
    return not adds_nothing and has_phrase(split, changing_words())


def _adds_nothing(split: Sequence[str]) -> bool:
    return is_covered(split, all_words_beside())


def _with_head(senses: Iterable[Sense], first: bool, last: bool) -> tuple[Sense, ...]:
    """Return senses of a phrase that stands first or last in a header, with whether that is where it names the thing.

    Where languages that have the phrase do not agree, it is not taken to be.
    """
    return tuple(
        replace(sense, is_head=all(first if languages()[code].head_first else last for code in sense.languages))
        for sense in senses
    )


def _expected(senses: Iterable[Sense]) -> tuple[Sense, ...]:
    """Return the senses of a header beside whose core a word says that it is only expected."""
    said = []
    for sense in senses:
        if sense.is_field and sense.name in _EXPECTED:
            # An end that is expected can be no other than that of the deal.
            said.append(replace(sense, name=_EXPECTED[sense.name], vague=sense.vague and sense.how == PART))
        elif not (sense.is_field and sense.name in TOOK_PLACE):
            said.append(sense)
    return tuple(said)


def _unspaced(split: Sequence[str]) -> tuple[Sense, ...]:
    """Return the senses of the phrases that stand in a header of a language without blanks, the longest first."""
    text = "".join(split)
    if not is_unspaced(text) or len(text) > _MOST_LETTERS:
        return ()
    known = _unspaced_headers()
    runs = [
        (start, end) for start in range(len(text)) for end in range(len(text), start, -1) if text[start:end] in known
    ]
    for start, end in sorted(runs, key=lambda run: run[0] - run[1]):
        rest = text[:start], text[end:]
        if has_part(rest, unspaced_words_beside("changes")):
            continue
        covered = [is_covered_by_letters(side, all_unspaced_words_beside()) for side in rest]
        senses = _found(text[start:end], PEELED if all(covered) else PART, (end - start) / len(text))
        senses = _with_head(senses, *covered)
        return _expected(senses) if has_part(rest, unspaced_words_beside("expected")) else senses
    return ()


def without_compounds(split: Sequence[str]) -> tuple[str, ...]:
    """Return words with those that are written in one taken apart, if they are made of known words."""
    return tuple(part for word in split for part in compound_parts(word, _header_words()))


def is_unnamed(header: str) -> bool:
    """Return whether a header is what the reader calls a column without a name of its own."""
    return _UNNAMED.fullmatch(header) is not None


@cache
def known_phrases() -> _Index:
    """Return what is known under each squeezed header, with the languages that call it so."""
    index: dict[str, dict[_Entry, tuple[str, ...]]] = {}
    for language in languages().values():
        for entry, phrase in _entries(language):
            for text in _spellings(phrase, language.code):
                known = index.setdefault(text, {})
                known[entry] = tuple(dict.fromkeys((*known.get(entry, ()), language.code)))
    for known in index.values():
        for entry in [entry for entry in known if entry.vague]:
            if _Entry(entry.table, entry.name, entry.is_field, False) in known:
                del known[entry]
    return MappingProxyType(index)


def _entries(language: Language) -> Iterator[tuple[_Entry, str]]:
    for vague, tables in ((False, language.headers), (True, language.vague)):
        for table, fields in tables.items():
            for name, phrases in fields.items():
                for phrase in phrases:
                    yield _Entry(table, name, True, vague), phrase
    for concept, phrases in language.not_fields.items():
        for phrase in phrases:
            yield _Entry(_OF_ONE_TABLE.get(concept, ANY), concept, False, False), phrase


def _spellings(phrase: str, code: str) -> tuple[str, ...]:
    """Return the squeezed spellings of a phrase: German is also written without umlauts."""
    texts = (phrase, phrase.translate(UMLAUTS)) if code == "de" else (phrase,)
    return tuple(dict.fromkeys(filter(None, map(squeezed_phrase, texts))))


@cache
def _unspaced_headers() -> frozenset[str]:
    return frozenset(text for text in known_phrases() if is_unspaced(text) and len(text) > 1)


@cache
def _header_words() -> frozenset[str]:
    """Return the words of all headers, and of all that may stand beside them."""
    found: set[str] = set()
    for language in languages().values():
        phrases = [phrase for _, phrase in _entries(language)]
        phrases += [phrase for peeled in language.peel.values() for phrase in peeled]
        texts = phrases + [phrase.translate(UMLAUTS) for phrase in phrases if language.code in _LINKING]
        found.update(word for text in texts for word in split_phrase(text))
    return frozenset(word for word in found if len(word) > SHORTEST_PART)
