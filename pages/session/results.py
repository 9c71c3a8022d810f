"""The core's functions as pages call them, cached by the token of the data and the options."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from coaching import advise, importing, metrics, report, sources
from coaching.access import is_named_period, redact_assessment, redact_options
from coaching.advise import (
    Assessment,
    DataSummary,
    Options,
    SegmentFigures,
    Share,
    assess,
    currencies,
    last_event_on,
    summarize,
)
from coaching.compare import peer_groups
from coaching.importing import QUESTIONS, Changes, Intake, Issue, Question, RawTable, Reading, TableMapping, Upload
from coaching.metrics import Point, StageDuration
from coaching.report import Look, RepContent, TeamContent, open_deals
from coaching.settings import read_settings
from coaching.store import File
from coaching.tables import Tables, reps_named
from coaching.words import Words
from pages.session import clock, datasets
from pages.session.cache import cached
from pages.session.datasets import Scope
from pages.session.session_state import UploadState, session

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


def digest_of(uploads: Sequence[Upload]) -> str:
    """Return a digest of the names and contents of files."""
    digest = hashlib.sha256()
    for upload in uploads:
        digest.update(hashlib.sha256(upload.name.encode() + b"\0" + upload.data).digest())
    return digest.hexdigest()[:16]


def is_read(digest: str) -> bool:
    """Return whether the files with this digest were read last."""
    return has_reading() and session().upload.digest == digest


def read(
    uploads: Sequence[Upload],
    progress: Callable[[float, int, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[str, Reading]:
    """Read files into raw tables and return them with their digest; without files return the last reading.

    The reading of the last files is stored in the visitor's session.
    """
    if not uploads:
        return _last()
    digest = digest_of(uploads)
    if not is_read(digest):
        limits = sources.limits_from(read_settings())
        reading = sources.read(uploads, limits, progress, cancelled)
        session().upload.digest, session().upload.reading = digest, reading
        session().upload.files = tuple(
            File(upload.name, hashlib.sha256(upload.data).hexdigest(), len(upload.data)) for upload in uploads
        )
    return _last()


def _last() -> tuple[str, Reading]:
    now = session().upload
    if now.reading is None:
        raise LookupError("no files were read")
    return now.digest, now.reading


def files_read() -> tuple[File, ...]:
    """Return the files that were read last."""
    return session().upload.files


def has_reading() -> bool:
    """Return whether the session holds files that were read."""
    return session().upload.reading is not None


def forget_reading() -> None:
    """Drop the files read and their mappings from the session."""
    for key in [key for key in st.session_state if str(key).startswith("map:")]:
        del st.session_state[key]
    session().upload = UploadState()
    importing.give_back()


def understand(digest: str, pairs: Sequence[tuple[RawTable, TableMapping]], issues: Sequence[Issue]) -> Intake:
    """Return the intake of mapped tables; computed again only when a mapping has changed."""
    key = (digest, repr([mapping for _, mapping in pairs]))
    last = session().upload.intake
    if last is None or last[0] != key:
        last = session().upload.intake = (key, importing.apply_mapping(pairs, issues, clock.today()))
    return last[1]


def suggest(table: RawTable) -> TableMapping:
    """Return the mapping that was saved for a table's layout, else the suggested one."""
    saved, same = importing.layout_for(table, datasets.layouts())
    return importing.suggest_mapping(table) if saved is None else importing.recall(table, saved, same)


def settled(table: RawTable, now: TableMapping) -> tuple[Question, ...]:
    """Return the questions about a table that the mapping saved for its layout (``now``) answers."""
    if importing.layout_for(table, datasets.layouts())[0] is None:
        return ()
    raised = (kind.asked() for kind in QUESTIONS.values() if kind.raised_by and kind.reading in now.formats)
    asked = (*importing.suggest_mapping(table, now.table or None).questions, *raised)
    return tuple(question for question in asked if not now.asks(question.about, question.field))


def keep_layouts(pairs: Sequence[tuple[RawTable, TableMapping]]) -> None:
    """Save the mappings of these tables for the next upload of the same layouts.

    What is no data by its looks alone, such as invoices, was decided by nobody.
    """
    decided = [(table, mapping) for table, mapping in pairs if not (mapping.asks("table") or mapping.taken_for)]
    datasets.keep_layouts({importing.layout_key(table): importing.remember(mapping) for table, mapping in decided})


