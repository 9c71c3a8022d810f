"""A large export is read in slabs: nothing about it may depend on where they are cut.

What would be lost: rows at the seams, or a cell that a cut goes through.
"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.sources.sandbox.formats import parallel_csv as slabs
from coaching.sources.sandbox.formats.delimited import parse_text
from coaching.sources.sandbox.formats.scan import look_through, piece_of
from coaching.sources.sandbox.limits import Limits
from coaching.sources.sandbox.model import Parsed
from coaching.sources.sandbox.parser import parse

HEAD = ["Deal ID", "Sales rep", "Stage", "Notes"]


SMALL = Limits(slab_bytes=128)


def written(rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL, end: str = "\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def cells(parsed: Parsed) -> list[list[str]]:
    table = parsed.grids[0].table
    return [list(row.values()) for row in table.to_pylist()]


def deals(count: int, note: str = "") -> list[list[str]]:
    return [HEAD, *([f"D-{n}", f"Rep {n % 3}", "Won" if n % 2 else "Lost", note] for n in range(count))]


# Two lines with three commas between them look like the ends of two records of four cells.
cell = st.text(st.sampled_from('ab,;"\n é\t'), max_size=6).filter(lambda c: c.count(",") < 3 and c.count(";") < 3)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.lists(st.lists(cell, min_size=4, max_size=4), min_size=1, max_size=60), st.booleans(), st.booleans())
def test_slabs_hold_what_the_file_holds(rows: list[list[str]], all_quoted: bool, windows: bool) -> None:
    made = written([HEAD, *rows], csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL, "\r\n" if windows else "\n")
    assert cells(parse_text(made, SMALL)) == [HEAD, *rows]


def cuts(made: bytes) -> list[int]:
    looked = look_through(made, SMALL)
    assert looked.utf8
    return slabs._cuts(slabs.Text(made, looked.quotes, piece_of(SMALL)), ",", 4, SMALL.slab_bytes)


def test_the_file_really_is_cut() -> None:
    assert len(cuts(written(deals(60)))) > 5


def test_no_cut_goes_through_a_cell_of_several_lines() -> None:
    made = written(deals(40, "called, no answer\nD-7 again\n" * 4))
    assert len(cuts(made)) > 5
    assert all(made[cut:].startswith(b"D-") and made[cut - 2 : cut] == b'"\n' for cut in cuts(made)[1:])
    assert cells(parse_text(made, SMALL)) == deals(40, "called, no answer\nD-7 again\n" * 4)


@pytest.mark.parametrize("end", ["", "Total (40 records)\n"], ids=["orderly", "with a footer"])
def test_a_long_note_with_many_commas_stays_one_cell(end: str) -> None:
    note = "Met Dana, Omar, Lina, and Sami\nPrice, scope, dates, terms, and so on, all open\nAgain, in May"
    found = cells(parse_text(written(deals(40, note)) + end.encode(), SMALL))
    assert found[:41] == deals(40, note)


def test_a_title_and_a_footer_are_read_patiently_and_the_rest_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    patient: list[int] = []

    def counted(*given):
        patient.append(1)
        return read_patiently(*given)

    read_patiently = slabs.read_patiently
    monkeypatch.setattr(slabs, "read_patiently", counted)
    made = b"Pipeline report\n\n" + written(deals(60)) + b"Grand Totals (60 records)\n\nConfidential\n"
    found = cells(parse_text(made, SMALL))
    assert [row[0] for row in found[:3]] == ["Pipeline report", "", "Deal ID"]
    assert [row[0] for row in found[-3:]] == ["Grand Totals (60 records)", "", "Confidential"]
    assert len(found) == 61 + 2 + 3
    assert 1 <= sum(patient) <= 3


def test_a_row_that_is_too_long_makes_every_slab_wider() -> None:
    rows = [*deals(60), ["D-60", "Dana", "Won", "a", "b", "c"]]
    found = cells(parse_text(written(rows), SMALL))
    assert {len(row) for row in found} == {6}
    assert found[5] == [*rows[5], "", ""]
    assert found[-1] == rows[-1]


def test_a_stray_quote_is_told_by_the_row_the_file_shows() -> None:
    rows = written(deals(60)).decode().splitlines()
    rows[40] += ' 24" screen, "wide'
    rows[50] += ' 24" screen, "wide'
    made = ("sep=,\n" + "\n".join(rows) + "\n").encode()
    parsed = parse_text(made, SMALL)
    assert len(cells(parsed)) == len(rows) + 1
    told = [note for note in parsed.notes if note.code == "stray_quotes"]
    assert not told or set(told[0].rows) <= {42, 52}


def test_columns_that_repeat_themselves_are_coded_with_one_dictionary() -> None:
    table = parse(written(deals(400)), SMALL).grids[0].table
    rep = table["1"]
    assert str(rep.type) == "dictionary<values=string, indices=int8, ordered=0>"
    assert {tuple(chunk.dictionary.to_pylist()) for chunk in rep.chunks} == {("Sales rep", "Rep 0", "Rep 1", "Rep 2")}
    assert str(table["0"].type) == "string"
