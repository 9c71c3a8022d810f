"""Take a person out of the memory; what was counted stays, under a pseudonym."""

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
from coaching.store.imports.keeping import rewrite, snapshot
from coaching.store.problems import StoreProblem
from coaching.store.setting_names import LOGO
from coaching.store.upkeep.cleaning import ERASED, clean_up
from coaching.tables import TABLES

_PSEUDONYM_BYTES = 4


class PersonFinder(Protocol):
    """How a person is found; ``coaching.access.PersonFinder`` is one."""

    @property
    def pseudonym(self) -> str:
        """What stands in the person's place afterwards."""

    def named(self, text: str) -> bool:
        """Return whether a text names the person."""

    def without(self, text: str) -> str:
        """Return a text with the pseudonym in place of the person."""

    def without_in(self, value: Any) -> Any:
        """Return plain data with the pseudonym in place of the person."""

    def rows_naming(self, frame: pd.DataFrame) -> pd.Series:
        """Say for each row whether it names the person."""

    def erased(self, intake: Intake) -> Intake:
        """Return an intake with the pseudonym in place of the person."""


#: Makes the finder of a rep of: the rep's name, the names of others, the rep's e-mails, the rep's ids, the pseudonym.
MakeFinder = Callable[[str, Iterable[str], Iterable[str], Iterable[str], str], PersonFinder]


@dataclass(frozen=True)
class Erased:
    """What an erasure did.

    Attributes
    ----------
    pseudonym : str
        What the person is called now.
    rows : mapping of table to int
        Rows rewritten or removed, table by table; ``imports`` are snapshots.
    backups : tuple of str
        Automatic backups that were removed.
    elsewhere : tuple of int
        Other data sets that hold the same name, which may be another person's: they are as they were.
    """

    pseudonym: str
    rows: Mapping[str, int]
    backups: tuple[str, ...]
    elsewhere: tuple[int, ...]


def erase_person(store: Store, dataset_id: int, rep: str, by: str, person_finder: MakeFinder) -> Erased:
    """Put a random pseudonym in the place of a rep, everywhere in a data set, and remove notes and sign-in.

    Name, e-mail addresses and ids go from all snapshots (undone ones too), rows set aside, decisions, people and the
    log; then from the files: deleted pages, the write-ahead log, automatic backups. Figures stay as they were.

    Parameters
    ----------
    person_finder : function
        What a name is (``coaching.access.person_finder``).

    Raises
    ------
    StoreProblem
        ``no_such`` where nobody of that name is known; ``busy`` where the person is gone from all tables, but others
        kept the files from being rewritten: the next opening of the memory does that.
    """
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        finder = find_person(connection, dataset_id, rep, person_finder)
        rows = _erase(connection, dataset_id, rep, finder)
        touch(connection, dataset_id)
        record(connection, finder.without(by), ERASED, dataset_id, finder.pseudonym, rows)
    backups = clean_up(store, finder.without(by))
    with reading(store) as connection:
        others = select(schema.imports.c.id, schema.imports.c.dataset_id).where(
            schema.imports.c.dataset_id != dataset_id
        )
        elsewhere = {
            one.dataset_id
            for one in connection.execute(others).all()
            if people_in(snapshot(connection, one.id))["rep"].dropna().map(finder.named).any()
        }
    return Erased(finder.pseudonym, rows, backups, tuple(sorted(elsewhere)))


def find_person(connection: Connection, dataset_id: int, rep: str, person_finder: MakeFinder) -> PersonFinder:
    """Return how a rep of a data set is found. Raises ``StoreProblem`` (``no_such``)."""
    seen = [people_in(snapshot(connection, import_id)) for import_id in _import_ids(connection, dataset_id)]
    known = pd.concat(seen, ignore_index=True) if seen else pd.DataFrame(columns=["rep", "email", "rep_id"])
    is_rep = known["rep"].astype(str).str.casefold() == rep.casefold()
    signing_in = [
        row
        for row in connection.execute(select(schema.people))
        if row.role == "rep" and rep.casefold() in [name.casefold() for name in row.reps]
    ]
    follow = (schema.commitments, schema.notes, schema.goals)
    said = any(
        connection.execute(select(t.c.id).where(t.c.dataset_id == dataset_id, t.c.rep == rep).limit(1)).first()
        for t in follow
    )
    if not (is_rep.any() or signing_in or said):
        raise StoreProblem("no_such", place=rep)
    emails = {*known.loc[is_rep, "email"].dropna(), *(row.email for row in signing_in)}
    others = {*known.loc[~is_rep, "rep"].dropna(), *(row.name for row in connection.execute(select(schema.people)))}
    ids = known.loc[is_rep, "rep_id"].dropna()
    taken = {str(name).casefold() for name in known["rep"].dropna()}
    pseudonym = ""
    while not pseudonym or pseudonym.casefold() in taken:
        pseudonym = f"Rep-{secrets.token_hex(_PSEUDONYM_BYTES)}"
    return person_finder(rep, sorted(others - {rep}), sorted(emails), ids, pseudonym)


def _erase(connection: Connection, dataset_id: int, rep: str, finder: PersonFinder) -> dict[str, int]:
    counts: dict[str, int] = {}
    for import_id in _import_ids(connection, dataset_id):
        rewrite(connection, import_id, finder.erased(snapshot(connection, import_id)))
        counts["imports"] = counts.get("imports", 0) + 1
    notes, people = schema.notes, schema.people
    of_rep = [
        n.id
        for n in connection.execute(select(notes).where(notes.c.dataset_id == dataset_id))
        if finder.named(n.rep) or (finder.named(n.author) and n.private)
    ]
    connection.execute(delete(notes).where(notes.c.id.in_(of_rep)))
    signed = [p.id for p in connection.execute(select(people)) if finder.named(p.email) or finder.named(p.name)]
    connection.execute(delete(people).where(people.c.id.in_(signed)))
    counts |= {"notes": len(of_rep), "people": len(signed)}
    living = set(connection.scalars(select(schema.datasets.c.id))) - {dataset_id}
    for table in schema.metadata.sorted_tables:
        if table is not schema.parts:
            changed = _rewrite_texts(connection, table, dataset_id, living, finder)
            counts[table.name] = counts.get(table.name, 0) + (0 if table is schema.imports else changed)
    return {name: count for name, count in counts.items() if count}


def _rewrite_texts(
    connection: Connection, table: Table, dataset_id: int, living: set[int], finder: PersonFinder
) -> int:
    """Rewrite the texts of a table, but for rows of other data sets that are still there; return how many rows."""
    query = select(table)
    of = table.c.id if table is schema.datasets else table.c.get("dataset_id")
    if of is not None:
        query = query.where(of.is_(None) | of.not_in(living))
    if table is schema.settings:
        query = query.where(table.c.name != LOGO)  # a picture, in which a short name may stand by chance
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
    """Return everybody who works in an intake: ``rep``, with ``email`` and ``rep_id`` where they are known."""
    named = [
        getattr(intake.tables, t)["rep"].dropna().astype(str).drop_duplicates() for t in TABLES if "rep" in TABLES[t]
    ]
    managers = intake.tables.reps["manager"].dropna().astype(str).drop_duplicates()
    known = intake.tables.reps[["rep", "email", "rep_id"]].astype(object)
    return pd.concat([known, *(pd.DataFrame({"rep": names}) for names in (*named, managers))], ignore_index=True)


def _import_ids(connection: Connection, dataset_id: int) -> list[int]:
    t = schema.imports
    return list(connection.scalars(select(t.c.id).where(t.c.dataset_id == dataset_id).order_by(t.c.number)))
