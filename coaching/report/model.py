"""The one content object that page, PDF and Excel share: finished text in one language, with the codes behind it."""

from __future__ import annotations

from dataclasses import dataclass

from coaching.compare.model import Status


@dataclass(frozen=True)
class KpiRow:
    """One KPI as it is shown. Texts are ready to print; ``""`` where there is nothing to say."""

    key: str
    label: str
    value: str
    counted: str
    range: str
    rule: str
    peers: str
    status: Status | None
    status_word: str
    note: str
    attainment: float | None
    estimate: str = ""


@dataclass(frozen=True)
class TipText:
    """A tip of the playbook in the reader's language."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class StepText:
    """One priority of a plan: what was seen, what it is worth, what to do."""

    kpi: str
    label: str
    status: Status
    status_word: str
    seen: str
    worth: str
    tips: tuple[TipText, ...]


@dataclass(frozen=True)
class FunnelRow:
    """One gate of the funnel. ``count`` is None where it cannot be known."""

    gate: str
    label: str
    count: int | None
    count_text: str
    conversion: str
    note: str


@dataclass(frozen=True)
class Headline:
    """One of the few figures in front: a label, the figure, a line under it."""

    key: str
    label: str
    value: str
    note: str


@dataclass(frozen=True)
class RepContent:
    """A rep's scorecard and action plan."""

    lang: str
    rtl: bool
    title: str
    rep: str
    period: str
    as_of: str
    sources: str
    headlines: tuple[Headline, ...]
    kpis: tuple[KpiRow, ...]
    steps: tuple[StepText, ...]
    strengths: tuple[str, ...]
    funnel: tuple[FunnelRow, ...]
    assumptions: tuple[str, ...]
    empty_plan: str


@dataclass(frozen=True)
class LeaderRow:
    """One rep on the leaderboard."""

    rep: str
    rank: int | None
    score: float | None
    score_text: str
    score_note: str
    kpis: tuple[KpiRow, ...]
    first_step: str


@dataclass(frozen=True)
class TeamContent:
    """The team's summary: leaderboard, funnel, findings, whom to coach on what."""

    lang: str
    rtl: bool
    title: str
    period: str
    as_of: str
    sources: str
    headlines: tuple[Headline, ...]
    kpis: tuple[KpiRow, ...]
    leaders: tuple[LeaderRow, ...]
    funnel: tuple[FunnelRow, ...]
    findings: tuple[str, ...]
    assumptions: tuple[str, ...]
