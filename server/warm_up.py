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
        intake = read()
        assessment = assess(intake.tables, Options())
        team = report.team_content(assessment, words, intake.sources)
        report.rep_content(assessment, assessment.reps[0].rep or "", words, intake.sources)
        report.funnel_chart(team.funnel, words).to_json()
        kpi_trends(intake.tables, assessment, "month")
    except Exception:
        _LOGGER.warning("warming up with the sample failed", exc_info=True)
