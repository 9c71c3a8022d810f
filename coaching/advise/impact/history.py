"""The same team over time: the assessment of the period before, and the trend of each KPI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from coaching.advise.assess import Options, assess, first_event_on
from coaching.advise.impact.impact import weekly
from coaching.advise.model import Assessment
from coaching.metrics import Overview, Point, like_previous, load_kpis, monthly, previous, quarter_pattern, trends
from coaching.tables import Tables


def assess_before(tables: Tables, options: Options, now: Assessment, look: Overview | None = None) -> Assessment | None:
    """Return the assessment of the period before that of ``now``; None without data to compare with.

    The period before is looked at from its own last day, so that it shows what was known then. There is none
    when ``now`` covers all there is, or when nothing happened before it began. Where wins bunch in a month of the
    quarter it is the like part of an earlier quarter, so that no arrow points up at every quarter's end. ``look`` is
    what was seen in the same deals before, as for ``assess``.
    """
    if now.period.whole:
        return None
    period = like_previous(now.period) if _wins_bunch(tables, now) else previous(now.period)
    first = first_event_on(tables, look)
    if first is None or first > period.end:
        return None
    return assess(tables, replace(options, start=period.start, end=period.end, as_of=period.end), look=look)


def _wins_bunch(tables: Tables, now: Assessment) -> bool:
    """Return whether wins bunch in a month of the quarter, from all data rather than the chosen period."""
    if isinstance(tables.deals, pd.DataFrame) and tables.rep_periods.empty:
        return now.whole_quarters  # ``assess`` found it from all deals.
    return now.whole_quarters or quarter_pattern(weekly(tables, now.as_of, now.currency)).bunches


def kpi_trends(
    tables: Tables, now: Assessment, by: str = "month"
) -> Mapping[str | None, Mapping[str, tuple[Point, ...]]]:
    """Return the trend of each observed KPI by ``month`` or ``quarter``, per rep and for the team (key None)."""
    return trends(events_by_month(tables, now), load_kpis(), by)


def events_by_month(tables: Tables, now: Assessment, look: Overview | None = None) -> pd.DataFrame:
    """Return the monthly events of an assessment's period, from which trends are measured (``metrics.trends``).

    ``look`` is what was seen in the same deals before, as for ``assess``.
    """
    deals = tables.deals if look is None or look.encoded is None else look.encoded
    return monthly(deals, now.period, now.as_of, now.currency, tables.activities, tables.rep_periods)
