"""The core's functions as the pages call them: cached by the token of the data, never by the frames themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import streamlit as st

from coaching import advise, importing, metrics, report, sources
from coaching.access import is_named_period, redact_assessment, redact_choices
from coaching.advise import Assessment, Choices, SegmentFigures, Share, assess, first_event_on, last_event_on
from coaching.compare import peer_groups
from coaching.importing import Changes, Intake, Issue, RawTable, Reading, TableMapping, Upload
from coaching.metrics import Point, StageDuration
from coaching.report import GATE_OF, Look, RepContent, TeamContent, open_deals
from coaching.settings import read_settings
from coaching.store import File
from coaching.tables import reps_named
from coaching.words import Words
from pages.session import clock, datasets
from pages.session.cache import cached
from pages.session.datasets import Scope

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
_PEER_COLUMNS = ("team", "region", "role")


@dataclass(frozen=True)
class Facts:
    """What there is to choose from in the data."""

    first: dt.date
    last: dt.date
    peers: tuple[str, ...]
    currencies: tuple[str, ...]
    has_goals: bool
    period: str = "all"


def digest_of(uploads: Sequence[Upload]) -> str:
    """Return what names these files: their names and bytes."""
    digest = hashlib.sha256()
    for upload in uploads:
        digest.update(hashlib.sha256(upload.name.encode() + b"\0" + upload.data).digest())
    return digest.hexdigest()[:16]


def is_read(digest: str) -> bool:
    """Return whether these files are the ones read last."""
    return has_reading() and st.session_state["_read"][0] == digest


def read(
    uploads: Sequence[Upload],
    progress: Callable[[float, int, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[str, Reading]:
    """Read the files once per visitor and return the reading with the digest of the bytes; again the last without."""
    if not uploads:
        return _last()
    digest = digest_of(uploads)
    if not is_read(digest):
        limits = sources.limits_from(read_settings())
        st.session_state["_read"] = (digest, sources.read(uploads, limits, progress, cancelled))
        st.session_state["_read_files"] = tuple(
            File(upload.name, hashlib.sha256(upload.data).hexdigest(), len(upload.data)) for upload in uploads
        )
    return _last()


def _last() -> tuple[str, Reading]:
    read_before: tuple[str, Reading] = st.session_state["_read"]
    return read_before


def files_read() -> tuple[File, ...]:
    """Return the files that were read last."""
    files: tuple[File, ...] = st.session_state.get("_read_files", ())
    return files


def has_reading() -> bool:
    """Return whether files were read that are still understood one way or another."""
    return "_read" in st.session_state


def forget_reading() -> None:
    """Forget the files read and how they were understood."""
    for key in [key for key in st.session_state if str(key).startswith(("map:", "_read"))]:
        del st.session_state[key]
    importing.give_back()


def understand(digest: str, pairs: Sequence[tuple[RawTable, TableMapping]], issues: Sequence[Issue]) -> Intake:
    """Apply the mapping; done again only when it changed."""
    key = (digest, repr([mapping for _, mapping in pairs]))
    kept = st.session_state.get("_read_intake")
    if kept is None or kept[0] != key:
        kept = st.session_state["_read_intake"] = (key, importing.apply_mapping(pairs, issues, clock.today()))
    return kept[1]


def suggest(table: RawTable) -> TableMapping:
    """Return how a table is understood: as people decided for this layout before, else as suggested."""
    kept, same = importing.layout_for(table, datasets.layouts())
    return importing.suggest_mapping(table) if kept is None else importing.recall(table, kept, same)


def keep_layouts(pairs: Sequence[tuple[RawTable, TableMapping]]) -> None:
    """Keep what was decided about these tables for their next upload."""
    decided = [(table, mapping) for table, mapping in pairs if not mapping.asks("table")]
    datasets.keep_layouts({importing.layout_key(table): importing.remember(mapping) for table, mapping in decided})


def changes(token: str, digest: str, made: Intake) -> Changes:
    """Return what an intake would change in the data in use; worked out again only when one of them changed."""
    key = (token, digest, id(made))
    kept = st.session_state.get("_read_changes")
    if kept is None or kept[0] != key:
        kept = st.session_state["_read_changes"] = (key, importing.compare_intakes(_intake(token), made))
    return kept[1]


def hold_sample(link: str = datasets.SAMPLE) -> Scope | None:
    """Return a sample data set, kept as it is shipped; None where its file is missing."""
    file = SAMPLE_DATA / datasets.SAMPLES[link]
    if not file.is_file():
        return None
    _keep_sample(link, hashlib.sha256(file.read_bytes()).hexdigest())
    return datasets.find(link)


def sample(link: str = datasets.SAMPLE) -> Intake:
    """Return a sample's data as they are read from its file; raises ``OSError`` where it is missing."""
    return _sample(link, hashlib.sha256((SAMPLE_DATA / datasets.SAMPLES[link]).read_bytes()).hexdigest())


