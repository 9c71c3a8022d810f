"""What came when, what it changed, and the way back.

What would be lost: a manager who used the wrong file could not go back, and nobody would know why figures changed.
"""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from coaching.importing.model import Intake
from coaching.store import list_imports, undo_import
from coaching.words import Words, languages
from pages.session import datasets
from pages.session.datasets import Scope
from tests.build import deals, lost, tables, waiting, won
from tests.pages.stored import store_dataset

EN = Words("en")
PAGE = "imports"


def two_weeks() -> Scope:
    """A deal won, one that moves to the next step in the second week, and a new one."""
    first = store_dataset(
        tables(deals(won(deal_id="1", row=2), waiting(deal_id="2", row=3), stage="Old", file="first.csv"))
    )
    rows = (won(deal_id="1", stage="Old"), waiting("next_step", deal_id="2", stage="New"), lost(deal_id="3"))
    later = Intake(tables(deals(*rows, file="second.csv")))
    return datasets.keep(later, [], (), dt.date(2026, 7, 7), first)


@pytest.mark.parametrize("lang", tuple(languages()))
def test_each_import_says_what_it_changed(open_app, shown, lang: str) -> None:
    app = open_app(PAGE, data=two_weeks().link, lang=lang)
    assert not app.exception
    words, text = Words(lang), shown(app)
    assert words("datasets.import", number=words.number(2)) in text
    assert words.count("datasets.dated", 1) in text
    assert words.count("datasets.stage_changes", 1) in text


def test_an_import_can_be_taken_back_and_brought_back(open_app) -> None:
    scope = two_weeks()
    before, later = (one.id for one in list_imports(datasets.store(), scope.dataset.id))
    app = open_app(PAGE, data=scope.link)
    assert rows(scope) == 3
    app.button(key=f"undo-{later}").click().run()
    assert not app.exception
    assert rows(scope) == 2
    app.button(key=f"redo-{later}").click().run()
    assert rows(scope) == 3
    app.button(key=f"undo-{before}").click().run()
    app.button(key=f"undo-{later}").click().run()
    assert not app.exception
    assert rows(scope) == 0


def rows(scope: Scope) -> int:
    found = datasets.find(scope.link)
    assert found is not None
    return len(found.intake.tables.deals)


def test_without_any_import_the_pages_say_what_to_do(open_app) -> None:
    scope = store_dataset(tables(deals(won())))
    undo_import(datasets.store(), list_imports(datasets.store(), scope.dataset.id)[0].id, "")
    app = open_app("leaderboard", data=scope.link)
    assert not app.exception
    assert app.subheader[0].value == EN("empty.title")


def test_data_can_be_named_and_deleted_for_good(open_app) -> None:
    scope = two_weeks()
    app = open_app(PAGE, data=scope.link)
    next(field for field in app.text_input if field.label == EN("datasets.name")).input("North *team*")
    click(app, EN("datasets.name.save"))
    assert datasets.find(scope.link).dataset.name == "North *team*"
    app.button(key="delete").click().run()
    app.button(key="delete-yes").click().run()
    assert not app.exception
    assert datasets.find(scope.link) is None
    assert "data" not in app.query_params


def click(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


@pytest.mark.parametrize("lang", tuple(languages()))
def test_rows_that_a_later_export_replaced_are_no_trouble(open_app, shown, lang: str) -> None:
    scope = two_weeks()
    words, app = Words(lang), open_app("quality", data=scope.link, lang=lang)
    assert not app.exception
    assert len(scope.intake.set_aside) == 2
    assert words("rows.replaced") in shown(app)
    assert words.count("quality.replaced", 2) in [expander.label for expander in app.expander]
    assert not app.dataframe
