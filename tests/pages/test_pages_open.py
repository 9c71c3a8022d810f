"""Every page opens, with and without data, in both languages.

What would be lost: a manager who follows a link meets an error instead of a page.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from coaching.words import LANGUAGES, Words

PAGES = (
    "data/upload",
    "data/quality",
    "team/leaderboard",
    "team/funnel",
    "team/offerings",
    "rep/scorecard",
    "rep/action_plan",
    "follow/overview",
    "follow/commitments",
    "follow/trainings",
    "tools/magic_number",
    "setup/definitions",
)
NEED_DATA = PAGES[1:10]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("data", ["", "sample", "gone"])
def test_a_page_opens(open_app, page: str, lang: str, data: str) -> None:
    app = open_app(page, lang=lang, **({"data": data} if data else {}))
    assert not app.exception
    assert app.title[0].value == Words(lang)(f"{page.split('/')[1]}.title")


@pytest.mark.parametrize("page", NEED_DATA)
def test_without_data_a_page_says_what_to_do(open_app, page: str) -> None:
    app = open_app(page)
    assert app.subheader[0].value == Words("en")("empty.title")
    app.button(key="sample").click().run()
    assert not app.exception
    assert app.title[0].value == Words("en")("leaderboard.title")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_first_asks_for_the_frame(page: str) -> None:
    source = (ROOT / "pages" / f"{page}.py").read_text(encoding="utf-8")
    values = [node.value for node in ast.parse(source).body if isinstance(node, (ast.Assign, ast.Expr))]
    assert next(ast.unparse(value) for value in values if isinstance(value, ast.Call)) == "state.enter()"


def test_the_widgets_all_have_labels(open_app) -> None:
    for page in PAGES:
        app = open_app(page, data="sample")
        for kind in ("selectbox", "number_input", "slider", "date_input", "button", "toggle"):
            assert all(element.label for element in app.get(kind)), f"{page}: {kind}"
