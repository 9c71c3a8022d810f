"""Whoever runs the app decides by environment variables; the manual lists every one.

What would be lost: a team whose export is 250 MB, a server whose admin meant 20 and got 200, and one that was meant to
ask for a sign-in and does not because of a slip of the pen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching.cli import main
from coaching.importing import Upload
from coaching.settings import BadSettings, Settings, read_settings, table, variable
from coaching.sources import Limits, limits_from, read
from tests.importing.made import csv_bytes

MANUAL = Path(__file__).parents[1] / "docs" / "settings.md"


def test_what_is_not_set_is_as_the_manual_says() -> None:
    assert read_settings({"PATH": "/bin", "SALES_COACH_ROWS": "1", "SALES_COACH_ADMIN": "  "}) == Settings()
    assert limits_from(read_settings({})) == Limits()


def test_every_setting_is_in_the_manual_with_its_default() -> None:
    assert table() in MANUAL.read_text(encoding="utf-8")
    assert "`DATABASE_URL`" in table()
    assert all(field.description for field in Settings.model_fields.values())


def test_a_setting_is_read_as_it_is_written() -> None:
    found = read_settings(
        {
            "SALES_COACH_HOSTS": " Coach.Example.com, *.corp.example,",
            "SALES_COACH_OPEN": "YES",
            "SALES_COACH_SIGN_IN": "Required",
            "SALES_COACH_EXPECT_DATA": "1",
            "DATABASE_URL": "postgresql://coach:secret@db/coach",
            "SALES_COACH_IDLE_MINUTES": "7.5",
        }
    )
    assert found.hosts == ("coach.example.com", "*.corp.example")
    assert (found.is_open, found.sign_in, found.expect_data) == (True, "required", True)
    assert (found.database_url, found.idle_minutes) == ("postgresql://coach:secret@db/coach", 7.5)
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SALES_COACH_LIMIT_ROWS", "0"),
        ("SALES_COACH_LIMIT_ROWS", "many"),
        ("SALES_COACH_LIMIT_SECONDS", "1.5"),
        ("SALES_COACH_UPLOAD_FILES", "-5"),
        ("SALES_COACH_IDLE_MINUTES", "inf"),
        ("SALES_COACH_SESSION_HOURS", "nan"),
        ("SALES_COACH_OPEN", "perhaps"),
        ("SALES_COACH_SIGN_IN", "yes"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadSettings, match=name) as bad:
        read_settings({name: text, "SALES_COACH_ADMIN": "a@b.example"})
    assert [wrong[::2] for wrong in bad.value.wrong] == [(name, text)]
    monkeypatch.setenv(name, text)
    for lang in ("en", "ar"):
        assert main(["verify", "--lang", lang]) == 2
        said = capsys.readouterr().err
        assert name in said
        assert "cli.setting" not in said


def test_a_limit_that_was_set_refuses() -> None:
    data = csv_bytes([["Deal ID", "Sales rep"], *([str(n), "Dana"] for n in range(9))])
    limits = limits_from(read_settings({variable("limit_rows"): "5", variable("limit_file_mb"): "20"}))
    assert limits == Limits(file_bytes=20 * 2**20, rows=5)
    assert [issue.code for issue in read([Upload("a.csv", data)], limits).issues] == ["too_many_rows"]
