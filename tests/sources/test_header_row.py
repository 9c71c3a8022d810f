"""Where the header of a sheet stands.

What would be lost: half of a header in two rows taken for a deal, and no column known by its half name.
"""

from __future__ import annotations

import pytest

from tests.importing.made import assert_all_rows_accounted, codes, dates, raw, suggested, taken

DEAL = ["D-1", "Dana", "Won", "12", "2026-01-05", "2026-02-10"]
UPPER = ["Deal", "Sales", "Stage", "Deal", "Created", "Close"]
LOWER = ["ID", "rep", "", "amount", "date", "date"]


@pytest.mark.parametrize("above", [[], [["Pipeline report"], ["", "", ""]]], ids=["bare", "below a title"])
def test_a_header_in_two_rows_is_read_as_one(above: list[list[str]]) -> None:
    rows = [*above, UPPER, LOWER, DEAL, ["D-2", "Omar", "Won", "9", "2026-01-06", ""]]
    assert raw(rows).header == ("Deal ID", "Sales rep", "Stage", "Deal amount", "Created date", "Close date")
    intake = taken(rows)
    assert dates(intake.tables.deals.closed_on) == ["2026-02-10", None]
    assert list(intake.tables.deals["row"]) == [len(above) + 3, len(above) + 4]
    assert_all_rows_accounted(intake)


def test_a_word_in_the_second_row_belongs_to_the_name_above_it() -> None:
    head = ["Account", "Rep", "Stage", "Amount", "Created date", "Close"]
    rows = [head, ["", "", "", "", "", "Date"], ["Acme", *DEAL[1:]]]
    assert suggested(rows).fields["closed_on"] == "Close Date"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"], ["D-0", "Uwe", "New", "", "", ""]),
        (["Opportunity", "", "", "", "", ""], ["", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]),
        (["Deal", "", "", "", "Dates", ""], ["ID", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]),
    ],
    ids=["a row of text", "a title", "groups of columns"],
)
def test_rows_that_are_no_better_together_stay_apart(first: list[str], second: list[str]) -> None:
    header = raw([first, second, DEAL, DEAL]).header
    assert header[1:] == ("Sales rep", "Stage", "Amount", "Created Date", "Close Date")
    assert header[0] in (first[0], second[0], "Column 1")


def test_a_long_header_may_have_one_name_twice() -> None:
    head = [f"XQ_{letter}" for letter in "ABCDEFGHIJ"] + ["XQ_A"]
    rows = [head, *([f"word {n}", *[str(n * k) for k in range(10)]] for n in range(3))]
    assert raw(rows).header == (*head[:-1], "XQ_A (2)")


def test_names_of_columns_may_start_with_their_number() -> None:
    head = ["ID", "고객명", "영업담당자", "단계", "금액", "생성일", "1차 방문", "2차 방문", "3rd visit"]
    rows = [head, *([str(n), f"고객{n}", "한지훈", "제안", f"{n}00", "2026-04-14", "", "", ""] for n in range(1, 9))]
    assert raw(rows).header == tuple(head)


def split(rest: list[str]) -> list[list[str]]:
    """Return offers in euro and cents, of a file whose commas nobody quoted."""
    rows = [[f"AN-{n}", "Uwe", f"{1400 + n}", ("00", "50")[n % 2], *rest] for n in range(6)]
    return [["Offer no", "Rep", "Net", "Status", "Lost reason"], *rows]


def test_amounts_that_were_split_at_their_comma_are_put_together() -> None:
    intake = taken(split(["Lost", "Price"]))
    assert list(intake.tables.deals.amount) == [1400, 1401.5, 1402, 1403.5, 1404, 1405.5]
    assert set(intake.tables.deals.lost_reason) == {"Price"}
    assert "decimals_joined" in codes(intake) and "too_many_cells" not in codes(intake)
    assert_all_rows_accounted(intake)


def test_two_digits_without_a_cell_too_many_are_a_column_of_their_own() -> None:
    rows = split(["Lost", ""])
    assert raw(rows).header == tuple(rows[0])
    assert raw(rows).frame["Status"].iloc[1] == "50"
