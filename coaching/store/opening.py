"""Find the memory, make it or bring it up to date, and never without a copy of what was there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import ArgumentError

from coaching.store.changelog import now
from coaching.store.engine import Store, engine_for, patiently, reading, writing
from coaching.store.problems import StoreProblem, told

DATABASE = "sales-coach.db"
BACKUPS_KEPT = 5
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
    try:
        if store.url_kind == "sqlite":
            _use_write_ahead_log(store)
        if migrate:
            bring_up_to_date(store)
    except BaseException:
        store.close()
        raise
    return store


def bring_up_to_date(store: Store, to: str = "head") -> None:
    """Run the migrations that are due, all in one transaction, after a backup of what was there."""
    scripts = ScriptDirectory.from_config(_config())
    goal = scripts.get_current_head() if to == "head" else to
    with reading(store) as connection:
        before = revision(connection)
    if before == goal:
        return
    known = {script.revision for script in scripts.walk_revisions()}
    if before is not None and before not in known:
        raise StoreProblem("newer_schema", place=before)
    if before is not None:
        back_up_before(store, before)
    with writing(store) as connection:
        if revision(connection) != goal:  # another process may have been quicker
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """Return the schema a database has, ``None`` for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the schema of this version."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def back_up_before(store: Store, before: str) -> Path:
    """Copy a database aside while it may be in use, keep the last few copies, and return where this one is."""
    folder = store.folder / "backups"
    stamp = f"{now():%Y%m%dT%H%M%S%f}"
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"before-{before}-{stamp}.db"
        copy_sqlite(store, target)
        copies = sorted(folder.glob("before-*"), key=lambda file: file.name.rsplit("-", 1)[-1])
        for old in copies[:-BACKUPS_KEPT]:
            old.unlink(missing_ok=True)
    return target


def copy_sqlite(store: Store, target: Path) -> None:
    """Copy an SQLite database in use to a file; the file is there whole or not at all."""
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    source = store.engine.raw_connection()
    try:
        copy = sqlite3.connect(unfinished)
        try:
            source.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
    finally:
        source.close()
    finish(unfinished, target)


def finish(unfinished: Path, target: Path) -> None:
    """Put a finished file in its place, on the disk for good."""
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last; not every system can."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _use_write_ahead_log(store: Store) -> None:
    def switch() -> None:
        with store.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA journal_mode = WAL")

    with told(store.folder):
        patiently(switch)
        sync_folder(store.folder)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
