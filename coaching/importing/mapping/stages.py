"""What the labels of a pipeline mean: from the CRM's preset, else by their words, else undecided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.values.normalize import key
from coaching.importing.vocabulary.known_headers import names_field
from coaching.importing.vocabulary.label_words import (
    Meaning,
    denies,
    is_denied,
    is_to_come,
    label_meaning,
    open_label,
    says,
    spelled_out,
)
from coaching.importing.vocabulary.word_lists import presets
from coaching.tables import CONVERSATION, DISCARDED, GATES, LOST, OPEN, WON

__all__ = [
    "ENDS",
    "Meaning",
    "denies_closing",
    "ended_labels",
    "is_denied",
    "is_to_come",
    "label_meaning",
    "meaning_of",
    "outcome_for",
    "outcome_of",
    "rank",
    "says",
    "shows_outcome",
    "shows_wins",
    "spelled_out",
    "stage_map",
    "status_meaning",
]

#: The meanings after which a deal is not worked on any more.
ENDS = (WON, LOST, DISCARDED)

#: Columns that say by themselves which deals were won or lost.
_TELLING = frozenset(("status", "is_won", "active", "won_on", "lost_on"))
#: The fewest rows of a label that show whether its deals have ended, and the part of them that has a day then.
_FEWEST_ROWS, _MOST_ENDED = 3, 0.9


def meaning_of(label: str, preset: str | None = None) -> Meaning:
    """Return what a stage label means: in the pipelines of ``preset`` if it is one of theirs, else by its words."""
    known = presets().get(preset or "")
    if known and key(label) in known.stages:
        return Meaning(known.stages[key(label)], key(label) in known.weak)
    return _unless_taken_back(label, label_meaning(label))


def _unless_taken_back(label: str, meaning: Meaning) -> Meaning:
    """Return the meaning of a label; a win that was taken back is none, which is asked about."""
    return Meaning(LOST, weak=True) if meaning.code == WON and speaks_of_taking_back(label) else meaning


def outcome_of(label: str) -> str | None:
    """Return the outcome that a status says: ``open``, ``won``, ``lost`` or ``discarded``; ``None`` if unknown."""
    return outcome_for(status_meaning(label).code)


def outcome_for(code: str) -> str | None:
    """Return the outcome of a status that means ``code``: open before the end, ``None`` if undecided."""
    return code if code in ENDS else OPEN if code else None


def status_meaning(label: str) -> Meaning:
    """Return what a status means; one that says "open" means no more than the first gate."""
    if open_label(label):
        return Meaning(CONVERSATION)
    meaning = _unless_taken_back(label, label_meaning(label))
    return meaning if meaning.code in ENDS else Meaning("")


def stage_map(labels: Iterable[str], preset: str | None) -> dict[str, Meaning]:
    """Return the meaning of each distinct label."""
    return {label: meaning_of(label, preset) for label in labels}


def shows_outcome(fields: Collection[str], meanings: Mapping[str, str]) -> bool:
    """Return whether a column or the meaning of a label tells which deals were won or lost."""
    return not _TELLING.isdisjoint(fields) or not {WON, LOST}.isdisjoint(meanings.values())


def shows_wins(fields: Collection[str], meanings: Mapping[str, str]) -> bool:
    """Return whether a column or the meaning of a label tells which deals were won."""
    return not (_TELLING - {"lost_on"}).isdisjoint(fields) or WON in meanings.values()


def denies_closing(labels: Collection[str]) -> bool:
    """Return whether one label says "closed" and another denies it, so that closed means won: "closed", "no close"."""
    closed = [
        words for label in labels if names_field(label, ("is_closed",), "deals") and (words := spelled_out(label))
    ]
    return any(denies(spelled_out(label), words.split()[-1]) for label in labels for words in closed)


def ended_labels(labels: Sequence[str], is_filled: Sequence[bool], known: Collection[str]) -> set[str]:
    """Return the labels not ``known`` whose deals nearly all have a day on which they ended.

    Parameters
    ----------
    labels, is_filled : sequences
        The label of each row, and whether the row has such a day.
    known : collection of str
        Labels whose deals are known to have ended.
    """
    rows: dict[str, list[bool]] = {}
    for label, filled in zip(labels, is_filled, strict=True):
        if label and label not in known:
            rows.setdefault(label, []).append(filled)
    return {
        label
        for label, filled in rows.items()
        if len(filled) >= _FEWEST_ROWS and sum(filled) >= _MOST_ENDED * len(filled)
    }


def rank(code: str | None) -> int:
    """Return the order of a gate, -1 for what is none."""
    return GATES.index(code) if code in GATES else -1
