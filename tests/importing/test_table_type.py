"""What a sheet is not: lists and logs that look like deals or people, and sales that are money.

What would be lost: meetings, tickets or the history of a deal counted as deals; customers listed as reps; a week's
revenue counted as so many deals won.
"""

from __future__ import annotations

import pytest

from coaching.importing import SURE, Given, apply_mapping, override, suggest_mapping
from coaching.importing.issues.questions import TABLE
from coaching.importing.mapping.schema import LEFT_OUT
from tests.importing.made import Rows, asked, dates, raw, suggested, taken

DEALS = [
    ["Opportunity ID", "Opportunity Name", "Opportunity Owner", "Stage", "Amount", "Created Date", "Close Date"],
    ["1", "Acme", "Noura", "Closed Won", "100", "2026-01-01", "2026-03-01"],
]
HISTORY = [
    ["Opportunity ID", "Opportunity Owner", "From Stage", "To Stage", "Last Modified", "Amount", "Close Date"],
    ["1", "Noura", "Prospecting", "Proposal", "2026-01-05", "90", "2026-04-01"],
    ["1", "Noura", "Proposal", "Closed Won", "2026-02-05", "100", "2026-03-01"],
]
CHANGES = ["Opportunity ID", "Opportunity Owner", "Field / Event", "Old Value", "New Value", "Edit Date"]


def test_the_opportunity_history_of_salesforce_dates_deals_and_replaces_none() -> None:
    mapping = suggested(HISTORY)
    assert (mapping.preset, mapping.table) == ("salesforce", "stage_history")
    assert dict(mapping.fields) == {"deal_id": "Opportunity ID", "stage": "To Stage", "entered_on": "Last Modified"}
    found = taken(DEALS, HISTORY).tables
    assert found.deals[["outcome", "amount"]].values.tolist() == [["won", 100]]
    assert dates(found.deals.next_step_on) == ["2026-01-05"]


def test_a_field_history_is_a_stage_history_only_where_every_change_is_one_of_stage() -> None:
    stages = ["1", "Noura", "Stage", "Prospecting", "Proposal", "2026-01-05"]
    notes = ["1", "Noura", "Next Step", "Call", "Demo", "2026-01-04"]
    assert suggested([CHANGES, stages]).table == "stage_history"
    assert suggested([CHANGES, stages, notes]).questions == (TABLE.asked(),)


def test_the_word_for_the_field_is_known_in_other_languages() -> None:
    head = ["Verkaufschance", "Feld", "Alter Wert", "Neuer Wert", "Geändert von", "Geändert am"]
    stages = ["Acme", "Verkaufsphase", "Angebot", "Verhandlung", "Uwe Lang", "05.01.2026"]
    amounts = ["Acme", "Betrag", "100", "200", "Uwe Lang", "06.01.2026"]
    assert suggested([head, stages]).table == "stage_history"
    assert suggested([head, stages, amounts]).questions == (TABLE.asked(),)


BY_STAGE = [
    ["Record ID", "Deal Name", "Deal Stage", "Date entered stage", "Deal owner", "Amount", "Pipeline"],
    ["1", "Acme", "Discovery call", "2026-01-05", "Noura", "5", "Sales"],
    ["1", "Acme", "Proposal sent", "2026-01-15", "Noura", "5", "Sales"],
    ["1", "Acme", "Closed won", "2026-02-05", "Noura", "5", "Sales"],
    ["2", "Beta", "Discovery call", "2026-01-07", "Omar", "9", "Sales"],
    ["2", "Beta", "Closed lost", "2026-01-17", "Omar", "9", "Sales"],
]


def test_a_row_for_each_stage_of_a_deal_is_its_history() -> None:
    assert suggested(BY_STAGE).table == "stage_history"
    products = [[*row[:2], BY_STAGE[3][2], *row[3:]] for row in BY_STAGE[1:]]
    assert suggested([BY_STAGE[0], *products]).table == "deals"


def test_a_log_of_stages_of_any_crm_is_no_table_of_deals() -> None:
    rows = [
        ["Deal", "Owner", "From stage", "To stage", "Date", "Amount", "Close date"],
        ["Acme", "Noura", "Demo", "Proposal", "2026-01-05", "5", "2026-03-01"],
    ]
    assert suggested(rows).table == "stage_history"


ACTIVITIES = {
    "espocrm meetings": (
        ["Name", "Status", "Date Start", "Date End", "Parent", "Assigned User", "Created At"],
        ["Intro", "Held", "2026-01-15 10:00", "2026-01-15 11:00", "Acme", "Noura", "2026-01-01 10:00"],
        ["Demo", "Not Held", "2026-01-16 10:00", "2026-01-16 11:00", "Beta", "Omar", "2026-01-01 10:00"],
        ["Close", "Planned", "2026-02-16 10:00", "2026-02-16 11:00", "Beta", "Omar", "2026-01-01 10:00"],
    ),
    "spanish": (
        ["Comercial", "Tipo", "Fecha", "Resultado", "Negocio"],
        ["Luis", "Reunión", "15/01/2026", "Realizada", "Acme"],
        ["Eva", "Visita", "16/01/2026", "Cancelada", "Beta"],
        ["Eva", "Reunión", "16/02/2026", "Programada", "Beta"],
    ),
    "french": (
        ["Commercial", "Type d'activité", "Date", "Statut", "Affaire"],
        ["Luc", "Rendez-vous", "15/01/2026", "Réalisé", "Acme"],
        ["Eve", "Réunion client", "16/01/2026", "Annulé", "Beta"],
        ["Eve", "Rendez-vous", "16/02/2026", "Planifié", "Beta"],
    ),
    "german": (
        ["Mitarbeiter", "Art", "Datum", "Status", "Geschäft"],
        ["Uwe", "Termin", "15.01.2026", "Stattgefunden", "Acme"],
        ["Ina", "Besuch", "16.01.2026", "Abgesagt", "Beta"],
        ["Ina", "Termin", "16.02.2026", "Geplant", "Beta"],
    ),
    "english, with amounts": (
        ["Owner", "Type", "Date", "Status", "Deal", "Amount"],
        ["Luc", "Meeting", "2026-01-15", "Completed", "Acme", "10"],
        ["Eve", "Site visit", "2026-01-16", "Cancelled", "Beta", "10"],
        ["Eve", "Demo", "2026-02-16", "Scheduled", "Beta", "10"],
    ),
}


