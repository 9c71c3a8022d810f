"""Connections to SQLite and PostgreSQL, set up for durability, and the transactions for reading and writing."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, OperationalError

from coaching.store.problems import StoreProblem, code_of, store_problems
from coaching.store.state_cache import StateCache

Kind = Literal["sqlite", "postgresql"]

#: How long a writer waits for another one before it fails with ``busy``.
_PATIENCE_SECONDS = 180.0
_BUSY_MS = 5000
#: The advisory lock that all writers of a PostgreSQL database take, as writers of SQLite lock its file.
_WRITERS = 5_707_213
_MARKER = ".marker"
_ON_CONNECT = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
)


@dataclass(frozen=True)
class Store:
    """An open store. Threads may share it; ``close`` it when done."""

    engine: Engine
    folder: Path
    url_kind: Kind
    state_cache: StateCache = field(default_factory=StateCache, repr=False)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(self.engine.url.database or "") if self.url_kind == "sqlite" else None

    @property
    def place(self) -> str:
        """The name of the database in messages, which everybody may read: without path or host."""
        return self.file.name if self.file else "PostgreSQL"

    @property
    def marker(self) -> Path:
        """The file that records that a database was made here, so that its loss is not taken for a first start."""
        if self.file:
            return marker_of(self.file)
        url = self.engine.url
        name = f"{url.host} {url.port} {url.database} {url.query.get('host', '')}"
        return self.folder / f"postgresql-{hashlib.sha256(name.encode()).hexdigest()[:12]}{_MARKER}"

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def engine_for(url: str | URL) -> Engine:
    """Return an engine for a database, set up for durability; it does not connect yet."""
    url = make_url(url)
    options: dict[str, Any] = {"json_serializer": _json}
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10}, **options)
    if url.get_backend_name() != "sqlite":
        raise ArgumentError(f"{url.get_backend_name()} is neither SQLite nor PostgreSQL")
    file = Path(url.database or "")
    engine = create_engine(url, creator=partial(_connect, file), pool_size=8, max_overflow=32, **options)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "connect", lambda _, record: record.info.update(file=_identity(file)))
    event.listen(engine, "checkout", lambda _, record, __: _check_identity(file, record.info["file"]))
    event.listen(engine, "begin", _begin)
    return engine


def marker_of(file: Path) -> Path:
    """Return the path of an SQLite file's marker."""
    return file.with_name(file.name + _MARKER)


def is_lost(file: Path, expected: bool = False) -> bool:
    """Return whether an SQLite file that was made here, or is ``expected``, is missing or empty."""
    return (expected or marker_of(file).exists()) and not (file.exists() and file.stat().st_size)


def _connect(file: Path) -> sqlite3.Connection:
    """Open an existing file; raises ``StoreProblem`` if it was lost, for which SQLite would create an empty one."""
    if is_lost(file):
        raise StoreProblem("lost", place=file.name)
    address = f"{file.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=_BUSY_MS / 1000, check_same_thread=False)


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _check_identity(file: Path, known: tuple[int, int] | None) -> None:
    """Make SQLAlchemy reconnect if the file of a connection was replaced (by ``restore``) or deleted."""
    if _identity(file) != known:
        raise DisconnectionError("the file of the database was replaced")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in _ON_CONNECT:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Open a transaction for reading, which sees one state of the database whatever others write meanwhile."""
    with store_problems(store.place), store.engine.connect() as connection:
        if store.url_kind == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Open a transaction for writing, which is committed durably at the end or rolled back as a whole.

    Only one writer runs at a time. The lock is taken before anything is read, so that nothing read in the transaction
    can be out of date, and no writer finds the database locked half way.
    """
    with store_problems(store.place), store.engine.connect() as connection:
        if store.url_kind == "postgresql":
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")
                yield connection
        else:
            with patiently(connection.execution_options(writes=True).begin):
                yield connection


def patiently(action: Any) -> Any:
    """Call ``action`` and return its result; while the database is locked, try again for some minutes."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return action()
        except (OperationalError, sqlite3.OperationalError) as error:
            if code_of(error) != "busy" or time.monotonic() > until:
                raise
            time.sleep(0.05)
