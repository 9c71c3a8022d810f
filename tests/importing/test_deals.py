"""What became of each deal: its outcome, how far it came, when, whose it is, and which copy counts.

What would be lost: a ratio with open deals in it, a loss blamed on the wrong gate, a rep in two halves.
"""

from __future__ import annotations

import datetime as dt

import pytest

from coaching.importing import apply_mapping, suggest_mapping
from coaching.importing.mapping.overrides import Given, override
from tests.importing.made import assert_all_rows_accounted, codes, dates, deals, raw, suggested, taken

HEAD = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]


def one(deal: str = "1", rep: str = "Dana", stage: str = "Won", amount: str = "10") -> list[str]:
    return [deal, rep, stage, amount, "2026-01-05", "2026-02-10"]


# outcome


def test_a_close_date_of_an_open_deal_is_no_closing() -> None:
    intake = taken([HEAD, one("1", stage="Proposal"), one("2")])
    assert dates(intake.tables.deals.closed_on) == [None, "2026-02-10"]
    assert "expected_close_dates" in codes(intake)


@pytest.mark.parametrize("stages", [("Champagne", "Graveyard"), ("Won", "Graveyard")])
def test_no_note_reassures_about_a_day_of_closing_while_it_is_asked_what_the_stage_means(stages: tuple) -> None:
    assert "expected_close_dates" not in codes(taken([HEAD, *(one(stage, stage=stage) for stage in stages)]))


def test_an_appointment_that_its_result_calls_missed_was_not_held() -> None:
    head = [*HEAD, "Meeting date", "Meeting result"]
    rows = [
        [*one(str(n), stage="Proposal"), "2026-01-07", said] for n, said in enumerate(("Held", "No show", "Planned"))
    ]
    intake = taken([head, *rows])
    assert dates(intake.tables.deals.first_appointment_on) == ["2026-01-07", None, None]
    assert "appointment_not_held" in codes(intake)


@pytest.mark.parametrize(("rows", "said"), [(1999, False), (2000, True)])
def test_a_file_that_ends_where_systems_stop_exporting_is_told(rows: int, said: bool) -> None:
    assert ("row_limit" in codes(taken([HEAD, *(one(str(n)) for n in range(rows)), ["Rows limited to 2,000"]]))) == said


def test_the_status_decides_before_the_stage() -> None:
    rows = [[*HEAD, "Status"], [*one("1", stage="Proposal"), "Lost"], [*one("2", stage="Proposal"), "Open"]]
    found = deals([*rows, [*one("3", stage="Demo"), "Won"], [*one("4", stage="Won"), ""]])
    assert list(found.outcome) == ["lost", "open", "won", "won"]


def test_a_status_means_what_the_user_says_it_means() -> None:
    table = raw([[*HEAD, "Status"], [*one("1", stage="Demo"), "Parked"], [*one("2", stage="Demo"), "Lost"]])
    mapping = suggest_mapping(table)
    assert mapping.asks("stage")
    for meaning, outcome in (("lost", "lost"), ("discarded", "discarded"), ("conversation", "open")):
        told = override(mapping, Given(stages={"Parked": meaning}))
        intake = apply_mapping([(table, told)])
        assert intake.tables.deals.outcome[0] == outcome
        assert "unknown_status" not in codes(intake)


def test_flags_decide_in_any_spelling() -> None:
    head = ["Id", "OwnerId", "StageName", "IsClosed", "IsWon", "CloseDate", "CreatedDate"]
    rows = [
        [str(n), "005", stage, closed, won, "2026-02-01", "2026-01-01"]
        for n, (stage, closed, won) in enumerate(
            [("Signed off", "1", "1"), ("Gone", "true", "false"), ("Prospecting", "", ""), ("Gone", "1", "")]
        )
    ]
    assert list(deals([head, *rows]).outcome) == ["won", "lost", "open", "lost"]


def test_a_probability_decides_nothing() -> None:
    assert list(deals([[*HEAD, "Probability"], [*one(stage="Proposal"), "100"]]).outcome) == ["open"]


