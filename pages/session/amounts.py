"""Amounts of money that a reader types: shown with separators in the digits chosen, read as amounts in files are."""

from __future__ import annotations

import math
from typing import Any, overload

import pandas as pd
import streamlit as st

from coaching.importing import look_at_numbers, parse_numbers
from coaching.words import Words
from pages.session import url

#: Amounts below this are taken.
LARGEST = 1e15
_LONGEST = 40


def amount_of(text: str) -> float | None:
    """Return the amount that a text says: 0 for an empty one, None where it says none or one below zero.

    The decimal sign is read as in files: 12,000 and 12.000 are twelve thousand.
    """
    if not text:
        return 0.0
    amount = float(parse_numbers(pd.Series([text]), look_at_numbers([text]).decimal).iloc[0])
    return None if math.isnan(amount) or not 0 <= amount < LARGEST else amount


@overload
def ask(words: Words, label: str, key: str, default: float, *, least: float = 0.0, **look: Any) -> float: ...


@overload
def ask(words: Words, label: str, key: str, default: None, *, least: float = 0.0, **look: Any) -> float | None: ...


def ask(words: Words, label: str, key: str, default: float | None, *, least: float = 0.0, **look: Any) -> float | None:
    """Ask for an amount above zero, and note it for the address; None where it is empty and has no default.

    What cannot be read stays in the field, with a word about it, and the amount before holds.
    """
    value = url.seed(key, default, float, least=least)
    field, wrong = f"{key}_text", f"_{key}_wrong"

    def change() -> None:
        amount = amount_of(str(st.session_state[field]).strip())
        st.session_state[wrong] = amount is None
        if amount is not None:
            url.keep(key, amount or default)

    if not st.session_state.get(wrong):
        st.session_state[field] = words.number(value, 2) if value else ""
    st.text_input(label, key=field, max_chars=_LONGEST, on_change=change, **look)
    if st.session_state.get(wrong):
        st.caption(f":red[{words('amount.wrong')}]")
    return value or default
