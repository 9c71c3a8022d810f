"""Stored data sets: their names, changing the name, and the choice of one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching.report import NOTHING
from coaching.store import Dataset, Import, active_imports, rename_dataset
from coaching.words import Words, plain
from pages.kit.escape import markdown
from pages.session import access, datasets, state
from pages.session.datasets import Scope

_SHOWN, _LONGEST_NAME = 3, 80


def named(dataset: Dataset, words: Words) -> str:
    """Return the name of a data set, as plain text."""
    return words("datasets.sample") if dataset.is_sample else plain(dataset.name) or words("datasets.unnamed")


def rename(words: Words, scope: Scope) -> None:
    """Show the field for the name of a data set, with a button to save it."""
    with st.form("rename", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(words("datasets.name"), named(scope.dataset, words), max_chars=_LONGEST_NAME, width=420)
        if st.form_submit_button(words("datasets.name.save")) and name.strip():
            access.need("imports")
            rename_dataset(datasets.store(), scope.dataset.id, name.strip(), datasets.who())
            st.rerun()


def choose(words: Words) -> None:
    """Show the stored data sets but the one in use, the latest first, each with a button to open it."""
    scope = state.scope()
    listed = [one for one in datasets.own() if scope is None or one.id != scope.dataset.id]
    if not listed:
        return
    st.subheader(words("datasets.choose"), anchor=False)
    for dataset in listed[:_SHOWN]:
        _offer(dataset, words)
    if len(listed) > _SHOWN:
        with st.expander(words.count("datasets.more", len(listed) - _SHOWN)):
            for dataset in listed[_SHOWN:]:
                _offer(dataset, words)


def _offer(dataset: Dataset, words: Words) -> None:
    active = active_imports(datasets.store(), dataset.id)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{markdown(words.name(named(dataset, words)))}** · {_last(active, words)}")
        if st.button(words("datasets.open"), key=f"open-{dataset.id}", icon=":material/folder_open:"):
            state.use(Scope(dataset))
            st.switch_page(state.TEAM)


def _last(active: Sequence[Import], words: Words) -> str:
    """Return when the last import came and how many deals it has, which distinguishes data sets of the same name.

    The number of deals is left out for a viewer who may not see all of them.
    """
    count = words.count("datasets.imports", len(active))
    if not active:
        return words("datasets.last", imports=count, day=NOTHING)
    day, deals = words.moment(active[-1].created_at), active[-1].rows.get("deals", 0)
    if not deals or not access.viewer().sees_all:
        return words("datasets.last", imports=count, day=day)
    return words("datasets.last_with_deals", imports=count, day=day, deals=words.count("unit.deals", deals))
