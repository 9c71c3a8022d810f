"""A made-up language: every English text marked and made longer, with months and lists of another locale.

It is made the way docs/add-a-language.md tells a translator to make a real one.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from coaching.words import catalogue, language
from coaching.words.catalogue import COMPILED

CODE = "en-XA"
OPEN, CLOSE = "⟦", "⟧"
_MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_WORD = re.compile("[A-Za-z]{2,}")


def add_language(folder: Path) -> None:
    """Copy the catalogues into ``folder`` and add the language to them, in letters that no source text has."""
    shutil.copytree(str(language.CATALOGUES), folder, ignore=shutil.ignore_patterns(COMPILED))
    shutil.copytree(folder / "en", folder / CODE)
    (folder / CODE / "language.yaml").write_text(
        f"name: {OPEN}Pseudo{CLOSE}\nlocale: el\ndirection: ltr\ndigits: [latn]\n", encoding="utf-8"
    )
    for file in (folder / CODE).glob("*.po"):
        with file.open("rb") as source:
            texts = read_po(source)
        for message in texts:
            if message.id:
                many = not isinstance(message.string, str)
                message.string = tuple(map(marked, message.string)) if many else marked(message.string)
        with file.open("wb") as target:
            write_po(target, texts)


def marked(text: str) -> str:
    """Return a text between marks and half as long again."""
    return f"{OPEN}{text} {'·' * (len(text) // 2)}{CLOSE}"


def forget() -> None:
    """Let the languages be read anew."""
    language.languages.cache_clear()
    catalogue.translations.cache_clear()


def unmarked(text: str) -> str:
    """Return what a text says outside of the marks."""
    before = None
    while before != text:
        before, text = text, _MARKED.sub(" ", text)
    return text


def left_outside(texts: Iterator[str], allowed: re.Pattern[str]) -> list[str]:
    """Return the texts with words that come from no catalogue, but for what is allowed."""
    found = {text: allowed.sub(" ", unmarked(html.unescape(text).replace("<br>", " "))) for text in texts}
    return sorted({text for text, rest in found.items() if _WORD.search(rest)})
