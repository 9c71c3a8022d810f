"""Verifying the store: the integrity of the database, of every part and of every snapshot."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from coaching.store import schema
from coaching.store.engine import Store, reading
from coaching.store.imports.imports import load_import
from coaching.store.imports.snapshots import hash_of_hashes
from coaching.store.migrating import revision
from coaching.store.problems import StoreProblem

_IMPORTS, _PARTS = schema.imports, schema.parts


@dataclass(frozen=True)
class Report:
    """What was checked, and the damaged places (``problems``)."""

    kind: str
    schema: str | None
    datasets: int
    imports: int
    parts: int
    bytes: int
    problems: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether there is no damage."""
        return not self.problems


def verify(store: Store) -> Report:
    """Check the database, its foreign keys, every part's SHA-256, and that every snapshot loads with all its rows."""
    with reading(store) as connection:
        problems = [*_of_database(connection)]
        rows = [row._asdict() for row in connection.execute(select(_IMPORTS.c.id, _IMPORTS.c.sha256, _IMPORTS.c.rows))]
        datasets = connection.scalar(select(func.count()).select_from(schema.datasets)) or 0
        current = revision(connection)
    parts = size = 0
    for row in rows:
        hashes, place = [], f"import {row['id']}"
        with reading(store) as connection:
            for part in connection.execute(select(_PARTS).where(_PARTS.c.import_id == row["id"])):
                parts, size = parts + 1, size + len(part.bytes)
                hashes.append((part.name, part.position, hashlib.sha256(part.bytes).hexdigest()))
                if hashes[-1][2] != part.sha256:
                    problems.append(f"{place}, {part.name} {part.position}")
        if hash_of_hashes(hashes) != row["sha256"]:
            problems.append(place)
            continue
        try:
            tables = vars(load_import(store, row["id"]).tables)
        except StoreProblem as problem:
            problems.append(f"{place}, {problem.values.get('place', '')}")
            continue
        if {name: len(frame) for name, frame in tables.items() if len(frame)} != row["rows"]:
            problems.append(place)
    return Report(store.url_kind, current, datasets, len(rows), parts, size, tuple(dict.fromkeys(problems)))


def _of_database(connection: Connection) -> Iterator[str]:
    """Yield the damage that SQLite's own checks find; PostgreSQL checks its pages whenever they are read."""
    if connection.dialect.name == "sqlite":
        for (result,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if result != "ok":
                yield str(result)
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"{row[0]} {row[1]}"
