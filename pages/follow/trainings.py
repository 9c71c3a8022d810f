"""Training sessions: what was trained with whom, and whether it helped all who took part."""

from pages.ui import follow_trainings, state, widgets

words = state.enter()
widgets.title(words, "trainings")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
follow_trainings.record(words, assessment)
follow_trainings.show(words, held.token)
