"""The commitments on the page *Follow-up*: those due now, those that are running, and the closed ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from coaching.report import kpi_label
from coaching.store import Commitment
from coaching.words import Words
from pages.follow_up import agreement_card
from pages.kit import cards
from pages.session import clock, records, results, state
from pages.workspace import Workspace

#: How many commitments of a group are shown at first.
_SHOWN = 12
#: The number of commitments from which on there are filters.
_FILTERS_FROM = 10
#: A commitment is due now if its review is overdue, or comes within a week.
_SOON = dt.timedelta(days=7)


def show(work: Workspace) -> list[Commitment]:
    """Show the open commitments, those due now first; return the closed ones."""
    words, commitments = work.words, [commitment for commitment in records.commitments() if work.shows(commitment.rep)]
    if not commitments:
        _none(words)
        return []
    chosen = (
        _filtered(commitments, results.teams(work.token), words)
        if len(commitments) >= _FILTERS_FROM
        else list(commitments)
    )
    if not chosen:
        cards.small(words("commitments.no_match"))
        return []
    still = sorted(
        (commitment for commitment in chosen if commitment.state == "open"), key=lambda commitment: commitment.due_on
    )
    now = [commitment for commitment in still if commitment.due_on <= clock.today() + _SOON]
    later = [commitment for commitment in still if commitment not in now]
    st.subheader(words("follow_up.due", n=words.number(len(now))), anchor=False)
    if now:
        _cards("due", now, work)
    elif later:
        cards.small(words("follow_up.due.next", rep=words.name(later[0].rep), day=words.date(later[0].due_on)))
    else:
        cards.small(words("follow_up.due.none"))
    if later:
        st.subheader(words("follow_up.running", n=words.number(len(later))), anchor=False)
        _cards("running", later, work)
    return [commitment for commitment in chosen if commitment.state != "open"]


def closed(commitments: Sequence[Commitment], work: Workspace) -> None:
    """Show the commitments that are done, missed or dropped, folded."""
    if commitments:
        with st.expander(work.words("follow_up.closed", n=work.words.number(len(commitments)))):
            _cards("closed", sorted(commitments, key=lambda commitment: commitment.due_on, reverse=True), work)


def _none(words: Words) -> None:
    with st.container(border=True):
        st.subheader(words("commitments.none"), anchor=False)
        cards.lead(words("commitments.none.lead"))
        if st.button(words("commitments.open_plan"), type="primary", icon=":material/person:", key="to-plan"):
            st.switch_page(state.REP)


def _filtered(commitments: Sequence[Commitment], team_of: Mapping[str, str | None], words: Words) -> list[Commitment]:
    kpis = sorted({commitment.kpi for commitment in commitments})
    labels = {kpi: kpi_label(words, kpi) for kpi in kpis}
    teams = sorted({team for commitment in commitments if (team := team_of.get(commitment.rep))})
    with st.expander(words("follow_up.filter")), st.container(horizontal=True, vertical_alignment="bottom"):
        rep = agreement_card.pick(
            words, "follow.rep", "board-rep", sorted({commitment.rep for commitment in commitments})
        )
        kpi = agreement_card.pick(words, "follow.kpi", "board-kpi", kpis, labels)
        owner = agreement_card.pick(
            words, "follow.owner", "board-owner", sorted({commitment.owner for commitment in commitments})
        )
        team = agreement_card.pick(words, "follow.team", "board-team", teams) if teams else ""
    return [
        commitment
        for commitment in commitments
        if rep in ("", commitment.rep)
        and kpi in ("", commitment.kpi)
        and owner in ("", commitment.owner)
        and team in ("", team_of.get(commitment.rep))
    ]


def _cards(group: str, ones: Sequence[Commitment], work: Workspace) -> None:
    words = work.words
    for commitment in ones[:_SHOWN]:
        agreement_card.commitment(commitment, work.token, words, with_rep=True)
    if len(ones) > _SHOWN and st.toggle(words("commitments.all", n=words.number(len(ones))), key=f"all-{group}"):
        for commitment in ones[_SHOWN:]:
            agreement_card.commitment(commitment, work.token, words, with_rep=True)