def test_cancelled_deals_are_proposed_as_left_out() -> None:
    labels = ["Cancelled", "Duplicate", "Junk", "ملغية", "Descartada"]
    found = deals([HEAD, *(one(str(n), stage=label) for n, label in enumerate(labels))])
    assert set(found.outcome) == {"discarded"}


@pytest.mark.parametrize("label", ["abandoned", "Abandonné", "Abandonada", "Porzucona", "متروكة"])
def test_who_gives_a_deal_up_has_lost_it_and_is_asked(label: str) -> None:
    rows = [HEAD, *(one(str(n), stage=stage) for n, stage in enumerate(["Won", "Lost", label]))]
    mapping = suggested(rows)
    assert list(deals(rows).outcome) == ["won", "lost", "lost"]
    assert [(question.label, question.guess) for question in mapping.questions if question.about == "stage"] == [
        (label, "lost")
    ]


def test_a_stage_that_means_something_else_here_is_the_users_to_say() -> None:
    table = raw([HEAD, one("1", stage="On Hold"), one("2", stage="Wizardry")])
    mapping = suggest_mapping(table)
    assert mapping.stages["Wizardry"] == ""
    assert mapping.asks("stage")
    told = override(mapping, Given(stages={"on hold": "lost", "Wizardry": "next_step"}))
    assert not told.asks("stage")
    found = apply_mapping([(table, told)]).tables.deals
    assert list(found.outcome) == ["lost", "open"]
    assert list(found.gate.astype(object).where(found.gate.notna(), None)) == [None, "next_step"]


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("Closed Won", "won"), ("Closed/Won", "won"), ("Payment Done", "won"), ("Work Order Received", "won"),
        ("Angebot unterschrieben", "won"), ("ناجحة", "won"), ("مكسوبة", "won"), ("Ganada", "won"), ("Gagnée", "won"),
        ("Closed-Lost to Competition", "lost"), ("Dead", "lost"), ("Absage", "lost"), ("مغلق فقدت", "lost"),
        ("خاسرة", "lost"), ("مفقود", "lost"), ("Proposal/Commercials Sent", "next_step"), ("POC", "next_step"),
        ("Cotización presentada", "next_step"), ("Feasibility", "next_step"), ("عرض سعر", "next_step"),
        ("Demo Done", "next_step"), ("Discovery call", "first_appointment"), ("Erstgespräch", "first_appointment"),
        ("First meeting held", "first_appointment"), ("تم الاجتماع", "first_appointment"),
        ("Appointment Scheduled", "conversation"), ("Meeting booked", "conversation"), ("New lead", "conversation"),
        ("Prospecting", "conversation"), ("On Hold", "conversation"), ("عميل محتمل", "conversation"),
        ("Bluebird", ""),
    ],
)  # fmt: skip
def test_a_stage_is_suggested_by_its_words(label: str, meaning: str) -> None:
    table = raw([HEAD, one("1", stage=label), one("2", stage="Open")])
    assert suggest_mapping(table).stages[label] == meaning


# gates


def test_a_lost_stage_hides_how_far_the_deal_came() -> None:
    found = deals([HEAD, one("1", stage="Closed Lost"), one("2", stage="Proposal"), one("3")])
    assert not found.gate_shown.any()
    assert list(found.gate.astype(object).fillna("")) == ["", "next_step", "won"]


def test_the_furthest_stage_shows_it() -> None:
    rows = [[*HEAD, "Furthest stage"], [*one("1", stage="Closed Lost"), "Proposal"]]
    found = deals([*rows, [*one("2", stage="Closed Lost"), ""], [*one("3"), ""]])
    assert list(found.gate_shown) == [True, False, True]
    assert found.gate[0] == "next_step"


def test_a_status_beside_a_working_stage_shows_it() -> None:
    rows = [[*HEAD, "Status"], [*one("1", stage="Proposal"), "Lost"], [*one("2", stage="Discovery"), "Lost"]]
    found = deals([*rows, [*one("3", stage="Proposal"), "Won"]])
    assert found.gate_shown.all()
    assert list(found.gate) == ["next_step", "first_appointment", "won"]


def test_a_status_shows_nothing_when_no_stage_is_the_next_step() -> None:
    rows = [[*HEAD, "Status"], [*one("1", stage="Discovery"), "Lost"], [*one("2", stage="New"), "Won"]]
    assert not deals(rows).gate_shown.any()


