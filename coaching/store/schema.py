"""The tables of the memory, as they stand after the last migration."""

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
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


def clean(value: Any) -> Any:
    """Return text without what no database can hold (NUL, halves of characters), inside lists and mappings too."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


class Words(TypeDecorator[str]):
    """Text, cleaned on its way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Clean the text."""
        cleaned: str | None = clean(value)
        return cleaned


class Json(TypeDecorator[Any]):
    """Plain data, cleaned on its way in."""

    impl = PLAIN_JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Clean the texts."""
        cleaned: str | None = clean(value)
        return cleaned


class Moment(TypeDecorator[dt.datetime]):
    """A point in time: kept in UTC without a zone, given back with it."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Keep UTC."""
        return None if value is None else value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Say that it is UTC."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _dataset(index: bool = True) -> Column[int]:
    return Column("dataset_id", ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False, index=index)


def _text(name: str, null: bool = False) -> Column[str]:
    return Column(name, Words, nullable=null)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)
_NEVER_AGAIN: dict[str, Any] = {"sqlite_autoincrement": True}  # an id that was used once never names another row

datasets = Table(
    "datasets",
    metadata,
    _key(),
    Column("token", Words, nullable=False, unique=True),
    _text("name"),
    Column("is_sample", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    _text("created_by"),
    **_NEVER_AGAIN,
)

imports = Table(
    "imports",
    metadata,
    _key(),
    _dataset(index=False),
    Column("number", Integer, nullable=False),
    Column("seen_on", Date, nullable=False),
    Column("replaces", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    _text("created_by"),
    Column("files", Json, nullable=False),
    Column("layouts", Json, nullable=False),
    Column("rows", Json, nullable=False),
    Column("changes", Json, nullable=False),
    _text("sha256"),
    Column("undone_at", Moment),
    _text("undone_by", null=True),
    UniqueConstraint("dataset_id", "number"),
    **_NEVER_AGAIN,
)

parts = Table(
    "parts",
    metadata,
    Column("import_id", ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Words, primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("sha256"),
    Column("bytes", LargeBinary, nullable=False),
)

layouts = Table(
    "layouts",
    metadata,
    Column("key", Words, primary_key=True),
    Column("decided", Json, nullable=False),
    Column("saved_at", Moment, nullable=False),
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
    **_NEVER_AGAIN,
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
    **_NEVER_AGAIN,
)

settings = Table(
    "settings",
    metadata,
    Column("dataset_id", ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Words, primary_key=True),
    Column("value", Json),
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
    Column("created_at", Moment, nullable=False),
    _text("created_by"),
    Column("edition", Integer),
    **_NEVER_AGAIN,
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
    Column("created_at", Moment, nullable=False),
    **_NEVER_AGAIN,
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
    Column("reps", Json, nullable=False),
    _text("text"),
    **_NEVER_AGAIN,
)

tips = Table(
    "tips",
    metadata,
    _key(),
    _dataset(),
    _text("kpi"),
    _text("product", null=True),
    _text("segment", null=True),
    Column("texts", Json, nullable=False),
    Column("active", Boolean, nullable=False),
    _text("replaces", null=True),
    **_NEVER_AGAIN,
)

people = Table(
    "people",
    metadata,
    _key(),
    Column("email", Words, nullable=False, unique=True),
    _text("name"),
    _text("role"),
    Column("teams", Json, nullable=False),
    Column("reps", Json, nullable=False),
    Column("active", Boolean, nullable=False),
    **_NEVER_AGAIN,
)

#: Sign-ins by a hash that names nobody; ``*`` ends all that began before.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("key", Words, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

#: The change log outlives what it tells of: no key into the other tables.
log = Table(
    "log",
    metadata,
    _key(),
    Column("at", Moment, nullable=False),
    _text("by"),
    _text("action"),
    Column("dataset_id", Integer),
    _text("subject"),
    Column("detail", Json, nullable=False),
    Index(None, "dataset_id", "id"),
    **_NEVER_AGAIN,
)
