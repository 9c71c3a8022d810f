"""Warming up the server before its first answer, so that the first visitor does not wait for imports."""

from __future__ import annotations

import logging
from collections.abc import Callable

from coaching import report
from coaching.advise import Options, assess, kpi_trends
from coaching.importing import Intake
from coaching.words import Words

_LOGGER = logging.getLogger("sales_coach")


def warm_up(read: Callable[[], Intake], words: Words) -> None:
    """Run everything once, from reading the sample's file to the contents of its pages.

    A server whose sample cannot be read starts too, with a slower first page.
    """
    try:
        made = read()
        found = assess(made.tables, Options())
        team = report.team_content(found, words, made.sources)
        report.rep_content(found, found.reps[0].rep or "", words, made.sources)
        report.funnel_chart(team.funnel, words).to_json()
        kpi_trends(made.tables, found, "month")
    except Exception:
        _LOGGER.warning("warming up with the sample failed", exc_info=True)
