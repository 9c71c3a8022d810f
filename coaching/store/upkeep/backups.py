"""Backups: the whole store as one file that can be restored into SQLite and into PostgreSQL.

The file is a zip with ``manifest.json`` (format, schema, and a SHA-256 of every member), ``tables/<name>.jsonl`` with
one row a line, and ``bytes/…`` for binary values. It is written from the tables that the database has, not from those
of this version's schema, so that a database with an older schema can be backed up too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, MetaData, Row, Table, select

from coaching.store.changelog import now
from coaching.store.engine import Store, reading
from coaching.store.files import finished
from coaching.store.migrating import revision
from coaching.store.problems import store_problems

FORMAT, FORMAT_VERSION = "sales-coach-backup", 1
MANIFEST = "manifest.json"
OF_ALEMBIC = "alembic_version"
BACKUPS_KEPT = 5
#: The prefix of damaged databases that ``restore`` has moved to the backups; they are never deleted as old backups.
DAMAGED = "damaged-"
_AT_ONCE = 500
#: Tables that are not backed up: restoring sign-ins could revive one that has ended.
_NOT_BACKED_UP = ("sign_ins",)
#: The date of all members of the zip, so that equal data give equal files.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def backup(store: Store, path: Path) -> dict[str, int]:
    """Write the whole store, as it is at one moment, to a file; return the number of rows of each table.

    The file is written atomically. Raises ``StoreProblem`` (``disk_full``, ``unreachable``).
    """
    rows: dict[str, int] = {}
    members: dict[str, str] = {}
    with (
        store_problems(path),
        finished(path) as part,
        reading(store) as connection,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for table in tables_of(connection):
            if table.name in _NOT_BACKED_UP:
                continue
            query = select(table).order_by(*table.primary_key.columns)
            result = connection.execute(query, execution_options={"yield_per": at_once(table)})
            rows[table.name] = _write(archive, table, result, members)
        manifest = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "schema": revision(connection),
            "made_at": now().isoformat(),
            "rows": rows,
            "members": members,
        }
        archive.writestr(zipfile.ZipInfo(MANIFEST, _NO_DATE), json.dumps(manifest, indent=1))
    return rows


def backups_folder(store: Store) -> Path:
    """Return the folder of the automatic backups."""
    return store.folder / "backups"


def automatic_backups(store: Store) -> list[Path]:
    """Return the automatic backups, the oldest first."""
    dated = (
        file
        for file in backups_folder(store).glob("*-*")
        if file.suffix in (".db", ".zip") and not file.name.startswith(DAMAGED)
    )
    return sorted(dated, key=lambda file: file.stem.rsplit("-", 1)[-1])


def copy_aside(store: Store, why: str) -> Path:
    """Make an automatic backup, delete all but the last few, and return its path; the database may be in use."""
    folder = backups_folder(store)
    kind = "db" if store.url_kind == "sqlite" else "zip"
    target = folder / f"{why}-{now():%Y%m%dT%H%M%S%f}.{kind}"
    with store_problems(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if kind == "zip":
            backup(store, target)
        else:
            _copy(store, target)
        for old in automatic_backups(store)[:-BACKUPS_KEPT]:
            old.unlink(missing_ok=True)
    return target


def name_of_damaged(store: Store) -> Path:
    """Return the path to which a damaged database is moved; its folder is created."""
    with store_problems(store.place):
        backups_folder(store).mkdir(parents=True, exist_ok=True, mode=0o700)
    return backups_folder(store) / f"{DAMAGED}{now():%Y%m%dT%H%M%S%f}.db"


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables of a database with any schema, in the order of their foreign keys."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name != OF_ALEMBIC)
    return list(metadata.sorted_tables)


def at_once(table: Table) -> int:
    """Return how many rows of a table are read at a time."""
    return 1 if any(isinstance(column.type, LargeBinary) for column in table.columns) else _AT_ONCE


def _write(archive: zipfile.ZipFile, table: Table, rows: Iterable[Row[Any]], members: dict[str, str]) -> int:
    """Write the rows of a table as lines, and bytes as separate members; return the number of rows."""
    count = 0
    with tempfile.SpooledTemporaryFile(max_size=2**24) as lines:
        for count, row in enumerate(rows, 1):
            plain_row = {}
            for name, value in zip(table.columns.keys(), row, strict=True):
                if isinstance(value, bytes | memoryview):
                    value = _put(archive, f"bytes/{table.name}/{count}-{name}", bytes(value), members)
                plain_row[name] = value.isoformat() if isinstance(value, dt.date) else value
            lines.write(json.dumps(plain_row, ensure_ascii=False).encode() + b"\n")
        lines.seek(0)
        name = f"tables/{table.name}.jsonl"
        members[name] = hashlib.file_digest(lines, "sha256").hexdigest()
        lines.seek(0)
        member = zipfile.ZipInfo(name, _NO_DATE)
        member.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(member, "w", force_zip64=True) as out:
            shutil.copyfileobj(lines, out)
    return count


def _put(archive: zipfile.ZipFile, name: str, data: bytes, members: dict[str, str]) -> str:
    members[name] = hashlib.sha256(data).hexdigest()
    archive.writestr(zipfile.ZipInfo(name, _NO_DATE), data)
    return name


def _copy(store: Store, target: Path) -> None:
    """Copy an SQLite database, which may be in use, to a file."""
    with finished(target) as part:
        source = store.engine.raw_connection()
        try:
            copy = sqlite3.connect(part)
            try:
                assert source.driver_connection is not None
                source.driver_connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()
        finally:
            source.close()
