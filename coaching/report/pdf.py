"""PDF by Typst: a rep's page and the team's summary. Contents go in as data, never as markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from coaching.report import palette
from coaching.report.model import Headline, RepContent, TeamContent
from coaching.words import Words, clip, isolate, plain

_ASSETS = Path(__file__).parent / "assets"
_NAME_LENGTH = 80
_CELL_LENGTH = 48
_LARGE_NAME = 30
_MOST_STEPS = 12
_MOST_ASSUMPTIONS = 24


def rep_pdf(content: RepContent) -> bytes:
    """Return a rep's scorecard and action plan as a PDF of one A4 page.

    The first three priorities stand with their tips, further ones in a line each. The same content gives
    the same bytes. Safe to call from several threads.
    """
    data = _dressed(content, content.rep)
    data["steps"] = data["steps"][:_MOST_STEPS]
    data["headlines"] = [_headline(line) for line in content.headlines]
    return _compile("rep.typ", data)


def team_pdf(content: TeamContent) -> bytes:
    """Return the team's summary as a PDF: leaderboard, funnel, findings, whom to coach on what."""
    data = _dressed(content, content.period)
    data["headlines"] = [_headline(line) for line in content.headlines]
    words = Words(content.lang)
    for leader in data["leaders"]:
        leader["rep"] = isolate(clip(plain(leader["rep"]), _CELL_LENGTH))
        leader["rank_text"] = "" if leader["rank"] is None else words.number(leader["rank"])
    data["statuses"] = [{"key": key, "word": words(f"status.{key}")} for key in palette.STATUS]
    shown = [row.key for row in content.kpis if any(_judged(leader.kpis, row.key) for leader in content.leaders)]
    data["columns"] = shown
    return _compile("team.typ", data)


def _judged(rows: tuple[Any, ...], key: str) -> bool:
    return any(row.key == key and row.status not in (None, "no_data") for row in rows)


def _headline(line: Headline) -> dict[str, Any]:
    return {"label": line.label, "value": line.value, "note": line.note, "share": line.share}


def _dressed(content: RepContent | TeamContent, name: str) -> dict[str, Any]:
    words = Words(content.lang)
    name = clip(plain(name).strip(), _NAME_LENGTH)
    sources = words("report.head.sources", sources=content.sources) if content.sources else content.title
    return asdict(content) | {
        "name": isolate(name),
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


@cache
def _fonts() -> typst.Fonts:
    """Load the fonts once; they may be shared between threads, unlike a compiler."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_ASSETS)])


def _compile(template: str, data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data)}
    try:
        return _pdf(template, inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        # A name may hold a character that no font of ours can draw, which PDF/UA does not allow.
        return _pdf(template, inputs)


def _pdf(template: str, inputs: dict[str, str], **options: Any) -> bytes:
    return typst.compile(
        str(_ASSETS / template),
        root=str(_ASSETS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        format="pdf",
        timestamp=0,
        **options,
    )
