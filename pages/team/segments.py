"""Products and segments across the reps, and whom to tell."""

from __future__ import annotations

import streamlit as st

from pages.ui import offers
from pages.workspace import Workspace


def show(work: Workspace) -> None:
    """Show how products, segments, sources and teams do over all reps."""
    words, assessment = work.words, work.assessment()
    cut = offers.pick(words, work.token)
    if cut is None:
        st.info(words("offerings.none"), icon=":material/info:")
        return
    found = work.segments(cut)
    offers.findings(found, words)
    offers.show(found, assessment.currency, words)
    st.subheader(words("offerings.team"), anchor=False)
    offers.training(assessment, words)
