"""The reader's day: the only place where the pages ask the clock."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """Return the reader's day."""
    return dt.datetime.now().date()
