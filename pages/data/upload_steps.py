"""The steps of the page *Upload*: choosing files, reading them, answering questions, and using them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from coaching.advise import first_event_on, last_event_on
from coaching.importing import (
    OWNERS,
    Intake,
    RawTable,
    Source,
    TableMapping,
    Upload,
    layout_key,
    people,
    raised,
    suspicious_issues,
)
from coaching.tables import TABLES, count_deals
from coaching.words import Words, plain
from pages.data import import_report, mapping, questions, upload_changes
from pages.data.mapped import MappedTable, mapped
from pages.kit import cards, dataset_choice, downloads, widgets
from pages.kit.escape import markdown
from pages.session import access, datasets, results, state
from pages.session.session_state import session
from server.uploads import REFUSED

_ICONS = {"go": "leaderboard", "join": "merge", "instead": "published_with_changes", "separate": "library_add"}
_ANY_SIZE = 1_000_000
#: The details of up to so many tables are listed.
_LISTED = 6
#: The issue of a table of leads, quotes and the like.
_OTHER_RECORDS = "other_records"
#: The relations to the data in use in which the day of the export matters.
_DATED = (upload_changes.LATER, upload_changes.MORE, upload_changes.OTHER, upload_changes.EARLIER)


@dataclass(frozen=True)
class Checked:
    """The files as read, their mappings so far, and the intake that results."""

    digest: str
    tables: tuple[MappedTable, ...]
    intake: Intake

    @property
    def pairs(self) -> list[tuple[RawTable, TableMapping]]:
        """Each table with its mapping, as the core takes them."""
        return [(mapped.table, mapped.now) for mapped in self.tables]


def title(words: Words) -> None:
    """Show the title of the first upload, of a later one or, once there are files, of their review."""
    if has_files():
        st.title(words("upload.review.title"), anchor=False)
    elif _has_own_data():
        st.title(words("upload.more.title"), anchor=False)
        cards.lead(words("upload.more.lead"))
    else:
        widgets.title(words, "upload")


def has_files() -> bool:
    """Return whether files were given or read."""
    return bool(st.session_state.get(_uploader()) or results.has_reading())


def _uploader() -> str:
    return f"files-{state.upload_round()}"


def _has_own_data() -> bool:
    scope = state.scope()
    return scope is not None and not scope.is_sample


def ask_files(words: Words) -> list[Upload]:
    """Show the uploader and return the uploaded files."""
    key = _uploader()

    def forget_when_emptied() -> None:
        if not st.session_state[key]:
            results.forget_reading()

    is_first = not (has_files() or state.scope())
    with st.container(key="upload-first" if is_first else "upload-more"):
        # The server refuses files that are too large, in the reader's language; the browser would do so in English.
        files = st.file_uploader(
            words("upload.files"),
            accept_multiple_files=True,
            max_upload_size=_ANY_SIZE,
            key=key,
            on_change=forget_when_emptied,
        )
    limit = words.number(st.config.get_option("server.maxUploadSize"))
    if not files:
        st.caption(words("upload.files.caption", limit=limit))
    refused = st.session_state.pop(REFUSED, None)
    if refused is not None:
        st.error(words(f"upload.refused.{refused}", limit=limit))
    return [Upload(file.name, file.getvalue()) for file in files or ()]


def first_steps(words: Words) -> None:
    """Show the ways to begin: the sample, the template and the stored data sets, with the three steps of an upload.

    Whoever has data of their own needs neither the sample nor the steps.
    """
    with st.container(key="first-steps", horizontal=True):
        if state.scope() is None:
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
    if _has_own_data():
        return
    steps = ("export", "check", "coach")
    cards.numbered([(words(f"upload.step.{step}.title"), words(f"upload.step.{step}.text")) for step in steps])


def in_use(words: Words) -> None:
    """Show the data set in use, with buttons to its figures, to its imports, and to stop using it."""
    if state.is_lost():
        st.warning(words("empty.lost"), icon=":material/history:")
    scope = state.scope()
    if scope is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(words("datasets.in_use", name=markdown(words.name(dataset_choice.named(scope.dataset, words)))))
        if st.button(words("upload.to_leaderboard"), icon=":material/leaderboard:", key="to-leaderboard"):
            st.switch_page(state.TEAM)
        if not scope.is_sample and access.may("imports"):
            with st.popover(words("datasets.rename"), icon=":material/edit:"):
                dataset_choice.rename(words, scope)
            if st.button(words("nav.imports"), icon=":material/history:", key="to-imports"):
                st.switch_page(state.IMPORTS)
        st.button(words("datasets.leave"), icon=":material/close:", type="tertiary", key="leave", on_click=state.leave)


def read(words: Words, files: list[Upload]) -> Checked | None:
    """Read the files and apply their mappings; return None if no table could be read.

    Without files, the files read last are used, so that mappings can still be corrected after looking at the figures.
    """
    place = st.empty()
    with place.container():
        if files and not results.is_read(results.digest_of(files)):
            st.button(words("upload.cancel"), icon=":material/close:", key="cancel", on_click=state.empty_uploader)
        with st.status(words("upload.reading"), expanded=False) as status:
            label = words("upload.reading")

            def progress(done: float, of: int, name: str) -> None:
                nonlocal label
                label = words("upload.reading.file", file=words.name(plain(name)), share=words.percent(done / of))

            def cancelled() -> bool:
                # Drawing anything ends this run if the visitor has started another one, which stops the reading.
                status.update(label=markdown(label))
                return False

            digest, reading = results.read(files, progress, cancelled)
            status.update(label=words("upload.understanding"))
            tables = tuple(_table(digest, at, table) for at, table in enumerate(reading.tables))
            intake = results.understand(digest, [(mapped.table, mapped.now) for mapped in tables], reading.issues)
            tables = tuple(
                replace(mapped, now=_with_raised(source, mapped.now))
                for source, mapped in zip(intake.sources, tables, strict=True)
            )
    place.empty()
    if not reading.tables:
        import_report.problems(reading.issues, words)
        st.info(words("upload.nothing"))
        return None
    return Checked(digest, tables, intake)


def _table(digest: str, at: int, table: RawTable) -> MappedTable:
    """Return a table as mapped so far; what an earlier upload answered about it is listed from the start."""
    is_new = (digest, at) not in session().upload.mappings
    found = mapped(digest, at, table)
    if is_new:
        questions.recall(found, results.settled(table, found.now))
    return found


def _with_raised(source: Source, mapping: TableMapping) -> TableMapping:
    """Return a mapping with the questions about its rows added to those about its columns."""
    return replace(mapping, questions=(*mapping.questions, *raised(source, mapping)))


def show(words: Words, checked: Checked) -> None:
    """Show a summary of the files, the first open question, the buttons to use them, and the details."""
    asked = questions.to_ask(checked.tables)
    tables = checked.intake.tables
    is_whole = not (tables.deals.empty and tables.rep_periods.empty)
    ready = is_whole or _adds(checked.intake)
    doubtful = questions.still_to_say(suspicious_issues(checked.intake), checked.tables, asked)
    if ready:
        understood = _understood if is_whole else _understood_rows
        st.subheader(understood(checked.intake, words), anchor=False)
        for mapped in checked.tables:
            mapping.likely(words, mapped)
            mapping.sheets_of_reps(words, mapped)
    fatal = [issue for issue in checked.intake.issues if issue.severity == "fatal"]
    import_report.problems(questions.still_to_say(fatal, checked.tables, asked), words)
    import_report.problems(doubtful, words)
    if not ready:
        # What the files hold instead is otherwise only said beside the rows.
        issues = (issue for source in checked.intake.sources for issue in source.issues)
        import_report.problems([issue for issue in issues if issue.code == _OTHER_RECORDS], words)
    relation = upload_changes.show(words, checked.digest, checked.intake, is_whole) if ready else upload_changes.ALONE
    if asked:
        st.subheader(words.count("upload.questions", len(asked)), anchor=False)
        questions.ask(words, asked[0], checked.tables)
    questions.answered(words, checked.tables)
    intake = checked.intake
    seen_on = upload_changes.ask_day(words, intake) if relation in _DATED else upload_changes.likely_day(intake)
    with st.container(horizontal=True, vertical_alignment="center"):
        ways = upload_changes.ways(relation, is_whole) if ready else ("separate",)
        for at, way in enumerate(ways):
            label = "upload.use" if ways == ("separate",) else f"datasets.way.{way}"
            kind: Literal["primary", "secondary"] = "secondary" if at or asked else "primary"
            icon = f":material/{_ICONS[way] if len(ways) > 1 else 'arrow_forward'}:"
            key = "use" if len(ways) == 1 else way
            if st.button(words(label), type=kind, icon=icon, key=key, disabled=not ready):
                if way == "go":
                    st.switch_page(state.TEAM)
                _use(words, checked, way, seen_on)
        st.markdown(words(_verdict(checked, ready, bool(asked), bool(doubtful))))
    st.subheader(words("upload.details"), anchor=False)
    for mapped in _to_look_at(checked.tables, words):
        mapping.details(words, mapped, checked.intake, is_open=not (ready or mapped.now.table or mapped.now.questions))
    import_report.counts(checked.intake, words, brief=True)
    import_report.set_aside(checked.intake, words)


def _to_look_at(tables: Sequence[MappedTable], words: Words) -> Sequence[MappedTable]:
    """Return the tables whose details are shown: all or, of many such as a sheet for each month, one to choose."""
    if len(tables) <= _LISTED:
        return tables
    at: int = st.selectbox(
        words("upload.details.which"),
        range(len(tables)),
        format_func=lambda at: mapping.title(words, tables[at]),
        key="details-of",
        width=420,
    )
    return tables[at : at + 1]


def _adds(intake: Intake) -> bool:
    """Return whether files without deals, such as goals, can be added to the data in use."""
    scope = state.scope()
    has_rows = any(len(getattr(intake.tables, name)) for name in TABLES)
    return has_rows and scope is not None and not scope.is_sample


def _understood_rows(intake: Intake, words: Words) -> str:
    """Return the summary of files without deals: the tables with the number of their rows."""
    counts = {name: len(getattr(intake.tables, name)) for name in TABLES}
    parts = [words.count("upload.rows", count, table=words(f"table.{name}")) for name, count in counts.items() if count]
    return " · ".join(parts)


def _understood(intake: Intake, words: Words) -> str:
    """Return the summary of the files as a sentence: deals, reps, and the months from the first to the last event."""
    tables = intake.tables
    values = {
        "deals": words.count("unit.deals", round(count_deals(tables.deals))),
        "reps": words.count("unit.reps", len(people(intake))),
    }
    first, last = first_event_on(tables), last_event_on(tables)
    months = {} if first is None or last is None else {"first": words.month(first), "last": words.month(last)}
    if not len(tables.deals):  # a sheet of counts lists no deals, however many it counts
        return words("upload.understood.counts.dated" if months else "upload.understood.counts", **values, **months)
    return words("upload.understood.dated" if months else "upload.understood", **values, **months)


def _verdict(checked: Checked, ready: bool, is_asked: bool, doubtful: bool) -> str:
    if not ready:
        is_known = checked.tables and all(mapped.now.table for mapped in checked.tables)
        return "upload.only_others" if is_known and checked.intake.tables.deals.empty else "upload.no_deals"
    if doubtful:
        return "upload.use.doubtful"
    if is_asked:
        return "upload.use.check"
    deals = [mapped.now for mapped in checked.tables if mapped.now.table == "deals"]
    nobody = deals and not any(name in mapping.fields for mapping in deals for name in OWNERS)
    if nobody and len(people(checked.intake)) <= 1:
        return "upload.use.nobody"
    undecided = any("" in mapping.stages.values() for mapping in deals)
    return "upload.use.undecided" if undecided else "upload.use.ready"


def _use(words: Words, checked: Checked, way: str, seen_on: dt.date) -> None:
    """Save the import and go to the page of the team."""
    layouts = [layout_key(table) for table, current in checked.pairs if current.table]
    into = None if way == "separate" else state.scope()
    with st.spinner(words("datasets.keeping")):
        results.keep_layouts(checked.pairs)
        state.use(datasets.keep(checked.intake, results.files_read(), layouts, seen_on, into, way == "instead"))
    st.switch_page(state.TEAM)
