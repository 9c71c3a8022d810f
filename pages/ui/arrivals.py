"""What an upload would change in the data in use, told before it is used."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from coaching.intake import Changes
from coaching.intake.model import Intake
from coaching.report.phrases import NOTHING, shown_name
from coaching.words import Words
from pages.ui import account, calls, cards, state

_KINDS = ("new", "changed", "unchanged", "gone")
_SHOWN_CELLS = 50


def show(words: Words, digest: str, made: Intake) -> bool:
    """Show what the files would change in the visitor's own data in use; says whether there is anything to add."""
    held = state.held()
    if held is None or held.is_sample:
        return False
    found = calls.changes(held.token, digest, made)
    if found.nothing and not found.gone:
        return False
    if not found.changed and not found.unchanged:
        cards.small(words("arrivals.other"))
        return True
    st.html(f"<p><b>{words('arrivals.title')}</b></p>")
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
    cards.small(words("arrivals.choose"))
    return not found.nothing


def joined(made: Intake) -> Intake:
    """Return the data in use with the files' rows added."""
    held = state.held()
    return made if held is None else calls.joined(held.token, made)


def _cells(found: Changes, words: Words) -> list[tuple[str, ...]]:
    changed = [table.cells.head(_SHOWN_CELLS) for table in found.tables.values() if len(table.cells)]
    rows = pd.concat(changed).head(_SHOWN_CELLS).to_dict("records") if changed else []
    return [
        (
            _value(row["key"], words),
            account.named(words, "field", str(row["field"])),
            _value(row["before"], words),
            _value(row["after"], words),
        )
        for row in rows
    ]


def _value(value: object, words: Words) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return NOTHING
    if isinstance(value, dt.date):
        return words.date(value)
    if isinstance(value, (int, float)):
        return words.number(value, 2)
    return shown_name(words, str(value))