def test_a_date_column_for_the_next_step_shows_it_for_all() -> None:
    head = [*HEAD, "Demo date"]
    found = deals([head, [*one("1", stage="Closed Lost"), "2026-01-20"], [*one("2", stage="Closed Lost"), ""]])
    assert found.gate_shown.all()
    assert dates(found.next_step_on) == ["2026-01-20", None]
    assert found.gate[0] == "next_step"


def ticked(header: str, field: str = "First Meeting", *, ticks: str = "Yes,No,Yes,") -> list[list[str]]:
    """Return a won, two lost and an open deal with ticks under a header."""
    head = ["Deal ID", "Owner", "Created", field, header, "Outcome", "Close date", "Amount"]
    met, closed = "2026-01-06", "2026-02-20"
    ends = [("Won", closed), ("Lost", closed), ("Lost", closed), ("Open", "")]
    rows = [
        [str(n), "Dana", "2026-01-05", met, tick, end, day, f"{n + 1}200"]
        for n, ((end, day), tick) in enumerate(zip(ends, ticks.split(","), strict=True))
    ]
    return [head, *rows]


@pytest.mark.parametrize("header", ["Contract offered?", "demo_completed", "Angebot versendet", "تم إرسال العرض"])
def test_a_tick_that_a_step_was_taken_shows_how_far_deals_came_and_is_asked(header: str) -> None:
    mapping = suggested(ticked(header))
    assert mapping.fields["next_step_done"] == header and mapping.asks("column", "next_step_done")
    found = deals(ticked(header))
    assert list(found.gate) == ["won", "first_appointment", "next_step", "first_appointment"]
    assert found.gate_shown.all() and found.next_step_on.isna().all()
    told = override(mapping, Given(fields={"next_step_done": ""}))
    assert list(apply_mapping([(raw(ticked(header)), told)]).tables.deals.gate_shown) == [False] * 4


def test_who_was_not_met_has_not_had_the_first_appointment() -> None:
    found = deals(ticked("Met?", "Phone"))
    assert list(found.gate) == ["won", "conversation", "first_appointment", "conversation"]


@pytest.mark.parametrize("still_open", ["не закрыта", "offen", "pending", "لم يغلق", "TBD", "not closed"])
def test_a_day_that_is_still_to_come_is_no_bad_date(still_open: str) -> None:
    def with_close(cell: str) -> list[list[str]]:
        days = ("2026-02-10", "2026-02-11", cell, "2026-02-13")
        rows = [[f"D{n}", "Dana", "10", "2026-01-05", day, "Won"] for n, day in enumerate(days)]
        return [["Deal ID", "Owner", "Amount", "Created", "Close date", "Stage"], *rows]

    assert "bad_date" not in codes(taken(with_close(still_open)))
    assert "bad_date" in codes(taken(with_close("2026-13-45")))
    assert "bad_date" in codes(taken(with_close("ask Dana")))


@pytest.mark.parametrize("header", ["Demo scheduled?", "Newsletter sent?", "Follow up?", "No show?"])
def test_a_tick_of_what_is_no_step_says_nothing_of_gates(header: str) -> None:
    assert not {"first_appointment_done", "next_step_done"} & set(suggested(ticked(header)).fields)


def test_a_column_of_numbers_under_the_name_of_a_step_is_no_tick() -> None:
    assert "next_step_done" not in suggested(ticked("Proposals sent", ticks="1,0,3,2")).fields


def test_the_stage_history_shows_and_dates_the_gates() -> None:
    history = [
        ["Deal ID", "New stage", "Changed on"],
        ["1", "Discovery", "2026-01-10"], ["1", "Proposal", "2026-01-20"], ["1", "Discovery", "2026-01-25"],
        ["1", "Proposal", "2026-01-30"], ["2", "Proposal", "2026-01-22"],
    ]  # fmt: skip
    rows = [HEAD, one("1", stage="Closed Lost"), one("2", stage="Closed Lost"), one("3", stage="Closed Lost")]
    intake = taken(rows, history)
    found = intake.tables.deals
    assert [source.table for source in intake.sources] == ["deals", "stage_history"]
    assert list(found.gate_shown) == [True, True, False]
    assert dates(found.first_appointment_on) == ["2026-01-10", None, None]
    assert dates(found.next_step_on) == ["2026-01-20", "2026-01-22", None]
    assert not found.created_stands_in.any()


