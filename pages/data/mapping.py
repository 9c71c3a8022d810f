"""The mapping of one table on the page *Upload*, for correction: columns, stages, rows left out, first rows, issues."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching import importing
from coaching.importing import PLAIN, SURE, Intake
from coaching.words import Words
from pages.data import answers, import_report, preview, questions
from pages.data.mapped import MappedTable, field_label, place
from pages.kit.escape import markdown

_ABREAST = 2
#: Fields that are shown even without a column; the other fields are under "more columns".
_WANTED = {
    "deals": ("rep", "stage", "status", "amount", "created_on", "first_appointment_on", "next_step_on", "closed_on"),
    "activities": ("rep", "kind", "result", "happened_on", "count"),
}


def details(words: Words, mapped: MappedTable, intake: Intake, is_open: bool) -> None:
    """Show the mapping of one table for correction, unfolded if ``is_open``.

    It has parts for columns, stages, rows left out, first rows and issues.
    """
    above = questions.asked_of(mapped)
    asked = {question.about for question in above}
    doubtful = {question.field for question in above if question.about == "column"}
    doubtful |= {field for about, field in questions.ASKED_FIELDS.items() if about in asked}
    with st.expander(markdown(title(words, mapped)), expanded=is_open):
        if "table" not in asked:
            answers.table_type(words, mapped)
        if not mapped.now.table:
            return
        tabs = ("columns", "stages", "left_out", "first_rows", "problems")
        columns, stages, left_out, first_rows, notes = st.tabs([words(f"map.{tab}") for tab in tabs])
        with columns:
            _fields(words, mapped, doubtful)
        with stages:
            if asked.isdisjoint(questions.STAGE_QUESTIONS) or not mapped.now.stages:
                answers.stages(words, mapped)
            else:
                st.caption(words("map.above"))
        with left_out:
            if "kinds" in asked:
                st.caption(words("map.above"))
            else:
                answers.left_out(words, mapped)
        with first_rows:
            preview.first_rows(words, mapped.table, mapped.now, intake)
        with notes:
            preview.notes(words, mapped.table, intake)


def title(words: Words, mapped: MappedTable) -> str:
    """Return the name of a table with what it was taken for, as plain text."""
    is_left_out = not mapped.now.table and not mapped.now.asks("table")
    taken_for = import_report.taken_for("left_out" if is_left_out else mapped.now.table, mapped.now.preset, words)
    return f"{place(mapped.table, words)} — {taken_for}"


def likely(words: Words, mapped: MappedTable) -> None:
    """Show the columns that were mapped without a question although the evidence is not certain."""
    fields = mapped.now.fields
    assumed = [
        words("map.likely.one", header=import_report.header(fields[field], words), field=field_label(field, words))
        for field in mapped.now.likely(SURE, PLAIN)
    ]
    if assumed:
        st.caption(markdown(words("map.likely", file=place(mapped.table, words), taken=words.listed(assumed))))


def sheets_of_reps(words: Words, mapped: MappedTable) -> None:
    """Show once a workbook, beside its first sheet, that its sheets were taken for the reps they are named after."""
    table = mapped.table
    is_first = (table.sheet,) == table.sheets_alike[:1]
    unowned = bool(mapped.now.table) and not any(owner in mapped.now.fields for owner in importing.OWNERS)
    if is_first and unowned and importing.named_after_people(table):
        names = words.listed([words.name(sheet) for sheet in table.sheets_alike])
        st.caption(markdown(words("map.sheets_of_reps", file=words.name(table.file), names=names)))


def _fields(words: Words, mapped: MappedTable, asked_above: set[str]) -> None:
    listed = [field for field in importing.FIELDS[mapped.now.table] if field not in asked_above]
    extra = [field for field in mapped.now.fields if field not in listed and field not in asked_above]
    wanted = _WANTED.get(mapped.now.table, ())
    front = [field for field in (*listed, *extra) if field in mapped.now.fields or field in wanted]
    rest = [field for field in listed if field not in front]
    _grid(words, mapped, front)
    if rest and st.toggle(words("map.more"), key=mapped.key("more")):
        _grid(words, mapped, rest)


def _grid(words: Words, mapped: MappedTable, fields: Sequence[str]) -> None:
    for start in range(0, len(fields), _ABREAST):
        for cell, field in zip(st.columns(_ABREAST, gap="medium"), fields[start : start + _ABREAST], strict=False):
            with cell:
                answers.field(words, mapped, field)
