"""Delimited text is read fast where it is orderly and right where it is not.

What would be lost: a row beside a title, a footer or a cell too many, or a cell of several lines.
"""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.sources.files.reader import raw_table
from coaching.sources.sandbox.formats import delimited
from coaching.sources.sandbox.formats.delimited import parse_text
from coaching.sources.sandbox.limits import DEFAULT
from coaching.sources.sandbox.model import Parsed
from coaching.sources.sandbox.parser import parse

HEAD = ["Deal ID", "Sales rep", "Stage", "Notes"]


def written(rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def cells(parsed: Parsed) -> list[list[str]]:
    return [list(row.values()) for row in parsed.grids[0].table.to_pylist()]


def deals(count: int, note: str = "") -> list[list[str]]:
    return [HEAD, *([f"D-{n}", f"Rep {n % 3}", "Won" if n % 2 else "Lost", note] for n in range(count))]


def without_tolerance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a test fail where the slow reader is asked."""

    def never(*_given):
        raise AssertionError("read record by record")

    monkeypatch.setattr(delimited, "read_tolerantly", never)


# Two lines with three commas between them look like the ends of two records of four cells.
cell = st.text(st.sampled_from('ab,;"\n é\t'), max_size=6).filter(lambda c: c.count(",") < 3 and c.count(";") < 3)
row = st.lists(cell, min_size=4, max_size=4)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(row, min_size=1, max_size=40), st.booleans(), st.booleans())
def test_a_grid_holds_what_the_file_holds(rows: list[list[str]], all_quoted: bool, windows: bool) -> None:
    made = written([HEAD, *rows], csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL, "\r\n" if windows else "\n")
    assert cells(parse_text(made, DEFAULT)) == [HEAD, *rows]


plain_cell = st.text(st.sampled_from('ab" é'), max_size=4)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.lists(plain_cell, min_size=1, max_size=6), min_size=1, max_size=20))
def test_rows_of_any_length_stay_where_they_are(rows: list[list[str]]) -> None:
    given_rows = [HEAD, *rows, *[["x"] * 4] * 25]
    width = max(map(len, given_rows))
    found = cells(parse_text(written(given_rows), DEFAULT))
    assert found == [[*one, *[""] * (width - len(one))] for one in given_rows]


@pytest.mark.parametrize("end", ["", "Total (40 records)\n"], ids=["orderly", "with a footer"])
def test_a_long_note_with_many_commas_stays_one_cell(end: str) -> None:
    note = "Met Dana, Omar, Lina, and Sami\nPrice, scope, dates, terms, and so on, all open\nAgain, in May"
    found = cells(parse_text(written(deals(40, note)) + end.encode(), DEFAULT))
    assert found[:41] == deals(40, note)


def test_a_title_and_a_footer_do_not_cost_the_fast_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    without_tolerance(monkeypatch)
    made = b"Pipeline report\n\n" + written(deals(60)) + b"Grand Totals (60 records)\n\nConfidential\n"
    found = cells(parse_text(made, DEFAULT))
    assert [row[0] for row in found[:3]] == ["Pipeline report", "", "Deal ID"]
    assert [row[0] for row in found[-3:]] == ["Grand Totals (60 records)", "", "Confidential"]
    assert len(found) == 61 + 2 + 3


def test_a_row_that_is_too_long_makes_the_grid_wider_and_moves_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    without_tolerance(monkeypatch)
    rows = deals(60)
    rows[30] = ["D-29", "Dana", "Won", "a", "b", "c"]
    found = cells(parse_text(written(rows), DEFAULT))
    assert found == [[*one, *[""] * (6 - len(one))] for one in rows]


@pytest.mark.parametrize("bad", ["D-29,Dana,Won,a,b", "D-29,Dana", 'D-29,Dana,Won,"never closed'])
def test_one_bad_row_keeps_the_number_of_every_other(bad: str) -> None:
    lines = written(deals(60)).decode().splitlines()
    lines[30] = bad
    table = raw_table("deals.csv", parse(("\n".join(lines) + "\n").encode()).grids[0])
    assert table.rows_read == 60 == len(table.frame) + table.rows_junk
    shown = dict(zip(table.frame["Deal ID"], table.row_numbers, strict=True))
    assert shown == {f"D-{n}": n + 2 for n in range(60)}


def test_a_stray_quote_is_told_by_the_row_the_file_shows() -> None:
    lines = written(deals(60)).decode().splitlines()
    lines[40] = '"D-39,Rep 0,Lost,'
    lines[50] = '"D-49,Rep 1,Won,'
    parsed = parse_text(("sep=,\n" + "\n".join(lines) + "\n").encode(), DEFAULT)
    assert len(cells(parsed)) == len(lines) + 1
    assert [note.rows for note in parsed.notes if note.code == "stray_quotes"] == [(42, 52)]


def test_columns_that_repeat_themselves_are_encoded_with_one_dictionary() -> None:
    table = parse(written(deals(400))).grids[0].table
    rep = table["1"]
    assert str(rep.type) == "dictionary<values=string, indices=int8, ordered=0>"
    assert {tuple(chunk.dictionary.to_pylist()) for chunk in rep.chunks} == {("Sales rep", "Rep 0", "Rep 1", "Rep 2")}
    assert str(table["0"].type) == "string"


@pytest.mark.parametrize("stray", [False, True])
def test_a_long_text_whose_columns_are_encoded_as_they_are_read_holds_the_same(stray: bool) -> None:
    rows = deals(1200, ("a note" if stray else "a note,\nof two lines") + "." * 4000)
    made = b"sep=,\n" + written(rows)
    if stray:
        made = made.replace(b"D-700,Rep 1", b'D-700,"Rep 1').replace(b"D-703,Rep 1", b'D-703,"Rep 1')
        rows[701][1], rows[704][1] = '"Rep 1', '"Rep 1'
    parsed = parse(made)
    assert cells(parsed)[1:] == rows
    assert [note.rows for note in parsed.notes] == ([(703, 706)] if stray else [])
    assert pa.types.is_dictionary(parsed.grids[0].table["1"].type)


def test_signs_that_are_no_text_are_left_out_and_a_mark_is_no_part_of_the_header() -> None:
    made = b"\xef\xbb\xbf" + written(deals(3)).replace(b"D-1", b"D\x00-1")
    assert cells(parse_text(made, DEFAULT)) == deals(3)
