"""Which deals were won or lost, which meetings were held, and what is asked where a label leaves it open.

What would be lost: "not won" counted as won, a tick read as a no, or a table whose deals all stay open in silence.
"""

from __future__ import annotations

import pytest

from coaching.importing import SURE, apply_mapping, stage_counts, suggest_mapping
from coaching.importing.mapping.overrides import Given, override
from coaching.importing.mapping.stages import Meaning, meaning_of, outcome_of, status_meaning
from coaching.importing.mapping.suggest import relabelled
from coaching.importing.model import TableMapping
from coaching.importing.values.text_columns import truth
from tests.importing.made import asked, codes, dates, deals, raw, suggested, taken

HEAD = ["Deal ID", "Sales rep", "Amount", "Created Date", "Close Date"]
UNDECIDED, ASKED_WIN = Meaning(""), Meaning("won", weak=True)


def rows_with(header: str, *values: str) -> list[list[str]]:
    """Return deals with one column more."""
    own = [[str(n), "Dana", "10", "2026-01-05", "2026-02-10", value] for n, value in enumerate(values)]
    return [[*HEAD, header], *own]


# what a label says, and what takes it back


@pytest.mark.parametrize(
    "label",
    [
        *("Not won", "Closed - Not Won", "Won't buy", "Closed - No Decision", "Sold to competitor", "Nicht gewonnen"),
        *("No ganada", "Non gagné", "غير مكسوبة", "غير مهتم", "Lost - not a fit", "Not interested - lost"),
        *("Closed Lost – no budget", "Verloren, kein Budget"),
    ],
)
def test_a_loss_stays_a_loss_however_it_is_denied_or_explained(label: str) -> None:
    assert meaning_of(label) == Meaning("lost")
    assert outcome_of(label) == "lost"


@pytest.mark.parametrize(
    "label",
    [
        *("Not converted", "Contract not signed", "Contract hasn't been signed", "To be signed", "NDA signed"),
        *("LOI signed", "Noch nicht unterschrieben", "Noch nicht gewonnen", "Auftrag erwartet", "Non signé"),
        *("No decision yet", "Proposal not sent", "Proposal to be sent", "Decision pending", "Propuesta no enviada"),
        *("Angebot noch nicht gesendet", "Not lost", "لم يتم البيع", "لم يتم إرسال العرض"),
    ],
)
def test_a_label_that_takes_back_what_it_says_is_asked_about(label: str) -> None:
    assert meaning_of(label) == UNDECIDED
    assert outcome_of(label) is None
    assert suggested(rows_with("Stage", label, "Won")).asks("stage")


@pytest.mark.parametrize("label", ["Devis accepté", "Quote accepted", "Angebot angenommen", "Signed", "Firmado"])
def test_a_yes_that_is_no_order_yet_counts_as_won_and_is_asked_about(label: str) -> None:
    assert meaning_of(label) == ASKED_WIN
    for header in ("Stage", "Status"):
        mapping = suggested(rows_with(header, label, "Lost"))
        assert mapping.stages[label] == "won"
        assert mapping.asks("stage")


@pytest.mark.parametrize("label", ["Contract signed", "Angebot unterschrieben", "Contrat signé", "تم توقيع العقد"])
def test_a_signed_order_is_won_without_a_question(label: str) -> None:
    assert meaning_of(label) == Meaning("won")


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("Proposal - no response", "next_step"),
        ("Contract sent - awaiting signature", "next_step"),
        ("Not contacted", "conversation"),
        ("Sales accepted lead", "conversation"),
        ("بانتظار الموعد", "conversation"),
        ("Closed Won - no discount", "won"),
    ],
)
def test_a_negation_of_something_else_takes_nothing_back(label: str, meaning: str) -> None:
    assert meaning_of(label) == Meaning(meaning)


@pytest.mark.parametrize("label", ["Value Proposition", "Id. Decision Makers", "Identify Decision Makers"])
def test_stages_before_a_proposal_are_no_next_step_in_a_sheet_of_ones_own(label: str) -> None:
    assert meaning_of(label) == Meaning("first_appointment", weak=True)


# a status column


