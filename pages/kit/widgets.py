"""Widgets that several pages share: titles, the page without data, the choice of a rep, downloads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import streamlit as st

from coaching import report
from coaching.advise import Assessment
from coaching.report import Look, RepContent, TeamContent, safe_stem
from coaching.words import CALENDARS, DIGITS, Words, plain
from pages.kit import cards, dataset_choice, exports
from pages.kit.downloads import button as download
from pages.session import access, choices, datasets, records, results, state, url
from pages.session.datasets import Scope

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
ZIP = "application/zip"
_ICONS = {PDF: "picture_as_pdf", ZIP: "folder_zip"}

#: A file to download: widget key, label key, file name, MIME type, and the function that makes it.
File = tuple[str, str, str, str, Callable[[], bytes]]


def title(words: Words, key: str) -> None:
    """Show a page's title and the sentence under it."""
    st.title(words(f"{key}.title"), anchor=False)
    cards.lead(words(f"{key}.lead"), on_phones=False)


def need_data(words: Words) -> Scope:
    """Return the data in use; without data show what to do and end the run."""
    scope = state.scope()
    if scope is None or results.summary(scope.token) is None:
        empty(words)
        url.stop()
    return scope


def empty(words: Words) -> None:
    """Show that there is no data yet, with buttons for the upload and the sample if the viewer may add data."""
    with st.container(border=True):
        if not access.may("add_data"):
            st.subheader(words("access.nothing.title"), anchor=False)
            cards.lead(words("access.nothing.text"))
            return
        st.subheader(words("empty.title"), anchor=False)
        cards.lead(words("empty.lost" if state.is_lost() else "empty.lead"))
        with st.container(horizontal=True):
            if st.button(words("empty.upload"), type="primary", icon=":material/upload_file:", key="go-upload"):
                st.switch_page(state.UPLOAD)
            sample_button(words)
    dataset_choice.choose(words)


def sample_button(words: Words) -> None:
    """Show a button that opens the sample data on the page of the team."""
    if st.button(words("upload.sample"), icon=":material/play_circle:", key="sample", help=words("upload.sample.help")):
        with st.spinner(words("upload.reading")):
            scope = results.hold_sample(datasets.sample_in(words.lang))
        if scope is None:
            st.error(words("upload.sample.missing"))
            return
        state.use(scope)
        st.switch_page(state.TEAM)


def assessed(words: Words, scope: Scope) -> Assessment:
    """Return the assessment of the data under the options on top, with a spinner while it is computed."""
    with st.spinner(words("wait.assess"), show_time=False):
        return results.assessment(scope.token, choices.current())


def choose_rep(words: Words, reps: Sequence[str], first: str) -> str:
    """Show the choice of one of ``reps`` (``first`` by default), as a parameter of the address, and return it."""
    return url.select(
        words("rep.choose"),
        reps,
        "rep",
        first,
        always=True,
        format_func=plain,
        filter_mode="contains",
        label_visibility="collapsed",
    )


def open_rep(rep: str) -> None:
    """Go to the page of ``rep``."""
    url.keep("rep", rep)
    st.switch_page(state.REP)


def downloads(words: Words, files: Sequence[File], before: Callable[[Words], None] | None = None) -> None:
    """Show download buttons, ``before`` them another button; each file is made only when it is asked for."""
    with st.container(horizontal=True):
        if before is not None:
            before(words)
        for key, label, file_name, mime, make in files:
            download(
                words(label),
                make,
                file_name=file_name,
                mime=mime,
                key=key,
                on_click="ignore",
                icon=f":material/{_ICONS.get(mime, 'table_view')}:",
            )
        exports.note(words)


def day_in_words(words: Words, day: dt.date | None) -> None:
    """Show a day in the reader's digits and calendar, under a field for it that Streamlit cannot write so."""
    if not is_written_as_typed(words):
        cards.small(words("day.in_words", day=words.date(day)) if day else words("day.as_typed"))


def days_in_words(words: Words, first: dt.date | None, last: dt.date | None) -> None:
    """Show the days of a period in the reader's digits and calendar, under the two fields for them."""
    if first and last and not is_written_as_typed(words):
        cards.small(words("day.span", first=words.date(first), last=words.date(last)))


def proposed_in_words(words: Words, *days: dt.date) -> None:
    """Show the days that a form proposes in the reader's digits and calendar.

    What is typed into a form is not known before it is sent.
    """
    if not is_written_as_typed(words):
        cards.small(words("day.proposed", days=words.listed([words.date(day) for day in days])))


def is_written_as_typed(words: Words) -> bool:
    """Return whether the reader's digits and calendar are those of Streamlit's fields and sortable tables."""
    return words.digits == DIGITS[0] and words.calendar == CALENDARS[0]


def footing(words: Words, period: str, as_of: str, sources: str, assumptions: Sequence[str]) -> None:
    """Show the period, the sources and the assumptions of the figures, folded."""
    with st.expander(words("provenance.title")):
        cards.sentences([line for line in (period, as_of, sources, *assumptions) if line])


def team_files(words: Words, scope: Scope, content: TeamContent) -> list[File]:
    """Return the downloads of the team's page."""
    options = choices.current()
    look = exports.look(words, scope.token, options)
    return [
        ("team-pdf", "download.team_pdf", f"{words('file.team')}.pdf", PDF, lambda: report.team_pdf(content, look)),
        (
            "team-plans",
            "download.plans",
            f"{words('file.plans')}.zip",
            ZIP,
            lambda: results.plans(scope.token, options, words, look),
        ),
        _workbook("team-xlsx", words, scope, look),
    ]


def rep_files(words: Words, scope: Scope, content: RepContent) -> list[File]:
    """Return the downloads of a rep's pages."""
    options, stem = choices.current(), safe_stem(content.rep)
    look, agreed = exports.look(words, scope.token, options), records.printed(scope.token, content.rep, words)

    def sheet() -> bytes:
        return report.one_to_one_pdf(content, agreed, look=look)

    return [
        ("rep-pdf", "download.rep_pdf", f"{stem}.pdf", PDF, lambda: report.rep_pdf(content, look)),
        ("meeting-pdf", "download.one_to_one", f"{stem}-{words('file.one_to_one')}.pdf", PDF, sheet),
        _workbook("rep-xlsx", words, scope, look, content.rep),
    ]


def _workbook(key: str, words: Words, scope: Scope, look: Look, only: str | None = None) -> File:
    options, name = choices.current(), f"{safe_stem(only) if only else words('file.scorecards')}.xlsx"
    return key, "download.xlsx", name, XLSX, lambda: results.scorecards(scope.token, options, words, look, only)
