"""Deals that stand in several rows: a user would count a sale twice, lose one, or lose what a poorer list overwrote."""

from __future__ import annotations

import pytest

from coaching.importing import Intake, apply_mapping, suggest_mapping
from tests.importing.made import Rows, assert_all_rows_accounted, codes, dates, mapped, raw, taken

RICH: Rows = [
    ["Deal ID", "Deal Name", "Owner", "Stage", "Amount", "Created Date", "Close Date"],
    ["A1", "Kiosk", "Lea Sand", "Closed Won", "700", "2026-01-02", "2026-02-02"],
    ["A2", "Tower", "Max Bell", "Closed Lost", "", "2026-01-03", "2026-02-03"],
]
POOR: Rows = [
    ["Deal ID", "Deal Name", "Owner", "Stage", "Product"],
    ["A1", "Kiosk", "Lea Sand", "Proposal", "Gold"],
    ["A3", "Annex", "Max Bell", "Proposal", "Tin"],
]


def both(*order: Rows) -> Intake:
    tables = [raw(rows, f"file{n}.csv") for n, rows in enumerate(order, 1)]
    return apply_mapping([(table, suggest_mapping(table, "deals")) for table in tables])


@pytest.mark.parametrize("order", [(RICH, POOR), (POOR, RICH)])
def test_a_poorer_list_fills_in_and_never_replaces(order: tuple[Rows, Rows]) -> None:
    intake = both(*order)
    deals = intake.tables.deals.set_index("deal_id").sort_index()
    assert deals["outcome"].tolist() == ["won", "lost", "open"]
    assert deals.loc["A1", ["amount", "product"]].tolist() == [700, "Gold"]
    assert {"filled_in"} == set(intake.set_aside["reason"])
    assert_all_rows_accounted(intake)


def test_a_file_that_only_adds_to_deals_fills_them_in_and_brings_none_of_its_own() -> None:
    crm = [
        ["Deal No", "Client", "Owner", "Status", "Opened", "Closed"],
        ["1", "Kiosk", "Lea Sand", "Won", "2026-01-02", "2026-02-02"],
        ["2", "Tower", "Max Bell", "Lost", "2026-01-03", "2026-02-03"],
        ["3", "Annex", "Max Bell", "Open", "2026-01-04", ""],
    ]
    amounts = [
        ["Deal No", "Client", "Contract Value", "Currency"],
        ["1", "Kiosk", "700", "CAD"],
        ["9", "?", "5", "CAD"],
    ]
    visits = [
        ["Deal No", "First visit on", "Proposal sent on"],
        ["1", "2026-01-05", "2026-01-20"],
        ["2", "2026-01-06", ""],
    ]
    tables = [raw(rows, f"file{n}.csv") for n, rows in enumerate((crm, amounts, visits), 1)]
    pairs = [(table, suggest_mapping(table)) for table in tables]
    assert [(mapping.table, mapping.questions) for _, mapping in pairs] == [("deals", ())] * 3
    intake = apply_mapping(pairs)
    deals = intake.tables.deals.set_index("deal_id").sort_index()
    assert deals["outcome"].tolist() == ["won", "lost", "open"]
    assert deals.loc["1", ["amount", "currency"]].tolist() == [700, "CAD"]
    assert dates(deals.first_appointment_on) == ["2026-01-05", "2026-01-06", None]
    assert deals["gate_shown"].tolist() == [True, True, False]
    assert intake.set_aside["reason"].tolist() == ["filled_in", "no_rep", "filled_in", "filled_in"]
    assert not {"no_outcome"} & codes(intake)
    alone = apply_mapping(pairs[1:2])
    assert {"no_outcome"} <= codes(alone)


def test_within_one_kind_of_export_the_later_row_counts_even_where_it_is_emptier() -> None:
    later = [RICH[0], ["A1", "Kiosk", "Lea Sand", "Closed Lost", "", "2026-01-02", ""]]
    intake = both(RICH, later)
    deals = intake.tables.deals.set_index("deal_id")
    assert deals.loc["A1", "outcome"] == "lost"
    assert deals.loc["A1", ["amount", "closed_on"]].isna().all()
    assert set(intake.set_aside["reason"]) == {"superseded"}


SPLIT = ["Opportunity ID", "Opportunity Owner", "Share", "Stage", "Amount", "Created Date", "Close Date"]


def split(*rows: tuple[str, str, str, str], amount: str = "Amount") -> Intake:
    made = [[i, who, part, "Closed Won", money, "2026-01-02", "2026-02-02"] for i, who, part, money in rows]
    header = [amount if name == "Amount" else name for name in SPLIT]
    return apply_mapping([mapped([header, *made], "deals", share="Share", amount=amount)])


def test_a_shared_deal_keeps_a_row_and_a_share_for_each_person() -> None:
    intake = split(("9", "Lea Sand", "70%", "1000"), ("9", "Max Bell", "30%", "1000"), ("8", "Max Bell", "100%", "50"))
    deals = intake.tables.deals
    assert deals["share"].tolist() == [0.7, 0.3, 1.0]
    assert deals["amount"].tolist() == [1000, 1000, 50]
    assert {"shared_deals"} <= codes(intake)
    assert_all_rows_accounted(intake)


@pytest.mark.parametrize(
    ("amount", "money"), [("Amount", ("700", "300")), ("Split amount", ("700", "300")), ("Amount", ("1000", "1000"))]
)
def test_amounts_that_are_split_already_are_made_whole(amount: str, money: tuple[str, str]) -> None:
    intake = split(("9", "Lea Sand", "70", money[0]), ("9", "Max Bell", "30", money[1]), amount=amount)
    assert intake.tables.deals["amount"].tolist() == pytest.approx([1000, 1000])


def test_shares_of_more_than_the_whole_deal_are_made_to_add_up() -> None:
    intake = split(("9", "Lea Sand", "100", "1000"), ("9", "Max Bell", "100", "1000"))
    assert intake.tables.deals["share"].tolist() == [0.5, 0.5]


def test_rows_that_differ_in_nothing_but_the_owner_are_a_deal_shared_evenly() -> None:
    twins = [[*RICH[1][:2], who, *RICH[1][3:]] for who in ("Lea Sand", "Max Bell")]
    intake = taken([RICH[0], *twins])
    assert intake.tables.deals["share"].tolist() == [0.5, 0.5]
    assert "shared_evenly" in intake.sources[0].assumptions


def test_a_deal_that_went_to_somebody_else_and_on_is_no_shared_deal() -> None:
    moved = [*RICH[1][:2], "Max Bell", "Closed Lost", *RICH[1][4:]]
    intake = taken([RICH[0], RICH[1], moved])
    assert intake.tables.deals["rep"].tolist() == ["Max Bell"]
    assert intake.tables.deals["share"].isna().all()


def test_one_id_that_stands_for_two_deals_costs_neither_of_them() -> None:
    other = ["A1", "Bridge", "Max Bell", "Closed Lost", "80", "2026-03-01", "2026-03-09"]
    intake = taken([*RICH, other, *([f"B{n}", f"Deal {n}", *RICH[1][2:]] for n in range(9))])
    assert intake.tables.deals["deal_name"].tolist()[:3] == ["Kiosk", "Tower", "Bridge"]
    assert "id_of_two_deals" in codes(intake)