def test_every_label_of_a_status_is_shown_and_what_is_shown_is_applied() -> None:
    table = raw(rows_with("Status", "Gewonnen", "Nicht gewonnen", "Offen", "Gewonnen"))
    mapping = suggest_mapping(table)
    assert mapping.stages == {"Gewonnen": "won", "Nicht gewonnen": "lost", "Offen": "conversation"}
    assert dict(stage_counts(table, mapping)) == {"Gewonnen": 2, "Nicht gewonnen": 1, "Offen": 1}
    assert list(apply_mapping([(table, mapping)]).tables.deals.outcome) == ["won", "lost", "open", "won"]
    told = override(mapping, Given(stages={"Gewonnen": "discarded", "Offen": "lost", "Nicht gewonnen": ""}))
    intake = apply_mapping([(table, told)])
    assert list(intake.tables.deals.outcome) == ["discarded", "open", "lost", "discarded"]
    assert "unknown_status" in codes(intake)


def test_the_labels_of_a_status_say_nothing_of_the_gates() -> None:
    both = [
        [*row, more] for row, more in zip(rows_with("Stage", "Demo", "Demo"), ("Status", "Open", "Won"), strict=True)
    ]
    mapping = suggested(both)
    assert mapping.stages == {"Demo": "next_step", "Open": "conversation", "Won": "won"}
    assert list(deals(both).gate) == ["next_step", "won"]
    assert suggested(rows_with("Status", "Open", "Won")).questions == ()


def test_a_label_that_only_a_status_can_tell_is_no_question() -> None:
    both = [
        [*row, more]
        for row, more in zip(rows_with("Stage", "Demo", "Pending"), ("Status", "Won", "Pending"), strict=True)
    ]
    mapping = suggested(both)
    assert mapping.stages["Pending"] == "conversation"
    assert not mapping.asks("stage")


# flags


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        *(("✓", "✗"), ("✔️", "✘"), ("☑", "☐"), ("✅", "❌"), ("✓", ""), ("✓", "-")),
        *(("VRAI", "FAUX"), ("WAHR", "FALSCH"), ("VERDADERO", "FALSO"), ("1.0", "0.0"), ("صح", "خطأ")),
    ],
)
def test_a_flag_may_be_a_tick_or_a_word_of_another_language(yes: str, no: str) -> None:
    assert (truth(yes), truth(no)) == (True, False)
    found = deals(rows_with("Won", yes, no))
    assert list(found.outcome) == ["won", "lost" if no else "open"]
    assert dates(found.closed_on) == ["2026-02-10", "2026-02-10" if no else None]


def test_a_no_is_a_loss_only_where_the_deal_is_known_to_be_over() -> None:
    rows = rows_with("Won", "✓", "✗", "✗")
    rows[3][4] = "2026-12-31"
    table = raw(rows)
    intake = apply_mapping([(table, suggest_mapping(table))])
    assert list(intake.tables.deals.outcome) == ["won", "lost", "open"]
    assert any("no_means_lost" in source.assumptions for source in intake.sources)
    told = [[*row, more] for row, more in zip(rows, ("Is Closed", "✓", "✗", "✓"), strict=True)]
    assert list(deals(told).outcome) == ["won", "open", "lost"]


@pytest.mark.parametrize("sign", ["?", "•", "☒"])
def test_a_sign_that_is_no_tick_is_neither_yes_nor_no(sign: str) -> None:
    assert truth(sign) is None


def test_a_flag_that_is_neither_yes_nor_no_is_pointed_out() -> None:
    table = raw(rows_with("Won", "yes", "perhaps", "(No value)"))
    told = override(suggest_mapping(table), Given(fields={"is_won": "Won"}))
    unread = [issue for issue in apply_mapping([(table, told)]).issues if issue.code == "unknown_status"]
    assert [(issue.count, issue.values) for issue in unread] == [(1, ("perhaps",))]


@pytest.mark.parametrize(
    ("header", "won", "lost"),
    [
        ("Won?", "Won", "Lost"),
        ("Won", "Win", "Loss"),
        ("Win/Loss", "Win", "Loss"),
        ("Gewonnen", "Gewonnen", "Verloren"),
    ],
)
def test_a_column_that_says_won_and_lost_is_a_status_whatever_it_is_called(header: str, won: str, lost: str) -> None:
    mapping = suggested(rows_with(header, won, lost))
    assert mapping.fields["status"] == header
    assert mapping.certainty["status"] >= SURE
    found = deals(rows_with(header, won, lost))
    assert list(found.outcome) == ["won", "lost"]
    assert found.closed_on.notna().all()


# nothing says how deals ended


