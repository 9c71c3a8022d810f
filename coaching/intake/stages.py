"""What the labels of a pipeline mean: from the CRM's preset, else by their words, else undecided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from coaching.intake.fold import fold, key
from coaching.intake.lexicon import presets, stage_rules, word_lists
from coaching.tables import DISCARDED, FIRST_APPOINTMENT, GATES, LOST, WON


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
    text = f" {fold(label)} "
    for rule in stage_rules():
        if any(f" {word} " in text for word in rule.words):
            if any(f" {word} " in text for word in rule.but_next):
                return Meaning(FIRST_APPOINTMENT, True)
            return Meaning(rule.meaning, rule.weak)
    return Meaning("")


def outcome_of(label: str) -> str | None:
    """Return the outcome that a status says: ``open``, ``won``, ``lost`` or ``discarded``; ``None`` if unknown."""
    known = word_lists("outcome").get(fold(label))
    if known:
        return known
    code = _by_words(label).code
    return code if code in (WON, LOST, DISCARDED) else None


def stage_map(labels: Iterable[str], preset: str | None) -> dict[str, Meaning]:
    """Return the meaning of each distinct label."""
    return {label: meaning_of(label, preset) for label in labels}


def rank(code: str | None) -> int:
    """Return the order of a gate, -1 for what is none."""
    return GATES.index(code) if code in GATES else -1
