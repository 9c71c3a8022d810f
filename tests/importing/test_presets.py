"""Each CRM's own export is understood without a question about its columns.

What would be lost: a manager who drops the CRM's export on the page would have to map columns by hand, or,
worse, would get figures from the wrong column.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from coaching.importing import SURE
from tests.importing.made import asked, deals, suggested, taken

FIRST, NEXT, BEFORE, WON, LOST = "first_appointment", "next_step", "conversation", "won", "lost"


@dataclass(frozen=True)
class Export:
    """Headers with one value each, the field each must serve, and what its stages mean."""

    preset: str
    columns: tuple[tuple[str, str, str | None], ...]
    stages: dict[str, str] = field(default_factory=dict)
    table: str = "deals"
    stage_header: str | None = None

    def rows(self) -> list[list[str]]:
        header = [name for name, _, _ in self.columns]
        values = [value for _, value, _ in self.columns]
        rows = [header, values]
        if self.stages and self.stage_header:
            at = header.index(self.stage_header)
            rows += [[*values[:at], stage, *values[at + 1 :]] for stage in self.stages]
        ids = [at for at, (_, _, name) in enumerate(self.columns) if name == "deal_id"]
        for number, row in enumerate(rows[2:]):
            for at in ids:
                row[at] += str(number)
        return rows


SALES_STAGES = {
    "Prospecting": BEFORE,
    "Qualification": BEFORE,
    "Needs Analysis": FIRST,
    "Value Proposition": FIRST,
    "Id. Decision Makers": FIRST,
    "Perception Analysis": FIRST,
    "Proposal/Price Quote": NEXT,
    "Negotiation/Review": NEXT,
    "Closed Won": WON,
    "Closed Lost": LOST,
}

EXPORTS = {
    "salesforce report": Export(
        "salesforce",
        (
            ("Opportunity Owner", "Dana Cole", "rep"),
            ("Account Name", "Acme", "account"),
            ("Opportunity Name", "Acme order", "deal_name"),
            ("Stage", "Prospecting", "stage"),
            ("Fiscal Period", "Q1-2026", None),
            ("Amount", "1,200.00", "amount"),
            ("Probability (%)", "10", None),
            ("Age", "14", None),
            ("Close Date", "31/01/2026", "closed_on"),
            ("Created Date", "13/01/2026", "created_on"),
            ("Next Step", "Call on 2026-02-01", None),
            ("Lead Source", "Web", "source"),
            ("Type", "New", "deal_type"),
        ),
        SALES_STAGES,
        stage_header="Stage",
    ),
    "salesforce report in French": Export(
        "salesforce",
        (
            ("Propriétaire de l'opportunité", "Luc Petit", "rep"),
            ("Nom du compte", "Acme", "account"),
            ("Nom de l'opportunité", "Commande", "deal_name"),
            ("Étape", "Prospection", "stage"),
            ("Prix total", "1 200,50", "amount"),
            ("Date de création", "13/01/2026", "created_on"),
            ("Date de clôture", "31/01/2026", "closed_on"),
        ),
        {"Prospection": BEFORE, "Proposition/Devis": NEXT, "Fermée gagnée": WON, "Fermée perdue": LOST},
        stage_header="Étape",
    ),
    "salesforce data loader": Export(
        "salesforce",
        (
            ("Id", "0065g00000AAAAA", "deal_id"),
            ("IsDeleted", "false", None),
            ("AccountId", "0015g00000BBBBB", "account"),
            ("Name", "Acme order", "deal_name"),
            ("StageName", "Prospecting", "stage"),
            ("Amount", "1200.0", "amount"),
            ("Probability", "10.0", None),
            ("ExpectedRevenue", "120.0", None),
            ("CloseDate", "2026-01-31", "closed_on"),
            ("Type", "New", "deal_type"),
            ("NextStep", "Call", None),
            ("LeadSource", "Web", "source"),
            ("IsClosed", "false", "is_closed"),
            ("IsWon", "false", "is_won"),
            ("ForecastCategoryName", "Pipeline", "forecast"),
            ("OwnerId", "0055g00000CCCCC", "rep_id"),
            ("CreatedDate", "2026-01-11T21:22:07.000+0000", "created_on"),
        ),
        SALES_STAGES,
        stage_header="StageName",
    ),
    "salesforce stage history": Export(
        "salesforce",
        (
            ("OpportunityId", "0065g00000AAAAA", "deal_id"),
            ("StageName", "Prospecting", "stage"),
            ("Amount", "1200", None),
            ("CloseDate", "2026-01-31", None),
            ("PrevAmount", "1000", None),
            ("PrevCloseDate", "2026-01-30", None),
            ("CreatedDate", "2026-01-11T21:22:07.000+0000", "entered_on"),
        ),
        table="stage_history",
    ),
    "hubspot deals": Export(
        "hubspot",
        (
            ("Record ID", "123456789", "deal_id"),
            ("Deal Name", "Acme order", "deal_name"),
            ("Deal Stage", "Appointment Scheduled", "stage"),
            ("Pipeline", "Sales Pipeline", "pipeline"),
            ("Amount", "1200", "amount"),
            ("Close Date", "2026-01-31 10:00", "closed_on"),
            ("Create Date", "2026-01-11 10:00", "created_on"),
            ("Deal owner", "Dana Cole", "rep"),
            ("Deal Type", "newbusiness", "deal_type"),
            ("Closed Lost Reason", "Price", "lost_reason"),
            ("Closed Won Reason", "Service", None),
            ("Last Activity Date", "2026-01-20 10:00", None),
            ("Number of times contacted", "4", None),
            ("HubSpot Team", "North", "team"),
            ("Original Source", "Organic search", "source"),
            ("Is Closed Won", "false", "is_won"),
        ),
        {
            "Appointment Scheduled": BEFORE,
            "Qualified To Buy": FIRST,
            "Presentation Scheduled": NEXT,
            "Decision Maker Bought-In": NEXT,
            "Contract Sent": NEXT,
            "Closed Won": WON,
            "Closed Lost": LOST,
            "qualifiedtobuy": FIRST,
            "closedwon": WON,
        },
        stage_header="Deal Stage",
    ),
    "hubspot activities": Export(
        "hubspot",
        (
            ("Activity ID", "99", "activity_id"),
            ("Activity Type", "Meeting", "kind"),
            ("Activity Date", "2026-01-12", "happened_on"),
            ("Activity Owner", "Dana Cole", "rep"),
            ("Call Outcome", "Connected", "call_result"),
            ("Meeting Outcome", "Completed", "meeting_result"),
        ),
        table="activities",
    ),
    "pipedrive deals": Export(
        "pipedrive",
        (
            ("Deal - ID", "12", "deal_id"),
            ("Deal - Title", "Acme order", "deal_name"),
            ("Deal - Value", "1200", "amount"),
            ("Deal - Currency", "SAR", "currency"),
            ("Deal - Owner", "Dana Cole", "rep"),
            ("Deal - Stage", "Qualified", "stage"),
            ("Deal - Pipeline", "Sales", "pipeline"),
            ("Deal - Status", "Open", "status"),
            ("Deal - Won time", "2026-01-31 10:00:00", "won_on"),
            ("Deal - Lost time", "2026-01-31 10:00:00", "lost_on"),
            ("Deal - Lost reason", "Price", "lost_reason"),
            ("Deal - Creation date", "45631", "created_on"),
            ("Deal - Closed on", "45651", "closed_on"),
            ("Deal - Expected close date", "2026-03-01", None),
            ("Deal - Last stage change", "2026-01-20 10:00:00", None),
            ("Organization - Name", "Acme", "account"),
        ),
        {"Qualified": BEFORE, "Contact Made": BEFORE, "Demo Scheduled": BEFORE, "Proposal Made": NEXT}
        | {"Negotiations Started": NEXT},
        stage_header="Deal - Stage",
    ),
    "pipedrive activities": Export(
        "pipedrive",
        (
            ("Activity - Subject", "Visit", None),
            ("Activity - Type", "Meeting", "kind"),
            ("Activity - Done", "Done", "done"),
            ("Activity - Due date", "2026-01-12", None),
            ("Activity - Assigned to user", "Dana Cole", "rep"),
            ("Activity - Marked as done time", "2026-01-12 10:00:00", "happened_on"),
        ),
        table="activities",
    ),
    "zoho deals": Export(
        "zoho",
        (
            ("Deal Owner", "Dana Cole", "rep"),
            ("Deal Name", "Acme order", "deal_name"),
            ("Account Name", "Acme", "account"),
            ("Type", "New", "deal_type"),
            ("Lead Source", "Web", "source"),
            ("Amount", "€ 3.500,00", "amount"),
            ("Closing Date", "03.07.2023 17:03", "closed_on"),
            ("Next Step", "Call", None),
            ("Stage", "Qualification", "stage"),
            ("Probability", "10", None),
            ("Expected Revenue", "€ 350,00", None),
            ("Created Time", "15 Apr, 2021 00:02:00", "created_on"),
            ("Lost Reason", "Price", "lost_reason"),
        ),
        {
            "Qualification": BEFORE,
            "Needs Analysis": FIRST,
            "Identify Decision Makers": FIRST,
            "Proposal/Price Quote": NEXT,
            "Closed Won": WON,
            "Closed Lost": LOST,
            "Closed-Lost to Competition": LOST,
        },
        stage_header="Stage",
    ),
    "zoho calls": Export(
        "zoho",
        (
            ("Call Owner", "Dana Cole", "rep"),
            ("Call Start Time", "15 Apr, 2021 00:02:00", "happened_on"),
            ("Call Type", "Outbound", None),
        ),
        table="activities",
    ),
    "zoho meetings": Export(
        "zoho",
        (("Event Owner", "Dana Cole", "rep"), ("Start DateTime", "2026-01-12 10:00:00", "happened_on")),
        table="activities",
    ),
    "dynamics opportunities": Export(
        "dynamics",
        (
            ("(Do Not Modify) Opportunity", "aaaa-bbbb", "deal_id"),
            ("(Do Not Modify) Row Checksum", "xxxx", None),
            ("Created On", "5/20/2024 7:42", "created_on"),
            ("Topic", "Acme order", "deal_name"),
            ("Owner", "Dana Cole", "rep"),
            ("Potential Customer", "Acme", "account"),
            ("Status", "Open", "status"),
            ("Status Reason", "In Progress", "lost_reason"),
            ("Est. revenue", "$7,450,000.00 ", None),
            ("Est. close date", "6/20/2024", None),
            ("Actual Revenue", "$7,000,000.00 ", "amount"),
            ("Actual Close Date", "6/25/2024", "closed_on"),
            ("Probability", "10", None),
            ("Rating", "Hot", None),
            ("Sales Stage", "Qualify", "stage"),
        ),
        {"Qualify": BEFORE, "Develop": FIRST, "Propose": NEXT, "Close": NEXT},
        stage_header="Sales Stage",
    ),
    "dynamics goals": Export(
        "dynamics",
        (
            ("Name", "Revenue 2026 Q1", None),
            ("Goal Owner", "Dana Cole", "rep"),
            ("Target", "$90,000.00", "amount"),
            ("Fiscal Period", "Quarter 1", "goal_period"),
            ("Fiscal Year", "FY2026", "year"),
            ("From", "1/1/2026", "goal_from"),
            ("To", "3/31/2026", "goal_to"),
            ("Parent Goal", "All", None),
        ),
        table="goals",
    ),
    "dynamics appointments": Export(
        "dynamics",
        (
            ("Subject", "Visit", None),
            ("Regarding", "Acme order", "deal_name"),
            ("Start Time", "5/20/2024 7:42", "planned_on"),
            ("Status", "Completed", "result"),
            ("Owner", "Dana Cole", "rep"),
            ("Actual Start", "5/21/2024 7:42", "happened_on"),
        ),
        table="activities",
    ),
    "odoo": Export(
        "odoo",
        (
            ("Opportunity", "Acme order", "deal_name"),
            ("Salesperson", "Dana Cole", "rep"),
            ("Sales Team", "North", "team"),
            ("Customer", "Acme", "account"),
            ("Stage", "New", "stage"),
            ("Expected Revenue", "1200.00", "amount"),
            ("Expected Closing", "2026-03-01", None),
            ("Closed Date", "2026-01-31 10:00:00", "closed_on"),
            ("Assignment Date", "2026-01-12 10:00:00", None),
            ("Days to Close", "20", None),
            ("Last Stage Update", "2026-01-20 10:00:00", None),
            ("Probability", "10", None),
            ("Lost Reason", "Price", "lost_reason"),
            ("Active", "True", "active"),
            ("Created on", "2026-01-11 10:00:00", "created_on"),
        ),
        {"New": BEFORE, "Qualified": FIRST, "Proposition": NEXT, "Won": WON},
        stage_header="Stage",
    ),
    "suitecrm": Export(
        "suitecrm",
        (
            ("Opportunity Name", "Acme order", "deal_name"),
            ("Account Name", "Acme", "account"),
            ("Opportunity Amount", "1200", "amount"),
            ("Sales Stage", "Prospecting", "stage"),
            ("Expected Close Date", "2026-01-31", "closed_on"),
            ("Lead Source", "Web", "source"),
            ("Next Step", "Call", None),
            ("Assigned to", "Dana Cole", "rep"),
            ("Probability (%)", "10", None),
        ),
        SALES_STAGES,
        stage_header="Sales Stage",
    ),
    "suitecrm database names": Export(
        "suitecrm",
        (
            ("name", "Acme order", "deal_name"),
            ("sales_stage", "Prospecting", "stage"),
            ("date_closed", "2026-01-31", "closed_on"),
            ("assigned_user_name", "dana", "rep"),
            ("amount", "1200", "amount"),
            ("date_entered", "2026-01-11 10:00:00", "created_on"),
        ),
        SALES_STAGES,
        stage_header="sales_stage",
    ),
    "espocrm": Export(
        "espocrm",
        (
            ("Name", "Acme order", "deal_name"),
            ("Account", "Acme", "account"),
            ("Stage", "Prospecting", "stage"),
            ("Amount", "1200", "amount"),
            ("Amount Currency", "SAR", "currency"),
            ("Probability, %", "10", None),
            ("Lead Source", "Web", "source"),
            ("Close Date", "2026-01-31", "closed_on"),
            ("Last Stage", "Proposal", "furthest_stage"),
            ("Assigned User", "Dana Cole", "rep"),
            ("Created At", "2026-01-11 10:00", "created_on"),
        ),
        {"Prospecting": BEFORE, "Qualification": FIRST, "Proposal": NEXT, "Negotiation": NEXT}
        | {"Closed Won": WON, "Closed Lost": LOST},
        stage_header="Stage",
    ),
    "frappe": Export(
        "frappe",
        (
            ("Deal Owner", "dana@example.com", "rep"),
            ("Organization", "Acme", "account"),
            ("Status", "Qualification", "stage"),
            ("Deal Value", "1200", "amount"),
            ("Expected Closure Date", "2026-03-01", None),
            ("Closed Date", "2026-01-31", "closed_on"),
            ("Lost Reason", "Price", "lost_reason"),
            ("Source", "Web", "source"),
            ("Next Step", "Call", None),
        ),
        {"Qualification": BEFORE, "Demo/Making": FIRST, "Proposal/Quotation": NEXT, "Negotiation": NEXT}
        | {"Ready to Close": NEXT, "Won": WON, "Lost": LOST},
        stage_header="Status",
    ),
    "close": Export(
        "close",
        (
            ("lead_name", "Acme", "account"),
            ("status_label", "Demo Completed", "stage"),
            ("status_type", "active", "status"),
            ("value", "120000", "amount"),
            ("value_period", "one_time", None),
            ("confidence", "50", None),
            ("user_name", "Dana Cole", "rep"),
            ("date_won", "2026-01-31", "won_on"),
            ("date_created", "2026-01-11T10:00:00", "created_on"),
        ),
        {"Demo Completed": FIRST, "Proposal Sent": NEXT, "Won": WON, "Lost": LOST},
        stage_header="status_label",
    ),
    "copper": Export(
        "copper",
        (
            ("Name", "Acme order", "deal_name"),
            ("Owner", "Dana Cole", "rep"),
            ("Company", "Acme", "account"),
            ("Pipeline", "Sales", "pipeline"),
            ("Stage", "Qualified", "stage"),
            ("Status", "Open", "status"),
            ("Value", "1200", "amount"),
            ("Close Date", "2026-01-31", "closed_on"),
            ("Loss Reason", "Price", "lost_reason"),
            ("Source", "Web", "source"),
        ),
        {"Qualified": BEFORE, "First Meeting": FIRST, "Proposal": NEXT},
        stage_header="Stage",
    ),
    "freshsales": Export(
        "freshsales",
        (
            ("Deal name", "Acme order", "deal_name"),
            ("Deal value", "1200", "amount"),
            ("Deal stage", "New", "stage"),
            ("Sales owner", "Dana Cole", "rep"),
            ("Expected close date", "2026-03-01", None),
            ("Closed date", "2026-01-31", "closed_on"),
        ),
        {"New": BEFORE, "Discovery": FIRST, "Demo": NEXT, "Won": WON, "Lost": LOST},
        stage_header="Deal stage",
    ),
    "monday": Export(
        "monday",
        (
            ("Deal Name", "Acme order", "deal_name"),
            ("Owner code", "OWNER_001", "rep"),
            ("Deal Status", "Open", "status"),
            ("Deal Stage", "Demo Done", "stage"),
            ("Tentative Close Date", "2026-03-01", None),
            ("Close Date (A)", "2026-01-31", "closed_on"),
            ("Created Date", "2026-01-11", "created_on"),
        ),
        {"Demo Done": NEXT, "POC": NEXT, "Work Order Received": WON, "Dead": LOST},
        stage_header="Deal Stage",
    ),
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_every_column_of_an_export_serves_the_right_field(export: Export) -> None:
    mapping = suggested(export.rows())
    wanted = {name: header for header, _, name in export.columns if name}
    assert (mapping.preset, mapping.table) == (export.preset, export.table)
    assert dict(mapping.fields) == wanted
    assert not [question for question in mapping.questions if question.about == "column"]


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export.stages])
def test_every_stage_of_a_default_pipeline_means_the_right_gate(name: str) -> None:
    export = EXPORTS[name]
    mapping = suggested(export.rows())
    assert {label: mapping.stages.get(label) for label in export.stages} == export.stages


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_an_export_of_a_crm_keeps_its_rows(export: Export) -> None:
    source = taken(export.rows()).sources[0]
    assert source.rows_kept == source.rows_read > 0


#: Columns that CRMs and teams add, and that must serve nothing: they sound like a field or hold its kind of value.
DECOYS = (
    ("Modified By", "Omar Said"),
    ("Last Modified Date", "2026-02-03"),
    ("Last Activity Date", "2026-02-03"),
    ("Next Activity Date", "2026-03-03"),
    ("Weighted Value (forecast)", "120.00"),
    ("Discount", "5.00"),
    ("Days in Stage", "12"),
    ("Number of Contacts", "3"),
    ("Contact Email", "buyer@example.com"),
    ("Contact Birthday", "1980-02-03"),
    ("Contract Renewal Date", "2027-02-03"),
    ("Billing City", "Riyadh"),
    ("Description", "Wants a demo next week"),
    ("Competitor", "Globex"),
    ("Is Private", "false"),
    ("Score", "77"),
)


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_columns_that_a_team_added_serve_nothing_in_silence(export: Export) -> None:
    header, *rows = export.rows()
    names, values = zip(*DECOYS, strict=True)
    mapping = suggested([[*names, *header], *([*values, *row] for row in rows)])
    wanted = {name: shown for shown, _, name in export.columns if name}
    assert (mapping.preset, mapping.table) == (export.preset, export.table)
    silent = {name: header for name, header in mapping.fields.items() if mapping.certainty[name] >= SURE}
    assert silent == wanted
    assert {f"column:{name}" for name in set(mapping.fields) - set(wanted)} <= asked(mapping)


def test_a_stage_that_only_stands_in_for_the_first_appointment_is_asked_about() -> None:
    export = EXPORTS["salesforce report"]
    assert suggested(export.rows()).asks("first_appointment_stage")
    assert "first_appointment_stage_proxy" in taken(export.rows()).sources[0].assumptions


def test_amounts_of_close_are_cents() -> None:
    assert deals(EXPORTS["close"].rows()).amount.iloc[0] == 1200


def test_hubspot_stage_dates_date_the_gates_whatever_quotes_they_use() -> None:
    for left, right in ('""', "''", "“”", "‘’"):
        stages = ("Appointment Scheduled", "Qualified To Buy", "Presentation Scheduled", "Contract Sent")
        entered = [f"Date entered {left}{stage} (Sales Pipeline){right}" for stage in stages]
        rows = [
            ["Record ID", "Deal Name", "Deal Stage", "Deal owner", *entered],
            ["1", "A", "Contract Sent", "Dana", "2026-01-02", "2026-01-05", "2026-01-09", "2026-01-15"],
            ["2", "B", "Contract Sent", "Dana", "2026-01-02", "", "2026-01-20", "2026-01-15"],
            ["3", "C", "Closed Lost", "Dana", "2026-01-02", "2026-01-07", "", ""],
        ]
        found = deals(rows)
        assert [f"{d:%m-%d}" if d == d else "" for d in found.first_appointment_on] == ["01-05", "", "01-07"]
        assert [f"{d:%m-%d}" if d == d else "" for d in found.next_step_on] == ["01-09", "01-15", ""]
        assert list(found.gate) == [NEXT, NEXT, FIRST]
        assert found.gate_shown.all()
        assert not found.created_stands_in.any()


def test_hubspot_stage_dates_are_known_by_their_internal_names_too() -> None:
    entered = ["hs_v2_date_entered_qualifiedtobuy", "hs_v2_date_entered_contractsent"]
    head = ["hs_object_id", "dealname", "dealstage", "hubspot_owner_id", *entered]
    found = deals([head, ["1", "A", "closedlost", "77", "2026-01-05T10:00:00Z", "2026-01-09T10:00:00Z"]])
    assert (f"{found.first_appointment_on[0]:%m-%d}", f"{found.next_step_on[0]:%m-%d}") == ("01-05", "01-09")
    assert (found.gate[0], found.outcome[0]) == (NEXT, LOST)


def test_lost_in_odoo_is_an_inactive_row_not_a_stage() -> None:
    head = ["Opportunity", "Salesperson", "Expected Closing", "Days to Close", "Stage", "Active", "Expected Revenue"]
    rows = [
        head,
        ["A", "Dana", "2026-03-01", "3", "Proposition", "False", "10"],
        ["B", "Dana", "2026-03-01", "3", "Won", "True", "10"],
        ["C", "Dana", "2026-03-01", "3", "New", "True", "10"],
        ["D", "Dana", "2026-03-01", "3", "New", "False", "10"],
    ]
    found = deals(rows)
    assert list(found.outcome) == ["lost", "won", "open", "lost"]
    assert list(found.gate) == [NEXT, WON, BEFORE, BEFORE]
    assert found.gate_shown.all()
