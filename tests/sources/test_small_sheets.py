"""A coach's own spreadsheet, made by hand, with headers of a word or two in any of five languages.

What would be lost: the small team without a CRM, whose closing dates would be left out, or, worse, whose meetings
booked would silently count as meetings held.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from coaching.importing import SURE, Given, apply_mapping, override, suggest_mapping
from tests.importing.made import codes, dates, raw, suggested, taken

D, E, F = "2026-01-05", "2026-01-20", "2026-02-10"


@dataclass(frozen=True)
class Sheet:
    """Headers with what each serves (``?`` behind it: asked first), and rows below them."""

    columns: dict[str, str | None]
    rows: tuple[tuple[str, ...], ...]
    table: str = "deals"

    def all_rows(self) -> list[list[str]]:
        return [list(self.columns), *map(list, self.rows)]


SHEETS = {
    "deal and dates": Sheet(
        {"Deal": "deal_name", "Rep": "rep", "Stage": "stage", "Value": "amount", "Created": "created_on"}
        | {"Closed": "closed_on"},
        (("Acme", "Dana", "Won", "1200", D, F), ("Beta", "Omar", "Proposal", "900", "13/01/2026", "")),
    ),
    "won on and demo": Sheet(
        {"Client": "account", "Owner": "rep", "Status": "status", "Amount": "amount", "Opened": "created_on"}
        | {"Won on": "won_on", "Demo": "next_step_on"},
        (("Acme", "Dana", "Won", "1200", D, F, E), ("Beta", "Omar", "Lost", "900", D, "", "")),
    ),
    "start and end": Sheet(
        {"Customer": "account", "Seller": "rep", "Outcome": "status", "Price": "amount", "Start": "created_on?"}
        | {"End": "closed_on?", "Source": "source"},
        (("Acme", "Dana", "Won", "1200", D, F, "Web"), ("Beta", "Omar", "Lost", "900", D, F, "Fair")),
    ),
    "a meeting is not yet a meeting held": Sheet(
        {"Company": "account", "Closer": "rep", "Result": "status", "Deal size": "amount", "Date": "created_on?"}
        | {"Meeting": "first_appointment_on?", "Proposal": "next_step_on", "Close": "closed_on"},
        (("Acme", "Dana", "Won", "1200", D, D, E, F), ("Beta", "Omar", "Lost", "900", D, D, E, "")),
    ),
    "flags under the words of dates": Sheet(
        {"Account": "account", "AE": "rep", "Won": "is_won", "Closed": "is_closed", "Value": "amount"}
        | {"Created": "created_on"},
        (("Acme", "Dana", "yes", "yes", "1200", D), ("Beta", "Omar", "no", "yes", "900", D)),
    ),
    "two columns for one gate": Sheet(
        {"Account": "account", "AE": "rep", "Stage": "stage", "Value": "amount", "Created": "created_on"}
        | {"Demo": "first_appointment_on?", "Proposal": "next_step_on?"},
        (("Acme", "Dana", "Won", "1200", D, E, E), ("Beta", "Omar", "Demo", "900", D, E, "")),
    ),
    "notes under the words of dates": Sheet(
        {"Account": "account", "Rep": "rep", "Stage": "stage", "Value": "amount", "Demo": None, "Proposal": None},
        (("Acme", "Dana", "Won", "1200", "loved it", "sent twice"), ("Beta", "Omar", "Lost", "900", "no show", "")),
    ),
    "amounts under the words of dates": Sheet(
        {
            "Account": "account",
            "Rep": "rep",
            "Status": "status",
            "Proposal": None,
            "Won": None,
            "Created": "created_on",
        },
        (("Acme", "Dana", "Won", "1200", "1100", D), ("Beta", "Omar", "Lost", "900", "0", D)),
    ),
    "only dates tell the outcome": Sheet(
        {"Rep": "rep", "Prospect": "account", "First meeting": "first_appointment_on", "Quote": "next_step_on"}
        | {"Sold": "won_on", "Lost": "lost_on", "Amount": "amount"},
        (("Dana", "Acme", D, E, F, "", "1200"), ("Omar", "Beta", D, E, "", F, "900")),
    ),
    "arabic": Sheet(
        {"العميل": "account", "المندوب": "rep", "النتيجة": "status", "المبلغ": "amount", "التسجيل": "created_on"}
        | {"العرض": "next_step_on", "الإغلاق": "closed_on"},
        (("أكمي", "دانة", "ناجحة", "1200", D, E, F), ("بيتا", "عمر", "خاسرة", "900", D, "", F)),
    ),
    "arabic meeting": Sheet(
        {"الصفقة": "deal_name", "المسؤول": "rep", "المرحلة": "stage", "القيمة": "amount", "الإنشاء": "created_on"}
        | {"الاجتماع": "first_appointment_on?", "البيع": "won_on"},
        (("أ", "دانة", "ناجحة", "1200", D, D, F), ("ب", "عمر", "عرض سعر", "900", D, E, "")),
    ),
    "french": Sheet(
        {"Affaire": "deal_name", "Commercial": "rep", "Statut": "status", "Montant HT": "amount"}
        | {"Créé le": "created_on", "Devis": "next_step_on", "Signé le": "won_on"},
        (
            ("Acme", "Luc", "Gagné", "1 200,50", "05/01/2026", "13/01/2026", "01/02/2026"),
            ("Beta", "Anne", "Perdu", "900", "06/01/2026", "14/01/2026", ""),
        ),
    ),
    "german": Sheet(
        {"Kunde": "account", "Betreuer": "rep", "Status": "status", "Summe": "amount", "Erstellt": "created_on"}
        | {"Angebot": "next_step_on", "Abschluss": "closed_on"},
        (
            ("Acme", "Uwe", "Gewonnen", "1.200,50", "05.01.2026", "13.01.2026", "01.02.2026"),
            ("Beta", "Ina", "Verloren", "900", "06.01.2026", "14.01.2026", "02.02.2026"),
        ),
    ),
    "spanish": Sheet(
        {"Cliente": "account", "Vendedor": "rep", "Resultado": "status", "Monto total": "amount"}
        | {"Alta": "created_on", "Propuesta": "next_step_on", "Cierre": "closed_on"},
        (
            ("Acme", "Luis", "Ganada", "1.200,50", "05/01/2026", "13/01/2026", "01/02/2026"),
            ("Beta", "Eva", "Perdida", "900", "06/01/2026", "14/01/2026", "02/02/2026"),
        ),
    ),
    "counts by week": Sheet(
        {"Week": "period", "Rep": "rep", "Calls": "conversations", "Meetings": "first_appointments"}
        | {"Proposals": "next_steps", "Won": "won", "Revenue": "revenue"},
        (("2026-W05", "Dana", "40", "8", "4", "2", "5000"),),
        "rep_periods",
    ),
    "counts by week, french": Sheet(
        {"Semaine": "period", "Commercial": "rep", "Appels": "conversations", "RDV": "first_appointments"}
        | {"Devis": "next_steps", "Gagnées": "won"},
        (("S05 2026", "Luc", "40", "8", "4", "2"),),
        "rep_periods",
    ),
    "goals by month, german": Sheet(
        {"Verkäufer": "rep", "Monat": "goal_period", "Ziel": "amount"}, (("Uwe", "März 2026", "5000"),), "goals"
    ),
}


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_every_column_of_a_small_sheet_serves_what_it_says_or_is_asked_about(sheet: Sheet) -> None:
    mapping = suggested(sheet.all_rows())
    wanted = {name.rstrip("?"): header for header, name in sheet.columns.items() if name}
    asked = {name.rstrip("?") for name in sheet.columns.values() if name and name.endswith("?")}
    assert mapping.table == sheet.table
    assert dict(mapping.fields) == wanted
    assert {name for name, sure in mapping.certainty.items() if sure < SURE} == asked
    assert {q.field for q in mapping.questions if q.about == "column"} == asked


def test_the_closing_dates_of_a_small_sheet_count() -> None:
    found = taken(SHEETS["deal and dates"].all_rows()).tables.deals
    assert dates(found.closed_on) == [F, None]
    assert dates(found.created_on) == [D, "2026-01-13"]
    assert list(found.outcome) == ["won", "open"]


def test_two_ways_to_write_dates_in_one_column_need_one_that_settles_the_order() -> None:
    def created(*cells: str) -> tuple[bool, list[str | None], set[str]]:
        rows = [["Deal", "Rep", "Stage", "Created"], *(["A", "Dana", "Won", cell] for cell in cells)]
        mapping, intake = suggested(rows), taken(rows)
        asked = mapping.asks("date_order", "created_on")
        return asked, dates(intake.tables.deals.created_on), codes(intake)

    assert created("2026-01-05", "13/01/2026", "03/02/2026")[:2] == (False, [D, "2026-01-13", "2026-02-03"])
    asked, found, _ = created("2026-01-05", "03/02/2026")
    assert (asked, found[0]) == (True, D)
    asked, found, noted = created("13/01/2026", "01/25/2026", "03/02/2026")
    assert (asked, found[1]) == (True, None)
    assert "bad_date" in noted


def test_serials_that_lie_four_years_before_the_other_dates_are_asked_about() -> None:
    def asked(created: int) -> bool:
        rows = [["Deal", "Rep", "Stage", "Created", "Closed"], ["A", "Dana", "Won", str(created), "2026-02-10"]]
        return suggested(rows).asks("date_order", "created_on")

    since_1900 = 46027
    assert not asked(since_1900)
    assert asked(since_1900 - 1462)
    table = raw([["Deal", "Rep", "Stage", "Created"], ["A", "Dana", "Won", str(since_1900 - 1462)]])
    told = override(suggest_mapping(table), Given(formats={"created_on": "serial_1904"}))
    assert dates(apply_mapping([(table, told)]).tables.deals.created_on) == [D]


def test_weeks_named_by_a_day_or_a_number_are_weeks_where_the_header_says_so() -> None:
    head = ["Rep", "Week", "Conversations", "Appointments"]
    found = taken([head, ["Noura", "2026-05", "40", "10"], ["Noura", "5 Jan 2026", "30", "8"]]).tables.rep_periods
    assert [f"{day:%m-%d}" for day in found.period_from] == ["01-26", "01-05"]
    assert [f"{day:%m-%d}" for day in found.period_to] == ["02-01", "01-11"]


def test_one_order_of_day_and_month_is_asked_about_once_a_file() -> None:
    head = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]
    rows = [[str(n), "Noura", "Won", "100", f"0{n}/0{n + 1}/2026", f"0{n + 2}/0{n + 1}/2026"] for n in range(1, 7)]
    mapping = suggested([head, *rows])
    (question,) = (question for question in mapping.questions if question.about == "date_order")
    table = raw([head, *rows])
    answered = override(mapping, Given(formats={question.field: "mdy"}))
    deals = apply_mapping([(table, answered)]).tables.deals
    assert [f"{day:%m-%d}" for day in deals.closed_on][:2] == ["03-02", "04-03"]


def test_a_rep_is_called_in_a_goals_sheet_as_in_a_list_of_deals() -> None:
    found = taken([["مسؤول المبيعات", "الشهر", "الهدف"], ["نورة", "2026-01", "50000"]]).tables.goals
    assert found.rep.tolist() == ["نورة"]
    assert found.amount.tolist() == [50000]
