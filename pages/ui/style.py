"""The look of the app: one style sheet, one more for right-to-left, and the page's direction."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import streamlit as st

from coaching.words import Words

STATUS_SHAPES = {"on_target": "●", "watch": "▲", "below": "■", "no_data": "○", None: ""}
_STATUS_COLOURS = {
    "light": {"on_target": "#00609c", "watch": "#8a5a00", "below": "#b0380b", "no_data": "#55636b"},
    "dark": {"on_target": "#6cbcf0", "watch": "#f0b545", "below": "#ff9770", "no_data": "#a3b0b8"},
}


@cache
def _sheet(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def apply(words: Words) -> None:
    """Put the style sheet and the direction on the page."""
    sheets = _sheet("style.css") + (_sheet("rtl.css") if words.rtl else "")
    direction = "rtl" if words.rtl else "ltr"
    st.html(
        f"<style>{sheets}:root{{--sc-choose:{_quoted(words('upload.choose'))};--sc-drop:{_quoted(words('upload.drop'))}}}"
        "</style>"
        f"<script>document.documentElement.dir='{direction}';document.documentElement.lang='{words.lang}'</script>",
        unsafe_allow_javascript=True,
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("<", "")


def status_colours() -> dict[str, str]:
    """Return the colour of each status in the theme the reader sees (for tables drawn on a canvas)."""
    return _STATUS_COLOURS["dark" if st.context.theme.type == "dark" else "light"]
