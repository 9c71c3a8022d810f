"""What a data set says: its imports together, with what was typed in the app."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Select, Table, select

from coaching.importing import Changes, Intake, compare_intakes
from coaching.store import schema
from coaching.store.changelog import plain
from coaching.store.decisions.decided import goals
from coaching.store.engine import Store, reading
from coaching.store.imports.keeping import load_import, merged
from coaching.store.imports.snapshots import logical_hash
from coaching.store.model import Goal
from coaching.tables import conform

#: What was decided about a data set; with the imports it is all there is to know of it.
_DECIDED = (
    schema.goals,
    schema.rules,
    schema.settings,
    schema.commitments,
    schema.notes,
    schema.trainings,
    schema.tips,
)


class Comparison(NamedTuple):
    """What one import changes in another; ``stage_changes`` has a row for each deal whose stage changed."""

    changes: Changes
    stage_changes: pd.DataFrame


def load(store: Store, dataset_id: int, upto: int | None = None) -> Intake | None:
    """Return what is known: the imports that stand as one, with the goals typed in the app.

    Goals typed in the app take the place of uploaded ones of the same rep (or team) and period.

    Parameters
    ----------
    upto : int or None
        Only imports up to that number: how things stood then.

    Returns
    -------
    Intake or None
        None where no import stands. Shared between callers: treat it as read-only.
    """
    state, typed = merged(store, dataset_id, upto), goals(store, dataset_id)
    if state is None or not typed:
        return state
    return replace(state, tables=replace(state.tables, goals=with_typed(state.tables.goals, typed)))


def with_typed(uploaded: pd.DataFrame, typed: Sequence[Goal]) -> pd.DataFrame:
    """Return a goals table in which goals typed in the app come before uploaded ones."""
    given = conform(pd.DataFrame([asdict(goal) for goal in typed]), "goals")
    kept = uploaded[~_whose(uploaded).isin(set(_whose(given)))]
    return conform(pd.concat([kept, given], ignore_index=True), "goals")


def state_hash(store: Store, dataset_id: int) -> str:
    """Return a hash of all that a data set says, figures and decisions; undoing a change gives the old one back."""
    digest = hashlib.sha256(logical_hash(load(store, dataset_id)).encode())
    with reading(store) as connection:
        for table in _DECIDED:
            rows = connection.execute(_said(table).where(table.c.dataset_id == dataset_id))
            told = sorted(json.dumps(plain(list(row)), sort_keys=True) for row in rows)
            digest.update(json.dumps([table.name, told]).encode())
    return digest.hexdigest()


def compare_imports(store: Store, import_id_a: int, import_id_b: int) -> Comparison:
    """Say what the second of two imports changes in the first.

    Returns
    -------
    Comparison
        ``changes``, and ``stage_changes``: ``key`` (the deal's id or name), ``before`` and ``after`` (stages).
    """
    changes = compare_intakes(load_import(store, import_id_a), load_import(store, import_id_b))
    deals = changes.tables.get("deals")
    if deals is None:
        return Comparison(changes, pd.DataFrame(columns=["key", "before", "after"]))
    changed = deals.cells[deals.cells["field"] == "stage"]
    return Comparison(changes, changed[["key", "before", "after"]].reset_index(drop=True))


def _said(table: Table) -> Select[Any]:
    """Select what a decision says: goals and rules are written anew each time, so their ids say nothing."""
    left_out = {"dataset_id", "id"} if table in (schema.goals, schema.rules) else {"dataset_id"}
    return select(*(column for column in table.c if column.name not in left_out))


def _whose(goals: pd.DataFrame) -> pd.Series:
    """Return whose goal each row is and for when, as one text."""
    rep = goals["rep"].astype(object)
    team = goals["team"].astype(object).where(rep.isna(), None)
    parts = [rep, team, *(goals[name].map(_day) for name in ("goal_from", "goal_to"))]
    text = pd.Series("", index=goals.index, dtype=object)
    for part in parts:
        text = text + "\x1f" + part.astype(object).where(part.notna(), "").astype(str)
    return text


def _day(day: dt.datetime) -> str:
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"
