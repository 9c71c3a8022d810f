"""The branding of reports: the team's name and logo, the options they were made with, and a typed note."""

from __future__ import annotations

import streamlit as st

from coaching.advise import Options
from coaching.report import Look
from coaching.store import setting_names
from coaching.words import Words
from pages.kit import logo
from pages.session import datasets

_LONGEST_NOTE = 600


def look(words: Words, token: str, options: Options) -> Look:
    """Return the branding of reports: name and logo from the team's settings, the options, and the typed note."""
    settings = datasets.settings(token)
    return Look(
        team_name=str(settings.get(setting_names.TEAM_NAME) or ""),
        logo_png=logo.from_setting(settings.get(setting_names.LOGO)) or b"",
        note=str(st.session_state.get("note") or ""),
        filters=filters(words, options),
    )


def filters(words: Words, options: Options) -> tuple[str, ...]:
    """Return the options that shape the figures, except the period, as texts."""
    goal = ""
    if options.goal:
        amount = words.money(options.goal, options.currency)
        goal = words("filter.goal", amount=amount, period=words(f"goal_every.{options.goal_period}"))
    chosen = {"choices.peers": words(f"peers.{options.peers_by}") if options.peers_by else "", "choices.goal": goal}
    chosen["choices.currency"] = options.currency or ""
    return tuple(words("filter.said", name=words(key), value=value) for key, value in chosen.items() if value)


def note(words: Words) -> None:
    """Show a field for a note that is printed at the head of the PDFs."""
    with st.popover(words("note.open"), icon=":material/edit_note:"):
        st.text_area(words("note.label"), key="note", max_chars=_LONGEST_NOTE, help=words("note.help"))
