"""The style sheets of the app (for all pages, for right-to-left, for the wall screen) and the theme in use."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from coaching.report import palette
from coaching.words import DIGITS, Words
from pages.kit import scripts
from pages.session import choices

#: The handle of a slider and the arrow keys of a segmented control follow the direction of the browser's language, not
#: of the page; these rules, by whether that is right to left, make the rest of both follow.
_BY_BROWSER = {
    True: "[data-testid=stSlider] [data-orientation] > div:first-child:not([data-rac]){transform:scaleX(-1)}"
    "[data-testid=stSliderTickBar],[data-testid=stButtonGroup] [role=radiogroup]{direction:rtl}"
    "[data-testid=stButtonGroup] [role=radiogroup] button{margin-inline:0 -1px;border-radius:0}"
    "[data-testid=stButtonGroup] [role=radiogroup] button:first-of-type{border-radius:0 .6rem .6rem 0}"
    "[data-testid=stButtonGroup] [role=radiogroup] button:last-of-type{border-radius:.6rem 0 0 .6rem}",
    False: "[data-testid=stSliderTickBar],[data-testid=stButtonGroup] [role=radiogroup]{direction:ltr}",
}
#: Tables on a canvas are drawn in the theme of the page, and paper is white.
_LIGHT_ON_PAPER = "@media print{[data-testid=stDataFrame]{filter:invert(1) hue-rotate(180deg) brightness(1.2)}}"
#: A property of a shape in a chart, in the colour in which Plotly wrote it.
_DRAWN = (
    ".js-plotly-plot [style*='{what}: rgb({red}, {green}, {blue})']{{{what}:light-dark({colour},{twin}) !important}}"
)
_NO_THUMB = "[data-testid=stSliderThumbValue]{visibility:hidden}"


@cache
def _sheet(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def sheet() -> str:
    """Return the style sheet of every page in either direction, also for the first paint."""
    return _sheet("style.css") + _sheet("rtl.css") + charts_in_the_dark()


@cache
def charts_in_the_dark() -> str:
    """Return the rules by which each colour of a chart gives way to its twin while the page is dark.

    Charts are drawn in the colours of the light page, those of paper: whoever changes the theme sees charts follow at
    once, without a run of the app.
    """
    rules = [".js-plotly-plot .main-svg{background:none !important}"]
    for colour, twin in palette.DARK.items():
        if colour.startswith("#"):
            red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
            rules += [
                _DRAWN.format(what=what, red=red, green=green, blue=blue, colour=colour, twin=twin)
                for what in ("fill", "stroke")
            ]
    return f"@media screen{{{''.join(rules)}}}"


def apply(words: Words) -> None:
    """Put the style sheet and the direction on the page."""
    own = {name: _quoted(words(f"upload.{name}")) for name in ("choose", "drop", "choose_one", "drop_one")}
    own |= {name: _quoted(words(f"empty_day.{name}")) for name in ("year", "month", "day")}
    labels = "".join(f"--sc-{name.replace('_', '-')}:{label};" for name, label in own.items())
    sheets = sheet() + _BY_BROWSER[choices.is_mirrored()] + ("" if words.digits == DIGITS[0] else _NO_THUMB)
    sheets += _LIGHT_ON_PAPER if is_dark() else ""
    html = f"<style>{sheets}:root{{{labels}}}</style>"
    scripts.run(scripts.direction(words), html)


def apply_wall() -> None:
    """Put the style sheet of the wall screen on the page."""
    st.html(f"<style>{_sheet('wall.css')}</style>")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("<", "")


def is_dark() -> bool:
    """Return whether the page is shown in the dark theme."""
    return st.context.theme.type == "dark"
