"""The store of this server, and the message of a page that cannot read or write it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from coaching.store import Store, StoreProblem, open_store
from coaching.words import Words, plain


@st.cache_resource(show_spinner=False)
def opened() -> Store:
    """Return the store of this server; the first call opens it and runs the migrations that are due."""
    return open_store()


@contextmanager
def shown_problems(words: Words) -> Iterator[None]:
    """Show a problem of the store, with its remedy, in place of the rest of the page."""
    try:
        yield
    except StoreProblem as problem:
        st.error(words(f"store.{problem.code}", **{name: plain(str(value)) for name, value in problem.values.items()}))
