"""The page *Rep*: the plan of one rep, the revenue gap, the commitments and the figures."""

import streamlit as st

from pages import workspace
from pages.kit import widgets
from pages.rep import agreements, figures, focus, head, money
from pages.session import state

words = state.enter()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="rep-top"):
    st.title(words("rep.title"), anchor=False, width="content")
    chooser = st.container(width=360)
work = workspace.enter(words)
with chooser:
    rep = workspace.pick_rep(work)
head.show(work, rep)
left, right = st.columns([11, 10], gap="medium")
with left:
    focus.show(work, rep)
with right:
    money.show(work, rep)
    agreements.show(work, rep)
figures.table(work, rep)
figures.in_depth(work, rep)
content = work.rep(rep)
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
