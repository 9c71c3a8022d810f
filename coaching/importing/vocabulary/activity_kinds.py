"""What a label, a header or the name of a file says of the kind of an activity."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from coaching.importing.remembered import remembered
from coaching.importing.values.normalize import is_unspaced
from coaching.importing.vocabulary.by_language import languages
from coaching.importing.vocabulary.word_lists import in_words, word_lists

CONVERSATION: Final = "conversation"
APPOINTMENT: Final = "appointment"
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
    matching = [word for word in known if f" {word} " in text or (len(word) > 1 and is_unspaced(word) and word in text)]
    return known[max(matching, key=lambda word: (len(word), known[word] == APPOINTMENT))] if matching else None


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
