"""Tips in full: when they apply, what to do, to ask and to say, how to practise, and how to see that they work."""

from __future__ import annotations

from collections.abc import Sequence

from coaching.report import TipText
from coaching.words import Words
from pages.kit.escape import text


def details(tips: Sequence[TipText], words: Words) -> str:
    """Return tips in full as HTML."""
    return f'<div class="sc-details">{"".join(_tip(tip, words) for tip in tips)}</div>'


def _tip(tip: TipText, words: Words) -> str:
    steps = "".join(f"<li>{text(step)}</li>" for step in tip.steps)
    quoted = {"ask": tip.ask, "say": tip.say}
    facts = {"when": tip.when} | {key: words("tip.quoted", text=quote) for key, quote in quoted.items() if quote}
    facts |= {"practise": tip.practise, "tell": tip.tell}
    listed = "".join(
        f"<dt>{text(words(f'tip.{key}'))}</dt><dd>{text(fact)}</dd>" for key, fact in facts.items() if fact
    )
    return (
        f'<div class="sc-tip"><h4>{text(tip.title)}</h4>'
        + (f"<ol>{steps}</ol>" if steps else "")
        + f'<dl class="sc-said">{listed}</dl></div>'
    )
