"""What is worked out and large, kept within a number of bytes for all visitors together."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import TypeVar

import pandas as pd
import streamlit as st

from coaching.settings import read_settings

T = TypeVar("T")

_MIB = 2**20


class Shelf:
    """Values by key; while they take more than ``limit`` bytes, the one unused for longest goes. The last one stays."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """How much everything kept takes."""
        with self._lock:
            return sum(size for _, size in self._kept.values())

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under ``key``; made first, once for all who ask at the same time, where it is not."""
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key][0]  # type: ignore[return-value]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._kept[key] = (made, size_of(made))
                while len(self._kept) > 1 and sum(size for _, size in self._kept.values()) > self._limit:
                    self._kept.popitem(last=False)
            return made


def size_of(value: object) -> int:
    """Return about how many bytes the tables in ``value`` take; values without tables count as nothing."""
    if isinstance(value, pd.DataFrame):
        return int(value.memory_usage(deep=True).sum())
    if is_dataclass(value) and not isinstance(value, type):
        return sum(size_of(getattr(value, one.name)) for one in fields(value))
    return 0


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Return the one shelf of this server; ``SALES_COACH_CACHE_MB`` says how much it may hold."""
    return Shelf(read_settings().cache_mb * _MIB)
