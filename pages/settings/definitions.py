"""How everything is measured, told by the KPI declarations themselves."""

from coaching import report
from pages.ui import calls, choices, definitions, state, widgets

words = state.enter()
widgets.title(words, "definitions")
held = state.held()
known = held is not None and calls.facts(held.token) is not None
assessment = calls.assessment(held.token, choices.current()) if held and known else None
definitions.show(report.definitions(words, assessment), words)
