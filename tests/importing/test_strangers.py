"""Files of strangers: what one odd header, label or currency would cost a user whose figures rest on it."""

from __future__ import annotations

import pytest

from coaching.importing import Intake, apply_mapping, suggest_mapping
from tests.importing.made import asked, codes, raw

DEALS = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date"]


def taken(files: dict[str, list[list[str]]]) -> Intake:
    """Return what becomes of files by name, each understood by itself."""
    tables = [raw(rows, name) for name, rows in files.items()]
    return apply_mapping([(table, suggest_mapping(table)) for table in tables])


def deals(instead: str = "", by: str = "", won: str = "Closed Won", lost: str = "Closed Lost") -> list[list[str]]:
    """Return six deals of three people, with one header instead of another."""
    owners = ["Ann Lee", "Ann Lee", "Bob Roy", "Bob Roy", "Ann Lee", "Cid Voss"]
    stages = [won, lost, won, lost, won, won]
    rows = [
        [f"O{n}", owner, stage, f"{100 * n}", f"2025-01-0{n}", f"2025-02-0{n}"]
        for n, (owner, stage) in enumerate(zip(owners, stages, strict=True), 1)
    ]
    return [[by if header == instead else header for header in DEALS], *rows]


@pytest.mark.parametrize("header", ["amt_usd", "Quote Total", "Umsatz netto EUR", "quota_value", "Kaufpreissumme"])
def test_the_only_column_of_money_is_the_amount_however_it_is_headed(header: str) -> None:
    found = taken({"deals.csv": deals("Amount", header)}).tables.deals
    assert found.loc[found["outcome"] == "won", "amount"].sum() == 1500


@pytest.mark.parametrize("header", ["Hunter", "Handler", "RM", "Who sold it", "Deal Lead", "Realtor"])
def test_the_only_column_of_a_few_names_again_and_again_says_who_sells(header: str) -> None:
    table = raw(deals("Owner", header), "deals.csv")
    mapping = suggest_mapping(table)
    assert mapping.fields["rep"] == header and asked(mapping) & {"column:rep"}


@pytest.mark.parametrize("header", ["Customer", "Contact", "Primary contact name"])
def test_names_of_customers_are_not_those_who_sell(header: str) -> None:
    assert "rep" not in suggest_mapping(raw(deals("Owner", header), "deals.csv")).fields


@pytest.mark.parametrize(
    ("won", "lost"), [("6. Won", "7. Lost"), ("5 Won", "6 Lost"), ("100% - Closed Won", "0% - Closed Lost")]
)
def test_a_number_before_a_label_makes_no_column_of_numbers(won: str, lost: str) -> None:
    found = taken({"deals.csv": deals(won=won, lost=lost)}).tables.deals
    assert found["outcome"].value_counts().to_dict() == {"won": 4, "lost": 2}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        *(("British Pound", "GBP"), ("Saudi Riyal", "SAR"), ("ريال سعودي", "SAR"), ("Kuwaiti Dinar", "KWD")),
        *(("dólar estadounidense", "USD"), ("USD - US Dollar", "USD"), ("Canadian Dollar", "CAD"), ("дол. США", "USD")),
    ],
)
def test_a_currency_is_spelled_out_in_its_column(words: str, code: str) -> None:
    rows = deals()
    spelled = [[*rows[0], "Currency"], *([*row, words] for row in rows[1:])]
    assert set(taken({"deals.csv": spelled}).tables.deals["currency"]) == {code}


@pytest.mark.parametrize("words", ["HK Dollar", "Moon Dollar", "All", "Billed"])
def test_the_dollar_of_a_place_that_nobody_knows_is_no_us_dollar(words: str) -> None:
    rows = deals()
    spelled = [[*rows[0], "Currency"], *([*row, words] for row in rows[1:])]
    intake = taken({"deals.csv": spelled})
    known = set(intake.tables.deals["currency"].dropna())
    assert known == ({"HKD"} if words == "HK Dollar" else set())
    assert ("unknown_currency" in codes(intake)) == (words != "HK Dollar")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("customers.csv", [["id", "name", "email", "city"], ["1", "Joe Poe", "j@x.com", "Rome"]]),
        ("leads.csv", [["Lead ID", "Owner", "Created"], ["L1", "Ann Lee", "2025-01-01"]]),
        ("leads.csv", [["ID do lead", "Proprietário"], *([f"L{n}", "Ana Lima"] for n in range(4))]),
        ("regions.csv", [["id", "name"], ["1", "North"], ["2", "South"]]),
    ],
)
def test_customers_leads_and_regions_are_no_reps(name: str, rows: list[list[str]]) -> None:
    assert suggest_mapping(raw(rows, name)).table == ""