def test_meetings_held_date_the_first_appointment() -> None:
    activities = [
        ["Deal ID", "Owner", "Activity type", "Activity date", "Outcome"],
        ["1", "Dana", "Meeting", "2026-01-14", "Completed"], ["1", "Dana", "Meeting", "2026-01-12", "No Show"],
        ["1", "Dana", "Meeting", "2026-01-13", "Completed"], ["1", "Dana", "Call", "2026-01-01", "Completed"],
    ]  # fmt: skip
    intake = taken([HEAD, one("1"), one("2", stage="New")], activities)
    found = intake.tables.deals
    assert dates(found.first_appointment_on) == ["2026-01-13", None]
    assert not found.created_stands_in.any()
    assert "meetings_date_first_appointment" in intake.sources[0].assumptions
    assert list(intake.tables.activities.result.astype(object).fillna("")) == ["held", "not_held", "held", ""]


def test_without_a_date_for_it_the_created_date_stands_in_and_says_so() -> None:
    intake = taken([HEAD, one()])
    assert intake.tables.deals.created_stands_in.all()
    assert "created_stands_for_first_appointment" in intake.sources[0].assumptions
    dated = taken([[*HEAD, "First meeting date"], [*one(), "2026-01-07"]])
    assert not dated.tables.deals.created_stands_in.any()
    assert not dated.sources[0].assumptions


# people


def test_one_person_has_one_name_however_it_is_spelled() -> None:
    spelled = ["Dana Cole", "dana cole", " Dana  Cole ", "Dana\u200f Cole", "DANA COLE", "Dana Cole"]
    found = deals([HEAD, *(one(str(n), rep=name) for n, name in enumerate(spelled))])
    assert set(found.rep) == {"Dana Cole"}


def test_an_email_or_id_becomes_the_name_of_the_users_list() -> None:
    users = [["Name", "Email", "User ID", "Team"], ["Dana Cole", "dana@example.com", "005A", "North"]]
    by_id = [["Id", "OwnerId", "StageName", "IsWon", "CloseDate"], ["7", "005A", "Closed Won", "1", "2026-02-01"]]
    intake = taken([HEAD, one("1", rep="DANA@example.com"), one("2", rep="Dana Cole")], by_id, users)
    assert set(intake.tables.deals.rep) == {"Dana Cole"}
    assert "ids_without_names" not in codes(intake)
    assert "ids_without_names" in codes(taken(by_id))


@pytest.mark.parametrize("nobody", ["", "Unassigned", "Inactive User", "-", "(No value)", "غير مخصص"])
def test_a_deal_of_nobody_is_set_aside(nobody: str) -> None:
    intake = taken([HEAD, one("1", rep=nobody), one("2")])
    assert len(intake.tables.deals) == 1
    assert list(intake.set_aside.reason) == ["no_rep"]


# copies and oddities


def test_the_later_row_and_the_later_file_win() -> None:
    first = [HEAD, one("1", amount="10"), one("2", amount="20"), one("1", amount="11")]
    intake = taken(first, [HEAD, one("2", amount="21"), one("3", amount="30")])
    found = intake.tables.deals.sort_values("deal_id")
    assert found.amount.tolist() == [11, 21, 30]
    assert [source.rows_set_aside for source in intake.sources] == [2, 0]
    assert set(intake.set_aside.reason) == {"superseded"}
    assert_all_rows_accounted(intake)


def test_copies_without_a_number_are_kept_and_pointed_out() -> None:
    intake = taken([HEAD[1:], one()[1:], one()[1:]])
    assert len(intake.tables.deals) == 2
    assert "exact_copies" in codes(intake)


def test_a_deal_split_by_product_is_pointed_out() -> None:
    head = [*HEAD, "Product"]
    assert "several_rows_per_deal" in codes(taken([head, [*one("1"), "Gold"], [*one("1"), "Silver"]]))


