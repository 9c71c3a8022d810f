"""How far the words of a header speak for each field of a table, by the vocabulary of every language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from rapidfuzz import fuzz, process

from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.mapping.schema import FIELDS
from coaching.importing.remembered import remembered
from coaching.importing.values.amounts import currency_in
from coaching.importing.values.normalize import is_unspaced, words
from coaching.importing.vocabulary.activity_kinds import APPOINTMENT, kind_dated
from coaching.importing.vocabulary.by_language import ANY, languages, phrase_words
from coaching.importing.vocabulary.header_senses import (
    PART,
    PEELED,
    TOOK_PLACE,
    WHOLE,
    Sense,
    header_senses,
    is_unnamed,
    without_compounds,
)
from coaching.importing.vocabulary.header_words import (
    alternatives,
    changes_meaning,
    counts_talks,
    is_bare,
    is_expected,
    names_other_records,
    short_name_parts,
    without_id,
    without_part,
    without_talks,
)
from coaching.importing.vocabulary.label_words import label_meaning
from coaching.importing.vocabulary.phrases import split_header, squeezed, squeezed_phrase
from coaching.tables import CONVERSATION, DISCARDED, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: Stands for a column that is known to be none of a table's fields.
NOT = "-"
#: How far a header is believed that is known as a whole, or but for words that change nothing; one that proves little,
#: and words such as "Name" and "Type" that mean the row's own where the row is known.
_WHOLE, _PEELED, _VAGUE, _OF_THE_ROW = 1.0, 0.95, 0.62, 0.9
#: How far a word for the sales of a rep is believed to head the amounts of deals.
_AS_SUMS = 0.8
#: What a header may name the kind of, and mean it: ``Product category``, ``예측구분``.
_OF_KINDS = ("product", "source", "segment", "forecast")
#: How much of a header without blanks is looked at letter by letter.
_MOST_LETTERS = 24
_ROW_FIELDS = ("deal_name", "deal_type")
#: How far a header is believed of which a phrase is a small part, or nearly all, and what it is believed more where
#: that phrase is the word that names the thing.
_SMALL_PART, _LARGE_PART, _OF_THE_HEAD = 0.36, 0.74, 0.1
#: The most that single words in common, and likeness in spelling, can give; below the likeness there is none.
_IN_COMMON, _ALIKE, _LIKE = 0.6, 0.74, 82.0
_SHORTEST = 5
#: How far a header is believed whose parts say together what it is; one that only says a stage, and a weak word for it.
_COMPOSED, _SAID, _WEAKER = 0.93, 0.84, 0.27
#: The day of what a stage or an outcome means.
_DATED = {
    WON: "won_on",
    LOST: "lost_on",
    FIRST_APPOINTMENT: "first_appointment_on",
    NEXT_STEP: "next_step_on",
}
#: A time zone that reads like "estimated".
_TIME_ZONE = "(EST)"
#: A number that says that a meeting is the first, or a later one: ``1. Termin``, ``I Spotkanie``, ``2nd visit``.
_ORDINAL = re.compile(
    r"^\W*(?:(?:no|nr|n°|nº|№)\W*)?(?P<number>\d|I{1,3}|IV)(?:st|nd|rd|th|er|re|ère|e|ème|[ºª°])?\W+(?=\w)"
)
_FIRST = ("1", "I")
#: What stands in brackets, such as a currency.
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@remembered
def header_scores(header: str, table: str) -> Mapping[str, float]:
    """Return how far a header speaks for each field of ``table``, 0 to 1; ``NOT`` for a column that is none of them."""
    found: dict[str, float] = {}
    if is_unnamed(header):
        return MappingProxyType(found)
    header = header.replace(_TIME_ZONE, "")
    if table == "deals" and _dates_either_end(header):
        return MappingProxyType({"closed_on": _COMPOSED})
    senses = header_senses(header)
    # What may be the income of a customer as well proves little.
    is_income = any(sense.vague and (sense.table, sense.name) == ("deals", "amount") for sense in senses)
    for sense in senses:
        if sense.table in (table, ANY) and (not sense.is_field or sense.name in FIELDS[table]):
            name = sense.name if sense.is_field else NOT
            found[name] = max(found.get(name, 0.0), _grade(sense))
        elif (table, sense.table, sense.name) == ("deals", "rep_periods", "revenue") and not is_income:
            # What sums up the sales of a rep may head those of a deal as well.
            found["amount"] = max(found.get("amount", 0.0), _AS_SUMS * _grade(sense))
    if table == "activities" and _dates_talks(header):
        found["happened_on"] = max(found.get("happened_on", 0.0), _COMPOSED)
    if table in ("goals", "rep_periods") and aims_at_sales(header):
        if table == "goals":
            found["amount"] = max(found.get("amount", 0.0), _COMPOSED)
        found.pop("revenue", None), found.pop("won", None)
    if table == "stage_history" and "deal_id" not in found:
        # A history that names its deals has no other key.
        called = [_grade(sense) for sense in senses if (sense.table, sense.name) == (ANY, "deal_name")]
        found.update({"deal_id": max(called)} if called else {})
    if table == "deals" and currency_in(header) and is_bare(header):
        # What names nothing but a currency, and words of the trade, heads amounts: ``Contract $``.
        found["amount"] = max(found.get("amount", 0.0), _COMPOSED)
    for name in _names_of_owners(senses, table) or _part_of_owners(header, table):
        found[name] = _PEELED
        found.pop("rep", None)
    for name in _ids(header, senses, table):
        found[name] = _COMPOSED
        for other in {"deal_id", "deal_name", "activity_id", "rep", NOT} - {name}:
            found.pop(other, None)
    numbered = _ORDINAL.match(header) if table == "deals" else None
    if numbered and _is_vaguely_called(header[numbered.end() :], "first_appointment_on", table):
        # The first meeting is the first appointment, a later one is none.
        is_first = numbered["number"] in _FIRST
        return MappingProxyType({"first_appointment_on": _COMPOSED} if is_first and not is_expected(header) else {})
    if not any(sense.how in (WHOLE, PEELED) for sense in senses) and not speaks_of_taking_back(header):
        guesses = (
            _in_common(header, table),
            _alike(header, table),
            _composed(header, table),
        )
        for guess in guesses:
            for name, score in guess.items():
                found[name] = max(found.get(name, 0.0), score)
        if found.get("furthest_stage", 0.0) >= _COMPOSED:
            found.pop("stage", None), found.pop("status", None)
        if is_expected(header):
            for name in TOOK_PLACE & set(found):
                del found[name]
        if table == "deals" and counts_talks(header):
            found.pop("amount", None)
    if table == "deals" and found.get("deal_type", 0.0) < _WHOLE and names_other_records(header):
        # The type of an invoice, of a payment or of a call is none of the deal.
        found.pop("deal_type", None)
    return MappingProxyType(found)


def _dates_talks(header: str) -> bool:
    """Return whether a header dates calls or meetings, or when they began: ``Begin of the visit``, ``Besuchstag``."""
    rest = without_talks(header)
    if not rest or changes_meaning(header) or is_expected(header):
        return False
    return without_part(rest, "date") == "" or _is_vaguely_called(rest, "created_on", "deals")


def aims_at_sales(header: str) -> bool:
    """Return whether a header says of sales or money that they are a goal: ``Targeted sales``, ``Ventes visées``."""
    rest = without_part(_IN_BRACKETS.sub("", header), "goal")
    if not rest:
        return False
    return _is_called(rest, ("revenue",), "rep_periods") or _is_called(rest, ("amount",), "deals")


def _dates_either_end(header: str) -> bool:
    """Return whether a header dates a loss or what is none, the end of a deal either way: ``PO / Regret date``."""
    sides, undated = alternatives(header), without_part(header, "date")
    if len(sides) < 2 or undated is None or is_expected(header) or speaks_of_taking_back(header):
        return False
    date = " ".join(word for word in words(header) if word not in undated.split())
    return {_is_loss(side) or _is_called(f"{date} {side}", ("lost_on",), "deals") for side in sides} == {True, False}


def _is_loss(side: str) -> bool:
    return label_meaning(without_part(side, "date") or side).code in (LOST, DISCARDED)


def _names_of_owners(senses: Iterable[Sense], table: str) -> set[str]:
    """Return what a header says owners have where it speaks of them too: "Consultant surname", "User mail"."""
    owned = any(sense.name == "rep" and sense.table in (ANY, table) and sense.how != WHOLE for sense in senses)
    parts = {"rep_email" if sense.name == "email" else sense.name for sense in senses}
    return parts & set(FIELDS[table]) & {"rep_first", "rep_last", "rep_email"} if owned else set()


def _part_of_owners(header: str, table: str) -> set[str]:
    """Return which part of owners' names a header names beside nothing but the owner: ``Last Name (Owner)``.

    A short word for a part stands behind the owner: ``Owner: Last``; the ``Last owner`` is one who was it before.
    """
    split = words(header)
    for at in range(1, len(split)):
        before, behind = " ".join(split[:at]), " ".join(split[at:])
        for owner, part, shortly in ((before, behind, short_name_parts(behind)), (behind, before, frozenset())):
            if _is_owner(owner):
                names = {sense.name for sense in header_senses(part) if sense.how == WHOLE} | shortly
                found = names & {"rep_first", "rep_last"} & set(FIELDS[table])
                if len(found) == 1:
                    return found
    return set()


def _is_owner(text: str) -> bool:
    """Return whether a text is a word for whoever owns a row, in any table, and not one for a name."""
    senses = (sense for sense in header_senses(text) if sense.table == ANY and sense.how != PART)
    return any(sense.is_field and sense.name == "rep" and not sense.vague for sense in senses)


def _ids(header: str, senses: Iterable[Sense], table: str) -> Iterator[str]:
    """Yield the ids that a header speaks of by what has them: ``asesor_id``, ``external deal code``."""
    if any(sense.how == WHOLE for sense in senses):
        return
    rest = without_id(header)
    if rest and "rep_id" in FIELDS[table] and _is_called(rest, ("rep",), table):
        yield "rep_id"
    elif rest and "deal_id" in FIELDS[table] and _is_called(rest, ("deal_id", "deal_name"), table, vaguely=False):
        yield "deal_id"


def _grade(sense: Sense) -> float:
    weight = 1.0
    if sense.vague:
        weight = _OF_THE_ROW if sense.name in _ROW_FIELDS else _VAGUE
    if sense.how == WHOLE:
        return _WHOLE * weight
    if sense.how == PEELED:
        return _PEELED * weight
    return weight * (_SMALL_PART + (_LARGE_PART - _SMALL_PART) * sense.share + _OF_THE_HEAD * sense.is_head)


@cache
def _phrases(table: str) -> Mapping[str, Mapping[str, float]]:
    """Return the fields of a table by squeezed phrase, each with how far it is believed."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for language in languages().values():
        for tables, weight in ((language.headers, 1.0), (language.vague, _VAGUE)):
            for part in (ANY, table):
                for name, phrases in tables.get(part, {}).items():
                    for phrase in phrases if name in FIELDS[table] else ():
                        found[phrase][name] = max(found[phrase].get(name, 0.0), weight)
        for phrases in language.not_fields.values():
            for phrase in phrases:
                found[phrase][NOT] = 1.0
    return found