def changes(token: str, digest: str, new: Intake) -> Changes:
    """Return the changes that an intake would make to the data in use; computed again only when one has changed."""
    key = (token, digest, id(new))
    last = session().upload.changes
    if last is None or last[0] != key:
        last = session().upload.changes = (key, importing.compare_intakes(_intake(token), new))
    return last[1]


def hold_sample(link: str = datasets.SAMPLE) -> Scope | None:
    """Return a sample data set, saved when it is first asked for; None if its file is missing."""
    file = SAMPLE_DATA / datasets.SAMPLES[link]
    if not file.is_file():
        return None
    _keep_sample(link, hashlib.sha256(file.read_bytes()).hexdigest())
    return datasets.find(link)


def sample(link: str = datasets.SAMPLE) -> Intake:
    """Return the data of a sample's file; raises ``OSError`` if it is missing."""
    return _sample(link, hashlib.sha256((SAMPLE_DATA / datasets.SAMPLES[link]).read_bytes()).hexdigest())


@cached
def _sample(link: str, sha256: str) -> Intake:
    file = SAMPLE_DATA / datasets.SAMPLES[link]
    reading = sources.read([Upload(file.name, file.read_bytes())])
    pairs = [(table, importing.suggest_mapping(table)) for table in reading.tables]
    return importing.apply_mapping(pairs, reading.issues, clock.today())


@st.cache_resource(show_spinner=False, max_entries=len(datasets.SAMPLES))
def _keep_sample(link: str, sha256: str) -> None:
    intake, file = _sample(link, sha256), SAMPLE_DATA / datasets.SAMPLES[link]
    stored_file = File(file.name, sha256, file.stat().st_size)
    datasets.keep_sample(link, intake, stored_file, last_event_on(intake.tables) or clock.today())


@cached
def template() -> bytes:
    """Return the template, a workbook to fill in."""
    return report.template_xlsx()


def _intake(token: str) -> Intake:
    return datasets.intake(token)


def _converted(token: str, options: Options) -> Tables:
    """Return the tables with the amounts that the assessment under these options adds up."""
    return advise.converted(_intake(token).tables, options)


@cached
def look(token: str) -> metrics.Overview:
    """Return the overview of the deals, which every period shares."""
    return metrics.overview(_intake(token).tables.deals)


@cached
def summary(token: str) -> DataSummary | None:
    """Return what readers can choose from; None if the token's viewer sees no dated event.

    A viewer who does not see everybody chooses from the days of the whole data, and not whom to be compared with.
    """
    tables, whole = _intake(token).tables, datasets.whole(token)
    if whole == token:
        return summarize(tables, clock.today(), look(token))
    summarized = summary(whole)
    is_empty = tables.deals.empty and tables.activities.empty and tables.rep_periods.empty
    return None if summarized is None or is_empty else replace(summarized, groupings=(), currencies=currencies(tables))


@cached
def assessment(token: str, options: Options) -> Assessment:
    """Return the assessment of the data under the options, redacted for the token's viewer."""
    if datasets.whole(token) == token:
        return assess(_intake(token).tables, options, look=look(token))
    options = redact_options(options, datasets.viewer_in(token))
    return _redacted(token, options, assessment(datasets.whole(token), options))


@cached
def before(token: str, options: Options) -> Assessment | None:
    """Return the assessment of the preceding period; None if no period is chosen or it has no events."""
    if datasets.whole(token) == token:
        return advise.assess_before(_intake(token).tables, options, assessment(token, options), look(token))
    options = redact_options(options, datasets.viewer_in(token))
    earlier = before(datasets.whole(token), options)
    return None if earlier is None else _redacted(token, options, earlier)


def _redacted(token: str, options: Options, result: Assessment) -> Assessment:
    whole = datasets.whole(token)
    known = summary(whole)
    named = known is not None and is_named_period(options, known.last)
    return redact_assessment(result, datasets.viewer_in(token), _intake(whole).tables, options, named)


@cached
def rep_content(token: str, options: Options, rep: str, words: Words) -> RepContent:
    """Return a rep's scorecard and plan as finished text."""
    now, earlier = assessment(token, options), before(token, options)
    data = _intake(token)
    deals = open_deals(now, rep, data.tables.deals, words)
    return report.rep_content(now, rep, words, data.sources, earlier, deals)


