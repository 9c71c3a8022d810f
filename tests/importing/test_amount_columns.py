"""Several columns of money in one table: with the wrong one every average sale and goal would be off."""

from __future__ import annotations

import pytest

from tests.importing.made import Rows, asked, deals, suggested, taken

STAGES = ("Closed Won", "Closed Lost", "Proposal Sent", "Closed Won", "Closed Won", "Closed Lost")
AMOUNTS = (1000.0, 2400.0, 3100.0, 860.0, 1500.0, 720.0)
CHANCES = (100, 0, 60, 100, 100, 0)


def table(*columns: tuple[str, list[object]]) -> Rows:
    """Return deals with these columns of money beside what every list of deals has."""
    header = ["Deal ID", "Owner", "Stage", *(name for name, _ in columns), "Created Date", "Close Date"]
    rows = [
        [f"D{n}", "Lea Sand" if n % 2 else "Ola Dahl", stage, *(cells[n] for _, cells in columns), *days]
        for n, (stage, days) in enumerate(zip(STAGES, [("2026-01-02", "2026-02-02")] * 6, strict=True))
    ]
    return [header, *rows]


def times(factor: float) -> list[object]:
    return [round(amount * factor, 2) for amount in AMOUNTS]


@pytest.mark.parametrize(
    ("better", "worse", "factor"),
    [
        *(("Betrag netto", "Betrag brutto", 1.19), ("Montant HT", "Montant TTC", 1.2), ("ARR", "MRR", 1 / 12)),
        *(
            ("Importe sin IVA", "Importe con IVA", 1.21),
            ("金額(税抜)", "金額(税込)", 1.1),
            ("合同金额不含税", "合同金额含税", 1.13),
        ),
        # After a discount, whatever the other is called; a profit never.
        *(("Po rabacie", "Wartość netto", 1 / 0.9), ("Total after discount", "Deal value", 1 / 0.8)),
        *(("折后金额", "合同金额", 1 / 0.85), ("見込金額", "粗利見込", 0.4)),
        # The discount itself never, however it is called.
        *(
            ("Montant TTC", "Total remise", 0.1),
            ("Amount", "Amount discounted", 0.1),
            ("Monto", "Monto con descuento", 0.2),
        ),
        # Nothing in their headers tells these apart, save their numbers.
        ("Deal value", "Deal total", 1.15),
    ],
)
def test_the_better_of_two_amounts_is_taken_wherever_it_stands(better: str, worse: str, factor: float) -> None:
    for order in (1, -1):
        columns = [(better, times(1)), (worse, times(factor))][::order]
        mapping = suggested(table(*columns))
        assert mapping.fields["amount"] == better
        assert "column:amount" not in asked(mapping)


def test_an_amount_times_its_probability_is_not_the_amount() -> None:
    weighted = [amount * chance / 100 for amount, chance in zip(AMOUNTS, (100, 10, 60, 50, 100, 30), strict=True)]
    columns = [("Amount calc", weighted), ("Amount deal", times(1)), ("Probability", [100, 10, 60, 50, 100, 30])]
    assert suggested(table(*columns)).fields["amount"] == "Amount deal"


def test_the_currency_of_the_deal_comes_first_where_a_column_names_it() -> None:
    own, company = ("Amount", times(1)), ("Amount in company currency", times(3.75))
    named = ("Deal currency", ["USD"] * 6)
    assert suggested(table(own, company, named)).fields["amount"] == "Amount"
    assert suggested(table(own, company)).fields["amount"] == "Amount in company currency"


@pytest.mark.parametrize(
    ("expected", "actual"),
    [("Estimated value", "Actual value"), ("Valor ofertado", "Valor vendido"), ("Quoted amount", "Sold amount")],
)
def test_won_deals_count_with_their_actual_amount_and_open_ones_with_the_other_one(expected: str, actual: str) -> None:
    sold: list[object] = [950, "", "", 800, "", ""]
    rows = table((expected, times(1)), (actual, sold))
    intake = taken(rows)
    assert intake.tables.deals["amount"].tolist() == [950, 2400, 3100, 800, 1500, 720]
    assert "actual_amount_where_won" in intake.sources[0].assumptions


def test_two_amounts_that_nothing_tells_apart_are_asked_about() -> None:
    other: list[object] = [13, 4100, 900, 8800, 77, 5000]
    assert "column:amount" in asked(suggested(table(("TCV", times(1)), ("ACV", other))))


def test_amounts_of_deals_add_up_however_many_columns_there_are() -> None:
    found = deals(table(("Netto", times(1)), ("Brutto", times(1.19)), ("MwSt", times(0.19))))
    assert found["amount"].tolist() == list(AMOUNTS)
