"""Put a backup in the place of what is there."""

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
#: The highest version for reading and for writing (bytes 18 and 19); beyond it nothing can be written.
_SQLITE_VERSION = 2
#: A memory with nothing in these has nothing to lose.
_HELD = ("datasets", "people", "layouts")
#: What SQLite keeps beside its file and must stay with it.
_COMPANIONS = ("", "-wal", "-shm", "-journal")
#: What is no damage: others are at work, or the file may not be used.
_NO_DAMAGE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


@dataclass(frozen=True)
class Restored:
    """What ``restore_database`` did: the rows of each table, and the names of damaged files it put into ``backups``."""

    rows: Mapping[str, int]
    put_aside: tuple[str, ...] = ()


def restore_database(
    path: Path,
    replace: bool = False,
    url: str | None = None,
    folder: Path | None = None,
    env: Mapping[str, str] = os.environ,
) -> Restored:
    """Restore a backup, also where the database is damaged, empty, missing or of a newer version.

    A damaged SQLite database is put aside (``backups/damaged-…``) with its companions; the restored one is made beside
    it first, so that nothing changes where that fails. A damaged PostgreSQL database is the administrator's to replace.

    Raises
    ------
    StoreProblem
        As ``restore``; a damaged database counts as no data, since it stays where it was put.
    """
    store = store_at(url, folder, env)
    try:
        if store.file and is_damaged(store.file):
            return _restore_beside(store, path)
        try:
            return _restore_over(store, path, replace)
        except StoreProblem as problem:
            if problem.code != "corrupt" or not store.file:
                raise
        store.close()
        return _restore_beside(store, path)  # some damage shows only when the tables are taken away
    finally:
        store.close()


def _restore_over(store: Store, path: Path, replace: bool) -> Restored:
    if store.file:
        use_write_ahead_log(store)
    rows = restore(store, path, replace)
    mark(store)
    return Restored(rows)


def is_damaged(file: Path) -> bool:
    """Return whether an SQLite file is there, or its marker is, and cannot be used: empty, overwritten or cut off.

    Raises ``StoreProblem`` (``busy``, ``unreachable``) where it cannot be looked at.
    """
    if not file.exists():
        return any(companion.exists() for companion in _files_of(file)) or marker_of(file).exists()
    with store_problems(file):
        with file.open("rb") as data:
            head = data.read(20)
        if not head.startswith(_SQLITE_HEAD) or max(head[18:], default=0) > _SQLITE_VERSION:
            return True  # without opening it as a database: that would throw its log away
        try:
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=5)) as connection:
                (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                return bool(said != "ok")
        except UnicodeDecodeError:  # of a message that quotes what is there
            return True
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_DAMAGE or not _may_write(file):
                raise
            return True


def _may_write(file: Path) -> bool:
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _files_of(file: Path) -> list[Path]:
    return [file.with_name(file.name + companion) for companion in _COMPANIONS]


def _restore_beside(store: Store, path: Path) -> Restored:
    """Restore into a new file, put the damaged ones aside, and put the new one in their place."""
    file = store.file
    assert file is not None
    with store_problems(store.place), tempfile.TemporaryDirectory(prefix="restoring-", dir=file.parent) as beside:
        made = open_store(folder=Path(beside), env={})
        try:
            rows = restore(made, path)
        finally:
            made.close()
        put_aside = _put_aside(store, file)
        Path(beside, DATABASE).replace(file)
        sync_folder(file.parent)
    mark(store)
    return Restored(rows, put_aside)


def _put_aside(store: Store, file: Path) -> tuple[str, ...]:
    """Move a damaged database away, the file before its log: without the log it would look whole and be older."""
    target = name_of_damaged(store)
    moved = []
    for found, companion in zip(_files_of(file), _COMPANIONS, strict=True):
        if found.exists():
            found.chmod(0o600)
            found.rename(target.with_name(target.name + companion))
            moved.append(target.name + companion)
    sync_folder(target.parent)
    return tuple(moved)


def restore(store: Store, path: Path, replace: bool = False) -> dict[str, int]:
    """Put a backup in the place of what is there, wholly or not at all; return the rows of each table.

    Takes what ``backup`` wrote and the automatic backups, of any earlier schema. What is replaced is backed up before.

    Raises
    ------
    StoreProblem
        ``not_a_backup``, ``newer_schema``, and ``not_empty`` where there is data and ``replace`` is not said.
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
    """Restore an automatic backup of SQLite by way of an archive."""
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
    """Return the manifest of an archive in which every byte is as it was written."""
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
    store.recent.forget()
    return rows


def _fill(connection: Connection, archive: zipfile.ZipFile, table: Table) -> int:
    count, rows = 0, _rows(archive, table)
    while batch := list(islice(rows, at_once(table))):
        connection.execute(insert(table), batch)
        count += len(batch)
    if count and connection.dialect.name == "postgresql" and "id" in table.columns:
        # The next row gets an id of its own; SQLite sees to that itself.
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
    known = [table for table in tables_of(connection) if table.name in _HELD]
    return not any(connection.execute(select(literal_column("1")).select_from(t).limit(1)).first() for t in known)


def _drop_all(connection: Connection) -> None:
    for table in reversed(tables_of(connection)):
        table.drop(connection)
    connection.execute(text(f"DROP TABLE IF EXISTS {OF_ALEMBIC}"))
