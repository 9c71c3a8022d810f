"""The one way in which a page offers a file: made when it is asked for, for whoever the page was drawn for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.session import access


def button(label: str, data: bytes | Callable[[], bytes], file_name: str, what: str = "", **look: Any) -> None:
    """Show a button that downloads a file.

    Streamlit makes a file outside the page's run, where nobody is signed in; so it is bound here to whoever looks, and
    made only if their sign-in still holds then.

    Parameters
    ----------
    data : bytes or function
        The file, or what makes it.
    what : str
        The action of ``coaching.access.MATRIX`` that the file needs; ``""`` where whoever sees the page may have it.
    look : key, icon, mime and so on
        As ``st.download_button`` takes them.
    """
    kind = what or file_name.rpartition(".")[2]
    make = access.later(data if callable(data) else lambda: data, what, kind)
    st.download_button(label, make, file_name=file_name, **{"on_click": "ignore", **look})
