"""An upload that was taken wrongly looks wrong as a whole, and that is told.

What would be lost: "all understood" over two hundred dates that nobody could read.
"""

from __future__ import annotations

from coaching.importing import suspicious_issues
from tests.importing.made import taken

HEAD = ["Deal ID", "Deal name", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]


def deals(count: int, odd: int, **cells: str) -> list[list[str]]:
    rows = []
    for n in range(count):
        row = {"rep": "Noura", "amount": "100", "created": "2026-01-05", "closed": "2026-02-10"}
        row |= cells if n < odd else {}
        rows.append([f"D-{n}", f"Deal {n}", row["rep"], "Won", row["amount"], row["created"], row["closed"]])
    return [HEAD, *rows]


def test_what_touches_many_rows_is_told_the_largest_first() -> None:
    rows = deals(20, 5, amount="soon")
    for row in rows[1:11]:
        row[6] = "2025-02-10"
    assert [(issue.code, issue.count) for issue in suspicious_issues(taken(rows))] == [
        ("closed_before_created", 10),
        ("bad_amount", 5),
        ("won_without_amount", 5),
    ]


def test_a_few_odd_rows_and_an_export_in_order_are_no_doubt() -> None:
    assert suspicious_issues(taken(deals(40, 0))) == ()
    assert suspicious_issues(taken(deals(40, 2, amount="soon", rep=""))) == ()


def test_rows_that_nobody_owns_are_a_doubt_and_rows_left_out_by_nature_are_none() -> None:
    assert [issue.code for issue in suspicious_issues(taken(deals(20, 12, rep="")))] == ["no_rep"]
    calls = [["Activity ID", "Type", "Date", "Owner"], *([str(n), "Email", "2026-01-02", "Noura"] for n in range(9))]
    assert suspicious_issues(taken(deals(20, 0), [*calls, ["10", "Call", "2026-01-02", "Noura"]])) == ()
