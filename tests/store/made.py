"""Small intakes for the tests of the store."""

from __future__ import annotations

import datetime as dt
import io
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import select, text

from coaching.importing import Intake, Issue, Source
from coaching.store import (
    Dataset,
    Import,
    Store,
    add_import,
    create_dataset,
    list_imports,
    load_import,
    open_store,
)
from coaching.store.engine import reading
from coaching.store.schema import metadata
from coaching.tables import TABLES, Tables, conform

MONDAY = dt.date(2026, 3, 2)


def intake(
    *deals: dict[str, Any], file: str = "deals.csv", aside: list[dict[str, str]] | None = None, **tables: Any
) -> Intake:
    """Return an intake with these deals (Sara's, open, unless they say otherwise), and rows of other tables."""
    base = {"rep": "Sara Haddad", "gate_shown": True, "outcome": "open", "file": file, "created_on": "2026-01-05"}
    rows = {"deals": [{**base, "row": place, **deal} for place, deal in enumerate(deals, 2)]}
    rows |= {name: [{"file": file, **row} for row in given] for name, given in tables.items()}
    frames = {name: conform(pd.DataFrame(rows[name]), name) if rows.get(name) else _none(name) for name in TABLES}
    put = [{"file": file, "sheet": "", "row": "9", "table": "deals", "reason": "no_rep", **row} for row in aside or ()]
    columns = ["file", "sheet", "row", "table", "reason"]
    set_aside = pd.DataFrame(put, dtype="str") if put else pd.DataFrame(columns=columns, dtype="str")
    issue = Issue("no_rep", "set_aside", file, None, "Owner", len(put), (9,), ("", "-"))
    sources = tuple(
        Source(
            file, None, "hubspot", name, len(frame) + len(put) * (name == "deals"), len(frame),
            len(put) * (name == "deals"), 0, {"rep": "Owner"}, {"Won": "won"}, (), (issue,) if put else (),
        )
        for name, frame in frames.items() if len(frame) or name == "deals"
    )  # fmt: skip
    return Intake(Tables(**frames), sources, set_aside, (issue,) if put else ())


def deal(number: int, **values: Any) -> dict[str, Any]:
    return {"deal_id": f"D-{number}", "deal_name": f"Deal {number}", **values}


def _none(table: str) -> pd.DataFrame:
    return conform(pd.DataFrame(), table)


def bring(store: Store, dataset: Dataset, brought: Intake, seen_on: dt.date = MONDAY, **more: Any) -> Import:
    return add_import(store, dataset.id, brought, seen_on=seen_on, by="lead@example.com", **more)


def assert_same(left: Intake, right: Intake) -> None:
    """Two intakes are the same to the last type."""
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(left.tables, table), getattr(right.tables, table))
    pd.testing.assert_frame_equal(left.set_aside, right.set_aside)
    assert left.sources == right.sources
    assert left.issues == right.issues


def everything_said(store: Store) -> str:
    """All that the store holds, as one text: every row of every table, and every snapshot opened."""
    told = io.StringIO()
    with reading(store) as connection:
        for table in metadata.sorted_tables:
            if table.name != "parts":
                for row in connection.execute(select(table)):
                    told.write(f"{table.name} {dict(row._mapping)}\n")
        ids = [row.id for row in connection.execute(text("SELECT id FROM imports"))]
    for import_id in ids:
        brought = load_import(store, import_id)
        for frame in (*vars(brought.tables).values(), brought.set_aside):
            told.write(frame.to_csv())
            for name in frame.select_dtypes("category"):
                told.write(" ".join(map(str, frame[name].cat.categories)))
        told.write(f"{brought.sources} {brought.issues}")
    return told.getvalue()


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def forms_of(name: str) -> list[bytes]:
    """How a text may stand in a file."""
    return [name.encode(), name.encode("utf-16-le"), name.encode("utf-16-be"), name.encode("unicode_escape")]


def integrity(file: Path) -> str:
    with sqlite3.connect(file) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def numbers(store: Store, dataset: Dataset) -> list[int]:
    return [one.number for one in list_imports(store, dataset.id)]


def bring_own(address: str | None, folder: Path, who: int) -> int:
    """Import ten deals of one's own into the data set that all share; return the number that was acknowledged."""
    store = open_store(address, folder=folder, env={})
    dataset = create_dataset(store, "shared", "me", token="shared")
    made = bring(store, dataset, intake(*(deal(10 * who + n, amount=1.0) for n in range(10))))
    store.close()
    return made.number
