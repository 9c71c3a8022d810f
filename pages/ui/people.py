"""Who may sign in: the list, and the form to add or change somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from coaching import store as kept
from coaching.report.phrases import NOTHING
from coaching.store import ROLES, Person, StoreProblem
from coaching.store.access import ADMIN, known_reps
from coaching.words import Words, plain
from pages.ui import access, calls, memory, state
from pages.ui.safe import name, text

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST = 120
_NEW = Person(0, "", "", "coach")


def everybody(words: Words) -> None:
    """Show everybody with what they may see, each with a way to change it."""
    found = kept.people(memory.store())
    if st.button(words("people.add"), type="primary", icon=":material/person_add:", key="add-person"):
        _edit(words, _NEW)
    if not found:
        st.info(words("people.none"))
    for person in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.html(_told(person, words))
            if st.button(words("people.edit"), icon=":material/edit:", key=f"edit-{person.id}"):
                _edit(words, person)


def _told(person: Person, words: Words) -> str:
    role = words(f"access.role.{person.role}") if person.active else words("people.inactive")
    extent = [plain(name) for name in (*person.teams, *person.reps)]
    sees = words.listed(map(words.name, extent)) if extent else "" if person.role == ADMIN else NOTHING
    who = f"<b>{name(person.name or person.email)}</b> · {name(person.email)}"
    return f"<p>{who}<br>{text(' · '.join(filter(None, (role, sees))))}</p>"


def _edit(words: Words, person: Person) -> None:
    @st.dialog(words("people.edit" if person.id else "people.add"))
    def ask() -> None:
        key = f"person-{person.id}"
        email = st.text_input(words("people.email"), person.email, max_chars=_LONGEST, key=f"{key}-email")
        called = st.text_input(words("people.name"), person.name, max_chars=_LONGEST, key=f"{key}-name")
        role = st.selectbox(
            words("people.role"),
            ROLES,
            ROLES.index(person.role),
            format_func=lambda code: words(f"access.role.{code}"),
            help=words("people.role.help"),
            key=f"{key}-role",
        )
        team_names, rep_names = _names()
        teams = _several(words, "teams", team_names, person.teams, key)
        reps = _several(words, "reps", rep_names, person.reps, key)
        active = st.toggle(words("people.active"), person.active, key=f"{key}-active")
        if role != ADMIN and not reps and not (teams and role == "manager"):
            st.caption(words("people.sees_nobody"))
        with st.container(horizontal=True):
            if st.button(words("people.save"), type="primary", key=f"{key}-save"):
                _save(words, Person(person.id, email.strip(), called.strip(), role, teams, reps, active))
            if person.id and st.button(words("people.remove"), icon=":material/delete:", key=f"{key}-remove"):
                access.need("set_people")
                kept.remove_person(memory.store(), person.email, memory.who())
                st.rerun()

    ask()


def _several(words: Words, what: str, known: Sequence[str], chosen: Sequence[str], key: str) -> tuple[str, ...]:
    """Let the reader choose names of the data, or type one that it does not have yet."""
    options = sorted({*known, *chosen})
    picked = st.multiselect(
        words(f"people.{what}"),
        options,
        chosen,
        format_func=plain,
        accept_new_options=True,
        placeholder="",
        help=words(f"people.{what}.help"),
        key=f"{key}-{what}",
    )
    return tuple(picked)


def _names() -> tuple[list[str], list[str]]:
    """Return the teams and the reps of the data in use."""
    held = state.held()
    if held is None:
        return [], []
    teams = {team for team in calls.teams(held.token).values() if team}
    return sorted(teams), list(known_reps(memory.intake(held.token).tables))


def _save(words: Words, person: Person) -> None:
    if not _EMAIL.fullmatch(person.email):
        st.error(words("people.bad_email"))
        return
    access.need("set_people")
    try:
        kept.set_person(memory.store(), person, memory.who())
    except StoreProblem as problem:
        st.error(words(f"store.{problem.code}", **{key: plain(str(value)) for key, value in problem.values.items()}))
        return
    st.rerun()
