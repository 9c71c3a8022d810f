"""What the words of a header, a sheet's name or a file's name may mean, in every language at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from coaching.importing.remembered import remembered
from coaching.importing.values.currency import currency_in
from coaching.importing.values.normalize import UMLAUTS, is_unspaced, visible, words
from coaching.importing.vocabulary.by_language import ANY, Language, Lists, languages, phrase_words

K = TypeVar("K", str, tuple[str, ...])

#: How a phrase was found in a header, the surest first.
WHOLE, PEELED, PART = "whole", "peeled", "part"

#: The part of a header's letters that leaves none for anything else.
_NEARLY_ALL = 0.98

#: How long the parts of a word written in one must be, and the word itself, to be taken apart.
_SHORTEST_PART, _SHORTEST_COMPOUND, _LONGEST_COMPOUND = 2, 7, 80
#: The fewest letters of a word for a month at the end of a longer one: ``Abschlussmonat``.
_SHORTEST_MONTH = 4
#: The fewest letters of a word that is also one where more letters follow it, and of one without its ending.
_STEM, _SHORTEST_STEM = 6, 4
#: What German and Dutch put between the parts of a word.
_LINKS = ("", "s", "es", "n", "en")
_LINKING = ("de", "nl")
#: What the reader calls a column that has no name.
_UNNAMED = re.compile(r"Column \d+")
#: The longest header that is looked at word by word, in words, or in a language without blanks in letters.
_MOST_WORDS, _MOST_LETTERS = 12, 100
#: The field that a date is where a word beside it says that the day is only expected.
_EXPECTED = {"closed_on": "expected_close_on", "won_on": "expected_close_on", "happened_on": "planned_on"}
#: Dates of what took place: where a word beside one says that the day is only planned, it is none of them.
TOOK_PLACE = frozenset(("first_appointment_on", "next_step_on", "lost_on", "entered_on"))

#: The fewest words of a header that are left of it without its unit.
_SHORTEST_KEY = 2
#: What programs write behind the names of their fields for times, whatever the language.
_UNITS_OF_TIME = frozenset(("sec", "secs", "seconds", "min", "mins", "minutes", "hrs", "hours", "days", "utc"))
#: What Salesforce writes behind the names of fields that a company has added.
_OF_CUSTOM_FIELDS = re.compile(r"__(?:c|pc)$", re.IGNORECASE)
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


def squeezed(header: str) -> str:
    """Return the normalized words of a header written together, so that ``Deal name`` and ``dealname`` agree."""
    return "".join(_split(header))


def squeezed_phrase(phrase: str) -> str:
    """Return a phrase of the vocabulary as ``squeezed`` returns the headers that agree with it."""
    return "".join(_split_phrase(phrase))


def _split(header: str) -> tuple[str, ...]:
    return words(_spoken(header))


def _split_phrase(phrase: str) -> tuple[str, ...]:
    return phrase_words(_spoken(phrase))


def _spoken(header: str) -> str:
    return _OF_CUSTOM_FIELDS.sub("", header).replace("#", " no ")


def _split_all(phrases: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """Return phrases as the words of headers; those without a word are left out."""
    return frozenset(split for phrase in phrases if (split := _split_phrase(phrase)))


@remembered
def header_senses(header: str) -> tuple[Sense, ...]:
    """Return what a header may mean, the surest first; empty where none of its words is known.

    A header that is known as a whole has no other senses, and one that is known without a currency, a tax, a unit or
    a word of the trade none that stand on a part of it. Short words are read as the whole ones that they stand for.
    """
    if is_unnamed(header):
        return ()
    split = _split(header)
    found = _found("".join(split), WHOLE, 1.0)
    if found or not split or len(split) > _MOST_WORDS:
        return found
    split = _without_currency(header, split)
    in_part: tuple[Sense, ...] = ()
    for apart in dict.fromkeys((split, _compounds_apart(split), *_spelled_out(split))):
        found = _inside(apart)
        if found and found[0].how == PEELED:
            return found
        in_part = in_part or found
    return in_part or _unspaced(split)


def _without_currency(header: str, split: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a header without the code of a currency that it names beside others."""
    code = currency_in(header)
    kept = tuple(word for word in split if code is None or word != code.lower())
    return kept or split


