"""What a page says when the memory cannot be read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from coaching.store import StoreProblem
from coaching.words import Words, plain


@contextmanager
def told(words: Words) -> Iterator[None]:
    """Say what to do where the memory cannot go on; everything that was kept before stays."""
    try:
        yield
    except StoreProblem as problem:
        st.error(words(f"store.{problem.code}", **{name: plain(str(value)) for name, value in problem.values.items()}))
