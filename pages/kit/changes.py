"""What the pages of setting up share: whether a change may be made, keeping it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from coaching.store import Store, StoreProblem, get_dataset
from coaching.words import Words, plain
from pages.kit.escape import markdown
from pages.session import access, datasets
from pages.session.datasets import Scope

#: A change to a data set: what does it, given the store, the data set's id and who acts.
Change = Callable[[Store, int, str], object]


@dataclass(frozen=True)
class _Done:
    """A change that was made in a part of a page: what to say of it (a key), and what takes it back.

    ``version`` is that of the data set after it: once something else has changed too, taking back could lose that.
    """

    page: str
    part: str
    dataset_id: int
    version: int
    said: str
    action: str
    back: Change | None


def may_change(scope: Scope) -> bool:
    """Return whether the data in use may be changed: the sample data of a server is everybody's."""
    return not scope.is_sample or datasets.is_private()


def only_to_look_at(scope: Scope, words: Words) -> None:
    """Say that shared sample data cannot be set up."""
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
    """Make a change and note what takes it ``back``; says whether that went well.

    The widgets of the ``part`` of the page then start ``afresh``. Raises ``PermissionError`` unless whoever looks may
    do ``action``.
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
    """Say what became of the last change on this page, and offer to take it back."""
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
    """Say what the memory could not do."""
    values = {name: plain(str(value)) for name, value in trouble.values.items()}
    st.error(markdown(words(f"store.{trouble.code}", **values)))


def _take_back(scope: Scope, done: _Done) -> None:
    back = done.back
    if back is not None:
        change(scope, done.page, done.action, back, "setup.undone", part=done.part)


def ask(name: str) -> None:
    """Open a question; it stays open until it is answered or dismissed."""
    st.session_state["_setup_asks"] = name


def answered() -> None:
    """Close the question that is open."""
    st.session_state.pop("_setup_asks", None)


def question(name: str, title: str, show: Callable[[], None]) -> None:
    """Show a question where it is open."""
    if st.session_state.get("_setup_asks") == name:
        st.dialog(title, on_dismiss=answered)(show)()


def round_of(part: str) -> int:
    """Return the number that widgets of a part carry in their keys: a new one makes them start afresh."""
    return int(st.session_state.get("_setup_rounds", {}).get(part, 0))


def fresh(part: str) -> None:
    """Let the widgets of a part of a page start afresh from what is kept."""
    rounds = st.session_state.setdefault("_setup_rounds", {})
    rounds[part] = rounds.get(part, 0) + 1
