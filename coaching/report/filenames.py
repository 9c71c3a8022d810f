"""File names made from people's names, which come from a file and may be anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from coaching.words import plain

_LONGEST_BYTES = 120
#: Names that Windows keeps for devices, whatever the suffix.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(10))}


def file_names(people: Iterable[str], suffix: str, taken: Iterable[str] = ()) -> Mapping[str, str]:
    """Return a file name for each person: letters of any language kept, nothing else that a path could mean.

    No two names are the same on a disk that ignores case, nor the same as one of ``taken`` (without suffix).
    """
    used = {name.casefold() for name in taken}
    names = {}
    for person in people:
        stem = safe_stem(person)
        name, number = stem, 2
        while name.casefold() in used:
            name, number = f"{stem}-{number}", number + 1
        used.add(name.casefold())
        names[person] = name + suffix
    return names


def safe_stem(text: str) -> str:
    """Return ``text`` as a harmless file name without suffix; never empty."""
    text = unicodedata.normalize("NFC", plain(text))
    safe = "".join(letter if unicodedata.category(letter)[0] in "LMN" else "-" for letter in text)
    stem = re.sub("-+", "-", safe).encode()[:_LONGEST_BYTES].decode(errors="ignore").strip("-")
    if not stem or stem.casefold() in _DEVICES:
        return f"rep-{stem}".rstrip("-")
    return stem
