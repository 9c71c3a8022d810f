"""The coach's board: everything that was agreed, by how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from coaching.report.model import Headline
from coaching.report.phrases import kpi_label
from coaching.store import Commitment
from coaching.words import Words
from pages.ui import calls, cards, follow, follow_cards, state

#: So many of a group are shown at first.
_SHOWN = 12
_FOLDED = ("done", "dropped")


def show(words: Words, token: str) -> None:
    """Show the board, narrowed to what the reader picks."""
    follow_cards.say_problem(words)
    follow_cards.undo(words)
    found = follow.commitments()
    if not found:
        with st.container(border=True):
            st.subheader(words("commitments.none"), anchor=False)
            cards.lead(words("commitments.none.lead"))
            if st.button(words("commitments.open_plan"), type="primary", icon=":material/checklist:", key="to-plan"):
                st.switch_page(state.REP)
        return
    chosen = _narrowed(found, calls.teams(token), words)
    if not chosen:
        cards.small(words("commitments.no_match"))
        return
    groups = {group: [one for one in chosen if follow.group_of(one) == group] for group in follow.GROUPS}
    cards.headlines(
        Headline(group, words(f"follow.group.{group}"), words.number(len(ones)), words(f"follow.group.{group}.note"))
        for group, ones in groups.items()
    )
    for group, ones in groups.items():
        if ones:
            _group(group, sorted(ones, key=lambda one: one.due_on), token, words)


def _narrowed(found: Sequence[Commitment], team_of: Mapping[str, str | None], words: Words) -> list[Commitment]:
    kpis = sorted({one.kpi for one in found})
    labels = {kpi: kpi_label(words, kpi) for kpi in kpis}
    teams = sorted({team for one in found if (team := team_of.get(one.rep))})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rep = follow_cards.pick(words, "follow.rep", "board-rep", sorted({one.rep for one in found}))
        kpi = follow_cards.pick(words, "follow.kpi", "board-kpi", kpis, labels)
        owner = follow_cards.pick(words, "follow.owner", "board-owner", sorted({one.owner for one in found}))
        team = follow_cards.pick(words, "follow.team", "board-team", teams) if teams else ""
    return [
        one
        for one in found
        if rep in ("", one.rep)
        and kpi in ("", one.kpi)
        and owner in ("", one.owner)
        and team in ("", team_of.get(one.rep))
    ]


def _group(group: str, ones: Sequence[Commitment], token: str, words: Words) -> None:
    title = words("commitments.group", group=words(f"follow.group.{group}"), n=words.number(len(ones)))
    if group in _FOLDED:
        with st.expander(title):
            _cards(group, ones, token, words)
        return
    st.subheader(title, anchor=False)
    _cards(group, ones, token, words)


def _cards(group: str, ones: Sequence[Commitment], token: str, words: Words) -> None:
    for one in ones[:_SHOWN]:
        follow_cards.commitment(one, token, words, with_rep=True)
    if len(ones) > _SHOWN and st.toggle(words("commitments.all", n=words.number(len(ones))), key=f"all-{group}"):
        for one in ones[_SHOWN:]:
            follow_cards.commitment(one, token, words, with_rep=True)
