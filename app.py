"""Sales Coach in the browser: the router and the frame around every page."""

from itertools import chain
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

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

#: Where those arrive who may bring data; others at the first page that is for them.
HOME = "data/upload"
#: Pages for where people sign in.
SIGNED_IN = ("people",)
PAGES = {
    "nav.data": (
        ("data/upload", "upload", "upload_file"),
        ("data/imports", "imports", "history"),
        ("data/quality", "quality", "fact_check"),
        ("data/privacy", "privacy", "shield_person"),
    ),
    "nav.team": (
        ("team/leaderboard", "leaderboard", "leaderboard"),
        ("team/funnel", "funnel", "filter_alt"),
        ("team/offerings", "offerings", "category"),
    ),
    "nav.rep": (("rep/scorecard", "scorecard", "person_search"), ("rep/action_plan", "action_plan", "checklist")),
    "nav.follow": (
        ("follow/overview", "overview", "groups"),
        ("follow/commitments", "commitments", "handshake"),
        ("follow/trainings", "trainings", "school"),
    ),
    "nav.tools": (
        ("tools/magic_number", "magic_number", "calculate"),
        ("setup/definitions", "definitions", "menu_book"),
        ("setup/targets", "targets", "flag"),
        ("setup/playbook", "playbook", "lightbulb"),
    ),
    "nav.access": (("setup/people", "people", "badge"),),
}


def navigation(refused: bool) -> StreamlitPage:
    """Return the page that is asked for; in place of one that is not for whoever looks, a page that says so."""
    home = next(path for path, key, _ in chain(*PAGES.values()) if refused or access.may(key))
    is_first = not refused and home == HOME

    def entry(path: str, key: str, icon: str) -> StreamlitPage:
        instead = signin.page if refused else None if access.may(key) else signin.not_yours
        return st.Page(
            instead or f"pages/{path}.py",
            title=words(f"nav.{key}"),
            icon=f":material/{icon}:",
            url_path=key.replace("_", "-"),
            default=is_first and path == home,
            visibility="hidden" if instead or (key in SIGNED_IN and not access.is_on()) else "visible",
        )

    pages = {words(group): [entry(*one) for one in entries] for group, entries in PAGES.items()}
    if not is_first:
        arrive = signin.page if refused else lambda: signin.go(home)
        front = st.Page(arrive, title=words("app.title"), url_path="home", default=True, visibility="hidden")
        pages = {"": [front]} | pages
    return st.navigation(
        pages,
        expanded=True,
        position="hidden" if refused else "sidebar",
    )


with trouble.told(words):
    refused = access.refusal() is not None
    page = navigation(refused)
    url.on_page(page.url_path)
    arrival.close_false_alarm(page)
    with st.sidebar:
        if not refused:
            choices.sidebar(words)
        choices.language(words)
        if not refused:
            signin.account(words)
    page.run()
    if refused:
        st.stop()
url.flush()
