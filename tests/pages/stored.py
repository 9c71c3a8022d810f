"""Data sets in the app's store, as an upload would leave them."""

from __future__ import annotations

import datetime as dt
import hashlib

from coaching.importing.model import Intake
from coaching.store import File
from coaching.tables import Tables
from pages.session import datasets
from pages.session.datasets import Scope

DAY = dt.date(2026, 6, 30)


def store_dataset(made: Intake | Tables) -> Scope:
    """Store ``made`` as a new data set; ``data=store_dataset(...).link`` is its address."""
    made = made if isinstance(made, Intake) else Intake(made)
    name = hashlib.sha256(repr(made.tables).encode()).hexdigest()
    return datasets.keep(made, [File("made.csv", name, 0)], (), DAY)
