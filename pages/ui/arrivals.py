"""What an upload would change in the data in use, told before it is used."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from coaching.intake import Changes
from coaching.intake.model import Intake
from coaching.report.phrases import NOTHING, shown_name
from coaching.words import Words
from pages.ui import access, account, calls, cards, state

_KINDS = ("new", "changed", "unchanged", "gone")
_SHOWN_CELLS = 50


#: How the files relate to the data in use: there is none of the visitor's own, they change nothing, they share rows
#: with it, or none; and the ways on, the likeliest first.
ALONE, SAME, LATER, OTHER = "alone", "same", "later", "other"
WAYS = {
    ALONE: ("apart",),
    SAME: ("instead",),
    LATER: ("join", "instead", "apart"),
    OTHER: ("apart", "join", "instead"),
}


def ways(relation: str) -> tuple[str, ...]:
    """Return the ways on for whoever brings the files; ``apart`` is for everybody who may bring any."""
    own = () if access.may("replace_data") else ("instead",)
    return tuple(way for way in WAYS[relation] if way not in own) or ("apart",)


def show(words: Words, digest: str, made: Intake) -> str:
    """Show what the files would change in the visitor's own data in use; returns how the two relate."""
    held = state.held()
    if held is None or held.is_sample:
        return ALONE
    found = calls.changes(held.token, digest, made)
    if found.nothing and not found.gone:
        return SAME
    if not found.changed and not found.unchanged:
        cards.small(words("memory.ways.other"))
        return OTHER
    changes(words, found, words("arrivals.title"))
    cards.small(words("memory.ways.later"))
    return LATER


def ask_day(words: Words) -> dt.date:
    """Ask of which day the export is: what it is the first to show had happened by then."""
    return st.date_input(
        words("memory.seen_on"),
        calls.today(),
        max_value=calls.today(),
        format="YYYY-MM-DD",
        key=f"seen-on-{state.upload_round()}",
        help=words("memory.seen_on.help"),
        width=220,
    )


def changes(words: Words, found: Changes, title: str) -> None:
    """Show how many rows of each table are new, changed, unchanged and gone, and which values changed."""
    st.html(f"<p><b>{title}</b></p>")
    head = [words("source.taken_for"), *(words(f"arrivals.{kind}") for kind in _KINDS)]
    rows = [
        (account.named(words, "table", name), *(words.number(getattr(table, kind)) for kind in _KINDS))
        for name, table in found.tables.items()
    ]
    cards.table(head, rows, figures=range(1, 5))
    cells = _cells(found, words)
    if cells:
        with st.expander(words("arrivals.cells")):
            cards.table([words(f"arrivals.{name}") for name in ("row", "field", "before", "after")], cells)


def _cells(found: Changes, words: Words) -> list[tuple[str, ...]]:
    changed = [table.cells.head(_SHOWN_CELLS) for table in found.tables.values() if len(table.cells)]
    rows = pd.concat(changed).head(_SHOWN_CELLS).to_dict("records") if changed else []
    return [
        (
            value(row["key"], words),
            account.named(words, "field", str(row["field"])),
            value(row["before"], words),
            value(row["after"], words),
        )
        for row in rows
    ]


def value(value: object, words: Words) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return NOTHING
    if isinstance(value, dt.date):
        return words.date(value)
    if isinstance(value, (int, float)):
        return words.number(value, 2)
    return shown_name(words, str(value))