@pytest.mark.parametrize("rows", ACTIVITIES.values(), ids=ACTIVITIES)
def test_meetings_are_activities_and_no_deals(rows: Rows) -> None:
    mapping, tables = suggested(rows), taken(rows).tables
    assert mapping.table == "activities"
    assert not [question for question in mapping.questions if question.about == "column"]
    assert tables.activities.kind.tolist() == ["appointment"] * 3
    assert tables.activities.result.tolist() == ["held", "not_held", "set"]
    assert dates(tables.activities.happened_on) == ["2026-01-15", "2026-01-16", "2026-02-16"]


def test_calls_of_espocrm_are_conversations() -> None:
    head, held, *_ = ACTIVITIES["espocrm meetings"]
    assert taken([[*head, "Direction"], [*held, "Outbound"]]).tables.activities.kind.tolist() == ["conversation"]


WHO_RANG = [
    ["Subject", "Direction", "Status", "Start date", "Related to", "Assigned to"],
    ["First talk", "Outbound", "Held", "2026-01-15", "Acme", "Noura"],
    ["Demo", "Inbound", "Not held", "2026-01-16", "Beta", "Omar"],
    ["Call back", "Outbound", "Held", "2026-01-17", "Beta", "Omar"],
]


def test_a_list_that_says_only_who_rang_is_one_of_calls() -> None:
    assert suggested(WHO_RANG).fields["kind"] == "Direction"
    assert taken(WHO_RANG).tables.activities.kind.tolist() == ["conversation"] * 2


def test_who_rang_says_nothing_beside_the_kinds_of_activities() -> None:
    kinds = ["Type", "Meeting", "Meeting", "Call"]
    rows = [[kind, *row] for kind, row in zip(kinds, WHO_RANG, strict=True)]
    assert suggested(rows).fields["kind"] == "Type"
    assert taken(rows).tables.activities.kind.tolist() == ["appointment", "appointment", "conversation"]


LISTS = {
    "tickets": (
        ["Ticket ID", "Subject", "Owner", "Status", "Created", "Closed"],
        ["T-1", "Printer", "Noura", "Open", "2026-01-02", ""],
        ["T-2", "Mail", "Omar", "Closed", "2026-01-02", "2026-01-15"],
    ),
    "tasks": (["Name", "Owner", "Status", "Created"], ["Tidy up", "Noura", "Open", "2026-01-02"]),
    "meetings without their day": (
        ["Client", "Owner", "Status", "Created"],
        ["Acme", "Noura", "Held", "2026-01-02"],
        ["Beta", "Noura", "No show", "2026-01-02"],
    ),
    "contacts": (
        ["First name", "Last name", "Email", "Company", "Phone", "Title"],
        ["Ann", "Bee", "ann@example.com", "Acme", "123", "CEO"],
    ),
    "contacts by full name": (["Name", "Email", "Company", "City"], ["Ann Bee", "ann@example.com", "Acme", "Riyadh"]),
    "customers": (["Customer", "Email", "City", "Account manager"], ["Acme", "ann@example.com", "Riyadh", "Noura"]),
    "people of no work": (
        ["Prénom", "Nom", "Email", "Ville", "Téléphone"],
        ["Ann", "Bee", "ann@example.com", "Lyon", "0102030405"],
        ["Max", "Roy", "max@example.com", "Nice", "0102030406"],
    ),
    "customers with their owner": (
        ["Name", "Website", "Type", "Email", "Phone", "Assigned user"],
        ["Ann Bee", "bee.example", "Customer", "ann@bee.example", "123", "Noura Lee"],
        ["Max Roy", "roy.example", "Partner", "max@roy.example", "124", "Omar Sy"],
        ["Lea Fox", "fox.example", "Customer", "lea@fox.example", "125", "Noura Lee"],
    ),
    "goals by month": (["Rep", "Team", "Jan 2026", "Feb 2026"], ["Noura", "North", "50000", "60000"]),
    "goals by quarter": (["Name", "Team", "Q1", "Q2"], ["Noura", "North", "50000", "60000"]),
}


@pytest.mark.parametrize("rows", LISTS.values(), ids=LISTS)
def test_a_list_of_something_else_is_left_out(rows: Rows) -> None:
    table = raw(rows)
    mapping = suggest_mapping(table)
    assert mapping.table == ""
    assert mapping.asks("table") or mapping.taken_for
    intake = apply_mapping([(table, mapping)])
    assert not any(map(len, vars(intake.tables).values()))


NAMED = {
    "campaigns": (
        ["Campaign", "Status", "Start date", "End date", "Budget", "Expected cost", "Actual cost", "Assigned to"],
        ["Fair", "Planned", "2026-01-15", "2026-02-15", "5000", "4000", "4100", "Ann Lee"],
        ["Mailing", "Active", "2026-02-15", "2026-03-15", "900", "800", "870", "Bob Roy"],
    ),
    "leads": (
        ["Name", "Mobile", "Source", "Status", "Follow-up method", "Followed up by", "Follow-up date"],
        ["Lea", "0555123", "Fair", "New", "Call", "Ann Lee", "2026-01-15"],
        ["Max", "0555124", "Web", "Converted", "Call", "Bob Roy", "2026-01-16"],
    ),
    "cases": (
        ["Case Ref", "Subject", "Status", "Priority", "Origin", "SLA Due", "First_Response_Time_Min__c", "Owner"],
        ["C-1", "Printer", "New", "Low", "Phone", "2026-01-15", "104", "Ann Lee"],
        ["C-2", "Mail", "Closed", "High", "Email", "2026-01-16", "47", "Bob Roy"],
    ),
    "quotes": (
        ["Quote No.", "Quote stage", "Opportunity", "Account", "Valid until", "Total", "Assigned to"],
        ["7", "Closed Accepted", "Acme licences", "Acme", "2026-03-15", "500", "Ann Lee"],
        ["8", "Closed Lost", "Acme licences", "Acme", "2026-03-16", "700", "Bob Roy"],
    ),
}


@pytest.mark.parametrize(("name", "rows"), NAMED.items(), ids=NAMED)
def test_what_the_file_is_called_decides_against_a_few_columns_of_ours(name: str, rows: Rows) -> None:
    mapping = suggest_mapping(raw(rows, f"{name}.csv"))
    assert mapping.taken_for == {"cases": "tickets"}.get(name, name)


@pytest.mark.parametrize("rows", NAMED.values(), ids=NAMED)
def test_without_a_name_they_are_none_of_ours_either(rows: Rows) -> None:
    mapping = suggest_mapping(raw(rows, "export.csv"))
    assert mapping.taken_for or mapping.asks("table")


