"""Every dot of the funnel plot that has room carries its name, whatever the name is made of.

What would be lost: dots of some reps stay nameless beside those of others.
"""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from coaching.compare import Mark
from coaching.metrics import Figure
from coaching.report import funnel_plot_chart
from coaching.words import Words, languages, plain
from tests.report import made

NAMES = ("<script>alert(1)</script>", "[link](javascript:alert(1))", "<img src=x onerror=alert(1)>", "A & B <i>Co</i>")


def cards(counts: dict[str, tuple[int, int]]) -> list:
    return [
        replace(made.card(rep, at), marks={"closing_ratio": Mark(Figure("closing_ratio", m / n, m, n, n))})
        for at, (rep, (m, n)) in enumerate(counts.items())
    ]


def written(counts: dict[str, tuple[int, int]], lang: str) -> list[str]:
    notes = funnel_plot_chart(cards(counts), "closing_ratio", Words(lang)).layout.annotations
    assert not any("<" in note.text for note in notes)
    return [plain(unescape(note.text)) for note in notes]


@pytest.mark.parametrize("lang", tuple(languages()))
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("trials", [16, 26, 40])
def test_a_name_that_looks_like_markup_is_written_beside_its_dot(lang: str, name: str, trials: int) -> None:
    (found,) = [text for text in written({name: (trials // 4, trials), "Sara": (20, 40)}, lang) if text != "Sara"]
    assert name.startswith(found.removesuffix("…"))
    assert len(found) > 12


@pytest.mark.parametrize("lang", tuple(languages()))
def test_dots_that_stand_apart_on_the_chart_are_all_named(lang: str) -> None:
    counts = {":red[x] $LaTeX$ **bold**": (11, 33), NAMES[0]: (7, 26), '=HYPERLINK("http://e.x","a")': (6, 27)}
    assert len(written({**counts, NAMES[1]: (6, 30)}, lang)) == 4