@pytest.mark.parametrize(
    "rows", [rows_with("Note", "a", "b"), rows_with("Won", "perhaps", "maybe"), rows_with("Stage", "Demo")]
)
def test_a_table_that_does_not_say_how_deals_ended_is_asked_about_and_said(rows: list[list[str]]) -> None:
    mapping = suggest_mapping(raw(rows), "deals")
    assert mapping.asks("outcome")
    assert "no_outcome" in codes(apply_mapping([(raw(rows), mapping)]))


@pytest.mark.parametrize(
    ("header", "labels"),
    [
        ("Approval status", ("Not requested", "Pending", "Approved")),
        ("Freigabe", ("offen", "freigegeben", "abgelehnt")),
        ("승인상태", ("미요청", "대기", "승인")),
        ("Checked", ("Approved", "Approved", "Approved")),
    ],
)
def test_an_approval_is_no_status_beside_stages_that_say_how_deals_ended(header: str, labels: tuple[str, ...]) -> None:
    table = rows_with("Stage", "Won", "Lost", "Demo", "Lost", "Won", "New")
    mapping = suggested([[*table[0], header], *([*row, labels[n % 3]] for n, row in enumerate(table[1:]))])
    assert header not in mapping.fields.values()
    alone = suggested(rows_with("Approval status", "Approved", "Rejected", "Pending", "Approved"))
    assert alone.fields["status"] == "Approval status"


@pytest.mark.parametrize(
    "rows",
    [
        rows_with("Status", "Open", "Open"),
        rows_with("Is won", "yes", "no"),
        rows_with("Won date", "2026-02-10", ""),
        rows_with("Forecast type", "Closed Won", "Pipeline"),
        rows_with("Stage", "Demo", "Closed Lost"),
    ],
    ids=lambda rows: rows[0][-1],
)
def test_a_table_that_says_how_deals_ended_is_not_asked_about(rows: list[list[str]]) -> None:
    assert not suggested(rows).asks("outcome")
    assert "no_outcome" not in codes(taken(rows))


def test_a_question_of_the_outcome_goes_once_a_column_or_a_stage_says_it() -> None:
    rows = [[*row, more] for row, more in zip(rows_with("Stage", "Demo", "Ended"), ("Note", "W", "L"), strict=True)]
    table = raw(rows)
    mapping = suggest_mapping(table)
    assert "outcome" in topics(mapping)
    assert "outcome" not in topics(override(mapping, Given(stages={"Ended": "lost"})))
    told = relabelled(table, override(mapping, Given(fields={"status": "Note"}, stages={"Demo": "first_appointment"})))
    assert told.stages == {"Demo": "first_appointment", "Ended": "", "W": "", "L": ""}
    assert "outcome" not in topics(told)
    assert "stage" in topics(told)


def topics(mapping: TableMapping) -> set[str]:
    return {question.about for question in mapping.questions}


# meetings and calls


def results(kind: str, *labels: str) -> list[list[str]]:
    own = [["2026-01-01", "Dana", kind, label] for label in labels]
    return [["Date", "Rep", "Type", "Outcome"], *own]


@pytest.mark.parametrize(
    ("label", "result"),
    [
        *((label, "not_held") for label in ("Not completed", "Not attended", "Not done", "no realizada")),
        *((label, "not_held") for label in ("Nicht stattgefunden", "non effectué", "غير مكتمل", "تم الغاء الموعد")),
        *((label, "not_held") for label in ("Completed - client did not show", "Completed - client didn't show")),
        *((label, "set") for label in ("To be held", "Not yet held", "Noch nicht stattgefunden", "تم التأجيل")),
        *((label, "set") for label in ("Postponed", "تم الحجز")),
        *((label, "held") for label in ("Completed - not interested", "Held, no decision", "تم الاجتماع")),
    ],
)
def test_a_meeting_was_held_only_where_its_result_does_not_take_it_back(label: str, result: str) -> None:
    assert list(taken(results("Meeting", label, "Completed")).tables.activities.result) == [result, "held"]


@pytest.mark.parametrize("label", ["No answer", "Missed", "Not Started", "Planned", "Left voicemail", "لم يرد"])
def test_a_call_in_which_nobody_spoke_is_no_conversation(label: str) -> None:
    intake = taken(results("Call", label, "Connected", "Not interested", ""))
    assert len(intake.tables.activities) == 3
    assert list(intake.set_aside.reason) == ["other_activity"]
    assert [issue.values for issue in intake.issues if issue.code == "no_conversation"] == [(label,)]


