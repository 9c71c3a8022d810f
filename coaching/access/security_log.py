"""The security log: sign-ins, refusals, downloads and erasures, one JSON line each.

A line holds the time, the event and the person, and nothing of the data. ``SALES_COACH_SECURITY_LOG`` sets where it is
written: to a file (which may be rotated while the app runs), to ``stderr``, or nowhere (``off``).
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
    """Start the log, to a file or to ``stderr``; ``""`` means ``stderr`` if people sign in, else nowhere.

    Raises ``OSError`` if the file cannot be written.
    """
    where = where or ("stderr" if people_sign_in else "off")
    if where == "off":
        return
    handler = logging.StreamHandler() if where == "stderr" else WatchedFileHandler(where, encoding="utf-8")
    handler.setFormatter(_Lines())
    _LOGGER.handlers = [handler]
    _LOGGER.setLevel(logging.INFO)


def record(event: str, who: str = "", **about: str | int | None) -> None:
    """Write one line: the time (UTC), the event, the person, and further facts."""
    line = {"event": event, "who": who, **{name: value for name, value in about.items() if value}}
    _LOGGER.info(json.dumps(line, ensure_ascii=True))


class _Lines(logging.Formatter):
    """Adds the time to the members of a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, **json.loads(record.getMessage())}, ensure_ascii=True)
