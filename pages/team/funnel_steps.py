"""The funnel step by step: its chart, and the days between steps."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching import report
from coaching.metrics import StageDuration
from coaching.report import NOTHING, FunnelRow
from coaching.words import Words
from pages.kit import cards, charts
from pages.session import url
from pages.session.session_state import session

#: The figure whose deals are those of a gate of the funnel.
_FIGURE = {"first_appointment": "activity_gauge", "next_step": "next_step_ratio", "won": "closing_ratio"}


def chart(
    rows: Sequence[FunnelRow], against: Sequence[FunnelRow] | None, who: str, words: Words, leak: str = ""
) -> None:
    """Show the funnel; a click on a bar selects its deals in the drill-down below."""
    figure = report.funnel_chart(rows, words, against=against, name=who, leak=leak)
    chosen = charts.show(figure, words("funnel.alt"), "funnel", words, chosen=True)
    if chosen != session().funnel_chosen:
        session().funnel_chosen = chosen
        if chosen and chosen[0] in _FIGURE:
            url.keep("behind", _FIGURE[chosen[0]])
    cards.small(words("funnel.click"))


def times(own: Sequence[StageDuration], team: Sequence[StageDuration] | None, words: Words) -> None:
    """Show how long deals take to each step; for a rep beside the figures of the ``team``."""
    st.subheader(words("stage_durations.title"), anchor=False)
    if not own:
        st.caption(words("stage_durations.none"))
        return
    of_team = {duration.gate: duration for duration in team or ()}
    head = [words("stage_durations.step"), words("stage_durations.median"), words("stage_durations.passed")]
    head += [words("team")] if team is not None else []
    rows = [
        [
            words(f"stage_durations.to.{duration.gate}"),
            _median(duration, words),
            words.counted(duration.passed, duration.seen),
            *([_median(of_team.get(duration.gate), words)] if team is not None else []),
        ]
        for duration in own
    ]
    cards.table(head, rows, figures=range(1, len(head)))
    cards.small(words("stage_durations.note"))


def _median(duration: StageDuration | None, words: Words) -> str:
    return NOTHING if duration is None or duration.median_days is None else words.days(duration.median_days)
