"""Whom to coach on what: the plan of each rep, the findings of the team, and the tips of the playbook."""

from coaching.advise.assess import Choices, assess, first_event_on, last_event_on, peers_of
from coaching.advise.history import assess_before, course
from coaching.advise.impact import WINDOW_WEEKS, Helped, Verdict, Window, helped, weekly
from coaching.advise.mentors import Mentor, able_peers, find_mentor
from coaching.advise.model import Assessment, Finding, Plan, Step
from coaching.advise.on_target_share import Share, on_target_by_month
from coaching.advise.plan import (
    days_until_it_shows,
    plan,
    review_days,
    suggested_target,
    weekly_revenue,
    worth_of_appointment,
)
from coaching.advise.segments import ATTRIBUTES, Offering, known_attributes, lost_reasons, offerings
from coaching.advise.shapley import Split, shapley, split_gap
from coaching.advise.tips import Problem, Tip, load_playbook, own_tip, problems, tips_for

__all__ = [
    "ATTRIBUTES",
    "WINDOW_WEEKS",
    "Assessment",
    "Choices",
    "Finding",
    "Helped",
    "Mentor",
    "Offering",
    "Plan",
    "Problem",
    "Share",
    "Split",
    "Step",
    "Tip",
    "Verdict",
    "Window",
    "able_peers",
    "assess",
    "assess_before",
    "course",
    "days_until_it_shows",
    "find_mentor",
    "first_event_on",
    "helped",
    "known_attributes",
    "last_event_on",
    "load_playbook",
    "lost_reasons",
    "offerings",
    "on_target_by_month",
    "own_tip",
    "peers_of",
    "plan",
    "problems",
    "review_days",
    "shapley",
    "split_gap",
    "suggested_target",
    "tips_for",
    "weekly",
    "weekly_revenue",
    "worth_of_appointment",
]
