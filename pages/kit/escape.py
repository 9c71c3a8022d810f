"""Escaping of text from files, which is hostile: it must be shown literally, never as markup."""

from __future__ import annotations

import html
import re

from coaching.words import plain

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=])")
_JOINER = "\u2060"


def markdown(text: object) -> str:
    """Return ``text`` in a form that Streamlit's Markdown shows literally.

    Punctuation is escaped. A word joiner after ``:``, ``@`` and ``www`` prevents that directives, icons, emoji codes
    and bare addresses are recognised, which happens after escapes are resolved.
    """
    escaped = _MARKDOWN.sub(r"\\\1", str(text))
    return re.sub(r"(?i)(:|@|www)", rf"\1{_JOINER}", escaped)


def name(text: object) -> str:
    """Return a name from a file as HTML: escaped, and isolated from the direction of the text around it."""
    return f'<bdi class="sc-name">{html.escape(plain(str(text)))}</bdi>'


def text(value: str) -> str:
    """Return finished text as HTML: escaped, with its direction marks."""
    return html.escape(value)
