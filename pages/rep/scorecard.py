"""A rep's scorecard: every KPI against its rule and the peers, over time, and down to the deals."""

import streamlit as st

from pages.ui import behind, calls, cards, choices, course, state, widgets

FRONT = ("activity_gauge", "magic_number")

words = state.enter()
widgets.title(words, "scorecard")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
rep = widgets.pick_rep(words, assessment)
content = calls.rep_content(held.token, choices.current(), rep, words.tag)
rows = {row.key: row for row in content.kpis}

cards.front(content.headlines, rows, assessment.card(rep).marks["activity_gauge"].value, words)
st.subheader(words("scorecard.kpis"), anchor=False)
if content.compared:
    cards.small(content.compared)
cards.kpi_grid([cards.kpi_card(row, words) for row in content.kpis if row.key not in FRONT])

if st.button(words("scorecard.plan"), type="primary", icon=":material/checklist:", key="to-plan"):
    st.switch_page(f"pages/{state.ACTION_PLAN}.py")
course.show(words, held.token, assessment, rep)
st.subheader(words("behind.title"), anchor=False)
behind.show(words, held.token, assessment, rep)
widgets.downloads(words, widgets.rep_files(words, held, content))
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
