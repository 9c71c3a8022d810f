"""A database that is damaged, empty or gone is said to be so, and the backup comes back over it.

What would be lost: everything, on the one day that the backup was made for.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from coaching.cli import main
from coaching.store import (
    StoreProblem,
    backup,
    create_dataset,
    list_datasets,
    load,
    open_store,
    restore_database,
    state_hash,
    verify,
)
from coaching.store.engine import reading, writing
from coaching.store.opening import DATABASE
from coaching.store.upkeep.backups import BACKUPS_KEPT, automatic_backups, copy_aside
from coaching.words import languages
from tests.store.made import bring, deal, intake

#: Where the fields of SQLite's header are that a reader trusts (https://www.sqlite.org/fileformat.html, 1.3).
_HEADER_FIELDS = (16, 18, 19, 20, 21, 24, 28, 32, 36, 40, 44, 52, 56, 92, 96)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A data folder with some data, a backup of it, and the hash of what it says."""
    folder = tmp_path_factory.mktemp("whole")
    store = open_store(folder=folder / "data", env={})
    dataset = create_dataset(store, "Riyadh", "me")
    many = intake(*(deal(number, account=f"Account {number} " * 9, amount=number / 7) for number in range(400)))
    bring(store, dataset, many)
    backup(store, folder / "all.zip")
    said = state_hash(store, dataset.id)
    store.close()
    return folder / "data", folder / "all.zip", said


def _flipped(file: Path, count: int, seed: int) -> None:
    rng, data = random.Random(seed), bytearray(file.read_bytes())
    for at in rng.sample(range(len(data)), count):
        data[at] ^= 1 << rng.randrange(8)
    file.write_bytes(data)


def _overwritten(file: Path, start: int, new: bytes) -> None:
    data = bytearray(file.read_bytes())
    data[start : start + len(new)] = new
    file.write_bytes(data)


def _cut(file: Path, share: float) -> None:
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])


def _without_tables(file: Path) -> None:
    file.unlink()
    file.touch(0o600)
    sqlite3.connect(file).execute("CREATE TABLE other (x)").connection.close()


def _half_a_write_ahead_log(file: Path) -> None:
    file.with_name(file.name + "-wal").write_bytes(b"x" * 5000)
    file.write_bytes(b"")


DAMAGES: dict[str, Callable[[Path], object]] = {
    **{f"200 bytes flipped, {seed}": lambda file, seed=seed: _flipped(file, 200, seed) for seed in range(8)},
    **{f"a byte flipped, {seed}": lambda file, seed=seed: _flipped(file, 1, seed) for seed in range(4)},
    **{f"header field {at} overwritten": lambda file, at=at: _overwritten(file, at, b"\xfe") for at in _HEADER_FIELDS},
    "header overwritten": lambda file: _overwritten(file, 0, b"\0" * 100),
    "first page overwritten": lambda file: _overwritten(file, 0, b"\xff" * 4096),
    "schema overwritten": lambda file: _overwritten(file, 100, b"\0" * 3996),
    **{f"cut to {share:.0%}": lambda file, share=share: _cut(file, share) for share in (0.02, 0.25, 0.5, 0.75, 0.99)},
    "another file": lambda file: file.write_bytes(b"not a database, " * 999),
    "a zip": lambda file: shutil.copy(file.parent.parent / "all.zip", file),
    "empty": lambda file: file.write_bytes(b""),
    "empty beside a log": _half_a_write_ahead_log,
    "gone": lambda file: file.unlink(),
    "the tables gone": _without_tables,
}


@pytest.fixture(params=DAMAGES)
def damaged(request: pytest.FixtureRequest, whole: tuple[Path, Path, str], tmp_path: Path) -> Path:
    """A copy of the data folder, damaged."""
    shutil.copytree(whole[0], tmp_path / "data")
    shutil.copy(whole[1], tmp_path / "all.zip")
    DAMAGES[request.param](tmp_path / "data" / DATABASE)
    return tmp_path / "data"


