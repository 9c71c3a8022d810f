"""What is worked out for all visitors, kept within a number of bytes: everything that pages cache lies here."""

from __future__ import annotations

import datetime as dt
import functools
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd
import streamlit as st

from coaching.settings import read_settings

P = ParamSpec("P")
T = TypeVar("T")

_MIB = 2**20
#: Of a collection with more members so many are weighed, evenly spread; what they weigh stands for the others.
_WEIGHED = 24
#: What an entry of a mapping takes besides its key and value.
_ENTRY = 100
_SCALARS = (str, bytes, int, float, bool, type(None), dt.date)


class Shelf:
    """Values by key; while they take more than ``limit`` bytes, the one unused for longest goes. The last one stays."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """How much everything kept takes."""
        with self._lock:
            return self._bytes

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under ``key``; made first, once for all who ask at the same time, where it is not."""
        with self._lock:
            if key in self._kept:
                found: T = self._found(key)
                return found
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    found = self._found(key)
                    return found
            try:
                made = make()
                size = size_of(made) + size_of(key)
                with self._lock:
                    # Two may have made it, where the first was let go of before the second looked.
                    self._bytes += size - self._kept.pop(key, (None, 0))[1]
                    self._kept[key] = (made, size)
                    while len(self._kept) > 1 and self._bytes > self._limit:
                        self._bytes -= self._kept.popitem(last=False)[1][1]
                return made
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def _found(self, key: Hashable) -> Any:
        """Return what is kept under ``key``, which is then the last one used. Asked while the lock is held."""
        self._kept.move_to_end(key)
        return self._kept[key][0]


def size_of(value: object) -> int:
    """Return about how many bytes a value takes with all that is in it; what it holds twice counts once."""
    return _weight(value, set())


def _weight(value: object, seen: set[int]) -> int:
    if isinstance(value, _SCALARS):
        return sys.getsizeof(value)
    if id(value) in seen or isinstance(value, type) or callable(value):
        return 0
    seen.add(id(value))
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if isinstance(value, pd.Series | pd.Index):
        return int(value.memory_usage(deep=True))
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, Mapping):
        inside = _all_of(value, len(value), seen) + _all_of(value.values(), len(value), seen)
        return sys.getsizeof(value) + _ENTRY * len(value) + inside
    if isinstance(value, Sequence | Set):
        return sys.getsizeof(value) + _all_of(value, len(value), seen)
    if is_dataclass(value):
        return sys.getsizeof(value) + sum(_weight(getattr(value, one.name), seen) for one in fields(value))
    return sys.getsizeof(value)


def _all_of(members: Iterable[object], count: int, seen: set[int]) -> int:
    step = max(1, count // _WEIGHED)
    some = [_weight(one, seen) for one in islice(members, 0, None, step)]
    return sum(some) * count // max(1, len(some))


def cached(work: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function returns on the shelf, by its arguments: what one visitor asked for, others get as well.

    Arguments are plain values, or collections and dataclasses of them. What is returned is shared: to be read, not
    changed.
    """
    name = f"{work.__module__}.{work.__qualname__}"

    @functools.wraps(work)
    def found(*args: P.args, **kwargs: P.kwargs) -> T:
        return shelf().get((name, key_of(args), key_of(kwargs)), lambda: work(*args, **kwargs))

    return found


def key_of(value: object) -> Hashable:
    """Return what tells a value from others, for a key; raises ``TypeError`` where only its identity could."""
    if isinstance(value, _SCALARS):
        return value
    if isinstance(value, Mapping):
        return frozenset((key_of(name), key_of(one)) for name, one in value.items())
    if isinstance(value, Set):
        return frozenset(map(key_of, value))
    if isinstance(value, Sequence):
        return tuple(map(key_of, value))
    if is_dataclass(value):
        return (type(value).__qualname__, *(key_of(getattr(value, one.name)) for one in fields(value)))
    raise TypeError(f"a {type(value).__name__} cannot name what is kept")


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Return the one shelf of this server; ``SALES_COACH_CACHE_MB`` says how much it may hold."""
    return Shelf(read_settings().cache_mb * _MIB)
