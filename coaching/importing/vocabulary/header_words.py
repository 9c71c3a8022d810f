"""What single words of a header, or of the name of a sheet or a file, say of it, in every language at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from coaching.importing.values.normalize import is_unspaced, visible, words
from coaching.importing.vocabulary.by_language import ANY, Lists, languages
from coaching.importing.vocabulary.header_senses import PART, header_senses, known_phrases, without_compounds
from coaching.importing.vocabulary.phrases import (
    LINKS,
    SHORTEST_COMPOUND,
    all_words_beside,
    changing_words,
    has_part,
    has_phrase,
    is_covered,
    is_covered_by_letters,
    runs,
    sides_of,
    split_all,
    split_header,
    squeezed,
    squeezed_phrase,
    unspaced_words_beside,
    words_beside,
)

K = TypeVar("K", str, tuple[str, ...])
#: The fewest letters of a word for a month at the end of a longer one: ``Abschlussmonat``.
_SHORTEST_MONTH = 4
#: The fewest letters of a word that is also one where more letters follow it.
_STEM = 6
#: The fewest words of a header that are left of it without its unit.
_SHORTEST_KEY = 2
#: What programs write behind the names of their fields for times, whatever the language.
_UNITS_OF_TIME = frozenset(("sec", "secs", "seconds", "min", "mins", "minutes", "hrs", "hours", "days", "utc"))
_SOLD = frozenset(("won", "revenue"))
_COUNTED = frozenset(("conversations", "first_appointments"))
_OF_TIME = frozenset(("calendar", "age", "goal_period", "period"))
_OF_MONEY = frozenset(("amount", "revenue", "unit_price", "cost", "paid_amount", "weighted_amount"))
_BESIDE_DEALS = frozenset(("invoices", "payments", "tickets", "tasks", "expenses", "activities"))


def without_part(header: str, part: str) -> str | None:
    """Return a header without its words for a ``date``, a ``reason``, a ``line``, the ``last``, what was ``held`` ...

    Words of a language without blanks are found at either end. Nothing where the header has no such word.
    """
    split = list(split_header(header))
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
    split = split_header(header)
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


def without_words_of(header: str, shorter: str) -> str:
    """Return what a header says besides the words of a shorter one, nothing where it does not hold all of them."""
    of_short, of_long = split_header(shorter), split_header(header)
    if of_short and set(of_short) <= set(of_long):
        return " ".join(word for word in of_long if word not in of_short)
    squeezed_short, squeezed_long = "".join(of_short), "".join(of_long)
    if squeezed_short and is_unspaced(squeezed_short) and squeezed_short in squeezed_long:
        return squeezed_long.replace(squeezed_short, " ", 1).strip()
    return ""


def without_fillers(header: str) -> str:
    """Return a header without words that only join others: ``Naam van klant`` as ``klant``."""
    return " ".join(word for word in split_header(header) if (word,) not in words_beside("filler"))


def is_bare(header: str) -> bool:
    """Return whether a header holds nothing but words that change nothing beside others: a currency, a tax, a trade."""
    return is_covered(split_header(header), all_words_beside())


def is_known_phrase(text: str) -> bool:
    """Return whether a text is, as a whole, a phrase that any language has for a field or for what is no field."""
    return squeezed(text) in known_phrases()


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


def without_talks(header: str) -> str | None:
    """Return a header without its words for calls and meetings and what joins them, nothing where it has none."""
    split = split_header(header)
    kept = [word for word in split if word not in _talks()]
    return without_fillers(" ".join(kept)) if len(kept) < len(split) else None


@cache
def _talks() -> frozenset[str]:
    kinds = [language.activities.kinds for language in languages().values()]
    phrases = (phrase for of in kinds for kind in ("conversation", "appointment") for phrase in of.get(kind, ()))
    return frozenset(split[0] for split in map(split_header, phrases) if len(split) == 1)


def speaks_of_results(header: str) -> bool:
    """Return whether a header has a word for what a rep sold in a period: ``Sales``, ``Planned sales``."""
    return any(sense.table == "rep_periods" and sense.name in _SOLD for sense in header_senses(header))


def is_called(header: str, concept: str) -> bool:
    """Return whether a header as a whole is one of a known thing that is no field: ``missed``, ``deleted``."""
    return any(sense.name == concept and not sense.is_field and sense.how != PART for sense in header_senses(header))


def changes_meaning(header: str) -> bool:
    """Return whether a word of a header makes something else of it: the next, the last, a number of, a discount."""
    split = split_header(header)
    return has_phrase(split, changing_words()) or has_part(split, unspaced_words_beside("changes"))


def is_expected(header: str) -> bool:
    """Return whether a word of a header says that what it names is only expected."""
    split = split_header(header)
    return has_phrase(split, words_beside("expected")) or has_part(split, unspaced_words_beside("expected"))


def names_another_role(header: str) -> bool:
    """Return whether a header names who works on a deal beside the one who sells it: a technician, who booked it."""
    return squeezed(header) in _other_roles() or has_phrase(split_header(header), _phrases_of_people("beside_seller"))


@cache
def _other_roles() -> frozenset[str]:
    return frozenset("".join(phrase) for phrase in _phrases_of_people("beside_seller"))


def names_who_is_in_charge(header: str) -> bool:
    """Return whether a header is a word for whoever is in charge, be it of the seller or the customer: ``担当者``."""
    return split_header(header) in _phrases_of_people("in_charge")


def is_word_for_sales(text: str) -> bool:
    """Return whether a text is nothing but a plain word for sales, with words that only join others."""
    kept = tuple(word for word in split_header(text) if (word,) not in words_beside("filler"))
    return kept in _phrases_of_people("sales")


def names_another_system(text: str) -> bool:
    """Return whether a text says nothing but that it is of another system: ``old CRM``, ``Altsystem``."""
    return says_what_was_moved(text) and _speaks_of_any(text, _parts("system"))


def says_what_was_moved(text: str) -> bool:
    """Return whether a text says nothing but that what it stands beside was moved from elsewhere: ``old``, ``旧``."""
    split = tuple(word for word in split_header(text) if (word,) not in words_beside("filler") | _parts("date"))
    is_moved = _speaks_of_any(text, _parts("moved"))
    return is_moved and all(_is_made_of(word, _parts("moved") | _parts("system")) for word in split)


def _speaks_of_any(text: str, phrases: frozenset[tuple[str, ...]]) -> bool:
    split = split_header(text)
    unspaced = [stem for stem in map("".join, phrases) if is_unspaced(stem)]
    return has_phrase(split, phrases) or any(stem in word for word in split if is_unspaced(word) for stem in unspaced)


def _is_made_of(word: str, phrases: frozenset[tuple[str, ...]]) -> bool:
    """Return whether a word is one of these, or in a language without blanks nothing but several of them."""
    return any(word in phrase for phrase in phrases) or (
        is_unspaced(word) and is_covered_by_letters(word, frozenset(map("".join, phrases)))
    )


def names_a_quote(header: str) -> bool:
    """Return whether a header calls its column by nothing but a word for offers and one for ids: ``Angebotsnr.``.

    Of a header in two languages one side is enough.
    """
    sides, _, are_foreign = sides_of(header)
    if are_foreign:
        return any(map(names_a_quote, sides))
    said = [word for word in split_header(header) if not word.isdigit() and (word,) not in words_beside("filler")]
    rest = "".join(word for word in said if word not in _identifiers())
    ends = [word for word in _identifiers() if len(word) > 1 and rest.endswith(word)]
    stems = (rest, *(rest.removesuffix(end).removesuffix(link) for end in ends for link in LINKS))
    return any(stem in _offers() for stem in stems)


@cache
def _offers() -> frozenset[str]:
    return frozenset(
        squeezed(phrase) for language in languages().values() for phrase in language.signing.get("offers", ())
    )


def names_paper(header: str) -> bool:
    """Return whether a header speaks of an offer or a contract, which is sent and takes no meeting."""
    return _names(header, _papers("offers", "orders"))


def names_contract(header: str) -> bool:
    """Return whether a header speaks of a contract or an order, and of no offer."""
    return _names(header, _papers("orders")) and not _names(header, _papers("offers"))


def _names(header: str, phrases: frozenset[tuple[str, ...]]) -> bool:
    split = split_header(header)
    text = "".join(split)
    inside = (phrase for phrase in map("".join, phrases) if is_unspaced(phrase) or len(phrase) >= SHORTEST_COMPOUND)
    return has_phrase(split, phrases) or any(phrase in text for phrase in inside)


@cache
def _papers(*kinds: str) -> frozenset[tuple[str, ...]]:
    return split_all(
        phrase for language in languages().values() for kind in kinds for phrase in language.signing.get(kind, ())
    )


@cache
def _phrases_of_people(name: str) -> frozenset[tuple[str, ...]]:
    return split_all(phrase for language in languages().values() for phrase in language.people.get(name, ()))


def short_name_parts(text: str) -> frozenset[str]:
    """Return which part of a name a text stands for beside a word for the person: the ``first``, the ``last``."""
    split = split_header(text)
    parts = (("rep_first", "first"), ("rep_last", "last"))
    return frozenset(field for field, name in parts if split in _phrases_of_people(name))


def kinds_of_amount(header: str) -> frozenset[str]:
    """Return what a header says of its amounts: ``net``, ``gross``, ``monthly``, ``yearly``, ``actual``, ``offered`` or
    ``converted``.

    Where one phrase is part of another ("tax excluded" in a language without blanks), the longer one counts.
    """
    split = split_header(header)
    text = "".join(split)
    said = set(runs(split, _amounts()))
    found: dict[str, str] = {}
    for phrase, kind in _amounts().items():
        squeezed_phrase = "".join(phrase)
        if phrase in said or (is_unspaced(squeezed_phrase) and squeezed_phrase in text):
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
            if (split := split_header(phrase))
        }
    )


@cache
def _parts(name: str) -> frozenset[tuple[str, ...]]:
    return split_all(
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
    said = {phrase for phrase in runs(split, known) if phrase in known}
    said |= {phrase for phrase in _unspaced_table_names() if "".join(phrase) in text}
    hits = [
        (split.index(phrase[0]) if phrase[0] in split else text.find("".join(phrase)), -len("".join(phrase)), kind)
        for phrase in said
        for kind in known[phrase]
    ]
    return tuple(dict.fromkeys(kind for _, _, kind in sorted(hits)))


def names_other_records(header: str) -> bool:
    """Return whether a header speaks of records beside the deals: of invoices, payments, tickets, tasks, calls."""
    return not _BESIDE_DEALS.isdisjoint(table_kinds(" ".join(without_compounds(split_header(header)))))


def key_tables(header: str) -> tuple[str, ...]:
    """Return the kinds of table that a header gives away, its unit of time aside: only these have such a column.

    A header in two languages gives away what either of them does.
    """
    split = list(split_header(header))
    known = _table_keys().get("".join(split), ())
    while not known and len(split) > _SHORTEST_KEY and split[-1] in _UNITS_OF_TIME:
        split.pop()
        known = _table_keys().get("".join(split), ())
    sides, _, are_foreign = sides_of(header) if not known else ((), False, False)
    return tuple(dict.fromkeys(kind for side in sides for kind in key_tables(side))) if are_foreign else known


def without_id(header: str) -> str | None:
    """Return a header without its words for a number, a code or an id: ``vendedor_id``, ``ID Agent``, ``负责人编号``.

    Nothing where it has no such word, or no other.
    """
    split = split_header(header)
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
    split = split_header(header)
    last = split[-1] if split else ""
    inside = is_unspaced(last) or len(last) >= SHORTEST_COMPOUND
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


def speaks_of_approval(header: str) -> bool:
    """Return whether a header has a word for what somebody inside the company approves of: a discount, a deal."""
    return _speaks_of(header, _approvals())


def speaks_of_other_decisions(name: str) -> bool:
    """Return whether a header, or the name of a file, has a word of what is decided and sells nothing: ``Court``."""
    return _speaks_of(name, _elsewhere())


def speaks_of_hiring(header: str) -> bool:
    """Return whether a header has a word of people who are hired, which agencies place: ``Hiring manager``."""
    return _speaks_of(header, _hiring())


def _speaks_of(header: str, phrases: Collection[tuple[str, ...]]) -> bool:
    split = split_header(header)
    text = "".join(split)
    for phrase in phrases:
        stem = "".join(phrase)
        begins = len(phrase) == 1 and len(stem) >= _STEM and any(word.startswith(stem) for word in split)
        if begins or (is_unspaced(stem) and stem in text) or has_phrase(split, frozenset((phrase,))):
            return True
    return False


@cache
def _selling() -> frozenset[tuple[str, ...]]:
    return split_all(phrase for language in languages().values() for phrase in language.selling)


@cache
def _approvals() -> frozenset[tuple[str, ...]]:
    return split_all(phrase for language in languages().values() for phrase in language.parts.get("approval", ()))


@cache
def _elsewhere() -> frozenset[tuple[str, ...]]:
    return split_all(phrase for language in languages().values() for phrase in language.elsewhere)


@cache
def _hiring() -> frozenset[tuple[str, ...]]:
    return split_all(phrase for language in languages().values() for phrase in language.hiring)


@cache
def _whole(name: str) -> frozenset[str]:
    return frozenset(squeezed(phrase) for language in languages().values() for phrase in getattr(language, name))


@cache
def _table_names() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    return _by_phrase((language.tables, split_header) for language in languages().values())


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
