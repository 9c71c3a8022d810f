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
@pytest.mark.parametrize("data", ["", "sample", "gone"])
def test_a_page_opens(open_app, page: str, lang: str, data: str) -> None:
    app = open_app(page, lang=lang, **({"data": data} if data else {}))
    assert not app.exception
    assert app.title[0].value == title(app, page, lang)


def title(app: AppTest, page: str, lang: str = "en") -> str:
    """Return what a page is headed: the page of a rep by the name, where there is one."""
    chosen = [box.value for box in app.selectbox if box.key == "rep"]
    return Words(lang).name(chosen[0]) if page == "rep" and chosen else Words(lang)(f"{page}.title")


@pytest.mark.parametrize("page", NEED_DATA)
def test_without_data_a_page_says_what_to_do(open_app, page: str) -> None:
    app = open_app(page)
    assert app.subheader[0].value == Words("en")("empty.title")
    app.button(key="sample").click().run()
    assert not app.exception
    assert app.title[0].value == Words("en")("team.title")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_first_asks_for_the_frame(page: str) -> None:
    source = (ROOT / registry.page(page).file).read_text(encoding="utf-8")
    values = [node.value for node in ast.parse(source).body if isinstance(node, (ast.Assign, ast.Expr))]
    assert next(ast.unparse(value) for value in values if isinstance(value, ast.Call)) == "state.enter()"


def test_the_widgets_all_have_labels(open_app) -> None:
    for page in PAGES:
        app = open_app(page, data="sample")
        for kind in ("selectbox", "number_input", "slider", "date_input", "button", "toggle"):
            assert all(element.label for element in app.get(kind)), f"{page}: {kind}"


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
