"""Restoring a backup, also over a damaged, missing or newer database."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    Table,
    func,
    insert,
    literal_column,
    select,
    text,
)

from coaching.store.changelog import now
from coaching.store.engine import Store, marker_of, reading, writing
from coaching.store.files import sync_folder
from coaching.store.migrating import must_be_known, revision, upgrade
from coaching.store.opening import DATABASE, mark, open_store, store_at, use_write_ahead_log
from coaching.store.problems import StoreProblem, store_problems
from coaching.store.sign_ins import end_all_sign_ins
from coaching.store.upkeep.backups import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    OF_ALEMBIC,
    at_once,
    backup,
    copy_aside,
    name_of_damaged,
    tables_of,
)

#: A backup is checked in pieces of this many bytes.
_PIECE = 2**20
_SQLITE_HEAD = b"SQLite format 3\x00"
#: The highest versions of the file format for reading and for writing (bytes 18 and 19) that SQLite can write.
_SQLITE_VERSION = 2
#: A store is empty if these tables are.
_CONTENT_TABLES = ("datasets", "people", "layouts")
#: The suffixes of an SQLite database's files, which belong together.
_SUFFIXES = ("", "-wal", "-shm", "-journal")
#: Errors that do not mean damage: others are using the file, or it may not be opened.
_NO_DAMAGE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


@dataclass(frozen=True)
class Restored:
    """The outcome of ``restore_database``: the rows of each table, and the damaged files that were moved away."""

    rows: Mapping[str, int]
    put_aside: tuple[str, ...] = ()


def restore_database(
    path: Path,
    replace: bool = False,
    url: str | None = None,
    folder: Path | None = None,
    env: Mapping[str, str] = os.environ,
) -> Restored:
    """Restore a backup, also if the database is damaged, empty, missing or of a newer version.

    The files of a damaged SQLite database are moved to ``backups/damaged-…``. The restored database is made as another
    file first, so that a failure changes nothing. A damaged PostgreSQL database has to be replaced by an administrator.

    Raises
    ------
    StoreProblem
        As ``restore``. A damaged database counts as empty, because it is kept.
    """
    store = store_at(url, folder, env)
    try:
        if store.file and is_damaged(store.file):
            return _restore_as_new_file(store, path)
        try:
            return _restore_over(store, path, replace)
        except StoreProblem as problem:
            if problem.code != "corrupt" or not store.file:
                raise
        store.close()
        return _restore_as_new_file(store, path)  # some damage is found only when the tables are dropped
    finally:
        store.close()


def _restore_over(store: Store, path: Path, replace: bool) -> Restored:
    if store.file:
        use_write_ahead_log(store)
    rows = restore(store, path, replace)
    mark(store)
    return Restored(rows)


def is_damaged(file: Path) -> bool:
    """Return whether an SQLite database was made here and cannot be used, such as an empty or overwritten file.

    Raises ``StoreProblem`` (``busy``, ``unreachable``) if that cannot be decided.
    """
    if not file.exists():
        return any(other.exists() for other in _files_of(file)) or marker_of(file).exists()
    with store_problems(file):
        with file.open("rb") as data:
            head = data.read(20)
        if not head.startswith(_SQLITE_HEAD) or max(head[18:], default=0) > _SQLITE_VERSION:
            return True  # opening it as a database would delete its write-ahead log
        try:
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=5)) as connection:
                (result,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                return bool(result != "ok")
        except UnicodeDecodeError:  # raised for a message that quotes damaged text
            return True
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_DAMAGE or not _may_write(file):
                raise
            return True


def _may_write(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _files_of(file: Path) -> list[Path]:
    return [file.with_name(file.name + suffix) for suffix in _SUFFIXES]


def _restore_as_new_file(store: Store, path: Path) -> Restored:
    """Restore into a new database, move the damaged one away, and move the new one in its place."""
    file = store.file
    assert file is not None
    with store_problems(store.place), tempfile.TemporaryDirectory(prefix="restoring-", dir=file.parent) as folder:
        restored = open_store(folder=Path(folder), env={})
        try:
            rows = restore(restored, path)
        finally:
            restored.close()
        moved = _move_away(store, file)
        Path(folder, DATABASE).replace(file)
        sync_folder(file.parent)
    mark(store)
    return Restored(rows, moved)


def _move_away(store: Store, file: Path) -> tuple[str, ...]:
    """Move the files of a damaged database to the backups and return their names.

    The database is moved before its write-ahead log, because without the log it would look whole and be older.
    """
    target = name_of_damaged(store)
    moved = []
    for source, suffix in zip(_files_of(file), _SUFFIXES, strict=True):
        if source.exists():
            source.chmod(0o600)
            source.rename(target.with_name(target.name + suffix))
            moved.append(target.name + suffix)
    sync_folder(target.parent)
    return tuple(moved)


def restore(store: Store, path: Path, replace: bool = False) -> dict[str, int]:
    """Replace the contents of the store by a backup in one transaction; return the number of rows of each table.

    The backup is a file of ``backup`` or an automatic backup, of any earlier schema. The present contents are backed
    up before.

    Raises
    ------
    StoreProblem
        ``not_a_backup``, ``newer_schema``, or ``not_empty`` for a store with contents unless ``replace`` is set.
    """
    with store_problems(path):
        with path.open("rb") as file:
            is_sqlite = file.read(len(_SQLITE_HEAD)) == _SQLITE_HEAD
        if is_sqlite:
            return _restore_copy(store, path, replace)
        try:
            with zipfile.ZipFile(path) as archive:
                return _put_back(store, archive, _checked(archive, path), replace)
        except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, RuntimeError) as error:
            raise StoreProblem("not_a_backup", place=path.name) from error


def _restore_copy(store: Store, path: Path, replace: bool) -> dict[str, int]:
    """Restore an automatic backup of SQLite, which is converted to a backup file first."""
    with tempfile.TemporaryDirectory(prefix="sales-coach") as folder:
        shutil.copyfile(path, Path(folder, DATABASE))
        if is_damaged(Path(folder, DATABASE)):
            raise StoreProblem("not_a_backup", place=path.name)
        copy = open_store(folder=Path(folder), env={})
        try:
            backup(copy, Path(folder, "backup.zip"))
        finally:
            copy.close()
        return restore(store, Path(folder, "backup.zip"), replace)


def _checked(archive: zipfile.ZipFile, path: Path) -> Mapping[str, Any]:
    """Return the manifest of a backup file after checking the hashes of all members."""
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT or manifest["format_version"] != FORMAT_VERSION:
        raise StoreProblem("not_a_backup", place=path.name)
    must_be_known(manifest["schema"])
    for name, sha256 in manifest["members"].items():
        digest = hashlib.sha256()
        with archive.open(name) as member:
            while piece := member.read(_PIECE):
                digest.update(piece)
        if digest.hexdigest() != sha256:
            raise StoreProblem("not_a_backup", place=path.name)
    return manifest


def _put_back(store: Store, archive: zipfile.ZipFile, manifest: Mapping[str, Any], replace: bool) -> dict[str, int]:
    with reading(store) as connection:
        occupied = not _is_empty(connection)
        foreign = revision(connection) is None and bool(tables_of(connection))
    if occupied and not replace:
        raise StoreProblem("not_empty")
    if occupied or foreign:
        copy_aside(store, "before-restore")
    rows: dict[str, int] = {}
    with writing(store) as connection:
        if not replace and not _is_empty(connection):
            raise StoreProblem("not_empty")
        _drop_all(connection)
        upgrade(connection, manifest["schema"])
        for table in tables_of(connection):
            if table.name in manifest["rows"]:
                rows[table.name] = _fill(connection, archive, table)
        upgrade(connection)
        end_all_sign_ins(connection, now())
    store.state_cache.forget()
    return rows


def _fill(connection: Connection, archive: zipfile.ZipFile, table: Table) -> int:
    count, rows = 0, _rows(archive, table)
    while batch := list(islice(rows, at_once(table))):
        connection.execute(insert(table), batch)
        count += len(batch)
    if count and connection.dialect.name == "postgresql" and "id" in table.columns:
        # PostgreSQL's sequence has to continue after the largest id; SQLite does that itself.
        largest = select(func.max(table.columns["id"])).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), largest)))
    return count


def _rows(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            yield {name: _value(archive, table.columns[name], value) for name, value in json.loads(line).items()}


def _value(archive: zipfile.ZipFile, column: Column[Any], value: Any) -> Any:
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(column.type, LargeBinary):
        return archive.read(value)
    if isinstance(column.type, DateTime):
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if isinstance(column.type, Date) else value


def _is_empty(connection: Connection) -> bool:
    known = [table for table in tables_of(connection) if table.name in _CONTENT_TABLES]
    return not any(connection.execute(select(literal_column("1")).select_from(t).limit(1)).first() for t in known)


def _drop_all(connection: Connection) -> None:
    for table in reversed(tables_of(connection)):
        table.drop(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {OF_ALEMBIC}"))
