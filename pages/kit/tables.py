"""Helpers for tables that Streamlit draws on a canvas, which run left to right in every language."""

from __future__ import annotations

from collections.abc import Sequence

from coaching.words import Words
from pages.kit import scripts


def start_where_reading_starts(words: Words, key: str = "leaders-table") -> None:
    """Scroll the table in the container ``key`` to its right end if the page is right to left."""
    if words.rtl:
        scripts.run(scripts.to_the_right(key))


def column_order(columns: Sequence[str], words: Words) -> list[str]:
    """Return the columns in reading order, which is reversed if the page is right to left."""
    return list(reversed(columns)) if words.rtl else list(columns)
