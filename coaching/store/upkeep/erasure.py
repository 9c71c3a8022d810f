"""Erasing a person from the store: a pseudonym replaces the name everywhere, and the figures stay."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import Connection, Table, delete, select, update

from coaching.importing import Intake
from coaching.store import schema
from coaching.store.changelog import record, touch
from coaching.store.datasets import must_exist
from coaching.store.engine import Store, reading, writing
from coaching.store.imports.imports import rewrite, snapshot
from coaching.store.problems import StoreProblem
from coaching.store.setting_names import LOGO
from coaching.store.upkeep.vacuum import ERASED, clean_up
from coaching.tables import TABLES

_PSEUDONYM_BYTES = 4


class PersonFinder(Protocol):
    """What finds a person in texts and tables; ``coaching.access.person_finder`` makes one."""

    @property
    def pseudonym(self) -> str:
        """The pseudonym that replaces the person's name."""

    def named(self, text: str) -> bool:
        """Return whether a text names the person."""

    def without(self, text: str) -> str:
        """Return a text with the pseudonym in place of the person."""

    def without_in(self, value: Any) -> Any:
        """Return plain data with the pseudonym in place of the person."""

    def rows_naming(self, frame: pd.DataFrame) -> pd.Series:
        """Return for each row whether it names the person."""

    def erased(self, intake: Intake) -> Intake:
        """Return an intake with the pseudonym in place of the person."""


#: Makes the finder of a rep from the rep's name, the names of others, the rep's e-mail addresses and ids, and the
#: pseudonym.
MakeFinder = Callable[[str, Iterable[str], Iterable[str], Iterable[str], str], PersonFinder]


@dataclass(frozen=True)
class Erased:
    """The outcome of an erasure.

    Attributes
    ----------
    pseudonym : str
        The person's new name.
    rows : mapping of table to int
        Rows rewritten or deleted by table; those of ``imports`` are snapshots.
    backups : tuple of str
        Automatic backups that were deleted.
    elsewhere : tuple of int
        Other data sets that hold the same name, perhaps of another person; they are unchanged.
    """

    pseudonym: str
    rows: Mapping[str, int]
    backups: tuple[str, ...]
    elsewhere: tuple[int, ...]


def erase_person(store: Store, dataset_id: int, rep: str, by: str, person_finder: MakeFinder) -> Erased:
    """Replace a rep by a random pseudonym everywhere in a data set, and delete the rep's notes and sign-in.

    Name, e-mail addresses and ids are removed from all snapshots (including undone ones), rows set aside, decisions,
    people and the change log; then from the files: deleted pages, the write-ahead log and automatic backups. The
    figures do not change.

    Parameters
    ----------
    person_finder : function
        Makes what finds the person (``coaching.access.person_finder``).

    Raises
    ------
    StoreProblem
        ``no_such`` if there is nobody of that name. ``busy`` if the person was removed from all tables, but the files
        could not be rewritten because others were reading; the next opening of the store does that.
    """
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        finder = find_person(connection, dataset_id, rep, person_finder)
        rows = _erase(connection, dataset_id, finder)
        touch(connection, dataset_id)
        record(connection, finder.without(by), ERASED, dataset_id, finder.pseudonym, rows)
    backups = clean_up(store, finder.without(by))
    with reading(store) as connection:
        others = select(schema.imports.c.id, schema.imports.c.dataset_id).where(
            schema.imports.c.dataset_id != dataset_id
        )
        elsewhere = {
            row.dataset_id
            for row in connection.execute(others).all()
            if people_in(snapshot(connection, row.id))["rep"].dropna().map(finder.named).any()
        }
    return Erased(finder.pseudonym, rows, backups, tuple(sorted(elsewhere)))


