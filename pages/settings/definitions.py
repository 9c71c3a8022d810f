"""The page *Definitions*: how every figure is measured, generated from the KPI declarations."""

from coaching import report
from pages.kit import widgets
from pages.session import choices, results, state
from pages.settings import definition_cards

words = state.enter()
widgets.title(words, "definitions")
scope = state.scope()
known = scope is not None and results.summary(scope.token) is not None
assessment = results.assessment(scope.token, choices.current()) if scope and known else None
definition_cards.show(report.definitions(words, assessment), words)
