"""The messages of a language: all ``.po`` files of its folder, as one gettext catalogue.

A message is identified by a key (``upload.title``), not by its English text, so that its wording can be changed in one
place. ``python -m coaching.words`` compiles the files of each folder into one ``messages.mo``, which loads in a few
milliseconds. A compiled file contains a digest of its sources. If it is missing or stale, the sources are compiled in
memory, so that a checkout or a read-only folder works without it.
"""

from __future__ import annotations

import datetime as dt
import gettext
import hashlib
import io
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from coaching.words import language

COMPILED = "messages.mo"
_PROJECT = "sales-coach"
#: The date in compiled files, so that equal sources give equal files.
_MADE_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@cache
def translations(lang: str) -> gettext.GNUTranslations:
    """Return the messages of a language, without those of the default language for missing ones."""
    folder = language.CATALOGUES / lang
    compiled = folder / COMPILED
    if compiled.is_file():
        with compiled.open("rb") as file:
            messages = gettext.GNUTranslations(file)
        if messages.info().get("project-id-version") == f"{_PROJECT} {_digest(folder)}":
            return messages
    return gettext.GNUTranslations(io.BytesIO(_compiled(folder)))


def compile_catalogues(folder: Path) -> list[Path]:
    """Compile the catalogues of every language in ``folder`` that are out of date; return the files written."""
    written = []
    for home in sorted(file.parent for file in folder.glob("*/language.yaml")):
        data, file = _compiled(home), home / COMPILED
        if not file.is_file() or file.read_bytes() != data:
            file.write_bytes(data)
            written.append(file)
    return written


def _sources(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".po")), key=lambda file: file.name)


def _digest(folder: Traversable) -> str:
    digest = hashlib.sha256()
    for file in _sources(folder):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _compiled(folder: Traversable) -> bytes:
    """Return the compiled form of all ``.po`` files of a folder."""
    merged: Catalog | None = None
    for file in _sources(folder):
        with file.open("rb") as source:
            catalogue = read_po(source)
        if merged is None:
            merged = catalogue
            continue
        for message in catalogue:
            if message.id:
                merged[message.id] = message
    merged = merged or Catalog()
    merged.project, merged.version = _PROJECT, _digest(folder)
    merged.creation_date = merged.revision_date = _MADE_AT
    out = io.BytesIO()
    write_mo(out, merged)
    return out.getvalue()
