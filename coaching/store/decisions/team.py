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
    """Keep a tip: a new one where its ``id`` is 0, else in place of what it was."""
    t = schema.tips
    values: dict[str, Any] = {name: value for name, value in asdict(tip).items() if name != "id"}
    with writing(store) as connection:
        must_exist(connection, tip.dataset_id)
        if tip.id:
            of_id = (t.c.id == tip.id) & (t.c.dataset_id == tip.dataset_id)
            row = connection.execute(update(t).where(of_id).values(**values).returning(t)).first()
        else:
            row = connection.execute(insert(t).values(**values).returning(t)).first()
        if row is None:
            raise StoreProblem("no_such", place=t.name)
        touch(connection, tip.dataset_id)
        record(connection, by, "tip_changed" if tip.id else "tip_added", tip.dataset_id, tip.kpi, values)
        return OwnTip(**row._mapping)


def tips(store: Store, dataset_id: int) -> tuple[OwnTip, ...]:
    """Return a team's own tips, those switched off too."""
    t = schema.tips
    with reading(store) as connection:
        rows = connection.execute(select(t).where(t.c.dataset_id == dataset_id).order_by(t.c.id))
        return tuple(OwnTip(**row._mapping) for row in rows)


def remove_tip(store: Store, tip_id: int, by: str) -> None:
    """Take a tip away."""
    t = schema.tips
    with writing(store) as connection:
        row = connection.execute(delete(t).where(t.c.id == tip_id).returning(t)).first()
        if row is None:
            raise StoreProblem("no_such", place=t.name)
        touch(connection, row.dataset_id)
        record(connection, by, "tip_removed", row.dataset_id, row.kpi, {"texts": row.texts})


def set_person(store: Store, person: Person, by: str) -> Person:
    """Keep a person, told from others by the e-mail whatever its case; ``id`` names whose e-mail is changed."""
    if person.role not in ROLES:
        raise ValueError(f"role {person.role!r} is not one of {', '.join(ROLES)}")
    t = schema.people
    values = asdict(person) | {"email": _folded(person.email), "teams": list(person.teams), "reps": list(person.reps)}
    del values["id"]
    with writing(store) as connection:
        of_person = t.c.id == person.id if person.id else t.c.email == values["email"]
        known = connection.execute(select(t).where(of_person)).first()
        if person.id and known is None:
            raise StoreProblem("no_such", place=t.name)
        other = connection.scalar(select(t.c.id).where(t.c.email == values["email"]))
        if other is not None and known is not None and other != known.id:
            raise StoreProblem("rejected", place=values["email"])
        if known is None:
            row = connection.execute(insert(t).values(**values).returning(t)).one()
        else:
            row = connection.execute(update(t).where(t.c.id == known.id).values(**values).returning(t)).one()
        before = {} if known is None else {name: known._mapping[name] for name in values}
        action = "person_added" if known is None else "person_changed"
        record(connection, by, action, None, values["email"], {"before": before, "after": values})
        return _person(row)


def people(store: Store) -> tuple[Person, ...]:
    """Return everybody who may sign in, or might once."""
    t = schema.people
    with reading(store) as connection:
        return tuple(_person(row) for row in connection.execute(select(t).order_by(t.c.email)))


def person_of(store: Store, email: str) -> Person | None:
    """Return who has an e-mail, whatever its case."""
    t = schema.people
    with reading(store) as connection:
        row = connection.execute(select(t).where(t.c.email == _folded(email))).first()
        return None if row is None else _person(row)


def remove_person(store: Store, email: str, by: str) -> None:
    """Take a person away."""
    t = schema.people
    with writing(store) as connection:
        if connection.execute(delete(t).where(t.c.email == _folded(email))).rowcount:
            record(connection, by, "person_removed", None, _folded(email))


def _folded(email: str) -> str:
    return email.strip().casefold()


def _person(row: Row[Any]) -> Person:
    values = dict(row._mapping)
    return Person(**{**values, "teams": tuple(values["teams"]), "reps": tuple(values["reps"])})
