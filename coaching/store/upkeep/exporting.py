"""Exporting everything that is stored about one rep."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from sqlalchemy import Connection, select

from coaching.importing import Intake
from coaching.spreadsheets import write_text
from coaching.store import schema
from coaching.store.changelog import now, plain
from coaching.store.datasets import must_exist
from coaching.store.engine import Store, reading
from coaching.store.imports.current_state import load
from coaching.store.upkeep.erasure import MakeFinder, PersonFinder, find_person
from coaching.tables import TABLES

_COACHING_LOG = (schema.commitments, schema.notes, schema.trainings, schema.goals)
_LEFT_OUT = ("dataset_id", "id", "token")


def export_rep(store: Store, dataset_id: int, rep: str, person_finder: MakeFinder, viewer: str | None = None) -> bytes:
    """Return a zip with everything that names a rep, as Excel and as JSON.

    Parameters
    ----------
    person_finder : function
        Makes what finds the person (``coaching.access.person_finder``).
    viewer : str or None
        The e-mail address of the person who asks; private notes of others are left out. None leaves nothing out,
        because a person has the right to see all that is stored about them.

    Raises
    ------
    StoreProblem
        ``no_such`` if there is nobody of that name.
    """
    with reading(store) as connection:
        dataset = must_exist(connection, dataset_id)
        finder = find_person(connection, dataset_id, rep, person_finder)
        decisions = _of_decisions(connection, dataset_id, finder, viewer)
    state = load(store, dataset_id)
    sheets = {**_of_state(state, finder), **decisions}
    document = {"rep": rep, "dataset": dataset.name, "made_at": now().isoformat(), **sheets}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
        archive.writestr("data.xlsx", _workbook(sheets))
    return out.getvalue()


def _of_state(state: Intake | None, finder: PersonFinder) -> dict[str, list[dict[str, Any]]]:
    if state is None:
        return {}
    frames: dict[str, pd.DataFrame] = {table: getattr(state.tables, table) for table in TABLES}
    named = {name: frame[finder.rows_naming(frame)] for name, frame in frames.items() if name != "stage_history"}
    of_rep = frames["stage_history"]["deal_id"].isin(set(named["deals"]["deal_id"].dropna()))
    named["stage_history"] = frames["stage_history"][of_rep]
    named["set_aside"] = state.set_aside[finder.rows_naming(state.set_aside)]
    return {name: [_row(values) for values in frame.to_dict("records")] for name, frame in named.items()}


def _row(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the values of a row, without missing and empty ones."""
    filled = {str(name): value for name, value in values.items() if not pd.isna(value) and value != ""}
    return {
        name: value.date().isoformat() if isinstance(value, dt.datetime) else value for name, value in filled.items()
    }


def _of_decisions(
    connection: Connection, dataset_id: int, finder: PersonFinder, viewer: str | None
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows about the person in the coaching log, the goals, the people and the change log."""
    decisions: dict[str, list[dict[str, Any]]] = {}
    for table in (*_COACHING_LOG, schema.people, schema.log):
        query = select(table)
        if "dataset_id" in table.c:
            query = query.where((table.c.dataset_id == dataset_id) | table.c.dataset_id.is_(None))
        rows = [dict(row._mapping) for row in connection.execute(query.order_by(table.c.id))]
        rows = [row for row in rows if finder.named(json.dumps(plain(row), ensure_ascii=False))]
        if table is schema.notes and viewer is not None:
            rows = [row for row in rows if not row["private"] or row["author"] == viewer]
        name = "typed_goals" if table is schema.goals else table.name
        decisions[name] = [{key: plain(value) for key, value in row.items() if key not in _LEFT_OUT} for row in rows]
    return decisions


def _workbook(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        heads = list(dict.fromkeys(head for row in rows for head in row))
        for place, values in enumerate([dict(zip(heads, heads, strict=True)), *rows], 1):
            for column, head in enumerate(heads, 1):
                if head in values:
                    _put(sheet.cell(place, column), values[head])
    if not book.sheetnames:
        book.create_sheet("empty")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: Cell, value: Any) -> None:
    """Write a value into a cell, text in a form that no spreadsheet takes for a formula."""
    if isinstance(value, bool | int | float):
        cell.value = value
        return
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    write_text(cell, text)
