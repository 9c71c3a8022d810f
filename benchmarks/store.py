"""How long a million deals take to be kept and to come back, against writing and reading them as one Parquet file.

``python -m benchmarks.store`` measures both in one run, in turns, and gives medians; ``--database`` names PostgreSQL.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.made import made_deals
from benchmarks.postgres import new_database, server
from coaching.importing import Intake
from coaching.store import add_import, create_dataset, load, open_store
from coaching.tables import Tables

_DAY = dt.date(2026, 3, 2)


def seconds(action: Callable[[], Any]) -> float:
    """Return how long ``action`` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def measure(address: str | None, deals: pd.DataFrame, turns: int) -> dict[str, list[float]]:
    """Return the seconds of each way, turn by turn: saving and loading, and the same with a file."""
    intake = Intake(Tables(deals=deals), (), pd.DataFrame())
    told: dict[str, list[float]] = {"write": [], "read": [], "save": [], "load": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(address, folder=folder / "data", env={})
        for turn in range(turns):
            dataset = create_dataset(store, f"{turn}", "me")
            file = folder / f"{turn}.parquet"
            told["write"].append(seconds(partial(deals.to_parquet, file, compression="zstd")))
            told["save"].append(seconds(partial(add_import, store, dataset.id, intake, seen_on=_DAY, by="me")))
            store.state_cache.forget()
            told["read"].append(seconds(partial(pd.read_parquet, file)))
            told["load"].append(seconds(partial(load, store, dataset.id)))
            store.state_cache.forget()
        store.close()
    return told


def main() -> int:
    """Measure on both kinds of database; the exit status tells whether the aim is met."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--deals", type=int, default=1_000_000)
    asked.add_argument("--turns", type=int, default=5)
    asked.add_argument("--aim", type=float, default=4.0, help="times writing and reading the file")
    options = asked.parse_args()
    deals = made_deals(options.deals, 1000)
    is_met = True
    with server(lasting=True) as address:
        for kind, where in (("sqlite", None), ("postgresql", new_database(address, "bench"))):
            told = {way: statistics.median(times) for way, times in measure(where, deals, options.turns).items()}
            ratio = (told["save"] + told["load"]) / (told["write"] + told["read"])
            ways = ", ".join(f"{way} {value:.2f} s" for way, value in told.items())
            print(f"{kind}: {options.deals} deals, {ways}; {ratio:.1f} times the file")
            is_met &= ratio <= options.aim
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
