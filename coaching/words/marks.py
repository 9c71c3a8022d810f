"""Invisible marks that keep names and signed numbers in order inside right-to-left text."""

from __future__ import annotations

_FIRST_STRONG, _LEFT_TO_RIGHT, _POP = "\u2068", "\u2066", "\u2069"
_CONTROL = {
    code: None
    for code in (*range(0x00, 0x20), 0x7F, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}


def isolate(text: str) -> str:
    """Wrap a name so that its own direction does not disturb the sentence around it."""
    return f"{_FIRST_STRONG}{text.translate(_CONTROL)}{_POP}"


def isolate_ltr(text: str) -> str:
    """Wrap a number with its sign or percent mark so that it reads left to right."""
    return f"{_LEFT_TO_RIGHT}{text.translate(_CONTROL)}{_POP}"


def plain(text: str) -> str:
    """Return ``text`` without control characters and direction marks."""
    return text.translate(_CONTROL)
