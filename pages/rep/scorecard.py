"""A rep's scorecard: every KPI against its rule and the peers."""

import streamlit as st

from pages.ui import calls, cards, choices, state, widgets

FRONT = ("activity_gauge", "magic_number")

words = state.enter()
widgets.title(words, "scorecard")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
rep = widgets.pick_rep(words, assessment)
content = calls.rep_content(held.token, choices.current(), rep, words.lang)
rows = {row.key: row for row in content.kpis}

cards.front(content.headlines, rows, assessment.card(rep).marks["activity_gauge"].value, words)
st.subheader(words("scorecard.kpis"), anchor=False)
cards.kpi_grid([cards.kpi_card(row, words) for row in content.kpis if row.key not in FRONT])

if st.button(words("scorecard.plan"), type="primary", icon=":material/checklist:", key="to-plan"):
    st.switch_page(f"pages/{state.ACTION_PLAN}.py")
widgets.downloads(words, widgets.rep_files(words, held, content))
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