def test_a_list_of_people_that_is_called_targets_is_one_of_goals_whose_period_is_asked() -> None:
    head = ["Rep ID", "Rep", "Role", "Sales target", "New clients target"]
    rows = [head, ["R-1", "Ann Lee", "Executive", "340000", "20"], ["R-2", "Bob Roy", "Associate", "170000", "10"]]
    mapping = suggest_mapping(raw(rows, "sales targets.csv"))
    assert (mapping.table, mapping.fields["amount"]) == ("goals", "Sales target")
    assert mapping.asks("period")
    assert suggest_mapping(raw(rows, "reps.csv")).table == "reps"
    without = [row[:3] for row in rows]
    assert suggest_mapping(raw(without, "sales targets.csv")).table != "goals"


def test_what_was_all_signed_and_sold_by_nobody_is_asked_about() -> None:
    head = ["Deal name", "Borrower", "Product", "Signing date", "Maturity date", "Currency", "Amount"]
    rows = [head, *([f"Project {n}", "Acme", "Loan", f"2026-01-1{n}", "2030-01-01", "EUR", f"{n}00"] for n in range(5))]
    assert suggest_mapping(raw(rows, "deals.csv")).questions == (TABLE.asked(),)
    sold = [[*row, seller] for row, seller in zip(rows, ["Owner", *["Ann Lee", "Bob Roy"] * 3], strict=False)]
    assert suggest_mapping(raw(sold, "deals.csv")).table == "deals"


def test_leads_with_money_and_wins_are_deals_and_the_calls_of_leads_are_calls() -> None:
    head = ["Lead", "Owner", "Stage", "Value", "Created on"]
    deals = [head, ["Acme", "Noura", "Won", "100", "2026-01-15"], ["Beta", "Omar", "Lost", "90", "2026-01-16"]]
    assert suggest_mapping(raw(deals, "leads.csv")).table == "deals"
    calls = [["Lead", "Type", "Date", "Outcome", "Owner"], ["Acme", "Call", "2026-01-15", "Completed", "Noura"]]
    assert suggest_mapping(raw(calls, "lead activities.csv")).table == "activities"


@pytest.mark.parametrize("name", ["tickets", "contacts"])
def test_a_list_of_something_else_is_named_for_what_it_is(name: str) -> None:
    mapping = suggest_mapping(raw(LISTS[name]))
    assert (mapping.taken_for, mapping.questions) == (name, ())


def test_whoever_gives_such_a_list_a_role_gets_its_columns_to_look_at() -> None:
    mapping = suggest_mapping(raw(LISTS["tickets"]), "deals")
    assert mapping.fields["deal_name"] == "Subject"
    assert {"column:deal_name", "column:rep"} <= asked(mapping)


@pytest.mark.parametrize(
    ("table", "head", "row"),
    [
        ("deals", ["Deal", "Owner", "Status", "Amount", "Created"], ["Acme", "Noura", "Completed", "5", "2026-01-02"]),
        ("deals", ["Deal", "Owner", "Stage", "Type", "Created"], ["Acme", "Noura", "Demo", "Demo", "2026-01-02"]),
        ("deals", ["Name", "Owner", "Stage", "Created"], ["Acme", "Noura", "Proposal", "2026-01-02"]),
        ("deals", ["Client", "Owner", "Status", "Created"], ["Acme", "Noura", "Won", "2026-01-02"]),
        ("deals", ["Ticket no", "Client", "Owner", "Stage", "Price"], ["7", "Acme", "Noura", "Won", "50"]),
        ("reps", ["Name", "Team", "Start date"], ["Noura", "North", "2024-01-01"]),
        ("reps", ["First name", "Last name", "Email", "Team"], ["Ann", "Bee", "ann@example.com", "North"]),
    ],
)
def test_what_is_clear_is_not_asked(table: str, head: list[str], row: list[str]) -> None:
    assert suggested([head, row]).table == table


DECIDED = {
    "applications": (["Bewerber", "Zuständig", "Status", "Eingang", "Entscheidung am"], ["Eingestellt", "Abgelehnt"]),
    "loans": (["Applicant", "Employee", "Decision", "Submitted", "Decided"], ["Approved", "Declined"]),
    "enrolments": (["Öğrenci", "Danışman", "Durum", "Başvuru Tarihi", "Karar Tarihi"], ["Kabul", "Red"]),
    "requests": (["العميل", "المسؤول", "الحالة", "تاريخ التقديم", "تاريخ القرار"], ["مقبول", "مرفوض"]),
    "claims": (["Assicurato", "Perito", "Stato", "Data denuncia", "Data chiusura"], ["Liquidato", "Respinto"]),
    "invitations": (["Subject", "Organizer", "Response", "Start", "End"], ["Accepted", "Declined"]),
}


@pytest.mark.parametrize("kind", DECIDED)
def test_what_others_than_sellers_decide_is_asked_about_before_it_counts_as_deals(kind: str) -> None:
    head, labels = DECIDED[kind]
    rows = [
        [f"{kind} {n}", ("Ann Bee", "Cy Dow")[n % 3 % 2], labels[n % 2], f"2026-01-{n + 1:02}", f"2026-02-{n + 1:02}"]
        for n in range(12)
    ]
    assert asked(suggested([head, *rows])) == {"table"}
    head = [head[0], "Sales rep", *head[2:]]
    assert suggested([head, *rows]).table == "deals"


#: Records that are won, lost or sold, each with its labels: nothing else in them speaks of selling.
NO_SALES = {
    "lawsuits": (["Case", "Client", "Opposing party", "Counsel", "Filed", "Exposure"], "Outcome", ["Won", "Lost"]),
    "german lawsuits": (["Aktenzeichen", "Gericht", "Mandant", "Streitwert"], "Ausgang", ["gewonnen", "verloren"]),
    "disputed payments": (["Dispute ID", "Customer", "Amount", "Reason", "Opened"], "Status", ["Won", "Lost"]),
    "matches": (["Data", "Avversario", "Allenatore", "Spettatori"], "Esito", ["Vinta", "Persa"]),
    "vehicles": (["Kenteken", "Merk", "Berijder", "Inkoopdatum", "Boekwaarde"], "Status", ["actief", "verkocht"]),
    "herd": (["Tag", "Breed", "Born", "Weight", "Price"], "Status", ["Active", "Sold", "Dead"]),
    "insurance claims": (
        ["Policy", "Claims Handler", "Date of Loss", "Amount Claimed", "Filed"],
        "Decision",
        ["Approved", "Denied"],
    ),
    "property without agents": (["Référence", "Ville", "Surface", "Prix"], "Statut", ["Disponible", "Vendu"]),
}
#: Sales of which a customer and an owner, or a word of the trade, speaks besides.
SALES = {
    "customers": (["Client", "Owner", "Value", "Created"], "Status", ["Won", "Lost", "Open"]),
    "german customers": (["Kunde", "Bearbeiter", "Wert"], "Status", ["gewonnen", "verloren"]),
    "japanese orders": (["会社", "担当者", "金額"], "結果", ["受注", "失注"]),
    "owners and losses": (["Project", "Owner", "Amount"], "Status", ["Won", "Lost"]),
    "an agency's orders": (
        ["Company", "Hiring Manager", "Candidate", "Consultant", "Fee", "Opened"],
        "Result",
        ["Won", "Lost"],
    ),
    "who buys is a contact": (["Contatto", "Valore", "Primo contatto", "Chiusa il"], "Stato", ["Vinto", "Perso"]),
    "cars of a dealer": (["Plate", "Vehicle", "Salesperson", "Price"], "Status", ["Available", "Sold"]),
}
#: What may be the sales of an agent.
LISTINGS = {
    "english": (["MLS", "Address", "Agent", "Price"], "Status", ["Active", "Sold"]),
    "arabic": (["العقار", "الوسيط", "السعر"], "الحالة", ["متاح", "مباع"]),
}