@cache
def _ranks(table: str) -> Mapping[tuple[str, str], int]:
    """Return how far down its field's list a squeezed phrase stands; the plainest stand first."""
    found: dict[tuple[str, str], int] = {}
    for language in languages().values():
        for part in (ANY, table):
            for name, phrases in language.headers.get(part, {}).items():
                for rank, phrase in enumerate(phrases):
                    found.setdefault((name, squeezed_phrase(phrase)), rank)
    return found


def rank_of(header: str, field: str, table: str) -> int:
    """Return how far down the list of a field a header stands, a large number where it is not in it."""
    return _ranks(table).get((field, squeezed(header)), 99)


@cache
def _spelled(table: str) -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for phrase, fields in _phrases(table).items():
        text = squeezed_phrase(phrase)
        if len(text) >= _SHORTEST:
            found[text].update(fields)
    return found


@cache
def _shares(table: str) -> Mapping[str, Mapping[str, float]]:
    """Return for each word the part of its phrases that head each field."""
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for phrase, fields in _phrases(table).items():
        for word in set(phrase_words(phrase)):
            for name, weight in fields.items():
                counts[word][name] += weight
    totals = {word: sum(fields.values()) for word, fields in counts.items()}
    return {word: {name: count / totals[word] for name, count in fields.items()} for word, fields in counts.items()}


