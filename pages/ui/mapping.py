"""How one table is understood: shown, asked about where unclear, and corrected by the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from coaching import intake
from coaching.intake.model import Intake, RawTable, TableMapping
from coaching.tables import STAGE_MEANINGS, TABLES
from coaching.words import Words, plain
from pages.ui import account, preview
from pages.ui.safe import markdown

_DATE_READINGS = ("ymd", "dmy", "mdy", "serial", "hijri")
_DECIMAL_SIGNS = (".", ",")
_STAGE_QUESTIONS = ("first_appointment_stage", "next_step_stage", "stages")
#: Asked for even where the file seems to have none; the other fields stand under "more columns".
_WANTED = {
    "deals": ("rep", "stage", "status", "amount", "created_on", "first_appointment_on", "next_step_on", "closed_on"),
    "activities": ("rep", "kind", "result", "happened_on", "count"),
}


def current(digest: str, at: int, table: RawTable) -> TableMapping:
    """Return the mapping as corrected so far; at first the suggestion."""
    kept = _kept()
    if (digest, at) not in kept:
        kept[digest, at] = intake.suggest_mapping(table)
    return kept[digest, at]


def open_questions(table: RawTable, now: TableMapping) -> list[str]:
    """Return what the user should check in this table: codes of intake, and fields it is not sure about."""
    doubtful = [f"field:{field}" for field in now.fields if now.certainty.get(field, 1.0) < intake.SURE]
    asked = [*now.questions, *doubtful]
    if not now.table and "role" not in asked:
        asked.insert(0, "role")
    return [code for code in dict.fromkeys(asked) if _answerable(code, now)]


def ask(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    """Put the open questions of one table, each with the widget that answers it."""
    with st.container(border=True):
        st.markdown(f"**{markdown(place(table))}**")
        asked = open_questions(table, now)
        for code in asked:
            kind, _, field = code.partition(":")
            key = f"question.{kind}"
            if words.has(key):
                st.markdown(words(key, field=markdown(field_label(field, words))) if field else words(key))
            if kind == "role":
                _role(words, digest, at, table, now)
            elif kind == "field":
                _field(words, digest, at, table, now, field)
            elif kind in ("date_order", "decimal"):
                _format(words, digest, at, now, kind, field)
        if any(code.partition(":")[0] in _STAGE_QUESTIONS for code in asked):
            _stages(words, digest, at, table, now)


def details(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, made: Intake) -> None:
    """Show how one table was understood, to be corrected: columns, stages, first rows, notes."""
    asked = {code.partition(":")[0] for code in open_questions(table, now)}
    doubtful = {code.partition(":")[2] for code in open_questions(table, now)}
    heading = f"{markdown(place(table))} — {markdown(account.taken_for(now.table, now.preset, words))}"
    with st.expander(heading):
        if "role" not in asked:
            _role(words, digest, at, table, now)
        if not now.table:
            return
        columns, stages, first_rows, notes = st.tabs(
            [words(f"map.{tab}") for tab in ("columns", "stages", "first_rows", "problems")]
        )
        with columns:
            _fields(words, digest, at, table, now, doubtful)
        with stages:
            if asked.isdisjoint(_STAGE_QUESTIONS):
                _stages(words, digest, at, table, now)
            else:
                st.caption(words("map.above"))
        with first_rows:
            preview.first_rows(words, table, now, made)
        with notes:
            preview.notes(words, table, made)


def place(table: RawTable) -> str:
    """Name a table by its file and sheet."""
    return plain(" · ".join(part for part in (table.file, table.sheet) if part))


def field_label(field: str, words: Words) -> str:
    """Name a field in the reader's language."""
    kind, _, label = field.partition(":")
    if label and words.has("field.entered"):
        return words("field.entered", stage=words.name(label))
    return account.named(words, "field", kind)


def _kept() -> dict[tuple[str, int], TableMapping]:
    return st.session_state.setdefault("_read_maps", {})


def _answerable(code: str, now: TableMapping) -> bool:
    kind, _, field = code.partition(":")
    if kind in ("date_order", "decimal", "field"):
        return field in now.fields
    return kind == "role" or bool(now.stages)


