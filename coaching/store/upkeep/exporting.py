"""Everything that is known of one rep, to hand over."""

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
from coaching.store.imports.states import load
from coaching.store.upkeep.erasing import MakeFinder, PersonFinder, find_person
from coaching.tables import TABLES

_FOLLOWED = (schema.commitments, schema.notes, schema.trainings, schema.goals)
_HELD_BACK = ("dataset_id", "id", "token")


def export_rep(store: Store, dataset_id: int, rep: str, person_finder: MakeFinder, viewer: str | None = None) -> bytes:
    """Return a zip with everything that names a rep, as Excel and as JSON.

    Parameters
    ----------
    person_finder : function
        What a name is (``coaching.access.person_finder``).
    viewer : str or None
        Who asks: private notes of others are left out. None leaves nothing out, as the person's own right to see it
        asks for.

    Raises
    ------
    StoreProblem
        ``no_such`` where nobody of that name is known.
    """
    with reading(store) as connection:
        dataset = must_exist(connection, dataset_id)
        finder = find_person(connection, dataset_id, rep, person_finder)
        told = _followed(connection, dataset_id, finder, viewer)
    state = load(store, dataset_id)
    sheets = {**_of_state(state, finder), **told}
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
    found = {name: frame[finder.rows_naming(frame)] for name, frame in frames.items() if name != "stage_history"}
    of_rep = frames["stage_history"]["deal_id"].isin(set(found["deals"]["deal_id"].dropna()))
    found["stage_history"] = frames["stage_history"][of_rep]
    found["set_aside"] = state.set_aside[finder.rows_naming(state.set_aside)]
    return {name: [_row(values) for values in frame.to_dict("records")] for name, frame in found.items()}


def _row(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a row of a table holds; what is missing or empty is left out."""
    kept = {str(name): value for name, value in values.items() if not pd.isna(value) and value != ""}
    return {name: value.date().isoformat() if isinstance(value, dt.datetime) else value for name, value in kept.items()}


def _followed(
    connection: Connection, dataset_id: int, finder: PersonFinder, viewer: str | None
) -> dict[str, list[dict[str, Any]]]:
    """Return what was agreed, noted and decided about the person, and who may sign in as them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in (*_FOLLOWED, schema.people, schema.log):
        query = select(table)
        if "dataset_id" in table.c:
            query = query.where((table.c.dataset_id == dataset_id) | table.c.dataset_id.is_(None))
        rows = [dict(row._mapping) for row in connection.execute(query.order_by(table.c.id))]
        rows = [row for row in rows if finder.named(json.dumps(plain(row), ensure_ascii=False))]
        if table is schema.notes and viewer is not None:
            rows = [row for row in rows if not row["private"] or row["author"] == viewer]
        own = "typed_goals" if table is schema.goals else table.name
        found[own] = [{k: plain(v) for k, v in row.items() if k not in _HELD_BACK} for row in rows]
    return found


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
    """Write a value; a text is never taken for a formula, now or when the cell is edited."""
    if isinstance(value, bool | int | float):
        cell.value = value
        return
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    write_text(cell, text)
