"""The PDFs a manager hands over: complete, on the right number of pages, whatever is in the names."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from pypdf import PdfReader

from coaching.report import as_text, rep_content, rep_pdf, team_content, team_pdf
from coaching.report.content.model import RepContent
from coaching.words import Words, plain
from tests.report import made

EN = Words("en")
HOSTILE = (
    '#read("/etc/passwd")',
    "$x^2$ *bold* _i_ @ref <script>",
    "=1+1",
    ":red[x]",
    "\u202egnp.exe",
    "Ali 😀 王小明 ▲",
    "x" * 300,
    "اسم طويل جدا " * 25,
    "a\nb\tc\x00d",
    "\ud800half",
    "",
)


def pages(pdf: bytes) -> list[str]:
    """Return each page's text, without direction marks and line breaks."""
    return [re.sub(r"\s+", " ", plain(page.extract_text())) for page in PdfReader(io.BytesIO(pdf)).pages]


def content(words: Words, rep: str = made.NAMES[0]) -> RepContent:
    return rep_content(made.assessment(), rep, words)


def simple_words(text: str) -> list[str]:
    """Return the words that text extraction gives back whole (no vowel signs, no ligatures of the font)."""
    found = re.findall(r"[A-Za-z\u0621-\u064a\u064b-\u0652]{3,}", plain(text))
    return [word for word in found if not re.search(r"[\u064b-\u0652]|لا|لأ|لإ|لآ|ع", word)]


@pytest.mark.parametrize("rep", made.NAMES)
def test_a_rep_has_one_page_in_either_language(words: Words, rep: str) -> None:
    assert len(pages(rep_pdf(content(words, rep)))) == 1


def test_the_longest_plan_still_has_one_page(words: Words) -> None:
    long = content(words)
    long = replace(
        long,
        steps=tuple(replace(step, tips=step.tips * 3) for step in long.steps) * 2,
        assumptions=long.assumptions * 6,
        strengths=long.strengths * 5,
    )
    assert len(pages(rep_pdf(long))) == 1


def test_the_page_tells_m_of_n_assumptions_and_tips_in_english() -> None:
    shown = content(EN)
    text = pages(rep_pdf(shown))[0].replace(" ", "")
    wanted = [as_text(cell, EN) for row in shown.kpis for cell in (row.counted, row.value)] + list(shown.assumptions)
    tips = [tip.text for step in shown.steps[:3] for tip in step.tips]
    wanted += tips[:3] + [step.seen for step in shown.steps]
    wanted += [shown.verdict, shown.period, shown.as_of, *shown.strengths]
    assert tips[3].replace(" ", "") not in text, "at most three tips fit into a talk"
    assert [part for part in wanted if part.replace(" ", "") not in text] == []


def test_the_page_tells_m_of_n_assumptions_and_tips_in_arabic() -> None:
    shown = content(Words("ar"))
    text = pages(rep_pdf(shown))[0]
    counted = [as_text(row.counted, Words("ar")) for row in shown.kpis]
    figures = [part for part in counted if "/" in part] + [as_text(row.value, Words("ar")) for row in shown.kpis[:4]]
    assert [plain(figure) for figure in figures if plain(figure) not in text] == []
    for part in (*shown.assumptions, *[tip.text for step in shown.steps[:3] for tip in step.tips][:3]):
        wanted = simple_words(part)
        assert wanted
        missing = [word for word in wanted if word not in text]
        assert len(missing) <= 0.2 * len(wanted), (part, missing)


def test_steps_after_the_third_are_folded_to_a_line() -> None:
    shown = content(EN)
    text = pages(rep_pdf(shown))[0].replace(" ", "")
    folded = shown.steps[3]
    assert folded.seen.replace(" ", "") in text
    assert folded.tips[0].text.replace(" ", "") not in text


def test_status_is_told_by_word() -> None:
    text = pages(rep_pdf(content(EN)))[0]
    assert all(word in text for word in ("Falls short", "Watch", "On target"))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_prints_literally_and_breaks_nothing(words: Words, name: str) -> None:
    team = made.assessment((name, "Lina"))
    text = pages(rep_pdf(rep_content(team, name, words)))
    assert len(text) == 1
    assert "root:" not in text[0]
    shown = plain(name)
    if shown.isascii() and 0 < len(shown) < 80:
        assert shown.replace(" ", "") in text[0].replace(" ", "")
    assert team_pdf(team_content(team, words))


def test_a_hostile_currency_or_file_name_breaks_nothing() -> None:
    team = made.assessment(currency='S"<#{0}\\')
    assert rep_pdf(rep_content(team, made.NAMES[0], EN))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert rep_pdf(content(EN)) == rep_pdf(content(EN))


def test_pdfs_can_be_made_in_several_threads(words: Words) -> None:
    shown = content(words)
    with ThreadPoolExecutor(4) as pool:
        made_pdfs = list(pool.map(rep_pdf, [shown] * 8))
    assert len(set(made_pdfs)) == 1


def test_the_pdf_is_tagged_titled_and_in_its_language(words: Words) -> None:
    reader = PdfReader(io.BytesIO(rep_pdf(content(words))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == words.lang
    assert reader.metadata is not None
    assert words("report.rep.title") in str(reader.metadata.title)


def test_the_team_summary_tells_everybody_and_everything(words: Words) -> None:
    shown = team_content(made.assessment(), words)
    text = " ".join(pages(team_pdf(shown)))
    assert "Omar Haddad" in text
    assert "235,000/250,000" in text
    for finding in shown.findings:
        wanted = simple_words(finding)
        assert len([word for word in wanted if word not in text]) <= 0.2 * len(wanted)


def test_a_large_team_runs_over_pages_under_a_repeated_header() -> None:
    names = tuple(f"Rep number {number}" for number in range(120))
    text = pages(team_pdf(team_content(made.assessment(names), EN)))
    assert len(text) > 3
    headed = [page for page in text if "Rep number" in page and "Score" in page]
    assert len(headed) >= 3
    assert all(f"Rep number {number}" in " ".join(text) for number in range(120))


def test_a_team_without_any_data_still_has_its_summary(words: Words) -> None:
    assert pages(team_pdf(team_content(made.assessment(("Lina",), empty=True), words)))
