"""A column tells deals apart, or it is not taken for their id.

What would be lost: all deals but one of those that a "reference" of "Google" stands beside.
"""

from __future__ import annotations

import pytest

from tests.importing.made import assert_all_rows_accounted, raw, suggested, taken

HEAD = ["ID", "Deal name", "Sales rep", "Stage", "Amount", "Created Date"]


def deal(number: str, name: str, rep: str = "Noura") -> list[str]:
    return [number, name, rep, "Won", "100", "2026-01-01"]


RESTARTING = [HEAD, deal("1", "A"), deal("2", "B"), deal("1", "C", "Omar"), deal("2", "D", "Omar")]
ROUNDED = [HEAD, *(deal("4.87688E+18", name) for name in "ABCD")]
SOURCES = [
    ["Reference", *HEAD[1:]],
    *(deal(from_, name) for from_, name in zip(["Google", "Fair"] * 3, "ABCDEF", strict=True)),
]


@pytest.mark.parametrize("rows", [RESTARTING, ROUNDED, SOURCES], ids=["restarting", "rounded", "where from"])
def test_what_stands_for_different_deals_is_no_id_and_it_is_told(rows: list[list[str]]) -> None:
    found = taken(rows)
    assert len(found.tables.deals) == len(rows) - 1
    assert found.tables.deals.rep.nunique() == len({row[2] for row in rows[1:]})
    assert_all_rows_accounted(found)
    mapping = suggested(rows)
    assert "deal_id" not in mapping.fields
    assert mapping.asks("deal_id")
    assert "deal_ids_repeat" in found.sources[0].assumptions


@pytest.mark.parametrize("prefix", ["SSP", "PEN", "CAD"])
def test_an_id_that_begins_like_a_currency_is_no_money(prefix: str) -> None:
    rows = [["Deal no.", *HEAD[1:]], *(deal(f"{prefix}{n}", name) for n, name in enumerate("ABCDEFGH", 1))]
    assert suggested(rows).fields["deal_id"] == "Deal no."


def test_an_id_that_comes_again_for_the_same_deal_is_an_id() -> None:
    rows = [HEAD, deal("1", "A"), deal("1", "A"), deal("2", "B"), deal("3", "")]
    assert suggested(rows).fields["deal_id"] == "ID"
    assert len(taken(rows).tables.deals) == 3


def test_it_is_asked_whose_deals_they_are_where_no_column_says_so() -> None:
    rows = [["Deal ID", "Deal name", "Aussen", "Stage", "Amount"], ["1", "A", "Noura", "Won", "100"]]
    assert suggested(rows).asks("owner")
    assert not suggested([HEAD, deal("1", "A")]).asks("owner")
    assert len(raw(rows).frame) == 1


def test_codes_that_few_rows_repeat_for_one_deal_are_its_key_under_any_header() -> None:
    head = ["Ticket", "Customer", "Rep", "Stage", "Amount", "Created", "Closed"]
    rows = [[f"T-{n}", f"Shop {n}", "Ann", "Lost", str(n * 70), f"2026-01-{n:02}", "2026-03-01"] for n in range(1, 12)]
    first = ["T-12", "Cafe", "Ann", "Proposal", "900", "2026-01-20", ""]
    later = ["T-12", "Cafe", "Ann", "Won", "900", "2026-01-20", "2026-03-02"]
    deals = taken([head, *rows, first, later]).tables.deals
    assert list(deals.loc[deals["account"] == "Cafe", "outcome"]) == ["won"]
    later[4] = "1400"
    assert "deal_id" not in suggested([head, *rows, first, later]).fields


@pytest.mark.parametrize(
    ("created", "again"),
    [("Created", ["2026-01-20", "2026-03-02"]), ("Xyz", ["", "2026-03-09"]), ("Created", ["2026-01-20", "2026-03-09"])],
)
def test_the_code_of_a_customer_who_bought_twice_tells_no_deals_apart(created: str, again: list[str]) -> None:
    head = ["Ticket", "Customer", "Rep", "Stage", "Amount", created, "Closed"]
    rows = [[f"T-{n}", f"Shop {n}", "Ann", "Lost", str(n * 70), f"2026-01-{n:02}", "2026-03-01"] for n in range(1, 12)]
    won = ["T-12", "Cafe", "Ann", "Won", "900"]
    first = [*won, "2026-01-20" if again[0] else "", "2026-03-02"]
    assert "deal_id" not in suggested([head, *rows, first, [*won, *again]]).fields
