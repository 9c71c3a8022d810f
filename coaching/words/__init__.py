"""Everything the reader sees in words, numbers, money and dates, in English and in Arabic."""

from coaching.words.catalogue import CALENDARS, DIGITS, LANGUAGES, Words
from coaching.words.marks import clip, isolate, isolate_ltr, isolate_rtl, plain

__all__ = ["CALENDARS", "DIGITS", "LANGUAGES", "Words", "clip", "isolate", "isolate_ltr", "isolate_rtl", "plain"]
