"""Fields for amounts of money, written with separators in the reader's digits, and read as amounts in files."""

from __future__ import annotations

from typing import Any, overload

import streamlit as st

from coaching.importing import amount_of
from coaching.words import Words
from pages.session import url
from pages.session.session_state import session

_LONGEST = 40


@overload
def ask(words: Words, label: str, key: str, default: float, *, least: float = 0.0, **look: Any) -> float: ...


@overload
def ask(words: Words, label: str, key: str, default: None, *, least: float = 0.0, **look: Any) -> float | None: ...


def ask(words: Words, label: str, key: str, default: float | None, *, least: float = 0.0, **look: Any) -> float | None:
    """Show a field for an amount, as a parameter of the address; return None if it is empty and has no default.

    A text that is not an amount stays in the field with a message, and the former amount holds.
    """
    value = url.seed(key, default, float, least=least)
    field, wrong = f"{key}_text", session().wrong_amounts

    def change() -> None:
        amount = amount_of(str(st.session_state[field]).strip())
        if amount is None:
            wrong.add(key)
        else:
            wrong.discard(key)
            url.keep(key, amount or default)

    if key not in wrong:
        st.session_state[field] = words.number(value, 2) if value else ""
    st.text_input(label, key=field, max_chars=_LONGEST, on_change=change, **look)
    if key in wrong:
        st.caption(f":red[{words('amount.wrong')}]")
    return value or default
