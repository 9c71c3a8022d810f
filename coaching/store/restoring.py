"""Put a backup in the place of what is there."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
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

from coaching.store.backups import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    OF_ALEMBIC,
    at_once,
    backup,
    copy_aside,
    tables_of,
)
from coaching.store.engine import Store, reading, writing
from coaching.store.migrating import must_be_known, upgrade
from coaching.store.opening import DATABASE, open_store
from coaching.store.problems import StoreProblem, told

_SQLITE_HEAD = b"SQLite format 3\x00"
#: A memory with nothing in these has nothing to lose.
_HELD = ("datasets", "people", "layouts")


def restore(store: Store, path: Path, replace: bool = False) -> dict[str, int]:
    """Put a backup in the place of what is there, wholly or not at all; return the rows of each table.

    Takes what ``backup`` wrote and the automatic backups, of any earlier schema. What is replaced is backed up before.

    Raises
    ------
    StoreProblem
        ``not_a_backup``, ``newer_schema``, and ``not_empty`` where there is data and ``replace`` is not said.
    """
    with told(path):
        with path.open("rb") as file:
            is_sqlite = file.read(len(_SQLITE_HEAD)) == _SQLITE_HEAD
        if is_sqlite:
            return _restore_copy(store, path, replace)
        try:
            with zipfile.ZipFile(path) as archive:
                return _put_back(store, archive, _checked(archive, path), replace)
        except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError) as error:
            raise StoreProblem("not_a_backup", place=path.name) from error


def _restore_copy(store: Store, path: Path, replace: bool) -> dict[str, int]:
    """Restore an automatic backup of SQLite by way of an archive."""
    with tempfile.TemporaryDirectory(prefix="sales-coach") as folder:
        shutil.copyfile(path, Path(folder, DATABASE))
        copy = open_store(folder=Path(folder), env={})
        try:
            backup(copy, Path(folder, "backup.zip"))
        finally:
            copy.close()
        return restore(store, Path(folder, "backup.zip"), replace)


def _checked(archive: zipfile.ZipFile, path: Path) -> Mapping[str, Any]:
    """Return the manifest of an archive in which every byte is as it was written."""
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT or manifest["format_version"] != FORMAT_VERSION:
        raise StoreProblem("not_a_backup", place=path.name)
    must_be_known(manifest["schema"])
    for name, sha256 in manifest["members"].items():
        with archive.open(name) as member:
            if hashlib.file_digest(member, "sha256").hexdigest() != sha256:  # type: ignore[arg-type]
                raise StoreProblem("not_a_backup", place=path.name)
    return manifest


def _put_back(store: Store, archive: zipfile.ZipFile, manifest: Mapping[str, Any], replace: bool) -> dict[str, int]:
    with reading(store) as connection:
        occupied = not _is_empty(connection)
    if occupied and not replace:
        raise StoreProblem("not_empty")
    if occupied:
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
