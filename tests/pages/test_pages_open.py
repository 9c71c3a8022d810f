"""Every page opens, with and without data, in both languages.

What would be lost: a manager who follows a link meets an error instead of a page.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from coaching.words import Words, languages
from pages import registry

PAGES = tuple(page.key for page in registry.PAGES if not page.only_signed_in)
NEED_DATA = tuple(page.key for page in registry.PAGES if page.needs_data and page.entry != "data")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_and_its_widgets_have_labels(open_app, page: str, lang: str) -> None:
    app = open_app(page, lang=lang, data="sample")
    assert not app.exception
    assert app.title[0].value == title(app, page, lang)
    for kind in ("selectbox", "number_input", "slider", "date_input", "button", "toggle"):
        assert all(element.label for element in app.get(kind)), kind


@pytest.mark.parametrize(("data", "lang"), [("", "en"), ("gone", "ar")])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_data(open_app, page: str, data: str, lang: str) -> None:
    app = open_app(page, lang=lang, **({"data": data} if data else {}))
    assert not app.exception
    assert app.title[0].value == title(app, page, lang)
    if not data and page in NEED_DATA:
        assert app.subheader[0].value == Words("en")("empty.title")


def title(app: AppTest, page: str, lang: str = "en") -> str:
    """Return what a page is headed: the page of a rep by the name, where there is one."""
    chosen = [box.value for box in app.selectbox if box.key == "rep"]
    return Words(lang).name(chosen[0]) if page == "rep" and chosen else Words(lang)(f"{page}.title")


def test_a_page_without_data_offers_the_sample(open_app) -> None:
    app = open_app("follow_up")
    app.button(key="sample").click().run()
    assert not app.exception
    assert app.title[0].value == Words("en")("team.title")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_first_asks_for_the_frame(page: str) -> None:
    source = (ROOT / registry.page(page).file).read_text(encoding="utf-8")
    values = [node.value for node in ast.parse(source).body if isinstance(node, (ast.Assign, ast.Expr))]
    assert next(ast.unparse(value) for value in values if isinstance(value, ast.Call)) == "state.enter()"


@pytest.mark.parametrize("address", registry.MOVED)
def test_an_address_of_an_earlier_version_leads_on_with_its_parameters(open_app, address: str) -> None:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=300)
    for name, value in {"lang": "en", "data": "sample", "rep": "Omar Nasser", "period": "quarter"}.items():
        app.query_params[name] = value
    app._page_hash = calc_hash(address)
    app.run()
    key, added = registry.MOVED[address]
    assert not app.exception
    assert app.title[0].value == title(app, key)
    assert app.query_params["period"] == "quarter"
    assert all(app.query_params[name] == value for name, value in added.items())
    if key == "rep":
        assert app.selectbox(key="rep").value == "Omar Nasser"
