"""A rep's action plan: steps in order, each with its aim, worth, tips, mentor and review date."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from coaching.advise.levers import (
    NEEDED,
    Lever,
    Levers,
    factors_of,
    kpi_of,
    levers,
    mark_of,
    needed_after,
    strengths,
    weekly_revenue,
)
from coaching.advise.mentors import Mentor, assign_mentors
from coaching.advise.model import Newcomer, Plan, Step, StepStatus
from coaching.advise.review import review
from coaching.advise.tips import Tip, load_playbook, tips_for
from coaching.compare import ACTIVITY, Scorecard
from coaching.metrics import FEW_TRIALS_WEEKS, MINIMUM_TRIALS, NEW_WEEKS, Kpi

_STATUS: Mapping[str, StepStatus] = {"peers": "below_peers", "first_look": "first_look"}


@dataclass(frozen=True)
class Calendar:
    """The days that review dates follow from.

    Attributes
    ----------
    today, as_of : date or None
        The reader's day, from which days are counted, and the last day of the data. Without ``today`` no day is set.
    whole_quarters : bool
        Whether wins bunch at the end of quarters, so that only whole ones can be compared.
    """

    today: dt.date | None = None
    as_of: dt.date | None = None
    whole_quarters: bool = False


@dataclass(frozen=True)
class Team:
    """The inputs of the plans of a team.

    Attributes
    ----------
    kpis : mapping of KPIs
    own : mapping of rep to KPIs
        KPIs with the rules of the rep's own team.
    playbook : mapping of id to Tip
        The documented tips where None.
    sold : mapping of rep to pairs
        What each rep sells, for tips that are only for some products or segments.
    calendar : Calendar
    """

    kpis: Mapping[str, Kpi]
    own: Mapping[str, Mapping[str, Kpi]] = field(default_factory=dict)
    playbook: Mapping[str, Tip] | None = None
    sold: Mapping[str, Collection[tuple[str, str]]] = field(default_factory=dict)
    calendar: Calendar = Calendar()

    def rules_of(self, rep: str) -> Mapping[str, Kpi]:
        """Return the KPIs with the rules that hold for a rep."""
        return self.own.get(rep, self.kpis)


def plans_of(cards: Sequence[Scorecard], team: Team) -> dict[str, Plan]:
    """Return the plan of each rep; mentors are named among these reps.

    New reps get a plan that says how far they are and when there will be enough to judge; those who left get none.
    """
    levers_of = {
        card.rep or "": levers(card, team.rules_of(card.rep or "")) for card in cards if card.standing == "active"
    }
    mentors: dict[tuple[str, str], Mentor] = {}
    for group in dict.fromkeys(card.peer_group for card in cards):
        members = [card for card in cards if card.peer_group == group]
        improving = {
            card.rep or "": [lever for lever in levers_of[card.rep or ""].steps if lever.entry != "first_look"]
            for card in members
            if card.rep in levers_of
        }
        mentors |= assign_mentors(members, improving, team.kpis)
    return {rep: _plan(card, levers_of.get(rep), team, mentors) for card in cards for rep in [card.rep or ""]}


def _plan(card: Scorecard, of_rep: Levers | None, team: Team, mentors: Mapping[tuple[str, str], Mentor]) -> Plan:
    rep = card.rep or ""
    kpis = team.rules_of(rep)
    if of_rep is None:
        newcomer = newcomer_of(card) if card.standing == "new" else None
        return Plan(rep, (), (), standing=card.standing, newcomer=newcomer)
    steps = []
    for lever in of_rep.steps:
        steps.append(_step(card, lever, kpis, team, mentors.get((rep, lever.key))))
    return Plan(
        rep,
        tuple(steps),
        strengths(card, kpis),
        solves_itself=of_rep.solves_itself,
        goal_beyond_peers=of_rep.goal_beyond_peers,
        standing=card.standing,
    )


def _step(card: Scorecard, lever: Lever, kpis: Mapping[str, Kpi], team: Team, mentor: Mentor | None) -> Step:
    kpi = kpis[kpi_of(lever.key)]
    mark, shown = mark_of(card, lever.key), card.marks.get(kpi.key)
    gain = after = None
    if lever.aim is not None and mark is not None and mark.value is not None and lever.key in factors_of(card):
        then, now = (weekly_revenue(card, **{lever.key: value}) for value in (lever.aim, mark.value))
        gain = max(0.0, then - now) if then is not None and now is not None else None
        after = needed_after(card, {lever.key: lever.aim})
    sold = team.sold.get(card.rep or "", ())
    playbook = load_playbook() if team.playbook is None else team.playbook
    # A first look at a figure without a gap has no tips: they say how to mend one ("find out why sales are small").
    has_gap = lever.entry != "first_look" or lever.target is not None
    tips = tips_for(kpi.tips, playbook, sold, causes_of(card, lever.key)) if has_gap else ()
    look = review(card, lever.key, team.calendar.today, team.calendar.as_of, team.calendar.whole_quarters)
    status: StepStatus = _STATUS.get(lever.entry) or ("below" if shown and shown.status == "below" else "watch")
    a_week = lever.aim if lever.key == ACTIVITY else None
    return Step(
        kpi=kpi.key,
        status=status,
        weekly_gain=gain,
        magic_number_after=after,
        tips=tuple(tip for tip in tips if not playbook[tip].for_manager),
        target=_in_kpi(card, lever.key, lever.target),
        aim=_in_kpi(card, lever.key, lever.aim),
        aim_a_week=a_week,
        target_a_week=lever.target if lever.key == ACTIVITY else None,
        review_on=look.on,
        review_since=look.since,
        review_weeks=look.weeks,
        read_instead=None if look.instead is None else kpi_of(look.instead),
        mentor=mentor,
        weight=lever.weight,
        manager_tips=tuple(tip for tip in tips if playbook[tip].for_manager),
    )


def _in_kpi(card: Scorecard, key: str, value: float | None) -> float | None:
    """Return a lever's figure in the unit of its KPI: appointments a week over the magic number, for the gauge."""
    if key != ACTIVITY or value is None:
        return value
    needed = card.marks[NEEDED].value if NEEDED in card.marks else None
    return value / needed if needed else None


