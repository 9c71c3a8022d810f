"""The tables of the store, as they are after the last migration."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON as PLAIN_JSON
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    select,
)


def clean(value: Any) -> Any:
    """Return a value whose texts have no NUL and no lone surrogates, which no database can store.

    Lists and mappings are cleaned too.
    """
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


class CleanText(TypeDecorator[str]):
    """A text column whose values are cleaned (``clean``) before they are stored."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Return the text to store."""
        cleaned: str | None = clean(value)
        return cleaned


class CleanJson(TypeDecorator[Any]):
    """A JSON column whose texts are cleaned (``clean``) before they are stored."""

    impl = PLAIN_JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Return the data to store."""
        cleaned: str | None = clean(value)
        return cleaned


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A timestamp, stored in UTC without a time zone and returned with it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Return the timestamp in UTC, without its time zone."""
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Return the timestamp with its time zone, UTC."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


def select_without(table: Table, *names: str) -> Select[Any]:
    """Return a query for the columns of a table except the named ones."""
    return select(*(column for column in table.c if column.name not in names))


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _dataset(index: bool = True) -> Column[int]:
    return Column("dataset_id", ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False, index=index)


def _text(name: str, null: bool = False) -> Column[str]:
    return Column(name, CleanText, nullable=null)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
#: Keeps SQLite from using the id of a deleted row again.
_UNIQUE_IDS: dict[str, Any] = {"sqlite_autoincrement": True}

datasets = Table(
    "datasets",
    metadata,
    _key(),
    Column("token", CleanText, nullable=False, unique=True),
    _text("name"),
    Column("is_sample", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    **_UNIQUE_IDS,
)

imports = Table(
    "imports",
    metadata,
    _key(),
    _dataset(index=False),
    Column("number", Integer, nullable=False),
    Column("seen_on", Date, nullable=False),
    Column("replaces", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    Column("files", CleanJson, nullable=False),
    Column("layouts", CleanJson, nullable=False),
    Column("rows", CleanJson, nullable=False),
    Column("changes", CleanJson, nullable=False),
    _text("sha256"),
    Column("undone_at", UtcDateTime),
    _text("undone_by", null=True),
    UniqueConstraint("dataset_id", "number"),
    **_UNIQUE_IDS,
)

parts = Table(
    "parts",
    metadata,
    Column("import_id", ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("name", CleanText, primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("sha256"),
    Column("bytes", LargeBinary, nullable=False),
)

layouts = Table(
    "layouts",
    metadata,
    Column("key", CleanText, primary_key=True),
    Column("decided", CleanJson, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    _text("saved_by"),
)

goals = Table(
    "goals",
    metadata,
    _key(),
    _dataset(),
    _text("rep", null=True),
    _text("team", null=True),
    Column("goal_from", Date),
    Column("goal_to", Date),
    _text("goal_period", null=True),
    Column("amount", Double, nullable=False),
    _text("currency", null=True),
    **_UNIQUE_IDS,
)

rules = Table(
    "rules",
    metadata,
    _key(),
    _dataset(),
    _text("team", null=True),
    _text("kpi"),
    Column("limit", Double),
    Column("weight", Double),
    **_UNIQUE_IDS,
)

settings = Table(
    "settings",
    metadata,
    Column("dataset_id", ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True),
    Column("name", CleanText, primary_key=True),
    Column("value", CleanJson),
)

commitments = Table(
    "commitments",
    metadata,
    _key(),
    _dataset(),
    _text("rep"),
    _text("kpi"),
    _text("tip", null=True),
    _text("action"),
    Column("target", Double),
    _text("owner"),
    _text("state"),
    Column("agreed_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("created_at", UtcDateTime, nullable=False),
    _text("created_by"),
    Column("edition", Integer),
    **_UNIQUE_IDS,
)

notes = Table(
    "notes",
    metadata,
    _key(),
    _dataset(),
    _text("rep"),
    Column("commitment_id", ForeignKey("commitments.id", ondelete="SET NULL"), index=True),
    _text("text"),
    Column("private", Boolean, nullable=False),
    _text("author"),
    Column("created_at", UtcDateTime, nullable=False),
    **_UNIQUE_IDS,
)

trainings = Table(
    "trainings",
    metadata,
    _key(),
    _dataset(),
    _text("title"),
    _text("kpi"),
    Column("held_on", Date, nullable=False),
    _text("trainer"),
    Column("reps", CleanJson, nullable=False),
    _text("text"),
    **_UNIQUE_IDS,
)

tips = Table(
    "tips",
    metadata,
    _key(),
    _dataset(),
    _text("kpi"),
    _text("product", null=True),
    _text("segment", null=True),
    Column("texts", CleanJson, nullable=False),
    Column("active", Boolean, nullable=False),
    _text("replaces", null=True),
    **_UNIQUE_IDS,
)

people = Table(
    "people",
    metadata,
    _key(),
    Column("email", CleanText, nullable=False, unique=True),
    _text("name"),
    _text("role"),
    Column("teams", CleanJson, nullable=False),
    Column("reps", CleanJson, nullable=False),
    Column("active", Boolean, nullable=False),
    **_UNIQUE_IDS,
)

#: Sign-ins by a hash that identifies no person; the row ``*`` ends all sign-ins that began before it.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("key", CleanText, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)

#: The change log has no foreign keys, because its entries outlive what they are about.
log = Table(
    "log",
    metadata,
    _key(),
    Column("at", UtcDateTime, nullable=False),
    _text("by"),
    _text("action"),
    Column("dataset_id", Integer),
    _text("subject"),
    Column("detail", CleanJson, nullable=False),
    Index(None, "dataset_id", "id"),
    **_UNIQUE_IDS,
)
