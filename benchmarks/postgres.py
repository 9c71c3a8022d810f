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


@contextmanager
def server(lasting: bool = False) -> Iterator[str]:
    """Run a server and give the address of its database ``postgres``; all is gone afterwards.

    Parameters
    ----------
    lasting : bool
        Write as safely as a server in earnest does; else as quickly as it goes.
    """
    home = binaries()
    if home is None:
        raise NoPostgres
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_whom = {}
    if os.name == "posix" and os.geteuid() == 0:  # the server refuses to run as root
        as_whom = {"user": "postgres", "group": "postgres"}
        shutil.chown(folder, "postgres", "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [str(home / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_whom)  # type: ignore[call-overload]

    cluster = str(folder / "cluster")
    options = ["listen_addresses=", f"unix_socket_directories={folder}", *(_LASTING if lasting else _QUICK)]
    switches = " ".join(f"-c {option}" for option in options)
    try:
        run("initdb", "-D", cluster, "-U", _USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run("pg_ctl", "-D", cluster, "-l", str(folder / "log"), "-w", "-o", switches, "start")
        try:
            yield address(folder, "postgres")
        finally:
            run("pg_ctl", "-D", cluster, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address(folder: Path | str, name: str) -> str:
    """Return the address of a database of the server in ``folder``."""
    return f"postgresql://{_USER}@/{name}?host={folder}"


def new_database(of: str, name: str, template: str = "template0") -> str:
    """Make a database on the server that ``of`` is an address of; return its address."""
    with psycopg.connect(of, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
    before, _, after = of.rpartition("/postgres?") if "/postgres?" in of else (of.rpartition("/")[0], "", "")
    return f"{before}/{name}?{after}" if after else f"{before}/{name}"
