"""The leaderboard beside its table: who has improved, the course of a figure, the wall screen.

What would be lost: the good news of the period, and a screen on the wall that shows a menu.
"""

from __future__ import annotations

import datetime as dt

import pytest

from coaching.words import Words, plain
from tests.build import deals, lost, tables, team, won
from tests.pages.stored import store_dataset

EN = Words("en")
FIRST = {"first_appointment_on": "2023-01-05"}


def test_three_names_stand_in_front_each_with_a_weak_step_and_its_worth(open_app, shown) -> None:
    """The sample's planted weaknesses: small sales, few appointments, appointments that lead nowhere."""
    app = open_app("team", data="sample")
    text = shown(app)
    for name in ("Maya Khoury", "Daniel Reed", "Omar Nasser"):
        assert EN("names.prepare") in app.button(key=f"talk-{name}").label
    assert "first appointments a week; colleagues" in text
    assert "of 100 first appointments lead on; colleagues" in text


def test_preparing_the_talk_opens_the_rep(open_app) -> None:
    app = open_app("team", data="sample")
    app.button(key="talk-Omar Nasser").click().run()
    assert not app.exception
    assert (app.title[0].value, app.selectbox(key="rep").value) == (EN.name("Omar Nasser"), "Omar Nasser")


@pytest.mark.parametrize("reps", [("Sara",), ("Sara", "Omar")])
def test_a_small_team_is_named_whole_where_nobody_stands_out(open_app, reps: tuple[str, ...]) -> None:
    app = open_app("team", data=store_dataset(tables(team(**dict.fromkeys(reps, (12, 4, 4))))).link)
    assert {button.key for button in app.button if button.key.startswith("talk-")} == {f"talk-{rep}" for rep in reps}


def test_data_that_ended_long_ago_say_nothing_of_this_week(open_app, shown) -> None:
    ends = [deal(rep=rep, on=f"2023-0{month}-20") for rep in "ABC" for month in range(2, 8) for deal in (won, lost)]
    app = open_app("team", data=store_dataset(tables(deals(*[{**row, **FIRST} for row in ends]))).link)
    assert app.title[0].value == EN("team.title.old") and "this week" not in shown(app)
    assert EN("names.old", day=EN.date(dt.date(2023, 7, 20))) in shown(app)


def test_who_sells_in_another_currency_has_no_place(open_app, shown) -> None:
    """Zoe's dollars are not added up: a place, a score or a goal missed would blame her for the choice of currency."""
    sold = {"Ann": "SAR", "Bob": "SAR", "Cid": "SAR", "Zoe": "USD"}
    rows = [deal(rep=rep, currency=code) for rep, code in sold.items() for deal in (won, lost) for _ in range(11)]
    link = store_dataset(tables(deals(*rows))).link
    listed = open_app("team", data=link, goal="1000").dataframe[0].value.set_index("rep")
    assert listed["rank"].isna().to_dict() == {"Ann": False, "Bob": False, "Cid": False, "Zoe": True}
    heads = {rep: shown(open_app("rep", data=link, rep=rep, goal="1000")) for rep in ("Ann", "Zoe")}
    assert [EN("rep.factors") in head for head in heads.values()] == [True, False]


def test_a_rep_is_found_by_name_without_a_pointer(open_app, shown) -> None:
    """The table is drawn on a canvas; on a phone a list stands in for it."""
    app = open_app("team", data="sample")
    listed = shown(app).partition('class="sc-leaders"')[2]
    assert all(f">{plain(rep)}<" in listed for rep in app.dataframe[0].value["rep"])
    app.selectbox(key="open-rep").select("Omar Nasser").run()
    assert app.title[0].value == EN.name("Omar Nasser")


def test_money_and_goal_are_sorted_as_numbers_and_written_as_elsewhere(open_app, shown) -> None:
    """A table sorts texts letter by letter: 1,166,600 would come before 296,650."""
    app = open_app("team", data="sample")
    frame = app.dataframe[0].value
    assert frame["won"].dtype.kind == frame["goal"].dtype.kind == "f"
    listed = shown(app)
    for amount, goal in zip(frame["won"], frame["goal"], strict=True):
        assert f"{EN.money(amount, None, 0)} · {EN('ranking.goal')}: {goal:.0f}%" in listed


@pytest.mark.parametrize(("lang", "mark"), [("en", "\u200e"), ("ar", "")])
def test_names_in_two_scripts_begin_on_one_side(open_app, lang: str, mark: str) -> None:
    """The table would draw them on two sides; a name that it is told to align to the left, out of its cell."""
    names = set(open_app("team", data="sample", lang=lang).dataframe[0].value["rep"])
    assert {"Omar Nasser", f"{mark}ريم الزهراني"} <= names


def test_every_figure_of_the_team_is_explained_where_it_stands(open_app, shown) -> None:
    strip = shown(open_app("team", data="sample")).partition('class="sc-strip"')[2].partition("</dl>")[0]
    assert strip.count("<dt>") == strip.count('class="sc-help"') >= 4
    assert strip.count(EN("rep.help.formula", formula="")) == strip.count("<dt>") - 1


def test_names_are_those_of_the_chosen_team(open_app) -> None:
    app = open_app("team", data="sample", team="Jeddah")
    assert app.button(key="talk-Maya Khoury")
    assert not [button for button in app.button if button.key == "talk-Omar Nasser"]


def test_the_list_stands_in_the_order_of_what_it_shows(open_app) -> None:
    frame = open_app("team", data="sample").dataframe[0].value
    scores = [round(score) for score in frame["score"]]
    assert scores == sorted(scores, reverse=True)
    assert list(frame["rank"]) == [1 + sum(other > score for other in scores) for score in scores]


def test_each_rep_has_a_trend_that_follows_the_reader(open_app) -> None:
    trends = {}
    for lang in ("en", "ar"):
        frame = open_app("team", data="sample", lang=lang).dataframe[0].value
        trends[lang] = dict(zip(map(plain, frame["rep"]), frame["trend"], strict=True))
    assert any(len(line) > 3 for line in trends["en"].values())
    assert {rep: list(line)[::-1] for rep, line in trends["en"].items()} == {
        rep: list(line) for rep, line in trends["ar"].items()
    }


def test_the_wall_screen_names_who_won_and_ranks_nobody(open_app, shown) -> None:
    app = open_app("leaderboard", data="sample", wall="1")
    text = shown(app)
    assert 'class="sc-wins"' in text
    assert len(app.dataframe) == 0
    wall = text[text.index('class="sc-wins"') :]
    places = [wall.index(rep) for rep in ("Daniel Reed", "Hannah Clarke", "Maya Khoury", "Omar Nasser")]
    assert places == sorted(places)
    app.button(key="wall-close").click().run()
    assert 'class="sc-wins"' not in shown(app)
    assert len(app.dataframe) > 0


def test_the_funnel_says_where_most_is_lost(open_app, shown) -> None:
    assert "You lose most here" in shown(open_app("funnel", data="sample"))
