"""The commands that look after the store, as an administrator's scheduled jobs use them."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from coaching.cli import main
from coaching.store import create_dataset, load, open_store
from coaching.store.opening import DATABASE
from tests.store.made import bring, deal, intake


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one import of Sara's deal, named by the environment."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SALES_COACH_DATA", str(tmp_path / "data"))
    store = open_store()
    bring(store, create_dataset(store, "x", "me", token="one"), intake(deal(1)))
    store.close()
    return tmp_path / "data"


def test_back_up_restore_verify(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, other = str(tmp_path / "all.zip"), str(tmp_path / "other")
    assert main(["backup", file]) == 0
    assert main(["restore", file, "--data", other]) == 0
    assert "imports: 1" in capsys.readouterr().out
    assert main(["verify", "--data", other]) == 0
    assert "whole" in capsys.readouterr().out
    assert main(["restore", file]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", file, "--replace"]) == 0


def test_refusals_say_why_in_both_languages(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no.zip").write_text("no backup")
    assert main(["restore", str(tmp_path / "no.zip"), "--replace", "--lang", "ar"]) == 2
    assert "ليس نسخة احتياطية" in capsys.readouterr().err
    assert main(["backup", str(tmp_path / "none" / "all.zip")]) == 2
    assert "cannot be reached" in capsys.readouterr().err
    (folder / DATABASE).write_bytes(b"x" * 9999)
    assert main(["verify"]) == 2
    assert "damaged" in capsys.readouterr().err


def test_what_is_taken_away_or_erased_stands_in_the_security_log(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SALES_COACH_SECURITY_LOG", str(tmp_path / "no folder" / "log"))
    assert main(["erase", "Sara Haddad", "--yes"]) == 2
    assert "no folder" in capsys.readouterr().err
    monkeypatch.setenv("SALES_COACH_SECURITY_LOG", str(tmp_path / "log"))
    assert main(["backup", str(tmp_path / "all.zip")]) == 0
    assert main(["export", "Sara Haddad", str(tmp_path / "sara.zip")]) == 0
    assert main(["erase", "Sara Haddad", "--yes"]) == 0
    lines = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert [(line["event"], line["who"], line.get("what")) for line in lines] == [
        ("download", "cli", "backup"),
        ("download", "cli", "export"),
        ("erasure", "cli", None),
    ]
    assert all(line["at"].endswith("+00:00") and "Sara" not in json.dumps(line) for line in lines)


def test_a_rep_is_handed_over_and_erased(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sara.zip"
    assert main(["export", "Sara Haddad", str(out)]) == 0
    with zipfile.ZipFile(io.BytesIO(out.read_bytes())) as archive:
        assert archive.namelist() == ["data.json", "data.xlsx"]
    assert main(["erase", "Sara Haddad"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert main(["erase", "Nobody", "--yes"]) == 2
    assert main(["erase", "Sara Haddad", "--yes"]) == 0
    assert "Rep-" in capsys.readouterr().out
    store = open_store()
    state = load(store, 1)
    store.close()
    assert state is not None
    assert "Sara Haddad" not in set(state.tables.deals["rep"])


def test_where_there_are_several_data_sets_one_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_store()
    create_dataset(store, "y", "me", token="two")
    store.close()
    assert main(["erase", "Sara Haddad", "--yes"]) == 2
    said = capsys.readouterr().err
    assert "- one" in said
    assert "- two" in said
    assert main(["erase", "Sara Haddad", "--yes", "--dataset", "one"]) == 0
