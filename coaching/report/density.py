"""How densely a rep's page is set: a first guess from its texts, so that Typst need not try each density."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from coaching.words import plain

#: From generous to tight. Each text is tried from its first guess on; the tightest is scaled where none fits.
STEPS = 8

_WIDTH, _HEIGHT = 504.6, 759.7  # of the text area of an A4 page with our margins, in points
#: Mean width of a letter of Vazirmatn as a share of its size, over English and Arabic text.
_LETTER = 0.44
#: Height of a page as multiples of the font size (frame, a line of the plan, a line of the figures) and of the
#: padding of a row. Fitted to what Typst measured for 252 pages in both languages: right for 83 of 100 of them.
_FRAME, _PLAN_LINE, _FIGURE_LINE, _ROW = 19.3, 1.4, 0.5, 4.7


def density(step: int) -> dict[str, float]:
    """Return font size, padding of a row, gap between lines and room between parts, in points."""
    ease = 1 - step / (STEPS - 1)
    size = 6.8 + 2.6 * ease
    shares = {"pad": 0.2 + 0.38 * ease, "gap": 0.42 + 0.3 * ease, "room": 0.55 + 1.25 * ease}
    return {"size": size} | {name: share * size for name, share in shares.items()}


def first_guess(data: Mapping[str, Any]) -> int:
    """Return the most generous density at which a rep's page (its data as the template gets it) likely fits."""
    return next((step for step in range(STEPS) if _height(data, **density(step)) <= _HEIGHT), STEPS - 1)


def _height(data: Mapping[str, Any], size: float, pad: float, gap: float, room: float) -> float:
    front, later = data["steps"][:3], data["steps"][3:]
    width = _WIDTH - 3 * size
    lines = 3 if data.get("logo") else 0
    for text in (data.get("filters"), data.get("note")):
        lines += _lines(text, size, width) + 1 if text else 0
    for step in front:
        texts = [f"{step['seen']} {step['worth']}", f"{step['aim']} {step['next']}"]
        texts += [f"{tip['title']}: {tip['text']}" for tip in step["tips"]]
        lines += 1 + sum(_lines(text, size, width) for text in texts)
    if later:
        lines += 1 + sum(_lines(f"{s['label']} {s['status_word']} {s['seen']}", size, width) for s in later)
    if not data["steps"]:
        lines += sum(_lines(text, size, _WIDTH) for text in (data["empty_plan"], *data["collect"]))
    lines += _lines(" ".join(data["assumptions"]), size, _WIDTH)
    lines += max(4, sum(_lines(text, size, _WIDTH * 0.36) for text in data["strengths"]))
    small = min(size, 8.3) * 0.85
    figures = sum(0.2 + 0.8 * _lines(_figure(row), small, _WIDTH * 0.36) for row in data["kpis"])
    return size * (_FRAME + _PLAN_LINE * lines + _FIGURE_LINE * figures) + _ROW * pad * len(data["kpis"])


def _figure(row: Mapping[str, Any]) -> str:
    moved = f"   {row['change']['text']}{row['change']['word']}" if row["change"] else ""
    return f"{row['label']}   {row['note']}{moved}"


def _lines(text: str, size: float, width: float) -> int:
    return math.ceil(len(plain(text)) * _LETTER * size / width)
