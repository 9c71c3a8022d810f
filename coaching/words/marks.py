"""Invisible direction marks, which keep names and signed numbers in order within right-to-left text."""

from __future__ import annotations

import re

_FIRST_STRONG, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _POP = "\u2068", "\u2066", "\u2067", "\u2069"
_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_CONTROL: dict[int, None] = dict.fromkeys(
    (
        *range(0x20),
        *range(0x7F, 0xA0),
        0x061C,
        *range(0x200E, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),
        0xFEFF,
        0xFFFE,
        0xFFFF,
    )
)


def isolate(text: str) -> str:
    """Return a name in an isolate, so that its direction does not affect the text around it."""
    return f"{_FIRST_STRONG}{plain(text)}{_POP}"


def isolate_ltr(text: str) -> str:
    """Return a number with its sign or percent mark in an isolate that runs left to right."""
    return f"{_LEFT_TO_RIGHT}{plain(text)}{_POP}"


def isolate_rtl(text: str) -> str:
    """Return an amount with an Arabic currency in an isolate that runs right to left.

    Isolates within the text are kept, so it has to be clean already.
    """
    return f"{_RIGHT_TO_LEFT}{text}{_POP}"


def plain(text: str) -> str:
    """Return ``text`` without control characters and direction marks; line breaks become spaces."""
    return _SPACES.sub(" ", text).translate(_CONTROL)


def clip(text: str, length: int) -> str:
    """Return ``text`` cut to ``length`` characters, the last of them an ellipsis where something was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