def decided(head: list[str], label: str, labels: list[str]) -> Rows:
    """Return a table with these headers and labels, dates, money and a few names under the headers that say so."""
    money = ("Exposure", "Streitwert", "Amount", "Spettatori", "Boekwaarde", "Prix", "Price", "Value", "Wert", "金額")
    money += ("السعر", "Fee", "Valore", "Amount Claimed")
    people = ("Counsel", "Allenatore", "Berijder", "Owner", "Bearbeiter", "担当者", "Salesperson", "Agent", "الوسيط")
    people += ("Hiring Manager", "Consultant", "Claims Handler")
    customers = ("Contatto", "Candidate")
    days = ("Filed", "Opened", "Data", "Inkoopdatum", "Born", "Created", "Primo contatto", "Chiusa il", "Date of Loss")

    def cell(header: str, n: int) -> str:
        if header in money:
            return f"{n + 3}500"
        if header in days:
            return f"2026-01-{n + 1:02}"
        if header in customers:
            return f"{'ABCDEFGHIJKL'[n]}. Rossi"
        return ("Ann Lee", "Bob Roy", "Cid Voss")[n % 3] if header in people else f"{header[:3]} {n + 40}"

    return [[*head, label], *([*(cell(header, n) for header in head), labels[n % len(labels)]] for n in range(12))]


@pytest.mark.parametrize("kind", NO_SALES)
def test_where_only_a_label_speaks_of_selling_it_is_asked_whether_these_are_sales(kind: str) -> None:
    mapping = suggested(decided(*NO_SALES[kind]))
    assert (mapping.table, mapping.asks("table")) == ("", True)


def test_what_may_be_lost_or_sold_is_guessed_to_be_no_sale() -> None:
    assert suggested(decided(*NO_SALES["lawsuits"])).questions == (TABLE.asked(guess=LEFT_OUT),)


@pytest.mark.parametrize("kind", SALES)
def test_sales_are_not_asked_whether_they_are_some(kind: str) -> None:
    mapping = suggested(decided(*SALES[kind]))
    assert mapping.table == "deals" and not mapping.asks("table")


@pytest.mark.parametrize("language", LISTINGS)
def test_listings_of_an_agent_count_as_deals_until_somebody_says_that_they_are_none(language: str) -> None:
    table = raw(decided(*LISTINGS[language]))
    mapping = suggest_mapping(table)
    assert mapping.questions[0] == TABLE.asked(guess="deals")
    intake = apply_mapping([(table, mapping)])
    assert len(intake.tables.deals) == 12
    assert "taken_for_sales" in intake.sources[0].assumptions
    assert override(mapping, Given(formats={"amount": "."})).asks("table"), "another answer says nothing of it"
    assert not override(mapping, Given(table="deals")).asks("table")


# sales in money, and sales counted


def sales(head: list[str], *rows: list[str]) -> tuple[dict[str, str], set[str]]:
    """Return which headers serve ``won`` and ``revenue``, and which of the two are asked about."""
    mapping = suggested(
        [["Rep", "Week", "Appointments", "Proposals", *head], *(["Noura", "2026-W05", "8", "3", *row] for row in rows)]
    )
    assert mapping.table == "rep_periods"
    found = {name: mapping.fields[name] for name in ("won", "revenue") if name in mapping.fields}
    return found, {name for name in found if mapping.certainty[name] < SURE}


@pytest.mark.parametrize("header", ["Sales", "المبيعات", "Ventas", "Ventes"])
def test_sales_far_above_the_proposals_are_revenue_and_others_a_question(header: str) -> None:
    assert sales([header], ["45000"], ["0"]) == ({"revenue": header}, set())
    assert sales([header], ["2"], ["0"]) == ({"won": header}, {"won"})
    assert sales([header], ["9"], ["1"]) == ({"won": header}, {"won"})


@pytest.mark.parametrize("value", ["120,000 ر.س", "SAR 40", "$12", "11.50"])
def test_sales_with_a_currency_or_decimals_are_revenue(value: str) -> None:
    assert sales(["المبيعات"], [value]) == ({"revenue": "المبيعات"}, set())


@pytest.mark.parametrize(
    ("head", "row", "won", "revenue", "asked"),
    [
        (["Sales closed", "Sales $"], ["2", "24000"], "Sales closed", "Sales $", set()),
        (["Sales $", "Sales"], ["24000", "2"], "Sales", "Sales $", set()),
        (["Sales", "Revenue"], ["2", "24000"], "Sales", "Revenue", set()),
        (["Won", "Sales"], ["2", "24000"], "Won", "Sales", set()),
        (["Won", "Sales"], ["2", "24"], "Won", "Sales", {"revenue"}),
    ],
)
def test_each_of_two_columns_of_sales_serves_what_it_holds(
    head: list[str], row: list[str], won: str, revenue: str, asked: set[str]
) -> None:
    assert sales(head, row) == ({"won": won, "revenue": revenue}, asked)


def test_a_week_of_sales_in_money_wins_no_deals() -> None:
    table = raw([["Rep", "Week", "Appointments", "Sales"], ["Noura", "2026-W05", "8", "45000"]])
    periods = apply_mapping([(table, suggest_mapping(table))]).tables.rep_periods
    assert (periods.revenue[0], periods.won.isna()[0]) == (45000, True)
    told = override(suggest_mapping(table), Given(fields={"won": "Sales"}))
    assert apply_mapping([(table, told)]).tables.rep_periods.won[0] == 45000


