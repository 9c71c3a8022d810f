"""The questions about uploaded tables, shown one at a time, and the list of answers with a way to change each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from coaching import importing
from coaching.importing import OWNERS, QUESTIONS, Given, Issue, Question, TableMapping, shows_outcome
from coaching.tables import FIRST_APPOINTMENT, LOST, NEXT_STEP, WON
from coaching.words import Words, clip, plain
from pages.data import answers, import_report
from pages.data.mapped import MappedTable, field_label, place
from pages.kit.escape import markdown
from pages.session.session_state import session

STAGE_QUESTIONS = ("first_appointment_stage", "next_step_stage", "stage", "outcome")
#: The field whose column answers a question.
ASKED_FIELDS = {"owner": "rep", "deal_id": "deal_id", "outcome": "status"}
_FORMATS = ("date_order", "decimal")
#: The question that covers an issue of the same table.
_SAID_BY_QUESTION = {
    "currency_missing": "currency",
    "negative_won_amount": "negative_amounts",
    "taken_back": "refunds",
    "dates_in_utc": "time_zone",
    "no_outcome": "outcome",
    **{kind.raised_by: kind.about for kind in QUESTIONS.values() if kind.raised_by},
}
#: The gate that a question asks a stage for.
_GATES = {"first_appointment_stage": FIRST_APPOINTMENT, "next_step_stage": NEXT_STEP}
#: Questions whose answer holds for one table, even if others have the same header.
_OF_ITS_OWN = ("table", "year", "period", "amount_unit", "outliers")
_LONGEST = 160


@dataclass(frozen=True)
class Asked:
    """One question about a table, or all questions about its stages together."""

    of: MappedTable
    questions: tuple[Question, ...]

    @property
    def about(self) -> str:
        """The kind of its first question."""
        return self.questions[0].about

    @property
    def field(self) -> str:
        """The field whose column answers it; "" if another part does."""
        if self.is_about_stages:
            return ""
        return self.questions[0].field if self.about == "column" else ASKED_FIELDS.get(self.about, "")

    @property
    def is_about_stages(self) -> bool:
        """Whether it is answered by the meanings of the stages."""
        return self.about in STAGE_QUESTIONS and bool(self.of.now.stages)

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet; an answered one is shown until it is confirmed."""
        open_now = {_what(question) for question in open_questions(self.of.now)}
        return any(_what(question) in open_now for question in self.questions)

    @property
    def sharing(self) -> tuple[str, ...] | int:
        """The header of the tables that share its answer; the index of the table where it holds for that one alone."""
        return self.of.at if self.about in _OF_ITS_OWN else self.of.table.header

    @property
    def name(self) -> tuple[str, int, str, str]:
        """Its identity among all questions of an upload."""
        return self.of.digest, self.of.at, self.about, self.questions[0].field


def open_questions(now: TableMapping) -> list[Question]:
    """Return the open questions of a table that can still be answered here."""
    return [question for question in _without_repeats(now.questions) if _is_answerable(question, now)]


def asked_of(of: MappedTable) -> list[Question]:
    """Return the questions to show for a table: the open ones, and the answered ones until they are confirmed."""
    asked, place_of, done = session().upload.asked, (of.digest, of.at), _done(of)
    fresh = (question for question in of.now.questions if _what(question) not in done)
    asked[place_of] = _without_repeats((*asked.get(place_of, ()), *fresh))
    return [question for question in asked[place_of] if _applies(question, of.now)]


def to_ask(tables: Iterable[MappedTable]) -> list[Asked]:
    """Return the questions in order: those about the stages of a table as one, a reopened one first.

    Of tables with the same header, such as a sheet for each month, only the first is asked about: the answer holds
    for all of them.
    """
    found: list[Asked] = []
    known: set[tuple[object, ...]] = set()
    for of in tables:
        for asked in _grouped(of, asked_of(of)):
            labels = of.now.stages if asked.is_about_stages else ("",)
            what = {(asked.sharing, *_what(one), label) for one in asked.questions for label in labels}
            found += [] if what <= known else [asked]
            known |= what
    again = session().upload.again
    return sorted(found, key=lambda asked: asked.name != again)


def still_to_say(found: Iterable[Issue], tables: Sequence[MappedTable], asked: Sequence[Asked]) -> list[Issue]:
    """Return the issues that no open or answered question covers."""
    spoken = {
        (of.table.file, of.table.sheet, question.about)
        for one in asked
        for of in _answered_by(one, tables)
        for question in one.questions
    }
    spoken |= {(of.table.file, of.table.sheet, about) for of in tables for about, _ in _done(of)}
    return [one for one in found if (one.file, one.sheet, _SAID_BY_QUESTION.get(one.code)) not in spoken]


def _answered_by(one: Asked, tables: Iterable[MappedTable]) -> list[MappedTable]:
    """Return the tables that the answer to a question holds for."""
    return [of for of in tables if Asked(of, one.questions).sharing == one.sharing]


