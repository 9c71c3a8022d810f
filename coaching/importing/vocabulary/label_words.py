"""What the words of a stage or a status say, in every language at once and whatever the CRM.

There is one list of outcome words. A label may deny what one of its words says ("not won"), put it off ("to be
signed"), or explain it ("lost, not a fit"); what is left open is put to the user.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from coaching.importing.values.normalize import LONGEST_PHRASE, is_unspaced, words
from coaching.importing.vocabulary.by_language import languages, phrase_words
from coaching.importing.vocabulary.phrases import compound_parts
from coaching.tables import CONVERSATION, DISCARDED, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

_SHORT_NOT = re.compile(r"n['’]t\b", re.I)
#: A number, with or without a letter, that only puts labels in their order: ``C6:``, ``3.``, ``10%-``.
_CODE = re.compile(r"^\W*[A-Za-z]?\d+\s*%?\s*[:.)\]|/_–-]+")
_SHORT_WILL = re.compile(r"\bwo(?=n['’]t\b)", re.I)
#: Words of two letters that may be a part of a label written in one word: "qualifiedtobuy".
_SHORT = frozenset(("to", "in", "of", "by", "on", "up"))
#: So many letters at the beginning of two words make them forms of one.
_A_STEM = 4
#: The fewest letters of a word that puts off a win from anywhere in its label, not only from beside it.
_PUTS_OFF = 4

#: Prepositions that Arabic writes in one with the word behind them, with and without its article.
_PREFIXES = ("بال", "لل", "وال", "ب", "ل", "و")
_PROMISE, _SIGNED, _ORDER, _ACCEPTED, _OFFER, _TALKS = "promise", "signed", "order", "accepted", "offer", "talks"
_UNDECIDED, _SCHEDULED, _STILL_OPEN = "undecided", "scheduled", "open"
_MAYBE, _SENT = "maybe ", "sent"
_GIVEN_UP = _MAYBE + "given_up"


@dataclass(frozen=True)
class Meaning:
    """What a stage label means (``""`` if undecided); ``weak`` meanings are put to the user."""

    code: str
    weak: bool = False

    @property
    def certainty(self) -> float:
        """How sure the meaning is, 0 to 1: nothing is known of an undecided label."""
        return 0.0 if not self.code else 0.6 if self.weak else 0.95


@dataclass(frozen=True)
class _Match:
    """A known phrase in a label, from letter ``start`` to ``end`` of its words with a blank around each."""

    kinds: frozenset[str]
    start: int
    end: int


def label_meaning(label: str) -> Meaning:
    """Return what the words of a stage or status label say in any language."""
    text = spelled_out(label)
    if not text:
        return Meaning("")
    if "".join(text.split()) in _sent():
        # Whatever was sent in a list of deals is an offer.
        return Meaning(NEXT_STEP)
    matches = _widest(_matches(text))
    return _decided(text, matches)


def open_label(label: str) -> bool:
    """Return whether a label is nothing but a word for a deal that is still open."""
    return "".join(spelled_out(label).split()) in _phrases(_STILL_OPEN)


def common_win(label: str) -> bool:
    """Return whether a label is nothing but a word for a win or a sale that is said of more than deals: "sold"."""
    return "".join(spelled_out(label).split()) in _common_wins()


def names_a_contract(label: str) -> bool:
    """Return whether a label is nothing but a word for a contract, or for its having been signed."""
    text = "".join(spelled_out(label).split())
    return any(text in _phrases(kind) for kind in (_ORDER, _SIGNED, _ACCEPTED))


def joins_a_contract(label: str) -> bool:
    """Return whether a label names a contract and a step before it: "quote/contract"."""
    matches = _widest(_matches(spelled_out(label)))
    return any(_ORDER in match.kinds for match in matches) and any(NEXT_STEP in match.kinds for match in matches)


def is_accepted(label: str) -> bool:
    """Return whether a label is nothing but a word for what was accepted or approved."""
    return "".join(spelled_out(label).split()) in _phrases(_ACCEPTED)


def spelled_out(label: str) -> str:
    """Return the words of a label without numbers, its negations words of their own: ``won't`` as ``will not``.

    A word that is written in one is taken apart where it is made of known ones: ``closedwon``.
    """
    text = _SHORT_NOT.sub(" not", _SHORT_WILL.sub("will", _CODE.sub("", label[:LONGEST_PHRASE], count=1)))
    known = _label_words()
    split = [_without_prefix(word, known) for word in _lettered(words(text))]
    return " ".join(part for word in split for part in compound_parts(word, known))


def _without_prefix(word: str, known: frozenset[str]) -> str:
    """Return an Arabic word without the preposition that is written in one with it, where the rest is known."""
    if word in known:
        return word
    return next((rest for start in _PREFIXES if (rest := word.removeprefix(start)) != word and rest in known), word)


def _lettered(split: Sequence[str]) -> list[str]:
    """Return words without the numbers among them, but for one after a single letter: ``R1``."""
    kept: list[str] = []
    for before, word in pairwise(("", *split)):
        if not word.isdigit():
            kept.append(word)
        elif len(before) == 1 and not before.isdigit() and not is_unspaced(before):
            kept[-1] += word
    return kept


def says(text: str, phrases: Iterable[str]) -> bool:
    """Return whether one of the phrases stands in a normalized text, as whole words."""
    padded = f" {text} "
    return any(f" {phrase} " in padded for phrase in phrases)


def _decided(text: str, matches: Sequence[_Match]) -> Meaning:
    """Return the meaning of a label by the surest thing that is said in it, the end of a deal before its stages."""

    def first(*kinds: str) -> _Match | None:
        return next((match for match in matches if not match.kinds.isdisjoint(kinds)), None)

    def undone(match: _Match, meaning: str) -> bool:
        others = [other for other in matches if other is not match and other.kinds != {_STILL_OPEN}]
        return _is_undone(_without(text, others), match, meaning)

    kinds = frozenset().union(*(match.kinds for match in matches))
    if any(_UNDECIDED in match.kinds and " " in text[match.start : match.end].strip() for match in matches):
        return Meaning("")
    for kind in (DISCARDED, LOST, WON):
        if match := first(kind):
            if undone(match, kind):
                return Meaning("")
            if kind == WON and _ORDER in match.kinds and _TALKS in kinds:
                # Talks about a contract, or talks and contract in one stage, come before it.
                return Meaning(NEXT_STEP)
            return Meaning(kind, weak=kind == WON and not _stands_alone(text, match))
    if match := first(_GIVEN_UP):
        # Whoever leaves a deal without an answer has not won it.
        return Meaning("") if undone(match, LOST) else Meaning(LOST, weak=True)
    if match := first(_SIGNED):
        if _PROMISE in kinds or undone(match, WON):
            return Meaning("")
        return Meaning(WON, weak=_ORDER not in kinds)
    if (match := first(_ACCEPTED)) and _OFFER in kinds:
        return Meaning("") if undone(match, WON) else Meaning(WON, weak=True)
    if match := first(_SCHEDULED):
        later = first(NEXT_STEP)
        return Meaning(FIRST_APPOINTMENT, weak=True) if later else Meaning(CONVERSATION)
    for kind, meaning in (
        (NEXT_STEP, Meaning(NEXT_STEP)),
        (FIRST_APPOINTMENT, Meaning(FIRST_APPOINTMENT)),
        (_MAYBE + WON, Meaning(CONVERSATION) if first(_ACCEPTED) and first(CONVERSATION) else Meaning(WON, weak=True)),
        (_MAYBE + FIRST_APPOINTMENT, Meaning(FIRST_APPOINTMENT, weak=True)),
        (_MAYBE + LOST, Meaning("")),
    ):
        if match := first(kind):
            return Meaning("") if undone(match, meaning.code) else meaning
    return Meaning(CONVERSATION) if first(CONVERSATION, _STILL_OPEN) else Meaning("")


def _without(text: str, matches: Iterable[_Match]) -> str:
    """Return a text with a mark in place of each letter of phrases that speak for themselves."""
    for match in matches:
        text = text[: match.start] + "|" * (match.end - match.start) + text[match.end :]
    return text


def _is_undone(text: str, match: _Match, meaning: str) -> bool:
    """Return whether the rest of a label takes back what one phrase of it says.

    A denial after the phrase counts where something was reached ("proposal not sent"), and does not where a loss is
    explained ("lost, not a fit"). A win that is put off anywhere in the label is none.
    """
    before, after = text[: match.start].split(), text[match.end :].split()
    if is_unspaced(text[match.start : match.end]):
        return _is_undone_unspaced("".join(before), "".join(after), meaning)
    if _denied(before) or _put_off(before, at_end=True):
        return True
    if meaning in (LOST, DISCARDED):
        return False
    rest = f"{' '.join(before)} | {' '.join(after)}"
    return (
        _put_off(after, at_end=False)
        or says(rest, _negation_phrases("after"))
        or (meaning == WON and says(rest, _puts_off_anywhere()))
    )


def _is_undone_unspaced(before: str, after: str, meaning: str) -> bool:
    """Say the same of a label whose words follow each other without blanks; only what touches the phrase counts."""
    if before.endswith((*_touching("words"), *_touching("pending"))):
        return True
    return meaning not in (LOST, DISCARDED) and after.startswith((*_touching("after"), *_touching("pending")))


def denies(text: str, word: str) -> bool:
    """Return whether a normalized label denies for good what a word, or another form of it, says: "did not join"."""
    words = text.split()
    if says(text, _negation_phrases("pending")) or len(word) < _A_STEM:
        return False
    forms = [at for at, other in enumerate(words) if other[:_A_STEM] == word[:_A_STEM]]
    return any(not _negation_phrases("words").isdisjoint(words[:at]) for at in forms)


def is_denied(text: str, phrase: str) -> bool:
    """Return whether a negation stands before a phrase of a normalized text: "not yet held"."""
    return _denied(_sides(text, phrase)[0])


def is_to_come(text: str, phrase: str) -> bool:
    """Return whether what stands before a phrase of a normalized text puts it off: "to be held"."""
    return _put_off(_sides(text, phrase)[0], at_end=True)


def _sides(text: str, phrase: str) -> tuple[list[str], list[str]]:
    before, _, after = f" {text} ".partition(f" {phrase} ")
    return before.split(), after.split()


def _denied(before: Sequence[str]) -> bool:
    rest = list(before)
    while rest and rest[-1] in _negation_phrases("between") and rest[-1] not in _negation_phrases("words"):
        rest.pop()
    return bool(rest) and rest[-1] in _negation_phrases("words")


def _put_off(beside: Sequence[str], *, at_end: bool) -> bool:
    text = f" {' '.join(beside)} "
    return any(
        text.endswith(f" {word} ") if at_end else text.startswith(f" {word} ") for word in _negation_phrases("pending")
    )


def _stands_alone(text: str, match: _Match) -> bool:
    """Return whether nothing unknown stands beside a phrase of a language without blanks: it may be part of another."""
    if not is_unspaced(text[match.start : match.end]):
        return True
    rest = "".join(text[: match.start].split()), "".join(text[match.end :].split())
    return all(not is_unspaced(side) or _known_letters(side) for side in rest)


def _known_letters(text: str) -> bool:
    known = _unspaced_words()
    reached = {0}
    for end in range(1, len(text) + 1):
        if any(text[start:end] in known for start in reached):
            reached.add(end)
    return len(text) in reached


def _matches(text: str) -> list[_Match]:
    """Return every known phrase of a normalized text: whole words, and runs of letters where words have no blanks."""
    matches = []
    starts = [0, *(at + 1 for at, letter in enumerate(text) if letter == " ")]
    ends = [*(at for at, letter in enumerate(text) if letter == " "), len(text)]
    for start in starts:
        for end in ends:
            if end <= start:
                continue
            kinds = _kinds().get(text[start:end].replace(" ", ""))
            if kinds and (text[start:end] in _spaced() or all(len(word) > 1 for word in text[start:end].split())):
                matches.append(_Match(kinds, start, end))
    if is_unspaced(text):
        letters = [at for at, letter in enumerate(text) if letter != " "]
        squeezed = "".join(text.split())
        for start in range(len(squeezed)):
            for end in range(start + 2, len(squeezed) + 1):
                kinds = _kinds().get(squeezed[start:end])
                if kinds and is_unspaced(squeezed[start:end]):
                    matches.append(_Match(kinds, letters[start], letters[end - 1] + 1))
    return matches


def _widest(matches: Iterable[_Match]) -> list[_Match]:
    """Return the matches that are no part of a longer one, in the order of the text."""
    ordered = sorted(set(matches), key=lambda match: (match.start, -match.end))
    return [match for match in ordered if not any(_is_part(match, other) for other in ordered)]


def _is_part(match: _Match, other: _Match) -> bool:
    inside = other.start <= match.start and match.end <= other.end
    return inside and other.end - other.start > match.end - match.start


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    """Return what each known phrase says, by its words written together."""
    kinds_of: dict[str, set[str]] = {}
    for language in languages().values():
        lists: list[tuple[str, Iterable[str]]] = [*language.outcomes.items(), (_UNDECIDED, language.undecided)]
        lists += [(_MAYBE + kind, phrases) for kind, phrases in language.maybe.items()]
        lists += [(kind, phrases) for kind, phrases in language.stages.items() if kind != _SENT]
        parts = {"signed": _SIGNED, "orders": _ORDER, "promises": _PROMISE, "accepted": _ACCEPTED, "offers": _OFFER}
        lists += [(parts.get(kind, kind), phrases) for kind, phrases in language.signing.items()]
        for kind, phrases in lists:
            for phrase in phrases:
                if text := "".join(phrase_words(phrase)):
                    kinds_of.setdefault(text, set()).add(kind)
    return MappingProxyType({text: frozenset(kinds) for text, kinds in kinds_of.items()})


@cache
def _spaced() -> frozenset[str]:
    """Return the known phrases with their blanks; letters of their own are no part of a word ("C6 lose")."""
    lists = (
        phrases
        for language in languages().values()
        for found in (language.outcomes, language.maybe, language.stages, language.signing)
        for phrases in (*found.values(), language.undecided)
    )
    return frozenset(" ".join(_lettered(phrase_words(phrase))) for phrases in lists for phrase in phrases)


@cache
def _phrases(kind: str) -> frozenset[str]:
    return frozenset(text for text, kinds in _kinds().items() if kind in kinds)


@cache
def _sent() -> frozenset[str]:
    """Return the words for what was sent, which say a step only as a whole label."""
    return frozenset(
        "".join(phrase_words(phrase)) for language in languages().values() for phrase in language.stages.get(_SENT, ())
    )


@cache
def _common_wins() -> frozenset[str]:
    return frozenset(
        "".join(phrase_words(phrase)) for language in languages().values() for phrase in language.common_wins
    )


@cache
def _negation_phrases(name: str) -> frozenset[str]:
    """Return the phrases of a part of the negations, normalized."""
    return frozenset(
        " ".join(phrase_words(phrase))
        for language in languages().values()
        for phrase in getattr(language.negation, name)
    )


@cache
def _touching(name: str) -> tuple[str, ...]:
    return tuple(phrase for phrase in _negation_phrases(name) if is_unspaced(phrase))


@cache
def _puts_off_anywhere() -> frozenset[str]:
    return frozenset(
        phrase for phrase in _negation_phrases("pending") if len(phrase) >= _PUTS_OFF and not is_unspaced(phrase)
    )


@cache
def _label_words() -> frozenset[str]:
    """Return the single words that labels are made of."""
    found: set[str] = set(_SHORT)
    for language in languages().values():
        for lists in (language.outcomes, language.maybe, language.stages, language.signing):
            found.update(word for phrases in lists.values() for phrase in phrases for word in phrase_words(phrase))
    return frozenset(word for word in found if word in _SHORT or len(word) > 2)


@cache
def _unspaced_words() -> frozenset[str]:
    """Return what may stand beside a phrase of a language without blanks and leaves it what it is."""
    beside = {
        "".join(phrase_words(phrase))
        for language in languages().values()
        for name in ("trade", "filler")
        for phrase in language.peel.get(name, ())
    }
    return frozenset(filter(is_unspaced, beside | set(_kinds())))