@cached
def _sample(link: str, sha256: str) -> Intake:
    file = SAMPLE_DATA / datasets.SAMPLES[link]
    reading = sources.read([Upload(file.name, file.read_bytes())])
    pairs = [(table, importing.suggest_mapping(table)) for table in reading.tables]
    return importing.apply_mapping(pairs, reading.issues, clock.today())


@st.cache_resource(show_spinner=False, max_entries=len(datasets.SAMPLES))
def _keep_sample(link: str, sha256: str) -> None:
    made, file = _sample(link, sha256), SAMPLE_DATA / datasets.SAMPLES[link]
    kept = File(file.name, sha256, file.stat().st_size)
    datasets.keep_sample(link, made, kept, last_event_on(made.tables) or clock.today())


@st.cache_data(show_spinner=False)
def template() -> bytes:
    """Return the spreadsheet to fill in."""
    return report.template_xlsx()


def _intake(token: str) -> Intake:
    return datasets.intake(token)


@cached
def look(token: str) -> metrics.Overview:
    """Return what one look over the deals tells, so that no period looks over them again."""
    return metrics.overview(_intake(token).tables.deals)


@cached
def facts(token: str) -> Facts | None:
    """Return what there is to choose from; None where the data has no dated event, or none that the reader may see."""
    tables, whole = _intake(token).tables, datasets.whole(token)
    codes = pd.concat([tables.deals["currency"], tables.rep_periods["currency"]]).dropna().astype(str).value_counts()
    if whole != token:
        found = facts(whole)
        is_empty = tables.deals.empty and tables.activities.empty and tables.rep_periods.empty
        return None if found is None or is_empty else replace(found, peers=(), currencies=tuple(codes.index))
    seen = look(token)
    first, last = first_event_on(tables, seen), last_event_on(tables, seen)
    if first is None or last is None:
        return None
    last = min(last, clock.today())
    peers = [column for column in _PEER_COLUMNS if tables.reps[column].nunique() > 1]
    if "team" not in peers and tables.deals["team"].nunique() > 1:
        peers.insert(0, "team")
    period = metrics.default_period(tables, reps_named(tables, ("deals", "rep_periods")), last)
    return Facts(min(first, last), last, tuple(peers), tuple(codes.index), len(tables.goals) > 0, period)


@cached
def assessment(token: str, choices: Choices) -> Assessment:
    """Return the result for the data and the choices: the whole, or what the token's reader may know of it."""
    if datasets.whole(token) == token:
        return assess(_intake(token).tables, choices, look=look(token))
    choices = redact_choices(choices, datasets.viewer_in(token))
    return _narrowed(token, choices, assessment(datasets.whole(token), choices))


@cached
def before(token: str, choices: Choices) -> Assessment | None:
    """Return the result of the period before; None where no period is chosen or nothing happened in it."""
    if datasets.whole(token) == token:
        return advise.assess_before(_intake(token).tables, choices, assessment(token, choices), look(token))
    choices = redact_choices(choices, datasets.viewer_in(token))
    found = before(datasets.whole(token), choices)
    return None if found is None else _narrowed(token, choices, found)


def _narrowed(token: str, choices: Choices, found: Assessment) -> Assessment:
    whole = datasets.whole(token)
    known = facts(whole)
    named = known is not None and is_named_period(choices, known.last)
    return redact_assessment(found, datasets.viewer_in(token), _intake(whole).tables, choices, named)


