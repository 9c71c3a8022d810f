"""Finding the header, leaving out what is no data, and never losing a row.

What would be lost: a deal that the importer takes for a total, or a total that it takes for a deal.
"""

from __future__ import annotations

import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from coaching.importing import Upload, apply_mapping, suggest_mapping
from coaching.report import template_xlsx
from coaching.sources import Limits, read
from coaching.sources.files.header_row import unique_names
from coaching.sources.files.reader import raw_table
from coaching.sources.sandbox.host import parse_in_sandbox
from coaching.sources.sandbox.limits import DEFAULT
from coaching.sources.sandbox.model import Grid, Refused
from coaching.sources.sandbox.parser import parse
from tests.importing.made import assert_all_rows_accounted, codes, csv_bytes, raw, taken, uploaded, xlsx_bytes

HEAD = ["Deal ID", "Sales rep", "Stage", "Amount", "Close Date"]
ROW = ["D-1", "Dana", "Won", "10", "2026-01-02"]


def test_the_header_is_found_below_titles_dates_and_blanks() -> None:
    table = raw([["Pipeline", "", "", "", ""], ["2026-03-01", "", "", "", ""], [""] * 5, HEAD, ROW])
    assert table.header == tuple(HEAD)
    assert table.row_numbers.tolist() == [5]


def test_row_numbers_are_those_the_spreadsheet_shows() -> None:
    reading = read([Upload("a.xlsx", xlsx_bytes(Deals=[[], ["Title"], [], HEAD, ROW, [], ROW]))])
    assert reading.tables[0].row_numbers.tolist() == [5, 7]


def test_a_file_without_a_header_keeps_its_first_row_and_asks() -> None:
    table = raw([["1", "Dana", "Won", "10", "2026-01-02"], ["2", "Omar", "Lost", "20", "2026-01-03"]])
    assert table.header == tuple(f"Column {i}" for i in range(1, 6))
    assert len(table.frame) == 2
    assert "no_header" in {issue.code for issue in table.issues}


def test_columns_of_the_same_name_stay_apart() -> None:
    names = unique_names(["Name", "Name", "", "Name (2)", ""])
    assert names == ("Name", "Name (3)", "Column 3", "Name (2)", "Column 5")


def test_a_grouped_report_gets_its_blanks_filled_and_only_that() -> None:
    head = ["Opportunity Owner", "Opportunity Name", "Stage", "Amount"]
    dana = [["Dana", "A", "Won", "1"], ["", "B", "Won", "2"], ["Subtotal", "", "", "3"]]
    omar = [["Omar", "C", "Won", "4"], ["", "D", "Lost", "5"], ["Grand Totals (4 records)", "", "", "12"]]
    table = raw([head, *dana, *omar])
    assert table.frame["Opportunity Owner"].tolist() == ["Dana", "Dana", "Omar", "Omar"]
    assert table.rows_junk == 2
    scattered = [["Dana", "A", "Won", "1"], ["", "B", "Won", "2"], ["Dana", "C", "Won", "4"], ["", "D", "Lost", "5"]]
    assert raw([head, *scattered]).frame["Opportunity Owner"].tolist() == ["Dana", "", "Dana", ""]


def test_a_board_with_a_header_for_each_group_keeps_its_deals_and_nothing_else() -> None:
    head = ["Name", "Owner", "Stage", "Deal Value", "Created Date"]
    active = [["A", "Dana", "Proposal", "100", "2026-01-01"], ["B", "Omar", "Demo", "200", "2026-01-01"]]
    won = [["C", "Dana", "Won", "100", "2026-01-01"]]
    sums = ["", "", "", "300", ""]
    intake = taken([["Sales"], ["Active"], head, *active, sums, ["Closed won"], head, *won, sums])
    assert intake.tables.deals.deal_name.tolist() == ["A", "B", "C"]
    assert intake.sources[0].rows_junk == 2
    assert intake.set_aside["Name"].tolist() == ["", ""]