def _in_common(header: str, table: str) -> dict[str, float]:
    """Grade fields by the words that a header has in common with their phrases, telling words counting more."""
    split = words(header)
    totals: dict[str, float] = defaultdict(float)
    weight = 0.0
    for word in split:
        fields = _shares(table).get(word)
        weight += 1.0 if fields is None else max(fields.values())
        for name, share in (fields or {}).items():
            totals[name] += share
    most = _IN_COMMON * (1.0 if len(split) > 1 else 0.8)
    return {name: most * total / weight for name, total in totals.items()}


def _composed(header: str, table: str) -> dict[str, float]:
    """Grade fields of deals by what the parts of a header say together: the date of a stage, the reason of a loss."""
    found: dict[str, float] = {}
    if table == "activities" and kind_dated(" ".join(words(header))) in (CONVERSATION, APPOINTMENT):
        return {"planned_on" if is_expected(header) else "happened_on": _COMPOSED}
    if table != "deals":
        return found
    rest = without_part(header, "reason")
    if rest and label_meaning(rest).code in (LOST, DISCARDED):
        return {"lost_reason": _COMPOSED}
    rest = without_part(header, "last")
    if rest and _is_called(rest, ("stage", "status"), table):
        return {"furthest_stage": _COMPOSED}
    rest = without_part(header, "currency")
    if rest and _is_called(rest, ("amount",), table):
        return {"currency": _COMPOSED}
    rest = without_part(" ".join(without_compounds(split_header(header))), "kind")
    for name in _OF_KINDS if rest else ():
        if _is_called(rest or "", (name,), table, vaguely=False):
            return {name: _COMPOSED}
    if changes_meaning(header):
        return found
    if _is_amount_of_product(header):
        return {"amount": _COMPOSED}
    rest = without_part(header, "held")
    if rest and not is_expected(header):
        for name in ("first_appointment_on", "next_step_on"):
            if _is_called(rest, (name,), table):
                return {name: _COMPOSED}
    dated = without_part(header, "date")
    meaning = label_meaning(dated or header)
    if is_expected(header):
        return {"expected_close_on": _COMPOSED} if dated and meaning.code == WON else found
    grade = (_COMPOSED if dated else _SAID) - (_WEAKER if meaning.weak else 0.0)
    if meaning.code in _DATED:
        found[_DATED[meaning.code]] = grade
    if meaning.code == CONVERSATION and dated:
        found["created_on"] = _VAGUE
    if meaning.code == WON and not dated:
        found["is_won"] = grade
    return found


