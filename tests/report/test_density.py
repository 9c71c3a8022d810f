"""The first guess at a page's density: generous for a short plan, tight for a long one, and never the last word."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from coaching.report import pdf, rep_content, rep_pdf, typeset
from coaching.report.density import STEPS, density
from coaching.words import Words
from tests.report import made


def test_densities_run_from_generous_to_tight() -> None:
    sizes = [density(step)["size"] for step in range(STEPS)]
    assert sizes == sorted(sizes, reverse=True)
    assert (round(sizes[0], 1), round(sizes[-1], 1)) == (9.4, 6.8)


@pytest.mark.parametrize("guess", [0, STEPS - 1])
def test_a_wrong_guess_still_gives_one_whole_page(guess: int, words: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "first_guess", lambda data: guess)
    content = rep_content(made.assessment(), made.NAMES[0], words)
    pages = PdfReader(io.BytesIO(rep_pdf(content))).pages
    assert len(pages) == 1


def test_the_guess_is_usually_the_density_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    compiled = typeset.compile_pdf
    monkeypatch.setattr(typeset, "compile_pdf", lambda *given: (tried.append(1), compiled(*given))[1])
    for name in made.NAMES:
        for lang in ("en", "ar"):
            rep_pdf(rep_content(made.assessment(), name, Words(lang)))
    assert len(tried) <= 2 * len(made.NAMES) * 1.5
