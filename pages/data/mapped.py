"""An uploaded table with its mapping as corrected so far."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from coaching.importing import Given, RawTable, TableMapping, override
from coaching.words import Words
from pages.data import import_report
from pages.session import results
from pages.session.session_state import session


@dataclass(frozen=True)
class MappedTable:
    """One table of an upload: the digest of the files, its index ``at`` among their tables, its mapping ``now``."""

    digest: str
    at: int
    table: RawTable
    now: TableMapping

    def key(self, part: str) -> str:
        """Return the key of the widget for a part of the mapping."""
        return f"map:{self.digest}:{self.at}:{part}"

    @property
    def latest(self) -> TableMapping:
        """The mapping with the corrections made since the run began."""
        return session().upload.mappings[self.digest, self.at]

    def put(self, mapping: TableMapping) -> None:
        """Store a mapping for the next runs."""
        session().upload.mappings[self.digest, self.at] = mapping

    def decide(self, given: Given) -> None:
        """Apply the reader's decision to the mapping."""
        self.put(override(self.latest, given))


def mapped(digest: str, at: int, table: RawTable) -> MappedTable:
    """Return a table with the corrections so far; at first with the suggested mapping."""
    mappings = session().upload.mappings
    if (digest, at) not in mappings:
        mappings[digest, at] = _in_the_readers_zone(results.suggest(table))
    return MappedTable(digest, at, table, mappings[digest, at])


def _in_the_readers_zone(guess: TableMapping) -> TableMapping:
    """Return a suggestion with the reader's time zone as the guess, if the time zone is asked for."""
    reader_zone = st.context.timezone
    if reader_zone is None or not guess.asks("time_zone"):
        return guess
    return replace(guess, formats={**guess.formats, "time_zone": reader_zone})


def place(table: RawTable, words: Words) -> str:
    """Return the name of a table, its file and sheet, safe to stand inside a sentence."""
    return " · ".join(words.name(part) for part in (table.file, table.sheet) if part)


def field_label(field: str, words: Words) -> str:
    """Return the name of a field in the reader's language."""
    kind, _, label = field.partition(":")
    if label and words.has("field.entered"):
        return words("field.entered", stage=words.name(label))
    return import_report.named(words, "field", kind)
