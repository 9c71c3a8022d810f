"""The configuration of a team: saved layouts, goals, rules and settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from sqlalchemy import Table, delete, insert, select

from coaching.store import schema
from coaching.store.changelog import now, record, touch
from coaching.store.datasets import must_exist
from coaching.store.engine import Store, reading, writing
from coaching.store.model import Goal, Rule
from coaching.store.problems import StoreProblem
from coaching.store.schema import select_without
from coaching.store.setting_names import LOGO

#: The largest size of a setting as JSON; the largest setting is a logo.
_SETTING_BYTES = 720_000


def save_layouts(store: Store, decided: Mapping[str, Mapping[str, Any]], by: str) -> None:
    """Save the mappings of layouts (``importing.remember``) by layout key, for the next upload of the same."""
    table = schema.layouts
    with writing(store) as connection:
        known = {row.key: row.decided for row in connection.execute(select(table).where(table.c.key.in_(decided)))}
        for key, values in decided.items():
            plain = json.loads(json.dumps(values))
            if known.get(key) != plain:
                connection.execute(delete(table).where(table.c.key == key))
                connection.execute(insert(table).values(key=key, decided=plain, saved_at=now(), saved_by=by))
                record(connection, by, "layout_saved", None, key, {"fields": plain.get("fields", {})})


def layouts(store: Store) -> Mapping[str, Mapping[str, Any]]:
    """Return the saved mappings by layout key (``importing.layout_key``)."""
    with reading(store) as connection:
        return MappingProxyType({row.key: row.decided for row in connection.execute(select(schema.layouts))})


def forget_layout(store: Store, key: str, by: str) -> None:
    """Delete the saved mapping of a layout."""
    table = schema.layouts
    with writing(store) as connection:
        if connection.execute(delete(table).where(table.c.key == key)).rowcount:
            record(connection, by, "layout_forgotten", None, key)


def set_goals(store: Store, dataset_id: int, goals: Iterable[Goal], by: str) -> None:
    """Replace all goals typed in the app; they get new ids."""
    after = [{name: value for name, value in asdict(goal).items() if name != "id"} for goal in goals]
    _replace_all(store, schema.goals, dataset_id, after, by, "goals_set")


def goals(store: Store, dataset_id: int) -> tuple[Goal, ...]:
    """Return the goals typed in the app."""
    table = schema.goals
    columns = [column for column in table.c if column.name != "dataset_id"]
    with reading(store) as connection:
        rows = connection.execute(select(*columns).where(table.c.dataset_id == dataset_id).order_by(table.c.id))
        return tuple(Goal(**row._mapping) for row in rows)


def set_rules(store: Store, dataset_id: int, rules: Iterable[Rule], by: str) -> None:
    """Replace all of the team's own limits."""
    _replace_all(store, schema.rules, dataset_id, [asdict(rule) for rule in rules], by, "rules_set")


def rules(store: Store, dataset_id: int) -> tuple[Rule, ...]:
    """Return the team's own limits."""
    table = schema.rules
    with reading(store) as connection:
        rows = connection.execute(
            select(table.c.team, table.c.kpi, table.c.limit, table.c.weight)
            .where(table.c.dataset_id == dataset_id)
            .order_by(table.c.id)
        )
        return tuple(Rule(*row) for row in rows)


def set_setting(store: Store, dataset_id: int, name: str, value: Any, by: str) -> None:
    """Save a setting, which is any plain data; None deletes it.

    Raises ``StoreProblem`` (``rejected``) for a value that is too large.
    """
    table = schema.settings
    if len(json.dumps(value)) > _SETTING_BYTES:
        raise StoreProblem("rejected", place=name)
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        of_name = (table.c.dataset_id == dataset_id) & (table.c.name == name)
        before = connection.scalar(select(table.c.value).where(of_name))
        if before == value:
            return
        connection.execute(delete(table).where(of_name))
        if value is not None:
            connection.execute(insert(table).values(dataset_id=dataset_id, name=name, value=value))
        touch(connection, dataset_id)
        detail = {} if name == LOGO else {"before": before, "after": value}
        record(connection, by, "setting_set", dataset_id, name, detail)


def settings(store: Store, dataset_id: int) -> Mapping[str, Any]:
    """Return the settings of a data set."""
    table = schema.settings
    with reading(store) as connection:
        rows = connection.execute(select(table.c.name, table.c.value).where(table.c.dataset_id == dataset_id))
        return MappingProxyType({row.name: row.value for row in rows})


def _replace_all(
    store: Store, table: Table, dataset_id: int, after: list[dict[str, Any]], by: str, action: str
) -> None:
    """Replace all rows of a data set in a table, and log which were removed and added."""
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        contents = select_without(table, "id", "dataset_id").where(table.c.dataset_id == dataset_id)
        before = [row._asdict() for row in connection.execute(contents)]
        connection.execute(delete(table).where(table.c.dataset_id == dataset_id))
        if after:
            connection.execute(insert(table), [{**row, "dataset_id": dataset_id} for row in after])
        touch(connection, dataset_id)
        record(connection, by, action, dataset_id, len(after), _differences(before, after))


def _differences(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the rows removed and added, for the change log."""
    gone, come = ([row for row in rows if row not in others] for rows, others in ((before, after), (after, before)))
    return {"before": gone, "after": come}
