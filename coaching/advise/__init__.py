"""Whom to coach on what: the plan of each rep, the findings of the team, and the tips of the playbook."""

from coaching.advise.assess import Choices, assess, first_event_on, last_event_on
from coaching.advise.model import Assessment, Finding, Plan, Step
from coaching.advise.plan import plan, weekly_revenue, worth_of_appointment
from coaching.advise.progress import assess_before, course
from coaching.advise.tips import Tip, load_playbook, tips_for

__all__ = [
    "Assessment",
    "Choices",
    "Finding",
    "Plan",
    "Step",
    "Tip",
    "assess",
    "assess_before",
    "course",
    "first_event_on",
    "last_event_on",
    "load_playbook",
    "plan",
    "tips_for",
    "weekly_revenue",
    "worth_of_appointment",
]
