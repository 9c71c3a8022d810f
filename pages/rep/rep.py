"""Rep: what one person could work on first, what it is worth, and what to say."""

import streamlit as st

from pages import workspace
from pages.rep import agreements, figures, focus, head, money
from pages.ui import state, widgets

words = state.enter()
work = workspace.enter(words)
rep = workspace.pick_rep(work)
head.show(work, rep)
left, right = st.columns([3, 2], gap="large")
with left:
    focus.show(work, rep)
    agreements.show(work, rep)
with right:
    figures.table(work, rep)
    money.show(work, rep)
figures.in_depth(work, rep)
content = work.rep(rep)
widgets.footing(words, content.period, content.as_of, content.sources, content.assumptions)
