"""The imports of a data set with what each changed, undoing and comparing them, saved layouts and the change log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from coaching.report import NOTHING
from coaching.store import (
    Comparison,
    Import,
    active_imports,
    compare_imports,
    delete_dataset,
    list_imports,
    redo_import,
    undo_import,
)
from coaching.store import log as change_log
from coaching.words import Words, plain
from pages.data import import_report, upload_changes
from pages.kit import cards, dataset_choice
from pages.kit.escape import markdown
from pages.session import access, datasets, state
from pages.session.cache import cached
from pages.session.datasets import Scope
from pages.session.session_state import session

_SHOWN_CHANGES = 200
#: The columns of a table of changed stages.
_COLUMNS = ("key", "before", "after")
_SHOWN_HEADERS = 8


def history(words: Words, scope: Scope) -> tuple[Import, ...]:
    """Show every import with what it changed, and a button to undo or redo it (not the sample's); return them."""
    imports = list_imports(datasets.store(), scope.dataset.id)
    active = {item.id for item in active_imports(datasets.store(), scope.dataset.id)}
    for item in reversed(imports):
        with st.container(border=True):
            _one(words, item, item.id in active, may_undo=not scope.is_sample)
    return imports


def _one(words: Words, item: Import, is_active: bool, may_undo: bool) -> None:
    files = words.listed([markdown(words.name(plain(file.name))) for file in item.files]) or NOTHING
    status = "active" if is_active else "undone" if item.undone_at else "superseded"
    left, right = st.columns([5, 1], vertical_alignment="center")
    title = f"**{words('datasets.import', number=words.number(item.number))}** · {files}"
    facts = [words(f"datasets.{status}"), words("datasets.brought", day=words.date(item.created_at.date()))]
    facts += [words("datasets.brought.by", who=markdown(item.created_by))] if item.created_by else []
    facts.append(words("datasets.seen", day=words.date(item.seen_on)))
    left.markdown("  \n".join([title, " · ".join(facts), changed(words, item)]))
    if not may_undo:
        return
    label, icon, change = ("redo", "redo", redo_import) if item.undone_at else ("undo", "undo", undo_import)
    if right.button(words(f"datasets.{label}"), key=f"{label}-{item.id}", icon=f":material/{icon}:", width="stretch"):
        access.need("undo_import")
        change(datasets.store(), item.id, datasets.who())
        st.rerun()


def changed(words: Words, item: Import) -> str:
    """Return what an import changed when it came, as text."""
    kinds = ("new", "changed", "unchanged", "gone")
    counts = {kind: item.changes.get(kind, 0) for kind in kinds}
    shown = [kind for kind in kinds if counts[kind]] or ["unchanged"]
    facts = [
        words("upload_changes.count", kind=words(f"upload_changes.{kind}"), count=words.number(counts[kind]))
        for kind in shown
    ]
    dated = item.changes.get("gates_dated", 0)
    return " · ".join([*facts, *([words.count("datasets.dated", dated)] if dated else [])])


def compare(words: Words, imports: tuple[Import, ...]) -> None:
    """Show the choice of two imports, and the changes from the first to the second."""
    numbers = [item.number for item in imports]
    ids = {item.number: item.id for item in imports}
    left, right = st.columns(2)
    first = left.selectbox(words("datasets.compare.from"), numbers[:-1], len(numbers) - 2, key="compare-from")
    later = [number for number in numbers if number > first]
    second = right.selectbox(words("datasets.compare.to"), later, len(later) - 1, key=f"compare-to-{first}")
    with st.spinner(words("datasets.comparing")):
        changes = _compared(ids[first], ids[second])
    if changes.changes.nothing and not changes.changes.gone:
        st.info(words("datasets.compare.same"))
        return
    upload_changes.changes(words, changes.changes, words("datasets.compared", first=first, second=second))
    if len(changes.stage_changes):
        st.html(f"<p><b>{words.count('datasets.stage_changes', len(changes.stage_changes))}</b></p>")
        rows = changes.stage_changes.head(_SHOWN_CHANGES).to_dict("records")
        heads = [words(f"upload_changes.{name}") for name in ("row", "before", "after")]
        cards.table(heads, [[import_report.cell(row[name], words) or NOTHING for name in _COLUMNS] for row in rows])
        import_report.first_of(len(changes.stage_changes), _SHOWN_CHANGES, words)


@cached
def _compared(first: int, second: int) -> Comparison:
    return compare_imports(datasets.store(), first, second)


def layouts(words: Words) -> None:
    """Show the saved layouts, each with a button to delete it, and a button to undo the last deletion."""
    if session().deleted_layout:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.success(words("log.layout_forgotten"), icon=":material/check:")
            st.button(words("setup.undo"), icon=":material/undo:", key="layout-undo", on_click=_restore_layout)
    saved = datasets.layouts()
    if not saved:
        cards.small(words("datasets.layouts.none"))
    for key, decided in saved.items():
        fields = decided.get("fields", {})
        with st.container(horizontal=True, vertical_alignment="center"):
            headers = words.listed(
                [markdown(words.name(plain(str(header)))) for header in list(fields.values())[:_SHOWN_HEADERS]]
            )
            st.markdown(f"**{words('table.' + str(decided.get('table') or 'left_out'))}** · {headers}")
            st.button(
                words("datasets.layouts.forget"),
                key=f"forget-{key}",
                type="tertiary",
                icon=":material/close:",
                on_click=_forget_layout,
                args=(key, decided),
            )


def _forget_layout(key: str, decided: Mapping[str, Any]) -> None:
    datasets.forget_layout(key)
    session().deleted_layout = {key: decided}


def _restore_layout() -> None:
    datasets.keep_layouts(session().deleted_layout)
    session().deleted_layout = {}


def delete(words: Words, scope: Scope) -> None:
    """Show the button that deletes the data set, which asks for confirmation."""

    def away() -> None:
        access.need("remove_data")
        delete_dataset(datasets.store(), scope.dataset.id, datasets.who())
        state.leave()

    @st.dialog(words("datasets.delete.title"))
    def ask() -> None:
        st.markdown(
            words("datasets.delete.text", name=markdown(words.name(dataset_choice.named(scope.dataset, words))))
        )
        with st.container(horizontal=True):
            if st.button(words("datasets.delete.yes"), type="primary", key="delete-yes", on_click=away):
                st.switch_page(state.UPLOAD)
            if st.button(words("datasets.delete.no"), key="delete-no"):
                st.rerun()

    if st.button(words("datasets.delete"), icon=":material/delete:", key="delete"):
        ask()


def log(words: Words, scope: Scope) -> None:
    """Show the change log, the latest entry first."""
    entries = change_log(datasets.store(), scope.dataset.id, limit=100)
    rows = [
        (words.moment(entry.at), entry.by or NOTHING, words(f"log.{entry.action}"), plain(entry.subject))
        for entry in entries
    ]
    cards.table([words(f"datasets.log.{name}") for name in ("at", "by", "what", "which")], rows)
