"""Whoever runs the app says how much a file may ask for; the manual says how.

What would be lost: a team whose export is 250 MB, or a server whose admin meant 20 and got 200.
"""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from coaching.importing import Upload
from coaching.sources import Limits, limits_from, read
from coaching.sources.settings import PREFIX, SETTINGS
from tests.importing.made import csv_bytes

MANUAL = Path(__file__).parents[2] / "docs" / "data-formats.md"


def test_what_is_not_set_is_as_it_was() -> None:
    assert limits_from({"PATH": "/bin"}) == Limits()
    assert limits_from({f"{PREFIX}FILE_MB": "20", f"{PREFIX}ROWS": "5"}) == Limits(file_bytes=20 * 2**20, rows=5)


@pytest.mark.parametrize("text", ["0", "-5", "many", "1.5"])
def test_a_setting_that_makes_no_sense_is_logged_and_passed_over(text: str, caplog: pytest.LogCaptureFixture) -> None:
    assert limits_from({f"{PREFIX}ROWS": text}) == Limits()
    assert f"{PREFIX}ROWS" in caplog.text


def test_a_limit_that_was_set_refuses() -> None:
    data = csv_bytes([["Deal ID", "Sales rep"], *([str(n), "Dana"] for n in range(9))])
    issues = read([Upload("a.csv", data)], limits_from({f"{PREFIX}ROWS": "5"})).issues
    assert [issue.code for issue in issues] == ["too_many_rows"]


def test_every_setting_is_in_the_manual_with_its_default() -> None:
    rows = [line for line in MANUAL.read_text(encoding="utf-8").splitlines() if re.match(r"\| `[A-Z_]+`", line)]
    told: dict[str, str] = {}
    for line in rows:
        names, defaults = line.split("|")[1:3]
        told |= dict(zip(re.findall(r"`([A-Z_]+)`", names), defaults.split(","), strict=True))
    assert told.keys() == SETTINGS.keys()
    known = {one.name: one.default for one in fields(Limits)}
    assert {name: int(text) for name, text in told.items()} == {
        setting: int(known[name] // unit)
        for setting, (name, unit) in SETTINGS.items()  # type: ignore[operator]
    }
