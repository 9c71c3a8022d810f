"""A backup holds everything, moves between the two databases, and replaces nothing by accident.

What would be lost: all of it, on the day the disk breaks.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from coaching.store import (
    Dataset,
    Goal,
    Rule,
    Store,
    StoreProblem,
    add_commitment,
    add_note,
    backup,
    create_dataset,
    list_datasets,
    notes,
    open_store,
    restore,
    save_layouts,
    set_goals,
    set_rules,
    set_setting,
    state_hash,
    verify,
)
from coaching.store.migrating import head
from coaching.store.upkeep.backups import BACKUPS_KEPT, automatic_backups, copy_aside
from tests.store.made import MONDAY, bring, deal, intake


@pytest.fixture
def filled(store: Store, dataset: Dataset) -> Store:
    bring(store, dataset, intake(deal(1, amount=0.1, account="سعر"), aside=[{"Owner": ""}]))
    bring(store, dataset, intake(deal(2)), MONDAY + dt.timedelta(days=7))
    set_goals(store, dataset.id, [Goal(0, "Sara", None, MONDAY, None, None, 0.1 + 0.2, "SAR")], "me")
    set_rules(store, dataset.id, [Rule(None, "closing_ratio", 0.45, None)], "me")
    set_setting(store, dataset.id, "team_name", {"ar": "فريق", "on": None}, "me")
    made = add_commitment(store, dataset.id, "me", rep="Sara", kpi="k", action="a", agreed_on=MONDAY, due_on=MONDAY)
    add_note(store, dataset.id, "Sara", "n\x00ul \ud800", "me", commitment_id=made.id, private=True)
    save_layouts(store, {"key": {"fields": {"rep": "Owner"}}}, "me")
    return store


def test_a_backup_comes_back_whole(
    filled: Store, dataset: Dataset, opened: Callable[[], Store], tmp_path: Path
) -> None:
    file = tmp_path / "all.zip"
    rows = backup(filled, file)
    assert file.stat().st_mode & 0o077 == 0, "others could read people's data"
    other = opened()
    assert restore(other, file) == rows
    assert state_hash(other, dataset.id) == state_hash(filled, dataset.id)
    assert list_datasets(other) == list_datasets(filled)
    assert notes(other, dataset.id, None, "me") == notes(filled, dataset.id, None, "me")
    assert verify(other).whole
    assert create_dataset(other, "next", "me").id == dataset.id + 1


def test_a_backup_moves_to_the_other_kind_of_database(
    migrated: Callable[[int], str], filled: Store, dataset: Dataset, tmp_path: Path
) -> None:
    file, back = tmp_path / "all.zip", tmp_path / "back.zip"
    backup(filled, file)
    address = migrated(9) if filled.url_kind == "sqlite" else None
    other = open_store(address, folder=tmp_path / "other", env={})
    assert other.url_kind != filled.url_kind
    restore(other, file)
    assert state_hash(other, dataset.id) == state_hash(filled, dataset.id)
    backup(other, back)
    other.close()
    with zipfile.ZipFile(file) as first, zipfile.ZipFile(back) as second:
        for name in first.namelist():
            if name.startswith("tables/"):
                assert first.read(name) == second.read(name), name


def test_data_is_only_replaced_when_asked_for_and_kept_then(filled: Store, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    backup(filled, file)
    create_dataset(filled, "made since", "me")
    with pytest.raises(StoreProblem) as caught:
        restore(filled, file)
    assert caught.value.code == "not_empty"
    assert len(list_datasets(filled)) == 2
    restore(filled, file, replace=True)
    assert len(list_datasets(filled)) == 1
    (kept,) = automatic_backups(filled)
    restore(filled, kept, replace=True)
    assert [one.name for one in list_datasets(filled)] == ["Riyadh", "made since"]


def test_a_damaged_backup_changes_nothing(filled: Store, dataset: Dataset, tmp_path: Path) -> None:
    before = state_hash(filled, dataset.id)
    good, bad = tmp_path / "all.zip", tmp_path / "bad.zip"
    backup(filled, good)
    data = good.read_bytes()
    damaged = [
        data[: len(data) // 2],
        b"",
        b"PK",
        data.replace(b"sales-coach-backup", b"sales-coach-backuq"),
        b"x" * 99,
    ]
    damaged += [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(50, len(data) - 50, len(data) // 12)]
    for wrong in damaged:
        bad.write_bytes(wrong)
        try:
            restore(filled, bad, replace=True)
        except StoreProblem as problem:
            assert problem.code == "not_a_backup"
        assert state_hash(filled, dataset.id) == before


def test_a_backup_of_a_newer_version_is_refused(filled: Store, tmp_path: Path) -> None:
    good, newer = tmp_path / "all.zip", tmp_path / "newer.zip"
    backup(filled, good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(newer, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(f'"schema": "{head()}"'.encode(), b'"schema": "9999"'))
    with pytest.raises(StoreProblem) as caught:
        restore(filled, newer, replace=True)
    assert caught.value.code == "newer_schema"


def test_a_backup_that_cannot_be_written_leaves_no_half_file(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "missing" / "all.zip"
    with pytest.raises(StoreProblem) as caught:
        backup(filled, target)
    assert caught.value.code == "unreachable"
    assert not list(tmp_path.rglob("*.unfinished"))


def test_the_last_automatic_backups_are_kept(filled: Store) -> None:
    made = [copy_aside(filled, f"before-{number}") for number in range(BACKUPS_KEPT + 2)]
    assert automatic_backups(filled) == made[2:]


def test_a_copy_of_a_file_in_use_is_whole(tmp_path: Path) -> None:
    store = open_store(folder=tmp_path, env={})
    dataset = create_dataset(store, "x", "me")
    with store.engine.connect() as holder, holder.execution_options(writes=True).begin():
        copied = copy_aside(store, "before-test")
    with sqlite3.connect(copied) as connection:
        assert connection.execute("SELECT name FROM datasets").fetchall() == [("x",)]
    bring(store, dataset, intake(deal(1)))
    store.close()