@pytest.mark.parametrize(("done", "open_"), [("Done", "To do"), ("Erledigt", "Zu erledigen"), ("Fait", "À faire")])
def test_what_is_still_to_do_has_not_happened(done: str, open_: str) -> None:
    head = ["Activity - Type", "Activity - Done", "Activity - Due date", "Activity - Assigned to user"]
    rows = [[kind, said, "2026-01-12", "Dana"] for kind in ("Meeting", "Call") for said in (done, open_)]
    found = taken([head, *rows]).tables.activities
    assert list(zip(found.kind, found.result.astype(object).fillna(""), strict=True)) == [
        *(("appointment", "held"), ("appointment", "set"), ("conversation", "")),
    ]


# columns of a CRM that are not what they seem


def test_a_zoho_export_with_record_ids_is_not_taken_for_hubspot() -> None:
    head = ["Record Id", "Deal Owner", "Deal Name", "Amount", "Closing Date", "Stage", "Created Time"]
    mapping = suggested([head, ["zcrm_1", "Dana", "A", "10", "2026-02-01", "Closed Won", "2026-01-01 10:00:00"]])
    assert (mapping.preset, mapping.fields["deal_id"], mapping.fields["closed_on"]) == (
        "zoho",
        "Record Id",
        "Closing Date",
    )


def test_what_a_customer_earns_is_no_amount_of_a_deal() -> None:
    head = ["ID", "Deal Owner", "Organization", "Status", "Annual Revenue", "Closed Date"]
    assert "amount" not in suggested([head, ["1", "Dana", "Acme", "Won", "5000000", "2026-02-01"]]).fields


def test_the_number_of_a_currency_is_no_currency() -> None:
    head = ["name", "sales_stage", "date_closed", "assigned_user_name", "amount", "currency_id"]
    assert "currency" not in suggested([head, ["A", "Closed Won", "2026-02-01", "dana", "10", "-99"]]).fields


def test_a_column_of_currency_codes_is_the_currency_though_it_is_called_an_id() -> None:
    head = ["ID", "TITLE", "STAGE", "CLOSEDATE", "OWNER", "AMOUNT", "CURRENCY_ID"]
    rows = [[str(n), f"A{n}", "Closed Won", "2026-02-01", "Dana Cole", "1000", "RUB"] for n in range(4)]
    assert suggested([head, *rows]).fields["currency"] == "CURRENCY_ID"


# what labels say in the light of one another


def test_a_win_on_the_way_is_none_where_another_one_ends_the_pipeline() -> None:
    labels = ("0 - Prospecting", "3 - Big Win", "4 - Commercials", "5 - Closed Won", "6 - Closed Lost")
    mapping = suggested(rows_with("Stage", *labels))
    assert (mapping.stages["3 - Big Win"], mapping.stages["5 - Closed Won"]) == ("", "won")
    assert "3 - Big Win" in {question.label for question in mapping.questions}


@pytest.mark.parametrize("label", ["Договор", "Contract", "Vertrag"])
def test_a_contract_is_the_win_of_a_list_that_has_losses_and_no_other_win(label: str) -> None:
    table = rows_with("Result", label, "Lost", "In progress", label)
    mapping = suggested(table)
    assert mapping.stages[label] == "won"
    assert label in {question.label for question in mapping.questions}
    assert deals(table)["outcome"].tolist() == ["won", "lost", "open", "won"]


def test_cancelled_deals_are_the_losses_of_a_list_that_has_no_others() -> None:
    table = rows_with("Status", "Won", "Cancelled", "Cancelled", "Open", "Won")
    assert deals(table)["outcome"].tolist() == ["won", "lost", "lost", "open", "won"]
    assert "Cancelled" in {question.label for question in suggested(table).questions}
    beside = rows_with("Status", "Won", "Cancelled", "Lost", "Open", "Won")
    assert deals(beside)["outcome"].tolist() == ["won", "discarded", "lost", "open", "won"]


def beside(header: str, cells: dict[str, str], *labels: str) -> TableMapping:
    """Return how deals with these labels are understood beside a column that holds a cell for some of the labels."""
    table = rows_with("Stage", *labels)
    return suggested([[*table[0], header], *([*row, cells.get(row[-1], "")] for row in table[1:])])


