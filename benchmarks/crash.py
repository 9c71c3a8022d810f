"""Kill the app at any moment and look at what it remembers.

``python -m benchmarks.crash --kills 100`` does one thing after another to a memory in a process of its own (an import,
an undo, an erasure, a migration), kills that process at a random moment of it (SIGKILL), opens the store again and
looks: what was acknowledged is there, what was not is there wholly or not at all, and everything is whole. Every
tenth time the PostgreSQL server is killed as well. Both kinds of database, unless ``--kind`` names one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.postgres import Server, new_database
from coaching.access import person_finder
from coaching.store import (
    Store,
    add_commitment,
    add_import,
    create_dataset,
    erase_person,
    find_dataset,
    list_imports,
    load,
    load_import,
    migrating,
    open_store,
    state_hash,
    undo_import,
    verify,
)
from coaching.store.engine import reading
from tests.store.made import bytes_of, deal, everything_said, intake

KINDS = ("sqlite", "postgresql")
DEEDS = ("import", "undo", "erase", "migrate")
#: Of each import; erased people of each turn.
ROWS = 400
_TOKEN = "crash"
_DAY = dt.date(2026, 3, 2)
_MOST_IMPORTS = 6
_LATER_SCHEMA = '''"""A migration that touches much."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"


def upgrade() -> None:
    """Add a column, copy a table over, and fill it."""
    op.add_column("datasets", sa.Column("motto", sa.Text()))
    op.execute("UPDATE datasets SET motto = name")
    op.execute("CREATE TABLE parts_of_old AS SELECT * FROM parts")
    with op.batch_alter_table("imports") as batch:
        batch.add_column(sa.Column("weight", sa.Integer(), server_default="7", nullable=False))
