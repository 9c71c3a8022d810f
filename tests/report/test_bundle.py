"""All plans in one file: every rep once, under a name that is safe to unpack anywhere."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from pypdf import PdfReader

from coaching.report import one_to_one_pdf, open_deals, plans_zip, rep_content
from coaching.report.filenames import safe_stem
from coaching.report.pdf.bundle import bundle_names
from coaching.words import Words
from tests.build import deals, waiting
from tests.report import made

HOSTILE = (
    "../../etc/passwd",
    "C:\\Windows\\x",
    "nul",
    "COM1.txt",
    "a/b",
    "a-b",
    "",
    "\u202egnp.exe",
    "\ud800half",
    ". .",
    "x" * 300,
)


def test_every_rep_has_a_plan_in_the_bundle(words: Words) -> None:
    bundle = zipfile.ZipFile(io.BytesIO(plans_zip(made.assessment(), words)))
    assert len(bundle.namelist()) == len(made.NAMES)
    assert bundle.namelist()[0] == f"1-{safe_stem(made.NAMES[0])}.pdf"
    assert len(PdfReader(io.BytesIO(bundle.read(bundle.namelist()[1]))).pages) == 1


def test_plan_and_sheet_name_the_open_deals_that_have_waited_longest(words: Words) -> None:
    """In the bundle as on the page: a plan without the deals to work on is nothing to hand out."""
    now, rep = made.assessment(), made.NAMES[0]
    days = [f"2026-{month}-01" for month in ("04", "02", "05", "03")]
    frame = deals(*(waiting(first=day, deal_name=f"Offer{day[5:7]}", rep=rep) for day in days))
    bundle = zipfile.ZipFile(io.BytesIO(plans_zip(now, words, deals=frame)))
    sheet = one_to_one_pdf(rep_content(now, rep, words, deals=open_deals(now, rep, frame, words)))
    plan, talk = (PdfReader(io.BytesIO(pdf)) for pdf in (bundle.read(bundle.namelist()[0]), sheet))
    named = [re.findall(r"Offer\d+", pdf.pages[0].extract_text()) for pdf in (plan, talk)]
    assert named == [["Offer02", "Offer03", "Offer04", "Offer05"], ["Offer02", "Offer03", "Offer04"]]


def test_names_are_safe_and_each_stands_once() -> None:
    names = [name for name, _ in bundle_names(made.assessment(HOSTILE))]
    assert len(set(names)) == len(HOSTILE)
    for name in names:
        assert not set(name) & set('\\/:*?"<>|\n')
        assert len(name.encode()) < 140
        name.encode("utf-8")


@pytest.mark.parametrize(
    ("given", "safe"),
    [("nul", "rep-nul"), ("..", "rep"), ("../../etc/passwd", "etc-passwd"), ("سارة العتيبي", "سارة-العتيبي")],
)
def test_a_name_keeps_what_it_can(given: str, safe: str) -> None:
    assert safe_stem(given) == safe


def test_the_same_team_gives_the_same_bytes() -> None:
    assert plans_zip(made.assessment(), Words("ar")) == plans_zip(made.assessment(), Words("ar"))
