"""Goals, targets and names that people set: kept, used, and taken back.

What would be lost: a manager whose goals are half saved, or gone because one row had a typing error; and a team judged
by somebody else's targets.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
import streamlit as st

from coaching.goals import COLUMNS, Row
from coaching.report import MEANINGS
from coaching.store import Goal, Rule, rules, set_goals, set_rules, set_setting, settings
from coaching.store import goals as stored_goals
from coaching.store import settings as stored_settings
from coaching.tables import Tables, conform
from coaching.words import Words, languages
from pages.session import datasets
from pages.session.session_state import KEY
from tests.goals.made import JANUARY, UPLOADED, row
from tests.pages.stored import store_dataset

EN = Words("en")


# The page


@pytest.mark.parametrize(("page", "part"), [("targets", "rules"), ("privacy", "backup")])
def test_a_link_leads_to_the_tab_that_was_open_in_any_language(open_app, page: str, part: str) -> None:
    for lang in languages():
        assert open_app(page, data="sample", lang=lang, tab=part).query_params["tab"] == part
    assert "tab" not in open_app(page, data="sample", tab="none of them").query_params


@pytest.fixture
def scope():
    day = {"first_appointment_on": "2026-01-05", "closed_on": "2026-02-01", "gate_shown": True}
    won = {"gate": "won", "outcome": "won", "next_step_on": "2026-01-20", "amount": 100.0, "currency": "SAR", **day}
    lost = {"gate": "first_appointment", "outcome": "lost", **day}
    of_reps = {"Sara": "East", "Omar": "West", "<b>Lina</b> :red[x] $1$": "West"}
    rows = [{"rep": rep, "team": team, **one} for rep, team in of_reps.items() for one in [won] * 12 + [lost] * 4]
    found = store_dataset(Tables(deals=conform(pd.DataFrame(rows), "deals"), goals=UPLOADED))
    for name in settings(datasets.store(), found.dataset.id):
        set_setting(datasets.store(), found.dataset.id, name, None, "")
    set_goals(datasets.store(), found.dataset.id, (), "")
    set_rules(datasets.store(), found.dataset.id, (), "")
    return datasets.find(found.link)


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("data", ["", "sample", "gone", "own"])
def test_the_page_opens(open_app, scope, data: str, lang: str) -> None:
    app = open_app("targets", lang=lang, **({"data": scope.link if data == "own" else data} if data else {}))
    assert not app.exception
    assert app.title[0].value == Words(lang)("targets.title")
    if data in ("sample", "own"):
        assert app.button(key="rules-save").disabled == (data == "sample")


def edited(monkeypatch, *rows: Row, cells: dict[tuple[int, int], str] | None = None) -> None:
    """Let the list hold these rows, and cells of the grid (row, month) these texts, as if somebody had typed them."""
    listed = pd.DataFrame([vars(one) for one in rows], columns=list(COLUMNS)).astype(object)

    def editor(frame: pd.DataFrame, *_, key: str, **__) -> pd.DataFrame:
        if "months" not in key:
            return listed
        frame = frame.copy()
        for (at, month), text in (cells or {}).items():
            frame.loc[at, f"m{month}"] = text
        return frame

    monkeypatch.setattr(st, "data_editor", editor)


def test_goals_are_kept_and_taken_back(open_app, scope, monkeypatch) -> None:
    edited(monkeypatch, row(who="team:East", amount=900.0), cells={(1, 2): "70"})
    app = open_app("targets", data=scope.link)
    app.button(key="goals-save").click().run()
    assert not app.exception
    assert [one.value for one in app.success] == [EN("setup.saved")]
    february = (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    found = {
        (one.rep or one.team, one.goal_from, one.goal_to, one.amount)
        for one in stored_goals(datasets.store(), scope.dataset.id)
    }
    assert found == {("East", *JANUARY, 900.0), ("Omar", *february, 70.0)}
    app.button(key="targets-undo").click().run()
    assert stored_goals(datasets.store(), scope.dataset.id) == ()


def test_there_is_nothing_to_save_until_something_is_typed(open_app, scope, monkeypatch) -> None:
    app = open_app("targets", data=scope.link)
    assert app.button(key="goals-save").disabled
    edited(monkeypatch, cells={(1, 1): ""})
    app.run()
    assert not app.button(key="goals-save").disabled


def test_taking_back_is_not_offered_once_somebody_else_changed_something(open_app, scope, monkeypatch) -> None:
    edited(monkeypatch, row(who="team:East", amount=900.0))
    app = open_app("targets", data=scope.link)
    app.button(key="goals-save").click().run()
    set_goals(datasets.store(), scope.dataset.id, [Goal(0, None, None, *JANUARY, "month", 5.0, None)], "")
    app.run()
    assert "targets-undo" not in [button.key for button in app.button]


def test_a_wrong_row_keeps_nothing_and_loses_nothing(open_app, shown, scope, monkeypatch) -> None:
    edited(monkeypatch, row(who="rep:Sara", every="quarter", amount=None), cells={(1, 2): "70", (1, 3): "x"})
    app = open_app("targets", data=scope.link)
    app.button(key="goals-save").click().run()
    assert EN.count("targets.not_saved", 2) in shown(app)
    assert stored_goals(datasets.store(), scope.dataset.id) == ()
    assert not app.success


def test_what_somebody_else_typed_meanwhile_is_not_overwritten_unasked(open_app, shown, scope, monkeypatch) -> None:
    edited(monkeypatch, row(who="all", amount=7.0))
    app = open_app("targets", data=scope.link)
    app.session_state[f"goals-{scope.link}-0"] = {"added_rows": [{"amount": 7.0}]}
    theirs = Goal(0, None, None, *JANUARY, "month", 5.0, None)
    set_goals(datasets.store(), scope.dataset.id, [theirs], "")
    app.button(key="goals-save").click().run()
    assert EN("targets.meanwhile") in shown(app)
    assert [one.amount for one in stored_goals(datasets.store(), scope.dataset.id)] == [5.0]
    app.button(key="goals-save").click().run()
    assert 7.0 in [one.amount for one in stored_goals(datasets.store(), scope.dataset.id)]


def test_one_goal_goes_to_every_empty_month(open_app, scope) -> None:
    app = open_app("targets", data=scope.link)
    app.text_input(key=f"goals-fill-{scope.link}-0").set_value("1,000").run()
    app.button(key="goals-fill").click().run()
    assert not app.exception
    goals = stored_goals(datasets.store(), scope.dataset.id)
    assert sorted({one.rep for one in goals}) == sorted(["Sara", "Omar", "<b>Lina</b> :red[x] $1$"])
    assert len(goals) == 11 + 11 + 12
    assert {one.amount for one in goals} == {1000.0}


def test_targets_are_typed_as_percent_and_judge_at_once(open_app, scope) -> None:
    app = open_app("targets", data=scope.link)
    app.number_input(key="limit-None-next_step_ratio-0").set_value(90.0)
    app.number_input(key="limit-None-closing_ratio-0").set_value(50.0)
    app.button(key="rules-save").click().run()
    assert app.session_state[KEY].rounds == {"rules": 1}  # what is typed elsewhere on the page stays
    found = rules(datasets.store(), scope.dataset.id)
    assert set(found) == {Rule(None, "next_step_ratio", 0.9, None), Rule(None, "closing_ratio", 0.5, None)}
    card = open_app("scorecard", data=scope.link, rep="Sara")
    assert "90% or more" in "".join(element.proto.body for element in card.get("html"))
    app.button(key="rules-reset").click().run()
    assert rules(datasets.store(), scope.dataset.id) == ()
    app.button(key="targets-undo").click().run()
    assert set(rules(datasets.store(), scope.dataset.id)) == set(found)


def test_a_team_has_its_own_targets_beside_everybodys(open_app, scope) -> None:
    shared = Rule(None, "average_sale", 0.25, None)
    set_rules(datasets.store(), scope.dataset.id, [shared], "")
    app = open_app("targets", data=scope.link)
    app.selectbox(key=f"rules-team-{scope.link}").select("East").run()
    field = app.number_input(key="limit-East-average_sale-0")
    assert (field.value, field.placeholder) == (None, "25")
    field.set_value(50.0)
    app.button(key="rules-save").click().run()
    assert set(rules(datasets.store(), scope.dataset.id)) == {shared, Rule("East", "average_sale", 0.5, None)}


@pytest.mark.parametrize("own", ["", "<i>Lab</i> $1$"])
def test_the_next_step_has_a_name_on_every_page(open_app, scope, own: str) -> None:
    app = open_app("targets", data=scope.link)
    app.selectbox(key=f"next-step-{scope.link}-0").select("own" if own else MEANINGS[1]).run()
    if own:
        app.text_input(key=f"next-step-words-{scope.link}-0").set_value(own).run()
    app.button(key="next-step-save").click().run()
    assert datasets.settings(datasets.find(scope.link).token)["next_step_meaning"] == own or MEANINGS[1]
    said = "&lt;i&gt;Lab&lt;/i&gt; $1$" if own else EN(f"next_step.{MEANINGS[1]}")
    for page in ("funnel", "scorecard", "definitions"):
        opened = open_app(page, data=scope.link)
        assert not opened.exception
        assert said in "".join(element.proto.body for element in opened.get("html")), page


def test_the_teams_name_is_kept_and_taken_back(open_app, scope) -> None:
    app = open_app("targets", data=scope.link)
    app.text_input(key=f"team-name-{scope.link}-0").set_value(" East & Co ")
    app.button(key="team-name-save").click().run()
    assert settings(datasets.store(), scope.dataset.id)["team_name"] == "East & Co"
    app.button(key="targets-undo").click().run()
    assert "team_name" not in settings(datasets.store(), scope.dataset.id)


def test_whom_rankings_name_is_kept_and_taken_back(open_app, scope) -> None:
    app = open_app("targets", data=scope.link)
    app.radio(key=f"wall-names-{scope.link}-0").set_value("own").run()
    app.button(key="wall-names-save").click().run()
    assert not app.exception
    assert stored_settings(datasets.store(), scope.dataset.id)["wall_names"] == "own"
    wall = open_app("team", data=scope.link, wall="1")
    assert not wall.exception
    assert "Sara" not in "".join(element.proto.body for element in wall.get("html"))
    app.button(key="targets-undo").click().run()
    assert "wall_names" not in stored_settings(datasets.store(), scope.dataset.id)
