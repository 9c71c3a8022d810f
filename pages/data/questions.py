"""The questions about uploaded tables, shown one at a time, and the list of answers with a way to change each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from coaching import importing
from coaching.importing import QUESTIONS, Given, Issue, Question, TableMapping, asks_for_sales
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
    "unknown_table": "table",
    "no_goal_period": "period",
    "no_period": "period",
    **{kind.raised_by: kind.about for kind in QUESTIONS.values() if kind.raised_by},
}
#: The gate that a question asks a stage for.
_GATES = {"first_appointment_stage": FIRST_APPOINTMENT, "next_step_stage": NEXT_STEP}
#: Questions whose answer holds for one table, even if others have the same header.
_OF_ITS_OWN = ("table", "year", "period", "amount_unit", "outliers")
_LONGEST = 160
#: More answers than these are folded.
_SHOWN_ANSWERS = 4
_SHOWN_HEADERS = 12


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
    def sharing(self) -> tuple[str, ...] | int:
        """The header of the tables that share its answer; the index of the table where it holds for that one alone."""
        return self.of.at if self.about in _OF_ITS_OWN else self.of.table.header

    @property
    def name(self) -> tuple[str, int, str, str]:
        """Its identity among all questions of an upload."""
        return self.of.digest, self.of.at, self.about, self.questions[0].field


def asked_of(of: MappedTable) -> list[Question]:
    """Return the questions to show for a table: the open ones, and the answered ones until they are confirmed."""
    asked, place_of, done = session().upload.asked, (of.digest, of.at), _done(of)
    fresh = (question for question in of.now.questions if _what(question) not in done)
    asked[place_of] = _without_repeats((*asked.get(place_of, ()), *fresh))
    return [question for question in asked[place_of] if _applies(question, of.now)]


def to_ask(tables: Iterable[MappedTable]) -> list[Asked]:
    """Return the questions in order: a reopened one first, then what casts doubt on the whole; stages as one.

    Of tables with the same header, such as a sheet for each month, only the first is asked about: the answer holds
    for all of them.
    """
    to_show: list[Asked] = []
    known: set[tuple[object, ...]] = set()
    for of in tables:
        for asked in _grouped(of, asked_of(of)):
            labels = of.now.stages if asked.is_about_stages else ("",)
            what = {(asked.sharing, *_what(question), label) for question in asked.questions for label in labels}
            to_show += [] if what <= known else [asked]
            known |= what
    again = session().upload.again
    return sorted(to_show, key=lambda asked: (asked.name != again, *_urgency(asked)))


def _urgency(asked: Asked) -> tuple[bool, bool]:
    """Return what orders questions: first what a table holds, then what casts doubt on its figures as a whole."""
    return asked.about != "table", not QUESTIONS[asked.about].raised_by


def still_to_say(issues: Iterable[Issue], tables: Sequence[MappedTable], asked: Sequence[Asked]) -> list[Issue]:
    """Return the issues that no open or answered question covers."""
    covered = {
        (of.table.file, of.table.sheet, question.about)
        for group in asked
        for of in _answered_by(group, tables)
        for question in group.questions
    }
    covered |= {(of.table.file, of.table.sheet, about) for of in tables for about, _ in _done(of)}
    return [issue for issue in issues if (issue.file, issue.sheet, _SAID_BY_QUESTION.get(issue.code)) not in covered]


def _answered_by(asked: Asked, tables: Iterable[MappedTable]) -> list[MappedTable]:
    """Return the tables that the answer to a question holds for."""
    return [of for of in tables if Asked(of, asked.questions).sharing == asked.sharing]


def ask(words: Words, asked: Asked, tables: Sequence[MappedTable]) -> None:
    """Show one question with the widget that answers it, set to the guess, and what the answer unlocks.

    ``tables`` are all of the upload; those with the same header are given the same answer.
    """
    alike = [of for of in _answered_by(asked, tables) if of.at != asked.of.at]
    with st.container(border=True, key="question"):
        if len(tables) > 1:
            where = place(asked.of.table, words)
            st.caption(markdown(words.count("map.and_alike", len(alike), place=where) if alike else where))
        if asked.is_about_stages:
            _show_stages(words, asked)
        else:
            _show_question(words, asked, asked.questions[0], tables)
        unlocks = {
            words(f"unlocks.{question.unlocks}") for question in asked.questions if question.unlocks != "nothing"
        }
        if unlocks:
            st.caption(words("map.unlocks", what=" · ".join(sorted(unlocks))))
        _buttons(words, asked, alike, is_told=bool(_called_after(asked, tables)))


def answered(words: Words, tables: Sequence[MappedTable]) -> None:
    """Show the answers so far, also those of an earlier upload, each with a button to change it; many are folded."""
    memory = session().upload.answered
    done = [Asked(of, group) for of in tables for group in memory.get((of.digest, of.at), ())]
    first_of = {(asked.sharing, asked.questions): asked for asked in reversed(done)}
    if not done:
        return
    listed = list(reversed(first_of.values()))
    with st.container(key="answered", gap="xxsmall"):
        if len(listed) <= _SHOWN_ANSWERS:
            _list(words, listed, tables)
            return
        with st.expander(words.count("upload.answers", len(listed))):
            _list(words, listed, tables)


def _list(words: Words, done: Iterable[Asked], tables: Sequence[MappedTable]) -> None:
    for asked in done:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            where = f"{place(asked.of.table, words)} · " if len(tables) > 1 else ""
            name = markdown(where + _title(words, asked))
            answer = markdown(clip(_answer(words, asked, tables), _LONGEST))
            st.markdown(f":material/check: **{name}** — {answer}", width="content")
            st.button(
                words("map.change"),
                key=asked.of.key(f"{asked.about}:{asked.questions[0].field}:change"),
                type="tertiary",
                icon=":material/edit:",
                on_click=_reopen,
                args=(asked,),
            )


def _show_stages(words: Words, asked: Asked) -> None:
    """Show the question what the stages mean, under it what none of them says yet, and the choice for each."""
    missing = [words(f"question.{question.about}") for question in asked.questions if question.about in _GATES]
    st.markdown(f"**{words('question.stage')}**")
    if missing:
        st.markdown("  \n".join(missing))
    answers.stages(words, asked.of)


def _called_after(asked: Asked, tables: Sequence[MappedTable]) -> tuple[str, ...]:
    """Return after whom the tables are called that share the question whose rows these are; () if they are all one."""
    if asked.about != "owner":
        return ()
    names = tuple(dict.fromkeys(importing.name_for_all(of.table) for of in _answered_by(asked, tables)))
    return names if len(names) > 1 else ()


def _show_question(words: Words, asked: Asked, question: Question, tables: Sequence[MappedTable]) -> None:
    called_after = _called_after(asked, tables)
    about, of = question.about, asked.of
    field = markdown(field_label(question.field, words)) if question.field else ""
    header = of.now.fields.get(question.field, "")
    if about == "column" and header:
        named = markdown(words.name(import_report.header(header, words)))
        text = words("map.ask.guess", field=field, header=named)
    elif about == "column":
        text = words("map.ask.open", field=field)
    elif called_after:
        names = words.listed([markdown(words.name(plain(name[:_LONGEST]))) for name in called_after])
        text = words("question.owner.called_after", names=names)
    else:
        # What an answer of an earlier upload was about is no longer known in detail.
        label = markdown(plain(question.label[:_LONGEST])) or "…"
        text = words("question.sales" if asks_for_sales(question) else f"question.{about}", field=field, label=label)
    st.markdown(f"**{text}**")
    if about == "table":
        headers = [words.name(import_report.header(name, words)) for name in of.table.header[:_SHOWN_HEADERS]]
        st.caption(markdown(words("map.headers", headers=words.listed(headers))))
        if not asks_for_sales(question):
            answers.table_type(words, of, is_asked=True)
    elif about in ("column", *ASKED_FIELDS):
        stands_in = words("map.owner.called_after") if called_after else ""
        answers.field(words, of, question.field if about == "column" else ASKED_FIELDS[about], True, stands_in)
    elif about == "kinds":
        answers.left_out(words, of)
    elif about in answers.WHOLE_TABLE:
        answers.whole_table(words, of, question)
    elif about in _FORMATS:
        answers.format_of(words, of, about, question.field)


def _buttons(words: Words, asked: Asked, alike: Sequence[MappedTable], is_told: bool = False) -> None:
    """Show the buttons that confirm the answer, or say that the file does not have it or that it is not known.

    ``is_told`` says that the names of the tables are an answer as well.
    """
    key = asked.of.key(f"{asked.about}:{asked.field}")
    if asks_for_sales(asked.questions[0]):
        _sales_buttons(words, asked, key)
        return
    unsaid = asked.about in answers.WHOLE_TABLE and not answers.answer_to(asked.of, asked.questions[0])
    lacks = bool(asked.field) and asked.field not in asked.of.now.fields and not is_told
    if asked.about == "table":
        lacks = not asked.of.now.table
    with st.container(horizontal=True):
        st.button(
            words("map.right"),
            type="primary",
            icon=":material/check:",
            key=f"{key}:right",
            on_click=_confirm,
            args=(asked, alike),
            disabled=unsaid or lacks,
        )
        if asked.about == "table":
            st.button(words("table.left_out"), key=f"{key}:none", on_click=answers.leave_out, args=(asked.of,))
        elif (asked.field and not is_told) or (asked.is_about_stages and _lacks_a_gate(asked)):
            st.button(words("map.not_recorded"), key=f"{key}:none", on_click=_not_recorded, args=(asked, alike))
        elif unsaid:
            st.button(words("map.not_known"), key=f"{key}:none", on_click=_confirm, args=(asked, alike))


def _sales_buttons(words: Words, asked: Asked, key: str) -> None:
    """Show the buttons that say whether records are sales, what is guessed as the first to press."""
    likely = asked.questions[0].guess == "deals"
    with st.container(horizontal=True):
        for code, take, is_likely in (
            ("sales", answers.take_for_deals, likely),
            ("no_sales", answers.leave_out, not likely),
        ):
            st.button(
                words(f"table.{code}"),
                type="primary" if is_likely else "secondary",
                key=f"{key}:{code}",
                on_click=take,
                args=(asked.of,),
            )


def _lacks_a_gate(asked: Asked) -> bool:
    """Return whether no stage has the meaning that a question asks for."""
    known = set(asked.of.now.stages.values())
    return any(_GATES[question.about] not in known for question in asked.questions if question.about in _GATES)


def _confirm(asked: Asked, alike: Sequence[MappedTable]) -> None:
    """Mark a question as answered, with its guess where nothing else was chosen, and answer it for tables alike."""
    guessed = {
        reading: question.guess
        for question in asked.questions
        if question.guess and (reading := QUESTIONS[question.about].reading) and reading not in asked.of.latest.formats
    }
    asked.of.decide(Given(formats=guessed))
    _settle(asked)
    session().upload.again = None
    for other in alike:
        _answer_alike(asked, other)


def _answer_alike(asked: Asked, other: MappedTable) -> None:
    """Give a table with the same header the answer to a question; labels that only it has stay asked about."""
    mapping, about = asked.of.latest, asked.about
    reading = asked.questions[0].field if about in _FORMATS else answers.reading_of(about, mapping)
    stages = {label: mapping.stages[label] for label in other.latest.stages if label in mapping.stages}
    answer = Given(
        fields={asked.field: mapping.fields.get(asked.field, "")} if asked.field else {},
        stages=stages if asked.is_about_stages else {},
        formats={reading: mapping.formats[reading]} if reading in mapping.formats else {},
        exclude=mapping.exclude if about == "kinds" else {},
    )
    other.decide(answer)
    if not asked.is_about_stages or stages.keys() == other.latest.stages.keys():
        _settle(Asked(other, asked.questions))


def _settle(asked: Asked) -> None:
    """Take a question from those that are open and those that are shown for its table, and add it to the answered."""
    upload, of, place_of = session().upload, asked.of, (asked.of.digest, asked.of.at)
    what = {_what(question) for question in asked.questions}
    of.put(
        replace(of.latest, questions=tuple(question for question in of.latest.questions if _what(question) not in what))
    )
    upload.asked[place_of] = tuple(
        question for question in upload.asked.get(place_of, ()) if _what(question) not in what
    )
    others = (group for group in upload.answered.get(place_of, ()) if group != asked.questions)
    upload.answered[place_of] = (*others, asked.questions)


def _not_recorded(asked: Asked, alike: Sequence[MappedTable]) -> None:
    """Map a field to no column, as the file does not have it, and mark the question as answered."""
    if asked.field:
        asked.of.decide(Given(fields={asked.field: ""}))
        answers.forget(asked.of, asked.field)
    _confirm(asked, alike)


def _reopen(done: Asked) -> None:
    """Show an answered question again, before the others."""
    upload, place_of = session().upload, (done.of.digest, done.of.at)
    upload.answered[place_of] = tuple(group for group in upload.answered[place_of] if group != done.questions)
    upload.asked[place_of] = (*done.questions, *upload.asked.get(place_of, ()))
    upload.again = done.name


def _title(words: Words, asked: Asked) -> str:
    """Return the short name of a question."""
    if asked.is_about_stages:
        return words("map.stages")
    if asked.about in ("column", *_FORMATS):
        return field_label(asked.questions[0].field, words)
    return words(f"asked.{asked.about}")


def _answer(words: Words, asked: Asked, tables: Sequence[MappedTable]) -> str:
    """Return the current answer to a question as text."""
    now = asked.of.now
    if asked.about == "table":
        return import_report.named(words, "table", now.table or "left_out")
    if asked.is_about_stages:
        meanings = []
        for meaning in (FIRST_APPOINTMENT, NEXT_STEP, WON, LOST, ""):
            labels = [words.name(plain(label)) for label, code in now.stages.items() if code == meaning]
            if labels:
                name = words(f"meaning.{meaning}") if meaning else words("map.undecided")
                meanings.append(words("report.strength", label=name, value=words.listed(labels)))
        return " · ".join(meanings) or words("map.undecided")
    if asked.field:
        header = now.fields.get(asked.field)
        if not header and _called_after(asked, tables):
            return words("map.owner.called_after")
        return import_report.header(header, words) if header else words("map.not_recorded")
    if asked.about in _FORMATS:
        code = now.formats.get(asked.questions[0].field, "")
        return words(f"format.{code}") if words.has(f"format.{code}") else code
    if asked.about == "kinds":
        kinds = [words.name(plain(kind)) for kinds in now.exclude.values() for kind in kinds if kind]
        return words.listed(kinds) if kinds else words("map.left_out.choose")
    reading = answers.reading_of(asked.about, now)
    said_now = now.formats.get(reading, "")
    return answers.answer_text(words, reading, said_now) if said_now else words("map.not_known")


def recall(of: MappedTable, settled: Sequence[Question]) -> None:
    """List questions that an earlier upload answered among the answers, so that each can be changed."""
    groups = [one.questions for one in _grouped(of, [one for one in settled if _applies(one, of.now)])]
    session().upload.answered.setdefault((of.digest, of.at), tuple(groups))


def _grouped(of: MappedTable, asked: Sequence[Question]) -> list[Asked]:
    stages = tuple(question for question in asked if question.about in STAGE_QUESTIONS and of.now.stages)
    groups, seen = [], False
    for question in asked:
        if question not in stages:
            groups.append(Asked(of, (question,)))
        elif not seen:
            groups.append(Asked(of, stages))
            seen = True
    return groups


def _without_repeats(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Return one question of each kind and field, because the meanings of all labels are asked together."""
    return tuple({_what(question): question for question in reversed(tuple(questions))}.values())[::-1]


def _what(question: Question) -> tuple[str, str]:
    return question.about, question.field


def _done(of: MappedTable) -> set[tuple[str, str]]:
    """Return the kinds and fields of the answered questions of a table."""
    return {_what(question) for group in session().upload.answered.get((of.digest, of.at), ()) for question in group}


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