def test_what_is_damaged_is_said_and_never_a_crash(
    request: pytest.FixtureRequest, damaged: Path, capsys: pytest.CaptureFixture
) -> None:
    which = list(DAMAGES).index(request.node.callspec.params["damaged"])
    lang = tuple(languages())[which % len(languages())]  # every language for some of the damages
    status = main(["verify", "--data", str(damaged), "--lang", lang])
    said = capsys.readouterr()
    assert status in (0, 2)
    assert (status == 0) == (said.err == "")
    assert "Traceback" not in said.err


def test_a_backup_comes_back_over_every_damage(
    damaged: Path, whole: tuple[Path, Path, str], capsys: pytest.CaptureFixture
) -> None:
    before = (damaged / DATABASE).read_bytes() if (damaged / DATABASE).exists() else b""
    if main(["restore", str(whole[1]), "--data", str(damaged)]) != 0:
        assert "--replace" in capsys.readouterr().err, "refused although nothing can be read"
        assert main(["restore", str(whole[1]), "--data", str(damaged), "--replace"]) == 0
    store = open_store(folder=damaged, env={})
    (dataset,) = list_datasets(store)
    assert state_hash(store, dataset.id) == whole[2]
    assert verify(store).whole
    store.close()
    kept = sorted((damaged / "backups").glob("*.db")) if (damaged / "backups").exists() else []
    assert not before or kept, "what was there is gone"
    for file in damaged.rglob("*"):
        assert file.is_dir() or file.stat().st_mode & 0o077 == 0 or file.suffix == ".marker", "others could read it"
    assert not list(damaged.glob("restoring-*"))


