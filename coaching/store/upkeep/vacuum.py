"""Removing the last bytes of deleted rows from the database's files and from the backups, after an erasure."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from coaching.store import schema
from coaching.store.changelog import record
from coaching.store.engine import Store, patiently, reading, writing
from coaching.store.problems import store_problems
from coaching.store.upkeep.backups import backups_folder, copy_aside

#: Actions of the change log: rows were deleted from the tables; their last bytes were removed from the files.
ERASED, RETAINED, CLEANED = "person_erased", "retention_applied", "traces_removed"


def is_due(store: Store) -> bool:
    """Return whether the clean-up after an erasure is missing, because the app or the machine stopped before it."""
    table = schema.log
    with reading(store) as connection:
        last = (
            select(table.c.action)
            .where(table.c.action.in_((ERASED, RETAINED, CLEANED)))
            .order_by(table.c.id.desc())
            .limit(1)
        )
        return connection.scalar(last) in (ERASED, RETAINED)


def clean_up(store: Store, by: str = "") -> tuple[str, ...]:
    """Rewrite the database's files without deleted rows, and replace all backups by a new one.

    Returns
    -------
    tuple of str
        The names of the deleted backups.

    Raises
    ------
    StoreProblem
        ``busy`` if others read for minutes; the next opening of the store tries again.
    """
    store.state_cache.forget()
    with store_problems(store.place):
        if store.url_kind == "sqlite":
            patiently(lambda: _rewrite_sqlite(store))
        else:
            _rewrite_postgresql(store)
        folder = backups_folder(store)
        old = sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else []
        for file in old:
            file.unlink(missing_ok=True)
        if old:
            copy_aside(store, "after-erasing")
    with writing(store) as connection:
        record(connection, by, CLEANED, None, "", {"backups_removed": len(old)})
    return tuple(file.name for file in old)


def _rewrite_sqlite(store: Store) -> None:
    with store.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA temp_store = MEMORY")  # no copy in a temporary file either
        for command in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            row = raw.execute(command).fetchone()
            if row is not None and row[0]:
                busy = sqlite3.OperationalError("others are reading")
                busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise busy
        connection.invalidate()


def _rewrite_postgresql(store: Store) -> None:
    with store.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in schema.metadata.sorted_tables:
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table.name}"')
        for command in ("VACUUM FULL pg_catalog.pg_statistic", "CHECKPOINT"):
            with suppress(ProgrammingError):  # the administrator's to allow
                connection.exec_driver_sql(command)
