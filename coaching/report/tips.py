"""The playbook's tips in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from coaching.advise import load_playbook
from coaching.report.model import TipText
from coaching.words import Words


def tip_texts(words: Words, ids: Iterable[str]) -> tuple[TipText, ...]:
    """Return the tips of ``ids`` in order; an id the playbook no longer has is left out."""
    playbook = load_playbook()
    known = (playbook[key] for key in ids if key in playbook)
    lang = words.lang
    return tuple(
        TipText(
            tip.id,
            tip.title[lang],
            tip.text[lang],
            when=tip.when[lang],
            steps=tip.steps[lang],
            ask=tip.ask[lang],
            say=tip.say[lang],
            practise=tip.practise[lang],
            tell=tip.tell[lang],
        )
        for tip in known
    )
