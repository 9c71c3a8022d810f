"""PDF by Typst: a rep's page and the team's summary. Contents go in as data, never as markup."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from coaching.report import palette
from coaching.report.density import STEPS, density, first_guess
from coaching.report.model import Headline, RepContent, TeamContent
from coaching.report.phrases import NOTHING
from coaching.words import Words, clip, isolate, plain

_ASSETS = Path(__file__).parent / "assets"
_NAME_LENGTH = 80
_CELL_LENGTH = 48
_LARGE_NAME = 30
_MOST_STEPS = 12
_MOST_ASSUMPTIONS = 24
_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')
_TOO_TALL = "too tall"
_LONG_RUN = re.compile(r"(\S{18})(?=\S{6})")


def rep_pdf(content: RepContent) -> bytes:
    """Return a rep's scorecard and action plan as a PDF of one A4 page.

    The first three priorities stand with their tips, further ones in a line each. The same content gives
    the same bytes. Safe to call from several threads.
    """
    data = _dressed(content, content.rep)
    data["steps"] = data["steps"][:_MOST_STEPS]
    for step in data["steps"]:
        step["aim"] = step["target"] or step["review"]
        step["next"] = " ".join(filter(None, (step["watch"], step["mentor"])))
    data["headlines"] = [_headline(line) for line in content.headlines]
    for step in range(first_guess(data), STEPS):
        try:
            return _compile("rep.typ", data | {"density": density(step), "scaled": False})
        except typst.TypstError as error:
            if _TOO_TALL not in str(getattr(error, "diagnostic", error)):
                raise
    return _compile("rep.typ", data | {"density": density(STEPS - 1), "scaled": True})


def team_pdf(content: TeamContent) -> bytes:
    """Return the team's summary as a PDF: leaderboard, funnel, findings, whom to coach on what."""
    data = _dressed(content, content.period)
    data["headlines"] = [_headline(line) for line in content.headlines]
    words = Words(content.lang, content.digits)
    for leader in data["leaders"]:
        leader["rep"] = _drawn(leader["rep"], _CELL_LENGTH)
        leader["rank_text"] = "" if leader["rank"] is None else words.number(leader["rank"])
    data["rank_note"] = words("report.rank_note")
    data["statuses"] = [{"key": key, "word": words(f"status.{key}")} for key in palette.STATUS]
    shown = [row.key for row in content.kpis if any(_judged(leader.kpis, row.key) for leader in content.leaders)]
    data["columns"] = shown
    return _compile("team.typ", data)


def _judged(rows: tuple[Any, ...], key: str) -> bool:
    return any(row.key == key and row.status not in (None, "no_data") for row in rows)


def _headline(line: Headline) -> dict[str, Any]:
    return {"label": line.label, "value": line.value, "note": line.note, "share": line.share}


def _dressed(content: RepContent | TeamContent, name: str) -> dict[str, Any]:
    words = Words(content.lang, content.digits)
    name = clip(plain(name).strip(), _NAME_LENGTH)
    sources = words("report.head.sources", sources=content.sources) if content.sources else content.title
    return asdict(content) | {
        "name": _drawn(name, _NAME_LENGTH),
        "doc_name": name,
        "name_size": "small" if len(name) > _LARGE_NAME else "large",
        "assumptions": list(content.assumptions[:_MOST_ASSUMPTIONS]),
        "ordinals": [words.number(place) for place in range(1, _MOST_STEPS + 1)],
        "colon": words("report.colon"),
        "source_line": sources,
        "page_line": words("report.page"),
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


def _drawn(name: str, length: int) -> str:
    """Return a name as it is drawn: cleaned, clipped, and with places to break a line where it has none."""
    return isolate(_LONG_RUN.sub("\\1\u200b", clip(plain(name).strip(), length)) or NOTHING)


@cache
def _fonts(system: bool = False) -> typst.Fonts:
    """Load fonts once; they may be shared between threads, unlike a compiler."""
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(_ASSETS)])


def _compile(template: str, data: dict[str, Any]) -> bytes:
    # Half a character (a lone surrogate) from a broken file would not survive the way into Typst.
    text = json.dumps(data, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
    try:
        return _pdf(template, text, _fonts())
    except typst.TypstError as error:
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
