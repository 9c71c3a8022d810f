"""Notes on a rep or on a commitment; a private note is shown to its author alone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching.store import Commitment, Note, Training
from coaching.words import Words
from pages.kit import cards
from pages.kit.escape import name, text
from pages.session import datasets, records

_LONGEST = 2000


def show(rep: str, commitment_id: int | None, words: Words) -> None:
    """Show the notes on a commitment, or those on the rep alone, folded, with a field for a new one."""
    notes = [note for note in records.notes(rep) if note.commitment_id == commitment_id]
    key = commitment_id or rep
    label = words.count("follow.notes" if commitment_id else "follow.notes.rep", len(notes))
    with st.expander(label if notes else words("follow.notes.none")):
        for note in notes:
            _note(note, words)
        if not records.may("note"):
            return
        with st.form(f"note-{key}", border=False, clear_on_submit=True):
            typed = st.text_area(words("follow.note"), max_chars=_LONGEST, key=f"note-text-{key}", height=90)
            private = bool(datasets.who()) and st.checkbox(
                words("follow.note.private"), help=words("follow.note.private.help"), key=f"note-private-{key}"
            )
            if st.form_submit_button(words("follow.note.add")) and typed.strip():
                records.note(rep, typed.strip(), commitment_id, private)
                st.rerun()


def facts(pairs: Sequence[tuple[str, str]], words: Words) -> str:
    """Return labelled facts on one line as HTML; the second of each pair is HTML already."""
    shown = [f'<span class="sc-muted">{text(words(label))}</span> {fact}' for label, fact in pairs if fact]
    return f'<p class="sc-small">{" · ".join(shown)}</p>'


def remove_button(record: Commitment | Training | Note, key: str, action: str, words: Words) -> None:
    """Show a button that removes a record; it is disabled unless the viewer may do ``action``."""
    st.button(
        words("follow.remove"),
        icon=":material/delete:",
        key=key,
        on_click=records.remove,
        args=(record,),
        disabled=not records.may(action),
        type="tertiary",
    )


def _note(note: Note, words: Words) -> None:
    pairs = [("follow.note.on", text(words.date(note.created_at.date())))]
    pairs += [("follow.note.by", name(note.author))] if note.author else []
    private = f" {cards.chip('no_data', words('follow.note.private'))}" if note.private else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f"<p>{name(note.text)}{private}</p>{facts(pairs, words)}")
        if datasets.who() in ("", note.author):
            remove_button(note, f"remove-note-{note.id}", "note", words)
