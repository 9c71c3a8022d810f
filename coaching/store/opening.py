"""Find the memory, make it or bring it up to date, and never without a copy of what was there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from coaching.store.backups import copy_aside
from coaching.store.cleaning import clean_up, is_due
from coaching.store.engine import Store, engine_for, patiently, reading, writing
from coaching.store.files import sync_folder
from coaching.store.migrating import head, must_be_known, revision, upgrade
from coaching.store.problems import StoreProblem, told

DATABASE = "sales-coach.db"
_ROOT = Path(__file__).parents[2]


def data_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Return where the memory lives: ``SALES_COACH_DATA``, else ``data`` beside the app."""
    given = env.get("SALES_COACH_DATA", "").strip()
    return Path(given).expanduser() if given else _ROOT / "data"


def open_store(
    url: str | None = None, folder: Path | None = None, env: Mapping[str, str] = os.environ, migrate: bool = True
) -> Store:
    """Open the memory, made where there is none and brought up to date where it is old.

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
        ``newer_schema`` for a database written by a newer version, ``unreachable``, ``corrupt``, ``disk_full``,
        ``busy``.
    """
    folder = folder or data_folder(env)
    given = url or env.get("DATABASE_URL", "").strip() or None
    with told(folder):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
    try:
        address = make_url(given) if given else make_url("sqlite://").set(database=str(folder / DATABASE))
        engine = engine_for(address)
    except ArgumentError as error:
        raise StoreProblem("unreachable", place="DATABASE_URL") from error
    store = Store(engine, folder, "sqlite" if engine.dialect.name == "sqlite" else "postgresql")
    with ExitStack() as on_failure:
        on_failure.callback(store.close)
        if store.url_kind == "sqlite":
            _use_write_ahead_log(store)
        if migrate:
            bring_up_to_date(store)
            if is_due(store):
                with suppress(StoreProblem):  # others may be reading: the next opening tries again
                    clean_up(store)
        on_failure.pop_all()
    return store


def bring_up_to_date(store: Store) -> None:
    """Run the migrations that are due, all in one transaction, after a backup of what was there."""
    with reading(store) as connection:
        before = revision(connection)
    if before == head():
        return
    must_be_known(before)
    if before is not None:
        copy_aside(store, f"before-{head()}")
    with writing(store) as connection:
        if revision(connection) != head():  # another process may have been quicker
            upgrade(connection)


def _use_write_ahead_log(store: Store) -> None:
    def switch() -> None:
        with store.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA journal_mode = WAL")

    with told(store.folder):
        file = Path(store.engine.url.database or "")
        if not file.exists():
            file.touch(mode=0o600)
        patiently(switch)
        sync_folder(store.folder)
