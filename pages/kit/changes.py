"""Changes of settings: whether they are allowed, saving them, undoing the last one, and confirmation questions."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from coaching.store import StoreProblem, get_dataset
from coaching.words import Words, plain
from pages.kit.escape import markdown
from pages.session import access, datasets
from pages.session.datasets import Scope
from pages.session.session_state import Change, LastChange, session


def may_change(scope: Scope) -> bool:
    """Return whether the data in use may be changed; the sample of a server with several users may not."""
    return not scope.is_sample or datasets.is_private()


def only_to_look_at(scope: Scope, words: Words) -> None:
    """Show a note if the data in use cannot be changed."""
    if not may_change(scope):
        st.info(words("setup.sample"), icon=":material/lock:")


def change(
    scope: Scope,
    page: str,
    action: str,
    work: Change,
    message: str = "setup.saved",
    back: Change | None = None,
    part: str = "",
    afresh: bool = True,
) -> bool:
    """Make a change (``work``), remember how to undo it (``back``), and return whether it was made.

    The widgets of the ``part`` of the page then start ``afresh`` from what is stored. Raises ``PermissionError``
    unless the viewer may do ``action``.
    """
    access.need(action)
    if not may_change(scope):
        return False
    try:
        work(datasets.store(), scope.dataset.id, datasets.who())
    except StoreProblem as trouble:
        session().change_problem = trouble
        return False
    session().last_change = LastChange(
        page, part, scope.dataset.id, get_dataset(datasets.store(), scope.dataset.id).version, message, action, back
    )
    if afresh:
        fresh(part)
    return True


def show_last(scope: Scope, page: str, words: Words) -> None:
    """Show the outcome of the last change on this page, with a button to undo it."""
    trouble, session().change_problem = session().change_problem, None
    if trouble is not None:
        problem(trouble, words)
    done = session().last_change
    if done is None or (done.page, done.dataset_id, done.version) != (page, scope.dataset.id, scope.dataset.version):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(words(done.message), icon=":material/check:")
        if done.back is not None:
            st.button(
                words("setup.undo"),
                icon=":material/undo:",
                key=f"{page}-undo",
                on_click=_take_back,
                args=(scope, done),
            )


def problem(trouble: StoreProblem, words: Words) -> None:
    """Show a problem of the store."""
    values = {name: plain(str(value)) for name, value in trouble.values.items()}
    st.error(markdown(words(f"store.{trouble.code}", **values)))


def _take_back(scope: Scope, done: LastChange) -> None:
    back = done.back
    if back is not None:
        change(scope, done.page, done.action, back, "setup.undone", part=done.part)


def ask(name: str) -> None:
    """Open a confirmation question; it stays open until it is answered or dismissed."""
    session().question = name


def answered() -> None:
    """Close the question that is open."""
    session().question = None


def question(name: str, title: str, show: Callable[[], None]) -> None:
    """Show a confirmation question if it is open."""
    if session().question == name:
        st.dialog(title, on_dismiss=answered)(show)()


def round_of(part: str) -> int:
    """Return the number in the keys of a part's widgets; a new number makes them start afresh."""
    return session().rounds.get(part, 0)


def fresh(part: str) -> None:
    """Make the widgets of a part of a page start afresh from what is stored."""
    rounds = session().rounds
    rounds[part] = rounds.get(part, 0) + 1
