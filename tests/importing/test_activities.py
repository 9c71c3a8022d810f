"""What counts as a conversation or an appointment: a user would coach on mails and unanswered calls."""

from __future__ import annotations

import pytest

from coaching.importing import Intake, apply_mapping
from coaching.importing.vocabulary.activity_kinds import kind_of_activity
from tests.importing.made import Rows, assert_all_rows_accounted, codes, dates, mapped, suggested, taken

HEADER = ["Nr", "Who", "What", "Day", "Result"]


def log(*rows: tuple[str, str], name: str = "log.csv", **fields: str) -> Intake:
    """Return what becomes of a log with these kinds and results."""
    made: Rows = [HEADER, *([str(n), "Lea Sand", kind, "2026-03-02", said] for n, (kind, said) in enumerate(rows))]
    known = {"rep": "Who", "kind": "What", "happened_on": "Day", "result": "Result"} | fields
    return apply_mapping([mapped(made, "activities", name, **known)])


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        *(("Outbound call", "conversation"), ("Site visit", "appointment"), ("Follow up email", "other")),
        *(("Video call", "appointment"), ("Task", "other"), ("Xyzzy", None), ("Call tasks", "conversation")),
    ],
)
def test_a_kind_is_told_by_its_longest_words(label: str, kind: str | None) -> None:
    assert kind_of_activity(label) == kind


def test_a_row_of_another_or_unknown_kind_counts_as_nothing() -> None:
    intake = log(("Meeting", "held"), ("Task", "completed"), ("Xyzzy", "completed"), ("", "completed"))
    assert intake.tables.activities["kind"].tolist() == ["appointment"]
    assert intake.set_aside["reason"].tolist() == ["other_activity"] * 3
    assert_all_rows_accounted(intake)


@pytest.mark.parametrize(("name", "kind"), [("calls.csv", "conversation"), ("Site visits.csv", "appointment")])
def test_without_a_column_for_it_the_kind_is_that_of_the_file(name: str, kind: str) -> None:
    intake = log(("", "held"), name=name, kind="")
    assert intake.tables.activities["kind"].tolist() == [kind]
    assert "kind_from_name" in intake.sources[0].assumptions


@pytest.mark.parametrize("name", ["tasks.csv", "2026.csv"])
def test_a_list_of_tasks_or_of_nobody_knows_what_is_no_list_of_appointments(name: str) -> None:
    intake = log(("", "completed"), ("", "completed"), name=name, kind="")
    assert not len(intake.tables.activities)
    assert set(intake.set_aside["reason"]) == {"other_activity"}


def test_who_was_not_reached_had_no_conversation() -> None:
    intake = log(("Call", "No answer"), ("Call", "Left voicemail"), ("Call", "Wrong number"), ("Call", "Connected"))
    assert len(intake.tables.activities) == 1
    assert "no_conversation" in codes(intake)


@pytest.mark.parametrize(
    ("nobody", "somebody"),
    [
        ("Answering Machine", "Meeting booked 10 AM"),
        ("AM", "Called, not interested"),
        ("Anrufbeantworter besprochen", "Gespräch geführt, Rückruf ab Montag"),
        ("Бросил трубку", "Поговорили"),
        ("الرد الآلي", "رد العميل"),
        ("答录机", "已沟通"),
        ("Secretária eletrônica", "Atendeu"),
    ],
)
def test_a_machine_and_a_call_hung_up_are_no_conversation(nobody: str, somebody: str) -> None:
    assert len(log(("Call", nobody), ("Call", somebody)).tables.activities) == 1


