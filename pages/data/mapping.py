"""The mapping of one table on the page *Upload*: its questions, and the widgets that correct it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from coaching import importing
from coaching.importing import (
    ENDS,
    OUTCOME_COLUMN,
    OWNERS,
    PLAIN,
    QUESTIONS,
    SURE,
    TABLE,
    Given,
    Intake,
    Question,
    RawTable,
    TableMapping,
    outcome_for,
    override,
    relabelled,
    shows_outcome,
    stage_labels,
    status_labels,
)
from coaching.tables import CONVERSATION, OPEN, STAGE_MEANINGS, TABLES
from coaching.words import Words, plain
from pages.data import import_report, preview
from pages.kit.escape import markdown
from pages.session import results

_ABREAST = 2
#: Fields by whose values rows can be left out, if they have at most so many values.
_LEAVE_OUT = ("deal_type", "pipeline", "product", "segment")
_MOST_KINDS = 60
#: How much is shown of the cells that a question is about.
_LONGEST_LABEL = 120
_STAGE_QUESTIONS = ("first_appointment_stage", "next_step_stage", "stage", "outcome")
#: The field whose column answers a question.
_ASKED_FIELDS = {"owner": "rep", "deal_id": "deal_id", "outcome": "status"}
#: The meanings of a status; a deal that has not ended is open, whichever gate it has passed.
_STATUS_MEANINGS = (CONVERSATION, *ENDS)
#: The choice for a sheet without data, such as notes.
_NO_DATA = "left_out"
#: Fields that are shown even without a column; the other fields are under "more columns".
_WANTED = {
    "deals": ("rep", "stage", "status", "amount", "created_on", "first_appointment_on", "next_step_on", "closed_on"),
    "activities": ("rep", "kind", "result", "happened_on", "count"),
}


def current(digest: str, at: int, table: RawTable) -> TableMapping:
    """Return the mapping with the corrections so far; at first the suggested one."""
    mappings = _mappings()
    if (digest, at) not in mappings:
        mappings[digest, at] = results.suggest(table)
    return mappings[digest, at]


def open_questions(now: TableMapping) -> list[Question]:
    """Return the open questions of a table that can still be answered here."""
    return [question for question in _without_repeats(now.questions) if _is_answerable(question, now)]


def asked_of(digest: str, at: int, now: TableMapping) -> list[Question]:
    """Return the questions to show for a table: the open ones, and the answered ones until they are confirmed."""
    asked = st.session_state.setdefault("_read_asked", {})
    asked[digest, at] = _without_repeats((*asked.get((digest, at), ()), *now.questions))
    return [question for question in asked[digest, at] if _applies(question, now)]


def _without_repeats(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return one question of each kind and field, because the meanings of all labels are asked together."""
    return tuple({(question.about, question.field): question for question in reversed(tuple(questions))}.values())[::-1]


@dataclass(frozen=True)
class Asked:
    """One question about the table at index ``at`` of the files, or all questions about its stages together."""

    digest: str
    at: int
    table: RawTable
    now: TableMapping
    questions: tuple[Question, ...]

    @property
    def is_about_stages(self) -> bool:
        """Whether it is answered by the meanings of the stages."""
        return self.questions[0].about in _STAGE_QUESTIONS and bool(self.now.stages)


def to_ask(digest: str, at: int, table: RawTable, now: TableMapping) -> list[Asked]:
    """Return the questions about one table in order; those about the stages are one."""
    asked = asked_of(digest, at, now)
    stages = tuple(question for question in asked if question.about in _STAGE_QUESTIONS and now.stages)
    found, seen = [], False
    for question in asked:
        if question not in stages:
            found.append(Asked(digest, at, table, now, (question,)))
        elif not seen:
            found.append(Asked(digest, at, table, now, stages))
            seen = True
    return found


def ask(words: Words, one: Asked) -> None:
    """Show one question with the widget that answers it, set to the guess, and what the answer unlocks."""
    with st.container(border=True):
        st.caption(markdown(place(one.table)))
        for question in one.questions:
            _show_question(words, one, question)
        if one.is_about_stages:
            _stages(words, one.digest, one.at, one.table, one.now)
        unlocks = {words(f"unlocks.{question.unlocks}") for question in one.questions if question.unlocks != "nothing"}
        if unlocks:
            st.caption(words("map.unlocks", what=words.listed(sorted(unlocks))))
        if one.questions[0].about != "table":
            _answers(words, one)


