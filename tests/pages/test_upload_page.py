"""The first minute: a file in, understood, used; a wrong file gets a sentence.

What would be lost: the manager gives up on the first page.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from coaching.words import LANGUAGES, Words

SAMPLES = Path(__file__).parents[2] / "sample_data"
EN = Words("en")
LEADERBOARD = EN("leaderboard.title")


def give(app: AppTest, name: str, data: bytes) -> AppTest:
    return app.file_uploader[0].upload(name, data).run()


def sample(name: str) -> tuple[str, bytes]:
    return name, (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", ["team.xlsx", "deals.csv", "hubspot-deals.csv", "salesforce-report.xlsx"])
def test_a_known_export_needs_one_click(open_app, name: str) -> None:
    app = give(open_app(), *sample(name))
    assert not app.exception
    app.button(key="use").click().run()
    assert not app.exception
    assert app.title[0].value == LEADERBOARD
    assert app.query_params["data"] not in ("", "sample")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
        ("empty.csv", b""),
        ("pivot.csv", b"Sum of Amount,Column Labels,,\nRow Labels,Q1,Q2,Grand Total\nSara,1,2,3\nGrand Total,1,2,3\n"),
        ("letter.csv", b"Dear Sara,\nplease call me.\n"),
        ("broken.xlsx", b"PK\x03\x04" + b"\x00" * 200),
    ],
)
def test_a_wrong_file_gets_a_sentence(open_app, shown, name: str, data: bytes, lang: str) -> None:
    app = give(open_app(lang=lang), name, data)
    assert not app.exception
    said = [element.value for kind in ("error", "info") for element in app.get(kind)]
    asked = [box for box in app.selectbox if box.label == Words(lang)("map.table")]
    assert said or asked, shown(app)
    assert all(button.disabled for button in app.button if button.key == "use")


def test_a_good_file_beside_a_wrong_one_can_be_used(open_app) -> None:
    app = open_app()
    app.file_uploader[0].upload("empty.csv", b"")
    app.file_uploader[0].upload(*sample("deals.csv")).run()
    assert not app.exception
    assert any(element.value for element in app.error)
    assert not app.button(key="use").disabled


def test_stages_can_be_corrected_and_the_question_goes(open_app) -> None:
    app = give(open_app(), *sample("hubspot-deals.csv"))
    assert EN("upload.questions") in [heading.value for heading in app.subheader]
    stage = next(box for box in app.selectbox if ":stage:Appointment Scheduled" in (box.key or ""))
    stage.select("first_appointment").run()
    assert not app.exception
    assert EN("upload.questions") not in [heading.value for heading in app.subheader]


def test_what_is_right_can_be_said_with_one_click(open_app) -> None:
    app = give(open_app(), *sample("hubspot-deals.csv"))
    next(button for button in app.button if (button.key or "").endswith(":right")).click().run()
    assert EN("upload.questions") not in [heading.value for heading in app.subheader]


def test_a_column_can_be_mapped_otherwise(open_app) -> None:
    app = give(open_app(), *sample("deals.csv"))
    amount = next(box for box in app.selectbox if (box.key or "").endswith(":field:amount"))
    amount.select("").run()
    assert not app.exception
    app.button(key="use").click().run()
    assert not app.exception
    assert app.title[0].value == LEADERBOARD


def test_the_mapping_can_be_corrected_after_looking_at_the_figures(open_app) -> None:
    app = give(open_app(), *sample("hubspot-deals.csv"))
    app.button(key="use").click().run()
    first = app.query_params["data"]
    app.switch_page("pages/data/upload.py").run()
    stage = next(box for box in app.selectbox if ":stage:Appointment Scheduled" in (box.key or ""))
    stage.select("first_appointment").run()
    app.button(key="use").click().run()
    assert not app.exception
    assert app.title[0].value == LEADERBOARD
    assert app.query_params["data"] != first


def test_removed_data_can_be_brought_back(open_app) -> None:
    app = give(open_app(), *sample("deals.csv"))
    app.button(key="use").click().run()
    token = app.query_params["data"]
    app.switch_page("pages/data/upload.py").run()
    app.button(key="again").click().run()
    app.button(key="again-yes").click().run()
    assert not app.exception
    assert "data" not in app.query_params
    app.button(key="undo").click().run()
    assert not app.exception
    assert app.query_params["data"] == token


def test_the_template_can_be_downloaded(open_app) -> None:
    from pages.ui import calls

    open_app()
    assert calls.template().startswith(b"PK")
