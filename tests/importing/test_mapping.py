"""Which table a sheet is, which column serves which field, and what a person says about it.

What would be lost: a wrong silent match gives wrong figures that nobody questions; it is worse than no match.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from coaching.importing import (
    FIELDS,
    PLAIN,
    SURE,
    TableMapping,
    apply_mapping,
    dump_mapping,
    given_for,
    load_mapping,
    override,
    preset_names,
    preview,
    samples,
    stage_counts,
    suggest_mapping,
)
from coaching.importing.mapping.overrides import Given
from coaching.tables import TABLES
from tests.importing.made import asked, assert_all_rows_accounted, codes, deals, raw, suggested, taken

HEAD = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]
ROW = ["D-1", "Dana", "Proposal", "10", "2026-01-05", "2026-02-10"]


def with_column(header: str, *values: str) -> dict[str, str]:
    rows = [[f"D-{n}", *ROW[1:], value] for n, value in enumerate(values)]
    return dict(suggested([[*HEAD, header], *rows]).fields)


# wrong silent matches


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Next Step", ("Call them", "Send the quote")),
        ("Next Step", ("2026-03-01", "2026-03-02")),
        ("Last Activity Date", ("2026-03-01", "2026-03-02")),
        ("Age", ("12", "30")),
        ("Amount (weighted)", ("10", "20")),
        ("Weighted pipeline", ("1000", "2000")),
        ("Demo date", ("Tuesday", "after lunch")),
    ],
)
def test_a_column_that_only_sounds_like_a_field_serves_none(header: str, values: tuple[str, ...]) -> None:
    assert header not in with_column(header, *values).values()


def test_an_expected_close_date_is_no_day_of_closing() -> None:
    mapping = suggested([[*HEAD[:5], "Expected close date"], ROW])
    assert mapping.fields["expected_close_on"] == "Expected close date"
    assert "closed_on" not in mapping.fields


@pytest.mark.parametrize("header", ["Probability", "Probability (%)", "Win probability"])
def test_how_likely_a_deal_is_won_is_kept_beside_it(header: str) -> None:
    assert with_column(header, "10", "60")["probability"] == header


EXPECTED_CLOSES = (
    *("Expected close", "Est. close", "Tentative close", "Planned close date", "Close date (expected)"),
    *("Closing date (est.)", "Clôture prévue", "Date de clôture (prévue)", "Erwarteter Abschluss", "Cierre esperado"),
    *("الإغلاق المتوقع", "تاريخ الإغلاق (المتوقع)"),
)


@pytest.mark.parametrize("expected", EXPECTED_CLOSES)
@pytest.mark.parametrize("actual", ["Actual close", "Close date", "تاريخ الإغلاق الفعلي", "Schlusstermin"])
def test_the_day_a_deal_was_closed_wins_over_the_day_it_was_expected_to(expected: str, actual: str) -> None:
    mapping = suggested([[*HEAD[:5], expected, actual], [*ROW, "2026-02-12"]])
    assert mapping.fields["closed_on"] == actual
    assert mapping.certainty["closed_on"] >= SURE
    assert mapping.fields["expected_close_on"] == expected


@pytest.mark.parametrize("expected", EXPECTED_CLOSES)
def test_an_expected_close_date_is_never_sure(expected: str) -> None:
    mapping = suggested([[*HEAD[:5], expected], ROW])
    assert mapping.certainty.get("closed_on", 0) < SURE


def test_the_actual_close_date_wins_over_one_that_may_be_planned() -> None:
    mapping = suggested([[*HEAD, "Actual close date"], [*ROW, "2026-02-12"]])
    assert mapping.fields["closed_on"] == "Actual close date"


@pytest.mark.parametrize(
    ("header", "values", "field", "sure"),
    [
        ("Date opened", ("2026-01-05",), "created_on", True),
        ("Date d'ouverture", ("2026-01-05",), "created_on", True),
        ("Eröffnungsdatum", ("2026-01-05",), "created_on", True),
        ("Schlusstermin", ("2026-01-05",), "closed_on", True),
        ("Date de fermeture", ("2026-01-05",), "closed_on", True),
        ("Close date (EST)", ("2026-01-05",), "closed_on", True),
        ("Actif", ("true", "false"), "active", True),
        ("Aktiv", ("ja", "nein"), "active", True),
        ("Est. value", ("10", "20"), "amount", True),
        ("Revenu espéré", ("10", "20"), "amount", True),
        ("Ingreso esperado", ("10", "20"), "amount", True),
        ("المبلغ المتوقع", ("10", "20"), "amount", True),
        ("Date qualified", ("2026-01-05",), "first_appointment_on", False),
    ],
)
def test_a_header_serves_its_field_and_a_vague_one_is_asked_about(
    header: str, values: tuple[str, ...], field: str, sure: bool
) -> None:
    head = ["Deal ID", "Account", "Sales rep", "Stage", header]
    mapping = suggested([head, *(["D", "Acme", "Dana", "Demo", value] for value in values)])
    assert mapping.fields[field] == header
    assert (mapping.certainty[field] >= SURE) is sure


def test_a_flag_called_active_serves_only_where_it_holds_yes_and_no() -> None:
    assert "active" not in with_column("Actif", "12000", "9000")


def test_a_misspelled_header_is_suggested_as_a_question_and_said_with_the_figures() -> None:
    rows = [["Deal ID", "Salse rep", "Stage", "Amuont", "Created Date", "Close Date"], ROW]
    mapping = suggested(rows)
    assert (mapping.fields["rep"], mapping.fields["amount"]) == ("Salse rep", "Amuont")
    assert {"column:rep", "column:amount"} <= asked(mapping)
    assert "column_guessed" in taken(rows).sources[0].assumptions


def test_one_header_serves_one_field() -> None:
    for rows in ([["Deal", "Owner", "Status", "Value", "Date"], ["a", "b", "Won", "1", "2026-01-01"]], [HEAD, ROW]):
        headers = list(suggested(rows).fields.values())
        assert len(headers) == len(set(headers))


@pytest.mark.parametrize(
    "header",
    [
        ["رقم الصفقة", "مندوب المبيعات", "المرحلة", "قيمة الصفقة", "تاريخ التسجيل", "تاريخ الإقفال"],
        ["معرف الصفقة", "اسم المندوب", "مرحله الصفقه", "المبلغ", "تاريخ الإنشاء", "تاريخ الإغلاق"],
        ["Identifiant", "Propriétaire", "Étape", "Montant", "Date de création", "Date de clôture"],
        ["Geschäfts-ID", "Verkäufer", "Phase", "Betrag", "Erstellt am", "Abschlussdatum"],
        ["ID de oportunidad", "Vendedor", "Etapa", "Importe", "Fecha de creación", "Fecha de cierre"],
        ["opp_id", "SALES_REP", "stage-name", "dealValue", "createdDate", "CLOSE DATE"],
    ],
    ids=["arabic", "arabic variants", "french", "german", "spanish", "programmers"],
)
def test_headers_are_known_in_each_language(header: list[str]) -> None:
    mapping = suggested([header, ROW])
    assert mapping.table == "deals"
    wanted = ["deal_id", "rep", "stage", "amount", "created_on", "closed_on"]
    assert {name: mapping.fields.get(name) for name in wanted} == dict(zip(wanted, header, strict=True))
    assert not [question for question in mapping.questions if question.about == "column"]


# roles


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("deals", [HEAD, ROW]),
        ("reps", [["Name", "Email", "Team"], ["Dana", "dana@example.com", "North"]]),
        ("reps", [["sales_agent", "manager", "regional_office"], ["Dana", "Omar", "East"]]),
        ("goals", [["Sales rep", "Month", "Target"], ["Dana", "2026-01", "5000"]]),
        ("goals", [["المندوب", "الفترة", "الهدف"], ["دانة", "2026-01", "5000"]]),
        ("activities", [["Date", "Rep", "Type", "Outcome"], ["2026-01-01", "Dana", "Call", "Done"]]),
        ("activities", [["التاريخ", "المندوب", "نوع النشاط", "النتيجة"], ["2026-01-01", "دانة", "اجتماع", "تم"]]),
        ("rep_periods", [["Rep", "Month", "Meetings", "Proposals", "Won"], ["Dana", "2026-01", "9", "4", "2"]]),
        ("rep_periods", [["المندوب", "الشهر", "المواعيد", "العروض", "المبيعات"], ["دانة", "2026-01", "9", "4", "2"]]),
        ("stage_history", [["Deal ID", "New stage", "Changed on"], ["1", "Demo", "2026-01-01"]]),
        ("", [["Colour", "Smell"], ["red", "sweet"]]),
        ("", [["Item", "Stock", "Price"], ["Bolt", "4", "1.50"]]),
    ],
)
def test_a_sheet_finds_its_role(table: str, rows: list[list[str]]) -> None:
    assert suggested(rows).table == table


def test_a_sheet_without_a_role_is_refused_by_name_and_counted() -> None:
    intake = taken([["Colour", "Smell"], ["red", "sweet"], ["blue", "none"]])
    assert "unknown_table" in codes(intake)
    assert intake.sources[0].rows_set_aside == 2
    assert_all_rows_accounted(intake)


def test_a_person_can_give_a_sheet_its_role() -> None:
    table = raw([["Colour", "Worth", "Owner"], ["red", "5", "Dana"]])
    mapping = suggest_mapping(table, "deals")
    assert mapping.table == "deals"
    assert mapping.fields["rep"] == "Owner"


# readings


def test_an_ambiguous_date_column_takes_the_order_of_its_neighbours() -> None:
    rows = [
        ["Deal ID", "Sales rep", "Stage", "Created Date", "Close Date"],
        ["1", "Dana", "Won", "1/2/2026", "3/25/2026"],
    ]
    mapping = suggested(rows)
    assert (mapping.formats["created_on"], mapping.formats["closed_on"]) == ("mdy", "mdy")
    assert not mapping.asks("date_order")


def test_a_date_that_stays_ambiguous_is_asked_about_and_said() -> None:
    rows = [["Deal ID", "Sales rep", "Stage", "Created Date"], ["1", "Dana", "Won", "1/2/2026"]]
    mapping = suggested(rows)
    assert mapping.formats["created_on"] == "dmy"
    assert mapping.asks("date_order", "created_on")
    assert "date_order_guessed" in taken(rows).sources[0].assumptions
    told = override(mapping, Given(formats={"created_on": "mdy"}))
    intake = apply_mapping([(raw(rows), told)])
    assert f"{intake.tables.deals.created_on[0]:%Y-%m-%d}" == "2026-01-02"
    assert "date_order_guessed" not in intake.sources[0].assumptions


# what a person says


def test_a_header_given_to_a_field_is_taken_from_the_one_that_had_it() -> None:
    mapping = suggested([HEAD, ROW])
    told = override(mapping, Given(fields={"first_appointment_on": "Created Date", "amount": ""}))
    assert told.fields["first_appointment_on"] == "Created Date"
    assert "created_on" not in told.fields
    assert "amount" not in told.fields
    assert told.certainty["first_appointment_on"] == 1


def test_a_mapping_file_brings_back_what_was_decided() -> None:
    table = raw([HEAD, ROW], "deals.csv")
    told = override(suggest_mapping(table), Given(fields={"next_step_on": "Created Date"}, stages={"Proposal": "won"}))
    given = given_for(load_mapping(dump_mapping([(table, told)])), table)
    assert given is not None
    again = override(suggest_mapping(table), given)
    assert (again.fields, again.stages, again.formats) == (told.fields, told.stages, told.formats)


def test_one_mapping_serves_every_file_unless_one_is_named() -> None:
    text = json.dumps([{"fields": {"rep": "Boss"}}, {"file": "de*.csv", "fields": {"rep": "Owner"}}])
    chosen = [given_for(load_mapping(text), raw([HEAD, ROW], name)) for name in ("deals.csv", "other.csv")]
    assert [given and given.fields["rep"] for given in chosen] == ["Owner", "Boss"]


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "3",
        '{"colour": 1}',
        '{"table": "cars"}',
        '{"fields": {"horsepower": "X"}}',
        '{"stages": {"A": "great"}}',
        '{"fields": ["rep"]}',
        '{"file": 7}',
    ],
)
def test_a_mapping_file_that_says_nonsense_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        load_mapping(text)


# what is shown of a table


def test_samples_counts_and_preview_show_what_is_there() -> None:
    table = raw([HEAD, ROW, ["D-2", "Omar", "Won", "-", "2026-01-05", "2026-02-10"], ["D-3", *ROW[1:]]])
    mapping = suggest_mapping(table)
    assert samples(table, "Sales rep") == ("Dana", "Omar")
    assert samples(table, "Amount") == ("10",)
    assert dict(stage_counts(table, mapping)) == {"Proposal": 2, "Won": 1}
    marked = raw([HEAD, ROW, ["D-2", "Omar", "\u200fWon\u200b", "-", "2026-01-05", "2026-02-10"]])
    assert dict(stage_counts(marked, suggest_mapping(marked))) == {"Proposal": 1, "Won": 1}
    shown = preview(table, mapping, 2)
    assert shown.rep.tolist() == ["Dana", "Omar"]
    assert "product" not in shown


def test_every_canonical_column_that_a_file_can_hold_is_offered() -> None:
    made = {"gate", "gate_shown", "outcome", "created_stands_in", "file", "sheet", "row"}
    for table, fields in FIELDS.items():
        missing = set(TABLES[table]) - set(fields) - made
        assert not missing, (table, missing)


def test_the_presets_are_listed_by_name() -> None:
    assert {"salesforce", "hubspot", "pipedrive", "zoho", "dynamics", "odoo", "template"} <= set(preset_names())


def test_a_file_of_two_pipelines_keeps_both() -> None:
    head = [*HEAD, "Pipeline"]
    assert deals([head, [*ROW, "New"], ["D-2", *ROW[1:], "Renewals"]]).pipeline.tolist() == ["New", "Renewals"]


def test_what_is_applied_without_a_question_and_is_worth_a_look_is_named() -> None:
    mapping = TableMapping(
        "deals",
        fields={"rep": "Who", "stage": "Stage", "amount": "Sum"},
        certainty={"rep": 0.93, "stage": 0.99, "amount": 0.6},
    )
    assert mapping.likely(SURE, PLAIN) == ("rep",)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("1. Termin", "first_appointment_on"), ("I Spotkanie", "first_appointment_on"), ("2. Termin", None)),
        *(("1ª reunión", "first_appointment_on"), ("II Spotkanie", None), ("1er RDV", "first_appointment_on")),
        *(("Ersttermin geplant am", None), ("Ersttermin durchgeführt am", "first_appointment_on")),
        *(("Planned first meeting", None), ("First meeting actually held", "first_appointment_on")),
        *(("Premier RDV prévu le", None), ("Planowane pierwsze spotkanie", None), ("Planned demo date", None)),
    ],
)
def test_a_first_meeting_that_was_held_is_an_appointment_and_no_other(header: str, field: str | None) -> None:
    dates = ("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08")
    stages = ("Closed Won", "Closed Lost", "Proposal", "Closed Won")
    rows = [
        [f"D{n}", "Lea Sand" if n % 2 else "Ola Dahl", stage, f"{n + 1}00", date, "2026-02-02"]
        for n, (date, stage) in enumerate(zip(dates, stages, strict=True))
    ]
    mapping = suggested([["Deal ID", "Owner", "Stage", "Amount", header, "Close Date"], *rows])
    found = {name for name, mapped_to in mapping.fields.items() if mapped_to == header}
    assert found - {"created_on"} == ({field} if field else set())


def test_a_few_dates_with_the_year_first_take_the_order_of_their_neighbours() -> None:
    created = ("25/11/03", "25/12/17", "26/01/28", "26/02/11", "26/03/09")
    closed = ("", "", "26/03/26", "", "26/04/25")
    rows = [[*ROW[:4], day, end] for day, end in zip(created, closed, strict=True)]
    mapping = suggested([HEAD, *rows])
    assert mapping.formats["closed_on"] == "yymmdd"
    assert not mapping.asks("date_order")


@pytest.mark.parametrize(
    ("earlier", "later", "first"),
    [
        ("Visita técnica", "Oferta", "Visita técnica"),
        ("Sopralluogo", "Preventivo", "Sopralluogo"),
        ("Demo date", "Proposal date", "Demo date"),
        ("Roof survey", "Quote handed over", "Roof survey"),
        ("Demo date", "Site visit", "Demo date"),
        ("Quote sent", "Contract sent", None),
    ],
)
def test_two_dated_steps_without_a_first_appointment_are_asked_about(
    earlier: str, later: str, first: str | None
) -> None:
    rows = [
        [
            f"D-{n}",
            "Dana",
            ("Won", "Lost")[n % 2],
            "10",
            f"2026-01-0{n}",
            f"2026-01-1{n}",
            f"2026-02-0{n}",
            f"2026-03-0{n}",
        ]
        for n in range(1, 8)
    ]
    head = [*HEAD[:5], earlier, later, HEAD[5]]
    mapping = suggested([head, *rows])
    assert mapping.fields.get("first_appointment_on") == first
    assert "column:next_step_on" in asked(mapping)


@pytest.mark.parametrize(
    ("other", "seller"),
    [("Technician", "Comfort Advisor"), ("Setter", "Closer"), ("Monteur", "Verkäufer"), ("Замерщик", "Менеджер")],
)
def test_the_owner_is_who_sells_and_not_who_works_on_the_deal_besides(other: str, seller: str) -> None:
    people = (("Joe Finch", "Ann Lee"), ("Max Orr", "Bob Roy"))
    rows = [[f"D-{n}", *people[n % 2], "Proposal", "10", "2026-01-05"] for n in range(6)]
    assert suggested([["Deal ID", other, seller, "Stage", "Amount", "Created Date"], *rows]).fields["rep"] == seller


def test_one_name_in_every_row_is_no_owner_beside_a_column_of_several() -> None:
    rows = [[f"D-{n}", "Ann Lee", ("Ann Lee", "Bob Roy", "Cy Fox")[n % 3], "Proposal", "10"] for n in range(9)]
    assert suggested([["Deal ID", "Owner User", "User Responsible", "Stage", "Amount"], *rows]).fields["rep"] == (
        "User Responsible"
    )


def test_dates_between_those_of_a_deal_that_fewer_have_are_asked_about_as_a_step() -> None:
    days = [f"2026-0{month}-1{n}" for month in (1, 2, 3, 4) for n in range(4)]
    rows = [
        [
            f"D-{n}",
            ("Ann Lee", "Bob Roy")[n % 2],
            ("Won", "Lost")[n % 2],
            "10",
            days[n],
            days[n + 4],
            days[n + 8] if n % 3 else "",
            days[n + 9],
        ]
        for n in range(7)
    ]
    head = ["Deal ID", "Sales rep", "Status", "Amount", "Created Date", "First meeting", "Kitchen talk", "Close Date"]
    mapping = suggested([head, *rows])
    assert mapping.fields["next_step_on"] == "Kitchen talk" and mapping.asks("column", "next_step_on")
    swapped = [[*row[:5], row[6] or "2026-03-19", row[5], row[7]] for row in rows]
    mapping = suggested([[*head[:5], "First meeting", "Demo date", head[7]], *swapped])
    assert (mapping.fields["first_appointment_on"], mapping.fields["next_step_on"]) == ("Demo date", "First meeting")
    assert mapping.asks("column", "first_appointment_on") and mapping.asks("column", "next_step_on")


def test_the_day_on_which_a_stage_was_entered_is_no_other_day() -> None:
    """Such a day lies between the first and the last of a deal, as that of a step that no header names does."""
    sample = Path(__file__).parents[2] / "sample_data" / "hubspot-deals.csv"
    with sample.open(encoding="utf-8-sig", newline="") as file:
        fields = suggested(list(csv.reader(file))).fields
    assert sum(name.startswith("entered:") for name in fields) == 5
    assert [name for name, header in fields.items() if "entered" in header and not name.startswith("entered:")] == []


def test_a_word_for_the_record_is_no_owner_beside_the_ids_of_owners() -> None:
    head = ["id", "user_id", "resource_type", "resource_id", "outcome", "duration", "made_at", "incoming"]
    outcomes = ("Connected", "No answer", "Left voicemail")
    rows = [
        [str(n), str(9000 + n % 3), "deal", str(n // 2), outcomes[n % 3], str(n), f"2026-01-{n:02}T15:00:00Z", "true"]
        for n in range(1, 13)
    ]
    fields = suggested([head, *rows], "calls.csv").fields
    assert fields["rep_id"] == "user_id" and "rep" not in fields


# what values and neighbours say of a column

CUSTOMERS = ("Ash", "Birch", "Cedar", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Jay", "Kiwi", "Lime", "Maple")


def with_columns(head: list[str], *columns: list[str]) -> dict[str, str]:
    """Return the fields of 12 deals that say how they ended and have further columns."""
    ends = ["Won", "Lost", "Open"] * 4
    cells = list(zip(ends, *columns, strict=True))
    rows = [[f"D-{n}", "Dana Roe", end, "2026-01-05", *others] for n, (end, *others) in enumerate(cells)]
    return dict(suggested([["Deal ID", "Sales rep", "Status", "Created Date", *head], *rows]).fields)


@pytest.mark.parametrize("header", ["Membership Sold", "Mitgliedschaft verkauft", "Garantie vendue", "Sigorta satıldı"])
def test_a_mark_that_the_status_contradicts_says_nothing_of_the_deal(header: str) -> None:
    assert "is_won" not in with_columns([header], ["Yes", "Yes", "No", "No"] * 3)
    assert with_columns([header], ["Yes", "No", "No"] * 4)["is_won"] == header


@pytest.mark.parametrize("other", ["Invoice", "Fattura", "Rechnung", "Facture"])
def test_the_type_of_another_record_is_none_of_the_deal(other: str) -> None:
    head = [f"{other} type", f"{other} no", f"{other} date"]
    days = [f"2026-02-{n:02}" for n in range(1, 13)]
    fields = with_columns(head, ["Product", "Service"] * 6, [f"R{n}" for n in range(12)], days)
    assert "deal_type" not in fields and head[2] not in fields.values()


def test_a_column_of_sentences_groups_no_deals() -> None:
    tips = ["Ask for more specific details.", "Find out who decides on it."] * 6
    assert "deal_type" not in with_columns(["Pain type"], tips)


@pytest.mark.parametrize("header", ["Store", "Tienda", "Magasin", "店舗名", "Магазин"])
def test_a_few_shops_again_and_again_are_the_sellers_and_many_are_customers(header: str) -> None:
    few = with_columns([header], ["Shop 1", "Shop 2", "Shop 3"] * 4)
    many = with_columns([header], [f"{name} Market" for name in CUSTOMERS])
    assert few["team"] == many["account"] == header
    assert "account" not in few and "account" not in with_columns(["Client CRM"], ["Zoho", "Bitrix", "Odoo"] * 4)


@pytest.mark.parametrize("header", ["Job", "Auftrag", "Affaire", "案件"])
def test_a_word_for_the_deal_above_numbers_heads_its_id(header: str) -> None:
    rows = [[f"{8099700 + 7 * n}", *ROW[1:]] for n in range(9)]
    mapping = suggested([[header, *HEAD[1:]], *rows])
    assert mapping.fields["deal_id"] == header and not mapping.asks("column", "deal_id")
    rows = [[f"Roof of house {n} in Elm Street", *ROW[1:]] for n in range(9)]
    assert "deal_id" not in suggested([[header, *HEAD[1:]], *rows]).fields


@pytest.mark.parametrize("header", ["Subscription period", "Período de suscripción", "Abo Dauer", "calls amount"])
def test_lengths_of_time_and_numbers_of_calls_are_no_amounts(header: str) -> None:
    assert "amount" not in with_columns([header], ["30", "90", "360"] * 4)


@pytest.mark.parametrize("header", ["Source channel", "Kanal Quelle", "Fuente canal"])
def test_two_words_for_one_thing_are_as_plain_as_one(header: str) -> None:
    rows = [[f"D-{n}", *ROW[1:], ("Event", "Referral")[n % 2]] for n in range(9)]
    mapping = suggested([[*HEAD, header], *rows])
    assert mapping.fields["source"] == header and not mapping.asks("column", "source")


def test_the_day_that_all_deals_have_is_when_they_were_created() -> None:
    """A day on which something was received, which few have, casts no doubt on it."""
    rows = [[*ROW[:4], f"2026-01-{n + 10}", "2026-02-20", "2026-02-22" if n > 6 else ""] for n in range(9)]
    mapping = suggested([[*HEAD[:4], "Created Time", "Close Date", "Received On"], *rows])
    assert mapping.fields["created_on"] == "Created Time" and not mapping.asks("column", "created_on")


def test_what_many_deals_share_is_no_name_of_a_deal() -> None:
    """A sheet of two projects lists flats: each deal would else be called after one of the two."""
    rows = [
        [("Palm Oasis", "Lavender Tower")[n % 2], f"Buyer {n}", "Ann Lee", ("Won", "Lost")[n % 3 > 0]]
        for n in range(60)
    ]
    found = suggested([["Project", "Client", "Agent", "Status"], *rows])
    assert "deal_name" not in found.fields
    few = suggested([["Project", "Client", "Agent", "Status"], *([f"Villa {row[1]}", *row[1:]] for row in rows)])
    assert few.fields["deal_name"] == "Project"


ENDED = ["Deal ID", "Sales rep", "Status", "Amount"]


def ended(n: int) -> list[str]:
    """Return what a won or a lost deal says besides its days."""
    return [f"D-{n}", ("Dana Roe", "Bob Poe")[n % 2], ("Won", "Lost")[n // 2 % 2], f"{500 + n}"]


@pytest.mark.parametrize(
    "header", ["close_month", "Abschlussmonat", "Mes de cierre", "شهر الإغلاق", "마감월", "Kapanış ayı"]
)
def test_a_month_of_closing_is_the_day_where_no_other_column_is(header: str) -> None:
    months = [[*ended(n), f"2025-{n % 3 + 4:02}"] for n in range(9)]
    assert suggested([[*ENDED, header], *months]).fields["closed_on"] == header
    both = [[*row, f"2025-0{n % 3 + 4}-1{n}"] for n, row in enumerate(months)]
    assert suggested([[*ENDED, header, "Close Date"], *both]).fields["closed_on"] == "Close Date"
    early = [[*row, f"2025-{n % 3 + 4:02}-05"] for n, row in enumerate(months)]
    assert suggested([[*ENDED, header, "Created Date"], *early]).asks("column", "closed_on")


@pytest.mark.parametrize("header", ["AQL date", "Datum XQ", "Fecha AQL"])
def test_the_first_day_of_all_deals_is_when_they_were_created_however_it_is_called(header: str) -> None:
    rows = [[*ended(n), f"2025-01-1{n}", f"2025-03-2{n}"] for n in range(9)]
    assert suggested([[*ENDED, header, "Close Date"], *rows]).fields["created_on"] == header
    long_before = [[*row[:4], f"19{70 + n}-01-10", row[5]] for n, row in enumerate(rows)]
    mapping = suggested([[*ENDED, header, "Close Date"], *long_before])
    assert "created_on" not in mapping.fields or mapping.asks("column", "created_on")


def test_a_step_after_the_win_is_none() -> None:
    rows = [[*ended(n), f"2025-01-1{n}", f"2025-02-1{n}", f"2025-03-1{n}", f"2025-04-1{n}"] for n in range(9)]
    rows = [[*row[:6], *((row[6:]) if row[2] == "Won" else ("", ""))] for row in rows]
    head = [*ENDED, "Created Date", "Proposal submission date", "PO Date", "Kick-off Date"]
    fields = suggested([head, *rows]).fields
    assert fields["next_step_on"] == "Proposal submission date" and "Kick-off Date" not in fields.values()


@pytest.mark.parametrize("header", ["monetary_value", "AMOUNT_IN_HOME_CURRENCY", "OCH Revenue", "Valor XYZ"])
def test_the_only_money_under_a_word_for_it_is_the_amount_without_a_question(header: str) -> None:
    rows = [[*ended(n), f"2025-01-1{n}"] for n in range(9)]
    mapping = suggested([[*ENDED[:3], header, "Created Date"], *rows])
    assert mapping.fields["amount"] == header and not mapping.asks("column", "amount")


@pytest.mark.parametrize("header", ["Ingresos", "Income", "Revenus", "Gelir"])
def test_what_may_be_the_income_of_a_customer_is_asked_about(header: str) -> None:
    rows = [[*ended(n), f"2025-01-1{n}"] for n in range(9)]
    assert suggested([[*ENDED[:3], header, "Created Date"], *rows]).asks("column", "amount")
    rows = [[*ended(n)[:3], f"{n + 1}000", *ended(n)[3:]] for n in range(9)]
    fields = suggested([[*ENDED[:3], header, "Deal value", *ENDED[4:]], *rows]).fields
    assert fields["amount"] == "Deal value"


@pytest.mark.parametrize("header", ["Car price", "Fahrzeugpreis", "prix du véhicule", "سعر السيارة", "车辆价格"])
def test_the_price_of_what_is_sold_is_the_amount(header: str) -> None:
    assert with_columns([header], [f"{900 + 50 * n}" for n in range(12)])["amount"] == header


@pytest.mark.parametrize("header", ["PB", "Cur.", "XYZ"])
def test_a_column_of_nothing_but_currencies_is_the_currency_whatever_its_header(header: str) -> None:
    assert with_columns([header, "Amount"], ["TRY", "EUR", "USD"] * 4, ["120"] * 12)["currency"] == header
    assert "currency" not in with_columns(["XYZ"], ["ALL", "TOP", "CUP"] * 4)


@pytest.mark.parametrize("labels", [("Nuevo", "Renovación"), ("New Business", "Renewal", "Upsell"), ("新規", "更新")])
def test_labels_of_new_deals_and_renewals_are_their_type_whatever_the_header(labels: tuple[str, ...]) -> None:
    cells = [labels[n % len(labels)] for n in range(12)]
    assert with_columns(["Xyz"], cells)["deal_type"] == "Xyz"
    assert "deal_type" not in with_columns(["Xyz"], ["New", "Old"] * 6)


def test_the_place_of_an_event_is_no_customer() -> None:
    places = with_columns(["Nama", "Venue"], list(CUSTOMERS), ["Gedung Sate", "Pine Hill", "Aula Barat"] * 4)
    assert "Venue" not in places.values() and places["deal_name"] == "Nama"


def test_who_won_instead_is_no_reason_of_a_loss() -> None:
    rivals = ["", "Horizon Ltd", ""] * 4
    assert "lost_reason" not in with_columns(["المنافس الفائز"], rivals)
    assert with_columns(["Xyz"], rivals)["lost_reason"] == "Xyz"


@pytest.mark.parametrize("header", ["Quote No", "Angebotsnr.", "Devis N°"])
def test_the_number_of_its_only_quote_is_the_id_of_a_deal(header: str) -> None:
    rows = [[f"Q26-{n:04}", "Dana Roe", ["Won", "Lost", "Open"][n % 3], "2026-01-05"] for n in range(12)]
    alone = suggest_mapping(raw([[header, "Sales rep", "Status", "Created Date"], *rows]), "deals")
    assert alone.fields["deal_id"] == header and not alone.asks("column", "deal_id")
    both = [[header, "Sales rep", "Status", "Created Date", "Deal ID"], *([*row, f"D-{row[0]}"] for row in rows)]
    assert suggest_mapping(raw(both), "deals").fields["deal_id"] == "Deal ID"


def test_an_id_of_a_program_under_the_word_for_the_deal_is_its_id() -> None:
    ids = [f"f4dbdf{n:02}-1b2c-ee11-9cbe-000d3a{n:06}" for n in range(12)]
    rows = [[number, "Dana Roe", ["Won", "Lost", "Open"][n % 3], "2026-01-05"] for n, number in enumerate(ids)]
    head = ["(Do Not Modify) Opportunity", "Sales rep", "Status", "Created Date"]
    assert suggested([head, *rows]).fields["deal_id"] == head[0]


def test_a_bare_code_in_a_list_of_goals_is_the_reps_where_a_name_stands_beside_it() -> None:
    named = [["Kode", "Nama Sales", "Bulan", "Target"]]
    named += [[f"S0{n % 3}", ("Dewi", "Agus", "Rina")[n % 3], f"2026-0{1 + n // 3}", "1200"] for n in range(9)]
    mapping = suggested(named, "target.csv")
    assert mapping.fields["rep_id"] == "Kode" and not mapping.asks("column", "rep_id")
    alone = suggest_mapping(raw([[row[0], *row[2:]] for row in named]), "goals")
    assert "rep_id" not in alone.fields or alone.asks("column", "rep_id")


def test_of_two_owners_it_is_the_one_of_whom_a_remark_says_that_he_sells() -> None:
    names = ["한지민", "오세훈", "김민수"] * 4
    rows = [[f"D-{n}", name, names[-n], "계약", "2026-01-05"] for n, name in enumerate(names)]
    assert (
        suggested([["Deal ID", "담당자", "담당자(영업)", "Stage", "Created Date"], *rows]).fields["rep"]
        == "담당자(영업)"
    )


def test_of_two_columns_that_hold_the_same_neither_is_asked_about() -> None:
    rows = [[*ended(n), ended(n)[2], f"2025-01-1{n}T00:00:00Z", f"2025-01-1{n} 00:00"] for n in range(9)]
    mapping = suggested([[*ENDED, "Final outcome", "Created at", "Create date"], *rows])
    assert not {"column:status", "column:created_on"} & asked(mapping)


def test_who_is_in_a_list_of_reps_is_no_manager_and_ids_of_reps_are_no_names() -> None:
    rows = [[f"R{n}", f"{name} Roe", ("Ada Fox", "Cy Orr")[n % 2]] for n, name in enumerate(CUSTOMERS)]
    mapping = suggested([["rep_id", "rep_name", "manager"], *rows], "reps.csv")
    assert mapping.fields["rep"] == "rep_name" and not mapping.asks("column", "rep")
    ids = ("MCZYKwZEMJeb4r3ZVYhK", "ToPs7zB54mqfvC9qcM6M")
    rows = [[row[0], ids[n % 2], *row[2:]] for n, row in enumerate(map(ended, range(9)))]
    mapping = suggested([["Deal ID", "assigned_to", *ENDED[2:]], *rows])
    assert mapping.fields["rep_id"] == "assigned_to" and not mapping.asks("column", "rep_id")


def test_ids_of_stages_are_not_asked_about_one_by_one_where_a_status_says_the_end() -> None:
    ids = [f"fca0642{n}-cd03-060e-a543-3a13e91cc497" for n in range(3)]
    rows = [[*ended(n), ids[n % 3]] for n in range(9)]
    labels = {question for question in asked(suggested([[*ENDED, "Stage"], *rows])) if ids[0] in question}
    assert not labels
    alone = [[*row[:2], *row[3:]] for row in rows]
    mapping = suggested([[*ENDED[:2], "Amount", "Stage"], *alone])
    assert {question.label for question in mapping.questions if question.about == "stage"} == set(ids)
