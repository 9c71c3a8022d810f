"""Page, PDF and Excel speak one visual language.

What would be lost: a colour or a shape that means one thing on the page and another in the PDF.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coaching.report import palette

SHEET = (Path(__file__).parents[3] / "pages" / "kit" / "style.css").read_text(encoding="utf-8")
TONES = {"good": "on_target", "watch": "watch", "low": "below", "none": "no_data"}
PAGES = {"light": "#ffffff", "dark": "#10181c"}


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("tone", "status"), TONES.items())
def test_the_style_sheet_has_the_colours_of_the_palette(tone: str, status: str) -> None:
    light, dark = re.search(rf"--sc-{tone}: light-dark\((#\w+), (#\w+)\)", SHEET).groups()
    assert (light, dark) == (palette.STATUS_TEXT[status], palette.STATUS_TEXT_DARK[status])


def test_words_and_shapes_can_be_read_on_both_pages() -> None:
    for status in palette.STATUS:
        assert contrast(palette.STATUS_TEXT[status], PAGES["light"]) >= 4.5
        assert contrast(palette.STATUS_TEXT_DARK[status], PAGES["dark"]) >= 4.5
        assert contrast(palette.STATUS[status], PAGES["light"]) >= 3
    for bar in (*palette.FUNNEL, palette.ACCENT, palette.MUTED):
        assert contrast(bar, PAGES["light"]) >= 3, bar
        assert contrast(palette.DARK[bar], PAGES["dark"]) >= 3, bar


def test_no_status_looks_like_a_movement() -> None:
    assert len(set(palette.SHAPES.values())) == len(palette.SHAPES)
    assert not set(palette.SHAPES.values()) & set("▲▼")
