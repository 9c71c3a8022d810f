"""What is cached for all visitors together has an end.

What would be lost: a server that a few large data sets fill up until it is killed.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from coaching.advise import Options
from coaching.bounded_cache import BoundedCache, size_of
from coaching.importing import Intake
from coaching.settings import read_settings
from coaching.store import open_store
from coaching.tables import Tables, conform
from tests.build import deals, won

KIB = pd.DataFrame({"x": [1.0] * 128}, index=range(128))
KEPT = size_of(KIB) + size_of("a")


def test_the_one_unused_for_longest_goes() -> None:
    cache = BoundedCache(3 * KEPT)
    for key in "abc":
        cache.get(key, KIB.copy)
    cache.get("a", KIB.copy)
    cache.get("d", KIB.copy)
    assert cache.bytes == 3 * KEPT
    made = []
    for key in "acdb":
        cache.get(key, lambda key=key: made.append(key) or KIB)
    assert made == ["b"]


def test_one_that_is_too_large_by_itself_is_kept_while_it_is_used() -> None:
    cache = BoundedCache(10)
    kept = cache.get("a", KIB.copy)
    assert cache.get("a", KIB.copy) is kept


def test_several_who_ask_at_once_wait_for_one() -> None:
    cache, started, made = BoundedCache(10**6), threading.Barrier(4), []

    def ask(_: int) -> object:
        started.wait()
        return cache.get("a", lambda: made.append(1) or KIB)

    with ThreadPoolExecutor(4) as pool:
        assert {id(one) for one in pool.map(ask, range(4))} == {id(KIB)}
    assert made == [1]


def test_what_cannot_be_made_is_asked_for_again() -> None:
    cache = BoundedCache(10)
    with pytest.raises(KeyError):
        cache.get("a", {}.popitem)
    assert cache.get("a", lambda: 1) == 1


def test_a_data_set_weighs_what_its_tables_weigh() -> None:
    rows = deals(*[won()] * 500)
    assert size_of(Intake(Tables(deals=rows))) >= rows.memory_usage(deep=True).sum()
    assert size_of(conform(rows, "deals")) > 0


def test_results_weigh_what_is_in_them() -> None:
    kib = "x" * 1024
    result = {f"rep {number}": (Options(), [kib + str(number)]) for number in range(200)}
    assert 200 * 1024 < size_of(result) < 500 * 1024
    assert size_of([result, result]) < size_of(result) + 1024


def test_merged_imports_are_cached_by_their_bytes_and_within_the_one_setting(tmp_path, monkeypatch) -> None:
    """They were bounded by their number: two states of a large team were kept whatever they weighed."""
    monkeypatch.setenv("SALES_COACH_CACHE_MB", "1")
    state = Intake(Tables(deals=deals(*[won()] * 500)))
    store = open_store(folder=tmp_path)
    fitting = store.state_cache.limit // size_of(state)
    assert store.state_cache.limit + read_settings().pages_cache_bytes == 2**20
    for number in range(fitting + 1):
        store.state_cache.keep((str(number),), state)
    assert store.state_cache.longest(("0",)) == (0, None)
    assert store.state_cache.longest((str(fitting), "later")) == (1, state)
    store.close()
