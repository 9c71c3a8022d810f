"""The card of a commitment: what was agreed, its state, its impact, and the actions on it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching.metrics import load_kpis
from coaching.report import ImpactText, as_text, kpi_label, review_ics, safe_stem, shown_name, target_cell
from coaching.store import Commitment
from coaching.words import Words
from pages.follow_up import notes
from pages.kit import cards, downloads
from pages.kit.escape import name, text
from pages.session import clock, records, state, url

CALENDAR = "text/calendar"


def show_problem(words: Words) -> None:
    """Show the problem with the last change, if there was one."""
    if code := records.problem():
        st.error(words(f"store.{code}") if words.has(f"store.{code}") else words("follow.problem"))


def undo(words: Words) -> None:
    """Show a button that restores the record removed last."""
    if records.removed() is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(words("follow.removed"), icon=":material/delete:")
        st.button(words("follow.undo"), icon=":material/undo:", key="follow-undo", on_click=records.put_back)


def commitment(one: Commitment, token: str, words: Words, *, with_rep: bool = False) -> None:
    """Show a commitment with its state, its impact, its calendar file and its notes."""
    said = records.text_of(token, records.impact(token, one), words, one.edition)
    with st.container(border=True):
        st.html(_card(one, said, records.currency(token), words, with_rep))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                words("follow.state"),
                records.STATES,
                index=records.STATES.index(one.state),
                format_func=lambda state: words(f"meeting.state.{state}"),
                key=f"state-{one.id}-{one.state}",
                on_change=_state_changed,
                args=(one,),
                disabled=not records.may("agree"),
                width=180,
            )
            st.date_input(
                words("follow.due_on"),
                one.due_on,
                min_value=one.agreed_on,
                format="YYYY-MM-DD",
                key=f"due-{one.id}-{one.due_on.isoformat()}",
                on_change=_due_changed,
                args=(one,),
                disabled=not records.may("agree"),
                width=160,
            )
            downloads.button(
                words("follow.calendar"),
                _calendar(one, words),
                file_name=f"{safe_stem(one.rep)}-{one.due_on.isoformat()}.ics",
                mime=CALENDAR,
                icon=":material/event:",
                key=f"ics-{one.id}",
                on_click="ignore",
            )
            notes.remove_button(one, f"remove-{one.id}", "agree", words)
            if with_rep and st.button(words("follow.plan"), icon=":material/checklist:", key=f"plan-{one.id}"):
                url.keep("rep", one.rep)
                st.switch_page(state.REP)
        notes.show(one.rep, one.id, words)


def impact(said: ImpactText, words: Words) -> str:
    """Return an impact as HTML: the conclusion, the figures in short, and what they rest on, folded."""
    lines = "".join(f"<li>{text(line)}</li>" for line in said.lines)
    return (
        f"<p>{cards.chip(said.tone, said.word)} {text(said.short)}</p>"
        f'<details class="sc-small"><summary>{text(words("follow.rests_on"))}</summary>'
        f'<ul class="sc-list">{lines}</ul></details>'
    )


def _card(one: Commitment, said: ImpactText, currency: str | None, words: Words, with_rep: bool) -> str:
    group = records.group_of(one)
    state = words(f"follow.group.{group}")
    if group == "overdue":
        state = words.count("follow.overdue_by", (clock.today() - one.due_on).days)
    kpi = load_kpis().get(one.kpi)
    target = as_text(target_cell(kpi, one.target, currency), words) if kpi and one.target is not None else ""
    pairs = [
        ("follow.target", text(target)),
        ("follow.owner", name(one.owner) if one.owner != one.rep or with_rep else ""),
        ("follow.agreed_on", text(words.date(one.agreed_on))),
        ("follow.due_on", text(words.date(one.due_on))),
    ]
    title = f"{name(one.rep)} · " if with_rep else ""
    return (
        f'<div class="sc-step"><div class="sc-card-top"><h3>{title}{text(kpi_label(words, one.kpi))}</h3>'
        f"{cards.chip(records.TONES[group], state)}</div>"
        f"<p>{name(one.action)}</p>{notes.facts(pairs, words)}{impact(said, words)}</div>"
    )


def _state_changed(one: Commitment) -> None:
    records.change(one, state=st.session_state[f"state-{one.id}-{one.state}"])


def _due_changed(one: Commitment) -> None:
    chosen = st.session_state[f"due-{one.id}-{one.due_on.isoformat()}"]
    if chosen:
        records.change(one, due_on=chosen)


def _calendar(one: Commitment, words: Words) -> bytes:
    summary = words("follow.calendar.title", rep=one.rep, kpi=kpi_label(words, one.kpi))
    about = words("follow.calendar.about", action=one.action, owner=one.owner)
    uid = f"commitment-{one.id}-{one.created_at.isoformat()}@sales-coach"
    return review_ics(uid, one.due_on, summary, about, one.created_at)


def pick(words: Words, label: str, key: str, options: Sequence[str], shown: dict[str, str] | None = None) -> str:
    """Show a filter with some options and return the one chosen; ``""`` means all."""
    return st.selectbox(
        words(label),
        ["", *options],
        format_func=lambda one: (shown or {}).get(one, shown_name(words, one)) if one else words("follow.all"),
        key=key,
        filter_mode="contains",
        width=230,
    )
