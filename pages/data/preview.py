"""The first rows of a table as they were understood, and the issues found in it."""

from __future__ import annotations

import streamlit as st

from coaching.importing import Intake, RawTable, TableMapping
from coaching.tables import TABLES
from coaching.words import Words
from pages.data import import_report
from pages.kit import cards

_ROWS = 8
_INNER = ("file", "sheet", "row", "created_stands_in", "gate_shown")


def first_rows(words: Words, table: RawTable, now: TableMapping, made: Intake) -> None:
    """Show the first rows of the canonical table, in the reader's words and without empty columns."""
    frame = getattr(made.tables, now.table)
    mine = frame["file"] == table.file
    if table.sheet is not None:
        mine &= frame["sheet"].isna() | (frame["sheet"] == table.sheet)
    rows = frame[mine].head(_ROWS)
    shown = rows.drop(columns=[name for name in _INNER if name in rows]).dropna(axis="columns", how="all")
    if shown.empty:
        st.caption(words("map.preview.none"))
        return
    cards.table(
        [import_report.named(words, "field", name) for name in shown],
        [
            [import_report.cell(row[name], words, name) for name in shown]
            for row in shown.astype(object).to_dict("records")
        ],
        figures=[at for at, name in enumerate(shown) if TABLES[now.table][name] == "number"],
    )


def notes(words: Words, table: RawTable, made: Intake) -> None:
    """Show the issues found in this table."""
    mine = [
        issue
        for source in made.sources
        if (source.file, source.sheet) == (table.file, table.sheet)
        for issue in source.issues
    ]
    if mine:
        import_report.problems(dict.fromkeys([*table.issues, *mine]), words)
    else:
        st.caption(words("quality.clean"))
