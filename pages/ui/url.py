"""Choices live in the address as raw codes, so that a link can be shared and a reload keeps the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NoReturn

import streamlit as st


def seed(key: str, param: str, default: object, kind: type = str, options: Sequence[object] | None = None) -> None:
    """Give the widget ``key`` its value: as the reader left it, else from the address, else ``default``.

    Streamlit forgets a widget that is not drawn, and all of them when a page is switched while it runs; so the
    values are kept beside. One that is no longer among ``options`` gives way to the default.
    """
    kept = _kept()
    if key in st.session_state:
        value = st.session_state[key]
    elif key in kept:
        value = kept[key]
    else:
        value = read(param, kind)
        if value is None:
            value = default
    if options is not None and value not in options:
        value = default
    kept[key] = value
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def is_known(key: str, param: str) -> bool:
    """Say whether the widget ``key`` has a value already, left by the reader or given by the address."""
    return key in st.session_state or key in _kept() or st.query_params.get(param) is not None


def keep(key: str, value: object) -> None:
    """Set the value that the widget ``key`` will have when it is drawn next."""
    _kept()[key] = value
    st.session_state.pop(key, None)


def forget(key: str) -> None:
    """Let the widget ``key`` start afresh."""
    _kept().pop(key, None)
    st.session_state.pop(key, None)


def _kept() -> dict[str, object]:
    return st.session_state.setdefault("_choices_kept", {})


def read(param: str, kind: type = str) -> object | None:
    """Return a parameter of the address as ``kind``, or None where it is missing or senseless."""
    raw = st.query_params.get(param)
    if raw is None:
        return None
    try:
        if kind is dt.date:
            return dt.date.fromisoformat(raw)
        value = kind(raw)
    except ValueError:
        return None
    return None if kind is float and not 0 < value < 1e15 else value


def start() -> None:
    """Begin a run with an empty address; what is chosen in it is written by ``flush``, all at once."""
    st.session_state["_address"] = {}


def write(**values: object) -> None:
    """Note values for the address; an empty one leaves it."""
    address = st.session_state["_address"]
    for param, value in values.items():
        address.pop(param, None)
        if text := _text(value):
            address[param] = text


def flush() -> None:
    """Put what was noted into the address: in one go, so that going back is one step and not five."""
    address = st.session_state["_address"]
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)


def stop() -> NoReturn:
    """End the page here, with its address written: after ``st.stop`` nothing more would reach the reader."""
    flush()
    st.stop()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)
