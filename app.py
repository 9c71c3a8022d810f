"""Sales Coach in the browser: the router and the frame around every page."""

from pathlib import Path

import streamlit as st

from pages import frame
from pages.ui import access, arrival, choices, signin, state, style, trouble, url

ROOT = Path(__file__).parent

words = state.begin()
st.set_page_config(
    page_title=words("app.title"),
    page_icon=str(ROOT / "static" / "icon.png"),
    layout="wide",
    initial_sidebar_state="auto",
)
st.logo(str(ROOT / "static" / "icon.png"), size="large")
style.apply(words)

with trouble.told(words):
    refused = access.refusal() is not None
    page = frame.navigation(words, refused)
    url.on_page(page.url_path)
    arrival.close_false_alarm(page)
    with st.sidebar:
        if not refused:
            frame.menu(words, page)
        choices.other_language(words)
        if not refused:
            signin.account(words)
    if not refused:
        frame.top(words)
        frame.sub_menu(words, page)
    page.run()
    if refused:
        st.stop()
url.flush()
