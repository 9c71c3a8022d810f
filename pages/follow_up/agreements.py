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
    words, found = work.words, [one for one in records.commitments() if work.shows(one.rep)]
    if not found:
        _none(words)
        return []
    chosen = _filtered(found, results.teams(work.token), words) if len(found) >= _FILTERS_FROM else list(found)
    if not chosen:
        cards.small(words("commitments.no_match"))
        return []
    still = sorted((one for one in chosen if one.state == "open"), key=lambda one: one.due_on)
    now = [one for one in still if one.due_on <= clock.today() + _SOON]
    later = [one for one in still if one not in now]
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
    return [one for one in chosen if one.state != "open"]


def closed(found: Sequence[Commitment], work: Workspace) -> None:
    """Show the commitments that are done, missed or dropped, folded."""
    if found:
        with st.expander(work.words("follow_up.closed", n=work.words.number(len(found)))):
            _cards("closed", sorted(found, key=lambda one: one.due_on, reverse=True), work)


def _none(words: Words) -> None:
    with st.container(border=True):
        st.subheader(words("commitments.none"), anchor=False)
        cards.lead(words("commitments.none.lead"))
        if st.button(words("commitments.open_plan"), type="primary", icon=":material/person:", key="to-plan"):
            st.switch_page(state.REP)


def _filtered(found: Sequence[Commitment], team_of: Mapping[str, str | None], words: Words) -> list[Commitment]:
    kpis = sorted({one.kpi for one in found})
    labels = {kpi: kpi_label(words, kpi) for kpi in kpis}
    teams = sorted({team for one in found if (team := team_of.get(one.rep))})
    with st.expander(words("follow_up.filter")), st.container(horizontal=True, vertical_alignment="bottom"):
        rep = agreement_card.pick(words, "follow.rep", "board-rep", sorted({one.rep for one in found}))
        kpi = agreement_card.pick(words, "follow.kpi", "board-kpi", kpis, labels)
        owner = agreement_card.pick(words, "follow.owner", "board-owner", sorted({one.owner for one in found}))
        team = agreement_card.pick(words, "follow.team", "board-team", teams) if teams else ""
    return [
        one
        for one in found
        if rep in ("", one.rep)
        and kpi in ("", one.kpi)
        and owner in ("", one.owner)
        and team in ("", team_of.get(one.rep))
    ]


def _cards(group: str, ones: Sequence[Commitment], work: Workspace) -> None:
    words = work.words
    for one in ones[:_SHOWN]:
        agreement_card.commitment(one, work.token, words, with_rep=True)
    if len(ones) > _SHOWN and st.toggle(words("commitments.all", n=words.number(len(ones))), key=f"all-{group}"):
        for one in ones[_SHOWN:]:
            agreement_card.commitment(one, work.token, words, with_rep=True)
