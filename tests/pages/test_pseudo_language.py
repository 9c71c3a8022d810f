"""Everything shown comes out of the catalogues, and none of it breaks in a language that needs more room.

What would be lost: whoever adds a language finds English left on pages, in files and on the command line.
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from google.protobuf.message import Message
from lxml import html as lxml_html
from streamlit.testing.v1 import AppTest

from coaching import report
from coaching.advise import Options, assess
from coaching.cli import console
from coaching.cli.main import main
from coaching.importing.model import Intake, Source
from coaching.report.content.model import Look
from coaching.tables import Tables, conform
from coaching.words import Words, language, languages, plain
from pages import registry
from tests import pseudo
from tests.build import goals, lost, waiting, won
from tests.pages.stored import store_dataset

REPS = ("Σοφία", "Νίκος", "Μαρία", "Άννα", "Πέτρος", "Ελένη")
#: Fields of Streamlit's messages that a reader does not see, and attributes of HTML that one does.
UNSEEN = re.compile(
    r"(.*_)?(id|key|hash|url|icon|path|type|format|color|style|src|href|token|language|page)s?|column_order"
)
SEEN_KEYS = ("label", "help", "placeholder", "text", "name", "hovertemplate", "ticktext", "hovertext")
SEEN_ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")
#: Names that stay as they are in every language, and the codes of what can be chosen in a table.
ALLOWED = re.compile(r"\b(EUR|English|PDF|CSV|YYYY-MM-DD|[\w\\]+\.csv)\b|:material/\w+:|\brep:|^own$")
#: What ``check`` says as a mapping file would: codes, not words.
MAPPING_LINE = re.compile(r" +\w+ = \w+")


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Words]:
    """The words of the made-up language, while it is one of the app's."""
    pseudo.add_language(tmp_path / "catalogues")
    monkeypatch.setattr(language, "CATALOGUES", tmp_path / "catalogues")
    pseudo.forget()
    yield Words(pseudo.CODE)
    pseudo.forget()


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for at, rep in enumerate(REPS):
        common = {"rep": rep, "product": ("Σαρωτής", "Δίκτυο")[at % 2], "segment": "Τράπεζες", "currency": "EUR"}
        common |= {"team": ("Βορράς", "Νότος")[at % 2], "deal_name": f"Συμφωνία {at}", "account": "Πελάτης"}
        wins = [won(900.0 + 400 * at, next_step_on="2026-02-15", **common)] * (6 + 2 * at)
        late = [lost("next_step", next_step_on="2026-02-15", lost_reason="Τιμή", **common)] * (12 - at)
        early = [lost(lost_reason="Χρόνος", **common)] * (9 - at)
        found += [*wins, *late, *early, *[waiting(stage="Πρόταση", **common)] * 3]
    return found


def tables() -> Tables:
    deals = conform(pd.DataFrame([{"gate_shown": True, **row} for row in rows()]), "deals")
    goal = {"goal_from": "2026-01-01", "goal_to": "2026-12-31", "amount": 400_000.0, "currency": "EUR"}
    return Tables(deals=deals, goals=goals(*({"rep": rep, **goal} for rep in REPS)))


def intake() -> Intake:
    source = Source("αρχείο.csv", "φύλλο", None, "deals", 120, 118, 1, 1, {"rep": "Πωλητής"}, {"Πρόταση": "next_step"})
    aside = pd.DataFrame(
        [{"file": "αρχείο.csv", "sheet": "", "row": 2, "table": "deals", "reason": "no_rep", "Πωλητής": ""}]
    )
    return Intake(tables(), (source,), aside)


def texts_of(app: AppTest) -> Iterator[str]:
    """Every text on a page."""
    for root in (app.main, app.sidebar):
        for element in _elements(root):
            yield from _strings(element.proto)
            if isinstance(table := getattr(element, "value", None), pd.DataFrame):
                yield from (cell for name in table for cell in table[name] if isinstance(cell, str))


def _elements(block: Any) -> Iterator[Any]:
    for child in getattr(block, "children", {}).values():
        if hasattr(child, "children"):
            yield from _elements(child)
        if getattr(child, "proto", None) is not None:
            yield child


def _strings(proto: Message) -> Iterator[str]:
    for field, value in proto.ListFields():
        if UNSEEN.fullmatch(field.name):
            continue
        values = value if field.is_repeated else [value]
        for one in values:
            if isinstance(one, Message):
                yield from _strings(one)
            elif isinstance(one, str) and field.name == "body" and "<" in one:
                yield from _html(one)
            elif isinstance(one, str) and one[:1] == "{":
                yield from _json(json.loads(one))
            elif isinstance(one, str):
                yield one


