"""What every figure means: the same sentences on the page, in the workbook and in the documentation."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from coaching.metrics import OwnRule, load_kpis, with_rules
from coaching.report import definitions, scorecards_xlsx
from coaching.report.docs import data_formats_page, definitions_page, example_plans_page, sample_assessment
from coaching.words import Words, plain
from tests.report import made

EN = Words("en")
DOCS = Path(__file__).parents[2] / "docs"
HOW = "is no longer what the code would write: run `python -m coaching.report.docs` and commit docs/"


def rules(words: Words = EN, **thresholds: float) -> dict[str, str]:
    kpis = with_rules(load_kpis(), [OwnRule(kpi, limit) for kpi, limit in thresholds.items()])
    return {one.key: plain(one.rule) for one in definitions(words, kpis=kpis)}


def test_every_kpi_is_defined_with_nothing_left_out(words: Words) -> None:
    told = definitions(words)
    assert [one.key for one in told] == list(load_kpis())
    for one in told:
        assert all((one.label, one.about, one.formula, one.rule, one.source, one.unit, one.better, one.watch)), one.key
        assert one.team == ""


def test_rules_say_when_to_coach() -> None:
    told = rules()
    assert told["next_step_ratio"] == "A reason to coach below 65%."
    assert told["win_rate"].startswith("A reason to coach below 42.25%, the product of two targets: First appointment")
    assert told["average_sale"] == "A reason to coach at 40% or more below the colleagues' average."
    assert told["sales_cycle_days"] == "A reason to coach at 30% or more above the colleagues' average."
    assert told["magic_number"] == told["conversation_ratio"] == EN("definition.rule.none")


def test_a_teams_own_thresholds_are_the_ones_told(words: Words) -> None:
    told = rules(words, next_step_ratio=0.7, closing_ratio=0.5, conversation_ratio=0.2, average_sale=0.25)
    assert "70%" in told["next_step_ratio"]
    # The product follows the two targets it is made of.
    assert "35%" in told["win_rate"]
    assert "20%" in told["conversation_ratio"]
    assert "25%" in told["average_sale"]


def test_the_teams_own_numbers_stand_beside_the_formula() -> None:
    told = {one.key: plain(one.team) for one in definitions(EN, made.assessment())}
    assert told["next_step_ratio"] == "57.1% = 120 ÷ 210"
    assert told["average_sale"] == "SAR 2,500 = SAR 150,000 ÷ 60 deals"
    assert told["goal_attainment"] == "94% = SAR 235,000 ÷ SAR 250,000"
    assert told["activity_gauge"] == "82% = 4.7 ÷ 5.8"
    empty = {one.key: one.team for one in definitions(EN, made.assessment(("Lina",), empty=True))}
    assert empty["average_sale"] == EN("reason.no_wins")


def test_the_workbook_tells_the_same(words: Words) -> None:
    book = load_workbook(io.BytesIO(scorecards_xlsx(made.assessment(), words)))
    sheet = book[words("excel.definitions")]
    told = definitions(words, made.assessment())
    for row, one in zip(sheet.iter_rows(min_row=2, values_only=True), told, strict=True):
        assert plain(one.rule) in row
        assert one.source in row


def test_the_workbook_honours_own_thresholds() -> None:
    kpis = with_rules(load_kpis(), [OwnRule("next_step_ratio", 0.7)])
    sheet = load_workbook(io.BytesIO(scorecards_xlsx(made.assessment(), EN, kpis=kpis)))["Definitions"]
    assert "A reason to coach below 70%." in [cell.value for row in sheet.iter_rows() for cell in row]


def test_the_definitions_document_is_current() -> None:
    assert (DOCS / "definitions.md").read_text(encoding="utf-8") == definitions_page(), f"docs/definitions.md {HOW}"


@pytest.fixture(scope="module")
def example_plans() -> str:
    return example_plans_page(sample_assessment())


def test_the_example_plans_are_current(example_plans: str) -> None:
    assert (DOCS / "example-plans.md").read_text(encoding="utf-8") == example_plans, f"docs/example-plans.md {HOW}"


def test_there_are_five_example_plans_in_both_languages(example_plans: str) -> None:
    titles = [plain(line) for line in example_plans.splitlines() if line.startswith("## ")]
    assert len(titles) == 10
    assert titles[::2] == titles[1::2]
    assert example_plans.count('<div dir="rtl"') == 5


def test_what_may_be_found_and_asked_is_written_as_it_is_declared() -> None:
    text = (DOCS / "data-formats.md").read_text(encoding="utf-8")
    assert data_formats_page(text) == text, f"docs/data-formats.md {HOW}"
    assert text.count("`several_owners`") == 2
