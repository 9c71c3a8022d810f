"""A few of the fuzzer's cases in every run; ``python -m benchmarks.fuzz_intake`` tries thousands.

What would be lost: a damaged export that shows a traceback instead of a reason, or rows that vanish with no word.
"""

from __future__ import annotations

import pytest

from benchmarks.fuzz_intake import case, outcome

#: Cases that once failed.
MENDED = [148, 279]


@pytest.mark.parametrize("first", range(0, 100, 20))
def test_spoiled_files_are_read_in_full_or_refused(first: int) -> None:
    failed = [(seed, why) for seed in range(first, first + 20) if (why := outcome(seed, caged=False)[2])]
    assert not failed


@pytest.mark.parametrize("seed", [*MENDED, 7])
def test_spoiled_files_do_not_break_the_cage(seed: int) -> None:
    assert outcome(seed, caged=True)[1:] in (("read", ""), ("refused", ""))


def test_a_seed_makes_the_same_case_again() -> None:
    assert case(5) == case(5)
    assert case(5) != case(6)
