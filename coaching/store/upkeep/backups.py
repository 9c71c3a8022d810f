"""A backup as one file that moves between SQLite and PostgreSQL.

A zip: ``manifest.json`` (format, schema, a SHA-256 of every member), ``tables/<name>.jsonl`` with one row a line, and
``bytes/…`` for what is not text. It says nothing of the database it came from, and is written from what the database
holds, not from what this version thinks it holds, so that an old schema can be backed up as well.
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
#: How names of damaged databases begin that ``restore`` put aside; they are no backups and are not rotated out.
DAMAGED = "damaged-"
_AT_ONCE = 500
#: Which sign-ins have ended is of the moment: a backup must not be able to bring one back.
_OF_THE_MOMENT = ("sign_ins",)
#: Zip members carry a date; always the same one, so that the same data gives the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def backup(store: Store, path: Path) -> dict[str, int]:
    """Write all there is to a file, as it stands at one moment; return the rows of each table.

    The file is there whole or not at all. Raises ``StoreProblem`` (``disk_full``, ``unreachable``).
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
            if table.name in _OF_THE_MOMENT:
                continue
            query = select(table).order_by(*table.primary_key.columns)
            found = connection.execute(query, execution_options={"yield_per": at_once(table)})
            rows[table.name] = _write(archive, table, found, members)
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
    """Return where automatic backups lie."""
    return store.folder / "backups"


def automatic_backups(store: Store) -> list[Path]:
    """Return the automatic backups, the oldest first."""
    found = (
        file
        for file in backups_folder(store).glob("*-*")
        if file.suffix in (".db", ".zip") and not file.name.startswith(DAMAGED)
    )
    return sorted(found, key=lambda file: file.stem.rsplit("-", 1)[-1])


def copy_aside(store: Store, why: str) -> Path:
    """Copy a database aside while it may be in use, keep the last few copies, and return where this one is."""
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
    """Return where a damaged database is put, in a folder that is there."""
    with store_problems(store.place):
        backups_folder(store).mkdir(parents=True, exist_ok=True, mode=0o700)
    return backups_folder(store) / f"{DAMAGED}{now():%Y%m%dT%H%M%S%f}.db"


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables a database has, whatever its schema, those first that others refer to."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != OF_ALEMBIC)
    return list(found.sorted_tables)


def at_once(table: Table) -> int:
    """Return how many rows of a table may be held at a time."""
    return 1 if any(isinstance(column.type, LargeBinary) for column in table.columns) else _AT_ONCE


def _write(archive: zipfile.ZipFile, table: Table, rows: Iterable[Row[Any]], members: dict[str, str]) -> int:
    """Write the rows of a table as lines; bytes go into members of their own. Return how many rows there were."""
    count = 0
    with tempfile.SpooledTemporaryFile(max_size=2**24) as lines:
        for count, row in enumerate(rows, 1):
            told_row = {}
            for name, value in zip(table.columns.keys(), row, strict=True):
                if isinstance(value, bytes | memoryview):
                    value = _put(archive, f"bytes/{table.name}/{count}-{name}", bytes(value), members)
                told_row[name] = value.isoformat() if isinstance(value, dt.date) else value
            lines.write(json.dumps(told_row, ensure_ascii=False).encode() + b"\n")
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
    """Copy an SQLite database in use to a file, page by page."""
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
