"""The ranking: who stands where, and what each could work on."""

from __future__ import annotations

import streamlit as st

from pages.ui import behind, board, cards, choices, tables, url, widgets
from pages.workspace import Workspace


def headlines(work: Workspace) -> None:
    """Show the team's few figures in front."""
    content = work.team()
    cards.headlines(board.headlines(work.words, content, work.assessment(), work.before()))
    if content.compared:
        cards.small(content.compared)


def show(work: Workspace) -> None:
    """Show the table of reps, what stands out and the deals behind the figures."""
    words, content, assessment = work.words, work.team(), work.assessment()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sort = url.segments(
            words("leaderboard.sort"),
            choices.in_order(tables.SORTS, words),
            "sort",
            "estimate",
            format_func=lambda code: words(f"sort.{code}"),
            help=words("leaderboard.sort.help"),
        )
        course = board.course(words, work.token)
        board.wall_button(words)
    only = None if work.only is None else frozenset(work.only)
    reps, styled, columns = tables.leaderboard(content, assessment, sort, words, only, work.before(), course)
    with st.container(key="leaders-table"):
        event = st.dataframe(
            styled,
            hide_index=True,
            column_config=columns,
            column_order=tables.column_order(list(columns), words),
            on_select="rerun",
            selection_mode="single-row",
            key="leaders",
            height="content" if len(reps) <= 25 else 900,
            alt=words("leaderboard.alt"),
        )
        tables.start_where_reading_starts(words)
        cards.legend(words)
    if event.selection.rows:
        widgets.open_rep(reps[event.selection.rows[0]])
    with st.container(key="leaders-list"):
        scores = {row.rep: row.score for row in content.leaders if row.rep in reps}
        shown = [row for row in content.leaders if row.rep in scores]
        cards.leaders(sorted(shown, key=lambda row: reps.index(row.rep)), scores, words)
    if content.talks and only is None:
        with st.container(border=True):
            st.subheader(words("report.talk.title"), anchor=False)
            cards.sentences(content.talks)
    if content.findings:
        with st.container(border=True):
            st.subheader(words("leaderboard.findings"), anchor=False)
            cards.sentences(content.findings)
    st.subheader(words("behind.title"), anchor=False)
    behind.show(words, work.token, assessment)
    widgets.downloads(words, widgets.team_files(words, work.held, content))
