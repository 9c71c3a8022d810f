"""Data sets: the imports and decisions of one team, under an unguessable token."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from coaching.importing import Intake
from coaching.store import schema
from coaching.store.changelog import now, record, touch
from coaching.store.engine import Store, reading, writing
from coaching.store.model import Dataset, File
from coaching.store.problems import StoreProblem

_TOKEN_BYTES = 18
_TABLE = schema.datasets
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}(\.gz)?$")
_BETWEEN = r"[\s_.,+-]"
_DAY = r"(?:(?:19|20)\d\d[-_. ]?(?:0[1-9]|1[0-2])(?:[-_. ]?[0-3]\d)?|\d{1,2}[-_.]\d{1,2}[-_.](?:19|20)\d\d|\d{8,})"
_TIME = r"(?:[T_\s-]+(?:at\s)?\d{1,2}(?:[-_.:h]?\d\d){0,2}Z?)?"
#: What changes from one export to the next: the day and time, and the count of a copy.
_AT_THE_END = re.compile(rf"(?:{_BETWEEN}*\(\d+\)|{_BETWEEN}+copy|(?<!\d){_DAY}{_TIME}|{_BETWEEN}+)$", re.IGNORECASE)
_AT_THE_START = re.compile(rf"^(?:{_DAY}(?!\d)|{_BETWEEN}+)")


def create_dataset(store: Store, name: str, by: str, token: str | None = None, is_sample: bool = False) -> Dataset:
    """Create an empty data set, or return the existing one with that token."""
    with writing(store) as connection:
        return create_in(connection, name, by, token, is_sample)


def create_in(connection: Connection, name: str, by: str, token: str | None, is_sample: bool) -> Dataset:
    """Create an empty data set within a transaction, or return the existing one with that token."""
    token = token or secrets.token_urlsafe(_TOKEN_BYTES)
    known = _by_token(connection, token)
    if known is not None:
        return known
    values = {"token": token, "name": name, "is_sample": is_sample, "version": 1}
    connection.execute(insert(_TABLE).values(**values, created_at=now(), created_by=by))
    existing = _by_token(connection, token)
    assert existing is not None
    record(connection, by, "dataset_created", existing.id, name)
    return existing


def suggested_name(intake: Intake, files: Sequence[File]) -> str:
    """Return a name for a data set that still fits after later imports; "" without files.

    It is the name of the file with most deals, without its ending and without what changes from one export to the
    next: days, times and the count of a copy.
    """
    deals = {source.file: source.rows_kept for source in intake.sources if source.table == "deals"}
    name = max(deals, key=lambda file: deals[file]) if deals else files[0].name if files else ""
    whole = rest = _ENDING.sub("", name.rpartition("/")[2].strip())
    before = ""
    while rest != before:
        before, rest = rest, _AT_THE_START.sub("", _AT_THE_END.sub("", rest))
    return (rest if any(letter.isalpha() for letter in rest) else whole).replace("_", " ")


def find_dataset(store: Store, token: str) -> Dataset | None:
    """Return the data set of a token; None if there is none."""
    with reading(store) as connection:
        return _by_token(connection, token)


def get_dataset(store: Store, dataset_id: int) -> Dataset:
    """Return a data set in its present version. Raises ``StoreProblem`` (``no_such``)."""
    with reading(store) as connection:
        return must_exist(connection, dataset_id)


def list_datasets(store: Store) -> tuple[Dataset, ...]:
    """Return all data sets, the oldest first."""
    with reading(store) as connection:
        return tuple(Dataset(**row._mapping) for row in connection.execute(select(_TABLE).order_by(_TABLE.c.id)))


def rename_dataset(store: Store, dataset_id: int, name: str, by: str) -> None:
    """Rename a data set."""
    with writing(store) as connection:
        before = must_exist(connection, dataset_id)
        connection.execute(update(_TABLE).where(_TABLE.c.id == dataset_id).values(name=name))
        touch(connection, dataset_id)
        record(connection, by, "dataset_renamed", dataset_id, name, {"before": before.name})


def delete_dataset(store: Store, dataset_id: int, by: str) -> None:
    """Delete a data set with its imports and decisions; its entries in the change log stay."""
    with writing(store) as connection:
        before = must_exist(connection, dataset_id)
        connection.execute(delete(_TABLE).where(_TABLE.c.id == dataset_id))
        record(connection, by, "dataset_deleted", dataset_id, before.name)


def must_exist(connection: Connection, dataset_id: int) -> Dataset:
    """Return a data set within a transaction. Raises ``StoreProblem`` (``no_such``)."""
    row = connection.execute(select(_TABLE).where(_TABLE.c.id == dataset_id)).first()
    if row is None:
        raise StoreProblem("no_such", place="dataset")
    return Dataset(**row._mapping)


def _by_token(connection: Connection, token: str) -> Dataset | None:
    row = connection.execute(select(_TABLE).where(_TABLE.c.token == token)).first()
    return None if row is None else Dataset(**row._mapping)
