"""The one content object that page, PDF and Excel share: figures as values with formats, sentences in one language.

A figure is a ``Cell``, which each medium writes in its own way; sentences, labels and notes are finished text. "" is
where there is nothing to say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from coaching.compare import Status
from coaching.report.content.figures.cells import Cell, Quantity
from coaching.report.content.plan.open_deals import OpenDeal
from coaching.words import Words

Direction = Literal["up", "down", "same"]
Verdict = Literal["better", "worse"]
Who = Literal["rep", "colleagues", "rule"]


@dataclass(frozen=True)
class Change:
    """A movement since the period before: which way an arrow points, by how much, and whether that is good.

    ``verdict`` is None where too little data, or no rule, says what is better; ``word`` says it in words.
    """

    direction: Direction
    by: Cell
    verdict: Verdict | None = None
    word: str = ""


@dataclass(frozen=True)
class KpiRow:
    """One KPI as it is shown.

    ``counted`` is m/n, ``estimate`` the value shrunk towards the peers, ``tone`` the status whose colour is shown: a
    plain one where there are too few trials for any, however the status reads. ``rank`` is the place among the reps
    with its 90 % range, ``differs`` says whether the figure credibly differs from the others' (``note`` says it too),
    ``mix`` what the peers would reach with this rep's mix of products.
    """

    key: str
    label: str
    value: Quantity
    counted: Cell
    range: Cell
    rule: Cell
    peers: Cell
    status: Status | None
    status_word: str
    note: str
    attainment: float | None
    estimate: Cell = ""
    low_certainty: bool = False
    tone: Status | None = None
    about: str = ""
    rank: Cell = ""
    differs: str = ""
    mix: Cell = ""
    change: Change | None = None


@dataclass(frozen=True)
class TipText:
    """A tip of the playbook in the reader's language.

    ``title`` and ``text`` are the tip in short. ``when`` says when it applies, ``steps`` what to do, ``ask`` a question
    to the rep, ``say`` an example sentence, ``practise`` how to practise it, ``tell`` how to tell that it works.
    """

    id: str
    title: str
    text: str
    when: str = ""
    steps: tuple[str, ...] = ()
    ask: str = ""
    say: str = ""
    practise: str = ""
    tell: str = ""


@dataclass(frozen=True)
class StepText:
    """One priority of a plan: what was seen, what it is worth, what to do.

    ``target`` is an attainable next value with its date, ``review`` when to look again, ``watch`` the leading
    figure to look at every week, ``mentor`` a peer to learn from. Each is a sentence, or ``""``. ``manager_tips`` are
    what only the company can carry out.
    """

    kpi: str
    label: str
    status: Status
    status_word: str
    seen: str
    worth: str
    tips: tuple[TipText, ...]
    target: str = ""
    review: str = ""
    watch: str = ""
    mentor: str = ""
    manager_tips: tuple[TipText, ...] = ()


@dataclass(frozen=True)
class Commitment:
    """What a rep and a coach agreed on, as it is printed on the next sheet; ``since`` tells its figures since then."""

    what: str
    due_on: dt.date | None = None
    state: Literal["open", "done", "missed", "dropped"] = "open"
    since: str = ""


@dataclass(frozen=True)
class Look:
    """What a report carries besides its contents.

    ``team_name`` and ``logo_png`` (a PNG) stand at its head, ``filters`` say which choices it was made with (finished
    text, besides the period, which is always printed), ``note`` is a cover note typed before the export.
    """

    team_name: str = ""
    logo_png: bytes = b""
    note: str = ""
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class FunnelRow:
    """One gate of the funnel. ``count`` has no value where it cannot be known."""

    gate: str
    label: str
    count: Quantity
    conversion: Cell
    note: str


@dataclass(frozen=True)
class Headline:
    """One of the few figures in front: a label, the figure, a line under it.

    ``share`` (0 to 1 and more) draws a bar where the figure is a part of something.
    """

    key: str
    label: str
    value: Cell
    note: Cell
    share: float | None = None


@dataclass(frozen=True)
class Bar:
    """One of the bars under a verdict: whose figure, and its share of the largest of them (0 to 1)."""

    who: Who
    value: Quantity
    share: float


@dataclass(frozen=True)
class TalkText:
    """One rep to talk to.

    ``rep`` is the name as the data has it. ``verdict`` says the weak step in words, ``bars`` show it, ``remark`` says
    where the evidence is thin or nothing stands out. ``aim`` is what to aim for, ``worth`` what that is worth a week;
    both are ``""`` where unknown.
    """

    rep: str
    group: str
    kpi: str
    verdict: str
    bars: tuple[Bar, ...]
    remark: str = ""
    aim: Cell = ""
    worth: Cell = ""


@dataclass(frozen=True, kw_only=True)
class PageContent:
    """What the page of a rep and that of the team have in common: how it is written, for when, and the figures.

    ``words`` are the reader's: its language, digits and calendar.
    ``compared`` names the period before, where figures say how they moved.
    """

    words: Words
    title: str
    period: str
    as_of: str
    sources: str
    headlines: tuple[Headline, ...]
    kpis: tuple[KpiRow, ...]
    funnel: tuple[FunnelRow, ...]
    assumptions: tuple[str, ...]
    compared: str = ""


@dataclass(frozen=True, kw_only=True)
class RepContent(PageContent):
    """A rep's scorecard and action plan.

    ``rep`` is the name as the data has it: clean it (``words.plain``) before it is drawn. ``empty_plan`` is what to say
    where there are no steps, and ``collect`` then what data to collect first; ``remark`` is what is said under the
    steps, ``verdict`` the one sentence on top, ``deals`` the open ones to work on.
    """

    rep: str
    steps: tuple[StepText, ...]
    strengths: tuple[str, ...]
    empty_plan: str
    collect: tuple[str, ...] = ()
    remark: str = ""
    verdict: str = ""
    deals: tuple[OpenDeal, ...] = ()


@dataclass(frozen=True)
class LeaderKpi:
    """One KPI of a rep on the leaderboard: what ``KpiRow`` holds, without the texts that nobody reads there."""

    key: str
    value: Quantity
    counted: Cell
    status: Status | None
    tone: Status | None


@dataclass(frozen=True)
class LeaderRow:
    """One rep on the leaderboard; ``rep`` is the name as the data has it, ``first_tip`` what to begin with.

    ``movement`` is by how many places it changed since the period before. ``standing`` says that somebody is new or
    has left, ``rules_met`` how many figures keep to their rule. ``first_step_short`` is its name for a narrow column.
    """

    rep: str
    rank: int | None
    score: Quantity
    kpis: tuple[LeaderKpi, ...]
    first_step: str
    first_step_short: str = ""
    first_tip: str = ""
    first_status: Status | None = None
    movement: Change | None = None
    standing: str = ""
    rules_met: Cell = ""


@dataclass(frozen=True, kw_only=True)
class TeamContent(PageContent):
    """The team's summary: leaderboard, funnel, findings, whom to coach on what.

    ``verdict`` says in two sentences how the team stands and whom to talk to.
    """

    leaders: tuple[LeaderRow, ...]
    findings: tuple[str, ...]
    talks: tuple[TalkText, ...] = ()
    verdict: str = ""
