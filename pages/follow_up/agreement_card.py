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


def commitment(agreed: Commitment, token: str, words: Words, *, with_rep: bool = False) -> None:
    """Show a commitment with its state, its impact, its calendar file and its notes."""
    texts = records.text_of(token, records.impact(token, agreed), words, agreed.edition)
    with st.container(border=True):
        st.html(_card(agreed, texts, records.currency(token), words, with_rep))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                words("follow.state"),
                records.STATES,
                index=records.STATES.index(agreed.state),
                format_func=lambda state: words(f"meeting.state.{state}"),
                key=f"state-{agreed.id}-{agreed.state}",
                on_change=_state_changed,
                args=(agreed,),
                disabled=not records.may("agree"),
                width=180,
            )
            st.date_input(
                words("follow.due_on"),
                agreed.due_on,
                min_value=agreed.agreed_on,
                format="YYYY-MM-DD",
                key=f"due-{agreed.id}-{agreed.due_on.isoformat()}",
                on_change=_due_changed,
                args=(agreed,),
                disabled=not records.may("agree"),
                width=160,
            )
            downloads.button(
                words("follow.calendar"),
                _calendar(agreed, words),
                file_name=f"{safe_stem(agreed.rep)}-{agreed.due_on.isoformat()}.ics",
                mime=CALENDAR,
                icon=":material/event:",
                key=f"ics-{agreed.id}",
                on_click="ignore",
            )
            notes.remove_button(agreed, f"remove-{agreed.id}", "agree", words)
            if with_rep and st.button(words("follow.plan"), icon=":material/checklist:", key=f"plan-{agreed.id}"):
                url.keep("rep", agreed.rep)
                st.switch_page(state.REP)
        notes.show(agreed.rep, agreed.id, words)


def impact(texts: ImpactText, words: Words) -> str:
    """Return an impact as HTML: the conclusion, the figures in short, and what they rest on, folded."""
    lines = "".join(f"<li>{text(line)}</li>" for line in texts.lines)
    return (
        f"<p>{cards.chip(texts.tone, texts.word)} {text(texts.short)}</p>"
        f'<details class="sc-small"><summary>{text(words("follow.rests_on"))}</summary>'
        f'<ul class="sc-list">{lines}</ul></details>'
    )


def _card(agreed: Commitment, texts: ImpactText, currency: str | None, words: Words, with_rep: bool) -> str:
    group = records.group_of(agreed)
    state = words(f"follow.group.{group}")
    if group == "overdue":
        state = words.count("follow.overdue_by", (clock.today() - agreed.due_on).days)
    kpi = load_kpis().get(agreed.kpi)
    target = as_text(target_cell(kpi, agreed.target, currency), words) if kpi and agreed.target is not None else ""
    pairs = [
        ("follow.target", text(target)),
        ("follow.owner", name(agreed.owner) if agreed.owner != agreed.rep or with_rep else ""),
        ("follow.agreed_on", text(words.date(agreed.agreed_on))),
        ("follow.due_on", text(words.date(agreed.due_on))),
    ]
    title = f"{name(agreed.rep)} · " if with_rep else ""
    return (
        f'<div class="sc-step"><div class="sc-card-top"><h3>{title}{text(kpi_label(words, agreed.kpi))}</h3>'
        f"{cards.chip(records.TONES[group], state)}</div>"
        f"<p>{name(agreed.action)}</p>{notes.facts(pairs, words)}{impact(texts, words)}</div>"
    )


def _state_changed(agreed: Commitment) -> None:
    records.change(agreed, state=st.session_state[f"state-{agreed.id}-{agreed.state}"])


def _due_changed(agreed: Commitment) -> None:
    chosen = st.session_state[f"due-{agreed.id}-{agreed.due_on.isoformat()}"]
    if chosen:
        records.change(agreed, due_on=chosen)


def _calendar(agreed: Commitment, words: Words) -> bytes:
    summary = words("follow.calendar.title", rep=agreed.rep, kpi=kpi_label(words, agreed.kpi))
    about = words("follow.calendar.about", action=agreed.action, owner=agreed.owner)
    uid = f"commitment-{agreed.id}-{agreed.created_at.isoformat()}@sales-coach"
    return review_ics(uid, agreed.due_on, summary, about, agreed.created_at)


def pick(words: Words, label: str, key: str, options: Sequence[str], shown: dict[str, str] | None = None) -> str:
    """Show a filter with some options and return the one chosen; ``""`` means all."""
    return st.selectbox(
        words(label),
        ["", *options],
        format_func=lambda option: (
            (shown or {}).get(option, shown_name(words, option)) if option else words("follow.all")
        ),
        key=key,
        filter_mode="contains",
        width=230,
    )