'''


@dataclass
class World:
    """A memory under fire, and what must be true of it."""

    address: str | None
    folder: Path
    migrations: Path
    imports: dict[int, bool] = field(default_factory=dict)  # number -> whether it stands
    person: int = 0


def name_of(person: int) -> str:
    """Return a name that no other text holds."""
    return f"Zahra Quill{person:04d}"


def brought(number: int, person: int) -> Any:
    """Return what import ``number`` brings: its rows add up to a thousand times its number."""
    amount = 1000.0 * number / ROWS
    rep = name_of(person)
    return intake(*(deal(number * 10_000 + row, amount=amount, rep=rep, account=f"{row} x") for row in range(ROWS)))


def opened(world: World) -> Store:
    """Open a memory, with the schema of its world."""
    return open_store(world.address, folder=world.folder, env={})


def deed(told: Connection, world: World, what: str) -> None:
    """Do one thing, say when it begins and when it is acknowledged; runs until it is killed."""
    if what == "migrate":
        with later_schema(world):
            told.send("begin")
            opened(world).close()
            told.send("done")
    else:
        store = opened(world)
        dataset = find_dataset(store, _TOKEN)
        assert dataset is not None
        told.send("begin")
        if what == "import":
            new = brought(len(world.imports) + 1, world.person)
            told.send(add_import(store, dataset.id, new, seen_on=_DAY, by="me").number)
        elif what == "undo":
            last = [one for one in list_imports(store, dataset.id) if one.undone_at is None][-1]
            undo_import(store, last.id, "me")
        else:
            erase_person(store, dataset.id, name_of(world.person), "me", person_finder)
        told.send("done")
    time.sleep(60)


def kill_in(world: World, what: str, seconds: float) -> bool:
    """Run a deed in a process of its own and kill it so long after it began; return whether it was acknowledged."""
    processes = multiprocessing.get_context("forkserver")
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=deed, args=(there, world, what), daemon=True)
    process.start()
    there.close()
    said = [here.recv()]  # begin
    until = time.monotonic() + seconds
    while time.monotonic() < until and "done" not in said:
        if here.poll(max(0.0, until - time.monotonic())):
            said.append(here.recv())
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    try:
        while True:
            said.append(here.recv())
    except EOFError:
        return "done" in said


def check(world: World, what: str, acknowledged: bool, before: str) -> None:
    """Open the store again and compare it with what must be true."""
    store = opened(world)
    try:
        report = verify(store)
        assert report.whole, report.problems
        dataset = find_dataset(store, _TOKEN)
        assert dataset is not None
        found = {one.number: one for one in list_imports(store, dataset.id)}
        after = state_hash(store, dataset.id)
        if what == "import":
            more = set(found) - set(world.imports)
            assert more <= {len(world.imports) + 1}
            assert more or not acknowledged, "an acknowledged import is gone"
            assert more or after == before
            world.imports |= dict.fromkeys(more, True)
        elif what == "undo":
            last = max(number for number, stands in world.imports.items() if stands)
            undone = found[last].undone_at is not None
            assert undone or not acknowledged, "an acknowledged undo is gone"
            world.imports[last] = not undone
        elif what == "erase":
            name = name_of(world.person)
            gone = name not in everything_said(store)
            assert gone or not acknowledged, "an erased person is back"
            assert gone or after == before, "half erased"
            if gone:
                left = [file for file, data in bytes_of(world.folder).items() if name.encode() in data]
                assert not left, left
                world.person += 1
        assert {number: one.undone_at is None for number, one in found.items()} == world.imports
        for number, one in found.items():
            assert load_import(store, one.id).tables.deals["amount"].sum() == 1000.0 * number, number
        state = load(store, dataset.id)
        total = 0 if state is None else state.tables.deals["amount"].sum()
        assert total == 1000.0 * sum(number for number, stands in world.imports.items() if stands)
    finally:
        store.close()


def check_migration(world: World, before: str) -> None:
    """Open a database whose migration was cut short as the version that migrates does: it finishes the migration."""
    with later_schema(world):
        store = opened(world)
        try:
            assert verify(store).whole
            assert state_hash(store, 1) == before, "a migration changed what is known"
            with reading(store) as connection:
                assert migrating.revision(connection) == "next"
        finally:
            store.close()


@contextmanager
def later_schema(world: World) -> Iterator[None]:
    """Take migrations from a folder with one more than there is."""
    plain = migrating._config

    def config() -> Any:
        made = plain()
        made.set_main_option("script_location", str(world.migrations))
        return made

    migrating._config = config
    try:
        yield
    finally:
        migrating._config = plain


def new_world(server: Server | None, place: Path, number: int) -> World:
    """Make a memory with one import and a commitment."""
    address = new_database(server.address, f"crash{number}") if server else None
    world = World(address, place / f"data{number}", place / "migrations")
    store = opened(world)
    dataset = create_dataset(store, "Crash", "me", token=_TOKEN)
    add_import(store, dataset.id, brought(1, world.person), seen_on=_DAY, by="me")
    add_commitment(store, dataset.id, "me", rep="Omar", kpi="closing_ratio", action="Call", agreed_on=_DAY, due_on=_DAY)
    store.close()
    world.imports[1] = True
    return world


def kill_many(kind: str, kills: int, seed: int) -> Counter[str]:
    """Kill ``kills`` times and check each time; return what was counted.

    Raises ``AssertionError`` where anything is not as it must be.
    """
    rng = random.Random(seed)
    counted: Counter[str] = Counter()
    lasts = dict.fromkeys(DEEDS, 0.5)
    place = Path(tempfile.mkdtemp(prefix="crash"))
    later = place / "migrations"
    shutil.copytree(Path(migrating.__file__).parent / "migrations", later)
    (later / "versions" / "next.py").write_text(_LATER_SCHEMA.format(head=migrating.head()))
    server = Server(lasting=True) if kind == "postgresql" else None
    try:
        worlds = 1
        world = new_world(server, place, worlds)
        for turn in range(kills):
            if len(world.imports) >= _MOST_IMPORTS:
                worlds += 1
                world = new_world(server, place, worlds)
            what = DEEDS[turn % len(DEEDS)]
            if what == "undo" and not any(world.imports.values()):
                what = "import"
            before = ready(world, what)
            target = world
            if what == "migrate":
                worlds += 1
                target = copied(world, server, place, worlds)
            started = time.monotonic()
            acknowledged = kill_in(target, what, rng.uniform(0, 1.5 * lasts[what]))
            # Aim so that most kills fall into the deed, early and late, and some just after it.
            lasts[what] = min(time.monotonic() - started, lasts[what]) if acknowledged else min(lasts[what] * 1.2, 20.0)
            if server and turn % 10 == 9:
                server.crash()
                counted["server crashes"] += 1
            if what == "migrate":
                check_migration(target, before)
            else:
                check(target, what, acknowledged, before)
            counted[f"{what}, {'acknowledged' if acknowledged else 'cut short'}"] += 1
            print(f"\r{kind}: {turn + 1} kills", end="", file=sys.stderr, flush=True)
    finally:
        print(file=sys.stderr)
        if server:
            server.stop()
        shutil.rmtree(place, ignore_errors=True)
    return counted


def ready(world: World, what: str) -> str:
    """See to it that there is something to erase; return the hash of all that is known."""
    store = opened(world)
    try:
        name = name_of(world.person)
        if what == "erase" and name not in everything_said(store):
            add_commitment(store, 1, "me", rep=name, kpi="k", action="Call", agreed_on=_DAY, due_on=_DAY)
        return state_hash(store, 1)
    finally:
        store.close()


def copied(world: World, server: Server | None, place: Path, number: int) -> World:
    """Return a copy of a memory, at the schema it has."""
    folder = place / f"data{number}"
    shutil.copytree(world.folder, folder)
    address = (
        new_database(server.address, f"crash{number}", (world.address or "").split("/")[3].split("?")[0])
        if server
        else None
    )
    return World(address, folder, world.migrations, dict(world.imports), world.person)


def main() -> int:
    """Kill as often as asked for, and say what was found."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--kind", choices=KINDS)
    asked.add_argument("--seed", type=int, default=7)
    options = asked.parse_args()
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.store.made"])
    for kind in [options.kind] if options.kind else KINDS:
        counted = kill_many(kind, options.kills, options.seed)
        print(f"{kind}: {options.kills} kills, nothing acknowledged lost, nothing half done, everything whole")
        for what, count in sorted(counted.items()):
            print(f"  {what}: {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