def ask(words: Words, one: Asked, tables: Sequence[MappedTable]) -> None:
    """Show one question with the widget that answers it, set to the guess, and what the answer unlocks.

    ``tables`` are all of the upload; those with the same header are given the same answer.
    """
    alike = [of for of in _answered_by(one, tables) if of.at != one.of.at]
    with st.container(border=True, key="question"):
        if len(tables) > 1:
            where = place(one.of.table, words)
            st.caption(markdown(words.count("map.and_alike", len(alike), place=where) if alike else where))
        for question in one.questions:
            _show_question(words, one, question)
        if one.is_about_stages:
            answers.stages(words, one.of)
        unlocks = {words(f"unlocks.{question.unlocks}") for question in one.questions if question.unlocks != "nothing"}
        if unlocks:
            st.caption(words("map.unlocks", what=words.listed(sorted(unlocks))))
        if one.about != "table":
            _buttons(words, one, alike)


def answered(words: Words, tables: Sequence[MappedTable]) -> None:
    """Show the answers so far, each with a button to change it."""
    memory = session().upload.answered
    done = [Asked(of, group) for of in tables for group in memory.get((of.digest, of.at), ())]
    first_of = {(one.sharing, one.questions): one for one in reversed(done)}
    if not done:
        return
    with st.container(key="answered", gap="xxsmall"):
        for one in reversed(first_of.values()):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                where = f"{place(one.of.table, words)} · " if len(tables) > 1 else ""
                name, said = markdown(where + _title(words, one)), markdown(clip(_answer(words, one), _LONGEST))
                st.markdown(f":material/check: {name} — **{said}**", width="content")
                st.button(
                    words("map.change"),
                    key=one.of.key(f"{one.about}:{one.questions[0].field}:change"),
                    type="tertiary",
                    icon=":material/edit:",
                    on_click=_reopen,
                    args=(one,),
                )


def _show_question(words: Words, one: Asked, question: Question) -> None:
    about, of = question.about, one.of
    if words.has(f"question.{about}"):
        named = {"field": markdown(field_label(question.field, words))} if question.field else {}
        if question.label:
            named["label"] = markdown(plain(question.label[:_LONGEST]))
        st.markdown(f"**{words(f'question.{about}', **named)}**")
    if about == "table":
        answers.table_type(words, of)
    elif about in ("column", *ASKED_FIELDS):
        answers.field(words, of, question.field if about == "column" else ASKED_FIELDS[about])
    elif about == "kinds":
        answers.left_out(words, of)
    elif about in answers.WHOLE_TABLE:
        answers.whole_table(words, of, question)
    elif about in _FORMATS:
        answers.format_of(words, of, about, question.field)


def _buttons(words: Words, one: Asked, alike: Sequence[MappedTable]) -> None:
    """Show the buttons that confirm the answer, or say that the file does not have it or that it is not known."""
    key = one.of.key(f"{one.about}:{one.field}")
    unsaid = one.about in answers.WHOLE_TABLE and not answers.said_of(one.of, one.questions[0])
    lacks = bool(one.field) and one.field not in one.of.now.fields
    with st.container(horizontal=True):
        st.button(
            words("map.right"),
            type="primary",
            icon=":material/check:",
            key=f"{key}:right",
            on_click=_confirm,
            args=(one, alike),
            disabled=unsaid or lacks,
        )
        if one.field or (one.is_about_stages and _lacks_a_gate(one)):
            st.button(words("map.not_recorded"), key=f"{key}:none", on_click=_not_recorded, args=(one, alike))
        elif unsaid:
            st.button(words("map.not_known"), key=f"{key}:none", on_click=_confirm, args=(one, alike))


def _lacks_a_gate(one: Asked) -> bool:
    """Return whether no stage has the meaning that a question asks for."""
    known = set(one.of.now.stages.values())
    return any(_GATES[question.about] not in known for question in one.questions if question.about in _GATES)


def _confirm(one: Asked, alike: Sequence[MappedTable]) -> None:
    """Mark a question as answered, with its guess where nothing else was chosen, and answer it for tables alike."""
    guessed = {
        reading: question.guess
        for question in one.questions
        if question.guess and (reading := QUESTIONS[question.about].reading) and reading not in one.of.latest.formats
    }
    one.of.decide(Given(formats=guessed))
    _settle(one)
    session().upload.again = None
    for other in alike:
        _answer_alike(one, other)


def _answer_alike(one: Asked, other: MappedTable) -> None:
    """Give a table with the same header the answer to a question; labels that only it has stay asked about."""
    said, about = one.of.latest, one.about
    reading = one.questions[0].field if about in _FORMATS else answers.reading_of(about, said)
    stages = {label: said.stages[label] for label in other.latest.stages if label in said.stages}
    given = Given(
        fields={one.field: said.fields.get(one.field, "")} if one.field else {},
        stages=stages if one.is_about_stages else {},
        formats={reading: said.formats[reading]} if reading in said.formats else {},
        exclude=said.exclude if about == "kinds" else {},
    )
    other.decide(given)
    if not one.is_about_stages or stages.keys() == other.latest.stages.keys():
        _settle(Asked(other, one.questions))


