"""The change log: who changed what and when, written in the transaction of the change itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from coaching.store import schema
from coaching.store.engine import Store, reading
from coaching.store.model import Entry

#: What can be done; each has a catalogue entry ``store.log.<action>``.
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
    """Write an entry; ``action`` is a code with a catalogue entry ``log.<action>``."""
    values = {"at": now(), "by": by, "action": action, "dataset_id": dataset_id, "subject": str(subject)}
    connection.execute(insert(schema.log).values(**values, detail=plain(dict(detail or {}))))


def touch(connection: Connection, dataset_id: int) -> None:
    """Say that what is shown of a data set is no longer what it was."""
    t = schema.datasets
    connection.execute(update(t).where(t.c.id == dataset_id).values(version=t.c.version + 1))


def plain(value: Any) -> Any:
    """Return a value as JSON can say it."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def log(store: Store, dataset_id: int | None = None, limit: int = 200) -> tuple[Entry, ...]:
    """Return the latest changes, the last first; of one data set, or of all."""
    t = schema.log
    query = select(t.c.at, t.c.by, t.c.action, t.c.dataset_id, t.c.subject, t.c.detail).order_by(t.c.id.desc())
    if dataset_id is not None:
        query = query.where(t.c.dataset_id == dataset_id)
    with reading(store) as connection:
        return tuple(Entry(**row._mapping) for row in connection.execute(query.limit(limit)))
