"""What a server does before it answers anybody: it checks what it was told, and works out the sample once."""

from __future__ import annotations

import logging
import runpy
from pathlib import Path

import pytest

from coaching.words import Words
from pages.session import results
from server.warm_up import warm_up
from tests.server.conftest import ROOT


def test_a_security_log_that_cannot_be_written_is_named_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALES_COACH_SECURITY_LOG", str(tmp_path / "no folder" / "security.log"))
    with pytest.raises(SystemExit, match="SALES_COACH_SECURITY_LOG cannot be written") as ended:
        runpy.run_path(str(ROOT / "app.py"), run_name="app")
    assert "no folder" in str(ended.value)


def test_the_sample_is_worked_out_without_a_visitor(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "sales_coach"):
        warm_up(results.sample, Words())
    assert not caplog.records
    assert results.sample() is results.sample(), "what was read is kept for the first visitor"


def test_a_server_without_its_sample_starts_as_well(caplog: pytest.LogCaptureFixture) -> None:
    def missing() -> None:
        raise FileNotFoundError("team.xlsx")

    warm_up(missing, Words())
    assert "sample" in caplog.text
