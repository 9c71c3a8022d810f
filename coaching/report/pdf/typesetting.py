"""Setting a page by Typst: contents go in as data, never as markup, and come out as a tagged PDF."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

from coaching.report import palette
from coaching.report.content.figures.cells import Fraction, Phrase, Quantity, Range
from coaching.report.content.model import Look, RepContent, TeamContent
from coaching.report.text import NOTHING, as_text
from coaching.words import Words, clip, isolate, plain

_PARTS = (
    "talks",
    "deals",
    "plan",
    "also",
    "strengths",
    "kpis",
    "funnel",
    "assumptions",
    "leaders",
    "findings",
    "coach",
)
_COLUMNS = (
    "kpi",
    "value",
    "counted",
    "range",
    "rule",
    "peers",
    "status",
    "note",
    "rep",
    "score",
    "first_step",
    "tip",
    "change",
)
_ASSETS = Path(__file__).parent / "assets"
NAME_LENGTH = 80
MOST_STEPS = 12
_LARGE_NAME = 30
_MOST_ASSUMPTIONS = 24
_LONGEST_TEAM, _LONGEST_NOTE, _LONGEST_FILTERS = 60, 900, 240
_PNG, _LARGEST_LOGO = b"\x89PNG\r\n\x1a\n", 2**20
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_LONG_RUN = re.compile(r"(\S{18})(?=\S{6})")


def page_data(content: RepContent | TeamContent, name: str, look: Look | None = None) -> dict[str, Any]:
    """Return a content object as the templates read it: ``name`` is the title of the page, ``look`` the team's."""
    words = content.words
    look = look or Look()
    name = clip(plain(name).strip(), NAME_LENGTH)
    sources = words("report.head.sources", sources=content.sources) if content.sources else content.title
    return {
        **_as_text(content, words),
        "headings": _headings(words),
        "lang": words.locale.language,
        "rtl": words.rtl,
        "name": drawn(name, NAME_LENGTH),
        "doc_name": name,
        "name_size": "small" if len(name) > _LARGE_NAME else "large",
        "assumptions": list(content.assumptions[:_MOST_ASSUMPTIONS]),
        "ordinals": [words.number(place) for place in range(1, MOST_STEPS + 1)],
        "colon": words("report.colon"),
        "source_line": sources,
        "page_line": words("report.page"),
        "team_name": clip(plain(look.team_name).strip(), _LONGEST_TEAM),
        "logo": _picture(look.logo_png),
        "note": clip(plain(look.note).strip(), _LONGEST_NOTE),
        "filters": clip(words("report.separator").join(look.filters), _LONGEST_FILTERS),
        "palette": {
            "ink": palette.INK,
            "muted": palette.MUTED,
            "line": palette.LINE,
            "panel": palette.PANEL,
            "accent": palette.ACCENT,
            "accent_soft": palette.ACCENT_SOFT,
            "status": dict(palette.STATUS),
            "status_text": dict(palette.STATUS_TEXT),
            "funnel": palette.FUNNEL,
        },
    }


def _as_text(part: Any, words: Words) -> Any:
    """Return a content object as plain data, its cells written as text."""
    if isinstance(part, (Quantity, Range, Fraction, Phrase)):
        return as_text(part, words)
    if is_dataclass(part):
        return {
            field.name: _as_text(getattr(part, field.name), words) for field in fields(part) if field.name != "words"
        }
    if isinstance(part, tuple):
        return [_as_text(inner, words) for inner in part]
    return part


def _headings(words: Words) -> dict[str, str]:
    """Return the titles of the parts and of the columns by key."""
    titles = {part: words(f"report.head.{part}") for part in _PARTS}
    return titles | {f"col.{column}": words(f"report.col.{column}") for column in _COLUMNS}


def _picture(png: bytes) -> str:
    """Return a PNG as an SVG, which travels as text; "" for anything else, or one too large."""
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    if not png.startswith(_PNG) or len(png) > _LARGEST_LOGO or not (width and height):
        return ""
    inside = base64.b64encode(png).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{inside}"/></svg>'
    )


def drawn(name: str, length: int) -> str:
    """Return a name as it is drawn: cleaned, clipped, and with places to break a line where it has none."""
    return isolate(_LONG_RUN.sub("\\1\u200b", clip(plain(name).strip(), length)) or NOTHING)


@cache
def _fonts(system: bool = False) -> typst.Fonts:
    """Load fonts once; they may be shared between threads, unlike a compiler."""
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(_ASSETS)])


def compile_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a template and its data; the same data gives the same bytes."""
    # Half a character (a lone surrogate) from a broken file would not survive the way into Typst.
    text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    try:
        return _pdf(template, text, _fonts())
    except typst.TypstError as error:
        if data.get("logo") and not _missing(error):
            return compile_pdf(template, {**data, "logo": ""})  # a broken picture must not cost the report
        if not _missing(error):
            raise
    # A name may hold characters our font cannot draw, which PDF/UA refuses: borrow them from the system
    # where it has them, else print question marks rather than nothing.
    try:
        return _pdf(template, text, _fonts(system=True))
    except typst.TypstError as error:
        missing = _missing(error)
        if not missing:
            raise
        return _pdf(template, text.translate(dict.fromkeys(map(ord, missing), "?")), _fonts(system=True))


def _missing(error: typst.TypstError) -> str:
    return "".join(_UNDRAWN.findall(str(getattr(error, "diagnostic", error))))


def _pdf(template: str, data: str, fonts: typst.Fonts) -> bytes:
    return typst.compile(
        str(_ASSETS / template),
        root=str(_ASSETS),
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format="pdf",
        timestamp=0,
        pdf_standards=["ua-1"],
    )
