"""The schema of a database: its revision, and the migrations to the present one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from coaching.store.problems import StoreProblem


def revision(connection: Connection) -> str | None:
    """Return the revision of a database's schema; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """Return the revision of this version's schema."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def must_be_known(schema: str | None) -> None:
    """Raise ``StoreProblem`` (``newer_schema``) for a revision that only a later version knows."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if schema is not None and schema not in known:
        raise StoreProblem("newer_schema", place=schema)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations that are due, inside the transaction of the connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