PROJECTS = {
    "english": ["Project ID", "Project", "Project Manager", "Status", "Start date", "End date", "Budget", "% complete"],
    "german": ["Projekt-ID", "Projekt", "Projektleiter", "Status", "Start", "Ende", "Budget", "Fertigstellungsgrad"],
    "french": ["Id projet", "Projet", "Chef de projet", "Statut", "Début", "Fin", "Budget", "Taux d'avancement"],
    "spanish": ["ID proyecto", "Proyecto", "Jefe de proyecto", "Estado", "Inicio", "Fin", "Presupuesto", "Avance en %"],
    "arabic": ["رقم", "المشروع", "مدير المشروع", "حالة المشروع", "البداية", "النهاية", "الميزانية", "نسبة الإنجاز"],
    "turkish": ["Proje ID", "Proje", "Proje yöneticisi", "Durum", "Başlangıç", "Bitiş", "Bütçe", "Tamamlanma oranı"],
}


@pytest.mark.parametrize("header", PROJECTS.values(), ids=PROJECTS)
@pytest.mark.parametrize("name", ["projects.csv", "export.csv"])
def test_a_list_of_projects_is_no_list_of_deals_or_people(header: list[str], name: str) -> None:
    rows = [
        ["P-1", "New warehouse", "Ann Lee", "In progress", "2026-01-02", "2026-06-30", "120000", "40%"],
        ["P-2", "Website", "Bob Roy", "Completed", "2026-01-03", "2026-02-28", "18000", "100%"],
        ["P-3", "Move to the cloud", "Ann Lee", "On hold", "2026-02-01", "2026-12-31", "95000", "10%"],
        ["P-4", "Payroll", "Bob Roy", "In progress", "2026-03-01", "2026-09-30", "40000", "55%"],
    ]
    mapping = suggested([header, *rows], name)
    assert not mapping.table
    assert mapping.taken_for in ("projects", "") and (mapping.taken_for or mapping.asks("table"))


def test_goals_need_a_word_for_a_goal() -> None:
    head = ["Nr", "Accountmanager", "Bedrijf", "Afgerond op", "Bedrag excl."]
    rows = [[str(n), "Sanne Vos", "Drukkerij Post", "02-05-2026", "1200"] for n in range(4)]
    assert suggested([head, *rows]).table != "goals"


def test_the_only_money_of_a_list_of_deals_is_asked_about_whatever_it_is_called() -> None:
    head = ["Deal ID", "Owner", "Stage", "Commission", "Created Date", "Close Date"]
    rows = [[str(n), "Ann Lee", "Closed Won", f"{n + 1}200", "2026-01-02", "2026-02-02"] for n in range(4)]
    mapping = suggested([head, *rows])
    assert mapping.fields["amount"] == "Commission" and "column:amount" in asked(mapping)


def test_a_list_of_quotes_is_asked_about_unless_it_shows_a_sale_go_on() -> None:
    head = ["Quote #", "Client", "Salesperson", "Drafted date", "Sent date", "Status", "Total"]
    ends = ("Approved", "Archived", "Awaiting response", "Converted")
    rows = [
        [f"{n + 40}", f"Firm {n}", ("Ann Lee", "Bob Roy")[n % 2], "2026-01-02", "2026-01-03", ends[n % 4], f"{n + 2}50"]
        for n in range(12)
    ]
    assert not suggested([head, *rows], "jobs.csv").table
    head = [
        "Offertenr",
        "Naam klant",
        "Adviseur",
        "Adviesgesprek",
        "Offerte verzonden op",
        "Status",
        "Bedrag excl. btw",
    ]
    ends = ("Akkoord", "Afgewezen", "Offerte uit", "Akkoord")
    rows = [[f"OF-{row[0]}", *row[1:3], "02-01-2026", "09-01-2026", ends[n % 4], row[6]] for n, row in enumerate(rows)]
    mapping = suggested([head, *rows], "verkoop.csv")
    assert mapping.table == "deals" and not mapping.asks("table")


@pytest.mark.parametrize(
    "head", [["Date", "Rep", "Calls", "Voicemails"], ["Datum", "Mitarbeiter", "Anrufe", "Mailbox"]]
)
def test_calls_counted_by_rep_and_day_are_counts(head: list[str]) -> None:
    rows = [
        [f"2026-03-0{day}", rep, f"{day * 7 % 5 + 9}", "2"] for day in range(2, 8) for rep in ("Ann Lee", "Bob Roy")
    ]
    assert suggested([head, *rows]).table == "rep_periods"


def test_visits_with_a_time_of_check_in_are_activities() -> None:
    head = ["Visit #", "Sales Officer", "Outlet", "Check In", "Check Out", "Status"]
    rows = [
        [f"{n}", ("Ann Lee", "Bob Roy")[n % 2], f"Shop {n}", f"2026-03-0{n} 09:10", f"2026-03-0{n} 09:40", "Completed"]
        for n in range(1, 9)
    ]
    assert suggested([head, *rows]).table == "activities"


TIMES = [
    ["User", "Client", "Project", "Billable", "Start date", "Start time", "End date", "End time", "Amount (USD)"],
    *(
        [user, client, "Website", "Yes", f"2026-03-{n:02}", "09:00:00", f"2026-03-{n:02}", "10:30:00", "120.0"]
        for n, (user, client) in enumerate([("Ann Lee", "Harbor"), ("Bo Kim", "Orchid")] * 6, start=1)
    ),
]
CHARGES = [
    ["id", "Created (UTC)", "Amount", "Amount Refunded", "Currency", "Captured", "Card Brand", "Status", "Card ID"],
    *(
        [f"ch_{n}", "2026-03-01 10:00:00", f"{n}50.00", "0.00", "usd", "true", "Visa", status, f"card_{n}"]
        for n, status in enumerate(["Paid", "Refunded", "Failed"] * 4, start=1)
    ),
]


@pytest.mark.parametrize("rows", [TIMES, CHARGES])
def test_hours_and_payments_are_never_taken_for_deals(rows: Rows) -> None:
    assert suggested(rows).table == ""


def test_payments_with_names_and_addresses_are_no_list_of_reps() -> None:
    head = ["Date", "Time", "Name", "Type", "Status", "Gross", "Fee", "Net", "From Email Address", "Transaction ID"]
    rows = [
        [
            f"9/{n}/2025",
            "10:01:22",
            f"Noah O{'abcdefghi'[n]}kes",
            "General Payment",
            "Completed",
            f"{n}00.00",
            "-9.50",
            "3,152.50",
            f"n{n}@mail.example",
            f"8XY10{n}0AB",
        ]
        for n in range(1, 9)
    ]
    assert suggested([head, *rows]).table == ""


