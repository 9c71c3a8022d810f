"""The funnel: from conversation to customer, for the team or for one rep against it."""

import streamlit as st

from coaching import report
from coaching.words import plain
from pages.ui import calls, cards, choices, state, url, widgets

words = state.enter()
widgets.title(words, "funnel")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
team = calls.team_content(held.token, choices.current(), words.lang)

everyone = ("", *(card.rep for card in assessment.reps))
url.seed("who", "who", "", options=everyone)
who = st.selectbox(
    words("funnel.who"),
    everyone,
    format_func=lambda rep: plain(rep) or words("team"),
    key="who",
    filter_mode="contains",
    width=360,
)
url.write(who=who)

if who:
    rows = calls.rep_content(held.token, choices.current(), who, words.lang).funnel
    against = team.funnel
else:
    rows, against = team.funnel, None

figure = report.funnel_chart(rows, words, against=against)
st.plotly_chart(figure, key="funnel", config={"displayModeBar": False}, alt=words("funnel.alt"))
st.subheader(words("funnel.table"), anchor=False)
cards.funnel_table(rows, against, words)
widgets.footing(words, team.period, team.as_of, team.sources, team.assumptions)
