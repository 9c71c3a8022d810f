"""Follow-up, the week: what is due, what is agreed, who was talked to and who was not, and the trainings."""

from pages import workspace
from pages.follow_up import agreement_card, agreements, talks, trainings
from pages.kit import widgets
from pages.session import access, state

words = state.enter()
widgets.title(words, "follow_up")
work = workspace.enter(words)
agreement_card.say_problem(words)
agreement_card.undo(words)
closed = agreements.show(work)
if access.may("overview"):
    talks.show(work)
if access.may("trainings"):
    trainings.show(work)
agreements.closed(closed, work)
if access.may("overview"):
    talks.on_target(work)
