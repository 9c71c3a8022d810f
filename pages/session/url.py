"""Widgets whose values are parameters of the page's address, so that links can be shared and survive a reload.

``select``, ``select_name``, ``segments``, ``number``, ``slider`` and ``day`` draw a widget and return its value, and
``tabs`` draws tabs. The key of a widget is also the name of its parameter, and values are written as codes, never as
labels. Pages that use the same key share the value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar, overload
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from coaching.words import plain
from pages.session.session_state import session

T = TypeVar("T", bound=str)

#: The first and the last day that a reader can choose.
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
    """Show a list of options and return the one chosen; the default is in the address only if ``always``.

    ``place`` is the container to draw in, and ``look`` what ``st.selectbox`` takes besides.
    """
    return _choice((place or st).selectbox, label, options, key, default, always, look)


def select_name(label: str, names: Iterable[str], key: str, nobody: str, **look: Any) -> str:
    """Show a list of names from a file, with ``nobody`` in front; return the one chosen, ``""`` for none."""
    look = {"format_func": lambda name: plain(name) or nobody, "filter_mode": "contains", **look}
    return select(label, ("", *names), key, "", **look)


def segments(label: str, options: Sequence[T], key: str, default: T, *, always: bool = False, **look: Any) -> T:
    """Show a few options as buttons side by side and return the one chosen; otherwise as ``select``."""
    return _choice(st.segmented_control, label, options, key, default, always, {"required": True, **look})


def tabs(labels: Mapping[str, str], key: str) -> Sequence[DeltaGenerator]:
    """Show a tab for each code with its label; the open one is a parameter of the address, unless it is the first."""
    # A tab is stored by its label, which is another one in another language.
    codes, widget = list(labels), "-".join([key, *labels.values()])
    if widget not in st.session_state:
        wanted = next((code for code in (session().values.get(key), read(key)) if code in codes), codes[0])
        st.session_state[widget] = labels[wanted]
    drawn = st.tabs(list(labels.values()), key=widget, on_change="rerun")
    now = next((code for code, tab in zip(codes, drawn, strict=True) if tab.open), codes[0])
    session().values[key] = now
    write(**{key: now if now != codes[0] else None})
    return drawn


def _choice(
    draw: Callable[..., T | None],
    label: str,
    options: Sequence[T],
    key: str,
    default: T,
    always: bool,
    look: Mapping[str, Any],
) -> T:
    seed(key, default, options=options)
    picked = draw(label, options, key=key, **look)
    chosen = default if picked is None or picked not in options else picked
    session().values[key] = chosen
    write(**{key: chosen if always or chosen != default else None})
    return chosen


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
    """Show a field for a number between ``least`` and ``most``; return None if it is empty and has no default."""
    seed(key, default, float, least=least, most=most)
    typed = (place or st).number_input(label, min_value=least, max_value=most, key=key, **look)
    return default if typed is None else typed


def slider(
    label: str, key: str, default: float, *, least: float, most: float, place: DeltaGenerator | None = None, **look: Any
) -> float:
    """Show a slider from ``least`` to ``most`` and return its value."""
    seed(key, default, float, least=least, most=most)
    picked: float = (place or st).slider(label, min_value=least, max_value=most, key=key, **look)
    return picked


@overload
def day(label: str, key: str, default: dt.date, *, place: DeltaGenerator | None = None, **look: Any) -> dt.date: ...


@overload
def day(
    label: str, key: str, default: dt.date | None, *, place: DeltaGenerator | None = None, **look: Any
) -> dt.date | None: ...


def day(
    label: str, key: str, default: dt.date | None, *, place: DeltaGenerator | None = None, **look: Any
) -> dt.date | None:
    """Show a field for a day; return None if it is empty and has no default."""
    seed(key, default, dt.date, least=_FIRST_DAY, most=_LAST_DAY)
    picked = (place or st).date_input(
        label, min_value=_FIRST_DAY, max_value=_LAST_DAY, key=key, format="YYYY-MM-DD", **look
    )
    return default if picked is None else picked


def seed(
    key: str,
    default: object,
    kind: type = str,
    options: Sequence[object] | None = None,
    least: Any = None,
    most: Any = None,
) -> Any:
    """Set the value of the widget ``key`` before it is drawn, and return it.

    It is the value that the reader chose, else the one in the address (read as ``kind``), else the default. A value
    that is not among ``options`` is replaced by the default; one outside of ``least`` to ``most`` by the nearer bound.

    Streamlit forgets the value of a widget that is not drawn, and does not pass it on to another page. So the values
    are also stored separately, and set again on every page.
    """
    values, set_on = session().values, session().set_on
    if key in st.session_state:
        value = st.session_state[key]
    elif key in values:
        value = values[key]
    else:
        value = read(key, kind)
    if value is None or (options is not None and value not in options):
        value = default
    if value is not None and least is not None:
        value = max(value, least)
    if value is not None and most is not None:
        value = min(value, most)
    values[key] = value
    page = session().page
    if set_on.get(key) != page or key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
        set_on[key] = page
    return value


def on_page(path: str) -> bool:
    """Record the page that is drawn from now on; return whether the reader came from another page."""
    before, session().page = session().page, path
    return before is not None and before != path


def is_known(key: str) -> bool:
    """Return whether the widget ``key`` already has a value, chosen by the reader or named in the address."""
    return key in st.session_state or key in session().values or st.query_params.get(key) is not None


def keep(key: str, value: object) -> None:
    """Set the value with which the widget ``key`` is drawn next."""
    session().values[key] = value
    st.session_state.pop(key, None)


def restate() -> None:
    """Set every widget to the value that it has, so that the browser shows that value in the language of the next run.

    The browser keeps the label under which a value was chosen as long as the widget's key stays the same.
    """
    for key, value in list(st.session_state.items()):
        if isinstance(value, str):
            st.session_state[key] = value


def forget(key: str) -> None:
    """Forget the value of the widget ``key``, which then starts with its default."""
    session().values.pop(key, None)
    st.session_state.pop(key, None)


def read(param: str, kind: type = str) -> object | None:
    """Return a parameter of the address as ``kind``; None if it is missing or invalid."""
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
    """Begin a run of the page with an empty address, to be filled by ``write`` and applied by ``flush``."""
    session().address = {}


def write(**values: object) -> None:
    """Set parameters of the address for the end of the run; an empty value removes its parameter."""
    address = session().address
    for param, value in values.items():
        address.pop(param, None)
        if text := _text(value):
            address[param] = text


def flush() -> None:
    """Apply the collected parameters to the address in one step, so that "back" in the browser is one step too."""
    address = session().address
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)


def link(page: str, **values: object) -> str:
    """Return the address of another page with the parameters set so far in this run, and those of ``values``."""
    own = {param: text for param, value in values.items() if (text := _text(value))}
    return f"{page}?{urlencode(session().address | own)}"


def stop() -> NoReturn:
    """End the run of the page after applying its address, which ``st.stop`` alone would not do."""
    flush()
    st.stop()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, dt.date) else str(value)
