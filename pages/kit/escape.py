"""Text from files is hostile until it is escaped: it must show literally wherever it stands."""

from __future__ import annotations

import html
import re

from coaching.words import plain

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=])")
_JOINER = "\u2060"


def markdown(text: object) -> str:
    """Return ``text`` so that Streamlit's markdown shows it letter by letter.

    Punctuation is escaped; a word joiner behind ``:``, ``@`` and ``www`` keeps directives, icons, emoji
    codes and bare addresses from being recognised, which happens after escapes are resolved.
    """
    escaped = _MARKDOWN.sub(r"\\\1", str(text))
    return re.sub(r"(?i)(:|@|www)", rf"\1{_JOINER}", escaped)


def name(text: object) -> str:
    """Return a name from a file for HTML: escaped, and kept apart from the direction of the text around it."""
    return f'<bdi class="sc-name">{html.escape(plain(str(text)))}</bdi>'


def text(value: object) -> str:
    """Return finished text for HTML; its direction marks stay."""
    return html.escape(str(value))