def test_marks_of_pupils_and_a_fleet_of_vehicles_are_asked_about_and_no_deals() -> None:
    marks = [["Student", "Teacher", "Class", "Subject", "Date", "Mark", "Result"]]
    marks += [[f"S{n}", f"T{n % 2}", "7B", "Maths", f"2026-02-1{n}", "44", ("Pass", "Fail")[n % 2]] for n in range(8)]
    fleet = [["Plate", "Vehicle", "Driver", "Status", "Purchase date", "Last service", "Mileage", "Value"]]
    fleet += [
        [f"AB{n}", "Transit", "", ("Active", "Sold")[n % 2], f"2021-01-0{n}", "2026-01-01", "9", "9000"]
        for n in range(1, 9)
    ]
    for rows in (marks, fleet):
        mapping = suggested(rows)
        assert (mapping.table, mapping.asks("table")) == ("", True)


def offers(head: list[str], *answers: str) -> list[list[str]]:
    """Return a list of offers of two people: number, customer, rep, amount, answer and day."""
    return [
        head,
        *(
            [
                str(n),
                f"Firm {n}",
                ("Ann Lee", "Bob Roy")[n % 2],
                f"{n + 2}500",
                answers[n % len(answers)],
                f"2026-01-{n + 1:02}",
            ]
            for n in range(12)
        ),
    ]


SOLD = {
    "signed or lost": (["N° devis", "Client", "Chargé d'affaires", "Montant HT", "Statut"], ("Signé", "Perdu", "")),
    "a question": (
        ["Teklif No", "Müşteri", "Satış Temsilcisi", "Teklif Tutarı", "Satış oldu mu?"],
        ("Evet", "Hayır", ""),
    ),
    "two letters": (["Estimate #", "Customer", "Est. by", "Estimate $", "W/L"], ("W", "L", "")),
    "a question with its answers": (["Bid #", "Customer", "Estimator", "Bid ($)", "Got job? (Y/N)"], ("Y", "N", "")),
    "projects": (
        ["Project ID", "Homeowner", "Energy Consultant", "Contract Price", "Project Status"],
        ("Installed", "Dead", "Survey booked", "Design"),
    ),
}


@pytest.mark.parametrize("kind", SOLD)
def test_offers_and_projects_that_tell_who_sold_them_and_who_bought_are_deals(kind: str) -> None:
    head, answers = SOLD[kind]
    rows = offers([*head, "Datum"], *answers)
    mapping = suggested(rows)
    assert mapping.table == "deals" and not {"table", "column:amount", "column:rep"} & asked(mapping)
    assert set(taken(rows).tables.deals.outcome) == {"won", "lost", "open"}


@pytest.mark.parametrize("kind", ["signed or lost", "two letters"])
def test_quotes_that_nobody_sold_or_that_were_accepted_or_belong_to_a_deal_are_none(kind: str) -> None:
    head, answers = SOLD[kind]
    rows = offers([*head, "Datum"], *answers)
    assert suggested([[*row[:2], *row[3:]] for row in rows]).table == ""
    accepted = offers([*head[:4], "Status", "Datum"], "Accepted", "Declined", "Sent")
    assert suggested(accepted).table == ""
    of_deals = [[*row, "Deal ID" if row is rows[0] else f"D-{at // 2}"] for at, row in enumerate(rows)]
    assert suggested(of_deals).table == ""


def test_a_list_of_contacts_is_none_of_deals_and_the_ids_of_their_deals_are_no_amounts() -> None:
    head = ["Record ID", "First Name", "Last Name", "Lifecycle Stage", "Lead Status", "Contact owner", "Create Date"]
    stages, statuses = ("Lead", "Opportunity", "Customer"), ("Connected", "Open Deal", "", "Unqualified")
    rows = [
        [
            f"55100{n}",
            "Amy",
            "Bell",
            stages[n % 3],
            statuses[n % 4],
            ("Ann Lee", "Bob Roy")[n % 2],
            f"2026-01-{n + 1:02}",
        ]
        for n in range(12)
    ]
    with_ids = [[*row, "Associated Deal IDs" if row is head else f"184400000{row[0]}"] for row in (head, *rows)]
    assert suggested(with_ids, "all contacts.csv").taken_for == "contacts"
    assert "amount" not in suggest_mapping(raw(with_ids), "deals").fields


def test_a_log_of_sales_calls_that_closed_or_did_not_is_one_of_deals() -> None:
    head = ["Call Date", "Setter", "Closer", "Prospect", "Call Outcome", "Cash Contracted", "Decision Date"]
    ends = ("Closed", "No close", "Follow up")
    rows = [
        [
            f"2026-01-{n + 1:02}",
            "Sky",
            ("Ann Lee", "Bob Roy")[n % 2],
            f"Firm {n}",
            ends[n % 3],
            *(["7500", "2026-02-01"] if n % 3 == 0 else ["", "2026-02-01"] if n % 3 == 1 else ["", ""]),
        ]
        for n in range(12)
    ]
    mapping = suggested([head, *rows], "Call Tracker.csv")
    assert (mapping.table, mapping.fields["rep"]) == ("deals", "Closer")
    assert dict(mapping.stages) == {"Closed": "won", "No close": "lost", "Follow up": "conversation"}


def test_a_signature_after_the_days_of_a_visit_and_an_offer_makes_deals() -> None:
    head = ["Customer", "Designer", "Inquiry", "Site Visit", "Proposal Presented", "Signed", "Declined", "Bid ($)"]
    rows = [
        [
            f"Firm {n}",
            ("Ann Lee", "Bob Roy")[n % 2],
            f"2026-01-{n + 1:02}",
            f"2026-02-{n + 1:02}",
            f"2026-03-{n + 1:02}",
            f"2026-04-{n + 1:02}" if n % 2 else "",
            "" if n % 2 else f"2026-04-{n + 1:02}",
            f"{n + 2}500",
        ]
        for n in range(12)
    ]
    mapping = suggested([head, *rows])
    assert (mapping.table, mapping.fields["won_on"], mapping.fields["lost_on"]) == ("deals", "Signed", "Declined")
    without_signature = [[*row[:5], *row[7:]] for row in (head, *rows)]
    assert suggested(without_signature).questions[0] == TABLE.asked(guess="deals")


def test_won_and_lost_are_no_groups_whatever_their_column_is_called() -> None:
    head = ["company", "person", "group", "numbers", "date_added", "date_done"]
    groups = ("Deal-Won-2025", "Deal-Lost-2025", "Proposal-Sent")
    rows = [
        [
            f"Firm {n}",
            ("Ann Lee", "Bob Roy")[n % 2],
            groups[n % 3],
            f"{n + 2}500",
            f"2025-01-{n + 1:02}",
            f"2025-02-{n + 1:02}" if n % 3 < 2 else "",
        ]
        for n in range(12)
    ]
    mapping = suggested([head, *rows])
    assert (mapping.table, mapping.fields["stage"], mapping.fields["amount"]) == ("deals", "group", "numbers")
    assert (mapping.fields["closed_on"], "team" in mapping.fields) == ("date_done", False)


