"""The page *Team*: whom to talk to this week, and the views of the team's figures."""

import streamlit as st

from pages import workspace
from pages.kit import cards, widgets
from pages.session import choices, state, url
from pages.team import funnel, funnel_plot, names, ranking, segments, wall

VIEWS = ("ranking", "funnel", "segments", "certainty")

words = state.enter()
title, lead = st.empty(), st.empty()
if not wall.is_open():
    title.title(words("team.title"), anchor=False)
    with lead:
        cards.lead(words("team.lead"), on_phones=False)
work = workspace.enter(words)
if wall.is_open():
    wall.show(work)
    url.stop()

if names.old_since(work.token) is not None:
    title.title(words("team.title.old"), anchor=False)
talks = names.find(work)
with lead:
    cards.lead(names.lead(talks, work), on_phones=False)
names.show(talks, work)
ranking.strip(work)
view = url.segments(
    words("team.show"),
    choices.in_order(VIEWS, words),
    "show",
    VIEWS[0],
    format_func=lambda code: words(f"team.show.{code}"),
    label_visibility="collapsed",
)
if view == "ranking":
    ranking.show(work)
elif view == "funnel":
    funnel.show(work)
elif view == "segments":
    segments.show(work)
else:
    funnel_plot.show(words, [card for card in work.assessment().reps if card.rep and work.shows(card.rep)])
team = work.team()
widgets.footing(words, team.period, team.as_of, team.sources, team.assumptions)