@cached
def team_content(token: str, options: Options, words: Words) -> TeamContent:
    """Return the team's summary as finished text."""
    now, earlier = assessment(token, options), before(token, options)
    return report.team_content(now, words, _intake(token).sources, earlier)


@cached
def assumptions(token: str, options: Options, words: Words) -> tuple[str, ...]:
    """Return the assumptions of the figures as finished text, without comparing with the preceding period."""
    return report.assumption_texts(assessment(token, options), words, _intake(token).sources)


@cached
def scorecards(token: str, options: Options, words: Words, look: Look | None = None, only: str | None = None) -> bytes:
    """Return the scorecards as an Excel file, of ``only`` one rep where asked."""
    now = assessment(token, options)
    return report.scorecards_xlsx(now, words, _intake(token).sources, look=look, only=only)


@cached
def plans(token: str, options: Options, words: Words, look: Look | None = None) -> bytes:
    """Return all reps' plans as PDFs in a ZIP."""
    now, earlier = assessment(token, options), before(token, options)
    data = _intake(token)
    return report.plans_zip(now, words, data.sources, earlier, look, data.tables.deals)


@cached
def drilldown(token: str, options: Options, kpi: str, rep: str | None) -> pd.DataFrame:
    """Return the deals that a figure of a rep, or of the team (None), counts; read-only."""
    now = assessment(token, options)
    deals = _converted(token, options).deals
    return metrics.drilldown(deals, kpi, now.period, now.as_of, now.currency, rep, _intake(token).tables.deals)


@cached
def _events_by_month(token: str, options: Options) -> pd.DataFrame:
    """Return the monthly events that all trends of a period are measured from; read-only."""
    overview = None if options.rates else look(token)
    return advise.events_by_month(_converted(token, options), assessment(token, options), overview)


@cached
def kpi_trends(
    token: str, options: Options, by: str, kpis: Sequence[str] = (), reps: Sequence[str] = ()
) -> Mapping[str | None, Mapping[str, tuple[Point, ...]]]:
    """Return the trend of each KPI ``by`` month or quarter, for each rep and for the team (key None).

    Only some ``kpis`` or ``reps`` are computed if they are named: those of a large team take long.
    """
    kpis_drawn = {key: kpi for key, kpi in metrics.load_kpis().items() if not kpis or key in kpis}
    trends = metrics.trends(_events_by_month(token, options), kpis_drawn, by, reps or None)
    is_alone = datasets.whole(token) != token and len(assessment(token, options).reps) == 1
    return {rep: points for rep, points in trends.items() if rep is not None} if is_alone else trends


@cached
def on_target(token: str, options: Options) -> Mapping[str, tuple[Share, ...]]:
    """Return for each KPI with a rule the share of the reps on target, month by month."""
    return advise.on_target_by_month(
        kpi_trends(token, options, "month"), assessment(token, options).reps, metrics.load_kpis()
    )


@cached
def teams(token: str) -> Mapping[str, str | None]:
    """Return the team of each rep; empty if the data names fewer than two teams."""
    tables = _intake(token).tables
    groups = peer_groups(reps_named(tables, ("deals", "reps")), tables.reps, tables.deals, "team")
    return groups if len({team for team in groups.values() if team}) > 1 else {}


@cached
def attributes(token: str) -> tuple[str, ...]:
    """Return the attributes by which the deals can be grouped, such as ``product`` or ``segment``."""
    return advise.known_attributes(_intake(token).tables)


@cached
def segment_figures(token: str, options: Options, attribute: str) -> tuple[SegmentFigures, ...]:
    """Return the KPIs of each product (segment, source, team) over all reps."""
    return advise.segment_figures(_converted(token, options), assessment(token, options), attribute)


@cached
def lost_reasons(token: str, options: Options, rep: str | None = None) -> pd.DataFrame:
    """Return the counts of lost deals by reason, before and after the next step; read-only."""
    return advise.lost_reasons(_intake(token).tables, assessment(token, options), rep)


@cached
def stage_durations(token: str, options: Options, rep: str | None = None) -> tuple[StageDuration, ...]:
    """Return how long the deals of a rep, or of the team (None), stay before each gate."""
    now = assessment(token, options)
    return metrics.stage_durations(_intake(token).tables.deals, now.period, now.as_of, rep)