def find_person(connection: Connection, dataset_id: int, rep: str, person_finder: MakeFinder) -> PersonFinder:
    """Return what finds a rep of a data set. Raises ``StoreProblem`` (``no_such``)."""
    people = [people_in(snapshot(connection, import_id)) for import_id in _import_ids(connection, dataset_id)]
    known = pd.concat(people, ignore_index=True) if people else pd.DataFrame(columns=["rep", "email", "rep_id"])
    is_rep = known["rep"].astype(str).str.casefold() == rep.casefold()
    signing_in = [
        row
        for row in connection.execute(select(schema.people))
        if row.role == "rep" and rep.casefold() in [name.casefold() for name in row.reps]
    ]
    tables = (schema.commitments, schema.notes, schema.goals)
    is_named = any(
        connection.execute(
            select(table.c.id).where(table.c.dataset_id == dataset_id, table.c.rep == rep).limit(1)
        ).first()
        for table in tables
    )
    if not (is_rep.any() or signing_in or is_named):
        raise StoreProblem("no_such", place=rep)
    emails = {*known.loc[is_rep, "email"].dropna(), *(row.email for row in signing_in)}
    others = {*known.loc[~is_rep, "rep"].dropna(), *(row.name for row in connection.execute(select(schema.people)))}
    ids = known.loc[is_rep, "rep_id"].dropna()
    taken = {str(name).casefold() for name in known["rep"].dropna()}
    pseudonym = ""
    while not pseudonym or pseudonym.casefold() in taken:
        pseudonym = f"Rep-{secrets.token_hex(_PSEUDONYM_BYTES)}"
    return person_finder(rep, sorted(others - {rep}), sorted(emails), ids, pseudonym)


def _erase(connection: Connection, dataset_id: int, finder: PersonFinder) -> dict[str, int]:
    counts: dict[str, int] = {}
    for import_id in _import_ids(connection, dataset_id):
        rewrite(connection, import_id, finder.erased(snapshot(connection, import_id)))
        counts["imports"] = counts.get("imports", 0) + 1
    notes, people = schema.notes, schema.people
    of_rep = [
        note.id
        for note in connection.execute(select(notes).where(notes.c.dataset_id == dataset_id))
        if finder.named(note.rep) or (finder.named(note.author) and note.private)
    ]
    connection.execute(delete(notes).where(notes.c.id.in_(of_rep)))
    signed = [
        person.id
        for person in connection.execute(select(people))
        if finder.named(person.email) or finder.named(person.name)
    ]
    connection.execute(delete(people).where(people.c.id.in_(signed)))
    counts |= {"notes": len(of_rep), "people": len(signed)}
    living = set(connection.scalars(select(schema.datasets.c.id))) - {dataset_id}
    for table in schema.metadata.sorted_tables:
        if table is not schema.parts:
            changed = _rewrite_texts(connection, table, living, finder)
            counts[table.name] = counts.get(table.name, 0) + (0 if table is schema.imports else changed)
    return {name: count for name, count in counts.items() if count}


def _rewrite_texts(connection: Connection, table: Table, living: set[int], finder: PersonFinder) -> int:
    """Rewrite the texts of a table, except in rows of other existing data sets; return the number of rows changed."""
    query = select(table)
    of = table.c.id if table is schema.datasets else table.c.get("dataset_id")
    if of is not None:
        query = query.where(of.is_(None) | of.not_in(living))
    if table is schema.settings:
        query = query.where(table.c.name != LOGO)  # a short name may be part of the encoded picture by chance
    count = 0
    for row in connection.execute(query).all():
        values = dict(row._mapping)
        changed = {name: new for name, value in values.items() if (new := finder.without_in(value)) != value}
        changed.pop("token", None)
        if changed:
            key = [column == values[column.name] for column in table.primary_key.columns]
            connection.execute(update(table).where(*key).values(**changed))
            count += 1
    return count


def people_in(intake: Intake) -> pd.DataFrame:
    """Return all people in an intake: ``rep``, with ``email`` and ``rep_id`` if they are known."""
    named = [
        getattr(intake.tables, table)["rep"].dropna().astype(str).drop_duplicates()
        for table in TABLES
        if "rep" in TABLES[table]
    ]
    managers = intake.tables.reps["manager"].dropna().astype(str).drop_duplicates()
    known = intake.tables.reps[["rep", "email", "rep_id"]].astype(object)
    return pd.concat([known, *(pd.DataFrame({"rep": names}) for names in (*named, managers))], ignore_index=True)


def _import_ids(connection: Connection, dataset_id: int) -> list[int]:
    table = schema.imports
    return list(connection.scalars(select(table.c.id).where(table.c.dataset_id == dataset_id).order_by(table.c.number)))
