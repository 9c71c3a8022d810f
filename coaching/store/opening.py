"""Find the memory, make it or bring it up to date, and never without a copy of what was there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from coaching.settings import read_settings
from coaching.store.engine import Store, engine_for, is_lost, patiently, reading, writing
from coaching.store.files import sync_folder
from coaching.store.migrating import head, must_be_known, revision, upgrade
from coaching.store.problems import StoreProblem, store_problems
from coaching.store.upkeep.backups import copy_aside
from coaching.store.upkeep.cleaning import clean_up, is_due

DATABASE = "sales-coach.db"
_MARKER_TEXT = """A database of Sales Coach was made here. While this file is here, a missing or empty database is
an error: check that the right disk is mounted, or restore a backup. Remove this file to start afresh.
"""
_ROOT = Path(__file__).parents[2]


def data_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Return where everything is kept: ``SALES_COACH_DATA``, else ``data`` beside the app.

    Where the app is installed as a package it is the folder that the system has for the data of a user's programs.
    """
    given = read_settings(env).data
    if given:
        return given.expanduser()
    return _ROOT / "data" if (_ROOT / "app.py").is_file() else user_data_path("sales-coach", appauthor=False)


def open_store(
    url: str | None = None, folder: Path | None = None, env: Mapping[str, str] = os.environ, migrate: bool = True
) -> Store:
    """Open the memory, made where there was none and brought up to date where it is old.

    A marker file in the data folder says that a database was made; with ``SALES_COACH_EXPECT_DATA=yes`` there has to
    be one even where the marker is missing as well, as behind a volume that is not mounted.

    Parameters
    ----------
    url : str or None
        ``postgresql://…`` or ``sqlite:///…``; else ``DATABASE_URL``, else an SQLite file in the folder.
    folder : path or None
        Where the file and the automatic backups lie; else ``data_folder(env)``.
    migrate : bool
        False leaves the tables as they are.

    Raises
    ------
    StoreProblem
        ``newer_schema`` for a database written by a newer version, ``lost`` for one that is missing or empty where
        there was one, ``unreachable``, ``corrupt``, ``disk_full``, ``busy``.
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
    """Return ``ok``, ``outdated`` before the migrations that are due, or ``new`` before the first start.

    Raises ``StoreProblem`` for what ``open_store`` would raise it for.
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
    """Return the memory that the arguments of ``open_store`` name, its folder made, its database not looked at."""
    folder = folder or data_folder(env)
    given = url or read_settings(env).database_url
    with store_problems(folder):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
    try:
        address = make_url(given) if given else make_url("sqlite://").set(database=str(folder / DATABASE))
        engine = engine_for(address)
    except ArgumentError as error:
        raise StoreProblem("unreachable", place="DATABASE_URL") from error
    return Store(engine, folder, "sqlite" if engine.dialect.name == "sqlite" else "postgresql")


def bring_up_to_date(store: Store, expected: bool = False) -> None:
    """Run the migrations that are due, all in one transaction, after a backup of what was there.

    Raises ``StoreProblem`` (``lost``) where nothing is there although it is ``expected`` or was there before.
    """
    # The marker is looked at first: another process may make database and marker in between.
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
    """Leave the marker that says that a database was made here."""
    if not store.marker.exists():
        with store_problems(store.folder):
            store.marker.write_text(_MARKER_TEXT, encoding="utf-8")
            sync_folder(store.folder)


def use_write_ahead_log(store: Store) -> None:
    """Make the SQLite file where there is none, and have it write ahead: what is acknowledged stays."""

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