def _show_question(words: Words, one: Asked, question: Question) -> None:
    about, field, place_of = question.about, question.field, (one.digest, one.at, one.table, one.now)
    if about not in ("date_order", "decimal") and words.has(f"question.{about}"):
        named = {"field": markdown(field_label(field, words))} if field else {}
        if question.label:
            named["label"] = markdown(plain(question.label[:_LONGEST_LABEL]))
        st.markdown(f"**{words(f'question.{about}', **named)}**")
    if about == "table":
        _table_type(words, *place_of)
    elif about == "column":
        _field(words, *place_of, field)
    elif about in _ASKED_FIELDS:
        _field(words, *place_of, _ASKED_FIELDS[about])
    elif about == "kinds":
        _left_out(words, *place_of)
    elif about in _WHOLE_TABLE:
        _whole_table(words, *place_of, question)
    elif about in ("date_order", "decimal"):
        _format(words, *place_of, about, field)


def _answers(words: Words, one: Asked) -> None:
    """Show the buttons that confirm the answer or, for a column, that the file does not have it."""
    about = one.questions[0].about
    field = one.questions[0].field if about == "column" else _ASKED_FIELDS.get(about, "")
    key = f"map:{one.digest}:{one.at}:{about}:{field}"
    with st.container(horizontal=True):
        st.button(
            words("map.right"),
            type="primary",
            icon=":material/check:",
            key=f"{key}:right",
            on_click=_confirm,
            args=(one,),
        )
        if field and not one.is_about_stages:
            st.button(words("map.not_recorded"), key=f"{key}:none", on_click=_not_recorded, args=(one, field))


def _confirm(one: Asked) -> None:
    """Mark a question as answered, with its guess where nothing else was chosen."""
    now, asked = _mappings()[one.digest, one.at], st.session_state["_read_asked"]
    guessed = {
        reading: question.guess
        for question in one.questions
        if question.guess and (reading := QUESTIONS[question.about].reading) and reading not in now.formats
    }
    now = override(now, Given(formats=guessed))
    answered = {(question.about, question.field) for question in one.questions}
    left = tuple(question for question in now.questions if (question.about, question.field) not in answered)
    _mappings()[one.digest, one.at] = replace(now, questions=left)
    shown = asked.get((one.digest, one.at), ())
    asked[one.digest, one.at] = tuple(
        question for question in shown if (question.about, question.field) not in answered
    )


def _not_recorded(one: Asked, field: str) -> None:
    """Map a field to no column, as the file does not have it, and mark the question as answered."""
    _mappings()[one.digest, one.at] = override(_mappings()[one.digest, one.at], Given(fields={field: ""}))
    st.session_state.pop(f"map:{one.digest}:{one.at}:field:{field}", None)
    _confirm(one)


def details(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, made: Intake) -> None:
    """Show the mapping of one table for correction: columns, stages, rows left out, first rows, issues."""
    above = asked_of(digest, at, now)
    asked = {question.about for question in above}
    doubtful = {question.field for question in above if question.about == "column"}
    doubtful |= {field for about, field in _ASKED_FIELDS.items() if about in asked}
    heading = f"{markdown(place(table))} — {markdown(import_report.taken_for(now.table, now.preset, words))}"
    with st.expander(heading):
        if "table" not in asked:
            _table_type(words, digest, at, table, now)
        if not now.table:
            return
        tabs = ("columns", "stages", "left_out", "first_rows", "problems")
        columns, stages, left_out, first_rows, notes = st.tabs([words(f"map.{tab}") for tab in tabs])
        with columns:
            _fields(words, digest, at, table, now, doubtful)
        with stages:
            if asked.isdisjoint(_STAGE_QUESTIONS) or not now.stages:
                _stages(words, digest, at, table, now)
            else:
                st.caption(words("map.above"))
        with left_out:
            if "kinds" in asked:
                st.caption(words("map.above"))
            else:
                _left_out(words, digest, at, table, now)
        with first_rows:
            preview.first_rows(words, table, now, made)
        with notes:
            preview.notes(words, table, made)


def likely(words: Words, table: RawTable, now: TableMapping) -> None:
    """Show the columns that were mapped without a question although the evidence is not certain."""
    mapped = [
        words("map.likely.one", header=import_report.header(now.fields[field], words), field=field_label(field, words))
        for field in now.likely(SURE, PLAIN)
    ]
    if mapped:
        st.caption(markdown(words("map.likely", file=place(table), taken=words.listed(mapped))))


def place(table: RawTable) -> str:
    """Return the name of a table: its file and sheet."""
    return plain(" · ".join(part for part in (table.file, table.sheet) if part))


def field_label(field: str, words: Words) -> str:
    """Return the name of a field in the reader's language."""
    kind, _, label = field.partition(":")
    if label and words.has("field.entered"):
        return words("field.entered", stage=words.name(label))
    return import_report.named(words, "field", kind)


#: Questions about the table as a whole, whose answer is a format.
_WHOLE_TABLE = ("year", "period", *(kind.about for kind in QUESTIONS.values() if kind.reading))


