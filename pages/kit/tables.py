"""Helpers for tables that Streamlit draws on a canvas, which run left to right in every language."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import streamlit as st

from coaching.words import Words
from pages.kit import scripts


def start_where_reading_starts(words: Words, key: str = "leaders-table") -> None:
    """Scroll the table in the container ``key`` to its right end if the page is right to left."""
    if words.rtl:
        scripts.run(scripts.to_the_right(key))


def column_order(columns: Sequence[str], words: Words) -> list[str]:
    """Return the columns in reading order, which is reversed if the page is right to left."""
    return list(reversed(columns)) if words.rtl else list(columns)


def text_column(label: str, words: Words, **options: Any) -> Any:
    """Return a column of texts that begin where the page's lines begin, whatever their script; see ``begun``."""
    return st.column_config.TextColumn(label, alignment="right" if words.rtl else None, **options)


def begun(text: str, words: Words) -> str:
    """Return a text for a column of ``text_column``.

    A text in a script from right to left stands at the right side of its cell, and one that is aligned to the left is
    drawn out of its cell: on pages from left to right a mark makes it begin as the page does.
    """
    is_turned = not words.rtl and any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)
    return f"\u200e{text}" if is_turned else text