def test_each_kind_reads_its_own_result() -> None:
    header = ["Who", "What", "Day", "Call outcome", "Meeting outcome"]
    rows = [
        ["Lea Sand", "Call", "2026-03-02", "No answer", "Completed"],
        ["Lea Sand", "Call", "2026-03-02", "Connected", "No show"],
        ["Lea Sand", "Meeting", "2026-03-02", "No answer", "Completed"],
        ["Lea Sand", "Meeting", "2026-03-02", "Connected", "No show"],
    ]
    fields = {"call_result": "Call outcome", "meeting_result": "Meeting outcome"}
    known = {"rep": "Who", "kind": "What", "happened_on": "Day", **fields}
    found = apply_mapping([mapped([header, *rows], "activities", **known)]).tables.activities
    assert found["kind"].tolist() == ["conversation", "appointment", "appointment"]
    assert found["result"].astype(object).fillna("").tolist() == ["", "held", "not_held"]


@pytest.mark.parametrize(
    ("of_calls", "of_meetings", "cells"),
    [
        ("Resultado de la llamada", "Resultado de la visita", ("Llamada", "No contesta", "Visita", "Realizada")),
        ("Ergebnis Anruf", "Ergebnis Besuch", ("Anruf", "nicht erreicht", "Besuch", "durchgeführt")),
    ],
)
def test_two_columns_of_results_are_one_of_each_kind(of_calls: str, of_meetings: str, cells: tuple[str, ...]) -> None:
    call, no_answer, meeting, held = cells
    rows = [["2026-03-02", "Lea Sand", call, no_answer, ""], ["2026-03-03", "Bo Ek", meeting, "", held]] * 3
    fields = suggested([["Date", "Rep", "Type", of_calls, of_meetings], *rows], "log.csv").fields
    assert (fields["call_result"], fields["meeting_result"]) == (of_calls, of_meetings)
    assert "result" not in fields


def test_a_title_that_names_no_kind_leaves_it_to_the_headers() -> None:
    titles = ["Intro Birch", "Intro Tanner", "Catch up Nash", "Intro Fox"]
    rows = [[f"M{n}", title, "Lea Sand", "2026-03-02", "Completed"] for n, title in enumerate(titles)]
    intake = taken([["Meeting ID", "Title", "Host", "Meeting start", "Meeting outcome"], *rows])
    assert intake.tables.activities["kind"].tolist() == ["appointment"] * 4


def test_the_only_result_is_none_of_the_other_kind() -> None:
    header = ["Who", "What", "Day", "Call outcome"]
    rows = [["Lea Sand", "Meeting", "2026-03-02", "No answer"]]
    known = {"rep": "Who", "kind": "What", "happened_on": "Day", "result": "Call outcome"}
    found = apply_mapping([mapped([header, *rows], "activities", **known)]).tables.activities
    assert found["result"].tolist() == ["set"]


@pytest.mark.parametrize("header", ["No-show", "Marked as No-Show", "Canceled", "Nicht erschienen", "لم يحضر", "노쇼"])
def test_who_is_marked_as_missing_had_no_appointment(header: str) -> None:
    rows = [["Who", "What", "Day", header], *(["Lea Sand", "Meeting", "2026-03-02", cell] for cell in ("No", "Yes"))]
    known = {"rep": "Who", "kind": "What", "happened_on": "Day"}
    assert "done" not in suggested(rows).fields
    found = apply_mapping([mapped(rows, "activities", **known)]).tables.activities
    assert found["result"].tolist() == ["held", "not_held"]


def test_where_nobody_is_ever_marked_as_missing_nothing_is_known_of_who_came() -> None:
    rows = [["Who", "What", "Day", "No-show"], ["Lea Sand", "Meeting", "2026-03-02", "No"]]
    known = {"rep": "Who", "kind": "What", "happened_on": "Day"}
    found = apply_mapping([mapped(rows, "activities", **known)]).tables.activities
    assert found["result"].tolist() == ["set"]


