"""What one visitor has chosen: language, data and rep. The only place that names session keys."""

from __future__ import annotations

from typing import cast

import streamlit as st

from coaching.words import LANGUAGES, Words
from pages.ui import url
from pages.ui.shelf import Held, shelf

UPLOAD = "data/upload"
LEADERBOARD = "team/leaderboard"
SCORECARD = "rep/scorecard"
ACTION_PLAN = "rep/action_plan"
MAGIC_NUMBER = "tools/magic_number"


def begin() -> Words:
    """Start a run of the app: mark that the frame is there and return the reader's words."""
    st.session_state["_entry"] = True
    url.start()
    preferred = "ar" if (st.context.locale or "").lower().startswith("ar") else "en"
    url.seed("lang", "lang", preferred, options=LANGUAGES)
    url.write(lang=st.session_state["lang"])
    if "_data" not in st.session_state:
        st.session_state["_data"] = st.query_params.get("data", "")
    return Words(st.session_state["lang"])


def enter() -> Words:
    """First line of every page: go through the frame if it is not there, and return the reader's words."""
    if not st.session_state.get("_entry"):
        st.switch_page("app.py")
    return Words(st.session_state["lang"])


def held() -> Held | None:
    """Return the data in use, or None; the sample data is loaded where the address asks for it."""
    from pages.ui import calls

    token = st.session_state["_data"]
    found = shelf().get(token) if token else None
    if found is None and token == "sample":
        found = calls.hold_sample()
    url.write(data=found.token if found else None)
    return found


def is_lost() -> bool:
    """Say whether the address names data that this server no longer holds."""
    return bool(st.session_state["_data"]) and held() is None


def use(data: Held) -> None:
    """Make ``data`` the data in use; rep and period start afresh."""
    st.session_state["_data"] = data.token
    for key in (
        "rep",
        "who",
        "team",
        "period",
        "from",
        "to",
        "peers",
        "currency",
        "behind",
        "trend",
        "plot",
        "cut",
        "m_from",
    ):
        url.forget(key)
    url.write(data=data.token)


def start_again() -> None:
    """Forget the data in use, the files and their mapping; keep it at hand for one undo."""
    current = st.session_state["_data"]
    if current and current != "sample":
        st.session_state["_undo"] = shelf().get(current)
        shelf().drop(current)
    st.session_state["_data"] = ""
    empty_uploader()
    url.write(data=None)


def empty_uploader() -> None:
    """Forget the files given, also while they are being read."""
    from pages.ui import calls

    st.session_state["_round"] = upload_round() + 1
    calls.forget_reading()


def undo() -> Held | None:
    """Put back the data removed last; None when there is nothing to put back."""
    removed = cast("Held | None", st.session_state.pop("_undo", None))
    if removed is None:
        return None
    kept = shelf().put(removed.intake, removed.token)
    use(kept)
    return kept


def can_undo() -> bool:
    """Say whether removed data can be put back."""
    return st.session_state.get("_undo") is not None


def upload_round() -> int:
    """Return the number of the current upload, which makes the uploader's key: a new round is an empty one."""
    return int(st.session_state.get("_round", 0))
