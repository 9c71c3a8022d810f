"""The upload page's parts: asking for files, reading them, and what the user decides about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from coaching.advise import first_event_on, last_event_on
from coaching.importing import Intake, RawTable, Reading, TableMapping, Upload, layout_key, people, suspicious_issues
from coaching.words import Words, plain
from pages.data import arrivals, import_report, mapping
from pages.kit import cards, dataset_choice, downloads, widgets
from pages.kit.escape import markdown
from pages.session import clock, datasets, results, state
from server.uploads import REFUSED

_ICONS = {"go": "leaderboard", "join": "merge", "instead": "published_with_changes", "separate": "library_add"}
_ANY_SIZE = 1_000_000
#: How files relate to the data in use where it matters of which day they are.
_DATED = (arrivals.LATER, arrivals.MORE, arrivals.OTHER, arrivals.EARLIER)


@dataclass(frozen=True)
class Checked:
    """The files as read, as mapped so far, and as they come out of it."""

    digest: str
    reading: Reading
    mappings: tuple[TableMapping, ...]
    intake: Intake

    @property
    def pairs(self) -> list[tuple[RawTable, TableMapping]]:
        return list(zip(self.reading.tables, self.mappings, strict=True))


def ask_files(words: Words) -> list[Upload]:
    """Show the uploader and return the files with their bytes."""
    key = f"files-{state.upload_round()}"

    def forget_when_emptied() -> None:
        if not st.session_state[key]:
            results.forget_reading()

    is_first = not (st.session_state.get(key) or results.has_reading() or state.scope())
    with st.container(key="upload-first" if is_first else "upload-more"):
        # The server says what is too large, in the reader's language; the browser would say it in English.
        files = st.file_uploader(
            words("upload.files"),
            accept_multiple_files=True,
            max_upload_size=_ANY_SIZE,
            key=key,
            on_change=forget_when_emptied,
        )
    st.caption(words("upload.files.caption"))
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        st.error(words(f"upload.refused.{refused}", limit=words.number(st.config.get_option("server.maxUploadSize"))))
    return [Upload(file.name, file.getvalue()) for file in files or ()]


def first_steps(words: Words) -> None:
    """Offer the data sets that are kept, sample data and a template, and say how it goes."""
    with st.container(key="first-steps", horizontal=True):
        widgets.sample_button(words)
        downloads.button(
            words("upload.template"),
            results.template,
            file_name="sales-coach-template.xlsx",
            mime=widgets.XLSX,
            icon=":material/download:",
            key="template",
            on_click="ignore",
        )
    dataset_choice.choose(words)
    steps = ("export", "check", "coach")
    cards.numbered([(words(f"upload.step.{step}.title"), words(f"upload.step.{step}.text")) for step in steps])


def in_use(words: Words) -> None:
    """Say which data is in use and offer to go on, to look at its imports or to start with other data."""
    if state.is_lost():
        st.warning(words("empty.lost"), icon=":material/history:")
    scope = state.scope()
    if scope is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(words("datasets.in_use", name=markdown(dataset_choice.named(scope.dataset, words))))
        if st.button(words("upload.to_leaderboard"), icon=":material/leaderboard:", key="to-leaderboard"):
            st.switch_page(state.TEAM)
        if not scope.is_sample and st.button(words("nav.imports"), icon=":material/history:", key="to-imports"):
            st.switch_page(state.IMPORTS)
        st.button(words("datasets.leave"), icon=":material/close:", type="tertiary", key="leave", on_click=state.leave)


def read(words: Words, files: list[Upload]) -> Checked | None:
    """Read the files and apply the mapping as it stands; None where no table could be read.

    Without files it is what was read last: so the mapping can still be corrected after looking at the figures.
    """
    place = st.empty()
    with place.container():
        if files and not results.is_read(results.digest_of(files)):
            st.button(words("upload.cancel"), icon=":material/close:", key="cancel", on_click=state.empty_uploader)
        with st.status(words("upload.reading"), expanded=False) as status:
            told = [words("upload.reading")]

            def progress(done: float, of: int, name: str) -> None:
                told[0] = words("upload.reading.file", file=words.name(plain(name)), share=words.percent(done / of))

            def cancelled() -> bool:
                # To draw anything ends this run where the visitor has asked for another: that stops the reading.
                status.update(label=markdown(told[0]))
                return False

            digest, reading = results.read(files, progress, cancelled)
            status.update(label=words("upload.understanding"))
            mappings = tuple(mapping.current(digest, at, table) for at, table in enumerate(reading.tables))
            intake = results.understand(digest, list(zip(reading.tables, mappings, strict=True)), reading.issues)
    place.empty()
    if not reading.tables:
        import_report.problems(reading.issues, words)
        st.info(words("upload.nothing"))
        return None
    return Checked(digest, reading, mappings, intake)


def show(words: Words, checked: Checked) -> None:
    """Show what came of the files: what was understood, one question at a time, the way on, and the details."""
    questions = [
        one
        for at, (table, current) in enumerate(checked.pairs)
        for one in mapping.to_ask(checked.digest, at, table, current)
    ]
    is_open = any(mapping.open_questions(current) for _, current in checked.pairs)
    tables = checked.intake.tables
    ready = not (tables.deals.empty and tables.rep_periods.empty)
    doubtful = suspicious_issues(checked.intake)
    if ready:
        st.subheader(_understood(checked.intake, words), anchor=False)
        for table, current in checked.pairs:
            mapping.likely(words, table, current)
    import_report.problems([issue for issue in checked.intake.issues if issue.severity == "fatal"], words)
    import_report.problems(doubtful, words)
    relation = arrivals.show(words, checked.digest, checked.intake) if ready else arrivals.ALONE
    if questions:
        st.subheader(words.count("upload.questions", len(questions)), anchor=False)
        mapping.ask(words, questions[0])
    seen_on = arrivals.ask_day(words, checked.intake) if relation in _DATED else clock.today()
    with st.container(horizontal=True, vertical_alignment="center"):
        ways = arrivals.ways(relation) if ready else ("separate",)
        for at, way in enumerate(ways):
            label = "upload.use" if len(ways) == 1 else f"datasets.way.{way}"
            kind: Literal["primary", "secondary"] = "secondary" if at or questions else "primary"
            icon = f":material/{_ICONS[way] if len(ways) > 1 else 'arrow_forward'}:"
            key = "use" if len(ways) == 1 else way
            if st.button(words(label), type=kind, icon=icon, key=key, disabled=not ready):
                if way == "go":
                    st.switch_page(state.TEAM)
                _use(words, checked, way, seen_on)
        st.markdown(words(_verdict(ready, is_open, bool(doubtful))))
    st.subheader(words("upload.details"), anchor=False)
    for at, (table, current) in enumerate(checked.pairs):
        mapping.details(words, checked.digest, at, table, current, checked.intake)
    import_report.counts(checked.intake, words)
    import_report.set_aside(checked.intake, words)


def _understood(intake: Intake, words: Words) -> str:
    """Say in a sentence what was understood: how many deals of how many reps, from when to when."""
    tables = intake.tables
    said = {
        "deals": words.count("unit.deals", len(tables.deals)),
        "reps": words.count("unit.reps", len(people(intake))),
    }
    first, last = first_event_on(tables), last_event_on(tables)
    if first is None or last is None:
        return words("upload.understood", **said)
    return words("upload.understood.dated", **said, first=words.month(first), last=words.month(last))


def _verdict(ready: bool, is_open: bool, doubtful: bool) -> str:
    if not ready:
        return "upload.no_deals"
    if doubtful:
        return "upload.use.doubtful"
    return "upload.use.check" if is_open else "upload.use.ready"


def _use(words: Words, checked: Checked, way: str, seen_on: dt.date) -> None:
    """Keep what was read and go to the leaderboard."""
    layouts = [layout_key(table) for table, current in checked.pairs if current.table]
    into = None if way == "separate" else state.scope()
    with st.spinner(words("datasets.keeping")):
        results.keep_layouts(checked.pairs)
        state.use(datasets.keep(checked.intake, results.files_read(), layouts, seen_on, into, way == "instead"))
    st.switch_page(state.TEAM)
