"""A commitment on a page: what was agreed, how it stands, whether it helped, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching.measure import load_kpis
from coaching.report import review_ics
from coaching.report.names import safe_stem
from coaching.report.phrases import kpi_label, shown_name, target_text
from coaching.report.verdict import VerdictText
from coaching.store import Commitment, Note
from coaching.words import Words
from pages.ui import calls, cards, follow, memory
from pages.ui.safe import name, text

CALENDAR = "text/calendar"
_LONGEST_NOTE = 2000


def say_problem(words: Words) -> None:
    """Say what kept the last change from being kept; nothing where it went well."""
    if code := follow.problem():
        st.error(words(f"store.{code}") if words.has(f"store.{code}") else words("follow.problem"))


def undo(words: Words) -> None:
    """Offer to put back what was removed last."""
    if follow.removed() is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(words("follow.removed"), icon=":material/delete:")
        st.button(words("follow.undo"), icon=":material/undo:", key="follow-undo", on_click=follow.put_back)


def commitment(one: Commitment, token: str, words: Words, *, with_rep: bool = False) -> None:
    """Show a commitment with its state, its verdict, its calendar file and its notes."""
    said = follow.told(token, follow.verdict(token, one), words)
    with st.container(border=True):
        st.html(_card(one, said, follow.currency(token), words, with_rep))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                words("follow.state"),
                follow.STATES,
                index=follow.STATES.index(one.state),
                format_func=lambda state: words(f"meeting.state.{state}"),
                key=f"state-{one.id}-{one.state}",
                on_change=_state_changed,
                args=(one,),
                disabled=not follow.may("agree"),
                width=180,
            )
            st.download_button(
                words("follow.calendar"),
                _calendar(one, words),
                file_name=f"{safe_stem(one.rep)}-{one.due_on:%Y-%m-%d}.ics",
                mime=CALENDAR,
                icon=":material/event:",
                key=f"ics-{one.id}",
                on_click="ignore",
            )
            st.button(
                words("follow.remove"),
                icon=":material/delete:",
                key=f"remove-{one.id}",
                on_click=follow.remove,
                args=(one,),
                disabled=not follow.may("agree"),
                type="tertiary",
            )
        _notes(one, words)


def verdict(said: VerdictText, words: Words) -> str:
    """Return a verdict as HTML: the word, the figures in short, and what it rests on, folded."""
    lines = "".join(f"<li>{text(line)}</li>" for line in said.lines)
    return (
        f"<p>{cards.chip(said.tone, said.word)} {text(said.short)}</p>"
        f'<details class="sc-small"><summary>{text(words("follow.rests_on"))}</summary>'
        f'<ul class="sc-list">{lines}</ul></details>'
    )


def facts(pairs: Sequence[tuple[str, str]], words: Words) -> str:
    """Return labelled facts on one line as HTML; the second of each pair is HTML already."""
    shown = [f'<span class="sc-muted">{text(words(label))}</span> {fact}' for label, fact in pairs if fact]
    return f'<p class="sc-small">{" · ".join(shown)}</p>'


def _card(one: Commitment, said: VerdictText, currency: str | None, words: Words, with_rep: bool) -> str:
    group = follow.group_of(one)
    state = words(f"follow.group.{group}")
    if group == "overdue":
        state = words.count("follow.overdue_by", (calls.today() - one.due_on).days)
    kpi = load_kpis().get(one.kpi)
    target = target_text(words, kpi, one.target, currency) if kpi and one.target is not None else ""
    pairs = [
        ("follow.target", text(target)),
        ("follow.owner", name(one.owner) if one.owner != one.rep or with_rep else ""),
        ("follow.agreed_on", text(words.date(one.agreed_on))),
        ("follow.due_on", text(words.date(one.due_on))),
    ]
    title = f"{name(one.rep)} · " if with_rep else ""
    return (
        f'<div class="sc-step"><div class="sc-card-top"><h3>{title}{text(kpi_label(words, one.kpi))}</h3>'
        f"{cards.chip(follow.TONES[group], state)}</div>"  # type: ignore[arg-type]
        f"<p>{name(one.action)}</p>{facts(pairs, words)}{verdict(said, words)}</div>"
    )


def _state_changed(one: Commitment) -> None:
    follow.change(one, state=st.session_state[f"state-{one.id}-{one.state}"])


def _calendar(one: Commitment, words: Words) -> bytes:
    summary = words("follow.calendar.title", rep=one.rep, kpi=kpi_label(words, one.kpi))
    about = words("follow.calendar.about", action=one.action, owner=one.owner)
    uid = f"commitment-{one.id}-{one.created_at.isoformat()}@sales-coach"
    return review_ics(uid, one.due_on, summary, about, one.created_at)


def _notes(one: Commitment, words: Words) -> None:
    kept = [note for note in follow.notes(one.rep) if note.commitment_id == one.id]
    with st.expander(words.count("follow.notes", len(kept))):
        for note in kept:
            _note(note, words)
        if not follow.may("note"):
            return
        with st.form(f"note-{one.id}", border=False, clear_on_submit=True):
            said = st.text_area(words("follow.note"), max_chars=_LONGEST_NOTE, key=f"note-text-{one.id}", height=90)
            private = bool(memory.who()) and st.checkbox(
                words("follow.note.private"), help=words("follow.note.private.help"), key=f"note-private-{one.id}"
            )
            if st.form_submit_button(words("follow.note.add")) and said.strip():
                follow.note(one.rep, said.strip(), one.id, private)
                st.rerun()


def _note(note: Note, words: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        pairs = [("follow.note.on", text(words.date(note.created_at.date()))), ("follow.note.by", name(note.author))]
        private = f" {cards.chip('no_data', words('follow.note.private'))}" if note.private else ""
        st.html(f"<p>{name(note.text)}{private}</p>{facts(pairs if note.author else pairs[:1], words)}")
        st.button(
            words("follow.remove"), key=f"remove-note-{note.id}", on_click=follow.remove, args=(note,), type="tertiary"
        )


def pick(words: Words, label: str, key: str, options: Sequence[str], shown: dict[str, str] | None = None) -> str:
    """Let the reader narrow a list to one of the options; an empty answer means all."""
    return st.selectbox(
        words(label),
        ["", *options],
        format_func=lambda one: (shown or {}).get(one, shown_name(words, one)) if one else words("follow.all"),
        key=key,
        filter_mode="contains",
        width=230,
    )
