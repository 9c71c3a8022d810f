"""How one table is understood: shown, asked about where unclear, and corrected by the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from coaching import importing
from coaching.importing import (
    ENDS,
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
#: Fields whose kinds of rows can be left out, and up to how many kinds are offered.
_LEAVE_OUT = ("deal_type", "pipeline", "product", "segment")
_MOST_KINDS = 60
_STAGE_QUESTIONS = ("first_appointment_stage", "next_step_stage", "stage", "outcome")
#: Questions whose answer is the column of a field that has none, and the field.
_ASKED_FIELDS = {"owner": "rep", "deal_id": "deal_id", "outcome": "status"}
#: What a status can mean; before its end a deal is open, however far it came.
_STATUS_MEANINGS = (CONVERSATION, *ENDS)
#: Chosen for a sheet that holds no data: notes, a picture, somebody's list.
_NO_DATA = "left_out"
#: Asked for even where the file seems to have none; the other fields stand under "more columns".
_WANTED = {
    "deals": ("rep", "stage", "status", "amount", "created_on", "first_appointment_on", "next_step_on", "closed_on"),
    "activities": ("rep", "kind", "result", "happened_on", "count"),
}


def current(digest: str, at: int, table: RawTable) -> TableMapping:
    """Return the mapping as corrected so far; at first the suggestion."""
    kept = _kept()
    if (digest, at) not in kept:
        kept[digest, at] = results.suggest(table)
    return kept[digest, at]


def open_questions(now: TableMapping) -> list[Question]:
    """Return what the user should check in this table, as far as it can still be answered here."""
    return [question for question in _once(now.questions) if _answerable(question, now)]


def asked_of(digest: str, at: int, now: TableMapping) -> list[Question]:
    """Return the questions to show of this table: those that are open and, until it is confirmed, those answered."""
    asked = st.session_state.setdefault("_read_asked", {})
    asked[digest, at] = _once((*asked.get((digest, at), ()), *now.questions))
    return [question for question in asked[digest, at] if _applies(question, now)]


def _once(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return one question of each kind and field: what labels mean is asked in one place for all of them."""
    return tuple({(question.about, question.field): question for question in reversed(tuple(questions))}.values())[::-1]


@dataclass(frozen=True)
class Asked:
    """One thing to answer: a question about the table at a place, or all that is asked about its stages together."""

    digest: str
    at: int
    table: RawTable
    now: TableMapping
    questions: tuple[Question, ...]

    @property
    def is_about_stages(self) -> bool:
        """Whether the meanings of the stages answer it."""
        return self.questions[0].about in _STAGE_QUESTIONS and bool(self.now.stages)


def to_ask(digest: str, at: int, table: RawTable, now: TableMapping) -> list[Asked]:
    """Return what is asked of one table, one after the other; the stages are one question."""
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
    """Put one question with the widget that answers it, the guess preselected, and say what the answer unlocks."""
    with st.container(border=True):
        st.caption(markdown(place(one.table)))
        for question in one.questions:
            _put(words, one, question)
        if one.is_about_stages:
            _stages(words, one.digest, one.at, one.table, one.now)
        unlocks = {words(f"unlocks.{question.unlocks}") for question in one.questions if question.unlocks != "nothing"}
        if unlocks:
            st.caption(words("map.unlocks", what=words.listed(sorted(unlocks))))
        if one.questions[0].about != "table":
            _answers(words, one)


def _put(words: Words, one: Asked, question: Question) -> None:
    about, field, place_of = question.about, question.field, (one.digest, one.at, one.table, one.now)
    if about not in ("date_order", "decimal") and words.has(f"question.{about}"):
        named = {"field": markdown(field_label(field, words))} if field else {}
        st.markdown(f"**{words(f'question.{about}', **named)}**")
    if about == "table":
        _role(words, *place_of)
    elif about == "column":
        _field(words, *place_of, field)
    elif about in _ASKED_FIELDS:
        _field(words, *place_of, _ASKED_FIELDS[about])
    elif about == "kinds":
        _left_out(words, *place_of)
    elif about in _SAID_OF_ALL:
        _said_of_all(words, *place_of, about)
    elif about in ("date_order", "decimal"):
        _format(words, *place_of, about, field)


def _answers(words: Words, one: Asked) -> None:
    """Offer to say that the answer is right or, of a column, that it is not recorded."""
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
    """Take a question as answered."""
    now, asked = _kept()[one.digest, one.at], st.session_state["_read_asked"]
    answered = {(question.about, question.field) for question in one.questions}
    left = tuple(question for question in now.questions if (question.about, question.field) not in answered)
    _kept()[one.digest, one.at] = replace(now, questions=left)
    remembered = asked.get((one.digest, one.at), ())
    asked[one.digest, one.at] = tuple(
        question for question in remembered if (question.about, question.field) not in answered
    )


def _not_recorded(one: Asked, field: str) -> None:
    """Take a field as one that the file does not hold."""
    _kept()[one.digest, one.at] = override(_kept()[one.digest, one.at], Given(fields={field: ""}))
    st.session_state.pop(f"map:{one.digest}:{one.at}:field:{field}", None)
    _confirm(one)


