"""Names of people as they are written in exports, and how they are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from coaching.importing.values.normalize import normalize, visible
from coaching.importing.vocabulary.by_language import languages
from coaching.importing.vocabulary.word_lists import in_words

#: Salesforce's id of a user or a queue, in its short or its long spelling.
OWNER_ID = re.compile(r"00[5G][A-Za-z0-9]{12}(?:[A-Z0-5]{3})?")
#: A status before a name in brackets or before a dash, behind it in brackets, or behind it after a dash or a comma.
_STATUS = re.compile(
    r"[(\[{](?P<first>[^()\[\]{}]+)[)\]}]\s*(?P<after>.+)"
    r"|(?P<name>.+?)\s*[(\[{（](?P<bracket>[^()\[\]{}（）]+)[)\]}）]"
    r"|(?P<left>.+?)(?:(?:\s+[-–—/|]|,)\s+(?P<dash>.+)|\s+\*(?P<stars>[^*]+)\*)"
)
_STATUS_FIRST = re.compile(r"(?P<before>[^-–—:]+?)(?:\s+[-–—]|:)\s+(?P<name>.+)")
#: A name with the surname first, before a comma.
_SURNAME_FIRST = re.compile(r"([^,،;\d]+)[,،] ?([^,،;\d]+)")
#: Words that belong to the next or the last one of an Arabic name, with or without a blank between them.
_JOINED = re.compile(r"\b(عبد|ابو|ابي|ام|ال) (?=\w)|(?<=\w) (?=الدين\b)")
#: What stands in names beside letters, and makes no difference.
_IN_NAMES = " -'’.ـ"


def normalize_name(name: str) -> str:
    """Return a name as it is compared: accents, hamzas, hyphens and the blank of عبد الله do not make another person.

    Nor does the surname first, before a comma. Of handles (e-mails, codes) only the case makes none, and not even that
    of Salesforce's ids, where it counts.
    """
    text = visible(str(name))
    if OWNER_ID.fullmatch(text):
        return text[:15]
    if found := _SURNAME_FIRST.fullmatch(text):
        text = f"{found.group(2)} {found.group(1)}"
    is_name = text.replace(" ", "").isalpha() or all(
        letter.isalpha() or unicodedata.combining(letter) or letter in _IN_NAMES for letter in text
    )
    return _JOINED.sub(lambda found: found.group(1) or "", normalize(text)) or text if is_name else text.casefold()


def is_surname_first(name: str) -> bool:
    """Return whether a name stands with the surname first, before a comma."""
    return _SURNAME_FIRST.fullmatch(name) is not None


def without_status(name: str) -> str:
    """Return a name without the status that a CRM writes beside it: ``Ann Lee (Deactivated User)``."""
    text = visible(name)
    if (found := _STATUS.fullmatch(text)) and _says_gone(
        found.group("first") or found.group("bracket") or found.group("dash") or found.group("stars") or ""
    ):
        return (found.group("after") or found.group("name") or found.group("left")).strip()
    if (found := _STATUS_FIRST.fullmatch(text)) and _says_gone(found.group("before")):
        return found.group("name").strip()
    return name


def _says_gone(status: str) -> bool:
    """Return whether a text says that somebody has left or is not active, with or without since when."""
    words = in_words(status).split()
    return any(
        " ".join(words[:end]) in _gone() and all(word.isdigit() or word in _since() for word in words[end:])
        for end in range(1, len(words) + 1)
    )


@cache
def _gone() -> frozenset[str]:
    return frozenset(
        in_words(phrase) for language in languages().values() for phrase in language.people.get("inactive", ())
    )


@cache
def _since() -> frozenset[str]:
    """Return the words that stand with the day since when: ``since``, ``March``."""
    phrases = (
        phrase
        for language in languages().values()
        for phrase in (*language.people.get("since", ()), *(name for month in language.months for name in month))
    )
    return frozenset(word for phrase in phrases for word in in_words(phrase).split())
