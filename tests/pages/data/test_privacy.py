"""What people ask of their data is done, and nothing is lost by a slip of the hand.

What would be lost: a person who asked to be forgotten and is still there, a stranger with a backup of everybody's
data, or a team's deals removed by one click.
"""

from __future__ import annotations

import io
import json
import zipfile

import pandas as pd
import pytest
import streamlit as st

from coaching.access import known_reps
from coaching.store import (
    File,
    StoreProblem,
    count_older_deals,
    delete_dataset,
    list_datasets,
    rename_dataset,
    set_setting,
    verify,
)
from coaching.tables import Tables, conform
from coaching.words import Words, languages
from pages.data import backup, personal_data
from pages.kit.escape import markdown
from pages.session import clock, datasets, results
from pages.session.session_state import KEY
from tests.pages.stored import store_dataset

EN = Words("en")
NAME = "Zoë <b>Quux</b> :red[x] yz"


@pytest.fixture
def scope():
    for one in list_datasets(datasets.store()):
        if not one.is_sample:
            delete_dataset(datasets.store(), one.id, "")
    row = {"gate": "won", "outcome": "won", "next_step_on": "2024-01-20", "amount": 9.0, "gate_shown": True}
    days = [("2024-01-05", "2024-02-01"), ("2026-01-05", "2026-02-01")]
    rows = [
        {"rep": rep, "deal_id": f"{at}{rep[0]}", **row, "first_appointment_on": first, "closed_on": closed}
        for rep in (NAME, "Omar")
        for at, (first, closed) in enumerate(days * 6)
    ]
    return store_dataset(Tables(deals=conform(pd.DataFrame(rows), "deals")))


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("data", ["", "sample", "gone", "own"])
def test_the_page_opens(open_app, scope, data: str, lang: str) -> None:
    app = open_app("privacy", lang=lang, **({"data": scope.link if data == "own" else data} if data else {}))
    assert not app.exception
    assert app.title[0].value == Words(lang)("privacy.title")
    if data in ("sample", "own"):
        assert app.button(key="erase").disabled == (data == "sample")


def test_a_reps_data_is_handed_over_whole(scope) -> None:
    made = personal_data._exported(scope, NAME)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        told = json.loads(archive.read("data.json"))
    assert told["rep"] == NAME
    assert len(told["deals"]) == 12


def test_nobody_is_erased_before_the_name_is_typed(open_app, scope) -> None:
    app = open_app("privacy", data=scope.link)
    app.selectbox(key=f"erase-rep-{scope.token}").select(NAME).run()
    app.button(key="erase").click().run()
    assert app.button(key="erase-yes").disabled
    app.text_input(key="erase-name").set_value("Zoë").run()
    assert app.button(key="erase-yes").disabled
    # A name copied from the question holds the marks that keep it from being read as Markdown.
    app.text_input(key="erase-name").set_value(NAME.replace(":", ":\u2060").replace(" ", "\u00a0")).run()
    assert not app.button(key="erase-yes").disabled
    assert NAME in known_reps(datasets.find(scope.link).intake.tables)


def test_an_erased_person_is_gone_from_every_page(open_app, shown, scope) -> None:
    app = open_app("privacy", data=scope.link)
    app.selectbox(key=f"erase-rep-{scope.token}").select(NAME).run()
    app.button(key="erase").click().run()
    app.text_input(key="erase-name").set_value(NAME).run()
    app.button(key="erase-yes").click().run()
    assert not app.exception
    names = known_reps(datasets.find(scope.link).intake.tables)
    assert NAME not in names
    pseudonym = next(name for name in names if name != "Omar")
    assert app.success[0].value == markdown(EN("privacy.erase.done", pseudonym=pseudonym))
    for page in ("leaderboard", "privacy", "imports"):
        assert "Quux" not in shown(open_app(page, data=scope.link)), page


def test_what_was_worked_out_before_is_forgotten(scope, monkeypatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    before = results.summary(scope.token)
    assert results.summary(scope.token) is before
    store = datasets.opened()
    personal_data.forget()
    assert results.summary(scope.token) is not before
    assert datasets.opened() is store


@pytest.mark.parametrize(("changed", "said"), [(True, "privacy.erase.later"), (False, "store.busy")])
def test_an_erasure_in_the_way_of_others_says_how_far_it_came(scope, monkeypatch, changed: bool, said: str) -> None:
    def erase(store, dataset_id, rep, by, person_finder):
        if changed:
            rename_dataset(store, dataset_id, "x", by)
            set_setting(store, dataset_id, "team_name", "x", by)
        raise StoreProblem("busy")

    monkeypatch.setattr("pages.data.personal_data.erase_person", erase)
    monkeypatch.setattr(st, "session_state", {})
    told = []
    monkeypatch.setattr(st, "warning", told.append)
    monkeypatch.setattr(st, "error", told.append)
    personal_data._erase(scope, NAME)
    personal_data._show_outcome(st.session_state[KEY].erased, EN)
    assert [one.replace("\\", "") for one in told] == [EN(said)]


def test_old_deals_go_only_after_asking(open_app, shown, scope) -> None:
    app = open_app("privacy", data=scope.link)
    app.number_input(key=f"retention-{scope.link}-0").set_value(12)
    app.button(key="retention-save").click().run()
    older = count_older_deals(datasets.find(scope.link).intake.tables.deals, 12, clock.today())
    assert older == 12
    assert EN.count("privacy.retention.older", older) in shown(app)
    assert len(datasets.find(scope.link).intake.tables.deals) == 24
    app.button(key="retention-apply").click().run()
    assert len(datasets.find(scope.link).intake.tables.deals) == 24
    app.button(key="retention-yes").click().run()
    assert not app.exception
    assert len(datasets.find(scope.link).intake.tables.deals) == 12


def test_an_import_into_a_team_that_keeps_for_a_time_keeps_no_longer(scope) -> None:
    set_setting(datasets.store(), scope.dataset.id, "retention_months", 12, "")
    more = datasets.keep(scope.intake, [File("again.csv", "other", 1)], (), clock.today(), into=scope)
    assert len(datasets.find(more.link).intake.tables.deals) == 12


# Backups


def test_a_backup_and_a_look_are_there_for_whoever_runs_the_app(open_app, scope, monkeypatch) -> None:
    monkeypatch.setattr(datasets, "is_private", lambda: True)
    app = open_app("privacy", data=scope.link)
    app.button(key="verify").click().run()
    assert not app.exception
    assert EN("privacy.verify.whole") in app.success[0].value
    with zipfile.ZipFile(io.BytesIO(backup._backup())) as archive:
        assert archive.testzip() is None


def test_a_stranger_with_a_link_gets_no_backup(open_app, scope, monkeypatch) -> None:
    monkeypatch.setattr(datasets, "is_private", lambda: False)
    app = open_app("privacy", data=scope.link)
    assert EN("privacy.backup.not_here") in [one.value for one in app.info]
    assert "verify" not in [button.key for button in app.button]
    with pytest.raises(PermissionError):
        backup._backup()


def test_what_is_broken_is_named(open_app, shown, scope, monkeypatch) -> None:
    monkeypatch.setattr(datasets, "is_private", lambda: True)
    report = verify(datasets.store())
    broken = type(report)(**{**vars(report), "problems": ("import 1, <b>deals</b> 0",)})
    monkeypatch.setattr("pages.data.backup.verify", lambda store: broken)
    app = open_app("privacy", data=scope.link)
    app.button(key="verify").click().run()
    assert EN.count("privacy.verify.broken", 1) in app.error[0].value
    assert r"\<b\>deals" in shown(app)