def test_the_count_behind_a_groups_name_is_no_part_of_the_name() -> None:
    rows = [["Opportunity Owner", "Opportunity Name", "Stage", "Amount"], ["Dana (2)", "A", "Won", "1"]]
    table = raw([*rows, ["", "B", "Won", "2"], ["Omar (1)", "C", "Won", "4"], ["Total", "", "", "7"]])
    assert table.frame["Opportunity Owner"].tolist() == ["Dana", "Dana", "Omar"]


def test_a_deal_without_an_owner_is_not_given_to_the_rep_above() -> None:
    intake = taken([HEAD, ROW, ["D-2", "", "Won", "20", "2026-01-03"]])
    assert len(intake.tables.deals) == 1
    assert intake.set_aside[["row", "reason", "Deal ID"]].values.tolist() == [[3, "no_rep", "D-2"]]


def test_rows_set_aside_come_back_as_the_users_own_rows() -> None:
    intake = taken([[*HEAD, "Note"], [*ROW, "kept"], ["D-2", "Unassigned", "Won", "1,5", "soon", "mine"]])
    assert list(intake.set_aside.columns[:5]) == ["file", "sheet", "row", "table", "reason"]
    assert intake.set_aside.iloc[0, 5:].tolist() == ["D-2", "Unassigned", "Won", "1,5", "soon", "mine"]


def test_the_same_file_twice_counts_once() -> None:
    data = csv_bytes([HEAD, ROW])
    intake = uploaded(Upload("a.csv", data), Upload("b.csv", data))
    assert len(intake.tables.deals) == 1
    assert "same_file" in codes(intake)


def test_two_files_of_one_name_stay_apart() -> None:
    second = csv_bytes([HEAD, ["D-2", *ROW[1:]]])
    intake = uploaded(Upload("a.csv", csv_bytes([HEAD, ROW])), Upload("a.csv", second))
    assert len({source.file for source in intake.sources}) == 2


def test_long_ids_keep_every_digit() -> None:
    ids = [str(10**18 + n) for n in range(50)] + ["007"]
    found = taken([HEAD, *([one, *ROW[1:]] for one in ids)]).tables.deals
    assert found.deal_id.tolist() == ids


def test_dates_of_the_1904_system_are_not_four_years_off() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(HEAD)
    book.active.append([*ROW[:4], pd.Timestamp("2026-01-02").to_pydatetime()])
    out = io.BytesIO()
    book.save(out)
    intake = uploaded(Upload("mac.xlsx", out.getvalue()))
    assert f"{intake.tables.deals.closed_on.iloc[0]:%Y-%m-%d}" == "2026-01-02"


def test_limits_refuse_before_parsing() -> None:
    data = csv_bytes([HEAD, *[ROW] * 50])
    for limits, code in (
        (Limits(file_bytes=100), "file_too_large"),
        (Limits(rows=10), "too_many_rows"),
        (Limits(columns=3), "too_many_columns"),
    ):
        assert [issue.code for issue in read([Upload("a.csv", data)], limits).issues] == [code]


def test_a_cell_longer_than_a_spreadsheet_can_hold_is_pointed_out() -> None:
    intake = uploaded(Upload("a.csv", csv_bytes([HEAD, ["D-1", "Dana" * 10_000, *ROW[2:]]])))
    assert "long_cells" in codes(intake)


def test_a_parser_that_takes_too_long_is_stopped() -> None:
    issue = read([Upload("a.csv", csv_bytes([HEAD, ROW]))], Limits(wall_seconds=0)).issues[0]
    assert (issue.code, issue.severity) == ("too_much_to_read", "fatal")


def test_progress_is_told_file_by_file() -> None:
    told: list[tuple[int, int, str]] = []
    files = [Upload(f"{i}.csv", csv_bytes([HEAD, [f"D-{i}", *ROW[1:]]])) for i in range(2)]
    read(files, DEFAULT, lambda *step: told.append(step))
    assert told == [(1, 2, "0.csv"), (2, 2, "1.csv")]


def large_file() -> bytes:
    return csv_bytes([HEAD, *([f"D-{n}", *ROW[1:]] for n in range(80_000))])


