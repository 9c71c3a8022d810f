"""What advising returns: whom to coach on what, in which order, and what it is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from coaching.advise.mentors import Mentor
from coaching.advise.tips import Tip, load_playbook
from coaching.compare.model import Scorecard, Status
from coaching.metrics import Assumption, Kpi, Period, load_kpis


@dataclass(frozen=True)
class Step:
    """One KPI to work on.

    ``weekly_gain`` is the extra revenue a week if the rep brought this KPI alone to its target at today's
    activity (None where the KPI is no factor of revenue or an input is missing);
    ``magic_number_after`` the appointments a week the goal would then ask for. ``tips`` are ids of the playbook.
    ``suggested`` is an attainable next value, a step towards the rule; ``review_on`` the day to look again;
    ``mentor`` a peer to learn from.
    """

    kpi: str
    status: Status
    weekly_gain: float | None
    magic_number_after: float | None
    tips: tuple[str, ...]
    suggested: float | None = None
    review_on: dt.date | None = None
    mentor: Mentor | None = None


@dataclass(frozen=True)
class Plan:
    """A rep's personal action plan: what falls short, most pressing first, and what goes well."""

    rep: str
    steps: tuple[Step, ...]
    strengths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something the figures say about the team or the data: a code of the catalogue (``finding.<code>``)."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessment:
    """The whole result for one set of tables, period and as-of date.

    ``reps`` are in the order of their rank. Money is in ``currency`` (None where no code is known). ``kpis`` are the
    declarations with the rules that hold for everybody, ``own_kpis`` those of reps whose team has its own.
    ``playbook`` are the tips with the team's own, ``sold`` what each rep sells as far as a tip is only for that, and
    ``next_step`` what the next step is in this team (``Choices.next_step``).
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

    def card(self, rep: str) -> Scorecard:
        """Return the scorecard of ``rep``; raises ``KeyError`` for an unknown rep."""
        for card in self.reps:
            if card.rep == rep:
                return card
        raise KeyError(rep)
