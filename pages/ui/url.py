"""Choices live in the address as raw codes, so that a link can be shared and a reload keeps the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st


def seed(key: str, param: str, default: object, kind: type = str, options: Sequence[object] | None = None) -> None:
    """Give the widget ``key`` its first value: from the address where that makes sense, else ``default``.

    A value that is already set wins, unless it is no longer one of ``options``.
    """
    if key in st.session_state:
        if options is not None and st.session_state[key] not in options:
            st.session_state[key] = default
        return
    value = read(param, kind)
    if value is None or (options is not None and value not in options):
        value = default
    st.session_state[key] = value


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


def write(**values: object) -> None:
    """Put values into the address; an empty one is taken out."""
    for param, value in values.items():
        text = _text(value)
        if text == st.query_params.get(param, ""):
            continue
        if text:
            st.query_params[param] = text
        else:
            del st.query_params[param]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)