def _html(body: str) -> Iterator[str]:
    for node in lxml_html.fragment_fromstring(body, create_parent=True).iter():
        if node.tag in ("script", "style") or not isinstance(node.tag, str):
            continue
        yield from filter(None, (node.text, *(node.get(name) for name in SEEN_ATTRIBUTES)))
        if node.tail:
            yield node.tail


def _json(value: Any, key: str = "") -> Iterator[str]:
    """The labels of a table's columns, and what a chart writes."""
    if isinstance(value, (dict, list)):
        for name, inner in value.items() if isinstance(value, dict) else ((key, inner) for inner in value):
            yield from _json(inner, name)
    elif isinstance(value, str) and key in SEEN_KEYS:
        yield value


VIEWS = [(page.key, {}) for page in registry.PAGES if not page.only_signed_in]
VIEWS += [("team", {"show": show}) for show in ("funnel", "segments", "certainty")]
VIEWS += [("rep", {"behind": "win_rate"})]


@pytest.mark.parametrize(("page", "address"), VIEWS, ids=str)
def test_a_page_shows_nothing_that_is_in_no_catalogue(open_app, words: Words, page: str, address: dict) -> None:
    app = open_app(page, data=store_dataset(intake()).link, lang=pseudo.CODE, **address)
    assert not app.exception
    # With old data the team's page is not about this week, and with data in use the upload is about more.
    other = {"team": "team.title.old", "upload": "upload.more.title"}.get(page, f"{page}.title")
    assert plain(app.title[0].value) in (REPS if page == "rep" else (words(f"{page}.title"), words(other)))
    texts = list(texts_of(app))
    assert sum(pseudo.OPEN in text for text in texts) > 10
    found = pseudo.left_outside(iter(texts), ALLOWED)
    assert not found, "\n".join(found)


def test_a_text_of_a_pages_own_would_be_noticed() -> None:
    texts = (pseudo.marked("Deals of ⟦Σοφία⟧"), "Deals ⟦won⟧", "Σοφία", "3 / 4")
    assert pseudo.left_outside(iter(texts), ALLOWED) == ["Deals ⟦won⟧"]


@pytest.fixture
def assessed() -> Any:
    return assess(tables(), Options())


def content_texts(value: Any) -> Iterator[str]:
    """Every text of a content object that is more than one word: codes are one."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from content_texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from content_texts(list(value.values()))
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from content_texts(one)
    elif isinstance(value, str) and not re.fullmatch(r"[a-z_.A-Z0-9-]+", value):
        yield value


def test_reports_say_nothing_that_is_in_no_catalogue(words: Words, assessed: Any) -> None:
    rep, team = report.rep_content(assessed, REPS[0], words), report.team_content(assessed, words)
    for content in (rep, team, report.definitions(words, assessed)):
        assert pseudo.left_outside(content_texts(content), ALLOWED) == []
    look = Look("Ομάδα", note="Σημείωση")
    for pdf in (report.rep_pdf(rep, look), report.one_to_one_pdf(rep, look=look), report.team_pdf(team, look)):
        assert pdf.startswith(b"%PDF")


def test_workbooks_say_nothing_that_is_in_no_catalogue(words: Words, assessed: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report.scorecards_xlsx(assessed, words, intake().sources)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert pseudo.left_outside(iter([*cells, *book.sheetnames]), ALLOWED) == []
    template = openpyxl.load_workbook(io.BytesIO(report.template_xlsx()))
    notes = [cell.comment.text for sheet in template for cell in sheet[1] if cell.comment]
    assert notes and all(f"\n{pseudo.OPEN}" in note for note in notes)


def test_the_command_line_says_nothing_that_is_in_no_catalogue(
    words: Words, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "_HEADER_WIDTH", 1000)  # heads in one line, so that their marks match
    pd.DataFrame(rows()).to_csv(tmp_path / "αρχείο.csv", index=False)
    for command in ("score", "check"):
        assert main([command, str(tmp_path / "αρχείο.csv"), "--lang", pseudo.CODE]) == 0
        lines = (line for line in capsys.readouterr().out.splitlines() if not MAPPING_LINE.fullmatch(line))
        found = pseudo.left_outside(lines, ALLOWED)
        assert not found, "\n".join(found)
    (tmp_path / "τίποτα.csv").write_bytes(b"\0")
    assert main(["score", str(tmp_path / "τίποτα.csv"), "--lang", pseudo.CODE]) == 2
    assert pseudo.left_outside(iter(capsys.readouterr().err.splitlines()), ALLOWED) == []


def test_the_language_is_offered_under_its_own_name(open_app, words: Words) -> None:
    assert list(languages()) == ["en", "ar", pseudo.CODE]
    app = open_app("upload", lang="ar")
    assert pseudo.OPEN in app.button(key="other-language").label
    assert open_app("upload", lang="").query_params["lang"] == "en"
