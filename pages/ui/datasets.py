"""Data sets that are kept: choosing one, and what there is to say of it and its imports."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from coaching import store as kept
from coaching.report.phrases import NOTHING
from coaching.store import Comparison, Dataset, Import
from coaching.words import Words, plain
from pages.ui import access, account, arrivals, cards, memory, state
from pages.ui.memory import Held
from pages.ui.safe import markdown

_SHOWN = 3
_SHOWN_MOVES = 200
_MOVED = ("key", "before", "after")


def named(dataset: Dataset, words: Words) -> str:
    """Return the name of a data set, as plain text."""
    return words("memory.sample") if dataset.is_sample else plain(dataset.name) or words("memory.unnamed")


def choose(words: Words) -> None:
    """Offer the data sets that are kept here, the youngest first."""
    found = memory.own()
    if not found:
        return
    st.subheader(words("memory.choose"), anchor=False)
    for dataset in found[:_SHOWN]:
        _offer(dataset, words)
    if len(found) > _SHOWN:
        with st.expander(words.count("memory.more", len(found) - _SHOWN)):
            for dataset in found[_SHOWN:]:
                _offer(dataset, words)


def _offer(dataset: Dataset, words: Words) -> None:
    standing = kept.standing(memory.store(), dataset.id)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{markdown(named(dataset, words))}**  \n{_last(standing, words)}")
        if st.button(words("memory.open"), key=f"open-{dataset.id}", icon=":material/folder_open:"):
            state.use(Held(dataset))
            st.switch_page(state.TEAM)


def _last(standing: Sequence[Import], words: Words) -> str:
    """Say when the last import came and how many deals it brought: this tells data sets of one name apart.

    Who may not see all deals is not told how many there are.
    """
    count = words.count("memory.imports", len(standing))
    if not standing:
        return words("memory.last", imports=count, day=NOTHING)
    day, deals = words.moment(standing[-1].created_at), standing[-1].rows.get("deals", 0)
    if not deals or not access.viewer().sees_all:
        return words("memory.last", imports=count, day=day)
    return words("datasets.last", imports=count, day=day, deals=words.count("unit.deals", deals))


def history(words: Words, held: Held) -> tuple[Import, ...]:
    """Show every import with what it changed, and let each be taken back or brought back."""
    found = kept.list_imports(memory.store(), held.dataset.id)
    standing = {one.id for one in kept.standing(memory.store(), held.dataset.id)}
    for one in reversed(found):
        with st.container(border=True):
            _one(words, one, one.id in standing)
    return found


def _one(words: Words, one: Import, stands: bool) -> None:
    files = ", ".join(markdown(plain(file.name)) for file in one.files) or NOTHING
    status = "stands" if stands else "undone" if one.undone_at else "superseded"
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(f"**{words('memory.import', number=words.number(one.number))}** · {files}")
    said = [words(f"memory.{status}"), words("memory.brought", day=words.date(one.created_at.date()))]
    said += [words("memory.brought.by", who=markdown(one.created_by))] if one.created_by else []
    said.append(words("memory.seen", day=words.date(one.seen_on)))
    left.markdown(" · ".join(said))
    left.markdown(changed(words, one))
    stands = one.undone_at is None
    label, icon, change = ("undo", "undo", kept.undo_import) if stands else ("redo", "redo", kept.redo_import)
    if right.button(words(f"memory.{label}"), key=f"{label}-{one.id}", icon=f":material/{icon}:", width="stretch"):
        access.need("undo_import")
        change(memory.store(), one.id, memory.who())
        st.rerun()


def changed(words: Words, one: Import) -> str:
    """Say what an import changed when it came."""
    kinds = ("new", "changed", "unchanged", "gone")
    said = [f"{words(f'arrivals.{kind}')} {words.number(one.changes.get(kind, 0))}" for kind in kinds]
    dated = one.changes.get("gates_dated", 0)
    return " · ".join([*said, *([words.count("memory.dated", dated)] if dated else [])])


def compare(words: Words, found: tuple[Import, ...]) -> None:
    """Let the reader pick two imports and show what the later one changed."""
    numbers = [one.number for one in found]
    ids = {one.number: one.id for one in found}
    left, right = st.columns(2)
    first = left.selectbox(words("memory.compare.from"), numbers[:-1], len(numbers) - 2, key="compare-from")
    later = [number for number in numbers if number > first]
    second = right.selectbox(words("memory.compare.to"), later, len(later) - 1, key=f"compare-to-{first}")
    with st.spinner(words("memory.comparing")):
        made = _compared(ids[first], ids[second])
    if made.changes.nothing and not made.changes.gone:
        st.info(words("memory.compare.same"))
        return
    arrivals.changes(words, made.changes, words("memory.compared", first=first, second=second))
    if len(made.moves):
        st.html(f"<p><b>{words.count('memory.moves', len(made.moves))}</b></p>")
        moves = made.moves.head(_SHOWN_MOVES).to_dict("records")
        heads = [words(f"arrivals.{name}") for name in ("row", "before", "after")]
        cards.table(heads, [[account.cell(move[name], words) or NOTHING for name in _MOVED] for move in moves])
        account.first_of(len(made.moves), _SHOWN_MOVES, words)


@st.cache_resource(show_spinner=False, max_entries=8)
def _compared(first: int, second: int) -> Comparison:
    return kept.compare_imports(memory.store(), first, second)


def rename(words: Words, held: Held) -> None:
    """Let the reader name the data set."""
    with st.form("rename", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(words("memory.name"), named(held.dataset, words), max_chars=80, width=420)
        if st.form_submit_button(words("memory.name.save")) and name.strip():
            kept.rename_dataset(memory.store(), held.dataset.id, name.strip(), memory.who())
            st.rerun()


def layouts(words: Words) -> None:
    """Show which layouts are remembered, and let one be forgotten."""
    found = memory.layouts()
    if not found:
        cards.small(words("memory.layouts.none"))
    for key, decided in found.items():
        fields = decided.get("fields", {})
        with st.container(horizontal=True, vertical_alignment="center"):
            headers = ", ".join(markdown(plain(str(header))) for header in list(fields.values())[:8])
            st.markdown(f"**{words('table.' + str(decided.get('table') or 'left_out'))}** · {headers}")
            if st.button(words("memory.layouts.forget"), key=f"forget-{key}", type="tertiary", icon=":material/close:"):
                memory.forget_layout(key)
                st.rerun()


def delete(words: Words, held: Held) -> None:
    """Offer to delete the data set for good, after asking."""

    def away() -> None:
        access.need("remove_data")
        kept.delete_dataset(memory.store(), held.dataset.id, memory.who())
        state.leave()

    @st.dialog(words("memory.delete.title"))
    def ask() -> None:
        st.markdown(words("memory.delete.text", name=markdown(named(held.dataset, words))))
        with st.container(horizontal=True):
            if st.button(words("memory.delete.yes"), type="primary", key="delete-yes", on_click=away):
                st.switch_page(state.UPLOAD)
            if st.button(words("memory.delete.no"), key="delete-no"):
                st.rerun()

    if st.button(words("memory.delete"), icon=":material/delete:", key="delete"):
        ask()


def log(words: Words, held: Held) -> None:
    """Show who changed what, the latest first."""
    entries = kept.log(memory.store(), held.dataset.id, limit=100)
    rows = [
        (words.moment(one.at), one.by or NOTHING, words(f"log.{one.action}"), plain(one.subject)) for one in entries
    ]
    cards.table([words(f"memory.log.{name}") for name in ("at", "by", "what", "which")], rows)
