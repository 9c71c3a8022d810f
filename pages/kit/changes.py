"""Changes of settings: whether they are allowed, saving them, undoing the last one, and confirmation questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from coaching.store import Store, StoreProblem, get_dataset
from coaching.words import Words, plain
from pages.kit.escape import markdown
from pages.session import access, datasets
from pages.session.datasets import Scope

#: A function that changes a data set, given the store, the data set's id and who acts.
Change = Callable[[Store, int, str], object]


@dataclass(frozen=True)
class _Done:
    """The last change, made in a part of a page, with the key of its message and the change that undoes it.

    ``version`` is that of the data set after the change. Undoing is offered only until the data set changes again,
    because it could otherwise undo the later change too.
    """

    page: str
    part: str
    dataset_id: int
    version: int
    said: str
    action: str
    back: Change | None


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
    said: str = "setup.saved",
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
        st.session_state["_setup_problem"] = trouble
        return False
    st.session_state["_setup_done"] = _Done(
        page, part, scope.dataset.id, get_dataset(datasets.store(), scope.dataset.id).version, said, action, back
    )
    if afresh:
        fresh(part)
    return True


def show_last(scope: Scope, page: str, words: Words) -> None:
    """Show the outcome of the last change on this page, with a button to undo it."""
    trouble = st.session_state.pop("_setup_problem", None)
    if trouble is not None:
        problem(trouble, words)
    done = st.session_state.get("_setup_done")
    if done is None or (done.page, done.dataset_id, done.version) != (page, scope.dataset.id, scope.dataset.version):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(words(done.said), icon=":material/check:")
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


def _take_back(scope: Scope, done: _Done) -> None:
    back = done.back
    if back is not None:
        change(scope, done.page, done.action, back, "setup.undone", part=done.part)


def ask(name: str) -> None:
    """Open a confirmation question; it stays open until it is answered or dismissed."""
    st.session_state["_setup_asks"] = name


def answered() -> None:
    """Close the question that is open."""
    st.session_state.pop("_setup_asks", None)


def question(name: str, title: str, show: Callable[[], None]) -> None:
    """Show a confirmation question if it is open."""
    if st.session_state.get("_setup_asks") == name:
        st.dialog(title, on_dismiss=answered)(show)()


def round_of(part: str) -> int:
    """Return the number in the keys of a part's widgets; a new number makes them start afresh."""
    return int(st.session_state.get("_setup_rounds", {}).get(part, 0))


def fresh(part: str) -> None:
    """Make the widgets of a part of a page start afresh from what is stored."""
    rounds = st.session_state.setdefault("_setup_rounds", {})
    rounds[part] = rounds.get(part, 0) + 1
