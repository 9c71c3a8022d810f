"""A PostgreSQL server of one's own for as long as it is needed, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_USER = "coach"
_LASTING = ("fsync=on", "synchronous_commit=on")
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine."""


def binaries() -> Path | None:
    """Return the folder of the newest server installed, if any."""
    homes = [Path(home) for home in Path("/usr/lib/postgresql").glob("*/bin")]
    found = [home for home in homes if (home / "initdb").exists()]
    on_path = shutil.which("initdb")
    newest = max(found, key=lambda home: float(home.parent.name), default=None)
    return newest or (Path(on_path).parent if on_path else None)


class Server:
    """A running server; ``address`` is that of its database ``postgres``. ``stop`` it, and all is gone.

    Parameters
    ----------
    lasting : bool
        Write as safely as a server in earnest does; else as quickly as it goes.
    """

    def __init__(self, lasting: bool = False) -> None:
        home = binaries()
        if home is None:
            raise NoPostgres
        self._home = home
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._as_whom: str | None = None
        if os.name == "posix" and os.geteuid() == 0:  # the server refuses to run as root
            self._as_whom = "postgres"
            shutil.chown(self._folder, "postgres", "postgres")
        options = ["listen_addresses=", f"unix_socket_directories={self._folder}", *(_LASTING if lasting else _QUICK)]
        self._switches = " ".join(f"-c {option}" for option in options)
        self.address = address(self._folder, "postgres")
        self._run("initdb", "-U", _USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._start()

    def crash(self) -> None:
        """End the server as a power cut would end it, and start it again."""
        self._run("pg_ctl", "-m", "immediate", "stop")
        self._start()

    def stop(self) -> None:
        """End the server and remove all it wrote."""
        try:
            self._run("pg_ctl", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        self._run("pg_ctl", "-l", str(self._folder / "log"), "-w", "-o", self._switches, "start")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._home / program), "-D", str(self._folder / "cluster"), *arguments]
        who = self._as_whom
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, user=who, group=who)


@contextmanager
def server(lasting: bool = False) -> Iterator[str]:
    """Run a server and give the address of its database ``postgres``; all is gone afterwards."""
    running = Server(lasting)
    try:
        yield running.address
    finally:
        running.stop()


def address(folder: Path | str, name: str) -> str:
    """Return the address of a database of the server in ``folder``."""
    return f"postgresql://{_USER}@/{name}?host={folder}"


def new_database(of: str, name: str, template: str = "template0") -> str:
    """Make a database on the server that ``of`` is an address of; return its address."""
    with psycopg.connect(of, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    before, _, after = of.rpartition("/postgres?") if "/postgres?" in of else (of.rpartition("/")[0], "", "")
    return f"{before}/{name}?{after}" if after else f"{before}/{name}"
