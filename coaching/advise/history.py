"""The same team over time: the period before, and the course of each KPI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coaching.advise.assess import Choices, assess, first_event_on
from coaching.advise.model import Assessment
from coaching.metrics import Overview, Point, load_kpis, monthly, previous, trends
from coaching.tables import Tables


def assess_before(tables: Tables, choices: Choices, now: Assessment, look: Overview | None = None) -> Assessment | None:
    """Return the assessment of the period before ``now``'s, or None where there is none to compare with.

    The period before is looked at from its own last day, so that it shows what was known then. There is none
    when ``now`` covers all there is, or when nothing happened before it began. ``look`` is what was seen in the same
    deals before, as for ``assess``.
    """
    if now.period.whole:
        return None
    period = previous(now.period)
    first = first_event_on(tables, look)
    if first is None or first > period.end:
        return None
    return assess(tables, replace(choices, start=period.start, end=period.end, as_of=period.end), look=look)


def course(tables: Tables, now: Assessment, by: str = "month") -> Mapping[str | None, Mapping[str, tuple[Point, ...]]]:
    """Return the course of each observed KPI by ``month`` or ``quarter``, per rep and for the team (key None)."""
    events = monthly(tables.deals, now.period, now.as_of, now.currency, tables.activities, tables.rep_periods)
    return trends(events, load_kpis(), by)
