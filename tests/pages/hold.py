"""Put data into the memory of the app, as an upload would."""

from __future__ import annotations

import datetime as dt
import hashlib

from coaching.importing.model import Intake
from coaching.store import File
from coaching.tables import Tables
from pages.session import datasets
from pages.session.datasets import Scope

DAY = dt.date(2026, 6, 30)


def hold(made: Intake | Tables) -> Scope:
    """Keep ``made`` as a data set of its own; ``data=hold(...).link`` is its address."""
    made = made if isinstance(made, Intake) else Intake(made)
    name = hashlib.sha256(repr(made.tables).encode()).hexdigest()
    return datasets.keep(made, [File("made.csv", name, 0)], (), DAY)
