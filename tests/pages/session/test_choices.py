"""Choices live in the address: a shared link shows what its sender saw.

What would be lost: two people who talk about the same link look at different figures.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from coaching.words import Words
from pages import registry
from pages.session import datasets, results, url
from pages.session.session_state import KEY
from tests.pages.stored import store_dataset
from tests.titles import team_titles


def test_a_link_sets_the_choices(open_app) -> None:
    app = open_app(
        "scorecard", data="sample", period="months_12", peers="all", goal="90000", goal_period="quarter", weeks="44"
    )
    choices = app.session_state[KEY].choices
    assert (choices.peers_by, choices.goal, choices.goal_period, choices.weeks_per_year) == (
        "all",
        90000,
        "quarter",
        44,
    )
    assert (choices.end - choices.start).days == 364


def test_a_custom_period_is_in_the_link(open_app) -> None:
    app = open_app("leaderboard", data="sample", period="custom", **{"from": "2026-01-01", "to": "2026-03-31"})
    choices = app.session_state[KEY].choices
    assert (choices.start, choices.end) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


def test_a_choice_is_written_into_the_link(open_app) -> None:
    app = open_app("leaderboard", data="sample")
    app.selectbox(key="period").select("last_quarter").run()
    assert app.query_params["period"] == "last_quarter"
    usual = results.summary(datasets.find("sample").token).default.name
    app.selectbox(key="period").select(usual).run()
    assert "period" not in app.query_params


def test_the_language_is_in_the_link_as_a_code(open_app) -> None:
    app = open_app("leaderboard", data="sample")
    app.session_state["lang"] = "ar"
    app.run()
    assert app.query_params["lang"] == "ar"
    assert app.title[0].value in team_titles("ar")


def test_choices_are_shown_in_the_words_of_another_language(open_app) -> None:
    """The browser keeps the words in which a choice was made, unless it is given the choice anew."""
    own = store_dataset(datasets.find("sample").intake)
    app = open_app("leaderboard", data=own.link)
    app.selectbox(key="period").select("year").run()
    app.button(key="other-language").click().run()
    shown = app.selectbox(key="period")
    assert (shown.proto.set_value, shown.proto.raw_value) == (True, Words("ar")("period.year"))


def test_an_old_link_with_the_digits_in_the_language_still_works(open_app) -> None:
    app = open_app("leaderboard", data="sample", lang="ar-arab-hijri")
    assert [app.query_params[key] for key in ("lang", "digits", "calendar")] == ["ar", "arab", "hijri"]


@pytest.mark.parametrize(
    "address",
    [
        {"period": "'; drop table", "goal": "nan", "weeks": "-4", "peers": "planet", "sort": "luck", "plot": "revenue"},
        {"period": "custom", "from": "31/12/2026", "to": "x", "goal": "1e999", "weeks": "900", "rep": "nobody"},
        {"period": "custom", "from": "2026-06-01", "to": "2026-01-01", "lang": "xx", "behind": "luck"},
        {
            "team": "nowhere",
            "trend": "luck",
            "by": "minute",
            "plot": "average_sale",
            "cut": "planet",
            "m_from": "nobody",
        },
        {"m_have": "-3", "m_due": "soon", "m_cycle": "0", "data": "../../etc/passwd"},
    ],
    ids=str,
)
def test_a_senseless_link_is_harmless(open_app, address: dict[str, str]) -> None:
    for page in ("leaderboard", "offerings", "scorecard", "magic_number"):
        app = open_app(page, **{"data": "sample", **address})
        assert not app.exception, address


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "0", "1e16", "ten"])
def test_numbers_in_a_link_are_checked(open_app, text: str) -> None:
    app = open_app("magic_number", m_goal=text, m_average=text, m_next_step=text, m_closing=text, m_weeks=text)
    assert not app.exception


def test_numbers_are_written_short() -> None:
    assert url._text(15000.0) == "15000"
    assert url._text(0.5) == "0.5"
    assert url._text(None) == ""


def test_an_arabic_reader_may_choose_digits_and_calendar(open_app, shown) -> None:
    plain_page = shown(open_app("scorecard", data="sample", lang="ar"))
    app = open_app("scorecard", data="sample", lang="ar", digits="arab", calendar="hijri")
    page = shown(app)
    assert "%" in plain_page and "٪" not in plain_page
    assert re.search("[٠-٩]+٪", page)
    assert "هـ" in page and "هـ" not in plain_page
    assert (app.query_params["digits"], app.query_params["calendar"]) == ("arab", "hijri")


def test_english_pages_keep_their_digits(open_app, shown) -> None:
    app = open_app("scorecard", data="sample", lang="en", digits="arab")
    assert not re.search("[٠-٩]", shown(app))


def test_a_choice_that_pages_share_goes_along_from_one_to_the_next(open_app) -> None:
    """Funnel after Offerings was a traceback, and Offerings after Funnel had nothing to compare."""
    app = open_app("team", data="sample")
    app.selectbox(key="period").select("quarter").run()
    for key in ("rep", "follow_up", "team", "calculator", "rep"):
        app.switch_page(registry.page(key).file).run()
        assert not app.exception
        assert app.session_state["period"] == "quarter"
    second = app.selectbox(key="rep").options[1]
    app.selectbox(key="rep").set_value(second).run()
    for key in ("team", "rep"):
        app.switch_page(registry.page(key).file).run()
    assert app.selectbox(key="rep").value == second


@pytest.mark.parametrize(
    "address",
    [
        {"weeks": "900", "goal": "-5", "period": "never", "cut": "colour", "sort": "x"},
        {"period": "custom", "from": "1800-01-01", "to": "2990-01-01", "weeks": "0.01"},
        {"m_goal": "0.001", "m_closing": "900", "m_weeks": "99", "m_have": "1e14", "m_due": "1850-01-01"},
    ],
)
@pytest.mark.parametrize("page", ["offerings", "magic_number"])
def test_a_value_in_the_address_that_no_widget_takes_gives_way(open_app, page: str, address: dict[str, str]) -> None:
    app = open_app(page, data="sample", **address)
    assert not app.exception
    assert app.title
