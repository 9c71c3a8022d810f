"""Connections: SQLite set up so that what is acknowledged stays, PostgreSQL, and one way to read and to write."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from coaching.store.problems import code_of, told
from coaching.store.recent import Recent

Kind = Literal["sqlite", "postgresql"]

#: How long a writer waits for another one before the user hears of it.
_PATIENCE_SECONDS = 180.0
_BUSY_MS = 5000
#: All writers of a PostgreSQL database queue up behind this number, as those of SQLite do behind its file.
_WRITERS = 5_707_213
_ON_CONNECT = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
)


@dataclass(frozen=True)
class Store:
    """An open memory. Threads may share it; ``close`` it when done."""

    engine: Engine
    folder: Path
    url_kind: Kind
    recent: Recent = field(default_factory=Recent, repr=False)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def engine_for(url: str | URL) -> Engine:
    """Return an engine for a database, set up for safety; nothing is opened yet."""
    url = make_url(url)
    options: dict[str, Any] = {"json_serializer": _json}
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10}, **options)
    if url.get_backend_name() != "sqlite":
        raise ArgumentError(f"{url.get_backend_name()} is neither SQLite nor PostgreSQL")
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000}, pool_size=8, max_overflow=32, **options)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


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
    """Give a connection that sees one state of the database, whatever others write meanwhile."""
    with told(store.folder), store.engine.connect() as connection:
        if store.url_kind == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """Give a connection on which all that is done happens wholly, for good, or not at all.

    Writers take turns. The lock is taken before anything is read, so that nothing that was read can be out of date
    and nobody meets a locked database half way.
    """
    with told(store.folder), store.engine.connect() as connection:
        if store.url_kind == "postgresql":
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")
                yield connection
        else:
            with patiently(connection.execution_options(writes=True).begin):
                yield connection


def patiently(action: Any) -> Any:
    """Return what ``action`` returns, trying again for a while where the database is locked."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return action()
        except (OperationalError, sqlite3.OperationalError) as error:
            if code_of(error) != "busy" or time.monotonic() > until:
                raise
            time.sleep(0.05)