def labels_asked(mapping: TableMapping) -> set[str]:
    """Return the labels whose meaning is asked."""
    return {question.label for question in mapping.questions if question.about == "stage"}


@pytest.mark.parametrize(
    ("won", "cancelled", "reasons"),
    [
        ("Won", "Cancelled", "Lost reason"),
        ("Gewonnen", "Storniert", "Stornogrund"),
        ("受注", "キャンセル", "キャンセル理由"),
    ],
)
def test_cancelled_deals_with_the_reasons_of_losses_are_these_losses(won: str, cancelled: str, reasons: str) -> None:
    why = {cancelled: "Too dear"}
    mapping = beside(reasons, why, won, cancelled, "Duplicate", "Demo", cancelled, "Duplicate")
    assert (mapping.stages[cancelled], mapping.stages["Duplicate"]) == ("lost", "discarded")
    assert not labels_asked(mapping)
    others = beside(reasons, why | {"Lost": "Price"}, won, cancelled, "Lost", "Demo", cancelled, "Lost")
    assert others.stages[cancelled] == "discarded"


@pytest.mark.parametrize(
    ("header", "cell", "code"),
    [("Won date", "2026-02-10", "won"), ("Lost date", "2026-02-10", "lost"), ("Status", "Won", "won")],
)
def test_a_label_that_another_column_settles_is_no_question(header: str, cell: str, code: str) -> None:
    labels = ("Demo", "Notary", "Demo", "Notary", "New")
    settled = beside(
        header, {"Demo": "Open", "New": "Open"} | {"Notary": cell} if cell == "Won" else {"Notary": cell}, *labels
    )
    assert settled.stages["Notary"] == code
    assert not labels_asked(settled)
    elsewhere = beside(header, {"Notary": cell, "Demo": cell}, *labels)
    assert labels_asked(elsewhere) == {"Notary"}


@pytest.mark.parametrize("label", ["Geparkt", "Postponed", "Transferred", "Duplicate"])
def test_a_reason_makes_no_loss_of_what_is_parked_or_a_duplicate(label: str) -> None:
    labels = ("Won", label, "Lost", "Demo", label, "Lost")
    mapping = beside("Loss reason", {label: "Timing", "Lost": "Price"}, *labels)
    assert mapping.stages[label] == "discarded" or labels_asked(mapping) == {label}
    only = beside("Loss reason", {label: "Timing"}, "Won", label, "Demo", label)
    assert only.stages[label] == "discarded" or labels_asked(only) == {label}


def test_a_contract_with_the_day_of_it_is_the_win() -> None:
    mapping = beside("Дата договора", {"Договор": "2026-02-10"}, "Договор", "Отказ", "Новый", "Договор", "Отказ")
    assert mapping.stages["Договор"] == "won"
    assert not labels_asked(mapping)


@pytest.mark.parametrize(
    "label",
    [
        "협상/계약",
        "Negotiation/Contract",
        "Vertragsverhandlung",
        "Переговоры/договор",
        "交渉・契約",
        "تفاوض / تعاقد",
        "谈判/签约",
    ],
)
def test_talks_about_a_contract_come_before_it(label: str) -> None:
    assert meaning_of(label) == Meaning("next_step")
    assert meaning_of("계약완료") == meaning_of("تم التعاقد") == meaning_of("Contract signed") == Meaning("won")


def test_a_contract_and_the_step_before_it_in_one_label_are_no_win_beside_another_one() -> None:
    assert suggested(rows_with("단계", "상담", "견적/계약", "수주", "실주")).stages["견적/계약"] == "next_step"
    assert suggested(rows_with("단계", "상담", "견적/계약", "실주")).stages["견적/계약"] == "won"


@pytest.mark.parametrize(
    ("label", "code"),
    [
        *(
            ("تم الإفراغ", "won"),
            ("Отгрузка и оплата", "won"),
            ("MATRÍCULA CONCLUÍDA", "won"),
            ("Fora do Perfil", "lost"),
        ),
        *(("Задаток", "next_step"), ("Показы", "next_step"), ("Wysłana", "next_step"), ("Sent", "next_step")),
        *(("拒保", "lost"), ("Tapu devri yapıldı", "won"), ("Newsletter sent", "conversation"), ("ملغى", "discarded")),
    ],
)
def test_words_of_a_trade_are_known(label: str, code: str) -> None:
    assert meaning_of(label) == Meaning(code)