def _role(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    options = ("", *TABLES)

    def change() -> None:
        role = st.session_state[key]
        known = intake.FIELDS.get(role, ())
        fields = {field: header for field, header in now.fields.items() if field in known}
        _kept()[digest, at] = replace(now, table=role, fields=fields, questions=(), certainty={})

    key = f"map:{digest}:{at}:table"
    st.selectbox(
        words("map.table"),
        options,
        index=options.index(now.table),
        format_func=lambda role: account.named(words, "table", role or "unknown"),
        key=key,
        on_change=change,
    )


def _fields(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, asked_above: set[str]) -> None:
    listed = [field for field in intake.FIELDS[now.table] if field not in asked_above]
    extra = [field for field in now.fields if field not in listed and field not in asked_above]
    wanted = _WANTED.get(now.table, ())
    front = [field for field in (*listed, *extra) if field in now.fields or field in wanted]
    for field in front:
        _field(words, digest, at, table, now, field)
    rest = [field for field in listed if field not in front]
    if rest and st.toggle(words("map.more"), key=f"map:{digest}:{at}:more"):
        for field in rest:
            _field(words, digest, at, table, now, field)


def _field(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, field: str) -> None:
    def change() -> None:
        fields = {name: header for name, header in now.fields.items() if name != field}
        if header := st.session_state[key]:
            fields[field] = header
        certainty = {name: sure for name, sure in now.certainty.items() if name != field}
        changed = replace(now, fields=fields, certainty=certainty)
        if field == "stage":
            labels = _labels(table, fields.get("stage"))
            changed = replace(changed, stages={label: now.stages.get(label, "") for label in labels})
        _kept()[digest, at] = changed

    key = f"map:{digest}:{at}:field:{field}"
    header = now.fields.get(field, "")
    options = ("", *table.header)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.selectbox(
        field_label(field, words),
        options,
        index=options.index(header) if header in options else 0,
        format_func=lambda name: plain(name) or words("map.none"),
        key=key,
        on_change=change,
        filter_mode="contains",
    )
    if header:
        right.caption(f"{words('map.samples')}: {markdown(words.listed(_samples(table, header, words)))}")


def _format(words: Words, digest: str, at: int, now: TableMapping, kind: str, field: str) -> None:
    options: Sequence[str] = _DATE_READINGS if kind == "date_order" else _DECIMAL_SIGNS

    def change() -> None:
        questions = tuple(code for code in now.questions if code != f"{kind}:{field}")
        _kept()[digest, at] = replace(now, formats={**now.formats, field: st.session_state[key]}, questions=questions)

    key = f"map:{digest}:{at}:format:{field}"
    reading = now.formats.get(field, options[0])
    label = words("map.order" if kind == "date_order" else "map.decimal", field=field_label(field, words))
    st.selectbox(
        label,
        options,
        index=options.index(reading) if reading in options else 0,
        format_func=lambda code: words(f"format.{code}"),
        key=key,
        on_change=change,
    )


def _stages(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    if not now.stages:
        st.caption(words("map.stage.none"))
        return
    st.caption(words("map.stage.lead"))
    header = now.fields.get("stage")
    counts = table.frame[header].value_counts().to_dict() if header in table.frame else {}
    options = ("", *STAGE_MEANINGS)
    grid = st.columns(2)
    for number, (label, meaning) in enumerate(now.stages.items()):
        key = f"map:{digest}:{at}:stage:{label}"

        def change(label: str = label, key: str = key) -> None:
            _kept()[digest, at] = replace(now, stages={**now.stages, label: st.session_state[key]})

        grid[number % 2].selectbox(
            markdown(words.count("map.stage.label", counts.get(label, 0), stage=words.name(label))),
            options,
            index=options.index(meaning) if meaning in options else 0,
            format_func=lambda code: account.named(words, "meaning", code) if code else words("map.undecided"),
            key=key,
            on_change=change,
        )


def _labels(table: RawTable, header: str | None) -> list[str]:
    return [label for label in table.frame[header].unique() if label] if header in table.frame else []


def _samples(table: RawTable, header: str, words: Words) -> list[str]:
    values = table.frame[header].head(500)
    return [words.name(value[:40]) for value in values[values != ""].unique()[:3]]
