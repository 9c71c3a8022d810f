"""The playbook's tips in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coaching.advise import Tip, load_playbook
from coaching.report.model import TipText
from coaching.report.phrases import shown_name
from coaching.words import Words, clip, plain

_LONGEST = 600


def tip_texts(words: Words, ids: Iterable[str], playbook: Mapping[str, Tip] | None = None) -> tuple[TipText, ...]:
    """Return the tips of ``ids`` in order; an id the playbook no longer has is left out.

    A team's own tip says what it is only for, and in which language it is where that is not the reader's.
    """
    tips = load_playbook() if playbook is None else playbook
    return tuple(_text(tips[key], words) for key in ids if key in tips)


def _text(tip: Tip, words: Words) -> TipText:
    lang = words.lang

    def said(text: str) -> str:
        return clip(plain(text), _LONGEST)

    return TipText(
        tip.id,
        _title(tip, words),
        said(tip.text[lang]),
        when=said(tip.when[lang]),
        steps=tuple(map(said, tip.steps[lang])),
        ask=said(tip.ask[lang]),
        say=said(tip.say[lang]),
        practise=said(tip.practise[lang]),
        tell=said(tip.tell[lang]),
    )


def _title(tip: Tip, words: Words) -> str:
    title = clip(plain(tip.title[words.lang]), _LONGEST)
    notes = [shown_name(words, name) for name in (tip.product, tip.segment) if name is not None]
    if words.lang not in tip.languages:
        notes.append(words(f"language.{tip.languages[0]}"))
    return words("tip.noted", title=title, notes=words.listed(notes)) if notes else title
