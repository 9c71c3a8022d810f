"""Goals made by hand: rows of the list, and a table of uploaded goals."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coaching.goals import Row
from coaching.tables import conform

JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))


def row(who: str = "rep:Sara", every: str = "month", days=JANUARY, amount: float | None = 100.0, **more) -> Row:
    return Row(who, every, *days, amount, more.get("currency"), more.get("source"))


def uploaded(*rows: dict) -> pd.DataFrame:
    shared = {"goal_period": "month", "goal_from": JANUARY[0], "goal_to": JANUARY[1], "file": "goals.csv", "row": 2}
    return conform(pd.DataFrame([{**shared, **one} for one in rows]), "goals")


UPLOADED = uploaded({"rep": "Sara", "amount": 100.0}, {"rep": "Omar", "amount": 50.0})
