"""From the sample team's file to its PDFs and workbook, with nothing made by hand in between."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from coaching.advise import Assessment, Options, assess
from coaching.importing import apply_mapping, suggest_mapping
from coaching.importing.model import Intake, Upload
from coaching.report import rep_content, rep_pdf, scorecards_xlsx, team_content, team_pdf
from coaching.sources import read
from coaching.words import Words

SAMPLE = Path(__file__).parents[2] / "sample_data" / "team.xlsx"


@pytest.fixture(scope="module")
def intake() -> Intake:
    reading = read([Upload(SAMPLE.name, SAMPLE.read_bytes())])
    return apply_mapping([(table, suggest_mapping(table)) for table in reading.tables])


@pytest.fixture(scope="module")
def team(intake: Intake) -> Assessment:
    return assess(intake.tables, Options())


def test_every_rep_has_one_page_with_their_name_and_source(team: Assessment, intake: Intake, words: Words) -> None:
    for card in team.reps[:: max(1, len(team.reps) // 4)]:
        assert card.rep is not None
        content = rep_content(team, card.rep, words, intake.sources)
        pages = PdfReader(io.BytesIO(rep_pdf(content))).pages
        assert len(pages) == 1
        assert SAMPLE.name in pages[0].extract_text()


def test_the_plan_gives_every_tip_of_each_kpi_that_falls_short(team: Assessment) -> None:
    tips = {
        step.kpi: len(step.tips) + len(step.manager_tips)
        for card in team.reps
        for step in rep_content(team, card.rep or "", Words("en")).steps
    }
    assert tips["next_step_ratio"] == 3
    assert tips["closing_ratio"] == 4
    assert tips["activity_gauge"] == 3, "with few conversations, those on their ratio stay away"


def test_nothing_in_the_team_summary_is_left_without_words(team: Assessment, intake: Intake, words: Words) -> None:
    content = team_content(team, words, intake.sources)
    assert len(content.leaders) == len(team.reps)
    texts = [*content.findings, *content.assumptions, content.sources, *(line.note for line in content.headlines)]
    assert not [text for text in texts if "{" in text or not text]
    assert len(PdfReader(io.BytesIO(team_pdf(content))).pages) <= 3


def test_the_workbook_holds_a_row_a_rep_and_the_team(team: Assessment, intake: Intake, words: Words) -> None:
    sheet = load_workbook(io.BytesIO(scorecards_xlsx(team, words, intake.sources)))[words("excel.scorecards")]
    assert sheet.max_row == len(team.reps) + 2
