"""What an upload would change, and its first rows, are told in the reader's words, and never cut in silence.

What would be lost: a manager agrees to changes unseen, or reads codes instead of steps.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from coaching.access import Viewer
from coaching.importing import compare_intakes
from coaching.importing.model import Intake
from coaching.words import Words, languages, plain
from pages.data import upload_changes
from pages.kit import dataset_choice
from pages.session import access, datasets
from tests.build import deals, tables, waiting, won
from tests.pages.stored import store_dataset

pytestmark = pytest.mark.usefixtures("parsed_once")

#: A cell of a table or a file that is a code.
CODES = re.compile(r"(?<=[,'])(gate|outcome|open|won|\w+_\w+|conversation|appointment|None|NaT|nan)(?=[',\n])")
EN = Words("en")


def rows_in(app: AppTest, head: str) -> list[list[str]]:
    """Return the cells of the first HTML table whose first header is ``head``."""
    for element in app.get("html"):
        body = element.proto.body
        heads = re.findall("<th [^>]*>(.*?)</th>", body)
        if heads[:1] == [head]:
            lines = re.findall("<tr>(.*?)</tr>", body)[1:]
            return [heads, *([plain(cell) for cell in re.findall("<td[^>]*>(.*?)</td>", line)] for line in lines)]
    raise AssertionError(f"no table begins with {head}")


def changed(count: int) -> tuple[Intake, Intake]:
    """Return two exports: between them each deal is won for another amount."""
    ids = [f"D{at}" for at in range(count)]
    before = deals(*(waiting(deal_id=name, amount=100.0) for name in ids), file="first.csv")
    after = deals(*(won(deal_id=name, amount=2500.5) for name in ids), file="second.csv")
    return Intake(tables(before)), Intake(tables(after))


def both_kept(count: int) -> datasets.Scope:
    first, later = changed(count)
    return datasets.keep(later, [], (), dt.date(2026, 7, 7), store_dataset(first))


def test_a_first_export_bears_the_day_of_its_last_event_and_never_one_to_come(monkeypatch) -> None:
    monkeypatch.setattr(upload_changes.clock, "today", lambda: dt.date(2024, 3, 1))
    old, planned = (Intake(tables(deals(won(on=day, first="2024-01-08")))) for day in ("2024-02-10", "2024-12-24"))
    days = [upload_changes.likely_day(made) for made in (old, planned, Intake(tables(deals())))]
    assert days == [dt.date(2024, 2, 10), dt.date(2024, 3, 1), dt.date(2024, 3, 1)]


@pytest.mark.parametrize("lang", tuple(languages()))
def test_changes_are_told_deal_by_deal_in_words(open_app, shown, lang: str) -> None:
    words, app = Words(lang), open_app("imports", data=both_kept(3).link, lang=lang)
    assert not app.exception
    _, *lines = rows_in(app, words("upload_changes.row"))
    assert [line[0] for line in lines] == ["D0"] * 4 + ["D1"] * 4 + ["D2"] * 4
    assert not CODES.search(str(lines))
    assert ["D0", words("field.outcome"), words("outcome.open"), words("outcome.won")] in lines
    assert ["D0", words("field.gate"), words("meaning.first_appointment"), words("meaning.won")] in lines
    assert ["D0", words("field.amount"), words.number(100), words.number(2500.5, 2)] in lines
    assert words("table.first", shown=50, n=12) not in shown(app)


def test_a_list_of_changes_that_is_cut_says_so_and_can_be_had_whole(open_app, shown) -> None:
    app = open_app("imports", data=both_kept(30).link)
    assert EN("table.first", shown=50, n=120) in shown(app)
    assert len(rows_in(app, EN("upload_changes.row"))) == 51
    assert EN("upload_changes.download") in [button.proto.label for button in app.get("download_button")]


@pytest.mark.parametrize("lang", tuple(languages()))
def test_the_file_of_changes_is_whole_in_words_and_no_formula(lang: str) -> None:
    words = Words(lang)
    cells = compare_intakes(*changed(30)).tables["deals"].cells
    cells.loc[cells["key"] == "D7", "key"] = "=1+1"
    listed = upload_changes._listed(cells, words)
    assert len(listed) == 120
    text = upload_changes.safe_csv(listed).decode("utf-8-sig")
    assert not CODES.search(text)
    assert "'=1+1," in text
    assert f"D0,{words('field.amount')},100.0,2500.5" in text
    assert f"D0,{words('field.closed_on')},,2026-03-01" in text


def give(app: AppTest, name: str, text: str) -> AppTest:
    return app.file_uploader[0].upload(name, text.encode(), "text/csv").run()


@pytest.mark.parametrize("lang", tuple(languages()))
def test_the_first_rows_are_shown_as_understood_in_words(open_app, lang: str) -> None:
    head = "Deal ID,Owner,Stage,Amount,Currency,Created date,First appointment on,Next step on,Close date\n"
    lines = "D1,Sara,Closed Won,2500.5,SAR,2026-01-25,2026-01-26,2026-01-28,2026-02-20\n"
    lines += "D2,Sara,Proposal,,SAR,2026-01-26,,,\n"
    words, app = Words(lang), give(open_app(lang=lang), "deals.csv", head + lines * 10)
    assert not app.exception
    assert not app.dataframe
    heads, first, second, *_ = rows_in(app, words("field.deal_id"))
    cells = dict(zip(heads, first, strict=True))
    assert cells[words("field.outcome")] == words("outcome.won")
    assert cells[words("field.gate")] == words("meaning.won")
    assert cells[words("field.amount")] == words.number(2500.5, 2)
    assert cells[words("field.created_on")].replace("\u00a0", " ") == words.date(dt.date(2026, 1, 25))
    assert not CODES.search(str([heads, first, second]))
    assert dict(zip(heads, second, strict=True))[words("field.closed_on")] == ""


@pytest.mark.parametrize("lang", tuple(languages()))
def test_the_first_rows_of_activities_have_no_codes_either(open_app, lang: str) -> None:
    head = "Activity ID,Owner,Activity type,Outcome,Date\n"
    lines = "A1,Sara,Meeting,Held,2026-01-25\nA2,Sara,Call,,2026-01-26\nA3,Sara,Meeting,No show,2026-01-27\n"
    words, app = Words(lang), give(open_app(lang=lang), "activities.csv", head + lines * 5)
    assert not app.exception
    _, *rows = rows_in(app, words("field.activity_id"))
    assert not CODES.search(str(rows))
    assert words("kind.appointment") in rows[0]
    assert words("result.held") in rows[0]
    assert words("kind.conversation") in rows[1]
    assert words("result.not_held") in rows[2]


def test_data_sets_of_one_name_are_told_apart_by_time_and_deals(monkeypatch) -> None:
    told = []
    for count in (1, 3):
        first, _ = changed(count)
        (one,) = dataset_choice.active_imports(datasets.store(), store_dataset(first).dataset.id)
        told.append(dataset_choice._last((one,), EN))
        assert EN.moment(one.created_at) in told[-1]
        assert EN.count("unit.deals", count) in told[-1]
    assert told[0] != told[1]
    monkeypatch.setattr(access, "viewer", lambda: Viewer("manager", "", frozenset({"North"}), frozenset()))
    assert EN.count("unit.deals", 3) not in dataset_choice._last((one,), EN)


def test_a_value_that_is_missing_is_blank() -> None:
    from pages.data import import_report

    assert [import_report.cell(value, EN) for value in (None, pd.NaT, float("nan"), pd.NA)] == [""] * 4
