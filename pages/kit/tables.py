"""What the tables drawn on a canvas share: they run left to right, whatever the reader's direction."""

from __future__ import annotations

from collections.abc import Sequence

from coaching.report import KpiRow, kpi_text
from coaching.words import Words
from pages.kit import scripts


def start_where_reading_starts(words: Words, key: str = "leaders-table") -> None:
    """Scroll the table in the container ``key`` to the side on which the reader begins.

    The canvas runs left to right; a table wider than the screen must still open at its right end in Arabic.
    """
    if words.rtl:
        scripts.run(scripts.to_the_right(key))


def column_order(columns: Sequence[str], words: Words) -> list[str]:
    """Return the columns as they read: the canvas runs left to right, so Arabic reverses them."""
    return list(reversed(columns)) if words.rtl else list(columns)


def short_label(kpi: KpiRow, words: Words) -> str:
    """Return a KPI's name short enough for the head of a column."""
    return kpi_text(words, kpi.key, "short") or kpi.label