def _is_amount_of_product(header: str) -> bool:
    """Return whether a header names an amount by what is sold: ``Car price``, ``Fahrzeugpreis``, ``车辆价格``."""
    if is_unspaced(header):
        text = squeezed(header)[:_MOST_LETTERS]
        return any(_are_sold_and_amount(text[:at], text[at:]) for at in range(1, len(text)))
    if not any(sense.name == "amount" and sense.how == PART and sense.is_head for sense in header_senses(header)):
        return False
    split = without_compounds(split_header(header))
    sides = [(" ".join(split[:at]), " ".join(split[at:])) for at in range(1, len(split))]
    return any(_are_sold_and_amount(one, other) or _are_sold_and_amount(other, one) for one, other in sides)


def _are_sold_and_amount(sold: str, amount: str) -> bool:
    return _is_called(amount, ("amount",), "deals", vaguely=False) and _is_called(
        sold, ("product",), "deals", vaguely=False
    )


def _is_called(text: str, fields: Iterable[str], table: str, *, vaguely: bool = True) -> bool:
    """Return whether a text is a header of one of the fields, but for words that change nothing.

    Headers that prove little by themselves count too, unless ``vaguely`` is false.
    """
    return any(
        sense.is_field and sense.name in fields and sense.table in (table, ANY) and sense.how in (WHOLE, PEELED)
        for sense in header_senses(text)
        if vaguely or not sense.vague
    )


def _is_vaguely_called(text: str, field: str, table: str) -> bool:
    """Return whether a text is a header that may be of a field, and proves little by itself."""
    return any(
        sense.is_field and sense.vague and sense.name == field and sense.table in (table, ANY) and sense.how != PART
        for sense in header_senses(text)
    )


def _alike(header: str, table: str) -> dict[str, float]:
    """Grade fields by headers that are spelled much the same."""
    text = squeezed(header)
    found: dict[str, float] = {}
    if len(text) < _SHORTEST:
        return found
    known = _spelled(table)
    for phrase, score, _ in process.extract(text, known.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE, limit=4):
        for name, weight in known[phrase].items():
            grade = _ALIKE * weight * (0.75 + 0.25 * (score - _LIKE) / (100 - _LIKE))
            found[name] = max(found.get(name, 0.0), grade)
    return found


def is_known_otherwise(header: str) -> bool:
    """Return whether a header is known for a column that serves no field."""
    return any(not sense.is_field and sense.how != PART for sense in header_senses(header))
