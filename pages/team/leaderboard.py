"""The leaderboard: who stands where, and whom to coach on what."""

import streamlit as st

from pages.ui import behind, board, calls, cards, choices, control, state, tables, url, widgets

words = state.enter()
if not board.is_wall():
    widgets.title(words, "leaderboard")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
content = calls.team_content(held.token, choices.current(), words.tag)
before = calls.before(held.token, choices.current())
headlines = board.headlines(words, content, assessment, before)

if board.is_wall():
    st.title(words("leaderboard.title"), anchor=False)
    cards.lead(" · ".join(filter(None, (content.period, content.compared))))
    board.wall(words, headlines, content.leaders, {card.rep: card.score for card in assessment.reps})
    url.stop()

cards.headlines(headlines)
if content.compared:
    cards.small(content.compared)

with st.container(horizontal=True, vertical_alignment="bottom"):
    sort = url.segments(
        words("leaderboard.sort"),
        choices.in_order(tables.SORTS, words),
        "sort",
        "estimate",
        format_func=lambda code: words(f"sort.{code}"),
        help=words("leaderboard.sort.help"),
    )
    only = widgets.pick_team(words, held)
    course = board.course(words, held.token)
    board.wall_button(words)
reps, styled, columns = tables.leaderboard(content, assessment, sort, words, only, before, course)
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
    scores = {card.rep: card.score for card in assessment.reps if card.rep in reps}
    shown = [row for row in content.leaders if row.rep in scores]
    cards.leaders(sorted(shown, key=lambda row: reps.index(row.rep)), scores, words)

with st.container(horizontal=True, vertical_alignment="bottom"):
    chosen = st.selectbox(
        words("leaderboard.open"), reps, format_func=widgets.plain, key="open", filter_mode="contains", width=320
    )
    opens = st.button(words("leaderboard.open.button"), type="primary", icon=":material/person_search:", key="open-rep")
    if opens and chosen:
        widgets.open_rep(chosen)

if content.findings:
    with st.container(border=True):
        st.subheader(words("leaderboard.findings"), anchor=False)
        cards.sentences(content.findings)

control.show(words, [card for card in assessment.reps if card.rep in scores])
st.subheader(words("behind.title"), anchor=False)
behind.show(words, held.token, assessment)
widgets.downloads(words, widgets.team_files(words, held, content))
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
