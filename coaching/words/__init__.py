"""Texts, numbers, money and dates as they are written in each language of the app."""

from coaching.words.language import CALENDARS, DIGITS, Language, language_name, languages, matching
from coaching.words.marks import clip, isolate, plain
from coaching.words.numbers import rounded
from coaching.words.words import Words

__all__ = [
    "CALENDARS",
    "DIGITS",
    "Language",
    "Words",
    "clip",
    "isolate",
    "language_name",
    "languages",
    "matching",
    "plain",
    "rounded",
]
