"""The download button of every page: the file is made when it is asked for, and for the page's viewer alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.session import access


def button(label: str, data: bytes | Callable[[], bytes], file_name: str, what: str = "", **look: Any) -> None:
    """Show a button that downloads a file.

    Streamlit makes a file outside of the page's run, where it does not know who is signed in. So the file is bound to
    the viewer of the page, and made only if the viewer's sign-in is still valid then.

    Parameters
    ----------
    data : bytes or function
        The file, or a function that makes it.
    what : str
        The action of ``coaching.access.MATRIX`` that the file requires; ``""`` if everybody who sees the page may
        have it.
    look : key, icon, mime and so on
        Further arguments of ``st.download_button``.
    """
    kind = what or file_name.rpartition(".")[2]
    make = access.deferred(data if callable(data) else lambda: data, what, kind)
    st.download_button(label, make, file_name=file_name, **{"on_click": "ignore", **look})