@cached
def rep_content(token: str, choices: Choices, rep: str, words: Words) -> RepContent:
    """Return a rep's scorecard and plan as finished text."""
    now, earlier = assessment(token, choices), before(token, choices)
    plan = now.plans.get(rep)
    gate = GATE_OF.get(plan.steps[0].kpi) if plan is not None and plan.steps else None
    deals = open_deals(deals_waiting(token, choices, gate, rep), words) if gate else ()
    return report.rep_content(now, rep, words, _intake(token).sources, earlier, deals)


@cached
def team_content(token: str, choices: Choices, words: Words) -> TeamContent:
    """Return the team's summary as finished text."""
    now, earlier = assessment(token, choices), before(token, choices)
    return report.team_content(now, words, _intake(token).sources, earlier)


@cached
def scorecards(token: str, choices: Choices, words: Words, look: Look | None = None, only: str | None = None) -> bytes:
    """Return the scorecards as an Excel file, of ``only`` one rep where asked."""
    now = assessment(token, choices)
    return report.scorecards_xlsx(now, words, _intake(token).sources, look=look, only=only)


@cached
def plans(token: str, choices: Choices, words: Words, look: Look | None = None) -> bytes:
    """Return all reps' plans as PDFs in a ZIP."""
    now, earlier = assessment(token, choices), before(token, choices)
    return report.plans_zip(now, words, _intake(token).sources, earlier, look)


@cached
def drilldown(token: str, choices: Choices, kpi: str, rep: str | None) -> pd.DataFrame:
    """Return the deals counted in a figure of a rep, or of the team (None); to be read, not changed."""
    now = assessment(token, choices)
    return metrics.drilldown(_intake(token).tables.deals, kpi, now.period, now.as_of, now.currency, rep)


@cached
def deals_waiting(token: str, choices: Choices, gate: str, rep: str | None) -> pd.DataFrame:
    """Return the open deals that have stood longest before a gate; to be read, not changed."""
    return metrics.deals_waiting(_intake(token).tables.deals, gate, assessment(token, choices).as_of, rep)


@cached
def kpi_trends(token: str, choices: Choices, by: str) -> Mapping[str | None, Mapping[str, tuple[Point, ...]]]:
    """Return the course of each KPI by month or quarter, per rep and for the team (None)."""
    now = assessment(token, choices)
    found = advise.kpi_trends(_intake(token).tables, now, by)
    is_alone = datasets.whole(token) != token and len(now.reps) == 1
    return {rep: points for rep, points in found.items() if rep is not None} if is_alone else found


@cached
def on_target(token: str, choices: Choices) -> Mapping[str, tuple[Share, ...]]:
    """Return for each KPI that has a rule how many reps kept to it, month by month."""
    return advise.on_target_by_month(
        kpi_trends(token, choices, "month"), assessment(token, choices).reps, metrics.load_kpis()
    )


@cached
def teams(token: str) -> Mapping[str, str | None]:
    """Return the team of each rep; empty where the data knows fewer than two."""
    tables = _intake(token).tables
    groups = peer_groups(reps_named(tables, ("deals", "reps")), tables.reps, tables.deals, "team")
    return groups if len({team for team in groups.values() if team}) > 1 else {}


@cached
def attributes(token: str) -> tuple[str, ...]:
    """Return by what the deals can be cut: product, segment, source, team."""
    return advise.known_attributes(_intake(token).tables)


@cached
def segment_figures(token: str, choices: Choices, attribute: str) -> tuple[SegmentFigures, ...]:
    """Return the KPIs of each product (segment, source, team) over all reps."""
    return advise.segment_figures(_intake(token).tables, assessment(token, choices), attribute)


@cached
def lost_reasons(token: str, choices: Choices, rep: str | None = None) -> pd.DataFrame:
    """Return why deals were lost, by how far they had come; to be read, not changed."""
    return advise.lost_reasons(_intake(token).tables, assessment(token, choices), rep)


@cached
def stage_durations(token: str, choices: Choices, rep: str | None = None) -> tuple[StageDuration, ...]:
    """Return how long the deals of a rep, or of the team (None), stay before each gate."""
    now = assessment(token, choices)
    return metrics.stage_durations(_intake(token).tables.deals, now.period, now.as_of, rep)
