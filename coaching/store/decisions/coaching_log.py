"""The coaching log: commitments, notes and trainings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, insert, or_, select, update

from coaching.store import schema
from coaching.store.changelog import now, record
from coaching.store.datasets import must_exist
from coaching.store.engine import Store, reading, writing
from coaching.store.model import OPEN_STATE, STATES, Commitment, Note, Training
from coaching.store.problems import StoreProblem
from coaching.tables import FIGURES_EDITION

_FIXED = {"id", "dataset_id", "created_at", "created_by", "author", "edition"}


def add_commitment(
    store: Store,
    dataset_id: int,
    by: str,
    *,
    rep: str,
    kpi: str,
    action: str,
    agreed_on: dt.date,
    due_on: dt.date,
    tip: str | None = None,
    target: float | None = None,
    owner: str = "",
    state: str = OPEN_STATE,
    closed_on: dt.date | None = None,
) -> Commitment:
    """Add a commitment of a rep."""
    _must_be_state(state)
    values = {
        "rep": rep,
        "kpi": kpi,
        "action": action,
        "agreed_on": agreed_on,
        "due_on": due_on,
        "tip": tip,
        "target": target,
        "owner": owner or rep,
        "state": state,
        "closed_on": closed_on,
    }
    more = {"created_at": now(), "created_by": by, "edition": FIGURES_EDITION}
    return Commitment(**_add(store, schema.commitments, dataset_id, by, "commitment_added", rep, values, more))


def change_commitment(store: Store, commitment_id: int, by: str, **fields: Any) -> Commitment:
    """Change fields of a commitment; ``closed_on`` of one that is closed is today by default."""
    if "state" in fields:
        _must_be_state(fields["state"])
        is_open = fields["state"] == OPEN_STATE
        fields = {"closed_on": None if is_open else dt.date.today(), **fields}
    return Commitment(**_change(store, schema.commitments, commitment_id, by, "commitment_changed", fields))


def commitments(store: Store, dataset_id: int, rep: str | None = None) -> tuple[Commitment, ...]:
    """Return the commitments of one rep, or of all, the newest first."""
    table = schema.commitments
    of = [] if rep is None else [table.c.rep == rep]
    return tuple(Commitment(**row._mapping) for row in _of(store, table, dataset_id, *of))


def remove_commitment(store: Store, commitment_id: int, by: str) -> None:
    """Delete a commitment; its notes stay with the rep."""
    _remove(store, schema.commitments, commitment_id, by, "commitment_removed")


def add_note(
    store: Store,
    dataset_id: int,
    rep: str,
    text: str,
    by: str,
    *,
    commitment_id: int | None = None,
    private: bool = False,
) -> Note:
    """Add a note on a rep; a private one is shown to ``by`` alone. The change log does not contain the text."""
    values = {"rep": rep, "commitment_id": commitment_id, "private": private}
    more = {"text": text, "author": by, "created_at": now()}
    return Note(**_add(store, schema.notes, dataset_id, by, "note_added", "" if private else rep, values, more))


def notes(store: Store, dataset_id: int, rep: str | None, viewer: str) -> tuple[Note, ...]:
    """Return the notes on one rep, or on all, that ``viewer`` may read, the newest first."""
    table = schema.notes
    of = [] if rep is None else [table.c.rep == rep]
    is_visible = or_(table.c.private.is_(False), table.c.author == viewer)
    return tuple(Note(**row._mapping) for row in _of(store, table, dataset_id, is_visible, *of))


def remove_note(store: Store, note_id: int, by: str) -> None:
    """Delete a note; the change log does not contain its text."""
    _remove(store, schema.notes, note_id, by, "note_removed", with_detail=False)


def add_training(
    store: Store,
    dataset_id: int,
    by: str,
    *,
    title: str,
    kpi: str,
    held_on: dt.date,
    trainer: str = "",
    reps: Sequence[str] = (),
    text: str = "",
) -> Training:
    """Add a training session with the reps who took part."""
    values = {"title": title, "kpi": kpi, "held_on": held_on, "trainer": trainer, "reps": list(reps), "text": text}
    return _training(_add(store, schema.trainings, dataset_id, by, "training_added", title, values))


def change_training(store: Store, training_id: int, by: str, **fields: Any) -> Training:
    """Change fields of a training session."""
    if "reps" in fields:
        fields = {**fields, "reps": list(fields["reps"])}
    return _training(_change(store, schema.trainings, training_id, by, "training_changed", fields))


def trainings(store: Store, dataset_id: int) -> tuple[Training, ...]:
    """Return the training sessions, the newest entry first."""
    return tuple(_training(dict(row._mapping)) for row in _of(store, schema.trainings, dataset_id))


def remove_training(store: Store, training_id: int, by: str) -> None:
    """Delete a training session."""
    _remove(store, schema.trainings, training_id, by, "training_removed")


def _training(values: dict[str, Any]) -> Training:
    return Training(**{**values, "reps": tuple(values["reps"])})


def _must_be_state(state: str) -> None:
    if state not in STATES:
        raise ValueError(f"state {state!r} is not one of {', '.join(STATES)}")


def _of(store: Store, table: Table, dataset_id: int, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    query = select(table).where(table.c.dataset_id == dataset_id, *conditions).order_by(table.c.id.desc())
    with reading(store) as connection:
        return connection.execute(query).all()


def _add(
    store: Store,
    table: Table,
    dataset_id: int,
    by: str,
    action: str,
    subject: str,
    values: dict[str, Any],
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        query = insert(table).values(dataset_id=dataset_id, **values, **(more or {})).returning(table)
        row = dict(connection.execute(query).one()._mapping)
        record(connection, by, action, dataset_id, subject, values)
        return row


def _change(store: Store, table: Table, row_id: int, by: str, action: str, fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - (set(table.c.keys()) - _FIXED)
    if unknown:
        raise ValueError(f"no field {', '.join(sorted(unknown))}")
    with writing(store) as connection:
        before = _must_be(connection, table, row_id)
        changed = {name: value for name, value in fields.items() if before[name] != value}
        if not changed:
            return before
        connection.execute(update(table).where(table.c.id == row_id).values(**changed))
        detail = {name: {"before": before[name], "after": value} for name, value in changed.items()}
        record(connection, by, action, before["dataset_id"], _subject(before), detail)
        return _must_be(connection, table, row_id)


def _remove(store: Store, table: Table, row_id: int, by: str, action: str, with_detail: bool = True) -> None:
    with writing(store) as connection:
        before = _must_be(connection, table, row_id)
        connection.execute(delete(table).where(table.c.id == row_id))
        detail = {name: value for name, value in before.items() if name not in _FIXED} if with_detail else {}
        record(connection, by, action, before["dataset_id"], _subject(before) if with_detail else "", detail)


def _must_be(connection: Connection, table: Table, row_id: int) -> dict[str, Any]:
    row = connection.execute(select(table).where(table.c.id == row_id)).first()
    if row is None:
        raise StoreProblem("no_such", place=table.name)
    return dict(row._mapping)


def _subject(row: dict[str, Any]) -> str:
    return str(row.get("rep") or row.get("title") or "")
