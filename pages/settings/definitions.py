"""How everything is measured, told by the KPI declarations themselves."""

from coaching import report
from pages.kit import widgets
from pages.session import choices, results, state
from pages.settings import definition_cards

words = state.enter()
widgets.title(words, "definitions")
held = state.held()
known = held is not None and results.facts(held.token) is not None
assessment = results.assessment(held.token, choices.current()) if held and known else None
definition_cards.show(report.definitions(words, assessment), words)