def _spelled_out(split: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the words of a header with the short ones of each language spelled out."""
    for abbreviations in _abbreviations():
        if not abbreviations.keys().isdisjoint(split):
            yield tuple(part for word in split for part in abbreviations.get(word, (word,)))


@cache
def _abbreviations() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    return tuple(
        {"".join(_split(short)): _split(whole) for short, whole in language.abbreviations.items()}
        for language in languages().values()
        if language.abbreviations
    )


def _found(text: str, how: str, share: float) -> tuple[Sense, ...]:
    return tuple(
        Sense(entry.table, entry.name, entry.is_field, entry.vague, how, round(share, 2), codes)
        for entry, codes in _headers().get(text, {}).items()
    )


def _inside(split: Sequence[str]) -> tuple[Sense, ...]:
    """Return the senses of the longest runs of words that are known."""
    size, letters = len(split), sum(map(len, split))
    peeled: list[Sense] = []
    parts: list[Sense] = []
    for length in range(size, 0, -1):
        for start in range(size - length + 1):
            text, rest = "".join(split[start : start + length]), (split[:start], split[start + length :])
            if text not in _headers() or any(_says_one(side, _changing()) for side in rest):
                continue
            how = PEELED if all(map(_adds_nothing, rest)) else PART
            senses = _with_head(_found(text, how, len(text) / letters), *(_adds_nothing(side) for side in rest))
            if any(_says_one(side, _peel("expected")) for side in rest):
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


def _adds_nothing(split: Sequence[str]) -> bool:
    return _covered(split, _peelable())


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
        if _says_part(rest, _unspaced_words("changes")):
            continue
        covered = [_covered_letters(side, _unspaced_peelable()) for side in rest]
        senses = _found(text[start:end], PEELED if all(covered) else PART, (end - start) / len(text))
        senses = _with_head(senses, *covered)
        return _expected(senses) if _says_part(rest, _unspaced_words("expected")) else senses
    return ()


def _says_part(texts: Iterable[str], phrases: frozenset[str]) -> bool:
    return any(phrase in text for text in texts for phrase in phrases)


def _says_one(split: Sequence[str], phrases: Collection[tuple[str, ...]]) -> bool:
    return any(run in phrases for run in _runs(split, phrases))


def _runs(split: Sequence[str], phrases: Collection[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield all words in a row that are no longer than the longest of the phrases."""
    longest = max(map(len, phrases), default=0)
    for length in range(1, min(longest, len(split)) + 1):
        for start in range(len(split) - length + 1):
            yield tuple(split[start : start + length])


def _covered(split: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> bool:
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


def _covered_letters(text: str, phrases: frozenset[str]) -> bool:
    reached = {0}
    for end in range(1, len(text) + 1):
        is_digit = end - 1 in reached and text[end - 1].isdigit()
        if is_digit or any(text[start:end] in phrases for start in reached):
            reached.add(end)
    return len(text) in reached


def _compounds_apart(split: Sequence[str]) -> tuple[str, ...]:
    """Return words with those that are written in one taken apart, if they are made of known words."""
    return tuple(part for word in split for part in compound_parts(word, _header_words()))


def compound_parts(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return the fewest known words that a word is made of, the word itself if it is none or known."""
    if not _SHORTEST_COMPOUND <= len(word) <= _LONGEST_COMPOUND or word in known or is_unspaced(word):
        return (word,)
    best: list[tuple[str, ...] | None] = [None] * (len(word) + 1)
    best[0] = ()
    for end in range(_SHORTEST_PART, len(word) + 1):
        for start in range(end - _SHORTEST_PART + 1):
            before = best[start]
            if before is None or (best[end] is not None and len(best[end] or ()) <= len(before) + 1):
                continue
            piece = word[start:end]
            stems = (piece.removesuffix(link) if piece.endswith(link) else "" for link in _LINKS)
            part = next((stem for stem in stems if len(stem) >= _SHORTEST_PART and stem in known), None)
            if part and (part == piece or end < len(word)):
                best[end] = (*before, part)
    return best[-1] or (word,)


def without_part(header: str, part: str) -> str | None:
    """Return a header without its words for a ``date``, a ``reason``, a ``line``, the ``last``, what was ``held`` ...

    Words of a language without blanks are found at either end. Nothing where the header has no such word.
    """
    split = list(_split(header))
    phrases = _parts(part)
    kept: list[str] = []
    at = 0
    while at < len(split):
        length = next((n for n in range(len(split) - at, 0, -1) if tuple(split[at : at + n]) in phrases), 0)
        if not length:
            kept.append(_trimmed(split[at], phrases))
        at += length or 1
    return " ".join(filter(None, kept)) if kept != split else None


def alternatives(header: str) -> tuple[str, ...]:
    """Return what a header names that is one or the other: ``PO`` and ``Regret date`` of ``PO / Regret date``."""
    return tuple(filter(None, (side.strip() for side in _between_alternatives().split(visible(header)))))


@cache
def _between_alternatives() -> re.Pattern[str]:
    phrases = {phrase for language in languages().values() for phrase in language.parts.get("or", ())}
    spaced = sorted((re.escape(phrase) for phrase in phrases if not is_unspaced(phrase)), key=len, reverse=True)
    unspaced = sorted(filter(is_unspaced, phrases), key=len, reverse=True)
    return re.compile("|".join((r"[/／|・]", rf"\s(?:{'|'.join(spaced)})\s", *unspaced)), re.IGNORECASE)


def _trimmed(word: str, phrases: frozenset[tuple[str, ...]]) -> str:
    """Return a word of a language without blanks without the longest of the phrases at its end or its beginning."""
    if not is_unspaced(word):
        return word
    found = sorted(("".join(phrase) for phrase in phrases if is_unspaced("".join(phrase))), key=len, reverse=True)
    end = next((text for text in found if word.endswith(text)), "")
    if end:
        return word.removesuffix(end)
    return word.removeprefix(next((text for text in found if word.startswith(text)), ""))


def with_day_for_month(header: str) -> tuple[str, ...]:
    """Return a header of months as it would be one of days, in every way: ``Close date`` for ``Close month``."""
    split = _split(header)
    found: list[str] = []
    for language in languages().values():
        months = tuple(map(squeezed_phrase, language.periods.get("month", ())))
        days = tuple(map(squeezed_phrase, language.parts.get("date", ())))
        for at, word in enumerate(split):
            month = max((month for month in months if word.endswith(month)), key=len, default="")
            if word == month or (month and (is_unspaced(month) or len(month) >= _SHORTEST_MONTH)):
                stem = word.removesuffix(month)
                found += ["".join((*split[:at], stem, day, *split[at + 1 :])) for day in days]
    return tuple(found)


def without_fillers(header: str) -> str:
    """Return a header without words that only join others: ``Naam van klant`` as ``klant``."""
    return " ".join(word for word in _split(header) if (word,) not in _peel("filler"))


def is_bare(header: str) -> bool:
    """Return whether a header holds nothing but words that change nothing beside others: a currency, a tax, a trade."""
    return _covered(_split(header), _peelable())


def is_known_phrase(text: str) -> bool:
    """Return whether a text is, as a whole, a phrase that any language has for a field or for what is no field."""
    return squeezed(text) in _headers()


def is_row_number(header: str) -> bool:
    """Return whether a header is one that columns have which only number the rows: ``No.``, ``lfd. Nr.``, ``序号``."""
    return any(sense.name == "row_number" and not sense.is_field for sense in header_senses(header))


def speaks_of_time(header: str) -> bool:
    """Return whether a header has a word for a period or an age and none for money: ``Subscription period``."""
    said = {sense.name for sense in header_senses(header)}
    return not said.isdisjoint(_OF_TIME) and said.isdisjoint(_OF_MONEY)


def counts_talks(header: str) -> bool:
    """Return whether a header has a word for calls or first appointments, of which an amount is no money."""
    return any(sense.table == "rep_periods" and sense.name in _COUNTED for sense in header_senses(header))


def is_called(header: str, concept: str) -> bool:
    """Return whether a header as a whole is one of a known thing that is no field: ``missed``, ``deleted``."""
    return any(sense.name == concept and not sense.is_field and sense.how != PART for sense in header_senses(header))


def changes_meaning(header: str) -> bool:
    """Return whether a word of a header makes something else of it: the next, the last, a number of, a discount."""
    split = _split(header)
    return _says_one(split, _changing()) or _says_part(split, _unspaced_words("changes"))


def is_expected(header: str) -> bool:
    """Return whether a word of a header says that what it names is only expected."""
    split = _split(header)
    return _says_one(split, _peel("expected")) or _says_part(split, _unspaced_words("expected"))


def names_another_role(header: str) -> bool:
    """Return whether a header names who works on a deal beside the one who sells it: a technician, who booked it."""
    return squeezed(header) in _other_roles() or _says_one(_split(header), _phrases_of_people("beside_seller"))


@cache
def _other_roles() -> frozenset[str]:
    return frozenset("".join(phrase) for phrase in _phrases_of_people("beside_seller"))


def is_unnamed(header: str) -> bool:
    """Return whether a header is what the reader calls a column without a name of its own."""
    return _UNNAMED.fullmatch(header) is not None


def names_a_quote(header: str) -> bool:
    """Return whether a header calls its column by nothing but a word for offers and one for ids: ``Angebotsnr.``."""
    said = [word for word in _split(header) if not word.isdigit() and (word,) not in _peel("filler")]
    rest = "".join(word for word in said if word not in _identifiers())
    ends = [word for word in _identifiers() if len(word) > 1 and rest.endswith(word)]
    stems = (rest, *(rest.removesuffix(end).removesuffix(link) for end in ends for link in _LINKS))
    return any(stem in _offers() for stem in stems)


@cache
def _offers() -> frozenset[str]:
    return frozenset(
        squeezed(phrase) for language in languages().values() for phrase in language.signing.get("offers", ())
    )


def names_paper(header: str) -> bool:
    """Return whether a header speaks of an offer or a contract, which is sent and takes no meeting."""
    split = _split(header)
    text = "".join(split)
    phrases = _papers()
    inside = (phrase for phrase in map("".join, phrases) if is_unspaced(phrase) or len(phrase) >= _SHORTEST_COMPOUND)
    return _says_one(split, phrases) or any(phrase in text for phrase in inside)


@cache
def _papers() -> frozenset[tuple[str, ...]]:
    return _split_all(
        phrase
        for language in languages().values()
        for kind in ("offers", "orders")
        for phrase in language.signing.get(kind, ())
    )


@cache
def _phrases_of_people(name: str) -> frozenset[tuple[str, ...]]:
    return _split_all(phrase for language in languages().values() for phrase in language.people.get(name, ()))


def kinds_of_amount(header: str) -> frozenset[str]:
    """Return what a header says of its amounts: ``net``, ``gross``, ``monthly``, ``yearly``, ``actual``, ``offered`` or
    ``converted``.

    Where one phrase is part of another ("tax excluded" in a language without blanks), the longer one counts.
    """
    split = _split(header)
    text = "".join(split)
    runs = set(_runs(split, _amounts()))
    found: dict[str, str] = {}
    for phrase, kind in _amounts().items():
        squeezed_phrase = "".join(phrase)
        if phrase in runs or (is_unspaced(squeezed_phrase) and squeezed_phrase in text):
            found[squeezed_phrase] = kind
    return frozenset(kind for one, kind in found.items() if not any(one != other and one in other for other in found))


@cache
def _amounts() -> Mapping[tuple[str, ...], str]:
    return MappingProxyType(
        {
            split: kind
            for language in languages().values()
            for kind, phrases in language.amounts.items()
            for phrase in phrases
            if (split := _split(phrase))
        }
    )


@cache
def _parts(name: str) -> frozenset[tuple[str, ...]]:
    return _split_all(
        phrase
        for language in languages().values()
        for phrase in (
            language.headers[ANY].get("currency", ()) if name == "currency" else language.parts.get(name, ())
        )
    )


def table_kinds(name: str) -> tuple[str, ...]:
    """Return the kinds of table that a sheet's or a file's name speaks of, in the order in which they stand in it."""
    split = words(name)
    text = "".join(split)
    known = _table_names()
    said = {phrase for phrase in _runs(split, known) if phrase in known}
    said |= {phrase for phrase in _unspaced_table_names() if "".join(phrase) in text}
    hits = [
        (split.index(phrase[0]) if phrase[0] in split else text.find("".join(phrase)), -len("".join(phrase)), kind)
        for phrase in said
        for kind in known[phrase]
    ]
    return tuple(dict.fromkeys(kind for _, _, kind in sorted(hits)))


def names_other_records(header: str) -> bool:
    """Return whether a header speaks of records beside the deals: of invoices, payments, tickets, tasks, calls."""
    return not _BESIDE_DEALS.isdisjoint(table_kinds(" ".join(_compounds_apart(_split(header)))))


def key_tables(header: str) -> tuple[str, ...]:
    """Return the kinds of table that a header gives away, its unit of time aside: only these have such a column."""
    split = list(_split(header))
    known = _table_keys().get("".join(split), ())
    while not known and len(split) > _SHORTEST_KEY and split[-1] in _UNITS_OF_TIME:
        split.pop()
        known = _table_keys().get("".join(split), ())
    return known


def without_id(header: str) -> str | None:
    """Return a header without its words for a number, a code or an id: ``vendedor_id``, ``ID Agent``, ``负责人编号``.

    Nothing where it has no such word, or no other.
    """
    split = _split(header)
    kept = tuple(filter(None, (_without_unspaced_id(word) for word in split if word not in _identifiers())))
    return " ".join(kept) if kept and kept != split else None


def _without_unspaced_id(word: str) -> str:
    """Return a word of a language without blanks without the word for an id at its end."""
    ends = [end for end in _identifiers() if len(end) > 1 and word.endswith(end)] if is_unspaced(word) else []
    return word.removesuffix(max(ends, key=len, default=""))


def part_in_log(header: str) -> str | None:
    """Return what a header is in a log of changes: the ``field`` that changed, its value ``before`` or ``after``."""
    return _parts_in_logs().get(squeezed(header))


@cache
def _parts_in_logs() -> Mapping[str, str]:
    lists = [language.logs for language in languages().values()]
    return MappingProxyType({squeezed(text): part for logs in lists for part, texts in logs.items() for text in texts})


def is_rather_in(headers: Iterable[str], code: str, other: str) -> bool:
    """Return whether more headers are known in one language and not in another than the other way round."""
    said = [{of for sense in header_senses(header) for of in sense.languages} for header in headers]
    return sum(code in codes and other not in codes for codes in said) > sum(
        other in codes and code not in codes for codes in said
    )


def names_an_id(header: str) -> bool:
    """Say whether a header calls its column a number, a code or an id: ``Order no.``, ``Vorgangsnr``, ``案件番号``."""
    split = _split(header)
    last = split[-1] if split else ""
    inside = is_unspaced(last) or len(last) >= _SHORTEST_COMPOUND
    return any(word in split or (inside and len(word) > 1 and last.endswith(word)) for word in _identifiers())


@cache
def _identifiers() -> frozenset[str]:
    return frozenset(squeezed(phrase) for language in languages().values() for phrase in language.identifiers)


def is_total(text: str) -> bool:
    """Return whether a text is, as a whole, a word for a total in any language."""
    return squeezed(text) in _whole("totals")


def total_words() -> tuple[str, ...]:
    """Return the words for totals as the languages write them."""
    return tuple(phrase for language in languages().values() for phrase in language.totals)


def speaks_of_selling(header: str) -> bool:
    """Return whether a header has a word of those who sell and what they sell: ``Sales rep``, ``Vertriebsgebiet``."""
    return _speaks_of(header, _selling())


def speaks_of_other_decisions(name: str) -> bool:
    """Return whether a header, or the name of a file, has a word of what is decided and sells nothing: ``Court``."""
    return _speaks_of(name, _elsewhere())


def _speaks_of(header: str, phrases: Collection[tuple[str, ...]]) -> bool:
    split = _split(header)
    text = "".join(split)
    for phrase in phrases:
        stem = "".join(phrase)
        begins = len(phrase) == 1 and len(stem) >= _STEM and any(word.startswith(stem) for word in split)
        if begins or (is_unspaced(stem) and stem in text) or _says_one(split, frozenset((phrase,))):
            return True
    return False


@cache
def _selling() -> frozenset[tuple[str, ...]]:
    return _split_all(phrase for language in languages().values() for phrase in language.selling)


@cache
def _elsewhere() -> frozenset[tuple[str, ...]]:
    return _split_all(phrase for language in languages().values() for phrase in language.elsewhere)


@cache
def _whole(name: str) -> frozenset[str]:
    return frozenset(squeezed(phrase) for language in languages().values() for phrase in getattr(language, name))


@cache
def _headers() -> _Index:
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
    return frozenset(text for text in _headers() if is_unspaced(text) and len(text) > 1)


@cache
def _header_words() -> frozenset[str]:
    """Return the words of all headers, and of all that may stand beside them."""
    found: set[str] = set()
    for language in languages().values():
        phrases = [phrase for _, phrase in _entries(language)]
        phrases += [phrase for peeled in language.peel.values() for phrase in peeled]
        texts = phrases + [phrase.translate(UMLAUTS) for phrase in phrases if language.code in _LINKING]
        found.update(word for text in texts for word in _split_phrase(text))
    return frozenset(word for word in found if len(word) > _SHORTEST_PART)


_COUNTED = frozenset(("conversations", "first_appointments"))
_OF_TIME = frozenset(("calendar", "age", "goal_period", "period"))
_OF_MONEY = frozenset(("amount", "revenue", "unit_price", "cost", "paid_amount", "weighted_amount"))
_BESIDE_DEALS = frozenset(("invoices", "payments", "tickets", "tasks", "expenses", "activities"))
_BESIDE = ("currency", "tax", "unit", "trade", "filler", "expected")


@cache
def _peel(name: str) -> frozenset[tuple[str, ...]]:
    return _split_all(phrase for language in languages().values() for phrase in language.peel.get(name, ()))


@cache
def _peelable() -> frozenset[tuple[str, ...]]:
    return frozenset().union(*map(_peel, _BESIDE))


@cache
def _changing() -> frozenset[tuple[str, ...]]:
    return _peel("changes")


@cache
def _unspaced_words(name: str) -> frozenset[str]:
    return frozenset(text for phrase in _peel(name) if is_unspaced(text := "".join(phrase)))


@cache
def _unspaced_peelable() -> frozenset[str]:
    return frozenset("".join(phrase) for phrase in _peelable())


@cache
def _table_names() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    return _by_phrase((language.tables, _split) for language in languages().values())


@cache
def _unspaced_table_names() -> frozenset[tuple[str, ...]]:
    return frozenset(phrase for phrase in _table_names() if is_unspaced("".join(phrase)))


@cache
def _table_keys() -> Mapping[str, tuple[str, ...]]:
    return _by_phrase((language.keys, squeezed) for language in languages().values())


def _by_phrase(lists: Iterable[tuple[Lists, Callable[[str], K]]]) -> Mapping[K, tuple[str, ...]]:
    found: dict[K, tuple[str, ...]] = {}
    for kinds, read in lists:
        for kind, phrases in kinds.items():
            for phrase in phrases:
                found_under: K = read(phrase)
                if found_under:
                    found[found_under] = tuple(dict.fromkeys((*found.get(found_under, ()), kind)))
    return MappingProxyType(found)
