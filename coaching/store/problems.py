"""The problems of the store: error codes, whose messages are rendered later in the reader's language."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

#: The error codes of SQLite that have a remedy; extended codes share the last eight bits.
_SQLITE = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_READONLY: "unreachable",
    sqlite3.SQLITE_PERM: "unreachable",
    sqlite3.SQLITE_IOERR: "unreachable",
}
#: Errors that SQLite distinguishes only by their messages.
_SQLITE_SAID = {
    "no such table": "lost",
    "unsupported file format": "corrupt",
    "malformed": "corrupt",
    "Could not decode to UTF-8": "corrupt",
}
#: Prefixes of PostgreSQL's SQLSTATE codes.
_POSTGRESQL = {
    "53100": "disk_full",
    "53": "busy",
    "55P03": "busy",
    "57014": "busy",
    "40": "busy",
    "57P": "unreachable",
    "08": "unreachable",
    "28": "unreachable",
    "3D": "unreachable",
    "58": "unreachable",
    "25006": "unreachable",
    "42501": "unreachable",
    "XX00": "corrupt",
    "42P01": "lost",
}


class StoreProblem(Exception):
    """A problem that a user or an administrator can solve: a code (catalogue entry ``store.<code>``) and its values.

    The codes are ``disk_full``, ``newer_schema``, ``corrupt``, ``lost`` (a database that was made before is missing or
    empty), ``unreachable``, ``busy``, ``no_such``, ``not_a_backup``, ``not_empty`` and ``rejected``. The value
    ``place`` names a file or a database without path or address, because everybody may read the message.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(StoreProblem, self.code, **self.values), ()


def code_of(error: BaseException) -> str | None:
    """Return the code of a driver's error; None for an error that is a bug of this project."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return code_of(error.orig)
    if isinstance(error, NoConnection):
        return "busy"
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return _SQLITE.get(code) or next(
            (kind for fragment, kind in _SQLITE_SAID.items() if fragment in str(error)), None
        )
    if isinstance(error, psycopg.Error):
        if error.sqlstate is None:
            return "unreachable" if isinstance(error, psycopg.OperationalError) else None
        return next((code for state, code in _POSTGRESQL.items() if error.sqlstate.startswith(state)), None)
    if isinstance(error, UnicodeDecodeError):
        return "corrupt"  # the driver quotes what it found
    if isinstance(error, OSError):
        return "disk_full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "unreachable"
    return None


@contextmanager
def store_problems(where: object = "") -> Iterator[None]:
    """Turn the errors of database drivers and disks into ``StoreProblem``; other errors pass."""
    try:
        yield
    except (DBAPIError, NoConnection, sqlite3.Error, psycopg.Error, OSError, UnicodeDecodeError) as error:
        code = code_of(error)
        if code is None:
            raise
        raise StoreProblem(code, place=where.name if isinstance(where, Path) else str(where)) from error
