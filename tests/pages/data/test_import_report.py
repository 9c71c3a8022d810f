"""The account of rows says of each row what is wrong with it, and leaves alone what is in order.

What would be lost: people mend what needs no mending, or read another file's trouble beside their own row.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from coaching.importing import presets
from coaching.importing.issues.catalogue import REASONS
from coaching.importing.model import Intake, Issue, Source
from coaching.words import Words, languages, plain
from pages.data import import_report
from tests.build import deals, tables, won
from tests.pages.stored import store_dataset

EN = Words("en")
PAGE = "quality"


def aside(*rows: dict) -> pd.DataFrame:
    base = {"file": "a.csv", "sheet": "", "row": 2, "table": "deals", "reason": "no_rep"}
    return pd.DataFrame([{**base, **row} for row in rows]).fillna("")


def source(file: str = "a.csv", rows: int = 1, *issues: Issue, **mapping: str) -> Source:
    return Source(file, None, None, "deals", rows + 1, 1, rows, 0, mapping, {}, (), issues)


def made(rows: pd.DataFrame, *sources: Source) -> Intake:
    return Intake(tables(deals(won())), sources or (source(rows=len(rows)),), rows)


def test_each_row_is_told_by_where_it_stands_and_for_itself(open_app, shown) -> None:
    rows = aside(
        *({"row": at, "Deal": f"A{at}"} for at in range(2, 14)),
        {"file": "b.csv", "row": 3, "Kunde": "B3"},
        {"file": "b.csv", "row": 4, "reason": "unknown_table", "table": "", "Kunde": "B4"},
    )
    app = open_app(PAGE, data=store_dataset(made(rows, source(rows=12, deal_name="Deal"), source("b.csv", 2))).link)
    assert not app.exception
    labels = [plain(expander.label).replace("\\", "").replace("\u2060", "") for expander in app.expander]
    assert "a.csv: No sales rep (12 rows)" in labels
    assert "b.csv: No sales rep (1 row)" in labels
    assert any(label.startswith("b.csv: We could not tell") for label in labels)
    heads = [re.findall("<th [^>]*>(.*?)</th>", element.proto.body) for element in app.get("html")]
    assert [head[1:] for head in heads if head[:1] == [EN("set_aside.row")]] == [["Deal"], ["Kunde"], ["Kunde"]]
    assert EN("table.first", shown=10, n=12) in shown(app)


def test_a_crm_that_the_catalogues_do_not_name_goes_by_the_title_of_its_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    new = replace(presets()["close"], name="attio", title="Attio")
    monkeypatch.setattr(import_report, "presets", lambda: {**presets(), "attio": new})
    assert "Attio" in import_report.taken_for("deals", "attio", EN)
    assert "Close" in import_report.taken_for("deals", "close", EN)
    assert "gone" in import_report.taken_for("deals", "gone", EN), "a preset of an older version"


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("code", REASONS)
def test_the_file_to_mend_says_of_one_row_why_and_what_to_do(lang: str, code: str) -> None:
    words = Words(lang)
    told = import_report._to_mend(aside({"reason": code, "Deal": "=1+1"}, {"reason": code}), words).decode("utf-8-sig")
    line = told.splitlines()[1]
    reason = line.split(",", 4)[4]
    assert code not in line
    assert not re.search(r"[\d{}]", reason.replace("'=1+1", ""))
    assert import_report._advice(code, words) in reason.replace('"', "")
    assert "'=1+1" in line


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize(("code", "kind"), [("left_out_by_choice", "left_out"), ("other_activity", "other_kinds")])
def test_rows_with_nothing_to_mend_are_not_called_to_be_mended(
    open_app, shown, lang: str, code: str, kind: str
) -> None:
    words, rows = Words(lang), aside({"reason": code}, {"reason": code, "row": 3})
    found = Issue(code, "set_aside", "a.csv", count=2, rows=(2, 3))
    app = open_app(PAGE, data=store_dataset(made(rows, source("a.csv", 2, found))).link, lang=lang)
    assert not app.exception
    assert words.count(f"quality.{kind}", 2) in [expander.label for expander in app.expander]
    assert words("rows.set_aside.note") not in shown(app)
    assert words(f"rows.{kind}") in shown(app)
    assert words("quality.set_aside") not in [heading.value for heading in app.subheader]
    assert not app.warning
    assert app.info


@pytest.mark.parametrize("lang", tuple(languages()))
def test_rows_set_aside_read_from_where_the_page_begins(open_app, lang: str) -> None:
    wide = {f"Field {at}": "x" for at in range(30)}
    app = open_app(PAGE, data=store_dataset(made(aside({**wide, "Column 1": "y"}))).link, lang=lang)
    assert not app.exception
    assert not app.dataframe
    (table,) = [element.proto.body for element in app.get("html") if "Field 0" in element.proto.body]
    assert table.count("<th ") == 11
    assert table.index(Words(lang)("set_aside.row")) < table.index("Field 0")


def test_the_columns_that_were_understood_are_among_those_shown(open_app, shown) -> None:
    wide = {f"Field {at}": "x" for at in range(30)}
    rows = aside({**wide, "Owner": "", "Spare": ""})
    app = open_app(PAGE, data=store_dataset(made(rows, source(rows=1, rep="Owner", deal_name="Field 29"))).link)
    text = shown(app)
    assert all(f">{name}</th>" in text for name in ("Owner", "Field 0", "Field 29"))
    assert ">Spare</th>" not in text


def test_a_hostile_header_or_file_is_shown_letter_by_letter(open_app, shown) -> None:
    name = ":red[x] <img src=x onerror=alert(1)>"
    app = open_app(PAGE, data=store_dataset(made(aside({"file": name, name: name}))).link)
    assert not app.exception
    assert "<img" not in shown(app)
    assert not any(":red[" in expander.label for expander in app.expander)


def test_a_column_without_a_header_has_a_name_in_arabic() -> None:
    words = Words("ar")
    issue = Issue("unknown_table", "fatal", "a.csv", values=("Column 1", "Month"))
    assert "Column" not in import_report.issue_text(issue, words)
    assert words("column.unnamed", number=1) in plain(import_report.issue_text(issue, words))
    assert "Column" not in import_report.issue_text(
        Issue("bad_date", "note", "a.csv", column="Column 2", values=("x",)), words
    )
    assert import_report.header("Column 3 (2)", words) == words("column.unnamed", number=3) + " (2)"
    assert import_report.header("Columns", words) == "Columns"


@pytest.mark.parametrize(
    ("rows", "count", "english", "arabic"),
    [
        ((1,), 1, "(row 1)", "(الصف 1)"),
        ((1, 2), 2, "(rows 1 and 2)", "(الصفان 1 و2)"),
        ((2, 3, 4, 5, 6), 8, "(rows 2, 3, 4, 5, 6, and more)", "(الصفوف 2 و3 و4 و5 و6 وغيرها)"),
    ],
)
def test_row_numbers_are_counted_and_say_where_there_are_more(
    rows: tuple[int, ...], count: int, english: str, arabic: str
) -> None:
    issue = Issue("no_rep", "set_aside", "a.csv", count=count, rows=rows)
    assert import_report.issue_text(issue, EN).endswith(english)
    assert import_report.issue_text(issue, Words("ar")).replace("،", "").endswith(arabic)