def test_what_a_file_adds_to_deals_by_their_ids_is_told_by_all_of_its_columns() -> None:
    rows = [["Deal ID", "Client", "Amount", ""], *([f"D-{n}", f"Firm {n}", f"{n + 2}500", "Visa"] for n in range(8))]
    assert suggested([row[:3] for row in rows]).table == "deals"
    for unknown in ("Method", "Due date"):
        assert suggested([[*rows[0][:3], unknown], *rows[1:]]).table == ""
    assert suggested([["Invoice no", *rows[0][1:3]], *(row[:3] for row in rows[1:])]).table == ""


def test_money_under_a_header_that_names_the_deal_is_asked_about_and_its_ids_are_none() -> None:
    head = ["ID", "TITLE", "STAGE_ID", "OPPORTUNITY", "CURRENCY_ID", "ASSIGNED_BY", "DATE_CREATE"]
    rows = [
        [f"20{n}", f"Firm {n}", ("C6:WON", "C6:APOLOGY")[n % 2], f"{n + 2}5000.00", "RUB", "Ann Lee", f"2026-01-0{n}"]
        for n in range(1, 9)
    ]
    mapping = suggested([head, *rows])
    assert (mapping.fields["amount"], mapping.fields["currency"]) == ("OPPORTUNITY", "CURRENCY_ID")
    assert dict(mapping.stages) == {"C6:WON": "won", "C6:APOLOGY": "lost"}
    numbered = [
        [*row[:3], "Associated Deal IDs" if row is head else f"18440000{row[0]}", *row[4:]] for row in [head, *rows]
    ]
    assert "amount" not in suggested(numbered).fields


PEOPLE = ("Ann Lee", "Bob Roy", "Cid Voss")
#: What cells hold under a header that has one of these signs in front of it.
CELLS = {
    "@": lambda n: f"2026-0{n % 6 + 1}-{n % 27 + 1:02}",
    "$": lambda n: str(1200 + n * 731),
    "#": lambda n: str((n * 7 + 3) % 9),
    "=": lambda n: f"R-{n}",
    "&": lambda n: PEOPLE[n % 3],
    "*": lambda n: f"Firm {chr(65 + n)} Ltd",
    "%": lambda n: ("5%", "7%")[n % 2],
    "-": lambda n: f"2026-0{n // 3 + 1}",
}


def filled(head: str, **labels: str) -> Rows:
    """Return 15 rows under headers with a sign of what they hold, or with ``labels`` that take turns."""
    known = {name.replace("_", " "): text.split("/") for name, text in labels.items()}
    headers = head.split(", ")

    def cell(header: str, n: int) -> str:
        return known[header][n % len(known[header])] if header in known else CELLS[header[0]](n)

    titles = [header if header in known else header[1:] for header in headers]
    return [titles, *([cell(header, n) for header in headers] for n in range(15))]


#: Lists of sales that were all made: who sold what for how much, and no outcome.
MADE = {
    "english": filled("@Date, *Client, &Closer, &Setter, $Revenue, $Cash collected, #Closer commission"),
    "french": filled("@date, *client, $montant, &closer, methode", methode="Virement/Interac"),
    "german": filled("@Datum, *Kunde, &Verkäufer, $Umsatz, #Provision"),
    "portuguese, with how it was paid": filled("@Data, *Cliente, &Closer, $Valor, forma", forma="Pix/Boleto"),
    "arabic": filled("@التاريخ, *العميل, &المندوب, $القيمة"),
}


@pytest.mark.parametrize("language", MADE)
def test_sales_that_were_all_made_count_until_somebody_says_that_they_are_none(language: str) -> None:
    mapping = suggested(MADE[language])
    assert (mapping.table, mapping.questions[0]) == ("deals", TABLE.asked(guess="deals"))
    assert {"rep", "account", "amount"} <= set(mapping.fields) and mapping.asks("outcome")


@pytest.mark.parametrize(
    "rows",
    [
        filled("=Invoice no, @Invoice date, *Customer, &Salesperson, $Amount due, @Due date"),
        filled("=Order no, @Order date, *Customer, &Salesperson, #Quantity, $Unit price, $Total"),
        filled("=Receipt no, *Tenant, $Amount paid, @Payment date, how", how="Cash/Bank"),
        # what was taken back
        filled("=Credit note, @Date, *Customer, &Salesperson, $Amount"),
        filled("@Datum, *Kunde, &Verkäufer, $Gutschrift Betrag"),
    ],
)
def test_money_of_other_records_is_no_sale_that_was_made(rows: Rows) -> None:
    assert suggested(rows).table == ""


@pytest.mark.parametrize(
    "head",
    [
        "@log_date, &rep, #calls, #meetings_held, #proposals_sent, #deals_closed",
        "@Datum, &Vertriebler, #Anrufe, #Termine, #Angebote, #Abschlüsse",
        "@fecha_actividad, &vendedor, #llamadas, #reuniones, #propuestas, #ventas",
        "@activity_date, &rep_name, #dials, #conversations, #demos_done, #deals_closed, $contract_value",
    ],
)
def test_counts_of_a_day_are_results_of_reps_whatever_the_day_is_called(head: str) -> None:
    mapping = suggested(filled(head), "team activity.csv")
    assert (mapping.table, mapping.asks("table")) == ("rep_periods", False)
    assert mapping.fields["period_from"] == head.split(", ")[0][1:]


@pytest.mark.parametrize("header", ["Report exported on", "As of", "Stand", "Peildatum", "Last login"])
def test_the_day_of_a_report_is_no_period_of_its_counts(header: str) -> None:
    counts = [[name, str(9 + n), str(n), str(n % 2), "2026-01-31"] for n, name in enumerate(PEOPLE)]
    head = ["Rep", "Calls", "Meetings", "Deals won", header]
    later = [[*row[:-1], "2026-02-28"] for row in counts]
    for rows in (counts, [*counts, *later]):
        assert "period_from" not in suggest_mapping(raw([head, *rows]), "rep_periods").fields


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("=Meeting ID, @Date, *Client, &Salesperson, note", "Date"),
        ("@Besuchsdatum, *Kunde, &Außendienst, note", "Besuchsdatum"),
        ("@Rozpoczęcie połączenia, @Zakończenie połączenia, &Handlowiec, note", "Rozpoczęcie połączenia"),
        ("@Inicio de la llamada, @Fin de la llamada, &Asesor, *Cliente, note", "Inicio de la llamada"),
        ("@Начало звонка, @Окончание звонка, &Менеджер, *Клиент, note", "Начало звонка"),
        ("@Début de l'appel, @Fin de l'appel, &Commercial, *Client, note", "Début de l'appel"),
    ],
)
def test_headers_say_that_rows_are_calls_or_meetings_where_no_column_of_kinds_does(head: str, day: str) -> None:
    mapping = suggested(filled(head, note="ok//will call"))
    assert (mapping.table, mapping.fields["happened_on"]) == ("activities", day)
    assert not mapping.asks("table")


