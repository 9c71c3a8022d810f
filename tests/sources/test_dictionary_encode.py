"""Columns that repeat themselves travel as codes; nothing else about them differs.

What would be lost: figures that depend on how often a value happens to repeat, or a value that no row has.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importing import RawTable, apply_mapping, samples, stage_counts, suggest_mapping
from coaching.importing.values.text_columns import by_label, in_use, repeated, texts, where
from coaching.tables import TABLES, empty
from tests.importing.made import raw, taken

HEAD = ["Deal ID", "Deal name", "Sales rep", "Stage", "Status", "Amount", "Currency", "Created Date", "Close Date"]
ROWS = [
    ["D-1", " Fleet ", "Dana", "Demo", "Won", "SAR 1,200", "", "2026-01-05", "2026-02-10"],
    ["D-2", "n/a", "dana ", "Demo", "Lost", "(900)", "usd", "05/01/2026", ""],
    ["D-1", "نقل‎", "", "Proposal", "Open", "", "SAR", "46027", "x"],
]
TOTAL = ["Total", "", "", "", "", "2100", "", "", ""]


def repeating() -> RawTable:
    return raw([HEAD, *ROWS * 20, HEAD, TOTAL])


def plain(table: RawTable) -> RawTable:
    return replace(table, frame=table.frame.astype("str"))


def test_a_column_that_repeats_itself_is_coded_and_one_that_does_not_is_text() -> None:
    assert (repeating().frame.dtypes == "category").all()
    assert (raw([HEAD, *ROWS]).frame["Amount"]).dtype == "str"


def test_coded_columns_become_the_same_deals_with_the_same_account() -> None:
    table = repeating()
    mapping = suggest_mapping(table)
    assert mapping == suggest_mapping(plain(table))
    coded, uncoded = (apply_mapping([(t, mapping)]) for t in (table, plain(table)))
    pd.testing.assert_frame_equal(coded.tables.deals, uncoded.tables.deals)
    pd.testing.assert_frame_equal(coded.set_aside, uncoded.set_aside)
    assert coded.sources == uncoded.sources
    assert {"no_rep", "superseded"} == set(coded.set_aside["reason"])


def test_neither_a_repeated_header_nor_a_total_is_offered_as_a_value() -> None:
    table = repeating()
    assert samples(table, "Stage") == ("Demo", "Proposal")
    assert stage_counts(table, suggest_mapping(table)) == {
        "Demo": 40,
        "Proposal": 20,
        "Won": 20,
        "Lost": 20,
        "Open": 20,
    }


def test_text_reads_the_same_coded_or_not() -> None:
    cells = pd.Series([" a", "N/A", "", "b  c", "عميل  جديد ", " a"], dtype="str")
    coded = cells.astype("category")
    for column in (cells, coded):
        assert texts(column).fillna("-").tolist() == ["a", "-", "-", "b  c", "عميل جديد", "a"]
        assert where(column, lambda text: text == "").tolist() == [False, False, True, False, False, False]
        assert by_label(column, lambda text: text.str.len()).tolist() == cells.str.len().tolist()
    assert list(in_use(coded[coded == " a"]).cat.categories) == [" a"]


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"deals"}))
def test_a_table_that_no_file_holds_is_an_empty_one_of_the_right_types(table: str) -> None:
    pd.testing.assert_frame_equal(getattr(taken([HEAD, *ROWS]).tables, table), empty(table))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["", "a", "b", "ab", "x" * 15, "x" * 16, "x" * 17, "y" + "x" * 16, "é", "عمر", None])))
def test_what_repeats_is_found_by_fingerprint_as_by_the_text_itself(cells: list[str | None]) -> None:
    column = pd.Series(cells, dtype="str")
    wanted = (column.duplicated(keep=False) & column.notna()).tolist()
    assert repeated(column).tolist() == wanted
    assert (
        repeated(column.iloc[1:]).tolist()
        == (column.iloc[1:].duplicated(keep=False) & column.iloc[1:].notna()).tolist()
    )
    assert repeated(column.astype("category")).tolist() == wanted
