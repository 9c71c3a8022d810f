"""What a label, a header or the name of a file says of the kind of an activity."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from coaching.importing.remembered import remembered
from coaching.importing.values.normalize import is_unspaced
from coaching.importing.vocabulary.by_language import languages
from coaching.importing.vocabulary.phrases import LINKS
from coaching.importing.vocabulary.word_lists import in_words, word_lists

CONVERSATION: Final = "conversation"
APPOINTMENT: Final = "appointment"
#: The languages that write several words in one, and the fewest letters of a word for a day at the end of such a word.
_COMPOUNDING, _SHORTEST_DAY = ("de", "nl", "ja", "zh", "ko"), 3
Kind = Literal["conversation", "appointment", "other"]
#: The column of results that is only for one kind of activity.
OWN_RESULT = {CONVERSATION: "call_result", APPOINTMENT: "meeting_result"}


@remembered
def kind_of_activity(label: str) -> Kind | None:
    """Return what a label says of the kind of an activity, by the longest words that any language has for one."""
    text = f" {in_words(label)} "
    known = _known_kinds()
    if text.strip() in known:
        return known[text.strip()]
    if text.strip() in word_lists("direction"):
        return CONVERSATION
    text += text.rstrip().removesuffix("s") + " "
    if (of_compound := kind_dated(text)) is not None:
        return of_compound
    matching = [word for word in known if f" {word} " in text or (len(word) > 1 and is_unspaced(word) and word in text)]
    return known[max(matching, key=lambda word: (len(word), known[word] == APPOINTMENT))] if matching else None


def kind_dated(text: str) -> Kind | None:
    """Return the kind in a word that is written in one with a word for its day: ``Besuchsdatum``, ``gespreksdatum``."""
    for word in text.split():
        for date in _words_for_days():
            stem = word.removesuffix(date)
            if stem not in (word, ""):
                known = (_known_kinds().get(stem.removesuffix(link)) for link in LINKS)
                kind = next((kind for kind in known if kind), None)
                if kind:
                    return kind
    return None


@cache
def _words_for_days() -> tuple[str, ...]:
    """Return the words for a day at the end of longer ones, in the languages that write them so."""
    days = (in_words(phrase) for code in _COMPOUNDING for phrase in languages()[code].parts.get("date", ()))
    return tuple(
        sorted(
            (day for day in days if (len(day) >= _SHORTEST_DAY or is_unspaced(day)) and " " not in day),
            key=len,
            reverse=True,
        )
    )


@cache
def _known_kinds() -> dict[str, Kind]:
    kinds: dict[str, Kind] = {in_words(word): _kind(code) for word, code in word_lists("kind").items()}
    for language in languages().values():
        for code, phrases in language.activities.kinds.items():
            for phrase in phrases:
                kinds[in_words(phrase)] = _kind(code)
    kinds.pop("", None)
    return kinds


def _kind(code: str) -> Kind:
    """Return the kind of a list of words; what is neither a conversation nor an appointment is something else."""
    if code == CONVERSATION:
        return CONVERSATION
    return APPOINTMENT if code == APPOINTMENT else "other"