@pytest.mark.parametrize(("label", "code"), [("تم الإغلاق بالفوز", "won"), ("تم الإغلاق بالخسارة", "lost")])
def test_an_arabic_word_is_known_behind_its_preposition(label: str, code: str) -> None:
    assert meaning_of(label) == Meaning(code)


def test_a_no_in_a_column_of_days_of_wins_is_no_win() -> None:
    table = rows_with("Contract signed", "2026-02-03", "No", "Pending", "2026-02-05", "2026-02-07", "2026-02-09")
    fields = {"won_on": "Contract signed", "rep": "Sales rep"}
    (read,) = [raw(table)]
    intake = apply_mapping([(read, override(suggest_mapping(read, "deals"), Given(fields=fields)))])
    assert intake.tables.deals["outcome"].tolist() == ["won", "open", "open", "won", "won", "won"]


def test_marks_in_two_columns_tell_wins_and_losses() -> None:
    rows = [
        [*row, mark] for row, mark in zip(rows_with("Won", "x", "", "", "x"), ("Lost", "", "x", "", ""), strict=True)
    ]
    assert deals(rows)["outcome"].tolist() == ["won", "lost", "open", "won"]


# ends that no word of a label tells


def ended_by_day(*labels: str, column: str = "Signed/dropped") -> list[list[str]]:
    """Return deals that have a day on which they ended, but for those of the last label."""
    head = ["Job no", "Advisor", "Where it stands", "Enquiry in", "Price", column]
    days = dict.fromkeys(labels[:-1], "2026-02-10")
    own = [[f"J{n}", "Dana", label, "2026-01-05", "900", days.get(label, "")] for n, label in enumerate(labels * 6)]
    return [head, *own]


def test_the_label_whose_deals_ended_is_the_win_where_only_losses_have_a_word_of_theirs() -> None:
    mapping = suggested(ended_by_day("Fitted or booked in", "Gone cold", "Quote sent"))
    assert mapping.fields["closed_on"] == "Signed/dropped"
    assert mapping.stages["Fitted or booked in"] == "won"
    assert [one.label for one in mapping.questions if one.about == "stage"] == ["Fitted or booked in"]


@pytest.mark.parametrize(
    "column",
    [
        *("Live / lost date", "Date of order or refusal", "تاريخ التوقيع أو الإلغاء", "Datum Auftrag/Absage"),
        *("Fecha de firma o pérdida", "成約/失注日", "签约或流失日期", "Дата продажи или отказа"),
    ],
)
def test_a_date_of_a_win_or_a_loss_is_the_day_of_the_end(column: str) -> None:
    mapping = suggested(ended_by_day("Live", "Gone cold", "Quote sent", column=column))
    assert mapping.fields["closed_on"] == column
    assert mapping.stages["Live"] == "won"
    assert "Live" in [one.label for one in mapping.questions if one.about == "stage"]


def test_the_day_of_a_loss_that_open_deals_have_is_asked_about() -> None:
    rows = ended_by_day("Won", "Lost", "Quote sent", column="Lost date")
    rows = [[*row[:-1], "2026-02-10" if row[2] != "Won" else ""] if row is not rows[0] else row for row in rows]
    assert "column:lost_on" in asked(suggested(rows))
    rows = [[*row[:-1], row[-1] if row[2] != "Quote sent" else ""] for row in rows]
    assert "column:lost_on" not in asked(suggested(rows))


def test_several_labels_whose_deals_ended_are_left_to_the_reader() -> None:
    stages = suggested(ended_by_day("Fitted or booked in", "Parked by us", "Gone cold", "Quote sent")).stages
    assert stages["Fitted or booked in"] == stages["Parked by us"] == ""


def test_a_day_that_open_deals_have_too_says_nothing_of_how_they_end() -> None:
    rows = ended_by_day("Fitted or booked in", "Gone cold", "Quote sent", "", column="Close date")
    assert suggested(rows).stages["Fitted or booked in"] != "won"


@pytest.mark.parametrize(("labels", "is_odd"), [(("Demo", "Closed Lost"), True), (("Won", "Closed Lost"), False)])
def test_many_losses_without_a_single_win_are_pointed_out(labels: tuple[str, str], is_odd: bool) -> None:
    assert ("no_won" in codes(taken(rows_with("Stage", *labels * 10)))) is is_odd