def test_the_lines_of_a_deal_are_added_up_and_a_total_in_each_of_them_is_not() -> None:
    head = [*HEAD, "Product"]
    lines = [[*one("1", amount="30"), "Gold"], [*one("1", amount="12"), "Silver"], [*one("2", amount="5"), "Gold"]]
    intake = taken([head, *lines])
    assert intake.tables.deals.amount.tolist() == [42, 5]
    assert "lines_added_up" in codes(intake) and "several_rows_per_deal" not in codes(intake)
    assert_all_rows_accounted(intake)
    alike = [[*one("1", amount="30"), "Gold"], [*one("1", amount="30"), "Silver"]]
    assert taken([head, *alike]).tables.deals.amount.tolist() == [30]
    of_lines = ["Line total" if name == "Amount" else name for name in head]
    assert taken([of_lines, *alike]).tables.deals.amount.tolist() == [60]
    later = [[*one("1", stage="Proposal", amount="30"), "Gold"], [*one("1", amount="12"), "Silver"]]
    assert taken([head, *later]).tables.deals.amount.tolist() == [12]


def test_what_does_not_add_up_is_noted_and_kept() -> None:
    backwards = ["1", "Dana", "Won", "10", "2026-03-05", "2026-02-10"]
    intake = taken([HEAD, backwards, one("2", amount=""), one("3", amount="a lot"), one("4", stage="Lost")])
    assert len(intake.tables.deals) == 4
    assert {"closed_before_created", "won_without_amount", "bad_amount"} <= codes(intake)
    assert intake.tables.deals.amount.isna().sum() == 2
    assert "only_won" in codes(taken([HEAD, *(one(str(n)) for n in range(5))]))
    assert "no_lost" in codes(taken([HEAD, *(one(str(n)) for n in range(5)), one("9", stage="Demo")]))


def test_the_currency_is_found_beside_the_amount_or_in_the_header() -> None:
    assert list(deals([HEAD, one("1", amount="SAR 10"), one("2", amount="€ 5")]).currency) == ["SAR", "EUR"]
    arabic = ["رقم الصفقة", "المندوب", "المرحلة", "المبلغ الإجمالي (ر.س)", "تاريخ الإنشاء", "تاريخ الإغلاق"]
    assert list(deals([arabic, one()]).currency) == ["SAR"]


def test_dates_still_to_come_are_pointed_out_only_against_a_day_that_is_given() -> None:
    table = raw([HEAD, ["1", "Dana", "Won", "10", "2026-01-05", "2126-02-10"]])
    pair = (table, suggest_mapping(table))
    assert "future_dates" not in codes(apply_mapping([pair]))
    assert "future_dates" in codes(apply_mapping([pair], today=dt.date(2026, 6, 30)))


def test_a_column_of_stages_called_status_is_read_as_stages() -> None:
    head = ["Deal ID", "Sales rep", "Status", "Amount", "Created Date", "Close Date"]
    found = deals([head, one("1", stage="Proposal"), one("2", stage="Lost"), one("3", stage="Won")])
    assert list(found.gate.astype(object).fillna("")) == ["next_step", "", "won"]
    assert list(found.outcome) == ["open", "lost", "won"]


def test_a_column_called_status_that_says_no_outcome_decides_nothing() -> None:
    mapping = suggest_mapping(raw([[*HEAD, "State"], [*one("1"), "Texas"], [*one("2"), "Ohio"]]))
    assert "status" not in mapping.fields


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("IsDeleted", ("false", "true")),
        ("deleted", ("0", "1")),
        ("Gelöscht", ("nein", "ja")),
        ("Deleted at", ("", "2026-02-11 10:00")),
    ],
)
def test_what_the_crm_has_deleted_does_not_count(header: str, cells: tuple[str, str]) -> None:
    head = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date", header]
    rows = [[str(n), "Ann Lee", "Closed Won", "10", "2026-01-05", "2026-02-10", cell] for n, cell in enumerate(cells)]
    intake = taken([head, *rows])
    assert list(intake.tables.deals.deal_id) == ["0"]
    assert list(intake.set_aside.reason) == ["deleted_rows"]


