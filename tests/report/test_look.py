"""What a report carries besides its contents: name, logo, filters, note.

What would be lost: a PDF that does not say which figures it holds, or a note or a logo that breaks it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from coaching.report import (
    Look,
    one_to_one_pdf,
    plans_zip,
    rep_content,
    rep_pdf,
    scorecards_xlsx,
    team_content,
    team_pdf,
)
from coaching.words import Words
from tests.report import made

EN = Words("en")
HOSTILE = '#read("/etc/passwd") $x$ *b* =1+1'


def png(width: int = 8, height: int = 4) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x0b\x64\x78" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


LOOK = Look("Riyadh North", png(), "Before our talk on Sunday.", ("Compare with: Same team",))


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def pdfs(look: Look, words: Words = EN) -> list[bytes]:
    rep = rep_content(made.assessment(), made.NAMES[0], words)
    return [rep_pdf(rep, look), one_to_one_pdf(rep, look=look), team_pdf(team_content(made.assessment(), words), look)]


def test_every_pdf_has_name_logo_filters_and_note() -> None:
    for pdf in pdfs(LOOK):
        said = text(pdf)
        assert all(part in said for part in ("Riyadh North", "Before our talk on Sunday.", "Compare with: Same team"))
        assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 1


def test_a_long_note_leaves_the_rep_a_single_page(words: Words) -> None:
    long = Look(note="A word about the quarter. " * 60)
    assert [len(PdfReader(io.BytesIO(pdf)).pages) for pdf in pdfs(long, words)[:2]] == [1, 1]


@pytest.mark.parametrize("logo", [b"", b"GIF89a", png()[:30], png()[:-20], b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_a_broken_logo_does_not_cost_the_report(logo: bytes) -> None:
    assert all(pdf.startswith(b"%PDF-") for pdf in pdfs(Look("Team", logo)))


def test_a_note_is_never_markup_and_never_a_formula() -> None:
    look = Look(HOSTILE, note=HOSTILE)
    assert HOSTILE in text(pdfs(look)[0])
    sheet = load_workbook(io.BytesIO(scorecards_xlsx(made.assessment(), EN, look=Look(note="=1+1"))))["Sources"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_the_bundle_wears_it_too() -> None:
    bundle = zipfile.ZipFile(io.BytesIO(plans_zip(made.assessment(), EN, look=LOOK)))
    assert all("Riyadh North" in text(bundle.read(name)) for name in bundle.namelist())
