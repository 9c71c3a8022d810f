"""How everything is measured, told by the KPI declarations themselves."""

from coaching.measure import load_kpis
from pages.ui import definitions, state, widgets

words = state.enter()
widgets.title(words, "definitions")
definitions.show(load_kpis(), words)
