"""The app's entry point: Streamlit's router with the frame around every page, and the server behind its guards."""

from functools import partial
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App

from coaching.access import security_log
from coaching.settings import BadSettings, read_settings
from coaching.words import Words
from pages import frame, sign_in
from pages.kit import scripts, style
from pages.session import access, choices, database, results, state, url
from server.application import lifespan, middleware
from server.health import Health
from server.metrics import CountRequests, Metrics
from server.routes import routes
from server.warm_up import warm_up

ROOT = Path(__file__).parent


def show() -> None:
    """Run the app for one visitor: the frame, and in it the page of the address."""
    words = state.begin()
    st.set_page_config(
        page_title=words("app.title"),
        page_icon=str(ROOT / "static" / "icon.png"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    st.logo(str(ROOT / "static" / "icon.png"), size="large")
    style.apply(words)
    with database.shown_problems(words):
        refused = access.refusal() is not None
        page = frame.navigation(words, refused)
        if url.on_page(page.url_path):
            state.let_go_of_files()
        with st.sidebar:
            if not refused:
                frame.menu(words, page)
            choices.other_language(words)
            if not refused:
                sign_in.account(words)
        if not refused:
            frame.top(words)
            frame.sub_menu(words, page)
        page.run()
        if refused:
            st.stop()
    url.flush()


# ``streamlit run app.py`` imports this file for the server object ``app`` below, and runs it again for each visitor.
if __name__ == "__main__":
    show()
else:
    try:
        chosen = read_settings()
        security_log.begin(chosen.security_log, access.is_on())
    except BadSettings as wrong:
        raise SystemExit(f"Sales Coach was not started: {wrong}.") from None
    except OSError as wrong:
        why = f"SALES_COACH_SECURITY_LOG cannot be written: {chosen.security_log}: {wrong.strerror or wrong}"
        raise SystemExit(f"Sales Coach was not started: {why}.") from None
    # Otherwise Streamlit takes the folder ``pages`` for its own until the first visitor has come, and shows that
    # visitor an error about a page that does not exist.
    PagesManager.uses_pages_directory = False
    base = st.config.get_option("server.baseUrlPath")
    metrics = Metrics()
    app = App(
        __file__,
        middleware=[
            Middleware(CountRequests, metrics=metrics),
            *middleware(chosen, access.may_add, scripts.every(), base),
        ],
        routes=routes(Health(), metrics, frame.addresses(), base, chosen.metrics_token, style.sheet()),
        lifespan=lifespan(partial(warm_up, results.sample, Words()) if chosen.warm_up else lambda: None),
    )
