"""A team's own tips, and the people who may sign in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from coaching.store import schema
from coaching.store.changelog import record, touch
from coaching.store.datasets import must_exist
from coaching.store.engine import Store, reading, writing
from coaching.store.model import ROLES, OwnTip, Person
from coaching.store.problems import StoreProblem


def set_tip(store: Store, tip: OwnTip, by: str) -> OwnTip:
    """Save a tip: as a new one if its ``id`` is 0, else in place of the one with that id."""
    table = schema.tips
    values: dict[str, Any] = {name: value for name, value in asdict(tip).items() if name != "id"}
    with writing(store) as connection:
        must_exist(connection, tip.dataset_id)
        if tip.id:
            of_id = (table.c.id == tip.id) & (table.c.dataset_id == tip.dataset_id)
            row = connection.execute(update(table).where(of_id).values(**values).returning(table)).first()
        else:
            row = connection.execute(insert(table).values(**values).returning(table)).first()
        if row is None:
            raise StoreProblem("no_such", place=table.name)
        touch(connection, tip.dataset_id)
        record(connection, by, "tip_changed" if tip.id else "tip_added", tip.dataset_id, tip.kpi, values)
        return OwnTip(**row._mapping)


def tips(store: Store, dataset_id: int) -> tuple[OwnTip, ...]:
    """Return a team's own tips, including those switched off."""
    table = schema.tips
    with reading(store) as connection:
        rows = connection.execute(select(table).where(table.c.dataset_id == dataset_id).order_by(table.c.id))
        return tuple(OwnTip(**row._mapping) for row in rows)


def remove_tip(store: Store, tip_id: int, by: str) -> None:
    """Delete a tip."""
    table = schema.tips
    with writing(store) as connection:
        row = connection.execute(delete(table).where(table.c.id == tip_id).returning(table)).first()
        if row is None:
            raise StoreProblem("no_such", place=table.name)
        touch(connection, row.dataset_id)
        record(connection, by, "tip_removed", row.dataset_id, row.kpi, {"texts": row.texts})


def set_person(store: Store, person: Person, by: str) -> Person:
    """Save a person, who is identified by the e-mail address, or by ``id`` if the address changes.

    Raises ``StoreProblem`` (``rejected``) for an address that another person has, and ``ValueError`` for an unknown
    role.
    """
    if person.role not in ROLES:
        raise ValueError(f"role {person.role!r} is not one of {', '.join(ROLES)}")
    table = schema.people
    values = asdict(person) | {"email": _folded(person.email), "teams": list(person.teams), "reps": list(person.reps)}
    del values["id"]
    with writing(store) as connection:
        of_person = table.c.id == person.id if person.id else table.c.email == values["email"]
        known = connection.execute(select(table).where(of_person)).first()
        if person.id and known is None:
            raise StoreProblem("no_such", place=table.name)
        other = connection.scalar(select(table.c.id).where(table.c.email == values["email"]))
        if other is not None and known is not None and other != known.id:
            raise StoreProblem("rejected", place=values["email"])
        if known is None:
            row = connection.execute(insert(table).values(**values).returning(table)).one()
        else:
            row = connection.execute(
                update(table).where(table.c.id == known.id).values(**values).returning(table)
            ).one()
        before = {} if known is None else {name: known._mapping[name] for name in values}
        action = "person_added" if known is None else "person_changed"
        record(connection, by, action, None, values["email"], {"before": before, "after": values})
        return _person(row)


def people(store: Store) -> tuple[Person, ...]:
    """Return all people by e-mail address, including those who may no longer sign in."""
    table = schema.people
    with reading(store) as connection:
        return tuple(_person(row) for row in connection.execute(select(table).order_by(table.c.email)))


def person_of(store: Store, email: str) -> Person | None:
    """Return the person with an e-mail address (in any case); None if there is none."""
    table = schema.people
    with reading(store) as connection:
        row = connection.execute(select(table).where(table.c.email == _folded(email))).first()
        return None if row is None else _person(row)


def remove_person(store: Store, email: str, by: str) -> None:
    """Delete a person."""
    table = schema.people
    with writing(store) as connection:
        if connection.execute(delete(table).where(table.c.email == _folded(email))).rowcount:
            record(connection, by, "person_removed", None, _folded(email))


def _folded(email: str) -> str:
    return email.strip().casefold()


def _person(row: Row[Any]) -> Person:
    values = dict(row._mapping)
    return Person(**{**values, "teams": tuple(values["teams"]), "reps": tuple(values["reps"])})
