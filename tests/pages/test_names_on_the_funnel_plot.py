"""Every dot of the funnel plot that has room carries its name, whatever the name is made of.

What would be lost: dots of some reps stay nameless beside those of others.
"""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from coaching.compare import Mark
from coaching.measure import Figure
from coaching.report import control_chart
from coaching.words import LANGUAGES, Words, plain
from tests.report import made

NAMES = ("<script>alert(1)</script>", "[link](javascript:alert(1))", "<img src=x onerror=alert(1)>", "A & B <i>Co</i>")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("trials", [16, 26, 40])
def test_a_name_that_looks_like_markup_is_written_beside_its_dot(lang: str, name: str, trials: int) -> None:
    counts = {name: (trials // 4, trials), "Sara": (20, 40)}
    cards = [
        replace(made.card(rep, at), marks={"closing_ratio": Mark(Figure("closing_ratio", m / n, m, n, n))})
        for at, (rep, (m, n)) in enumerate(counts.items())
    ]
    texts = [note.text for note in control_chart(cards, "closing_ratio", Words(lang)).layout.annotations]
    assert not any("<" in text for text in texts)
    (written,) = [text for text in (plain(unescape(text)) for text in texts) if text != "Sara"]
    assert name.startswith(written.removesuffix("…"))
    assert len(written) > 12
