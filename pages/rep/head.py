"""The head of the page *Rep*: name, rank, a summary in one sentence, and the factors of the score."""

from __future__ import annotations

import streamlit as st

from coaching.report import rep_head
from coaching.store import setting_names
from pages.kit import cards
from pages.kit.escape import text
from pages.session import choices, datasets
from pages.workspace import Workspace


def sees_places(work: Workspace) -> bool:
    """Return whether the viewer may see ranks; a rep may not if the team's rankings are closed to reps."""
    return (
        work.scope.viewer.role != "rep"
        or datasets.settings(work.token).get(setting_names.RANKING_NAMES) != setting_names.NOBODY
    )


def show(work: Workspace, rep: str) -> None:
    """Show team, rank and score, the summary, and the factors of the score."""
    words, head = work.words, rep_head(work.assessment(), rep, work.words, sees_places(work))
    factors = "".join(
        f'<li class="{"sc-weak" if factor.is_weakest else ""}">{text(factor.text)}</li>' for factor in head.factors
    )
    listed = f'<ul class="sc-factors" aria-label="{text(words("rep.factors"))}">{factors}</ul>' if factors else ""
    st.container(key="rep-head").html(
        f'<div class="sc-rep-head"><p class="sc-muted">{text(head.about)}</p>'
        f'<p class="sc-rep-verdict">{text(head.verdict)}</p>{listed}</div>'
    )
    if changed := choices.period_changed():
        cards.small(changed)