def _settle(one: Asked) -> None:
    """Take a question from those that are open and those that are shown for its table, and add it to the answered."""
    upload, of, place_of = session().upload, one.of, (one.of.digest, one.of.at)
    what = {_what(question) for question in one.questions}
    of.put(replace(of.latest, questions=tuple(found for found in of.latest.questions if _what(found) not in what)))
    upload.asked[place_of] = tuple(found for found in upload.asked.get(place_of, ()) if _what(found) not in what)
    others = (group for group in upload.answered.get(place_of, ()) if group != one.questions)
    upload.answered[place_of] = (*others, one.questions)


def _not_recorded(one: Asked, alike: Sequence[MappedTable]) -> None:
    """Map a field to no column, as the file does not have it, and mark the question as answered."""
    if one.field:
        one.of.decide(Given(fields={one.field: ""}))
        st.session_state.pop(one.of.key(f"field:{one.field}"), None)
    _confirm(one, alike)


def _reopen(one: Asked) -> None:
    """Show an answered question again, before the others."""
    asked, done, place_of = session().upload.asked, session().upload.answered, (one.of.digest, one.of.at)
    done[place_of] = tuple(group for group in done[place_of] if group != one.questions)
    asked[place_of] = (*one.questions, *asked.get(place_of, ()))
    session().upload.again = one.name


def _title(words: Words, one: Asked) -> str:
    """Return the short name of a question."""
    if one.is_about_stages:
        return words("map.stages")
    if one.about in ("column", *_FORMATS):
        return field_label(one.questions[0].field, words)
    return words(f"asked.{one.about}")


def _answer(words: Words, one: Asked) -> str:
    """Return the current answer to a question as text."""
    now = one.of.now
    if one.is_about_stages:
        said = []
        for meaning in (FIRST_APPOINTMENT, NEXT_STEP, WON, LOST, ""):
            labels = [words.name(plain(label)) for label, code in now.stages.items() if code == meaning]
            if labels:
                name = words(f"meaning.{meaning}") if meaning else words("map.undecided")
                said.append(words("report.strength", label=name, value=words.listed(labels)))
        return " · ".join(said) or words("map.undecided")
    if one.field:
        header = now.fields.get(one.field)
        return import_report.header(header, words) if header else words("map.not_recorded")
    if one.about in _FORMATS:
        code = now.formats.get(one.questions[0].field, "")
        return words(f"format.{code}") if words.has(f"format.{code}") else code
    if one.about == "kinds":
        kinds = [words.name(plain(kind)) for kinds in now.exclude.values() for kind in kinds if kind]
        return words.listed(kinds) if kinds else words("map.left_out.choose")
    reading = answers.reading_of(one.about, now)
    said_now = now.formats.get(reading, "")
    return answers.said_as(words, reading, said_now) if said_now else words("map.not_known")


def _grouped(of: MappedTable, asked: Sequence[Question]) -> list[Asked]:
    stages = tuple(question for question in asked if question.about in STAGE_QUESTIONS and of.now.stages)
    found, seen = [], False
    for question in asked:
        if question not in stages:
            found.append(Asked(of, (question,)))
        elif not seen:
            found.append(Asked(of, stages))
            seen = True
    return found


def _without_repeats(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return one question of each kind and field, because the meanings of all labels are asked together."""
    return tuple({_what(question): question for question in reversed(tuple(questions))}.values())[::-1]


def _what(question: Question) -> tuple[str, str]:
    return question.about, question.field


def _done(of: MappedTable) -> set[tuple[str, str]]:
    """Return the kinds and fields of the answered questions of a table."""
    return {_what(question) for group in session().upload.answered.get((of.digest, of.at), ()) for question in group}


def _is_answerable(question: Question, now: TableMapping) -> bool:
    if question.about == "outcome":
        return not shows_outcome(now.fields, now.stages)
    if question.about == "owner":
        return not any(name in now.fields for name in OWNERS)
    return _applies(question, now)


def _applies(question: Question, now: TableMapping) -> bool:
    about, field = question.about, question.field
    if about in _FORMATS:
        return field in now.fields
    if about == "column":
        return field in importing.FIELDS.get(now.table, ()) or field in now.fields
    if about in ("table", "kinds"):
        return about == "table" or now.table == "deals"
    if QUESTIONS[about].reading:
        return now.table in QUESTIONS[about].tables
    if about in answers.WHOLE_TABLE:
        return now.table in ("goals", "rep_periods") or "goals" in now.also_tables
    return bool(now.table) if about in ASKED_FIELDS else bool(now.stages)
