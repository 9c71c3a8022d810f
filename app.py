"""Sales Coach in the browser: the router and the frame around every page."""

from pathlib import Path

import streamlit as st

from pages.ui import arrival, choices, state, style, trouble, url

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

PAGES = {
    "nav.data": (
        ("data/upload", "upload", "upload_file"),
        ("data/imports", "imports", "history"),
        ("data/quality", "quality", "fact_check"),
    ),
    "nav.team": (
        ("team/leaderboard", "leaderboard", "leaderboard"),
        ("team/funnel", "funnel", "filter_alt"),
        ("team/offerings", "offerings", "category"),
    ),
    "nav.rep": (("rep/scorecard", "scorecard", "person_search"), ("rep/action_plan", "action_plan", "checklist")),
    "nav.tools": (
        ("tools/magic_number", "magic_number", "calculate"),
        ("setup/definitions", "definitions", "menu_book"),
    ),
}
page = st.navigation(
    {
        words(group): [
            st.Page(
                f"pages/{path}.py",
                title=words(f"nav.{key}"),
                icon=f":material/{icon}:",
                url_path=key.replace("_", "-"),
                default=key == "upload",
            )
            for path, key, icon in entries
        ]
        for group, entries in PAGES.items()
    },
    expanded=True,
)
arrival.close_false_alarm(page)
with trouble.told(words):
    with st.sidebar:
        choices.language(words)
        choices.sidebar(words)
    page.run()
url.flush()
