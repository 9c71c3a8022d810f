"""What the labels of a pipeline mean: from the CRM's preset, else by their words, else undecided."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from coaching.importing.values.normalize import fold, key
from coaching.importing.vocabulary.word_lists import presets, stage_rules, word_lists, words
from coaching.tables import CONVERSATION, DISCARDED, FIRST_APPOINTMENT, GATES, LOST, OPEN, WON

#: The meanings after which a deal is not worked on any more.
ENDS = (WON, LOST, DISCARDED)

#: Columns that say by themselves which deals were won or lost.
_TELLING = frozenset(("status", "is_won", "active", "won_on", "lost_on"))
_SHORT_NOT = re.compile(r"n['’]t\b", re.I)
_SHORT_WILL = re.compile(r"\bwo(?=n['’]t\b)", re.I)


@dataclass(frozen=True)
class Meaning:
    """What a stage label means (``""`` if undecided); ``weak`` meanings are put to the user."""

    code: str
    weak: bool = False


def meaning_of(label: str, preset: str | None = None) -> Meaning:
    """Return what a stage label means in the pipelines of ``preset``."""
    known = presets().get(preset or "")
    if known and key(label) in known.stages:
        return Meaning(known.stages[key(label)], key(label) in known.weak)
    return _by_words(label)


def _by_words(label: str) -> Meaning:
    text = spelled_out(label)
    for rule in stage_rules():
        hit = next((phrase for phrase in rule.words if says(text, (phrase,))), None)
        if hit is None or (rule.of and not says(text, rule.of)):
            continue
        if _is_undone(text, hit, rule.meaning):
            return Meaning("")
        if says(text, rule.but_next):
            return Meaning(FIRST_APPOINTMENT, True)
        return Meaning(rule.meaning, rule.weak)
    return Meaning("")


def spelled_out(label: str) -> str:
    """Return a label folded, its negations as words of their own: ``won't`` as ``will not``."""
    return fold(_SHORT_NOT.sub(" not", _SHORT_WILL.sub("will", label)))


def says(text: str, phrases: Iterable[str]) -> bool:
    """Say whether one of the phrases stands in a folded text, as whole words."""
    padded = f" {text} "
    return any(f" {phrase} " in padded for phrase in phrases)


def is_denied(text: str, phrase: str) -> bool:
    """Say whether a negation stands before a phrase of a folded text: "not yet held"."""
    before = _sides(text, phrase)[0].split()
    while before and before[-1] in words("filler"):
        before.pop()
    return bool(before) and before[-1] in words("negation")


def is_to_come(text: str, phrase: str) -> bool:
    """Say whether what stands before a phrase of a folded text puts it off: "to be held"."""
    return _sides(text, phrase)[0].endswith(tuple(f" {word}" for word in words("pending")))


def _sides(text: str, phrase: str) -> tuple[str, str]:
    """Return what stands before and after a phrase, a blank on its outer side."""
    before, _, after = f" {text} ".partition(f" {phrase} ")
    return before, after


def _is_undone(text: str, phrase: str, meaning: str) -> bool:
    """Say whether the rest of a label takes back what one phrase of it says.

    A denial after the phrase counts where something was reached ("proposal not sent"), and does not where a loss is
    explained ("lost, not a fit"). A win that is put off anywhere in the label is none.
    """
    if meaning == CONVERSATION:
        return False
    if is_denied(text, phrase) or is_to_come(text, phrase):
        return True
    if meaning in (LOST, DISCARDED):
        return False
    before, after = _sides(text, phrase)
    put_off = after.startswith(tuple(f"{word} " for word in words("pending")))
    rest = f"{before} | {after}"
    return put_off or says(rest, words("denial")) or (meaning == WON and says(rest, words("pending")))


def outcome_of(label: str) -> str | None:
    """Return the outcome that a status says: ``open``, ``won``, ``lost`` or ``discarded``; ``None`` if unknown."""
    return outcome_for(status_meaning(label).code)


def outcome_for(code: str) -> str | None:
    """Return the outcome of a status that means ``code``: open before the end, ``None`` if undecided."""
    return code if code in ENDS else OPEN if code else None


def status_meaning(label: str) -> Meaning:
    """Return what a status means; one that says "open" means no more than the first gate."""
    known = word_lists("outcome").get(fold(label))
    if known:
        return Meaning(CONVERSATION if known == OPEN else known)
    meaning = _by_words(label)
    return meaning if meaning.code in ENDS else Meaning("")


def stage_map(labels: Iterable[str], preset: str | None) -> dict[str, Meaning]:
    """Return the meaning of each distinct label."""
    return {label: meaning_of(label, preset) for label in labels}


def tells_outcome(fields: Collection[str], meanings: Mapping[str, str]) -> bool:
    """Say whether a column or the meaning of a label tells which deals were won or lost."""
    return not _TELLING.isdisjoint(fields) or not {WON, LOST}.isdisjoint(meanings.values())


def rank(code: str | None) -> int:
    """Return the order of a gate, -1 for what is none."""
    return GATES.index(code) if code in GATES else -1
