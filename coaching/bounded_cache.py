"""A cache that is bounded in bytes, for large results and data sets that several threads share."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")

#: The size of a large collection is estimated from about this many members, evenly spread.
_SAMPLED = 24
#: The bytes that an entry of a mapping takes besides its key and value.
_ENTRY_BYTES = 100
#: Types of plain values, which hold no others.
SCALARS = (str, bytes, int, float, bool, type(None), dt.date)


class BoundedCache:
    """A cache that drops the least recently used values while they take more than ``limit`` bytes together.

    One value always stays, however large. Threads may share it.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._bytes = 0
        self._entries: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._pending: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """The estimated size of all values together."""
        with self._lock:
            return self._bytes

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of ``key``; if there is none, call ``make``, once for all threads that wait for it."""
        with self._lock:
            if key in self._entries:
                value: T = self._used(key)
                return value
            making = self._pending.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._entries:
                    value = self._used(key)
                    return value
            try:
                made = make()
                self.put(key, made)
                return made
            finally:
                with self._lock:
                    self._pending.pop(key, None)

    def find(self, key: Hashable) -> Any | None:
        """Return the value of ``key``, or None if there is none."""
        with self._lock:
            return self._used(key) if key in self._entries else None

    def put(self, key: Hashable, value: object) -> None:
        """Cache a value as the one used last, in place of the former value of ``key``."""
        size = size_of(value) + size_of(key)
        with self._lock:
            # Two threads may have made it, if the first value was dropped before the second thread looked.
            self._bytes += size - self._entries.pop(key, (None, 0))[1]
            self._entries[key] = (value, size)
            while len(self._entries) > 1 and self._bytes > self.limit:
                self._bytes -= self._entries.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Drop all values."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0

    def _used(self, key: Hashable) -> Any:
        """Return the value of ``key`` and mark it as the one used last; the caller holds the lock."""
        self._entries.move_to_end(key)
        return self._entries[key][0]


def size_of(value: object) -> int:
    """Return the estimated bytes of a value with everything in it; an object that it holds twice counts once."""
    return _size(value, set())


def _size(value: object, seen: set[int]) -> int:
    if isinstance(value, SCALARS):
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
        inside = _size_of_all(value, len(value), seen) + _size_of_all(value.values(), len(value), seen)
        return sys.getsizeof(value) + _ENTRY_BYTES * len(value) + inside
    if isinstance(value, Sequence | Set):
        return sys.getsizeof(value) + _size_of_all(value, len(value), seen)
    if is_dataclass(value):
        return sys.getsizeof(value) + sum(_size(getattr(value, field.name), seen) for field in fields(value))
    return sys.getsizeof(value)


def _size_of_all(members: Iterable[object], count: int, seen: set[int]) -> int:
    step = max(1, count // _SAMPLED)
    sampled = [_size(member, seen) for member in islice(members, 0, None, step)]
    return sum(sampled) * count // max(1, len(sampled))
