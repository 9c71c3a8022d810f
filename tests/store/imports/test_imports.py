"""Imports are kept exactly, counted once, and can be taken back.

What would be lost: last month's figures, an import that was acknowledged, or the way back from a wrong one.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from coaching.importing import Intake, Source
from coaching.store import (
    Dataset,
    File,
    Goal,
    Store,
    StoreProblem,
    add_dataset,
    compare_imports,
    find_dataset,
    list_datasets,
    list_imports,
    load,
    load_import,
    log,
    open_store,
    redo_import,
    set_goals,
    state_hash,
    suggested_name,
    undo_import,
    verify,
)
from coaching.store import engine as engines
from coaching.store.engine import writing
from coaching.store.imports.snapshots import from_parts, logical_hash, to_parts
from coaching.store.schema import parts
from tests.store.made import MONDAY, assert_same, bring, bring_own, deal, intake, numbers

WEEK = dt.timedelta(days=7)


def test_what_was_read_comes_back_to_the_last_type(store: Store, dataset: Dataset) -> None:
    brought = intake(
        deal(1, amount=0.1 + 0.2, gate_shown=True, account="=cmd()", lost_reason="سعر \u202e"),
        deal(2, closed_on="2026-02-03", outcome="won", deal_name=None),
        aside=[{"Owner": "", "Na\x1fme": "x" * 40_000}],
        goals=[{"rep": "Sara Haddad", "amount": 5.0, "goal_from": "2026-01-01"}],
    )
    made = bring(store, dataset, brought, files=[File("a.csv", "ab", 2)], layouts=["key"])
    assert_same(load_import(store, made.id), brought)
    assert list_imports(store, dataset.id) == (made,)
    assert made.rows == {"deals": 2, "goals": 1}
    assert (made.changes["new"], made.files[0].name, made.layouts) == (3, "a.csv", ("key",))


def test_a_snapshot_of_many_parts_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coaching.store.imports.snapshots.PART_BYTES", 1000)
    brought = intake(*(deal(number, amount=number / 7) for number in range(500)))
    cut = to_parts(brought)
    assert len([part for part in cut if part.name == "deals"]) > 3
    assert_same(from_parts(reversed(cut)), brought)
    with pytest.raises(StoreProblem, match="corrupt"):
        from_parts(part for part in cut if (part.name, part.position) != ("deals", 1))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "deal_name": st.none() | st.text(max_size=8),
                "rep": st.sampled_from(["Sara", "سارة", "Ali\x00", ""]),
                "amount": st.none() | st.floats(allow_infinity=False),
                "closed_on": st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
            }
        ),
        max_size=6,
    )
)
def test_any_deals_come_back(rows: list) -> None:
    brought = intake(*rows)
    again = from_parts(to_parts(brought))
    assert_same(again, brought)
    assert logical_hash(again) == logical_hash(brought)


def test_a_later_export_changes_and_adds(store: Store, dataset: Dataset) -> None:
    bring(store, dataset, intake(deal(1, amount=10.0), deal(2, amount=20.0)))
    made = bring(store, dataset, intake(deal(2, amount=25.0), deal(3, amount=30.0)), MONDAY + WEEK)
    assert made.changes == {"new": 1, "changed": 1, "unchanged": 0, "gone": 1, "gates_dated": 0}
    state = load(store, dataset.id)
    assert state is not None
    assert dict(zip(state.tables.deals["deal_id"], state.tables.deals["amount"], strict=True)) == {
        "D-1": 10.0, "D-2": 25.0, "D-3": 30.0,
    }  # fmt: skip
    then = load(store, dataset.id, upto=1)
    assert then is not None
    assert then.tables.deals["amount"].tolist() == [10.0, 20.0]


def test_a_poorer_kind_of_export_fills_in_until_it_is_undone(store: Store, dataset: Dataset) -> None:
    rich = intake(deal(1, amount=10.0, outcome="won", closed_on="2026-02-01"), deal(2, amount=20.0))
    columns = {"rep": "Owner", "stage": "Stage", "amount": "Amount", "closed_on": "Closed", "created_on": "Created"}
    bring(store, dataset, replace(rich, sources=(replace(rich.sources[0], mapping=columns, preset=None),)))
    before = state_hash(store, dataset.id)
    poor = intake(deal(1, source="Web", created_on=None), file="extra.csv")
    poor = replace(poor, sources=(replace(poor.sources[0], mapping={"source": "Where from"}, preset=None),))
    made = bring(store, dataset, poor, MONDAY + WEEK)
    assert made.changes == {"new": 0, "changed": 1, "unchanged": 0, "gone": 1, "gates_dated": 0}
    state = load(store, dataset.id)
    assert state is not None
    deals = state.tables.deals.set_index("deal_id")
    assert deals.loc["D-1", ["outcome", "amount", "source"]].tolist() == ["won", 10.0, "Web"]
    undo_import(store, made.id, "me")
    assert state_hash(store, dataset.id) == before


def test_used_instead_it_stands_alone(store: Store, dataset: Dataset) -> None:
    first = bring(store, dataset, intake(deal(1), deal(2)))
    second = bring(store, dataset, intake(deal(3)), replaces=True)
    state = load(store, dataset.id)
    assert state is not None
    assert state.tables.deals["deal_id"].tolist() == ["D-3"]
    undo_import(store, second.id, "me")
    before = load(store, dataset.id)
    assert before is not None
    assert_same(before, load_import(store, first.id))


def test_the_same_files_twice_are_one_import(store: Store, dataset: Dataset) -> None:
    files = [File("a.csv", "ab", 2)]
    first = bring(store, dataset, intake(deal(1)), files=files)
    version = find_dataset(store, dataset.token)
    again = bring(store, dataset, intake(deal(1)), MONDAY + WEEK, files=files)
    assert again == first
    assert find_dataset(store, dataset.token) == version
    bring(store, dataset, intake(deal(1, amount=5.0)), files=[File("a.csv", "cd", 2)])
    bring(store, dataset, intake(deal(1)), files=files)  # back to the old values: that is a change
    assert numbers(store, dataset) == [1, 2, 3]


def test_undo_gives_back_exactly_what_was(store: Store, dataset: Dataset) -> None:
    empty = state_hash(store, dataset.id)
    first = bring(store, dataset, intake(deal(1, amount=1.0)))
    one = state_hash(store, dataset.id)
    goal = Goal(0, "Sara Haddad", None, MONDAY, MONDAY + 4 * WEEK, "month", 900.0, "SAR")
    set_goals(store, dataset.id, [goal], "me")
    with_goal = state_hash(store, dataset.id)
    second = bring(store, dataset, intake(deal(1, amount=2.0), deal(2)), MONDAY + WEEK)
    two = state_hash(store, dataset.id)
    assert len({empty, one, with_goal, two}) == 4
    undone = undo_import(store, second.id, "other@example.com")
    assert (undone.undone_by, undone.undone_at is None) == ("other@example.com", False)
    assert state_hash(store, dataset.id) == with_goal
    redo_import(store, second.id, "me")
    assert state_hash(store, dataset.id) == two
    undo_import(store, second.id, "me")
    set_goals(store, dataset.id, [], "me")
    assert state_hash(store, dataset.id) == one
    undo_import(store, first.id, "me")
    assert state_hash(store, dataset.id) == empty
    assert load(store, dataset.id) is None


def test_an_import_in_the_middle_can_be_undone(store: Store, dataset: Dataset) -> None:
    bring(store, dataset, intake(deal(1, amount=1.0)))
    wrong = bring(store, dataset, intake(deal(1, amount=-1.0), deal(9)))
    bring(store, dataset, intake(deal(2, amount=2.0)))
    load(store, dataset.id)
    undo_import(store, wrong.id, "me")
    state = load(store, dataset.id)
    assert state is not None
    assert state.tables.deals["amount"].tolist() == [1.0, 2.0]


def test_every_change_of_what_is_shown_gives_a_new_version(store: Store, dataset: Dataset) -> None:
    def version() -> int:
        found = find_dataset(store, dataset.token)
        assert found is not None
        return found.version

    seen = [version()]
    made = bring(store, dataset, intake(deal(1)))
    seen.append(version())
    undo_import(store, made.id, "me")
    seen.append(version())
    redo_import(store, made.id, "me")
    seen.append(version())
    redo_import(store, made.id, "me")  # it stands already
    assert seen == [1, 2, 3, 4]
    assert version() == 4


def test_goals_typed_in_the_app_come_before_uploaded_ones(store: Store, dataset: Dataset) -> None:
    january = {"goal_from": "2026-01-01", "goal_to": "2026-01-31"}
    uploaded = [
        {"rep": "Sara Haddad", "amount": 1.0, **january},
        {"rep": "Omar", "amount": 2.0, **january},
        {"team": "North", "amount": 3.0, **january},
    ]
    bring(store, dataset, intake(deal(1), goals=uploaded))
    typed = [
        Goal(0, "Sara Haddad", None, dt.date(2026, 1, 1), dt.date(2026, 1, 31), "month", 10.0, "SAR"),
        Goal(0, None, "North", dt.date(2026, 1, 1), dt.date(2026, 1, 31), "month", 30.0, "SAR"),
        Goal(0, "Omar", None, dt.date(2026, 2, 1), dt.date(2026, 2, 28), "month", 20.0, "SAR"),
    ]
    set_goals(store, dataset.id, typed, "me")
    state = load(store, dataset.id)
    assert state is not None
    assert sorted(state.tables.goals["amount"]) == [2.0, 10.0, 20.0, 30.0]


def test_two_imports_are_compared_with_their_stage_moves(store: Store, dataset: Dataset) -> None:
    a = bring(store, dataset, intake(deal(1, stage="Lead"), deal(2, stage="Lead")))
    b = bring(store, dataset, intake(deal(1, stage="Demo"), deal(2, stage="Lead", amount=3.0)))
    changes, stage_changes = compare_imports(store, a.id, b.id)
    assert changes.changed == 2
    assert stage_changes.to_dict("records") == [{"key": "D-1", "before": "Lead", "after": "Demo"}]


def test_a_step_is_dated_by_the_first_export_that_shows_it(store: Store, dataset: Dataset) -> None:
    bring(store, dataset, intake(deal(1, gate="conversation")))
    made = bring(store, dataset, intake(deal(1, gate="first_appointment")), MONDAY + WEEK)
    bring(store, dataset, intake(deal(1, gate="first_appointment", amount=7.0)), MONDAY + 2 * WEEK)
    state = load(store, dataset.id)
    assert state is not None
    assert made.changes["gates_dated"] == 1
    assert state.tables.deals["first_appointment_on"].tolist() == [pd.Timestamp(MONDAY + WEEK)]
    assert any("gates_dated_by_exports" in source.assumptions for source in state.sources)


def test_an_export_brought_late_takes_its_place_by_the_day_it_shows(store: Store, dataset: Dataset) -> None:
    """Otherwise last month's export, found afterwards, would undo what has happened since."""
    bring(store, dataset, intake(deal(1, gate="first_appointment", amount=9.0)), MONDAY + WEEK)
    late = bring(store, dataset, intake(deal(1, gate="conversation", amount=5.0), deal(2)), MONDAY)
    state = load(store, dataset.id)
    assert state is not None
    deals = state.tables.deals.set_index("deal_id")
    assert (deals.loc["D-1", "gate"], deals.loc["D-1", "amount"]) == ("first_appointment", 9.0)
    assert deals.loc["D-1", "first_appointment_on"] == pd.Timestamp(MONDAY + WEEK)
    assert late.changes == {"new": 1, "changed": 1, "unchanged": 0, "gone": 0, "gates_dated": 1}
    again = bring(store, dataset, intake(deal(1, gate="conversation", amount=5.0), deal(2)), MONDAY)
    assert again == late