def details(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, made: Intake) -> None:
    """Show how one table was understood, to be corrected: columns, stages, first rows, notes."""
    above = asked_of(digest, at, now)
    asked = {question.about for question in above}
    doubtful = {question.field for question in above if question.about == "column"}
    doubtful |= {field for about, field in _ASKED_FIELDS.items() if about in asked}
    heading = f"{markdown(place(table))} — {markdown(import_report.taken_for(now.table, now.preset, words))}"
    with st.expander(heading):
        if "table" not in asked:
            _role(words, digest, at, table, now)
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
    """Name the columns that were taken for something without a question, and that are worth a look."""
    taken = [
        words("map.likely.one", header=import_report.header(now.fields[field], words), field=field_label(field, words))
        for field in now.likely(SURE, PLAIN)
    ]
    if taken:
        st.caption(markdown(words("map.likely", file=place(table), taken=words.listed(taken))))


def place(table: RawTable) -> str:
    """Name a table by its file and sheet."""
    return plain(" · ".join(part for part in (table.file, table.sheet) if part))


def field_label(field: str, words: Words) -> str:
    """Name a field in the reader's language."""
    kind, _, label = field.partition(":")
    if label and words.has("field.entered"):
        return words("field.entered", stage=words.name(label))
    return import_report.named(words, "field", kind)


#: Questions whose answer is a reading of the whole table.
_SAID_OF_ALL = ("year", "period", *(kind.about for kind in QUESTIONS.values() if kind.reading))


def _kept() -> dict[tuple[str, int], TableMapping]:
    kept: dict[tuple[str, int], TableMapping] = st.session_state.setdefault("_read_maps", {})
    return kept


def _answerable(question: Question, now: TableMapping) -> bool:
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
        return now.table == "deals"
    if about in _SAID_OF_ALL:
        return now.table in ("goals", "rep_periods") or "goals" in now.also_tables
    return bool(now.table) if about in _ASKED_FIELDS else bool(now.stages)


def _role(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    options = ("", _NO_DATA, *TABLES)

    def change() -> None:
        role = st.session_state[key]
        no_table = TableMapping("", questions=() if role else (TABLE.asked(),))
        _kept()[digest, at] = importing.suggest_mapping(table, role) if role in TABLES else no_table
        st.session_state["_read_asked"].pop((digest, at), None)

    key = f"map:{digest}:{at}:table"
    st.selectbox(
        words("map.table"),
        options,
        index=options.index(now.table or ("" if now.asks("table") else _NO_DATA)),
        format_func=lambda role: import_report.named(words, "table", role or "unknown"),
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
        before = _kept()[digest, at]
        changed = override(before, Given(fields={field: st.session_state[key]}))
        for other in before.fields:
            if other != field and changed.fields.get(other) != before.fields[other]:
                st.session_state.pop(f"map:{digest}:{at}:field:{other}", None)
                st.toast(words("map.lost_column", field=markdown(field_label(other, words))), icon=":material/info:")
        if field in ("stage", "furthest_stage", "status"):
            changed = relabelled(table, changed)
        _kept()[digest, at] = changed

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
    """Ask how a column is to be read, with a few of its cells under each way of reading them."""

    def change() -> None:
        _kept()[digest, at] = override(_kept()[digest, at], Given(formats={field: st.session_state[key]}))

    key = f"map:{digest}:{at}:format:{field}"
    ways = importing.readings(table, now, field)
    options = list(ways)
    reading = now.formats.get(field)
    st.radio(
        words("map.order" if kind == "date_order" else "map.decimal", field=field_label(field, words)),
        options,
        index=options.index(reading) if reading in options else 0,
        format_func=lambda code: words(f"format.{code}"),
        captions=[_examples(words, ways[way]) for way in options],
        key=key,
        on_change=change,
    )


def _said_of_all(words: Words, digest: str, at: int, table: RawTable, now: TableMapping, about: str) -> None:
    """Ask for what holds for every row of a table: the year of its periods, or the period itself."""
    reading = QUESTIONS[about].reading or about
    if about == "period" and "goals" in (now.table, *now.also_tables):
        reading = "goal_period"

    def change() -> None:
        _kept()[digest, at] = override(_kept()[digest, at], Given(formats={reading: st.session_state[key].strip()}))

    key = f"map:{digest}:{at}:format:{reading}"
    label = words(f"question.{about}")
    choices = QUESTIONS[about].choices
    if choices:
        st.radio(
            label,
            choices,
            index=choices.index(now.formats[reading]) if now.formats.get(reading) in choices else None,
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
    """Show cells with what they become."""
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
            _kept()[digest, at] = override(_kept()[digest, at], Given(stages={label: st.session_state[key]}))

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
    """Return labels with their meanings, undecided ones first, the others as deals pass them.

    The order is that of the guess: labels do not change places while their meanings are chosen.
    """

    def place_of(label: str) -> int:
        meaning = guess.stages.get(label, "")
        return STAGE_MEANINGS.index(meaning) if meaning in STAGE_MEANINGS else -1

    return sorted(now.stages.items(), key=lambda pair: place_of(pair[0]))


def _left_out(words: Words, digest: str, at: int, table: RawTable, now: TableMapping) -> None:
    """Let the user leave out rows by their kind: renewals, another pipeline."""
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
            _kept()[digest, at] = override(_kept()[digest, at], given)

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
