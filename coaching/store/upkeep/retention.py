"""Retention: deleting deals and activities that are older than the team wants to keep."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from sqlalchemy import delete, select

from coaching.importing import Intake, Source
from coaching.store import schema
from coaching.store.changelog import now, record, touch
from coaching.store.datasets import must_exist
from coaching.store.engine import Store, writing
from coaching.store.imports.current_state import load
from coaching.store.imports.imports import rewrite, snapshot
from coaching.store.setting_names import RETENTION
from coaching.store.upkeep.vacuum import RETAINED, clean_up
from coaching.tables import Tables

#: An import that was undone can be redone for this long.
UNDONE_DAYS = 30


@dataclass(frozen=True)
class Retained:
    """The numbers of deleted deals and activities (rows of all snapshots together), and of deleted undone imports."""

    deals: int = 0
    activities: int = 0
    imports: int = 0


def apply_retention(store: Store, dataset_id: int, as_of: dt.date, by: str = "") -> Retained:
    """Delete deals closed longer ago than the setting ``retention_months``, and imports undone 30 days ago.

    A deal is closed if it is so after all imports, and is then deleted from each of them. Activities from before the
    same day are deleted too, and the rows set aside from exports before it. Without the setting only undone imports
    are deleted.
    """
    table = schema.imports
    with writing(store) as connection:
        must_exist(connection, dataset_id)
        state = load(store, dataset_id)
        months = connection.scalar(
            select(schema.settings.c.value).where(
                schema.settings.c.dataset_id == dataset_id, schema.settings.c.name == RETENTION
            )
        )
        long_ago = now() - dt.timedelta(days=UNDONE_DAYS)
        undone = list(
            connection.scalars(select(table.c.id).where(table.c.dataset_id == dataset_id, table.c.undone_at < long_ago))
        )
        connection.execute(delete(table).where(table.c.id.in_(undone)))
        gone: Counter[str] = Counter(imports=len(undone))
        if isinstance(months, int | float) and months > 0 and state is not None:
            before = _first_kept_day(as_of, int(months))
            alive = _keys(state.tables.deals[~(state.tables.deals["closed_on"] < before)])
            past = _keys(state.tables.deals[state.tables.deals["closed_on"] < before])
            for row in connection.execute(
                select(table.c.id, table.c.seen_on).where(table.c.dataset_id == dataset_id)
            ).all():
                intake = snapshot(connection, row.id)
                retained, counts = _without_old(intake, before, set(past) - set(alive), set(alive), row.seen_on)
                if counts:
                    rewrite(connection, row.id, retained)
                    gone.update(counts)
        done = Retained(gone["deals"], gone["activities"], gone["imports"])
        if done == Retained():
            return done
        touch(connection, dataset_id)
        record(connection, by, RETAINED, dataset_id, as_of.isoformat(), vars(done))
    clean_up(store, by)
    return done


def count_older_deals(deals: pd.DataFrame, months: int, as_of: dt.date) -> int:
    """Return how many deals were closed more than ``months`` months before a day."""
    return int((deals["closed_on"] < _first_kept_day(as_of, months)).sum())


def _first_kept_day(as_of: dt.date, months: int) -> pd.Timestamp:
    return pd.Timestamp(as_of) - pd.DateOffset(months=months)


def _without_old(
    intake: Intake, before: pd.Timestamp, past: set[str], alive: set[str], seen_on: dt.date
) -> tuple[Intake, Mapping[str, int]]:
    deals, activities, history = intake.tables.deals, intake.tables.activities, intake.tables.stage_history
    keys = _keys(deals)
    old = keys.isin(past) | ((deals["closed_on"] < before) & ~keys.isin(alive))
    ids = set(deals.loc[old, "deal_id"].dropna())
    gone = {
        "deals": old,
        "activities": activities["happened_on"] < before,
        "stage_history": history["deal_id"].isin(ids) if ids else pd.Series(False, index=history.index),
    }
    is_old_export = pd.Timestamp(seen_on) < before
    counts = {name: int(rows.sum()) for name, rows in gone.items() if rows.any()}
    if not counts and not (is_old_export and len(intake.set_aside)):
        return intake, {}
    lost: Counter[tuple[str, str, str]] = Counter()
    tables = dict(vars(intake.tables))
    for name, rows in gone.items():
        frame = tables[name]
        lost.update(_places(frame[rows], name))
        tables[name] = _without_spare_labels(frame[~rows].reset_index(drop=True))
    aside, sources = intake.set_aside, intake.sources
    if is_old_export:
        aside, counts = aside.iloc[:0], {**counts, "set_aside": len(aside)}
        sources = tuple(replace(s, rows_read=s.rows_read - s.rows_set_aside, rows_set_aside=0) for s in sources)
    sources = tuple(_recounted(source, lost) for source in sources)
    return Intake(Tables(**tables), sources, aside, intake.issues), counts


def _keys(deals: pd.DataFrame) -> pd.Series:
    """Return the key of each deal across exports: its id, else name, account and created date."""
    by_id = "id\x1f" + deals["deal_id"].astype(object).astype(str)
    text = pd.Series("", index=deals.index, dtype=object)
    for name in ("deal_name", "account", "created_on"):
        text = text + "\x1f" + deals[name].astype(object).where(deals[name].notna(), "").astype(str)
    return by_id.where(deals["deal_id"].notna(), text)


def _places(frame: pd.DataFrame, table: str) -> list[tuple[str, str, str]]:
    sheets = frame["sheet"].astype(object).where(frame["sheet"].notna(), "")
    return [(str(file), str(sheet), table) for file, sheet in zip(frame["file"], sheets, strict=True)]


def _recounted(source: Source, lost: Counter[tuple[str, str, str]]) -> Source:
    number = lost[(source.file, source.sheet or "", source.table)]
    return replace(source, rows_read=source.rows_read - number, rows_kept=source.rows_kept - number)


def _without_spare_labels(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without unused categories, which would otherwise be stored with the snapshot."""
    labelled = frame.select_dtypes("category").columns
    return frame.assign(**{name: frame[name].cat.remove_unused_categories() for name in labelled})
