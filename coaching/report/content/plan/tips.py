"""The playbook's tips in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from coaching.advise import Tip, load_playbook
from coaching.report.content.model import TipText
from coaching.report.content.phrases import shown_name
from coaching.words import Words, clip, language_name, plain

_LONGEST = 600


def tip_texts(words: Words, ids: Iterable[str], playbook: Mapping[str, Tip] | None = None) -> tuple[TipText, ...]:
    """Return the tips of ``ids`` in order; an id the playbook no longer has is left out.

    A team's own tip says what it is only for, and in which language it is where that is not the reader's.
    """
    tips = load_playbook() if playbook is None else playbook
    return tuple(_text(tips[key], words) for key in ids if key in tips)


def _text(tip: Tip, words: Words) -> TipText:
    written = _written(tip, words)

    def text(name: str) -> str:
        return _clean(words.text(f"tip.{tip.id}.{name}") if not tip.is_own else str(written.get(name, "")))

    steps = written.get("steps", ()) if tip.is_own else words.texts(f"tip.{tip.id}.step")
    return TipText(
        tip.id,
        _title(tip, text("title"), words),
        text("text"),
        when=text("when"),
        steps=tuple(map(_clean, steps)),
        ask=text("ask"),
        say=text("say"),
        practise=text("practise"),
        tell=text("tell"),
    )


def _written(tip: Tip, words: Words) -> Mapping[str, Any]:
    """Return the texts of a team's own tip in the reader's language, or in the one in which it is written."""
    lang = words.lang if words.lang in tip.languages else next(iter(tip.languages), "")
    return tip.texts.get(lang, {})


def _title(tip: Tip, title: str, words: Words) -> str:
    """Return the title, with what the tip is only for, and its language where that is not the reader's."""
    notes = [shown_name(words, name) for name in (tip.product, tip.segment) if name is not None]
    if tip.is_own and tip.languages and words.lang not in tip.languages:
        notes.append(language_name(tip.languages[0]))
    return words("tip.noted", title=title, notes=words.listed(notes)) if notes else title


def _clean(text: str) -> str:
    return clip(plain(text), _LONGEST)
