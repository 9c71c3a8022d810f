"""The workbook: numbers one can calculate with, and nothing from a file that could run."""

from __future__ import annotations

import io

import made
import pytest
from openpyxl import Workbook, load_workbook

from coaching.intake.model import Source
from coaching.report import scorecards_xlsx
from coaching.words import Words, plain

EN = Words("en")
HOSTILE = ('=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", "bad\x00\x0bname", "\ud800half", "x" * 40_000, "Lina")


def book(names: tuple[str, ...] = made.NAMES, words: Words = EN, currency: str | None = "SAR") -> Workbook:
    sources = [Source("=deals.csv", "+sheet", None, "deals", 10, 8, 1, 1, {}, {})]
    return load_workbook(io.BytesIO(scorecards_xlsx(made.assessment(names, currency=currency), words, sources)))


def column(sheet, header: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == header)


def test_nothing_from_a_file_becomes_a_formula() -> None:
    workbook = book(HOSTILE, currency="=1+1")
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))]
    assert len(texts) >= 5
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in texts)


def test_figures_are_numbers_with_formats() -> None:
    sheet = book()["Scorecards"]
    ratio = sheet.cell(2, column(sheet, "First appointment to next step"))
    assert ratio.value == pytest.approx(120 / 210)
    assert ratio.number_format == "0.0%"
    assert sheet.cell(2, column(sheet, "First appointment to next step: m")).value == 120
    assert sheet.cell(2, column(sheet, "First appointment to next step: n")).value == 210
    assert sheet.cell(2, column(sheet, "Average sale (SAR)")).value == 2500
    assert sheet.cell(2, column(sheet, "Revenue (SAR)")).number_format == "#,##0"


def test_status_is_told_in_words() -> None:
    sheet = book()["Scorecards"]
    assert sheet.cell(2, column(sheet, "First appointment to next step: status")).value == "Falls short"
    assert sheet.cell(2, column(sheet, "Sales cycle: status")).value == "On target"


def test_a_missing_figure_is_an_empty_cell_with_its_reason() -> None:
    sheet = book()["Scorecards"]
    row = len(made.NAMES) + 1
    assert sheet.cell(row, column(sheet, "Average sale (SAR)")).value is None
    assert sheet.cell(row, column(sheet, "Average sale: note")).value == EN("reason.no_wins")


def test_the_team_stands_last_and_outside_the_filter() -> None:
    sheet = book()["Scorecards"]
    assert sheet.cell(sheet.max_row, 2).value == "The team"
    assert sheet.auto_filter.ref.endswith(str(sheet.max_row - 1))


def test_headers_stay_in_sight() -> None:
    workbook = book()
    assert workbook["Scorecards"].freeze_panes == "C2"
    assert workbook["Plan"].freeze_panes == "B2"


def test_every_tip_has_its_row_on_the_plan_sheet() -> None:
    sheet = book()["Plan"]
    rows = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0] == made.NAMES[0]]
    assert len(rows) == sum(len(step.tips) for step in made.FULL_STEPS)
    assert rows[0][1] == 1


def test_sources_and_assumptions_are_listed() -> None:
    sheet = book()["Sources"]
    texts = [plain(str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "=deals.csv" in texts
    assert any("typed in: SAR 15,000" in text for text in texts)
    assert "2026-01-01 – 2026-06-30" in texts


def test_arabic_sheets_run_from_right_to_left_and_english_ones_do_not() -> None:
    assert all(sheet.sheet_view.rightToLeft for sheet in book(words=Words("ar")))
    assert not any(sheet.sheet_view.rightToLeft for sheet in book())
