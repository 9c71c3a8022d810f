"""The change log: who changed what and when, written in the transaction of the change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from coaching.store import schema
from coaching.store.engine import Store, reading
from coaching.store.model import Entry

#: The actions; each has a catalogue entry ``log.<action>``.
ACTIONS = (
    "dataset_created",
    "dataset_renamed",
    "dataset_deleted",
    "import_added",
    "import_undone",
    "import_redone",
    "layout_saved",
    "layout_forgotten",
    "goals_set",
    "rules_set",
    "setting_set",
    "commitment_added",
    "commitment_changed",
    "commitment_removed",
    "note_added",
    "note_removed",
    "training_added",
    "training_changed",
    "training_removed",
    "tip_added",
    "tip_changed",
    "tip_removed",
    "person_added",
    "person_changed",
    "person_removed",
    "person_erased",
    "retention_applied",
    "traces_removed",
)


def now() -> dt.datetime:
    """Return the present moment."""
    return dt.datetime.now(dt.UTC)


def record(
    connection: Connection,
    by: str,
    action: str,
    dataset_id: int | None = None,
    subject: object = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write an entry to the log; ``action`` is one of ``ACTIONS``."""
    values = {"at": now(), "by": by, "action": action, "dataset_id": dataset_id, "subject": str(subject)}
    connection.execute(insert(schema.log).values(**values, detail=plain(dict(detail or {}))))


def touch(connection: Connection, dataset_id: int) -> None:
    """Increase the version of a data set, so that caches of its contents are no longer used."""
    table = schema.datasets
    connection.execute(update(table).where(table.c.id == dataset_id).values(version=table.c.version + 1))


def plain(value: Any) -> Any:
    """Return a value in a form that JSON can represent."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def log(store: Store, dataset_id: int | None = None, limit: int = 200) -> tuple[Entry, ...]:
    """Return the latest entries, the last first; of one data set, or of all."""
    table = schema.log
    query = select(
        table.c.at, table.c.by, table.c.action, table.c.dataset_id, table.c.subject, table.c.detail
    ).order_by(table.c.id.desc())
    if dataset_id is not None:
        query = query.where(table.c.dataset_id == dataset_id)
    with reading(store) as connection:
        return tuple(Entry(**row._mapping) for row in connection.execute(query.limit(limit)))
