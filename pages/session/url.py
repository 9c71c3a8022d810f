"""Choices live in the address as raw codes, so that a link can be shared and a reload keeps the place.

``select``, ``segments``, ``number``, ``slider`` and ``day`` draw a widget whose value a page can rely on. A widget's
key is the name of its value in the address. Where several pages ask for the same thing they share the key, and so the
choice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar, overload

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

T = TypeVar("T", bound=str)

#: The days that can be asked for.
_FIRST_DAY, _LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def select(
    label: str,
    options: Sequence[T],
    key: str,
    default: T,
    *,
    always: bool = False,
    place: DeltaGenerator | None = None,
    **look: Any,
) -> T:
    """Let the reader choose from a list, and note the choice for the address; the default only if ``always``."""
    seed(key, default, options=options)
    found: T = (place or st).selectbox(label, options, key=key, **look)
    return _chosen(found, options, key, default, always)


def segments(
    label: str,
    options: Sequence[T],
    key: str,
    default: T,
    *,
    always: bool = False,
    place: DeltaGenerator | None = None,
    **look: Any,
) -> T:
    """Let the reader choose from a few buttons side by side, and note the choice for the address."""
    seed(key, default, options=options)
    found: T = (place or st).segmented_control(label, options, key=key, required=True, **look)
    return _chosen(found, options, key, default, always)


@overload
def number(
    label: str,
    key: str,
    default: float,
    *,
    least: float,
    most: float | None = None,
    place: DeltaGenerator | None = None,
    **look: Any,
) -> float: ...


@overload
def number(
    label: str,
    key: str,
    default: None,
    *,
    least: float,
    most: float | None = None,
    place: DeltaGenerator | None = None,
    **look: Any,
) -> float | None: ...


def number(
    label: str,
    key: str,
    default: float | None,
    *,
    least: float,
    most: float | None = None,
    place: DeltaGenerator | None = None,
    **look: Any,
) -> float | None:
    """Ask for a number between ``least`` and ``most``; None where it is empty, which it cannot be with a default."""
    seed(key, default, float, least=least, most=most)
    found = (place or st).number_input(label, min_value=least, max_value=most, key=key, **look)
    return default if found is None else found


def slider(
    label: str, key: str, default: float, *, least: float, most: float, place: DeltaGenerator | None = None, **look: Any
) -> float:
    """Let the reader slide a number between ``least`` and ``most``."""
    seed(key, default, float, least=least, most=most)
    found: float = (place or st).slider(label, min_value=least, max_value=most, key=key, **look)
    return found


@overload
def day(label: str, key: str, default: dt.date, *, place: DeltaGenerator | None = None, **look: Any) -> dt.date: ...


@overload
def day(
    label: str, key: str, default: dt.date | None, *, place: DeltaGenerator | None = None, **look: Any
) -> dt.date | None: ...


def day(
    label: str, key: str, default: dt.date | None, *, place: DeltaGenerator | None = None, **look: Any
) -> dt.date | None:
    """Ask for a day; None where it is empty, which it cannot be with a default."""
    seed(key, default, dt.date, least=_FIRST_DAY, most=_LAST_DAY)
    found = (place or st).date_input(
        label, min_value=_FIRST_DAY, max_value=_LAST_DAY, key=key, format="YYYY-MM-DD", **look
    )
    return default if found is None else found


def seed(
    key: str,
    default: object,
    kind: type = str,
    options: Sequence[object] | None = None,
    least: Any = None,
    most: Any = None,
) -> Any:
    """Give the widget ``key`` its value and return it: as the reader left it, else from the address, else the default.

    Streamlit forgets a widget that is not drawn, and does not know one of another page by its key, though its value
    can still be read there; so the values are kept beside, and given anew on every page. A value that is no longer
    among ``options``, or lies outside of ``least`` to ``most``, gives way.
    """
    kept, given_on = _kept(), st.session_state.setdefault("_choices_given_on", {})
    if key in st.session_state:
        value = st.session_state[key]
    elif key in kept:
        value = kept[key]
    else:
        value = read(key, kind)
    if value is None or (options is not None and value not in options):
        value = default
    if value is not None and least is not None:
        value = max(value, least)
    if value is not None and most is not None:
        value = min(value, most)
    kept[key] = value
    page = st.session_state.get("_page")
    if given_on.get(key) != page or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
        given_on[key] = page
    return value


def on_page(path: str) -> bool:
    """Note which page is drawn from here on; return whether another one was left for it."""
    before = st.session_state.get("_page", path)
    st.session_state["_page"] = path
    return bool(before != path)


def is_known(key: str) -> bool:
    """Return whether the widget ``key`` has a value already, left by the reader or given by the address."""
    return key in st.session_state or key in _kept() or st.query_params.get(key) is not None


def keep(key: str, value: object) -> None:
    """Set the value that the widget ``key`` will have when it is drawn next."""
    _kept()[key] = value
    st.session_state.pop(key, None)


def forget(key: str) -> None:
    """Let the widget ``key`` start afresh."""
    _kept().pop(key, None)
    st.session_state.pop(key, None)


def _chosen(found: T | None, options: Sequence[T], key: str, default: T, always: bool) -> T:
    chosen = default if found is None or found not in options else found
    _kept()[key] = chosen
    write(**{key: chosen if always or chosen != default else None})
    return chosen


def _kept() -> dict[str, object]:
    kept: dict[str, object] = st.session_state.setdefault("_choices_kept", {})
    return kept


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
    address = st.session_state.setdefault("_address", {})
    for param, value in values.items():
        address.pop(param, None)
        if text := _text(value):
            address[param] = text


def flush() -> None:
    """Put what was noted into the address: in one go, so that going back is one step and not five."""
    address = st.session_state.get("_address", {})
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
