"""Files of strangers, in every language: what is taken without a question is right, and the rest is asked.

What would be lost: a column, a table or a stage that is silently taken for something else gives wrong figures that
nobody questions. The layouts were written before anything was made to read them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.recognition import LAYOUTS, NO_TABLE, Found, evaluate, layouts, reliability, report
from coaching.importing.mapping.schema import SURE


@pytest.fixture(scope="module")
def found() -> list[Found]:
    """Return what comes out for each of the labelled layouts."""
    return [evaluate(layout) for layout in layouts(LAYOUTS)]


def test_nothing_is_silently_wrong(found: list[Found]) -> None:
    wrong = [(one.layout.name, one.remarks) for one in found if (one.columns + one.tables + one.stages)["wrong"]]
    assert not wrong


def test_what_is_none_of_our_tables_is_left_out(found: list[Found]) -> None:
    traps = [one for one in found if one.layout.table == NO_TABLE]
    assert len(traps) >= 10
    assert not [one.layout.name for one in traps if one.traps["wrong"]]


def test_most_columns_are_right_unasked_and_nearly_all_at_least_asked(found: list[Found]) -> None:
    columns: Counter[str] = sum((one.columns for one in found), Counter())
    total = sum(columns.values())
    assert columns["right"] >= 0.85 * total
    assert columns["right"] + columns["asked"] >= 0.97 * total


def test_every_language_has_a_layout(found: list[Found]) -> None:
    assert len({one.layout.language for one in found}) >= 14


def test_certainty_can_be_believed(found: list[Found]) -> None:
    sure = [bin_ for bin_ in reliability(found) if bin_[0] >= SURE]
    assert sum(right for *_, right in sure) >= 0.98 * sum(count for *_, count, _ in sure)


def test_a_wrong_label_shows_in_the_report(tmp_path: Path) -> None:
    text = (LAYOUTS / "en_stage_log.yaml").read_text(encoding="utf-8").replace("entered_on", "deal_id")
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    one = evaluate(next(layouts(tmp_path)))
    assert one.columns["wrong"] == 1
    assert "1 (50%) |" in report([one]) or "1 (33%) |" in report([one])
