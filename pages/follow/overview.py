"""The coaching overview: who was coached when and on what, what is due next, and whether the team gets on target."""

from pages.ui import calls, choices, follow_overview, state, widgets

words = state.enter()
widgets.title(words, "overview")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
content = calls.team_content(held.token, choices.current(), words.tag)
follow_overview.show(words, held.token, assessment)
follow_overview.on_target(words, held.token)
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