DIARIES = {
    "spanish": filled(
        "@Fecha visita, &Vendedor, *Cliente, *Oportunidad, Tipo, Resultado, Acción, @Fecha próxima acción",
        Tipo="Visita/Llamada/Reunión",
        Resultado="Interesado/Envío de propuesta/No interesado",
        Acción="Llamar/Visita/",
    ),
    "german": filled(
        "@Besuchstag, &Verkäufer, *Kunde, *Projekt, Art, Ergebnis, @Wiedervorlage",
        Art="Besuch/Telefonat",
        Ergebnis="Angebot angefragt/in Prüfung/kein Bedarf",
    ),
    "japanese": filled(
        "=レコード番号, @訪問日, &担当者, *顧客名, *案件名, 活動区分, 結果, @次回予定日",
        活動区分="訪問/電話",
        結果="次回提案/検討中/不在",
    ),
}


@pytest.mark.parametrize("language", DIARIES)
def test_a_diary_of_visits_may_name_deals_and_what_comes_next(language: str) -> None:
    mapping = suggested(DIARIES[language])
    assert (mapping.table, mapping.asks("table")) == ("activities", False)


def test_a_pipeline_that_tells_the_last_kind_of_contact_is_no_diary() -> None:
    open_deals = "*Deal name, *Account, &Owner, Stage, @Created, Contact"
    rows = filled(open_deals, Stage="Qualification/Discovery/Proposal/Negotiation", Contact="Call/Meeting")
    assert suggested(rows).table == "deals"


@pytest.mark.parametrize(
    "head",
    [
        "&Rep, -Month, $Sales targeted",
        "&Commercial, -Mois, $Ventes visées, $Ventes réalisées",
        "&Vendedor, -Mes, $Ventas previstas, $Ventas realizadas",
        "&المندوب, -الشهر, $المبيعات المستهدفة, $المبيعات المحققة",
        "&Менеджер, -Месяц, $Плановые продажи, $Фактические продажи",
        "&担当者, -月, $目標売上, $実績売上",
    ],
)
def test_sales_that_are_aimed_at_are_goals(head: str) -> None:
    mapping = suggested(filled(head))
    assert (mapping.table, mapping.asks("table")) == ("goals", False)
    assert mapping.fields["amount"] == head.split(", ")[2][1:]
    assert "amount" not in suggested(filled("&Rep, -Month, $Sales made")).fields


def test_visits_with_how_far_they_came_are_offered_as_deals() -> None:
    head = "=id, *cliente, &agente, @data1, esito1, @data2, status"
    mapping = suggested(filled(head, esito1="trattativa/assente", status="/ko/chiuso"))
    assert (mapping.table, mapping.questions[0]) == ("deals", TABLE.asked(guess="deals"))


@pytest.mark.parametrize(
    "rows",
    [
        filled("@문의일, *업체명, =사업자등록번호, &상담자, $견적금액, 계약여부", 계약여부="Y/N"),
        filled("@問い合わせ日, *会社名, #従業員数, &初回対応者, $提案金額, 契約有無", 契約有無="有/無"),
        filled(
            "@Anfragedatum, *Firma, =Webseite, &Berater, $Angebotssumme, Auftrag erteilt", Auftrag_erteilt="ja/nein"
        ),
    ],
)
def test_whether_an_offer_became_a_contract_makes_deals_of_a_list_of_companies(rows: Rows) -> None:
    mapping = suggested(rows)
    assert (mapping.table, mapping.fields["is_won"]) == ("deals", rows[0][-1])


BOUGHT = {
    "german": filled(
        "=Anfrage-Nr., Gewerk, *Lieferant, Status, @Frist, $Angebotssumme, &Bearbeiter",
        Gewerk="Elektro/Estrich",
        Status="Beauftragt/Abgelehnt/Angebot erhalten",
    ),
    "english": filled("=Bid, *Subcontractor, trade, $Price, Result, &Buyer", trade="Steel/Paint", Result="Won/Lost"),
    "russian": filled("=№ заявки, *Поставщик, $Сумма, Статус, &Ответственный", Статус="Согласовано/Отклонено"),
    "arabic": filled("=رقم الطلب, *المورد, $المبلغ, الحالة, &المسؤول", الحالة="تمت الترسية/مرفوض"),
}


@pytest.mark.parametrize("language", BOUGHT)
def test_offers_of_suppliers_are_purchases(language: str) -> None:
    mapping = suggested(BOUGHT[language])
    assert (mapping.table, mapping.taken_for) == ("", "purchases")


def test_deals_may_name_a_supplier_beside_the_customer() -> None:
    rows = filled("*Customer, *Supplier, &Broker, $Contract value, Status, @Signed", Status="Won/Lost/Open")
    assert suggested(rows).table == "deals"


@pytest.mark.parametrize(
    "rows",
    [
        filled("@Date, &Sales rep, *Customer, $Sale amount, %Rate, #Commission, Status", Status="Paid/Pending"),
        filled("@Data, &Vendedor, *Cliente, $Valor, %Percentual, #Comissão, Status", Status="Paga/Pendente"),
        filled("@Datum, &Verkäufer, *Kunde, $Umsatz, %Satz, #Provision, Status", Status="Bezahlt/Offen"),
    ],
)
def test_a_ledger_of_commissions_is_not_taken_for_deals(rows: Rows) -> None:
    assert suggested(rows).table == ""
    assert suggested(rows, "commissions.csv").taken_for == "commissions"
    sold = [[*row[:-1], label] for row, label in zip(rows, ["Status", *["Sold", "Lost"] * 8], strict=False)]
    assert suggested(sold).table == "deals"


@pytest.mark.parametrize(
    "rows",
    [
        filled(
            "=رقم الهيكل / VIN, Make, $Cost, $Price, Place, Status", Make="A/B", Place="X/Y", Status="متاح/محجوز/مباع"
        ),
        filled("=FIN, Marke, $EK, $VK, Ort, Status", Marke="A/B", Ort="X/Y", Status="verfügbar/reserviert/verkauft"),
    ],
)
def test_cars_in_stock_are_not_taken_for_deals(rows: Rows) -> None:
    assert suggested(rows).table == ""
    sold = [
        [*row, *more]
        for row, more in zip(rows, [["Customer", "Salesperson"], *[["Acme", "Ann Lee"]] * 15], strict=True)
    ]
    assert suggested(sold).table == "deals"
