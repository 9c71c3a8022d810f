"""``sales-coach run``: the pages are served on a port that is free, and nothing is left behind.

What would be lost: an app that starts although another program has the usual port, and one that ends when told to.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from coaching.cli import main, serve
from coaching.cli.errors import CliError
from coaching.words import Words

ROOT = Path(__file__).parents[1]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_another_program_on_the_usual_port_does_not_stop_the_app(
    taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "FIRST_PORT", taken_port)
    assert serve.choose_port(None) > taken_port


def test_a_port_asked_for_is_used_or_refused_never_replaced(
    taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    for port in (taken_port, 99999):
        assert main(["run", "--port", str(port)]) == 2
        assert str(port) in capsys.readouterr().err


@pytest.mark.parametrize(("env", "given"), [({"SALES_COACH_LIMIT_FILE_MB": "350"}, "350"), ({}, "")])
def test_the_server_takes_files_as_large_as_the_setting_says(
    env: dict[str, str], given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def refuse(command: list[str], **_: object) -> None:
        asked.append(command)
        raise CliError("stopped")

    for name, text in env.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setattr(serve.subprocess, "Popen", refuse)
    with pytest.raises(CliError):
        serve.run(Namespace(port=None, no_browser=True), Words("en"))
    assert [part for part in asked[0] if "maxUploadSize" in part] == [f"--server.maxUploadSize={given}"] * bool(given)


@pytest.mark.skipif(os.name == "nt", reason="signals are sent the POSIX way")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_from_anywhere_tells_the_address_and_leaves_nothing_behind(
    end: signal.Signals, tmp_path: Path
) -> None:
    """By way of ``run.py`` where that has set up this folder: it hands on to the same command."""
    port = serve.choose_port(None)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "coaching", "run", "--no-browser", "--port", str(port)]
    if end == signal.SIGTERM and (ROOT / ".venv" / "installed-requirements.sha256").is_file():
        command[1:4] = [str(ROOT / "run.py")]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # Where the tests themselves run in the background, Ctrl-C is ignored, and what they start inherits that.
        preexec_fn=lambda: signal.signal(end, signal.SIG_DFL),
    ) as app:
        assert app.stdout
        said = ""
        for line in app.stdout:
            said += line
            if f"http://localhost:{port}" in line:
                break
        else:
            pytest.fail(said)
        app.send_signal(end)
        said += app.stdout.read()
        assert app.wait(30) == 0, said
    assert "Traceback" not in said
    assert serve.is_free(port)
