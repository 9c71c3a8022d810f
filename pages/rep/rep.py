"""The page *Rep*: the plan of one rep, the revenue gap, the commitments and the figures."""

import streamlit as st

from pages import workspace
from pages.kit import widgets
from pages.kit.escape import markdown
from pages.rep import agreements, deals, figures, focus, head, money
from pages.session import state

words = state.enter()
top = st.empty()
top.title(words("rep.title"), anchor=False)
work = workspace.enter(words)
with top.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="rep-top"):
    title = st.empty()
    title.title(words("rep.title"), anchor=False, width="content")
    with st.container(width=320, key="rep-choose"):
        rep = workspace.pick_rep(work)
title.title(markdown(words.name(rep)), anchor=False, width="content")
head.show(work, rep)
with st.container(key="rep-two"):
    left, right = st.columns([10, 12], gap="medium")
with left:
    focus.show(work, rep)
    deals.waiting(work, rep)
    focus.later(work, rep)
with right:
    money.show(work, rep)
    figures.table(work, rep)
    focus.strengths(work, rep)
    agreements.show(work, rep)
figures.in_depth(work, rep)
content = work.rep(rep)
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
