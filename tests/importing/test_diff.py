"""What a later export changes, told before it is used, and the two exports as one.

What would be lost: a deal counted twice, a won deal that stays open, or last month's deals gone with a shorter export.
"""

from __future__ import annotations

import pandas as pd
import pytest

from coaching.importing import Upload, aside_groups, compare_intakes, merge
from tests.importing.made import assert_all_rows_accounted, csv_bytes, dates, taken, uploaded

HEAD = ["Deal ID", "Deal name", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]


def one(deal: str, stage: str = "Proposal", amount: str = "10", closed: str = "", rep: str = "Dana") -> list[str]:
    return [deal, f"Order {deal}", rep, stage, amount, "2026-01-05", closed]


OLD = [HEAD, one("1"), one("2"), one("3", "Won", "30", "2026-02-01")]
NEW = [HEAD, one("2", "Won", "25", "2026-02-09"), one("3", "Won", "30", "2026-02-01"), one("4")]


def test_a_later_export_shows_what_it_changes_and_in_which_fields() -> None:
    changes = compare_intakes(taken(OLD), taken(NEW))
    assert (changes.new, changes.changed, changes.unchanged, changes.gone) == (1, 1, 1, 1)
    told = changes.tables["deals"]
    assert dict(told.fields) == {"stage": 1, "gate": 1, "outcome": 1, "amount": 1, "closed_on": 1}
    cells = told.cells.set_index("field")
    assert set(cells.key) == {"2"}
    assert cells.loc["amount", ["before", "after"]].tolist() == [10, 25]
    assert cells.loc["outcome", ["before", "after"]].tolist() == ["open", "won"]
    assert not changes.nothing


def test_a_later_export_supersedes_row_by_row_and_nothing_is_lost() -> None:
    both = merge(taken(OLD), taken(NEW))
    found = both.tables.deals.set_index("deal_id").sort_index()
    assert found.index.tolist() == ["1", "2", "3", "4"]
    assert found.outcome.tolist() == ["open", "won", "won", "open"]
    assert dates(found.closed_on) == [None, "2026-02-09", "2026-02-01", None]
    assert both.set_aside.reason.tolist() == ["superseded"] * 2
    assert [source.rows_set_aside for source in both.sources] == [2, 0]
    assert [source.file for source in both.sources] == ["file1.csv", "file1.csv (2)"]
    assert_all_rows_accounted(both)
    again = merge(both, taken([HEAD, one("4", "Lost", closed="2026-03-01")]))
    assert again.tables.deals.set_index("deal_id").outcome["4"] == "lost"
    assert_all_rows_accounted(again)


def test_the_same_export_again_changes_nothing() -> None:
    old = taken(OLD)
    again = uploaded(Upload("another name.csv", csv_bytes(OLD)))
    assert compare_intakes(old, again).nothing
    assert merge(old, again) is old
    assert merge(old, taken(OLD[:2])) is old


def test_deals_without_a_number_are_told_by_name_and_created_date() -> None:
    old, new = ([row[1:] for row in rows] for rows in (OLD, NEW))
    changes = compare_intakes(taken(old), taken(new))
    assert (changes.new, changes.changed, changes.unchanged, changes.gone) == (1, 1, 1, 1)
    assert len(merge(taken(old), taken(new)).tables.deals) == 4


@pytest.mark.parametrize("copies", [1, 2])
def test_deals_that_nothing_tells_apart_are_matched_by_all_they_hold(copies: int) -> None:
    head = ["Sales rep", "Stage", "Amount", "Created Date"]
    row, other = ["Dana", "Won", "10", "2026-01-05"], ["Omar", "Won", "10", "2026-01-05"]
    old, new = taken([head, *[row] * copies]), taken([head, *[row] * copies, other])
    changes = compare_intakes(old, new)
    assert (changes.new, changes.changed, changes.unchanged, changes.gone) == (1, 0, copies, 0)
    both = merge(old, new)
    assert len(both.tables.deals) == copies + 1
    assert_all_rows_accounted(both)


def test_tables_that_the_later_upload_does_not_hold_stay_as_they_are() -> None:
    goals = [["Sales rep", "Month", "Target"], ["Dana", "2026-01", "5000"]]
    raised = [["Sales rep", "Month", "Target"], ["Dana", "2026-01", "6000"], ["Dana", "2026-02", "6000"]]
    old, new = taken(OLD, goals), taken(raised)
    changes = compare_intakes(old, new)
    assert list(changes.tables) == ["goals"]
    assert (changes.new, changes.changed) == (1, 1)
    assert dict(changes.tables["goals"].fields) == {"amount": 1}
    both = merge(old, new)
    assert len(both.tables.deals) == 3
    assert both.tables.goals.amount.tolist() == [6000, 6000]
    assert_all_rows_accounted(both)


