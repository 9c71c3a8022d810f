"""The cache that all visitors of a server share, bounded in bytes; every cached result of the pages is in it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from typing import ParamSpec, TypeVar

import streamlit as st

from coaching.bounded_cache import SCALARS, BoundedCache
from coaching.settings import read_settings

P = ParamSpec("P")
T = TypeVar("T")


def cached(work: Callable[P, T]) -> Callable[P, T]:
    """Cache the results of a function by its arguments, for all visitors of the server.

    Arguments are plain values, or collections and dataclasses of them. Results are shared: callers must not change
    them.
    """
    name = f"{work.__module__}.{work.__qualname__}"

    @functools.wraps(work)
    def found(*args: P.args, **kwargs: P.kwargs) -> T:
        return shared_cache().get((name, key_of(args), key_of(kwargs)), lambda: work(*args, **kwargs))

    return found


def key_of(value: object) -> Hashable:
    """Return a hashable key for a value; equal values have equal keys.

    Raises ``TypeError`` for objects that can only be told from others by their identity.
    """
    if isinstance(value, SCALARS):
        return value
    if isinstance(value, Mapping):
        return frozenset((key_of(name), key_of(member)) for name, member in value.items())
    if isinstance(value, Set):
        return frozenset(map(key_of, value))
    if isinstance(value, Sequence):
        return tuple(map(key_of, value))
    if is_dataclass(value):
        return (type(value).__qualname__, *(key_of(getattr(value, field.name)) for field in fields(value)))
    raise TypeError(f"a {type(value).__name__} cannot be part of a key")


@st.cache_resource(show_spinner=False)
def shared_cache() -> BoundedCache:
    """Return the one cache of this server; ``SALES_COACH_CACHE_MB`` sets its limit."""
    return BoundedCache(read_settings().pages_cache_bytes)
