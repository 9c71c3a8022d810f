"""The first visitor of a fresh server."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.ui import scripts


@st.cache_resource(show_spinner=False)
def _waiting() -> list[bool]:
    return [True]


def close_false_alarm(page: StreamlitPage) -> None:
    """Close the "page not found" that Streamlit shows the first visitor over a page that it did find.

    Because a folder ``pages`` exists, Streamlit looks for the address there until ``st.navigation`` has
    run once on this server; only then does it know our pages.
    """
    waiting = _waiting()
    if not waiting:
        return
    waiting.clear()
    asked = (st.context.url or "").rstrip("/").rpartition("/")[2]
    if page.url_path and page.url_path == asked:
        scripts.run(scripts.CLOSE_DIALOG)