def test_a_large_file_tells_how_far_it_is_while_it_is_read() -> None:
    told: list[float] = []
    reading = read([Upload("a.csv", large_file())], DEFAULT, lambda done, of, name: told.append(done))
    assert len(reading.tables[0].frame) == 80_000
    assert told == sorted(told)
    assert told[-1] == 1
    shares: list[float] = []
    parse_in_sandbox(large_file(), DEFAULT, shares.append)
    assert len(shares) > 1
    assert all(0 <= share <= 1 for share in shares)


def test_reading_stops_when_the_user_cancels() -> None:
    files = [Upload(f"{n}.csv", csv_bytes([HEAD, [f"D-{n}", *ROW[1:]]])) for n in range(4)]
    reading = read(files, cancelled=lambda: True)
    assert not reading.tables
    assert [issue.code for issue in reading.issues] == ["cancelled"] * 4


def test_a_parser_at_work_is_stopped_at_once() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 1

    with pytest.raises(Refused) as refusal:
        parse_in_sandbox(large_file(), DEFAULT, cancelled=cancelled)
    assert refusal.value.code == "cancelled"
    assert len(asked) == 2


def test_the_template_reads_back_without_a_question() -> None:
    reading = read([Upload("template.xlsx", template_xlsx())])
    pairs = [(table, suggest_mapping(table)) for table in reading.tables]
    assert [mapping.table for _, mapping in pairs] == ["deals", "activities", "goals", "reps"]
    for table, mapping in pairs:
        filled = {header for header in table.header if (table.frame[header] != "").any()}
        assert set(mapping.fields.values()) == filled
        assert mapping.questions == ()
    intake = apply_mapping(pairs, reading.issues)
    assert_all_rows_accounted(intake)
    assert all(len(frame) == 1 for frame in (intake.tables.deals, intake.tables.goals, intake.tables.reps))
    assert not intake.sources[0].assumptions


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)
words = st.sampled_from(
    [
        *("", " ", "-", "Dana", "Unassigned", "D-1", "D-2", "Won", "Closed Lost", "Amount", "Stage", "Sales rep"),
        *("Total", "Grand Total", "الإجمالي", "Copyright (c) 2000", "Row", "2026-01-02", "1/2/2026", "12.5", "1,5"),
        *('"', "a;b", "\t"),
    ]
)
starts = st.sampled_from(
    [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b", b"<html><table>", b"\xff\xfe", b"a,b\n"]
)
tables = st.lists(st.lists(cells | words, min_size=1, max_size=7), min_size=1, max_size=25)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(tables, st.booleans(), st.sampled_from([",", ";", "\t"]))
def test_every_row_of_any_file_is_accounted_for(rows: list[list[str]], headed: bool, delimiter: str) -> None:
    data = csv_bytes([HEAD, *rows] if headed else rows, delimiter)
    try:
        grids: tuple[Grid, ...] = parse(data).grids
    except Refused:
        return
    found = [table for table in (raw_table("a.csv", grid) for grid in grids) if not hasattr(table, "severity")]
    for table in found:
        assert table.rows_read == len(table.frame) + table.rows_junk == len(table.row_numbers) + table.rows_junk
    assert_all_rows_accounted(apply_mapping([(table, suggest_mapping(table)) for table in found]))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=400) | st.builds(bytes.__add__, starts, st.binary(max_size=200)))
def test_no_bytes_at_all_break_the_parser(data: bytes) -> None:
    try:
        parsed = parse(data)
    except Refused as refusal:
        assert refusal.code
    else:
        assert parsed.grids or parsed.notes


@pytest.mark.parametrize("table", ["deals", "activities", "goals", "reps", "rep_periods", "stage_history"])
def test_a_table_taken_for_any_role_never_raises(table: str) -> None:
    odd = raw([["A", "B", "C"], ["x", "1", "2026-01-01"], ["y", "", "soon"]])
    assert_all_rows_accounted(apply_mapping([(odd, suggest_mapping(odd, table))]))
