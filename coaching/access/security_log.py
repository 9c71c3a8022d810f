"""The security log: who signed in, was refused, took something away or had somebody erased, one JSON line each.

A line holds when, what and who, and nothing of the data. It goes where ``SALES_COACH_SECURITY_LOG`` says: a file (which
may be rotated under the app), ``stderr``, or nowhere (``off``).
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from logging.handlers import WatchedFileHandler

_LOGGER = logging.getLogger("sales_coach.security")
_LOGGER.addHandler(logging.NullHandler())
_LOGGER.propagate = False


def begin(where: str, people_sign_in: bool = False) -> None:
    """Write the log from now on to a file or to stderr; ``""`` means stderr where people sign in, else nowhere.

    Raises ``OSError`` where the file cannot be written.
    """
    where = where or ("stderr" if people_sign_in else "off")
    if where == "off":
        return
    handler = logging.StreamHandler() if where == "stderr" else WatchedFileHandler(where, encoding="utf-8")
    handler.setFormatter(_Lines())
    _LOGGER.handlers = [handler]
    _LOGGER.setLevel(logging.INFO)


def record(event: str, who: str = "", **about: str | int | None) -> None:
    """Write one line: when (UTC), what happened, who did it, and what else is known about it."""
    line = {"event": event, "who": who, **{name: value for name, value in about.items() if value}}
    _LOGGER.info(json.dumps(line, ensure_ascii=True))


class _Lines(logging.Formatter):
    """Puts before a line's other members when it was written."""

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, **json.loads(record.getMessage())}, ensure_ascii=True)
