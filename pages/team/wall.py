"""The wall screen: the team in large type and nothing around it."""

from __future__ import annotations

import streamlit as st

from pages.ui import board, cards
from pages.workspace import Workspace


def is_open() -> bool:
    """Say whether the address asks for the wall screen."""
    return board.is_wall()


def show(work: Workspace) -> None:
    """Show the wall screen."""
    words, content, assessment = work.words, work.team(), work.assessment()
    headlines = board.headlines(words, content, assessment, work.before())
    st.title(words("wall.title"), anchor=False)
    cards.lead(" · ".join(filter(None, (content.period, content.compared))))
    leaders = [row for row in content.leaders if work.shows(row.rep) and not row.standing]
    board.wall(words, headlines, leaders, {row.rep: row.score for row in leaders})