def test_a_step_with_two_columns_of_days_takes_the_missing_ones_from_the_other() -> None:
    head = ["Deal ID", "Rep", "Status", "Created", "First meeting", "First meeting (old)", "Closed"]
    rows = [[f"D{n}", "Ann", "Won", "2026-01-02", "2026-01-10", "2026-01-10", "2026-02-01"] for n in range(6)]
    rows[4][4:6], rows[5][4:6] = ["", "2026-01-12"], ["2026-01-13", ""]
    intake = taken([head, *rows])
    days = [str(day.date()) for day in intake.tables.deals["first_appointment_on"]]
    assert days == ["2026-01-10"] * 4 + ["2026-01-12", "2026-01-13"]
    assert "days_of_two_columns" in intake.sources[0].assumptions
    for row in rows:
        row[5] = row[5] and "2026-01-20"
    assert taken([head, *rows]).tables.deals["first_appointment_on"].isna().sum() == 1


@pytest.mark.parametrize(
    ("headers", "own", "twin"),
    [
        (("Erstellt am", "Erstellt am (Altsystem)"), "2026-01-02", "2026-01-05"),
        (("作成日", "旧作成日"), "2026-01-02", "2026-01-05"),
        (("Fecha de creación (CRM anterior)", "Fecha de creación"), "2026-01-02", "2026-01-05"),
    ],
)
def test_a_column_that_fills_just_the_gaps_of_its_twin_is_read_with_it(
    headers: tuple[str, str], own: str, twin: str
) -> None:
    head = ["Deal ID", "Rep", "Status", *headers, "Amount", "Amount (old CRM)", "Closed"]
    new = [[f"N{n}", "Ann", "Won", own, "", "100", "", "2026-02-01"] for n in range(4)]
    old = [[f"O{n}", "Ann", "Won", "", twin, "", "70", "2026-02-01"] for n in range(2)]
    deals = taken([head, *new, *old]).tables.deals
    assert [str(day.date()) for day in deals["created_on"]] == [own] * 4 + [twin] * 2
    assert list(deals["amount"]) == [100.0] * 4 + [70.0] * 2


@pytest.mark.parametrize(
    ("own", "other", "cells"),
    [
        ("Amount", "Amount per seat", ("100", "90")),
        ("Amount", "Old amount", ("100", "90")),
        ("Amount", "Amount (hardware)", ("100", "90")),
        ("Amount", "Amount (old CRM)", ("100", "9000")),
        ("Rep", "Rep assistant", ("Ann", "Kim Po")),
        ("Rep", "Old rep", ("Ann", "Kim Po")),
        ("First meeting", "First meeting invitation sent", ("2026-01-10", "2026-01-12")),
        ("First meeting", "Old first meeting", ("2026-01-10", "2026-01-12")),
    ],
)
def test_a_column_of_something_else_fills_no_gap(own: str, other: str, cells: tuple[str, str]) -> None:
    head = [
        "Deal ID",
        *(name for name in ("Rep", "Amount", "First meeting") if name != own),
        "Status",
        "Created",
        "Closed",
    ]
    row = {"Rep": "Ann", "Amount": "100", "First meeting": "2026-01-10", "Status": "Won"}
    row |= {"Created": "2026-01-02", "Closed": "2026-02-01"}
    rows = [
        [f"D{n}", *(row[name] for name in head[1:]), *((cells[0], "") if n % 10 else ("", cells[1]))] for n in range(20)
    ]
    assert "twin_column_fills" not in taken([[*head, own, other], *rows]).sources[0].assumptions


@pytest.mark.parametrize("other", ["First meeting cancelled on", "First meeting (planned)", "First meeting lost on"])
def test_a_day_that_says_something_else_fills_no_gap(other: str) -> None:
    head = ["Deal ID", "Rep", "Status", "Created", "First meeting", other, "Closed"]
    rows = [[f"D{n}", "Ann", "Won", "2026-01-02", "2026-01-10", "", "2026-02-01"] for n in range(4)]
    rows += [[f"E{n}", "Ann", "Lost", "2026-01-02", "", "2026-01-12", "2026-02-01"] for n in range(2)]
    assert taken([head, *rows]).tables.deals["first_appointment_on"].notna().sum() == 4
