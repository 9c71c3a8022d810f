"""The app as a server of its own, with people who sign in or without."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from coaching import store
from coaching.importing.model import Intake
from coaching.store import Person
from tests.access.world import MANAGER, REP, team
from tests.server.client import COOKIE_SECRET, Client

ROOT = Path(__file__).parents[2]
ADMIN = "boss@example.com"


@dataclass(frozen=True)
class Running:
    """A server: its port, the link of its data, its data folder and the file of its security log."""

    port: int
    link: str
    folder: Path
    log: Path
    pid: int

    @property
    def client(self) -> Client:
        return Client(self.port)

    def events(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


Start = Callable[..., "contextmanager[Running]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def company(folder: Path, url: str | None = None) -> str:
    """Keep a team and its people in a data folder, or in a database; returns the link of the data."""
    memory = store.open_store(url, folder=folder, env={})
    data = store.create_dataset(memory, "Company", ADMIN)
    store.add_import(memory, data.id, Intake(team(), (), pd.DataFrame()), seen_on=dt.date(2026, 6, 30), by=ADMIN)
    for viewer in (MANAGER, REP):
        person = Person(0, viewer.email, viewer.role, viewer.role, tuple(viewer.teams), tuple(viewer.reps))
        store.set_person(memory, person, ADMIN)
    memory.close()
    return data.token


@contextmanager
def running(
    folder: Path,
    link: str,
    sign_in: bool = False,
    options: Sequence[str] = (),
    port: int = 0,
    auth: Mapping[str, str] | None = None,
    **env: str,
) -> Iterator[Running]:
    """Start the app over a data folder, and stop it again; ``auth`` are settings for signing in besides the usual."""
    port = port or free_port()
    log = folder.parent / f"security-{port}.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true", *options]
    if sign_in:
        told = {
            "redirect_uri": f"http://localhost:{port}/oauth2callback",
            "cookie_secret": COOKIE_SECRET,
            "client_id": "sales-coach",
            "client_secret": "not a secret",
            "server_metadata_url": "http://localhost:9/.well-known/openid-configuration",
            **(auth or {}),
        }
        secrets = folder.parent / f"secrets-{port}.toml"
        secrets.write_text("[auth]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in told.items()), encoding="utf-8")
        command.append(f"--secrets.files={secrets}")
    given = {**os.environ, "SALES_COACH_DATA": str(folder), "SALES_COACH_ADMIN": ADMIN}
    given |= {"SALES_COACH_SECURITY_LOG": str(log), **env}
    server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                if Client(port).ask("/_stcore/health").status == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield Running(port, link, folder, log, server.pid)
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="session")
def open_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server as it starts by default: nobody signs in."""
    folder = tmp_path_factory.mktemp("open") / "memory"
    link = company(folder)
    with running(folder, link) as server:
        yield server


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server where people sign in."""
    folder = tmp_path_factory.mktemp("guarded") / "memory"
    link = company(folder)
    with running(folder, link, sign_in=True) as server:
        yield server
