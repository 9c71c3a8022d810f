"""Everything the reader sees in words, numbers, money and dates, in English and in Arabic."""

from coaching.words.catalogue import LANGUAGES, Words
from coaching.words.marks import isolate, isolate_ltr, plain

__all__ = ["LANGUAGES", "Words", "isolate", "isolate_ltr", "plain"]
