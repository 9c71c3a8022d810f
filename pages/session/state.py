"""What one visitor has chosen: language, data and rep. The only place that names session keys."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from coaching.store import Dataset
from coaching.words import CALENDARS, DIGITS, Words, languages, matching
from pages import registry
from pages.session import access, datasets, results, url
from pages.session.datasets import SAMPLES, Scope

UPLOAD, TEAM, REP, CALCULATOR, IMPORTS = (
    registry.page(key).file for key in ("upload", "team", "rep", "calculator", "imports")
)
_LOOKED_AT = 20


def begin() -> Words:
    """Start a run of the app: mark that the frame is there and return the reader's words."""
    st.session_state["_entry"] = True
    url.start()
    lang, digits, calendar = _from_old_link(st.query_params.get("lang", ""))
    url.seed("lang", lang or matching(st.context.locale), options=tuple(languages()))
    language = languages()[st.session_state["lang"]]
    # Where there is nothing to choose, what the reader chose in another language stays for the way back.
    url.seed("digits", digits or language.digits[0], options=language.digits if language.digits[1:] else DIGITS)
    url.seed("calendar", calendar or "gregorian", options=language.calendars if language.calendars[1:] else CALENDARS)
    words = _words()
    url.write(
        lang=words.lang,
        digits=None if words.digits == language.digits[0] else words.digits,
        calendar=None if words.calendar == language.calendars[0] else words.calendar,
    )
    if "_data" not in st.session_state:
        st.session_state["_data"] = st.query_params.get("data", "")
    return words


def _from_old_link(code: str) -> tuple[str, str, str]:
    """Return language, digits and calendar of an address that has them in one code (``ar-arab``), as it once did."""
    lang, *chosen = code.split("-")
    if code in languages() or lang not in languages():
        return "", "", ""
    known = languages()[lang]
    return (
        lang,
        next((one for one in chosen if one in known.digits), ""),
        next((one for one in chosen if one in known.calendars), ""),
    )


def _words() -> Words:
    return Words(*(st.session_state[key] for key in ("lang", "digits", "calendar")))


def enter() -> Words:
    """First line of every page: go through the frame if it is not there, and return the reader's words."""
    if not st.session_state.get("_entry"):
        st.switch_page("app.py")
    return _words()


def scope() -> Scope | None:
    """Return the data in use, or None; the sample data is loaded where the address asks for it."""
    link = st.session_state["_data"] or _given()
    found = results.hold_sample(link) if link in SAMPLES else datasets.find(link) if link else None
    url.write(data=found.link if found else None)
    return found


def dataset() -> Dataset | None:
    """Return the data set in use."""
    found = scope()
    return None if found is None else found.dataset


def _given() -> str:
    """Return the youngest data set that holds somebody they may see, for those who bring none themselves."""
    young = () if access.may("add_data") else datasets.own()[:_LOOKED_AT]
    return next((one.token for one in young if results.facts(Scope(one).token)), "")


def is_lost() -> bool:
    """Return whether the address names data that this server no longer holds."""
    return bool(st.session_state["_data"]) and scope() is None


def use(data: Scope) -> None:
    """Make ``data`` the data in use; where it is another data set, rep and period start afresh."""
    if st.session_state["_data"] == data.link:
        return
    st.session_state["_data"] = data.link
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
    url.write(data=data.link)


def use_language(lang: str) -> None:
    """Show the app in another language; sample data in use becomes that of the language."""
    url.keep("lang", lang)
    if st.session_state["_data"] in SAMPLES:
        sample = results.hold_sample(datasets.sample_in(lang))
        if sample is not None:
            use(sample)


def leave() -> None:
    """Stop using the data in use, and forget the files read; the data set stays in the memory."""
    st.session_state["_data"] = ""
    empty_uploader()
    url.write(data=None)


def empty_uploader() -> None:
    """Forget the files given, also while they are being read."""
    st.session_state["_round"] = upload_round() + 1
    let_go_of_files()
    results.forget_reading()


def let_go_of_files() -> None:
    """Let go of the files that this tab holds in the server's memory; what was read of them stays."""
    run = get_script_run_ctx()
    if run is not None:
        run.uploaded_file_mgr.remove_session_files(run.session_id)


def upload_round() -> int:
    """Return the number of the current upload, which makes the uploader's key: a new round is an empty one."""
    return int(st.session_state.get("_round", 0))
