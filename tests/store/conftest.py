"""Both kinds of database, one suite: SQLite in a temporary folder, PostgreSQL from TEST_DATABASE_URL or its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from benchmarks.postgres import binaries, new_database, server
from coaching.store import Dataset, Store, create_dataset, open_store
from coaching.store.migrating import head
from coaching.store.schema import metadata


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server; where there is none the test is left out, or fails if one is required."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
    elif binaries() is None:
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail("PostgreSQL is required and not installed")
        pytest.skip("PostgreSQL is not installed")
    else:
        with server() as address:
            yield address


@pytest.fixture(scope="session")
def migrated(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], str]:
    """What gives the address of one of a few databases on the server, emptied: quicker than one more each time."""
    made: dict[int, str] = {}

    def empty(number: int) -> str:
        if number not in made:
            made[number] = new_database(postgres, f"coach_{os.getpid()}_{number}")
            open_store(made[number], folder=tmp_path_factory.mktemp("migrated"), env={}).close()
        tables = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
        with psycopg.connect(made[number], autocommit=True) as connection:
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
            connection.execute("UPDATE alembic_version SET version_num = %s", (head(),))
        return made[number]

    return empty


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """What gives the address of one more empty database of a kind; None means a file in the data folder."""
    if request.param == "sqlite":
        return lambda: None
    empty = request.getfixturevalue("migrated")
    numbers = count(1)
    return lambda: empty(next(numbers))


@pytest.fixture
def opened(url: Callable[[], str | None], tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """What opens one more empty memory; all are closed afterwards."""
    stores: list[Store] = []

    def new() -> Store:
        stores.append(open_store(url(), folder=tmp_path / f"data{len(stores)}", env={}))
        return stores[-1]

    yield new
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    return opened()


@pytest.fixture
def dataset(store: Store) -> Dataset:
    return create_dataset(store, "Riyadh", "lead@example.com")
