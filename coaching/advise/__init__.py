"""Whom to coach on what: the plan of each rep, the findings of the team, and the tips of the playbook."""

from coaching.advise.assess import Options, assess, converted, first_event_on, last_event_on, team_of
from coaching.advise.findings import findings, fit_rule
from coaching.advise.impact.history import assess_before, events_by_month, kpi_trends
from coaching.advise.impact.impact import Conclusion, Impact, Window, measure_impact, weekly
from coaching.advise.impact.on_target_share import Share, on_target_by_month
from coaching.advise.impact.windows import WINDOW_WEEKS
from coaching.advise.levers import Lever, Levers, halfway
from coaching.advise.mentors import Mentor
from coaching.advise.model import Assessment, Finding, Newcomer, Plan, Step, StepStatus, Talk
from coaching.advise.plan import Calendar, Team, plans_of
from coaching.advise.review import Review, is_old, review, review_days
from coaching.advise.segments import SEGMENT_KPIS, SegmentFigures, known_attributes, lost_reasons, segment_figures
from coaching.advise.shapley import Split, shapley, split_gap
from coaching.advise.summary import DataSummary, currencies, summarize
from coaching.advise.talk import to_talk_to
from coaching.advise.tips import NEEDED_TEXTS, TEXTS, Problem, Tip, load_playbook, own_tip, problems, tips_for

__all__ = [
    "NEEDED_TEXTS",
    "SEGMENT_KPIS",
    "TEXTS",
    "WINDOW_WEEKS",
    "Assessment",
    "Calendar",
    "Conclusion",
    "DataSummary",
    "Finding",
    "Impact",
    "Lever",
    "Levers",
    "Mentor",
    "Newcomer",
    "Options",
    "Plan",
    "Problem",
    "Review",
    "SegmentFigures",
    "Share",
    "Split",
    "Step",
    "StepStatus",
    "Talk",
    "Team",
    "Tip",
    "Window",
    "assess",
    "assess_before",
    "converted",
    "currencies",
    "events_by_month",
    "findings",
    "first_event_on",
    "fit_rule",
    "halfway",
    "is_old",
    "known_attributes",
    "kpi_trends",
    "last_event_on",
    "load_playbook",
    "lost_reasons",
    "measure_impact",
    "on_target_by_month",
    "own_tip",
    "plans_of",
    "problems",
    "review",
    "review_days",
    "segment_figures",
    "shapley",
    "split_gap",
    "summarize",
    "team_of",
    "tips_for",
    "to_talk_to",
    "weekly",
]
