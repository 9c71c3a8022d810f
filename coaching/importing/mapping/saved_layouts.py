"""What a team decided about a layout, kept for its next upload."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from coaching.importing.issues.questions import OF_ONE_UPLOAD, recalled, remembered
from coaching.importing.mapping.layouts import layouts_of
from coaching.importing.mapping.overrides import Given, override
from coaching.importing.mapping.schema import ENTERED, FIELDS, kind_of
from coaching.importing.mapping.suggest import suggest_mapping
from coaching.importing.model import RawTable, TableMapping
from coaching.importing.shapes import LABEL_MARK, VALUE_MARK
from coaching.importing.values.amounts import look_at_numbers
from coaching.importing.values.dates import look_at_dates
from coaching.importing.values.normalize import key, normalize
from coaching.importing.values.text_columns import distinct
from coaching.importing.vocabulary.word_lists import preset_names
from coaching.tables import STAGE_MEANINGS, TABLES

#: How many columns make a layout that is known again among others.
_MAPPED = 4
_OF_STAGES = ("first_appointment_stage", "next_step_stage", "stage", "outcome", "deal_id", "kinds")


def layout_key(table: RawTable) -> str:
    """Return a key that the next export of the same layout shares: of its header names and its CRM.

    The order of the columns does not matter, nor does case, nor does what the rows hold, nor over which months or reps
    a table runs.
    """
    layout = max(layouts_of(table), key=lambda layout: layout[0], default=None)
    return _key(table, layout[1].preset if layout else "")


def _key(table: RawTable, preset: str) -> str:
    across = table.across
    marks = () if across is None else (across.label, across.value)
    own = [key(header) for header in table.header if header not in marks]
    text = "\x1f".join([preset, *sorted(own), *((across.over,) if across else ())])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def remember(mapping: TableMapping) -> dict[str, Any]:
    """Return what was decided about a table as plain data for a store."""
    return {
        "table": mapping.table,
        "preset": mapping.preset,
        "fields": dict(mapping.fields),
        "stages": dict(mapping.stages),
        "formats": {name: reading for name, reading in mapping.formats.items() if name not in OF_ONE_UPLOAD},
        "exclude": {name: list(values) for name, values in mapping.exclude.items()},
        "questions": list(dict.fromkeys(map(remembered, mapping.questions))),
        "also_tables": {name: dict(fields) for name, fields in mapping.also_tables.items()},
    }


def layout_for(table: RawTable, layouts: Mapping[str, Mapping[str, Any]]) -> tuple[Mapping[str, Any] | None, bool]:
    """Return what was remembered that fits a table best, and whether it is of just this layout.

    Columns that were added, or taken away without having been used, do not make another layout of it: else that is
    taken whose columns are all there, and the most of them.
    """
    # Which CRM a table is of was told otherwise once: the same headers under any CRM are the same layout.
    own = (layout_key(table), *(_key(table, preset) for preset in ("", *preset_names())))
    exact = next((layouts[key] for key in own if key in layouts), None)
    if exact is not None:
        return exact, True
    table_type = suggest_mapping(table).table
    headers = set(table.header)
    fitting = [
        saved
        for saved in layouts.values()
        if saved.get("table") and table_type in ("", saved["table"]) and len(_texts(saved, "fields")) >= _MAPPED
        if set(_fields_then(table, saved).values()) <= headers
    ]
    return max(fitting, key=lambda saved: len(_texts(saved, "fields")), default=None), False


def recall(table: RawTable, saved: Mapping[str, Any], same_layout: bool = True) -> TableMapping:
    """Return how ``table`` is understood by what was kept of it, as far as it still fits.

    A field whose header is gone, a reading that the values contradict and a stage that was never seen are as
    suggested afresh, with their questions; and a question that nobody answered then is asked again. Fields that were
    not mapped then stay unmapped unless a header is gone or it is not ``same_layout``.
    """
    table_type = str(saved.get("table") or "")
    if table_type not in TABLES:
        left_out = saved.get("table") == "" and not saved.get("questions")
        return TableMapping("") if left_out else suggest_mapping(table)
    fresh = suggest_mapping(table, table_type)
    then = {
        name: header
        for name, header in _fields_then(table, saved).items()
        if name in FIELDS[table_type] or (table_type == "deals" and name.startswith(ENTERED))
    }
    fields = {name: header for name, header in then.items() if header in table.header}
    is_whole = same_layout and len(fields) == len(then)
    dropped = dict.fromkeys(set(fresh.fields) - set(fields), "") if is_whole else {}
    stages = {label: code for label, code in _texts(saved, "stages").items() if code in (*STAGE_MEANINGS, "")}
    known = set(map(normalize, stages))
    unseen = {label: code for label, code in fresh.stages.items() if normalize(label) not in known}
    formats = {
        name: reading
        for name, reading in _texts(saved, "formats").items()
        if name not in fields or not _contradicts(table, table_type, name, fields[name], reading)
    }
    exclude = {
        str(name): tuple(map(str, values))
        for name, values in dict(saved.get("exclude") or {}).items()
        if name in FIELDS[table_type]
    }
    mapping = override(fresh, Given(None, None, table_type, {**dropped, **fields}, stages, formats, exclude))
    asked_then = set(map(recalled, map(str, saved.get("questions") or ())))
    questions = [
        question
        for question in mapping.questions
        if question.about not in _OF_STAGES or unseen or (question.about, question.field) in asked_then
    ]
    open_still = [
        question
        for question in fresh.questions
        if question.field in mapping.fields and (question.about, question.field) in asked_then
    ]
    doubtful = [question.field for question in open_still if question.about == "column"]
    certainty = {name: fresh.certainty[name] for name in doubtful if name in fresh.certainty}
    return replace(
        mapping,
        questions=tuple(dict.fromkeys((*questions, *open_still))),
        certainty={**mapping.certainty, **certainty},
        also_tables=mapping.also_tables if "also_tables" not in saved else _also_then(table, saved),
    )


def _fields_then(table: RawTable, saved: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that were mapped then; months that ran across then are those that run across now."""
    fields = _texts(saved, "fields")
    if table.across is None:
        return fields
    marks = {LABEL_MARK: table.across.label, VALUE_MARK: table.across.value}
    return {
        name: next((now for mark, now in marks.items() if mark in header), header) for name, header in fields.items()
    }


def _also_then(table: RawTable, saved: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return what else the rows were said to hold, as far as the columns are still there."""
    also = {str(name): _texts(saved["also_tables"], str(name)) for name in dict(saved["also_tables"] or {})}
    others = {
        name: {field: header for field, header in fields.items() if field in FIELDS[name] and header in table.header}
        for name, fields in also.items()
        if name in TABLES
    }
    return {name: fields for name, fields in others.items() if fields}


def _texts(remembered: Mapping[str, Any], part: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in dict(remembered.get(part) or {}).items()}


def _contradicts(table: RawTable, table_type: str, name: str, header: str, reading: str) -> bool:
    """Return whether the values of a column settle on another reading than the one remembered."""
    kind = kind_of(table_type, name)
    if kind == "date":
        dates = look_at_dates(distinct(table.frame[header]))
        return dates.sure and dates.order != reading and {dates.order, reading} == {"dmy", "mdy"}
    if kind == "number" and reading != "cents":
        numbers = look_at_numbers(distinct(table.frame[header]))
        return numbers.settled and numbers.decimal != reading
    return False
