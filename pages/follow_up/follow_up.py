"""Follow-up: what was agreed with whom, what is due, and whether it helped."""

from pages import workspace
from pages.ui import access, choices, follow_board, follow_overview, follow_trainings, state, url, widgets

words = state.enter()
widgets.title(words, "follow_up")
work = workspace.enter(words)
views = ("agreements", *(view for view in ("overview", "trainings") if access.may(view)))
view = url.segments(
    words("follow_up.show"),
    choices.in_order(views, words),
    "show",
    views[0],
    format_func=lambda code: words(f"follow_up.show.{code}"),
    label_visibility="collapsed",
)
if view == "agreements":
    follow_board.show(words, work.token)
elif view == "overview":
    follow_overview.show(words, work.token, work.assessment())
    follow_overview.on_target(words, work.token)
else:
    follow_trainings.record(words, work.assessment())
    follow_trainings.show(words, work.token)
