"""The language and the data set that one visitor uses, and the files that the visitor has uploaded."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from coaching.store import Dataset
from coaching.words import CALENDARS, DIGITS, Words, languages, matching
from pages import registry
from pages.session import access, datasets, results, url
from pages.session.datasets import SAMPLES, Scope
from pages.session.session_state import session

UPLOAD, TEAM, REP, CALCULATOR, IMPORTS = (
    registry.page(key).file for key in ("upload", "team", "rep", "calculator", "imports")
)
#: So many of the latest data sets are searched for one that holds somebody the viewer may see.
_LATEST = 20


def begin() -> Words:
    """Begin a run of the app: read language and data set from the address, and return the reader's words."""
    session().is_entered = True
    url.start()
    lang, digits, calendar = _from_old_link(st.query_params.get("lang", ""))
    url.seed("lang", lang or matching(st.context.locale), options=tuple(languages()))
    language = languages()[st.session_state["lang"]]
    # A language without a choice of digits or calendars leaves the choice made for another language as it is.
    url.seed("digits", digits or language.digits[0], options=language.digits if language.digits[1:] else DIGITS)
    url.seed("calendar", calendar or "gregorian", options=language.calendars if language.calendars[1:] else CALENDARS)
    words = _words()
    url.write(
        lang=words.lang,
        digits=None if words.digits == language.digits[0] else words.digits,
        calendar=None if words.calendar == language.calendars[0] else words.calendar,
    )
    if session().link is None:
        session().link = st.query_params.get("data", "")
    return words


def _from_old_link(code: str) -> tuple[str, str, str]:
    """Return language, digits and calendar of an address of an earlier version, which has one code: ``ar-arab``."""
    lang, *chosen = code.split("-")
    if code in languages() or lang not in languages():
        return "", "", ""
    known = languages()[lang]
    return (
        lang,
        next((digits for digits in chosen if digits in known.digits), ""),
        next((calendar for calendar in chosen if calendar in known.calendars), ""),
    )


def _words() -> Words:
    return Words(*(st.session_state[key] for key in ("lang", "digits", "calendar")))


def enter() -> Words:
    """Return the reader's words; the first line of every page. Redirects to the frame if the page runs without it."""
    if not session().is_entered:
        st.switch_page("app.py")
    return _words()


def scope() -> Scope | None:
    """Return the data in use, or None; a sample is saved when it is first used."""
    link = session().link or _latest_link()
    in_use = results.hold_sample(link) if link in SAMPLES else datasets.find(link) if link else None
    url.write(data=in_use.link if in_use else None)
    return in_use


def dataset() -> Dataset | None:
    """Return the data set in use."""
    in_use = scope()
    return None if in_use is None else in_use.dataset


def _latest_link() -> str:
    """Return the link of the latest data set with a rep the viewer may see, for viewers who may not add data."""
    latest = () if access.may("add_data") else datasets.own()[:_LATEST]
    return next((dataset.token for dataset in latest if results.summary(Scope(dataset).token)), "")


def is_lost() -> bool:
    """Return whether the address names a data set that is no longer in the store."""
    return bool(session().link) and scope() is None


def use(data: Scope) -> None:
    """Make ``data`` the data in use; if it is another data set, the choices of rep, period and so on are reset."""
    if session().link == data.link:
        return
    session().link = data.link
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
    """Switch to another language; a sample in use is replaced by the sample of that language."""
    url.restate()
    url.keep("lang", lang)
    if session().link in SAMPLES:
        sample = results.hold_sample(datasets.sample_in(lang))
        if sample is not None:
            use(sample)


def leave() -> None:
    """Stop using the data in use, and drop the files read; the data set stays in the store."""
    session().link = ""
    empty_uploader()
    url.write(data=None)


def empty_uploader() -> None:
    """Drop the uploaded files, also while they are being read."""
    session().upload_round += 1
    let_go_of_files()
    results.forget_reading()


def let_go_of_files() -> None:
    """Remove this session's uploaded files from the server's memory; the tables read from them stay."""
    run = get_script_run_ctx()
    if run is not None:
        run.uploaded_file_mgr.remove_session_files(run.session_id)


def upload_round() -> int:
    """Return the number in the uploader's key; a new number makes the uploader empty."""
    return session().upload_round
