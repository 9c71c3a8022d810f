"""The view *Products and segments* of the page *Team*."""

from __future__ import annotations

import streamlit as st

from pages.team import segment_table
from pages.workspace import Workspace


def show(work: Workspace) -> None:
    """Show the figures of products, segments, sources and teams over all reps."""
    words, assessment = work.words, work.assessment()
    cut = segment_table.pick(words, work.token)
    if cut is None:
        st.info(words("segments.none"), icon=":material/info:")
        return
    figures = work.segments(cut)
    segment_table.findings(figures, words)
    segment_table.show(figures, assessment.currency, words)
    st.subheader(words("segments.team"), anchor=False)
    segment_table.training(assessment, words)