def test_activities_and_stage_histories_do_not_double() -> None:
    history = [["Deal ID", "New stage", "Changed on"], ["1", "Demo", "2026-01-10"], ["1", "Proposal", "2026-01-12"]]
    calls = [["Date", "Rep", "Type"], ["2026-01-01", "Dana", "Call"], ["2026-01-01", "Dana", "Call"]]
    old = taken(OLD, history, calls)
    new = taken(OLD, [*history, ["2", "Demo", "2026-01-20"]], [*calls, ["2026-01-02", "Dana", "Call"]])
    both = merge(old, new)
    assert (len(both.tables.stage_history), len(both.tables.activities)) == (3, 3)
    assert_all_rows_accounted(both)


def test_rows_set_aside_are_told_by_where_they_stand_and_why_the_most_first() -> None:
    aside = pd.DataFrame(
        {
            "file": ["a.csv", "b.xlsx", "b.xlsx", "a.csv"],
            "sheet": [None, "Deals", "Deals", None],
            "row": [2, 3, 4, 5],
            "table": "deals",
            "reason": ["no_rep", "no_rep", "no_rep", "no_date"],
        }
    )
    found = [(*place, rows["row"].tolist()) for *place, rows in aside_groups(aside)]
    assert found == [
        ("b.xlsx", "Deals", "no_rep", [3, 4]),
        ("a.csv", "", "no_rep", [2]),
        ("a.csv", "", "no_date", [5]),
    ]


def test_a_shared_deal_that_comes_again_is_met_person_by_person() -> None:
    head = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date", "Share"]
    rows = [["1", who, "Won", "100", "2026-01-02", "2026-02-02", "50%"] for who in ("Noura", "Omar")]
    first = taken([head, *rows])
    assert len(first.tables.deals) == 2
    assert compare_intakes(first, taken([head, *reversed(rows)])).nothing
    dearer = taken([head, *([*row[:3], "120", *row[4:]] for row in rows)])
    merged = merge(first, dearer).tables.deals
    assert sorted(zip(merged.rep, merged.amount, strict=True)) == [("Noura", 120.0), ("Omar", 120.0)]


POORER = [
    ["Deal ID", "Sales rep", "Stage", "Source"],
    ["1", "Dana", "Proposal", "Web"],
    ["3", "Dana", "Proposal", "Fair"],
]


def test_a_poorer_kind_of_export_fills_in_and_replaces_nothing() -> None:
    both = merge(taken(OLD), taken(POORER))
    found = both.tables.deals.set_index("deal_id").sort_index()
    assert found.outcome.tolist() == ["open", "open", "won"]
    assert found.amount.tolist() == [10, 10, 30]
    assert found.source.astype(object).fillna("").tolist() == ["Web", "", "Fair"]
    assert both.set_aside.reason.tolist() == ["filled_in"] * 2
    assert [source.rows_kept for source in both.sources] == [3, 0]
    assert_all_rows_accounted(both)
    changes = compare_intakes(taken(OLD), taken(POORER))
    assert (changes.changed, changes.gone, dict(changes.tables["deals"].fields)) == (2, 1, {"source": 2})


def test_a_richer_kind_of_export_takes_over_and_keeps_what_it_lacks() -> None:
    both = merge(taken(POORER), taken(OLD))
    found = both.tables.deals.set_index("deal_id").sort_index()
    assert found.outcome.tolist() == ["open", "open", "won"]
    assert found.source.astype(object).fillna("").tolist() == ["Web", "", "Fair"]
    assert both.set_aside.reason.tolist() == ["filled_in"] * 2
    assert_all_rows_accounted(both)


def test_a_poorer_later_export_still_says_that_an_open_deal_has_ended() -> None:
    ended = [["Deal ID", "Sales rep", "Stage"], ["1", "Dana", "Won"], ["3", "Dana", "Lost"]]
    both = merge(merge(taken(OLD), taken(POORER)), taken(ended))
    found = both.tables.deals.set_index("deal_id").sort_index()
    assert found.outcome.tolist() == ["won", "open", "won"]
    assert found.source.astype(object).fillna("").tolist() == ["Web", "", "Fair"]
    assert_all_rows_accounted(both)
    newer = merge(both, taken(NEW))
    assert newer.tables.deals.set_index("deal_id").outcome["3"] == "won"
    assert_all_rows_accounted(newer)


def test_a_poorer_export_of_a_shared_deal_leaves_each_share_alone() -> None:
    head = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date", "Share"]
    rows = [["1", who, "Won", "100", "2026-01-02", "2026-02-02", "50%"] for who in ("Noura", "Omar")]
    both = merge(taken([head, *rows]), taken([["Deal ID", "Owner", "Source"], ["1", "Noura", "Web"]]))
    found = both.tables.deals
    assert sorted(zip(found.rep, found.amount, found.share, strict=True)) == [("Noura", 100, 0.5), ("Omar", 100, 0.5)]
    assert_all_rows_accounted(both)
