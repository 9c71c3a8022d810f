"""After an erasure: nothing of what was erased stays behind in the files of the database."""

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

#: Log entries: something was taken out of the tables; its last bytes were taken out of the files.
ERASED, RETAINED, CLEANED = "person_erased", "retention_applied", "traces_removed"


def is_due(store: Store) -> bool:
    """Return whether an erasure was not followed up, because the app or the machine stopped in between."""
    t = schema.log
    with reading(store) as connection:
        last = select(t.c.action).where(t.c.action.in_((ERASED, RETAINED, CLEANED))).order_by(t.c.id.desc()).limit(1)
        return connection.scalar(last) in (ERASED, RETAINED)


def clean_up(store: Store, by: str = "") -> tuple[str, ...]:
    """Rewrite the database files without what was deleted, and put one new backup in the place of all old ones.

    Returns
    -------
    tuple of str
        The names of the backups that were removed.

    Raises
    ------
    StoreProblem
        ``busy`` where others keep reading for minutes; the next opening tries again.
    """
    store.recent.forget()
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
