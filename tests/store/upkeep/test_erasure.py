"""A person can ask for everything that is known, and can be forgotten; old data goes when its time is over.

What would be lost: the trust of those whose names these are, and with it the right to keep them.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from coaching.access import person_finder
from coaching.advise import Options, assess
from coaching.store import (
    Dataset,
    File,
    Goal,
    Person,
    Store,
    StoreProblem,
    add_commitment,
    add_note,
    add_training,
    apply_retention,
    commitments,
    create_dataset,
    erase_person,
    export_rep,
    list_imports,
    load,
    log,
    notes,
    open_store,
    people,
    save_layouts,
    set_goals,
    set_person,
    set_setting,
    trainings,
    undo_import,
    verify,
)
from coaching.store.upkeep.backups import automatic_backups, copy_aside
from coaching.store.upkeep.vacuum import is_due
from coaching.tables import TABLES
from tests.build import lost, won
from tests.store.made import MONDAY, bring, bytes_of, deal, everything_said, forms_of, intake

NAME, EMAIL, REP_ID = "Sara Haddad", "sara.h@example.com", "0055g00000AbCdE"
ARABIC = "سارة الحداد"


def fill(store: Store, dataset: Dataset, name: str = NAME) -> None:
    """Let a name stand wherever one can stand."""
    common = {"file": f"{name}'s deals.csv", "rep": name}
    brought = intake(
        deal(1, **won(), **common, account=f"Friends of {name}"),
        deal(2, **lost(), **common),
        deal(3, **won(), rep="Omar Saleh", file=common["file"], deal_name=f"from {name.upper()}"),
        aside=[{"Owner": name, "Id": REP_ID}, {"Owner": "", "By": f"<{EMAIL}>"}, {"Owner": "Omar Saleh", "Id": "17"}],
        file=common["file"],
        activities=[{"rep": name, "kind": "conversation", "count": 1.0, "happened_on": "2026-02-01"}],
        goals=[{"rep": name, "amount": 5.0, "goal_from": "2026-01-01", "goal_to": "2026-12-31"}],
        reps=[
            {"rep": name, "email": EMAIL, "rep_id": REP_ID, "team": "North"},
            {"rep": "Omar Saleh", "email": "omar@example.com", "rep_id": "17", "manager": name},
        ],
    )
    files = [File(f"{name.replace(' ', '_')}.csv", "ab", 2)]
    bring(store, dataset, brought, files=files)
    undone = bring(store, dataset, intake(deal(4, rep=name, amount=1.0)), MONDAY + dt.timedelta(days=7))
    undo_import(store, undone.id, EMAIL)
    made = add_commitment(
        store, dataset.id, EMAIL, rep=name, kpi="closing_ratio", action=f"{name} calls", agreed_on=MONDAY, due_on=MONDAY
    )
    add_note(store, dataset.id, name, f"{name} was ill", "lead@example.com", commitment_id=made.id, private=True)
    add_note(store, dataset.id, "Omar Saleh", f"ask {name}", EMAIL)
    add_training(store, dataset.id, "lead", title=f"With {name}", kpi="k", held_on=MONDAY, reps=[name, "Omar Saleh"])
    set_goals(store, dataset.id, [Goal(0, name, None, MONDAY, MONDAY, "month", 9.0, "SAR")], "lead")
    set_setting(store, dataset.id, "team_name", f"{name} & Co", "lead")
    set_person(store, Person(0, EMAIL, name, "rep", (), (name,)), "admin")
    set_person(store, Person(0, "coach@example.com", "Coach", "coach", (), (name, "Omar Saleh")), "admin")
    save_layouts(store, {"k": {"fields": {"rep": f"Owner {name}"}}}, EMAIL)


@pytest.mark.parametrize("name", [NAME, ARABIC], ids=["latin", "arabic"])
def test_nothing_of_an_erased_person_is_left(store: Store, dataset: Dataset, name: str) -> None:
    fill(store, dataset, name)
    copy_aside(store, "before-test")
    if store.url_kind == "sqlite":
        assert any(form in data for data in bytes_of(store.folder).values() for form in forms_of(name))
    done = erase_person(store, dataset.id, name, "admin@example.com", person_finder)
    said = everything_said(store).casefold()
    for trace in (name, name.replace(" ", "_"), EMAIL, REP_ID):
        assert trace.casefold() not in said, trace
        for file, data in bytes_of(store.folder).items():
            for form in forms_of(trace):
                assert form not in data, (trace, file)
    assert done.pseudonym in said or done.pseudonym.casefold() in said
    assert len(done.backups) == 1
    assert [file.name.split("-")[0] for file in automatic_backups(store)] == ["after"]
    assert verify(store).whole
    assert [entry.action for entry in log(store, limit=2)] == ["traces_removed", "person_erased"]


def test_nothing_is_left_in_the_files_of_the_server(
    postgres: str, opened: Callable[[], Store], tmp_path: Path, url: Callable[[], str | None]
) -> None:
    folder = Path(postgres.partition("host=")[2] or "/none")
    if url() is None or not (folder / "cluster").is_dir():
        pytest.skip("for a server whose files can be read")
    store = opened()
    dataset = create_dataset(store, "x", "me")
    fill(store, dataset)
    erase_person(store, dataset.id, NAME, "admin@example.com", person_finder)
    with store.engine.connect() as connection:
        number = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()").scalar()
    for file, data in bytes_of(folder / "cluster" / "base" / str(number)).items():
        for trace in (NAME, EMAIL, REP_ID):
            assert trace.encode() not in data, (trace, file)


def test_figures_stay_as_they_were(store: Store, dataset: Dataset) -> None:
    fill(store, dataset)

    def figures() -> dict[str, object]:
        state = load(store, dataset.id)
        assert state is not None
        cards = assess(state.tables, Options(as_of=dt.date(2026, 6, 30))).reps
        return {card.rep: [(key, mark.value, mark.status) for key, mark in card.marks.items()] for card in cards}

    before = figures()
    done = erase_person(store, dataset.id, NAME, "admin", person_finder)
    after = figures()
    assert after.pop(done.pseudonym) == before.pop(NAME)
    assert after == before


def test_what_was_agreed_stays_under_the_pseudonym_and_notes_go(store: Store, dataset: Dataset) -> None:
    fill(store, dataset)
    done = erase_person(store, dataset.id, NAME, "admin", person_finder)
    assert [one.rep for one in commitments(store, dataset.id)] == [done.pseudonym]
    assert [(note.rep, note.text) for note in notes(store, dataset.id, None, EMAIL)] == [
        ("Omar Saleh", f"ask {done.pseudonym}")
    ]
    assert trainings(store, dataset.id)[0].reps == (done.pseudonym, "Omar Saleh")
    assert {person.email: person.reps for person in people(store)} == {
        "coach@example.com": (done.pseudonym, "Omar Saleh")
    }
    assert done.rows["imports"] == 2
    assert done.rows["notes"] == 2  # one removed, one rewritten


def test_others_of_the_same_name_in_other_data_sets_are_left_alone(store: Store, dataset: Dataset) -> None:
    other = create_dataset(store, "Jeddah", "me")
    bring(store, other, intake(deal(1)))
    bring(store, dataset, intake(deal(1)))
    done = erase_person(store, dataset.id, NAME, "admin", person_finder)
    assert done.elsewhere == (other.id,)
    state = load(store, other.id)
    assert state is not None
    assert state.tables.deals["rep"].tolist() == [NAME]


def test_a_short_name_does_not_take_longer_ones_with_it(store: Store, dataset: Dataset) -> None:
    bring(
        store,
        dataset,
        intake(deal(1, rep="Ali"), deal(2, rep="Ali Hassan", account="Alinma, by Ali"), deal(3, rep="Khalil")),
    )
    done = erase_person(store, dataset.id, "Ali", "admin", person_finder)
    state = load(store, dataset.id)
    assert state is not None
    assert state.tables.deals["rep"].tolist() == [done.pseudonym, "Ali Hassan", "Khalil"]
    assert state.tables.deals["account"].tolist()[1] == f"Alinma, by {done.pseudonym}"


@pytest.mark.parametrize("text", ["sara haddad", "SARA_HADDAD.csv", "Haddad: Sara  Haddad!", "x/sara.haddad@y.com"])
def test_a_name_is_found_however_it_is_written(text: str) -> None:
    finder = person_finder(NAME, ["Omar"], [], [], "Rep-1")
    assert finder.named(text)
    assert "haddad" not in finder.without(text).casefold().replace("haddad:", "")


@pytest.mark.parametrize("text", ["Saraa Haddad", "Sara", "Sara Haddadi", "Haddad Sara"])
def test_what_is_not_the_name_stays(text: str) -> None:
    assert person_finder(NAME, ["Omar"], [], [], "Rep-1").without(text) == text


def test_nobody_of_that_name(store: Store, dataset: Dataset) -> None:
    bring(store, dataset, intake(deal(1)))
    for ask in (
        lambda: erase_person(store, dataset.id, "Nobody", "me", person_finder),
        lambda: export_rep(store, dataset.id, "No", person_finder),
    ):
        with pytest.raises(StoreProblem) as caught:
            ask()
        assert caught.value.code == "no_such"


def test_an_erasure_that_was_cut_short_is_finished_at_the_next_opening(
    store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.url_kind != "sqlite":
        pytest.skip("the same path; the file shows it")
    fill(store, dataset)

    def stops(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("coaching.store.upkeep.erasure.clean_up", stops)
    with pytest.raises(KeyboardInterrupt):
        erase_person(store, dataset.id, NAME, "admin", person_finder)
    monkeypatch.undo()
    assert is_due(store)
    assert NAME not in everything_said(store)
    store.close()
    again = open_store(folder=store.folder, env={})
    assert not is_due(again)
    assert not [file for file, data in bytes_of(store.folder).items() if NAME.encode() in data]
    again.close()


def test_everything_about_one_rep_is_handed_over(store: Store, dataset: Dataset) -> None:
    fill(store, dataset)
    bring(store, dataset, intake(deal(8, rep=NAME, account="=HYPERLINK(1)"), deal(9, rep="Omar Saleh")))
    with zipfile.ZipFile(io.BytesIO(export_rep(store, dataset.id, NAME, person_finder))) as archive:
        told = json.loads(archive.read("data.json"))
        book = load_workbook(io.BytesIO(archive.read("data.xlsx")))
    assert {row["deal_id"] for row in told["deals"]} == {"D-1", "D-2", "D-3", "D-8"}
    assert [row["action"] for row in told["commitments"]] == [f"{NAME} calls"]
    assert {row["text"] for row in told["notes"]} == {f"{NAME} was ill", f"ask {NAME}"}
    assert told["typed_goals"][0]["amount"] == 9.0
    assert told["people"] and told["trainings"] and told["log"] and told["set_aside"] and told["reps"]
    cells = [cell for row in book["deals"].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]
    assert "D-9" not in json.dumps(told)


def test_private_notes_of_others_are_not_handed_to_a_colleague(store: Store, dataset: Dataset) -> None:
    fill(store, dataset)
    data = export_rep(store, dataset.id, NAME, person_finder, viewer="coach@example.com")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "was ill" not in archive.read("data.json").decode()


def test_old_deals_go_from_every_snapshot(store: Store, dataset: Dataset) -> None:
    old, recent = {"closed_on": "2024-01-10", "outcome": "won"}, {"closed_on": "2026-02-10", "outcome": "won"}
    bring(
        store,
        dataset,
        intake(deal(1, account="Longgone"), deal(2), deal(3, **old), activities=[{"happened_on": "2024-01-01"}]),
        dt.date(2024, 1, 1),
    )
    bring(store, dataset, intake(deal(1, **old), deal(2, **recent), deal(3)))  # 3 was opened again
    assert apply_retention(store, dataset.id, MONDAY).deals == 0
    set_setting(store, dataset.id, "retention_months", 12, "admin")
    done = apply_retention(store, dataset.id, MONDAY)
    assert (done.deals, done.activities) == (2, 1)
    state = load(store, dataset.id)
    assert state is not None
    assert state.tables.deals["deal_id"].tolist() == ["D-2", "D-3"]
    for source in state.sources:
        assert source.rows_read == source.rows_kept + source.rows_set_aside + source.rows_junk
    assert sum(map(len, (getattr(state.tables, name) for name in TABLES))) == sum(s.rows_kept for s in state.sources)
    assert "Longgone" not in everything_said(store)
    assert verify(store).whole
    assert apply_retention(store, dataset.id, MONDAY) == type(done)()


def test_an_import_undone_long_ago_is_let_go(store: Store, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    made = bring(store, dataset, intake(deal(1)))
    undo_import(store, made.id, "me")
    assert apply_retention(store, dataset.id, MONDAY).imports == 0
    monkeypatch.setattr("coaching.store.upkeep.retention.UNDONE_DAYS", -1)
    assert apply_retention(store, dataset.id, MONDAY).imports == 1
    assert list_imports(store, dataset.id) == ()
