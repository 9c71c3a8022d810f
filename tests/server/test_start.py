"""A server that cannot do what it was told to says so instead of starting."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.server.conftest import ROOT


def test_a_security_log_that_cannot_be_written_is_named_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALES_COACH_SECURITY_LOG", str(tmp_path / "no folder" / "security.log"))
    with pytest.raises(SystemExit, match="SALES_COACH_SECURITY_LOG cannot be written") as ended:
        runpy.run_path(str(ROOT / "app.py"), run_name="app")
    assert "no folder" in str(ended.value)
