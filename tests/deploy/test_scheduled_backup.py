"""A backup that runs every night is proved by restoring it, and never drives a good one out.

What would be lost: the trust in fourteen files, none of which comes back.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from coaching.store import create_dataset, open_store, state_hash
from coaching.store.opening import DATABASE
from coaching.store.upkeep.restoring import restore_database
from deploy import scheduled_backup
from tests.store.made import bring, deal, intake

NIGHT = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "data"
    store = open_store(folder=folder, env={})
    bring(store, create_dataset(store, "Riyadh", "me"), intake(deal(1)))
    store.close()
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SALES_COACH", "DATABASE"))}
    return {**plain, "SALES_COACH_DATA": str(folder)}


def test_a_backup_is_made_proved_and_comes_back(env: dict[str, str], tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    old = [backups / f"coach-2026030{day}T020000Z.zip" for day in (1, 0)]
    for file in old:
        file.write_text("")
    assert scheduled_backup.back_up(backups, 2, NIGHT, env)
    (made,) = (file for file in backups.iterdir() if file not in old)
    assert sorted(backups.iterdir()) == [old[0], made]
    restore_database(made, folder=tmp_path / "other", env={})
    stores = [open_store(folder=tmp_path / name, env={}) for name in ("data", "other")]
    assert state_hash(stores[0], 1) == state_hash(stores[1], 1)
    for store in stores:
        store.close()


def test_a_backup_that_does_not_pass_drives_no_good_one_out(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data" / DATABASE).write_bytes(b"damaged")
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "coach-20260301T020000Z.zip").write_text("")
    assert not scheduled_backup.back_up(backups, 1, NIGHT, env)
    assert [file.name for file in backups.iterdir()] == ["coach-20260301T020000Z.zip"]
