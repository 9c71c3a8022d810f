"""The present day: the only place where the pages ask the clock."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Return the present day of the server's time zone."""
    return dt.datetime.now().date()
