"""A few of the fuzzer's cases in every run; ``python -m benchmarks.fuzz_importing`` tries thousands.

What would be lost: a damaged export that shows a traceback instead of a reason, or rows that vanish with no word.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
from types import SimpleNamespace

import pytest

from benchmarks.fuzz_importing import MAKERS, case, lost, outcome, taken_in

#: Cases that once failed.
MENDED = [148, 279, 700160]


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_spoiled_files_are_read_in_full_or_refused(first: int) -> None:
    failed = [(seed, why) for seed in range(first, first + 20) if (why := outcome(seed, sandboxed=False)[2])]
    assert not failed


@pytest.mark.parametrize("seed", [*MENDED, 7])
def test_spoiled_files_do_not_break_the_sandbox(seed: int) -> None:
    assert outcome(seed, sandboxed=True)[1:] in (("read", ""), ("refused", ""))


def test_a_seed_makes_the_same_case_again_whatever_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [case(seed) for seed in range(12)]
    assert {kind for kind, _ in made} == set(MAKERS)
    assert made[5] != made[6]
    later = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
    clock = SimpleNamespace(datetime=SimpleNamespace(now=lambda tz: later), timezone=dt.timezone)
    monkeypatch.setattr("openpyxl.writer.excel.datetime", clock)
    monkeypatch.setattr(time, "time", later.timestamp)
    assert [case(seed) for seed in range(12)] == made


_LETTERS = 20_000


@pytest.mark.parametrize("piece", ["x", "won lost ", "a b ", "赢单", "1", "1 ", "1,2.", " ", "incl vat ", "Ann, "])
def test_a_cell_as_long_as_a_book_hangs_nothing(piece: str) -> None:
    long = "a" + piece * (_LETTERS // len(piece)) + "1b"
    rows = [[f"D-{n}", f"Rep {n % 3}", f"Stage {n}", str(n), "n"] for n in range(40)]
    rows[5] = ["D-5", long, long, "5", long]
    rows[6][2] = piece.strip() * _LETTERS or "-"
    out = io.StringIO()
    csv.writer(out).writerows([["Deal ID", "Sales rep", "Stage", "Amount", long], *rows])
    intake = taken_in(out.getvalue().encode(), sandboxed=False)
    assert [source.rows_read for source in intake.sources] == [40]
    assert lost(intake) is None
