"""The memory opens, comes up to date with a copy kept, and says plainly what is wrong.

What would be lost: everything, to an update that went wrong; or an evening, to a message that says nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from coaching.importing import Intake
from coaching.store import (
    ACTIONS,
    StoreProblem,
    commitments,
    create_dataset,
    data_folder,
    find_dataset,
    list_datasets,
    load,
    open_store,
    sign_in_state,
    state_hash,
    verify,
)
from coaching.store.engine import reading, writing
from coaching.store.migrating import head, revision
from coaching.store.opening import DATABASE
from coaching.store.schema import metadata
from coaching.store.upkeep.backups import automatic_backups
from coaching.tables import FIGURES_EDITION
from coaching.words import Words, languages
from tests.store.frozen import make as frozen
from tests.store.made import bring, deal, intake

CODES = (
    "disk_full", "newer_schema", "corrupt", "lost", "unreachable",
    "busy", "no_such", "rejected", "not_a_backup", "not_empty",
)  # fmt: skip


def test_a_memory_is_made_where_there_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    store = open_store(env={"SALES_COACH_DATA": str(folder)})
    assert (folder / DATABASE).is_file()
    assert folder.stat().st_mode & 0o077 == 0, "others could read people's data"
    assert (folder / DATABASE).stat().st_mode & 0o077 == 0
    assert (store.url_kind, store.folder) == ("sqlite", folder)
    create_dataset(store, "x", "me", token="t")
    store.close()
    again = open_store(env={"SALES_COACH_DATA": str(folder)})
    assert [one.token for one in list_datasets(again)] == ["t"]
    assert automatic_backups(again) == []
    again.close()


def test_the_data_folder_lies_beside_the_app_unless_named() -> None:
    assert data_folder({}) == Path(__file__).parents[2] / "data"
    assert data_folder({"SALES_COACH_DATA": "/srv/coach"}) == Path("/srv/coach")


def test_sqlite_is_set_up_to_keep_what_it_acknowledges(tmp_path: Path) -> None:
    store = open_store(folder=tmp_path, env={})
    with store.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        said = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
        patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    assert said == ["wal", 2, 1, 1]
    assert patience is not None and patience >= 5000
    store.close()


def test_the_migrations_make_what_the_code_expects(url, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store = open_store(url(), folder=tmp_path, env={})
    with reading(store) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert revision(connection) == head()
    store.close()


def test_the_address_of_the_database_may_come_from_the_environment(url, tmp_path: Path) -> None:
    address = url()
    if address is None:
        pytest.skip("for PostgreSQL")
    old_style = address.replace("postgresql://", "postgres://")
    store = open_store(env={"DATABASE_URL": old_style, "SALES_COACH_DATA": str(tmp_path)})
    assert store.url_kind == "postgresql"
    store.close()


#: Figures that mean something else today than when a database was made, each with what it must be now. Of the deals in
#: 0001 none was lost after its next step: there all 25 decided ones were won, which was given as 100 %. A ratio that
#: cannot fall in the data is not measured any more; the wins are still in the two ratios that can.
_MEANT_OTHERWISE = {"0001.db": {"closing_ratio": None}}


def test_why_a_figure_of_a_frozen_database_is_another_today(tmp_path: Path) -> None:
    for name, changed in _MEANT_OTHERWISE.items():
        shutil.copy(frozen.FOLDER / name, tmp_path / DATABASE)
        store = open_store(folder=tmp_path, env={})
        dataset = find_dataset(store, frozen.TOKEN)
        assert dataset is not None
        state = load(store, dataset.id)
        assert isinstance(state, Intake)
        deals = state.tables.deals
        lost = deals[deals["outcome"] == "lost"]
        assert set(lost["gate"]) == {"first_appointment"}
        assert len(lost) == 21
        assert (deals["outcome"] == "won").sum() == 25
        assert list(changed) == ["closing_ratio"]
        store.close()


@pytest.mark.parametrize("name", [name for name in frozen.FILES if name >= "0002"])
def test_sign_ins_of_an_earlier_version_still_hold_or_are_still_ended(name: str, tmp_path: Path) -> None:
    shutil.copy(frozen.FOLDER / name, tmp_path / DATABASE)
    store = open_store(folder=tmp_path, env={})
    assert sign_in_state(store, frozen.SIGN_IN, frozen.SINCE) == (frozen.SINCE, False)
    assert sign_in_state(store, frozen.ENDED, frozen.SINCE)[1]
    store.close()


@pytest.mark.parametrize("name", frozen.FILES)
def test_agreements_say_by_which_edition_of_the_figures_they_were_made(name: str, tmp_path: Path) -> None:
    """Those on activity from before it was recorded are measured the new way, and the page says so."""
    shutil.copy(frozen.FOLDER / name, tmp_path / DATABASE)
    store = open_store(folder=tmp_path, env={})
    dataset = find_dataset(store, frozen.TOKEN)
    assert dataset is not None
    editions = {one.edition for one in commitments(store, dataset.id)}
    assert editions == ({None} if name < "0003" else {FIGURES_EDITION})
    store.close()


@pytest.mark.parametrize("name", frozen.FILES)
def test_a_database_of_an_earlier_version_comes_up_to_date_with_the_same_figures(name: str, tmp_path: Path) -> None:
    shutil.copy(frozen.FOLDER / name, tmp_path / DATABASE)
    store = open_store(folder=tmp_path, env={})
    dataset = find_dataset(store, frozen.TOKEN)
    assert dataset is not None
    state = load(store, dataset.id)
    assert isinstance(state, Intake)
    now, then = frozen.figures(state), frozen.expected(name)
    of_today = _MEANT_OTHERWISE.get(name, {})
    then = {rep: {**values, **of_today} for rep, values in then.items()}
    assert {rep: {kpi: now[rep][kpi] for kpi in values} for rep, values in then.items()} == then
    with reading(store) as connection:
        assert revision(connection) == head()
    assert verify(store).whole
    store.close()


def test_before_a_migration_there_is_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(folder=tmp_path, env={})
    create_dataset(store, "x", "me")
    store.close()
    monkeypatch.setattr("coaching.store.opening.head", lambda: "next")
    monkeypatch.setattr("coaching.store.opening.upgrade", lambda connection: connection.exec_driver_sql("broken"))
    with pytest.raises(Exception, match="broken"):
        open_store(folder=tmp_path, env={})
    monkeypatch.undo()
    again = open_store(folder=tmp_path, env={})
    (kept,) = automatic_backups(again)
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT name FROM datasets").fetchall() == [("x",)]
    assert len(list_datasets(again)) == 1
    again.close()


def test_a_newer_database_is_left_alone(url, tmp_path: Path) -> None:
    address = url()
    store = open_store(address, folder=tmp_path, env={})
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(StoreProblem) as caught:
        open_store(address, folder=tmp_path, env={})
    assert (caught.value.code, caught.value.values) == ("newer_schema", {"place": "9999"})


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database, " * 999)
    with pytest.raises(StoreProblem) as caught:
        open_store(folder=tmp_path, env={})
    assert caught.value.code == "corrupt"


@pytest.mark.parametrize(
    "address", ["postgresql://nobody:secret@127.0.0.1:1/none", "mysql://nobody:secret@127.0.0.1/none", "secret"]
)
def test_a_server_that_is_not_there_is_told(address: str, tmp_path: Path) -> None:
    with pytest.raises(StoreProblem) as caught:
        open_store(address, folder=tmp_path, env={})
    assert caught.value.code == "unreachable"
    assert "secret" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreProblem) as caught:
        open_store(folder=tmp_path / "file" / "data", env={})
    assert caught.value.code == "unreachable"


def test_a_full_disk_is_told_and_the_next_try_succeeds(tmp_path: Path) -> None:
    store = open_store(folder=tmp_path, env={})
    dataset = create_dataset(store, "x", "me")
    bring(store, dataset, intake(deal(1)))
    before = state_hash(store, dataset.id)
    store.close()
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    large = intake(*(deal(number, account=str(number) * 50, amount=number / 7) for number in range(2000)))
    with pytest.raises(StoreProblem) as caught:
        bring(store, dataset, large)
    assert caught.value.code == "disk_full"
    assert state_hash(store, dataset.id) == before
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert bring(store, dataset, large).number == 2
    assert verify(store).whole
    store.close()


@pytest.mark.parametrize("lang", tuple(languages()))
def test_every_problem_and_every_entry_of_the_log_has_words(lang: str) -> None:
    words = Words(lang)
    for code in CODES:
        assert words(f"store.{code}", place="x")
    for action in ACTIONS:
        assert words(f"log.{action}")


def test_figures_of_the_frozen_team_are_figures() -> None:
    """The frozen expectations are not empty."""
    for name in frozen.FILES:
        told = frozen.expected(name)
        assert sum(value is not None for values in told.values() for value in values.values()) > 10
