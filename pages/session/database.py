"""The one store of this server, and what a page says where it cannot be read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from coaching.store import Store, StoreProblem, open_store
from coaching.words import Words, plain


@st.cache_resource(show_spinner=False)
def opened() -> Store:
    """Return the one store of this server, brought up to date when it is first asked for."""
    return open_store()


@contextmanager
def shown_problems(words: Words) -> Iterator[None]:
    """Say what to do where the store cannot go on; everything that was kept before stays."""
    try:
        yield
    except StoreProblem as problem:
        st.error(words(f"store.{problem.code}", **{name: plain(str(value)) for name, value in problem.values.items()}))