def test_closing_is_the_win_of_a_list_that_has_losses_and_no_other_win() -> None:
    head = ["No", "Agen", "Nasabah", "Status", "Premi"]
    ends = ("Closing", "Tolak", "Pikir-pikir")
    rows = [
        [f"P{n}", ("Budi Santoso", "Siti Putri")[n % 2], f"Toko {n}", ends[n % 3], f"{n + 1}000"] for n in range(12)
    ]
    assert deals([head, *rows]).outcome.eq("won").sum() == 4
    english = [[*row[:3], "Won" if row[3] == "Tolak" else row[3], row[4]] for row in rows]
    assert deals([["ID", "Rep", "Client", "Stage", "Amount"], *english]).outcome.eq("won").sum() == 4


@pytest.mark.parametrize(("label", "code"), [("受注見込", "conversation"), ("Win-back", "")])
def test_a_win_that_is_expected_or_to_be_had_again_is_none(label: str, code: str) -> None:
    assert status_meaning(label).code == code


@pytest.mark.parametrize(
    ("won", "lost"), [("Joined", "Did not join"), ("تم التعاقد", "لم يتم التعاقد"), ("Signed", "Didn't sign")]
)
def test_what_denies_the_word_for_a_win_is_the_loss_of_its_column(won: str, lost: str) -> None:
    mapping = suggested(rows_with("Status", *(won, lost, "Thinking", won)))
    assert mapping.stages[lost] == "lost" and mapping.asks("stage")


@pytest.mark.parametrize(("dated", "code"), [("", "conversation"), ("2026-01-20", "next_step")])
def test_a_word_for_an_open_deal_is_no_step_where_its_deals_lack_the_date_of_it(dated: str, code: str) -> None:
    head = ["Deal ID", "Sales rep", "Amount", "Created Date", "First meeting", "Quote sent on", "Result", "Close Date"]
    own = ["Dana", "10", "2026-01-05", "2026-01-09"]
    ends = ("Won", "Lost", "Negotiating") * 4
    rows = [[f"D{n}", *own, dated if end == "Negotiating" else "2026-01-20", end, ""] for n, end in enumerate(ends)]
    assert suggested([head, *rows]).stages["Negotiating"] == code


def test_a_word_for_closed_beside_losses_is_the_win_and_asked_about() -> None:
    mapping = suggested(rows_with("Situação", "Perdido", "Fechado", "Perdido", "Fechado"))
    assert mapping.stages["Fechado"] == "won"
    assert [question.label for question in mapping.questions if question.about == "stage"] == ["Fechado"]


def test_marks_of_wins_and_money_of_wins_are_told_apart_from_days_of_wins() -> None:
    assert suggested(rows_with("Signed?", "checked", "", "checked", "")).fields["is_won"] == "Signed?"
    rows = [
        ["Date", "Designer", "Customer", "Sold $", "Sold date", "Lost to"],
        ["2026-01-05", "Dana Fox", "Acme", "900", "2026-02-10", ""],
        ["2026-01-06", "Dana Fox", "Beta", "", "", "Rival"],
        ["2026-01-07", "Omar Said", "Gamma", "1250", "2026-02-12", ""],
        ["2026-01-08", "Omar Said", "Delta", "", "", ""],
    ]
    found = deals(rows)
    assert found.outcome.tolist() == ["won", "lost", "won", "open"]
    assert found.amount.sum() == 2150
    assert dates(found.created_on)[:2] == ["2026-01-05", "2026-01-06"]


def test_the_day_of_one_end_or_the_other_makes_no_losses_of_deals_that_nobody_calls_lost() -> None:
    head = ["Venue", "Account Exec", "Status", "Annual value", "Live / lost date"]
    ends = ("Live", "Fell through", "Withdrawn", "Contract out")
    rows = [
        [f"Venue {n}", "Zoë Hart", ends[n % 4], f"{n + 2}500", "" if n % 4 == 3 else f"2026-01-{n + 1:02}"]
        for n in range(16)
    ]
    mapping = suggested([head, *rows])
    assert (mapping.fields["closed_on"], "lost_on" in mapping.fields) == ("Live / lost date", False)
    assert [mapping.stages[label] for label in ends[:3]] == ["won", "lost", "lost"] and mapping.asks("stage")
    outcomes = taken([head, *rows]).tables.deals["outcome"].value_counts()
    assert outcomes.to_dict() == {"lost": 8, "won": 4, "open": 4}