def causes_of(card: Scorecard, key: str) -> frozenset[str] | None:
    """Return which causes of few appointments the data shows: ``ratio``, ``count``; None if they are not known.

    Appointments are conversations times the ratio of those that lead to one. The ratio is low where it breaks its rule
    or lies below the peers'; conversations are few where there are fewer a week than the peers have.
    """
    mark = card.marks.get("conversation_ratio")
    if key != ACTIVITY or mark is None or mark.value is None or mark.expected is None or card.activity is None:
        return None
    if card.activity.value is None or not card.activity.peer_average or not mark.expected:
        return None
    ratio = mark.value / mark.expected
    count = (card.activity.value / card.activity.peer_average) / max(ratio, 1e-9)
    broken = mark.status in ("below", "watch")
    return frozenset(
        {"ratio"} if (broken or ratio < min(1.0, count)) and count >= 1 else {"count"} if ratio >= 1 and not broken
        else {"ratio", "count"}
    )  # fmt: skip


def newcomer_of(card: Scorecard) -> Newcomer | None:
    """Return the progress of a new rep, and in how many weeks there is enough data to judge."""
    at_work = card.at_work
    if at_work is None or at_work.weeks_since_start is None:
        return None
    since, decided = at_work.weeks_since_start, at_work.decided_trials
    until = max(0.0, NEW_WEEKS - since)
    if decided < MINIMUM_TRIALS:
        due = (MINIMUM_TRIALS - decided) * since / decided if decided and since > 0 else math.inf
        until = min(max(until, due), max(0.0, FEW_TRIALS_WEEKS - since))
    activity = card.activity
    activity_now = None if activity is None else activity.value
    theirs = None if activity is None else activity.peer_average
    # On the way: as many appointments as the colleagues have, or not so few that chance could not explain it.
    on_the_way = None
    if activity is not None and activity_now is not None and theirs is not None:
        on_the_way = activity.high is not None and activity.high >= theirs
    return Newcomer(math.floor(since) + 1, math.ceil(until), decided, activity_now, theirs, on_the_way)
