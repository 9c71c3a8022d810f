"""The funnel: from conversation to customer, for the team or for one rep against it."""

import streamlit as st

from coaching.words import plain
from pages.ui import behind, calls, cards, choices, offers, stages, state, url, widgets

words = state.enter()
widgets.title(words, "funnel")
held = widgets.need_data(words)
assessment = widgets.assessed(words, held)
team = calls.team_content(held.token, choices.current(), words.tag)

everyone = ("", *(card.rep for card in assessment.reps))
who = url.select(
    words("funnel.who"),
    everyone,
    "who",
    "",
    format_func=lambda rep: plain(rep) or words("team"),
    filter_mode="contains",
    width=360,
)

if who:
    rows = calls.rep_content(held.token, choices.current(), who, words.tag).funnel
    against = team.funnel
else:
    rows, against = team.funnel, None

stages.chart(rows, against, who, words)
st.subheader(words("funnel.table"), anchor=False)
cards.funnel_table(rows, against, words)
stays = calls.stays(held.token, choices.current())
stages.times(calls.stays(held.token, choices.current(), who) if who else stays, stays if who else None, words)
offers.lost(calls.lost_reasons(held.token, choices.current(), who or None), words)
st.subheader(words("behind.title"), anchor=False)
behind.show(words, held.token, assessment, who or None)
if not who and calls.attributes(held.token):
    st.subheader(words("funnel.by"), anchor=False)
    cut = offers.pick(words, held.token)
    stages.by_offering(calls.offerings(held.token, choices.current(), cut), words)
widgets.footing(words, team.period, team.as_of, team.sources, team.assumptions)