def test_damage_is_noticed_and_told(store: Store, dataset: Dataset) -> None:
    made = bring(store, dataset, intake(deal(1)))
    assert verify(store).whole
    with writing(store) as connection:
        connection.execute(update(parts).where(parts.c.name == "deals").values(bytes=b"PAR1 broken"))
    with pytest.raises(StoreProblem, match="corrupt"):
        load_import(store, made.id)
    store.state_cache.forget()
    with pytest.raises(StoreProblem, match="corrupt"):
        load(store, dataset.id)
    assert verify(store).problems


def test_an_import_that_fails_half_way_leaves_nothing(
    store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(store, dataset, intake(deal(1)))
    before = state_hash(store, dataset.id)

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("coaching.store.imports.imports.record", fails)
    with pytest.raises(StoreProblem) as caught:
        bring(store, dataset, intake(deal(2)))
    assert caught.value.code == "disk_full"
    monkeypatch.undo()
    assert state_hash(store, dataset.id) == before
    assert numbers(store, dataset) == [1]
    bring(store, dataset, intake(deal(2)))
    assert numbers(store, dataset) == [1, 2]


def test_the_log_says_who_did_what(store: Store, dataset: Dataset) -> None:
    made = bring(store, dataset, intake(deal(1)), files=[File("a.csv", "ab", 2)])
    undo_import(store, made.id, "omar@example.com")
    entries = log(store, dataset.id)
    assert [entry.action for entry in entries] == ["import_undone", "import_added", "dataset_created"]
    assert (entries[0].by, entries[0].subject) == ("omar@example.com", "1")
    assert entries[1].detail["files"] == ["a.csv"]
    assert entries[0].at.tzinfo is not None


def test_eight_people_import_at_once(url, tmp_path: Path) -> None:
    """Each brings deals of its own; nobody meets a locked database, and every total is exact."""
    address, folder = url(), tmp_path / "shared"
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.store.made"])
    with processes.Pool(8) as pool:
        done = pool.starmap_async(bring_own, [(address, folder, who) for who in range(8)], chunksize=1)
        assert sorted(done.get(timeout=150)) == list(range(1, 9))
    store = open_store(address, folder=folder, env={})
    try:
        dataset = find_dataset(store, "shared")
        assert dataset is not None
        state = load(store, dataset.id)
        assert state is not None
        assert state.tables.deals["amount"].sum() == 80
        assert np.unique(state.tables.deals["deal_id"]).size == 80
        assert numbers(store, dataset) == list(range(1, 9))
        assert verify(store).whole
    finally:
        store.close()


def test_a_writer_waits_for_another(store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    if store.url_kind != "sqlite":
        pytest.skip("PostgreSQL queues writers itself")
    monkeypatch.setattr(engines, "_PATIENCE_SECONDS", 0.2)
    other = open_store(folder=store.folder, env={})
    with other.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with store.engine.connect() as holder, holder.execution_options(writes=True).begin():
        with pytest.raises(StoreProblem) as caught:
            bring(other, dataset, intake(deal(1)))
        assert caught.value.code == "busy"
    bring(other, dataset, intake(deal(1)))
    other.close()
    assert numbers(store, dataset) == [1]


def test_a_data_set_is_made_with_its_first_import_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreProblem("disk_full")

    monkeypatch.setattr("coaching.store.imports.imports._put", fail)
    with pytest.raises(StoreProblem):
        add_dataset(store, "half", intake(deal(1)), seen_on=MONDAY, by="me")
    assert list_datasets(store) == ()
    assert log(store, None) == ()
    monkeypatch.undo()
    made = add_dataset(store, "whole", intake(deal(1)), seen_on=MONDAY, by="me")
    (dataset,) = list_datasets(store)
    assert (dataset.name, dataset.id, made.number) == ("whole", made.dataset_id, 1)


@pytest.mark.parametrize(
    ("file", "name"),
    {
        "crm-exports-all-deals-2026-11-28-1.csv": "crm-exports-all-deals",
        "deals_2026-11-28 (1).csv": "deals",
        "Deals Export 2026-11-28 at 10.33.12.csv.gz": "Deals Export",
        "20261128_north_deals.xlsx": "north deals",
        "صفقات الرياض 28.11.2026.xlsx": "صفقات الرياض",
        "Q3-24.csv": "Q3-24",
        "20261128.csv": "20261128",
    }.items(),
)
def test_a_data_set_is_not_named_after_the_day_of_its_first_export(file: str, name: str) -> None:
    assert suggested_name(Intake(), [File(file, "", 1)]) == name


def test_a_data_set_is_named_after_the_file_with_the_deals() -> None:
    rows = {"preset": None, "rows_read": 9, "rows_set_aside": 0, "rows_junk": 0, "mapping": {}, "stages": {}}
    brought = Intake(
        sources=tuple(Source(f"{table}.csv", None, table=table, rows_kept=9, **rows) for table in ("goals", "deals"))
    )
    assert suggested_name(brought, [File("goals.csv", "", 1), File("deals.csv", "", 1)]) == "deals"


def test_a_data_set_under_a_token_is_replaced_only_by_what_is_new(store: Store) -> None:
    given = {"seen_on": MONDAY, "by": "", "token": "sample", "is_sample": True}
    first = add_dataset(store, "sample", intake(deal(1)), **given)
    assert add_dataset(store, "sample", intake(deal(1)), **given) == first
    assert add_dataset(store, "sample", intake(deal(2)), **given).number == 2
    (dataset,) = list_datasets(store)
    state = load(store, dataset.id)
    assert state is not None
    assert list(state.tables.deals["deal_id"]) == list(intake(deal(2)).tables.deals["deal_id"])
