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


def first_rows(words: Words, table: RawTable, now: TableMapping, intake: Intake) -> None:
    """Show the first rows of the canonical table, in the reader's words and without empty columns."""
    frame = getattr(intake.tables, now.table)
    of_table = frame["file"] == table.file
    if table.sheet is not None:
        of_table &= frame["sheet"].isna() | (frame["sheet"] == table.sheet)
    rows = frame[of_table].head(_ROWS)
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


def notes(words: Words, table: RawTable, intake: Intake) -> None:
    """Show the issues found in this table."""
    issues = [
        issue
        for source in intake.sources
        if (source.file, source.sheet) == (table.file, table.sheet)
        for issue in source.issues
    ]
    if issues:
        import_report.problems(dict.fromkeys([*table.issues, *issues]), words)
    else:
        st.caption(words("quality.clean"))