def test_what_cannot_be_used_is_put_aside_with_its_log_and_stays(whole: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(whole[0], folder)
    file = folder / DATABASE
    file.write_bytes(b"damaged")
    file.with_name(f"{DATABASE}-wal").write_bytes(b"log")
    done = restore_database(whole[1], folder=folder, env={})
    name, log = done.put_aside
    assert (folder / "backups" / name).read_bytes() == b"damaged"
    assert log == f"{name}-wal"
    store = open_store(folder=folder, env={})
    for number in range(BACKUPS_KEPT + 1):
        copy_aside(store, f"before-{number}")
    assert (folder / "backups" / name).exists()
    assert name not in [one.name for one in automatic_backups(store)]
    store.close()


def test_a_backup_that_is_damaged_itself_moves_nothing(whole: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / DATABASE).write_bytes(b"damaged")
    for wrong in (b"", b"PK no zip", whole[1].read_bytes()[:-100], (whole[0] / DATABASE).read_bytes()[:20_000]):
        (tmp_path / "wrong").write_bytes(wrong)
        with pytest.raises(StoreProblem) as caught:
            restore_database(tmp_path / "wrong", True, folder=folder, env={})
        assert caught.value.code == "not_a_backup"
        assert [one.name for one in folder.iterdir() if one.is_file()] == [DATABASE]
        assert (folder / DATABASE).read_bytes() == b"damaged"


def test_an_open_store_goes_on_with_what_was_restored(whole: tuple[Path, Path, str], tmp_path: Path) -> None:
    """The app need not be stopped: its connections see that their file was replaced."""
    folder = tmp_path / "data"
    shutil.copytree(whole[0], folder)
    store = open_store(folder=folder, env={})
    assert len(list_datasets(store)) == 1
    _overwritten(folder / DATABASE, 0, b"\xff" * 4096)
    restore_database(whole[1], folder=folder, env={})
    create_dataset(store, "made since", "me")
    store.close()
    again = open_store(folder=folder, env={})
    assert [one.name for one in list_datasets(again)] == ["Riyadh", "made since"]
    again.close()


def test_an_older_version_puts_its_backup_over_a_newer_schema(url, whole: tuple[Path, Path, str], tmp_path) -> None:
    """The way back from an upgrade."""
    address = url()
    store = open_store(address, folder=tmp_path / "data", env={})
    create_dataset(store, "of the newer version", "me")
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(StoreProblem) as caught:
        restore_database(whole[1], url=address, folder=tmp_path / "data", env={})
    assert caught.value.code == "not_empty"
    restore_database(whole[1], True, url=address, folder=tmp_path / "data", env={})
    again = open_store(address, folder=tmp_path / "data", env={})
    (dataset,) = list_datasets(again)
    assert state_hash(again, dataset.id) == whole[2]
    assert automatic_backups(again)
    again.close()


@pytest.mark.parametrize("damage", ["gone", "empty", "empty beside a log"])
def test_a_lost_database_is_no_first_start(damage: str, whole: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(whole[0], folder)
    DAMAGES[damage](folder / DATABASE)
    before = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    for _ in range(2):
        with pytest.raises(StoreProblem) as caught:
            open_store(folder=folder, env={})
        assert (caught.value.code, caught.value.values) == ("lost", {"place": DATABASE})
    assert {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before


def test_a_database_lost_while_the_app_runs_is_said(whole: tuple[Path, Path, str], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(whole[0], folder)
    store = open_store(folder=folder, env={})
    list_datasets(store)
    for damage in ("empty", "gone"):
        (folder / DATABASE).unlink(missing_ok=True)
        DAMAGES[damage](folder / DATABASE) if damage == "empty" else None
        with pytest.raises(StoreProblem) as caught:
            list_datasets(store)
        assert caught.value.code == "lost"
    assert not (folder / DATABASE).exists(), "an empty database took the place of the lost one"
    store.close()


def test_an_emptied_server_is_no_first_start(migrated: Callable[[int], str], tmp_path: Path) -> None:
    address = migrated(9)
    store = open_store(address, folder=tmp_path, env={})
    with writing(store) as connection:
        connection.exec_driver_sql("ALTER TABLE alembic_version RENAME TO elsewhere")
    try:
        store.close()
        with pytest.raises(StoreProblem) as caught:
            open_store(address, folder=tmp_path, env={})
        assert caught.value.code == "lost"
    finally:
        with writing(store) as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO alembic_version")
        store.close()
    open_store(address, folder=tmp_path, env={}).close()


def test_a_volume_that_is_not_mounted_is_no_first_start_where_data_is_expected(tmp_path: Path, capsys) -> None:
    env = {"SALES_COACH_DATA": str(tmp_path / "data"), "SALES_COACH_EXPECT_DATA": "yes"}
    with pytest.raises(StoreProblem) as caught:
        open_store(env=env)
    assert caught.value.code == "lost"
    assert list((tmp_path / "data").iterdir()) == []
    assert main(["verify", "--data", str(tmp_path / "data"), "--expect-data"]) == 2
    assert str(tmp_path / "data") in capsys.readouterr().err


def test_verify_may_expect_data(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    folder = str(tmp_path / "data")
    assert main(["verify", "--data", folder]) == 0
    assert main(["verify", "--data", folder, "--expect-data"]) == 2
    store = open_store(folder=tmp_path / "data", env={})
    create_dataset(store, "sample", "", token="sample", is_sample=True)
    assert main(["verify", "--data", folder, "--expect-data"]) == 2, "sample data is nobody's data"
    bring(store, create_dataset(store, "Riyadh", "me"), intake(deal(1)))
    store.close()
    assert main(["verify", "--data", folder, "--expect-data"]) == 0


def test_no_message_says_where_the_server_keeps_its_data(whole: tuple[Path, Path, str], tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    shutil.copytree(whole[0], secret)
    (secret / DATABASE).write_bytes(b"x" * 9999)
    with pytest.raises(StoreProblem) as caught:
        open_store(folder=secret, env={})
    assert "secret" not in str(caught.value)
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreProblem) as caught:
        open_store(folder=tmp_path / "file" / "data", env={})
    assert str(tmp_path) not in str(caught.value)


def test_a_read_only_look_at_a_damaged_part_stays_possible(whole: tuple[Path, Path, str], tmp_path: Path) -> None:
    """What can be read is not put aside: one damaged snapshot is a matter of that snapshot."""
    folder = tmp_path / "data"
    shutil.copytree(whole[0], folder)
    store = open_store(folder=folder, env={})
    with writing(store) as connection:
        connection.exec_driver_sql("UPDATE parts SET bytes = x'00'")
    with pytest.raises(StoreProblem) as caught, reading(store):
        load(store, 1)
    assert caught.value.code == "corrupt"
    store.close()
    with pytest.raises(StoreProblem) as caught:
        restore_database(whole[1], folder=folder, env={})
    assert caught.value.code == "not_empty"
    assert restore_database(whole[1], True, folder=folder, env={}).put_aside == ()
