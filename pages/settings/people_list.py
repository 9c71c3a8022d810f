"""The people who may sign in: the list, and the form to add or change one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from coaching.access import ADMIN, MANAGER, known_reps
from coaching.store import ROLES, Person, StoreProblem, people, remove_person, set_person
from coaching.words import Words, plain
from pages.kit.escape import markdown, name, text
from pages.session import access, datasets, results, state
from pages.session.session_state import session

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST = 120
_NEW = Person(0, "", "", "coach")


def everybody(words: Words) -> None:
    """Show all people with role and scope; the form of one of them can be open in its place."""
    _removed(words)
    everybody = people(datasets.store())
    if session().open_person == _NEW.id:
        _form(words, _NEW)
    else:
        _opener(words, "people.add", "person_add", _NEW, "primary")
    if not everybody:
        st.info(words("people.none"))
    for person in everybody:
        if session().open_person == person.id:
            _form(words, person)
            continue
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.html(_summary(person, words))
            _opener(words, "people.edit", "edit", person, "secondary")


def _removed(words: Words) -> None:
    """Show who was removed last, with a button to undo it."""
    person = session().removed_person
    if person is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(
            words("people.removed", name=markdown(words.name(person.name or person.email))), icon=":material/check:"
        )
        st.button(words("setup.undo"), icon=":material/undo:", key="person-undo", on_click=_restore)


def _restore() -> None:
    access.need("set_people")
    person, session().removed_person = session().removed_person, None
    if person is not None:
        set_person(datasets.store(), replace(person, id=0), datasets.who())


def _opener(words: Words, label: str, icon: str, person: Person, kind: Literal["primary", "secondary"]) -> None:
    st.button(
        words(label),
        icon=f":material/{icon}:",
        type=kind,
        key=f"edit-{person.id}",
        on_click=_turn_to,
        args=(person.id,),
    )


def _turn_to(person_id: int | None) -> None:
    """Open the form of one person with the stored values; None closes it."""
    for key in [key for key in st.session_state if str(key).startswith("person-")]:
        del st.session_state[key]
    session().open_person = person_id


def _summary(person: Person, words: Words) -> str:
    role = words(f"access.role.{person.role}") if person.active else words("people.inactive")
    extent = [plain(name) for name in (*person.teams, *person.reps)]
    nobody = "" if person.role == ADMIN else words("people.nobody_yet")
    sees = words.listed(map(words.name, extent)) if extent else nobody
    who = f"<b>{name(person.name or person.email)}</b> · {name(person.email)}"
    return f"<p>{who}<br>{text(' · '.join(filter(None, (role, sees))))}</p>"


def _form(words: Words, person: Person) -> None:
    key = f"person-{person.id}"
    with st.container(border=True):
        email = st.text_input(words("people.email"), person.email, max_chars=_LONGEST, key=f"{key}-email", width=420)
        called = st.text_input(words("people.name"), person.name, max_chars=_LONGEST, key=f"{key}-name", width=420)
        role = st.selectbox(
            words("people.role"),
            ROLES,
            ROLES.index(person.role),
            format_func=lambda code: words(f"access.role.{code}"),
            help=words("people.role.help"),
            key=f"{key}-role",
            width=420,
        )
        team_names, rep_names = _names()
        teams = _several(words, "teams", team_names, person.teams, key) if role == MANAGER else ()
        reps = _several(words, "reps", rep_names, person.reps, key) if role != ADMIN else ()
        active = st.toggle(words("people.active"), person.active, key=f"{key}-active")
        if role != ADMIN and not (reps or teams):
            st.caption(words("people.sees_nobody"))
        if not person.id:
            st.caption(words("people.no_invitation"))
        above = st.container()
        with st.container(horizontal=True):
            if st.button(words("people.save"), type="primary", key=f"{key}-save"):
                with above:
                    _save(words, Person(person.id, email.strip(), called.strip(), role, teams, reps, active))
            st.button(words("people.cancel"), key=f"{key}-cancel", on_click=_turn_to, args=(None,))
            if person.id and st.button(words("people.remove"), icon=":material/delete:", key=f"{key}-remove"):
                access.need("set_people")
                remove_person(datasets.store(), person.email, datasets.who())
                session().removed_person = person
                _turn_to(None)
                st.rerun()


def _several(words: Words, what: str, known: Sequence[str], chosen: Sequence[str], key: str) -> tuple[str, ...]:
    """Show the choice of several names of the data, to which new names can be added, and return it."""
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
    scope = state.scope()
    if scope is None:
        return [], []
    teams = {team for team in results.teams(scope.token).values() if team}
    return sorted(teams), list(known_reps(datasets.intake(scope.token).tables))


def _save(words: Words, person: Person) -> None:
    if not _EMAIL.fullmatch(person.email):
        st.error(markdown(words("people.bad_email")))
        return
    access.need("set_people")
    try:
        set_person(datasets.store(), person, datasets.who())
    except StoreProblem as problem:
        st.error(words(f"store.{problem.code}", **{key: plain(str(value)) for key, value in problem.values.items()}))
        return
    _turn_to(None)
    st.rerun()
