"""What a team decided, agreed and noted stays as it was said, and the log says who said it.

What would be lost: agreements, a coach's private notes to somebody else's eyes, and who changed a goal.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from coaching.store import (
    Dataset,
    Goal,
    OwnTip,
    Person,
    Rule,
    Store,
    StoreProblem,
    add_commitment,
    add_note,
    add_training,
    change_commitment,
    change_training,
    commitments,
    create_dataset,
    delete_dataset,
    find_dataset,
    forget_layout,
    goals,
    layouts,
    list_datasets,
    list_imports,
    log,
    notes,
    people,
    person_of,
    remove_commitment,
    remove_note,
    remove_person,
    remove_tip,
    remove_training,
    rename_dataset,
    rules,
    save_layouts,
    set_goals,
    set_person,
    set_rules,
    set_setting,
    set_tip,
    settings,
    tips,
    trainings,
)
from coaching.tables import FIGURES_EDITION
from tests.store.made import MONDAY, bring, deal, intake, integrity

WEEK = dt.timedelta(days=7)


def goal(rep: str | None, amount: float, team: str | None = None) -> Goal:
    return Goal(0, rep, team, MONDAY, MONDAY + 4 * WEEK, "month", amount, "SAR")


def agree(store: Store, dataset: Dataset, rep: str = "Sara", **more):
    return add_commitment(
        store, dataset.id, "coach@x", rep=rep, kpi="k", action="Call", agreed_on=MONDAY, due_on=MONDAY + WEEK, **more
    )


def test_tokens_cannot_be_guessed_and_one_token_is_one_data_set(store: Store) -> None:
    made = {create_dataset(store, "x", "me").token for _ in range(5)}
    assert len(made) == 5
    assert all(len(token) >= 24 for token in made)
    sample = create_dataset(store, "Sample", "me", token="sample", is_sample=True)
    assert create_dataset(store, "Other", "you", token="sample", is_sample=True) == sample
    assert find_dataset(store, "sampl") is None


def test_a_data_set_goes_with_all_that_belongs_to_it(store: Store, dataset: Dataset) -> None:
    other = create_dataset(store, "Other", "me")
    for one in (dataset, other):
        bring(store, one, intake(deal(1)))
        set_goals(store, one.id, [goal("Sara", 1.0)], "me")
        add_note(store, one.id, "Sara", "n", "me", commitment_id=agree(store, one).id)
    rename_dataset(store, other.id, "Kept", "me")
    delete_dataset(store, dataset.id, "me")
    assert [one.name for one in list_datasets(store)] == ["Kept"]
    assert (list_imports(store, dataset.id), goals(store, dataset.id)) == ((), ())
    assert len(notes(store, other.id, "Sara", "me")) == 1
    assert log(store, dataset.id)[0].action == "dataset_deleted"
    with pytest.raises(StoreProblem) as caught:
        set_goals(store, dataset.id, [], "me")
    assert caught.value.code == "no_such"


def test_goals_are_replaced_as_a_grid_and_the_log_tells_the_difference(store: Store, dataset: Dataset) -> None:
    set_goals(store, dataset.id, [goal("Sara", 100.0), goal(None, 500.0, "North")], "me")
    set_goals(store, dataset.id, [goal("Sara", 120.0), goal(None, 500.0, "North")], "boss")
    found = goals(store, dataset.id)
    assert [(one.rep, one.team, one.amount) for one in found] == [("Sara", None, 120.0), (None, "North", 500.0)]
    entry = log(store, dataset.id)[0]
    assert (entry.by, entry.action) == ("boss", "goals_set")
    assert [row["amount"] for row in entry.detail["before"]] == [100.0]
    assert [row["amount"] for row in entry.detail["after"]] == [120.0]


def test_rules_and_settings_are_kept_per_data_set(store: Store, dataset: Dataset) -> None:
    other = create_dataset(store, "Other", "me")
    own = (Rule(None, "closing_ratio", 0.4), Rule("North", "closing_ratio", None, 2.0))
    set_rules(store, dataset.id, own, "me")
    set_setting(store, dataset.id, "team_name", "فريق الشمال", "me")
    set_setting(store, dataset.id, "limits", {"a": [1, None]}, "me")
    set_setting(store, other.id, "team_name", "x", "me")
    set_setting(store, other.id, "team_name", None, "me")
    assert rules(store, dataset.id) == own
    assert dict(settings(store, dataset.id)) == {"team_name": "فريق الشمال", "limits": {"a": [1, None]}}
    assert (rules(store, other.id), dict(settings(store, other.id))) == ((), {})
    with pytest.raises(StoreProblem) as caught:
        set_setting(store, dataset.id, "logo", "x" * 800_000, "me")
    assert caught.value.code == "rejected"


def test_what_changes_the_figures_gives_a_new_version_and_notes_do_not(store: Store, dataset: Dataset) -> None:
    def version() -> int:
        found = find_dataset(store, dataset.token)
        assert found is not None
        return found.version

    changes = [
        lambda: set_goals(store, dataset.id, [goal("Sara", 1.0)], "me"),
        lambda: set_rules(store, dataset.id, [Rule(None, "k", 1.0)], "me"),
        lambda: set_setting(store, dataset.id, "next_step_meaning", "offer", "me"),
        lambda: set_tip(store, OwnTip(0, dataset.id, "k", None, None, {}), "me"),
        lambda: remove_tip(store, tips(store, dataset.id)[0].id, "me"),
    ]
    for number, change in enumerate(changes, 2):
        change()
        assert version() == number
    agree(store, dataset)
    set_setting(store, dataset.id, "next_step_meaning", "offer", "me")  # as it was
    assert version() == len(changes) + 1


def test_a_commitment_is_followed_to_its_end(store: Store, dataset: Dataset) -> None:
    made = agree(store, dataset, tip="ask_earlier", target=0.5)
    assert (made.state, made.owner, made.created_by) == ("open", "Sara", "coach@x")
    assert made.edition == FIGURES_EDITION
    done = change_commitment(store, made.id, "sara@x", state="done")
    assert done.closed_on == dt.date.today()
    assert change_commitment(store, made.id, "x", state="missed", closed_on=MONDAY).closed_on == MONDAY
    assert change_commitment(store, made.id, "x", state="open").closed_on is None
    agree(store, dataset, "Omar")
    assert [one.rep for one in commitments(store, dataset.id)] == ["Omar", "Sara"]
    assert [one.rep for one in commitments(store, dataset.id, "Sara")] == ["Sara"]
    entry = log(store, dataset.id)[3]
    assert (entry.by, entry.detail["state"]) == ("sara@x", {"before": "open", "after": "done"})
    note = add_note(store, dataset.id, "Sara", "still valid", "me", commitment_id=made.id)
    remove_commitment(store, made.id, "me")
    assert commitments(store, dataset.id, "Sara") == ()
    assert notes(store, dataset.id, "Sara", "me") == (dataclasses.replace(note, commitment_id=None),)
    for wrong in ({"state": "perhaps"}, {"id": 7}, {"created_by": "you"}):
        with pytest.raises(ValueError):
            change_commitment(store, made.id, "me", **wrong)
    with pytest.raises(StoreProblem):
        change_commitment(store, made.id, "me", state="done")


def test_a_private_note_is_for_its_author_alone(store: Store, dataset: Dataset) -> None:
    add_note(store, dataset.id, "Sara", "open", "coach@x")
    secret = add_note(store, dataset.id, "Sara", "between us", "coach@x", private=True)
    assert {note.text for note in notes(store, dataset.id, "Sara", "coach@x")} == {"open", "between us"}
    for other in ("boss@x", "", "Sara"):
        assert {note.text for note in notes(store, dataset.id, None, other)} == {"open"}
    remove_note(store, secret.id, "coach@x")
    assert "between us" not in str(log(store))


def test_trainings_and_tips(store: Store, dataset: Dataset) -> None:
    made = add_training(store, dataset.id, "me", title="Asking", kpi="k", held_on=MONDAY, reps=["Sara"])
    changed = change_training(store, made.id, "me", reps=["Sara", "عمر"], text="Role play")
    assert trainings(store, dataset.id) == (changed,)
    assert changed.reps == ("Sara", "عمر")
    remove_training(store, made.id, "me")
    assert trainings(store, dataset.id) == ()
    tip = set_tip(store, OwnTip(0, dataset.id, "k", "Pro", None, {"ar": {"title": "نصيحة"}}, replaces="own"), "me")
    off = set_tip(store, dataclasses.replace(tip, active=False), "me")
    assert tips(store, dataset.id) == (off,)
    other = create_dataset(store, "Other", "me")
    with pytest.raises(StoreProblem):
        set_tip(store, dataclasses.replace(tip, dataset_id=other.id), "me")


def test_people_are_known_by_their_address(store: Store) -> None:
    sara = set_person(store, Person(0, " Sara@X.com ", "Sara", "rep", (), ("Sara Haddad",)), "admin")
    again = set_person(store, dataclasses.replace(sara, id=0, role="coach"), "admin")
    assert (again.id, again.role, again.email) == (sara.id, "coach", "sara@x.com")
    moved = set_person(store, dataclasses.replace(again, email="s@x.com", active=False), "admin")
    assert person_of(store, "sara@x.com") is None
    assert person_of(store, "S@X.COM") == moved
    set_person(store, Person(0, "b@x.com", "B", "admin"), "admin")
    with pytest.raises(StoreProblem) as caught:
        set_person(store, dataclasses.replace(moved, email="b@x.com"), "admin")
    assert caught.value.code == "rejected"
    with pytest.raises(ValueError):
        set_person(store, Person(0, "c@x.com", "C", "owner"), "admin")
    remove_person(store, "B@x.com", "admin")
    assert [one.email for one in people(store)] == ["s@x.com"]


def test_layouts_are_kept_until_forgotten(store: Store) -> None:
    save_layouts(store, {"a": {"fields": {"rep": "Owner"}}, "b": {}}, "me")
    save_layouts(store, {"a": {"fields": {"rep": "Seller"}}, "b": {}}, "you")
    assert layouts(store)["a"] == {"fields": {"rep": "Seller"}}
    assert [entry.by for entry in log(store)] == ["you", "me", "me"]  # b stayed as it was
    forget_layout(store, "b", "me")
    assert set(layouts(store)) == {"a"}


def test_hostile_text_is_only_text(store: Store, dataset: Dataset) -> None:
    text = "'; DROP TABLE notes; -- \x00 \ud800 %(x)s :name {} \u202e"
    made = agree(store, dataset, rep=text, tip=text)
    add_note(store, dataset.id, made.rep, text, text)
    set_setting(store, dataset.id, text, {text: [text]}, text)
    assert made.rep.startswith("'; DROP TABLE notes; --")
    assert len(notes(store, dataset.id, made.rep, "me")) == 1
    assert len(settings(store, dataset.id)) == 1
    if store.url_kind == "sqlite":
        assert integrity(store.folder / "sales-coach.db") == "ok"
