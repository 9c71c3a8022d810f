"""Goals, targets and names that people set: kept, used, and taken back.

What would be lost: a manager whose goals are half saved, or gone because one row had a typing error; and a team judged
by somebody else's targets.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
import streamlit as st
from PIL import Image

from coaching.goals import (
    COLUMNS,
    Row,
    fill_months,
    goal_rows,
    goals_to_store,
    grid_frame,
    monthly,
    other_goals,
    read_grid,
    read_rows,
    rows_frame,
    total_text,
    totals,
)
from coaching.metrics import Period, resolve_goals
from coaching.report import MEANINGS
from coaching.store import Goal, Rule, rules, set_goals, set_rules, set_setting, settings
from coaching.store import goals as stored_goals
from coaching.store import settings as stored_settings
from coaching.tables import Tables, conform
from coaching.words import Words, languages
from pages.kit import logo
from pages.session import datasets
from tests.pages.stored import store_dataset

EN = Words("en")
JANUARY = (dt.date(2026, 1, 1), dt.date(2026, 1, 31))


def row(who: str = "rep:Sara", every: str = "month", days=JANUARY, amount: float | None = 100.0, **more) -> Row:
    return Row(who, every, *days, amount, more.get("currency"), more.get("source"))


def meant(*rows: Row, before=(), currency: str | None = None):
    frame = pd.DataFrame([vars(one) for one in rows], columns=list(COLUMNS)).astype(object)
    return read_rows(frame, before, currency)


# What a grid means


@pytest.mark.parametrize(
    ("every", "day", "span"),
    [
        ("month", dt.date(2026, 2, 10), (dt.date(2026, 2, 1), dt.date(2026, 2, 28))),
        ("quarter", dt.date(2026, 2, 10), (dt.date(2026, 1, 1), dt.date(2026, 3, 31))),
        ("year", dt.date(2024, 2, 29), (dt.date(2024, 1, 1), dt.date(2024, 12, 31))),
    ],
)
def test_one_day_stands_for_the_period_it_is_in(every: str, day: dt.date, span: tuple) -> None:
    for days in ((day, None), (None, day)):
        (found,), wrong = meant(row(every=every, days=days))
        assert (found.goal_from, found.goal_to) == span
        assert not wrong


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row(who=""), "no_who"),
        (row(amount=None), "no_amount"),
        (row(amount=0.0), "no_amount"),
        (row(days=(JANUARY[1], JANUARY[0])), "turned"),
        (row(days=(dt.date(2026, 1, 1), dt.date(2026, 12, 31))), "too_long"),
        (row(every="own", days=(None, None)), "no_dates"),
        (row(every="own", days=(JANUARY[0], None)), "no_dates"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_row(bad: Row, code: str) -> None:
    _, wrong = meant(row(who="rep:Omar"), bad)
    assert [(one.row, one.code) for one in wrong] == [(2, code)]


def test_two_goals_for_the_same_days_are_named() -> None:
    whole = row(every="own", days=(dt.date(2026, 1, 1), dt.date(2026, 6, 30)))
    part = row(every="own", days=(dt.date(2026, 6, 30), dt.date(2026, 7, 31)))
    _, wrong = meant(whole, row(who="rep:Omar", every="own"), part)
    assert [(one.row, one.code, one.other) for one in wrong] == [(3, "overlap", 1)]
    assert meant(row(), row(every="year", days=(None, None)))[1] == ()
    assert [one.code for one in meant(row(days=(None, None)), row(days=(None, None)))[1]] == ["overlap"]


def test_what_came_with_a_file_is_not_judged_again() -> None:
    twice = (row(source="a.csv"), row(source="b.csv", amount=200.0))
    assert meant(*twice, before=twice)[1] == ()
    assert {one.code for one in meant(*twice, row(amount=3.0), before=twice)[1]} == {"overlap"}


def test_empty_rows_are_nothing_and_a_new_goal_is_in_the_teams_currency() -> None:
    empty = Row(None, None, None, None, None, None)
    rows, wrong = meant(empty, row(), currency="SAR")
    assert [one.currency for one in rows] == ["SAR"]
    assert not wrong


# What is kept of it


def goals_after(uploaded: pd.DataFrame, typed: tuple[Goal, ...]) -> set[tuple]:
    from coaching.store.imports.current_state import with_typed

    frame = with_typed(uploaded, typed) if typed else uploaded
    return {(one.who, one.when, one.amount) for one in goal_rows(frame) if one.amount}


def uploaded(*rows: dict) -> pd.DataFrame:
    shared = {"goal_period": "month", "goal_from": JANUARY[0], "goal_to": JANUARY[1], "file": "goals.csv", "row": 2}
    return conform(pd.DataFrame([{**shared, **one} for one in rows]), "goals")


UPLOADED = uploaded({"rep": "Sara", "amount": 100.0}, {"rep": "Omar", "amount": 50.0})


@pytest.mark.parametrize("change", ["nothing", "amount", "days", "away", "more"])
def test_what_is_kept_gives_the_grid_again(change: str) -> None:
    before = goal_rows(UPLOADED)
    sara, omar = before
    rows = {
        "nothing": (sara, omar),
        "amount": (replace(sara, amount=120.0), omar),
        "days": (replace(sara, goal_to=dt.date(2026, 1, 30)), omar),
        "away": (omar,),
        "more": (sara, omar, row(who="team:East"), row(who="all", days=(None, None))),
    }[change]
    typed = goals_to_store(rows, before)
    assert goals_after(UPLOADED, typed) == {(one.who, one.when, one.amount) for one in rows}
    assert (len(typed) > 0) == (change != "nothing")
    again = goal_rows(UPLOADED)
    assert goals_after(UPLOADED, goals_to_store(rows, again)) == goals_after(UPLOADED, typed)


# Reps by months


def grid(rows: tuple[Row, ...], cells: dict[tuple[str, int], str], year: int = 2026):
    """The goals that the grid of a year holds once these texts are typed into it."""
    who = sorted({one.who for one in rows} | {whom for whom, _ in cells})
    known = monthly(rows)
    shown = grid_frame(known, who, year, "SAR", partial(EN.number, decimals=2))
    now = shown.copy()
    for (whom, month), text in cells.items():
        now.loc[who.index(whom), f"m{month}"] = text
    return read_grid(now, shown, known, year, "SAR")


def test_every_goal_is_in_the_grid_or_in_the_list_below_it() -> None:
    quarter = row(every="quarter", days=(dt.date(2026, 1, 1), dt.date(2026, 3, 31)))
    half = row(who="rep:Omar", days=(JANUARY[0], dt.date(2026, 1, 15)))
    twice = (row(who="rep:Lina", source="a.csv"), row(who="rep:Lina", amount=200.0, source="b.csv"))
    standing = row(who="all", days=(None, None))
    rows = (row(amount=99.995), row(who="team:East"), quarter, half, *twice, standing, row(amount=0.0, who="rep:Gone"))
    in_grid, below = monthly(rows), other_goals(rows)
    assert set(in_grid.values()) == {rows[0], rows[1]}
    assert set(below) == {quarter, half, *twice, standing}
    made, wrong = grid(rows, {})
    assert (made, wrong) == (in_grid, [])  # what nobody touched stays to the cent
    assert goals_to_store([*made.values(), *below], rows) == goals_to_store(rows, rows)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12,000", 12000.0, "SAR"),
        ("12.000", 12000.0, "SAR"),
        ("12.000,50", 12000.5, "SAR"),
        ("١٢٬٠٠٠", 12000.0, "SAR"),
        (" 12k ", 12000.0, "SAR"),
        ("USD 500", 500.0, "USD"),
        ("", None, None),
        ("0", None, None),
        ("abc", "wrong", None),
        ("-5", "wrong", None),
        ("=1+1", "wrong", None),
        ("1e99", "wrong", None),
    ],
)
def test_a_cell_is_read_as_a_cell_of_a_file_is(text: str, amount: object, currency: str | None) -> None:
    rows = (row(currency="SAR"), row(days=(dt.date(2027, 1, 1), dt.date(2027, 1, 31))))
    made, wrong = grid(rows, {("rep:Sara", 1): text})
    cell = ("rep:Sara", dt.date(2026, 1, 1))
    assert wrong == ([cell] if amount == "wrong" else [])
    got = made.get(cell)
    assert (got and (got.amount, got.currency, got.goal_to)) == (
        (amount, currency, JANUARY[1]) if isinstance(amount, float) else None
    )
    assert ("rep:Sara", dt.date(2027, 1, 1)) in made


def test_the_same_goal_fills_the_months_that_have_none() -> None:
    rows = (row(), row(who="rep:Omar", every="year", days=(None, None)))
    more = fill_months(rows, ["rep:Sara", "rep:Omar", "rep:Lina"], 2026, 5.0, "SAR")
    assert [sum(one.who == who for one in more) for who in ("rep:Sara", "rep:Omar", "rep:Lina")] == [11, 0, 12]
    assert read_rows(rows_frame([*rows, *more], "here"))[1] == ()


def test_totals_are_of_reps_by_currency() -> None:
    made, _ = grid((row(), row(who="team:East")), {("rep:Omar", 2): "50", ("rep:Omar", 3): "USD 7"})
    sums = totals(made, {"rep:Sara", "rep:Omar", "team:East"}, 2026)
    assert {code: dict(of)[0] for code, of in sums.items()} == {None: 100.0, "SAR": 50.0, "USD": 7.0}
    assert total_text(made, "rep:Omar", 2026, "SAR", partial(EN.number, decimals=2)) == "50 + USD 7"


def test_goals_of_several_teams_add_up_and_everybodys_goal_goes_first() -> None:
    period = Period(*JANUARY)
    east, west = uploaded({"team": "East", "amount": 100.0}), uploaded({"team": "West", "amount": 50.0})
    teams = pd.concat([east, west], ignore_index=True)
    assert resolve_goals(teams, [], period).team.in_period == pytest.approx(150.0)
    shared = pd.concat([teams, uploaded({"amount": 400.0})], ignore_index=True)
    assert resolve_goals(shared, [], period).team.in_period == pytest.approx(400.0)


# The page


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
    assert app.session_state["_setup_rounds"] == {"rules": 1}  # what is typed elsewhere on the page stays
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


# The logo


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_logo_becomes_a_small_png(kind: str) -> None:
    png = logo.as_png(picture(kind))
    with Image.open(io.BytesIO(png)) as made:
        assert (made.format, made.size) == ("PNG", (600, 150))
    assert logo.from_setting(logo.to_setting(png)) == png


def test_a_noisy_logo_is_made_smaller_until_it_fits() -> None:
    many = Image.merge("RGB", [Image.effect_noise((600, 400), 90) for _ in "rgb"])
    target = io.BytesIO()
    many.save(target, "PNG")
    assert len(logo.as_png(target.getvalue())) <= logo.LARGEST


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "no_picture"),
        (picture()[:60], "no_picture"),
        (picture("BMP", (10, 10)), "no_picture"),
        (picture(size=(6000, 5000), mode="1"), "too_many_pixels"),
        (b"\x89PNG" + bytes(logo.LARGEST_GIVEN), "too_large"),
    ],
)
def test_what_is_no_logo_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(logo.NotALogo) as refused:
        logo.as_png(data)
    assert refused.value.code == code


@pytest.mark.parametrize("setting", [None, "", 3, "not base64 !"])
def test_a_broken_setting_is_no_logo(setting: object) -> None:
    assert logo.from_setting(setting) is None


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
