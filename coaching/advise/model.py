"""The values that advising returns: plans, steps, findings, whom to talk to, and the assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coaching.advise.mentors import Mentor
from coaching.advise.tips import Tip, load_playbook
from coaching.compare import Scorecard
from coaching.metrics import Assumption, Kpi, Period, Standing, load_kpis

#: How a step came into the plan: its rule is broken (surely, or maybe), it is credibly behind the colleagues, or it is
#: only the widest gap of somebody with whom nothing stands out.
StepStatus = Literal["below", "watch", "below_peers", "first_look"]


@dataclass(frozen=True)
class Step:
    """One KPI to work on.

    Attributes
    ----------
    weekly_gain : float or None
        The extra revenue a week once the KPI alone reaches its ``aim`` (None where it is no factor of revenue or an
        input is missing).
    magic_number_after : float or None
        The appointments a week the goal then asks for.
    tips, manager_tips : tuple of str
        Ids of the playbook: for the rep, and what only the company can carry out. Empty without a gap to close.
    target, aim : float or None
        Where to get in the end, and the attainable next value, in the KPI's own unit.
    target_a_week, aim_a_week : float or None
        The same in first appointments a week, for the activity gauge.
    review_on, review_since : date or None
        The day to look again, and the first of the days over which the figure is then read.
    review_weeks : int or None
        Number of weeks after a fresh export, in place of a date, if the data are old.
    read_instead : str or None
        The KPI to look at meanwhile, where this one cannot be read within half a year.
    mentor : Mentor or None
        A peer to learn from.
    weight : float
        The mean of the four answers that the plan is ordered by, 0 to 1.
    """

    kpi: str
    status: StepStatus
    weekly_gain: float | None
    magic_number_after: float | None
    tips: tuple[str, ...]
    target: float | None = None
    aim: float | None = None
    target_a_week: float | None = None
    aim_a_week: float | None = None
    review_on: dt.date | None = None
    review_since: dt.date | None = None
    review_weeks: int | None = None
    read_instead: str | None = None
    mentor: Mentor | None = None
    weight: float = 0.0
    manager_tips: tuple[str, ...] = ()


@dataclass(frozen=True)
class Newcomer:
    """The progress of a new rep: the week at work, and in how many weeks there is enough data to judge.

    ``a_week`` and ``peers_a_week`` are first appointments a week at work; ``on_the_way`` that they are not credibly
    fewer than the colleagues' (None if that is not known).
    """

    week: int
    weeks_until_enough: int
    decided_trials: int
    a_week: float | None = None
    peers_a_week: float | None = None
    on_the_way: bool | None = None


@dataclass(frozen=True)
class Plan:
    """A rep's personal action plan: what to work on, most promising first, and what goes well.

    ``solves_itself`` says that the appointments fall short of the goal only until the steps reach their targets;
    ``goal_beyond_peers`` are those a week that it asks for even then, where the rep already holds as many as the
    colleagues' best quarter does.
    """

    rep: str
    steps: tuple[Step, ...]
    strengths: tuple[str, ...] = ()
    solves_itself: bool = False
    goal_beyond_peers: float | None = None
    standing: Standing = "active"
    newcomer: Newcomer | None = None


@dataclass(frozen=True)
class Talk:
    """A rep to talk to this week: the KPI, its gap to the peers a week, and its probability.

    The gap is in money, or in won deals where no amount is known of anybody.
    """

    rep: str
    kpi: str
    weekly_gap: float
    probability: float


@dataclass(frozen=True)
class Finding:
    """A finding about the team or the data: a catalogue code (``finding.<code>``) with its values."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessment:
    """The whole result for one set of tables, period and as-of date.

    ``reps`` are in the order of their rank. Money is in ``currency`` (None where no code is known). ``kpis`` are the
    declarations with the rules that hold for everybody, ``own_kpis`` those of reps whose team has its own.
    ``playbook`` are the tips with the team's own, ``sold`` what each rep sells as far as a tip is only for that, and
    ``next_step`` what the next step is in this team (``Options.next_step``). ``today`` is the reader's day,
    ``whole_quarters`` says that wins bunch at the end of quarters, and ``talks`` whom to talk to this week.
    """

    as_of: dt.date
    period: Period
    currency: str | None
    team: Scorecard
    reps: tuple[Scorecard, ...]
    plans: Mapping[str, Plan]
    findings: tuple[Finding, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    kpis: Mapping[str, Kpi] = field(default_factory=load_kpis)
    own_kpis: Mapping[str, Mapping[str, Kpi]] = field(default_factory=dict)
    playbook: Mapping[str, Tip] = field(default_factory=load_playbook)
    sold: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    next_step: str = ""
    today: dt.date | None = None
    whole_quarters: bool = False
    talks: tuple[Talk, ...] = ()

    def card(self, rep: str) -> Scorecard:
        """Return the scorecard of ``rep``; raises ``KeyError`` for an unknown rep."""
        for card in self.reps:
            if card.rep == rep:
                return card
        raise KeyError(rep)
