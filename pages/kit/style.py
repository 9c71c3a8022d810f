"""The look of the app: one style sheet, one more for right-to-left, one for the wall screen, and the direction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import streamlit as st

from coaching.report import palette
from coaching.words import Words
from pages.kit import scripts


@cache
def _sheet(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def apply(words: Words) -> None:
    """Put the style sheet and the direction on the page."""
    sheets = _sheet("style.css") + (_sheet("rtl.css") if words.rtl else "")
    choose, drop = _quoted(words("upload.choose")), _quoted(words("upload.drop"))
    html = f"<style>{sheets}:root{{--sc-choose:{choose};--sc-drop:{drop}}}</style>"
    scripts.run(scripts.direction(words), html)


def apply_wall() -> None:
    """Put the look of the wall screen on the page."""
    st.html(f"<style>{_sheet('wall.css')}</style>")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("<", "")


def is_dark() -> bool:
    """Say whether the reader sees the dark theme."""
    return st.context.theme.type == "dark"


def status_colours() -> Mapping[str, str]:
    """Return the colour of each status in the theme the reader sees (for tables drawn on a canvas)."""
    return palette.STATUS_TEXT_DARK if is_dark() else palette.STATUS_TEXT