def test_the_planned_day_stands_in_where_there_is_no_other() -> None:
    header = ["Who", "What", "Start", "Actual", "Result"]
    rows = [
        ["Lea Sand", "Meeting", "2026-03-02", "", "held"],
        ["Lea Sand", "Meeting", "2026-03-03", "2026-03-05", "held"],
    ]
    fields = {"planned_on": "Start", "happened_on": "Actual", "result": "Result"}
    intake = apply_mapping([mapped([header, *rows], "activities", rep="Who", kind="What", **fields)])
    assert dates(intake.tables.activities["happened_on"]) == ["2026-03-02", "2026-03-05"]
    assert "planned_date_stands_in" in intake.sources[0].assumptions


@pytest.mark.parametrize(
    "header",
    [
        *(("Verkäufer", "Art", "Geplant am", "Durchgeführt am"), ("Rep", "Type", "Scheduled for", "Held on")),
        *(("Commercial", "Type", "Prévu le", "Réalisé le"), ("Vendedor", "Tipo", "Programado para", "Realizado el")),
        *(("المندوب", "النوع", "التاريخ المخطط", "تاريخ التنفيذ"), ("担当者", "種別", "予定日", "実施日")),
        *(
            ("Handlowiec", "Typ", "Zaplanowane na", "Odbyło się"),
            ("Temsilci", "Tür", "Planlanan tarih", "Gerçekleşen tarih"),
        ),
    ],
)
def test_of_a_planned_and_a_held_date_the_held_one_counts(header: tuple[str, ...]) -> None:
    rows = [
        [*("Lea Sand", "Meeting", "2026-03-02"), "2026-03-04"],
        [*("Lea Sand", "Meeting", "2026-03-03"), ""],
        [*("Ola Dahl", "Meeting", "2026-03-05"), "2026-03-05"],
    ]
    found = taken([list(header), *rows]).tables.activities
    assert dates(found["happened_on"]) == ["2026-03-04", "2026-03-03", "2026-03-05"]
    assert found["result"].tolist() == ["held", "set", "held"]


def test_a_planned_date_alone_is_the_date_and_its_status_says_what_came_of_it() -> None:
    header = ["Rep", "Activity type", "Scheduled for", "Status"]
    rows = [["Lea Sand", "Meeting", "2026-03-02", "Completed"], ["Lea Sand", "Meeting", "2026-03-03", "No show"]]
    found = taken([header, *rows]).tables.activities
    assert dates(found["happened_on"]) == ["2026-03-02", "2026-03-03"]
    assert found["result"].tolist() == ["held", "not_held"]


def test_the_rows_of_a_program_are_nobodys_work() -> None:
    header = ["Who", "What", "Day", "Result"]
    rows = [
        [who, "Call", "2026-03-02", "Connected"] for who in ("Zapier", "Integration User", "Robot Bot", "Ina Admin")
    ]
    known = {"rep": "Who", "kind": "What", "happened_on": "Day", "result": "Result"}
    intake = apply_mapping([mapped([header, *rows], "activities", **known)])
    assert intake.tables.activities["rep"].tolist() == ["Ina Admin"]
    assert set(intake.set_aside["reason"]) == {"not_a_person"}


def test_one_name_stands_for_the_file_where_nobody_is_named() -> None:
    header = ["Client", "Stage", "Amount", "Created", "Closed"]
    rows = [["Kiosk", "Closed Won", "10", "2026-01-02", "2026-02-02"]]
    fields = {"account": "Client", "stage": "Stage", "amount": "Amount", "created_on": "Created", "closed_on": "Closed"}
    intake = apply_mapping([mapped([header, *rows], "deals", "pipeline.csv", **fields)])
    assert intake.tables.deals["rep"].tolist() == ["pipeline"]
    assert "file_stands_for_owner" in intake.sources[0].assumptions


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Besuchsdatum", "appointment"),
        ("Gespreksdatum", "conversation"),
        ("Дата звонка", "conversation"),
        ("訪問日", "appointment"),
        ("Rechnungsdatum", None),
        ("Data termine", None),
    ],
)
def test_a_word_for_a_day_tells_the_kind_that_it_is_written_in_one_with(header: str, kind: str | None) -> None:
    assert kind_of_activity(header) == kind
