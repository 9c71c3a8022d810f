"""Rep: what one person could work on, what it is worth, and what to say."""

from pages import workspace
from pages.rep import figures, plan
from pages.ui import state, widgets

words = state.enter()
widgets.title(words, "rep")
work = workspace.enter(words)
rep = workspace.pick_rep(work)
plan.show(work, rep)
figures.show(work, rep)
content = work.rep(rep)
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
