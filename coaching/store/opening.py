"""Opening the store: finding its database, creating it, and migrating it after a backup."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from coaching.settings import read_settings
from coaching.store.engine import Kind, Store, engine_for, is_lost, patiently, reading, writing
from coaching.store.files import sync_folder
from coaching.store.migrating import head, must_be_known, revision, upgrade
from coaching.store.problems import StoreProblem, store_problems
from coaching.store.state_cache import StateCache
from coaching.store.upkeep.backups import copy_aside
from coaching.store.upkeep.vacuum import clean_up, is_due

DATABASE = "sales-coach.db"
_MARKER_TEXT = """A database of Sales Coach was made here. While this file is here, a missing or empty database is
an error: check that the right disk is mounted, or restore a backup. Remove this file to start afresh.
"""
_ROOT = Path(__file__).parents[2]


def data_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the database and the backups: ``SALES_COACH_DATA``, else ``data`` next to ``app.py``.

    If the app is installed as a package, it is the system's folder for the data of a user's programs.
    """
    configured = read_settings(env).data
    if configured:
        return configured.expanduser()
    return _ROOT / "data" if (_ROOT / "app.py").is_file() else user_data_path("sales-coach", appauthor=False)


def open_store(
    url: str | None = None, folder: Path | None = None, env: Mapping[str, str] = os.environ, migrate: bool = True
) -> Store:
    """Open the store; its database is created if there is none, and migrated if it is old.

    A marker file in the data folder records that a database was made. With ``SALES_COACH_EXPECT_DATA=yes`` a missing
    database is an error even without the marker, as it would be for a volume that is not mounted.

    Parameters
    ----------
    url : str or None
        ``postgresql://…`` or ``sqlite:///…``; by default ``DATABASE_URL``, else an SQLite file in the folder.
    folder : path or None
        The folder of the file and of the automatic backups; by default ``data_folder(env)``.
    migrate : bool
        Whether to run the migrations that are due.

    Raises
    ------
    StoreProblem
        ``newer_schema`` for a database of a newer version, ``lost`` for a database that was made before and is now
        missing or empty, ``unreachable``, ``corrupt``, ``disk_full``, ``busy``.
    """
    store = store_at(url, folder, env)
    expected = read_settings(env).expect_data
    with ExitStack() as on_failure:
        on_failure.callback(store.close)
        if store.file:
            if is_lost(store.file, expected):
                raise StoreProblem("lost", place=store.place)
            use_write_ahead_log(store)
        if migrate:
            bring_up_to_date(store, expected)
            if is_due(store):
                with suppress(StoreProblem):  # others may be reading: the next opening tries again
                    clean_up(store)
        on_failure.pop_all()
    return store


def database_state(store: Store) -> str:
    """Return ``ok``, ``outdated`` if migrations are due, or ``new`` if there is no database yet.

    Raises ``StoreProblem`` as ``open_store`` does.
    """
    if store.file and not store.file.exists() and not store.marker.exists():
        return "new"
    with reading(store) as connection:
        schema = revision(connection)
    if schema is None:
        if store.marker.exists():
            raise StoreProblem("lost", place=store.place)
        return "new"
    must_be_known(schema)
    return "ok" if schema == head() else "outdated"


def store_at(url: str | None = None, folder: Path | None = None, env: Mapping[str, str] = os.environ) -> Store:
    """Return the store that the arguments of ``open_store`` name; its folder is created, its database not opened."""
    folder = folder or data_folder(env)
    settings = read_settings(env)
    given = url or settings.database_url
    with store_problems(folder):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
    try:
        address = make_url(given) if given else make_url("sqlite://").set(database=str(folder / DATABASE))
        engine = engine_for(address)
    except ArgumentError as error:
        raise StoreProblem("unreachable", place="DATABASE_URL") from error
    kind: Kind = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
    return Store(engine, folder, kind, StateCache(settings.store_cache_bytes))


def bring_up_to_date(store: Store, expected: bool = False) -> None:
    """Run the migrations that are due in one transaction, after a backup of the database.

    Raises ``StoreProblem`` (``lost``) if there is no database although one is ``expected`` or was made before.
    """
    # The marker is read first, because another process may make database and marker in between.
    expected = expected or store.marker.exists()
    with reading(store) as connection:
        before = revision(connection)
    if before is None and expected:
        raise StoreProblem("lost", place=store.place)
    if before != head():
        must_be_known(before)
        if before is not None:
            copy_aside(store, f"before-{head()}")
        with writing(store) as connection:
            if revision(connection) != head():  # another process may have been quicker
                upgrade(connection)
    mark(store)


def mark(store: Store) -> None:
    """Write the marker file, which records that a database was made here."""
    if not store.marker.exists():
        with store_problems(store.folder):
            store.marker.write_text(_MARKER_TEXT, encoding="utf-8")
            sync_folder(store.folder)


def use_write_ahead_log(store: Store) -> None:
    """Create the SQLite file if there is none, and switch it to write-ahead logging."""

    def switch() -> None:
        with store.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA journal_mode = WAL")

    file = store.file
    assert file is not None
    with store_problems(store.place):
        if not file.exists():
            file.touch(mode=0o600)
        patiently(switch)
        sync_folder(store.folder)
