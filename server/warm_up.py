"""What a server does once before it answers anybody, so that its first visitor does not wait for libraries."""

from __future__ import annotations

import logging
from collections.abc import Callable

from coaching import report
from coaching.advise import Choices, assess, kpi_trends
from coaching.importing import Intake
from coaching.words import Words

_LOGGER = logging.getLogger("sales_coach")


def warm_up(read: Callable[[], Intake], words: Words) -> None:
    """Go the whole way once, from the sample's file to what its pages show.

    A server whose sample cannot be read starts as well, only with a slower first page.
    """
    try:
        made = read()
        found = assess(made.tables, Choices())
        team = report.team_content(found, words, made.sources)
        report.rep_content(found, found.reps[0].rep or "", words, made.sources)
        report.funnel_chart(team.funnel, words).to_json()
        kpi_trends(made.tables, found, "month")
    except Exception:
        _LOGGER.warning("the sample was not worked out at the start", exc_info=True)