def _mappings() -> dict[tuple[str, int], TableMapping]:
    """Return the corrected mappings by the digest of the files and the index of the table."""
    mappings: dict[tuple[str, int], TableMapping] = st.session_state.setdefault("_read_maps", {})
    return mappings


def _is_answerable(question: Question, now: TableMapping) -> bool:
    if question.about == "outcome":
        return not shows_outcome(now.fields, now.stages)
    if question.about == "owner":
        return not any(name in now.fields for name in OWNERS)
    return _applies(question, now)


def _applies(question: Question, now: TableMapping) -> bool:
    about, field = question.about, question.field
    if about in ("date_order", "decimal"):
        return field in now.fields
    if about == "column":
        return field in importing.FIELDS.get(now.table, ()) or field in now.fields
    if about in ("table", "kinds"):
        return about == "table" or now.table == "deals"
    if QUESTIONS[about].reading:
        return now.table in QUESTIONS[about].tables
    if about in _WHOLE_TABLE:
        return now.table in ("goals", "rep_periods") or "goals" in now.also_tables
    return bool(now.table) if about in _ASKED_FIELDS else bool(now.stages)


def _table_type(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    options = ("", _NO_DATA, *TABLES)

    def change() -> None:
        chosen = st.session_state[key]
        no_table = TableMapping("", questions=() if chosen else (TABLE.asked(),))
        _mappings()[digest, at] = importing.suggest_mapping(table, chosen) if chosen in TABLES else no_table
        st.session_state["_read_asked"].pop((digest, at), None)

    key = f"map:{digest}:{at}:table"
    st.selectbox(
        words("map.table"),
        options,
        index=options.index(now.table or ("" if now.asks("table") else _NO_DATA)),
        format_func=lambda option: import_report.named(words, "table", option or "unknown"),
        key=key,
        on_change=change,
    )


def _fields(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, asked_above: set[str]) -> None:
    listed = [field for field in importing.FIELDS[now.table] if field not in asked_above]
    extra = [field for field in now.fields if field not in listed and field not in asked_above]
    wanted = _WANTED.get(now.table, ())
    front = [field for field in (*listed, *extra) if field in now.fields or field in wanted]
    rest = [field for field in listed if field not in front]
    _grid(words, digest, at, table, now, front)
    if rest and st.toggle(words("map.more"), key=f"map:{digest}:{at}:more"):
        _grid(words, digest, at, table, now, rest)


def _grid(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, fields: Sequence[str]) -> None:
    for start in range(0, len(fields), _ABREAST):
        for cell, field in zip(st.columns(_ABREAST, gap="medium"), fields[start : start + _ABREAST], strict=False):
            with cell:
                _field(words, digest, at, table, now, field)


def _field(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, field: str) -> None:
    def change() -> None:
        before = _mappings()[digest, at]
        changed = override(before, Given(fields={field: st.session_state[key]}))
        for other in before.fields:
            if other != field and changed.fields.get(other) != before.fields[other]:
                st.session_state.pop(f"map:{digest}:{at}:field:{other}", None)
                st.toast(words("map.lost_column", field=markdown(field_label(other, words))), icon=":material/info:")
        if field in ("stage", "furthest_stage", "status"):
            changed = relabelled(table, changed)
        _mappings()[digest, at] = changed

    key = f"map:{digest}:{at}:field:{field}"
    header = now.fields.get(field, "")
    options = ("", *table.header)
    st.selectbox(
        field_label(field, words),
        options,
        index=options.index(header) if header in options else 0,
        format_func=lambda name: import_report.header(name, words) or words("map.none"),
        key=key,
        on_change=change,
        filter_mode="contains",
    )
    if header:
        st.caption(markdown(words("map.samples", values=" · ".join(_samples(table, header, words)))))


def _format(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, kind: str, field: str) -> None:
    """Show the choice of a column's format, with a few cells as each format reads them."""

    def change() -> None:
        _mappings()[digest, at] = override(_mappings()[digest, at], Given(formats={field: st.session_state[key]}))

    key = f"map:{digest}:{at}:format:{field}"
    readings = importing.readings(table, now, field)
    options = list(readings)
    chosen = now.formats.get(field)
    st.radio(
        words("map.order" if kind == "date_order" else "map.decimal", field=field_label(field, words)),
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda code: words(f"format.{code}"),
        captions=[_examples(words, readings[option]) for option in options],
        key=key,
        on_change=change,
    )


def _whole_table(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, question: Question) -> None:
    """Show the field for what holds for every row of a table, such as the year of its periods."""
    about = question.about
    reading = QUESTIONS[about].reading or about
    if about == "period" and "goals" in (now.table, *now.also_tables):
        reading = "goal_period"

    def change() -> None:
        given = Given(formats={reading: st.session_state[key].strip()})
        _mappings()[digest, at] = override(_mappings()[digest, at], given)

    key = f"map:{digest}:{at}:format:{reading}"
    label = words(f"question.{about}", label=markdown(plain(question.label[:_LONGEST_LABEL])))
    choices = QUESTIONS[about].choices
    if about == OUTCOME_COLUMN.about:
        choices = tuple(choice for choice in choices if choice in now.fields)
    if choices:
        chosen = now.formats.get(reading) or question.guess
        st.radio(
            label,
            choices,
            index=choices.index(chosen) if chosen in choices else None,
            format_func=lambda choice: words(f"{reading}.{choice}"),
            key=key,
            on_change=change,
            label_visibility="collapsed",
        )
        return
    st.text_input(
        label,
        value=now.formats.get(reading, ""),
        max_chars=40,
        key=key,
        on_change=change,
        label_visibility="collapsed",
    )


def _examples(words: Words, cells: Sequence[tuple[str, dt.date | float | None]]) -> str:
    """Return cells with the values that they are read as, as text."""
    shown = [
        words("map.reads_as", cell=markdown(words.name(plain(cell[:40]))), value=_value(words, value))
        for cell, value in cells
    ]
    return " · ".join(shown)


def _value(words: Words, value: dt.date | float | None) -> str:
    if value is None:
        return words("map.unread")
    return words.date(value) if isinstance(value, dt.date) else words.number(value, 3)


def _stages(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    if not now.stages:
        st.caption(words("map.stage.none"))
        return
    st.caption(words("map.stage.lead"))
    counts = importing.stage_counts(table, now)
    stages = stage_labels(table, now.fields, now.preset)
    statuses = status_labels(table, now.fields, stages).keys() - stages.keys()
    for label, meaning in _in_funnel_order(now, results.suggest(table)):
        key = f"map:{digest}:{at}:stage:{label}"
        names = {"": words("map.undecided")}
        options: tuple[str, ...] = ("", *STAGE_MEANINGS)
        if label in statuses:
            names[CONVERSATION] = words("outcome.open")
            options = ("", *_STATUS_MEANINGS)
            meaning = CONVERSATION if outcome_for(meaning) == OPEN else meaning

        def change(label: str = label, key: str = key) -> None:
            given = Given(stages={label: st.session_state[key]})
            _mappings()[digest, at] = override(_mappings()[digest, at], given)

        st.selectbox(
            markdown(words.count("map.stage.label", counts.get(label, 0), stage=words.name(label))),
            options,
            index=options.index(meaning) if meaning in options else 0,
            format_func=partial(_meaning, words, names),
            key=key,
            on_change=change,
            width=420,
        )


def _in_funnel_order(now: TableMapping, guess: TableMapping) -> list[tuple[str, str]]:
    """Return labels with their meanings, undecided ones first, the others in the order of the funnel.

    The order is that of the suggested meanings, so that labels do not move while their meanings are chosen.
    """

    def place_of(label: str) -> int:
        meaning = guess.stages.get(label, "")
        return STAGE_MEANINGS.index(meaning) if meaning in STAGE_MEANINGS else -1

    return sorted(now.stages.items(), key=lambda pair: place_of(pair[0]))


def _left_out(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    """Show the choice of rows to leave out by the value of a field, such as another pipeline."""
    asked = [(field, importing.values_of(table, now, field)) for field in _LEAVE_OUT if field in now.fields]
    asked = [(field, counts) for field, counts in asked if 1 < len(counts) <= _MOST_KINDS]
    if not asked:
        st.caption(words("map.left_out.none"))
        return
    st.caption(words("map.left_out.lead"))
    for field, counts in asked:
        key = f"map:{digest}:{at}:exclude:{field}"

        def change(field: str = field, key: str = key) -> None:
            given = Given(exclude={field: tuple(st.session_state[key])})
            _mappings()[digest, at] = override(_mappings()[digest, at], given)

        names = {value: words.name(plain(value)) if value else words("map.left_out.blank") for value in counts}
        st.multiselect(
            words("map.left_out.field", field=field_label(field, words)),
            list(counts),
            default=[value for value in now.exclude.get(field, ()) if value in counts],
            format_func=partial(_counted, words, names, counts),
            key=key,
            on_change=change,
            placeholder=words("map.left_out.choose"),
        )


def _meaning(words: Words, names: Mapping[str, str], code: str) -> str:
    return names.get(code) or import_report.named(words, "meaning", code)


def _counted(words: Words, names: Mapping[str, str], counts: Mapping[str, int], value: str) -> str:
    return words.count("map.stage.label", counts[value], stage=names[value])


def _samples(table: RawTable, header: str, words: Words) -> list[str]:
    values = table.frame[header].head(500)
    return [words.name(value[:40]) for value in values[values != ""].unique()[:3]]
