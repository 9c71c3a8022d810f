"""The contents of a data set: its active imports merged, with the goals typed in the app."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Select, Table

from coaching.importing import Changes, Intake, compare_intakes
from coaching.store import schema
from coaching.store.changelog import plain
from coaching.store.decisions.configuration import goals
from coaching.store.engine import Store, reading
from coaching.store.imports.imports import load_import, merged
from coaching.store.imports.snapshots import logical_hash
from coaching.store.model import Goal
from coaching.store.schema import select_without
from coaching.tables import conform

#: The tables of decisions; together with the imports they are everything that a data set holds.
_DECISIONS = (
    schema.goals,
    schema.rules,
    schema.settings,
    schema.commitments,
    schema.notes,
    schema.trainings,
    schema.tips,
)


class Comparison(NamedTuple):
    """The changes from one import to another; ``stage_changes`` has a row for each deal whose stage changed."""

    changes: Changes
    stage_changes: pd.DataFrame


def load(store: Store, dataset_id: int, upto: int | None = None) -> Intake | None:
    """Return the contents of a data set: its active imports merged, with the goals typed in the app.

    A goal typed in the app replaces an uploaded one of the same rep (or team) and period.

    Parameters
    ----------
    upto : int or None
        Use only imports up to that number.

    Returns
    -------
    Intake or None
        None without an active import. Callers share it and must not change it.
    """
    state, typed = merged(store, dataset_id, upto), goals(store, dataset_id)
    if state is None or not typed:
        return state
    return replace(state, tables=replace(state.tables, goals=with_typed(state.tables.goals, typed)))


def with_typed(uploaded: pd.DataFrame, typed: Sequence[Goal]) -> pd.DataFrame:
    """Return a goals table in which typed goals replace the uploaded ones of the same person and period."""
    typed_goals = conform(pd.DataFrame([asdict(goal) for goal in typed]), "goals")
    others = uploaded[~_whose(uploaded).isin(set(_whose(typed_goals)))]
    return conform(pd.concat([others, typed_goals], ignore_index=True), "goals")


def state_hash(store: Store, dataset_id: int) -> str:
    """Return a hash of the contents and the decisions of a data set; undoing a change restores the former hash."""
    digest = hashlib.sha256(logical_hash(load(store, dataset_id)).encode())
    with reading(store) as connection:
        for table in _DECISIONS:
            rows = connection.execute(_contents(table).where(table.c.dataset_id == dataset_id))
            texts = sorted(json.dumps(plain(list(row)), sort_keys=True) for row in rows)
            digest.update(json.dumps([table.name, texts]).encode())
    return digest.hexdigest()


def compare_imports(store: Store, import_id_a: int, import_id_b: int) -> Comparison:
    """Return the changes from the first to the second of two imports.

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


def _contents(table: Table) -> Select[Any]:
    """Return a query for the contents of decisions, without the ids of goals and rules, which change at each save."""
    return select_without(table, "dataset_id", *(("id",) if table in (schema.goals, schema.rules) else ()))


def _whose(goals: pd.DataFrame) -> pd.Series:
    """Return the person and the period of each goal, as one text."""
    rep = goals["rep"].astype(object)
    team = goals["team"].astype(object).where(rep.isna(), None)
    parts = [rep, team, *(goals[name].map(_day) for name in ("goal_from", "goal_to"))]
    text = pd.Series("", index=goals.index, dtype=object)
    for part in parts:
        text = text + "\x1f" + part.astype(object).where(part.notna(), "").astype(str)
    return text


def _day(day: dt.datetime) -> str:
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"
