"""The page *Follow-up*: the commitments that are due, the reps to talk to, and the trainings."""

from pages import workspace
from pages.follow_up import agreement_card, agreements, talks, trainings
from pages.kit import widgets
from pages.session import access, state

words = state.enter()
widgets.title(words, "follow_up")
work = workspace.enter(words)
agreement_card.show_problem(words)
agreement_card.undo(words)
closed = agreements.show(work)
if access.may("overview"):
    talks.show(work)
if access.may("trainings"):
    trainings.show(work)
agreements.closed(closed, work)
if access.may("overview"):
    talks.on_target(work)
