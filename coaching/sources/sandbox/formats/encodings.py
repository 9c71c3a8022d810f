"""Detecting legacy encodings by the letters and the known words of the decoded text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: The encodings of exports; of two that decode to the same text, the likelier one first.
ENCODINGS = (
    *("cp1252", "iso8859_15", "cp1256", "cp1251", "cp1254", "cp1250", "cp932", "euc_jp", "cp949", "gb18030", "big5"),
    *("koi8_r", "iso8859_9", "iso8859_2", "iso8859_6", "iso8859_5", "cp866", "mac_roman", "cp850", "cp852", "cp857"),
    "mac_cyrillic",
)
#: The number of bytes at the start of a file that are examined.
_SAMPLE = 64_000
_WORD = re.compile(r"[^\W\d_]{2,}")
#: Chinese, Japanese or Korean letters in one with a word in Latin letters: ``Studios项目``.
_BESIDE_LATIN = re.compile(r"[A-Za-z]*([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,})[A-Za-z]*")
#: The score of a known word, a likely word and an unlikely one, per letter.
_KNOWN, _LIKELY, _UNLIKELY = 3.0, 1.0, -3.0
_SURE = 0.25
#: The score of a rare East Asian letter, and the longest known word that is looked for in a run of letters.
_RARE, _LONGEST_KNOWN = -2.0, 8
_EAST_ASIAN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_KANA = re.compile(r"[\u3005-\u30ff]")
#: The standard of each East Asian encoding and the first bytes of its common letters.
_COMMON = {
    "cp932": ("euc_jp", 0xB0, 0xCF),
    "euc_jp": ("euc_jp", 0xB0, 0xCF),
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "big5": ("big5", 0xA4, 0xC6),
    "cp949": ("euc_kr", 0xB0, 0xC8),
}
#: Signs that occur in sheets of every language, and the marks of Japanese ones.
_SIGNS = "€£¥₺₽°○◎△●㈱㈲"


@dataclass(frozen=True)
class Reading:
    """A detected encoding, and whether it scores clearly better than all others."""

    encoding: str
    sure: bool


def detect_encoding(data: bytes) -> Reading | None:
    """Return the encoding in which the start of a file makes most sense; None if it makes sense in none.

    Only words with letters beyond ASCII count, because the others are the same in every encoding.
    """
    sample = data[:_SAMPLE]
    cut = max(sample.rfind(b"\n"), 0) if len(data) > _SAMPLE else len(sample)
    known = known_words()
    scores: dict[str, tuple[float, str]] = {}
    for encoding in ENCODINGS:
        try:
            text = sample[:cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        scores[encoding] = (_sense(text, known, encoding), text)
    if not scores:
        return None
    best = max(scores, key=lambda encoding: scores[encoding][0])
    value, text = scores[best]
    if value < 0:
        return None
    others = [score for score, other in scores.values() if other != text]
    return Reading(best, value > 0 and (not others or value - max(others) > _SURE * abs(value)))


@cache
def known_words() -> frozenset[str]:
    """Return the words of the vocabulary with letters beyond ASCII, in lower case, from ``words.txt``.

    The vocabulary itself is not part of the sandbox; a test keeps the file in step with it.
    """
    return frozenset(Path(__file__).with_name("words.txt").read_text("utf-8").split())


def _sense(text: str, known: frozenset[str], encoding: str) -> float:
    """Return the score of a text: known and likely words against unlikely words, rare letters and signs."""
    words = Counter(word for word in _WORD.findall(text) if not word.isascii())
    score = sum(count * _sense_of(word, known, encoding) for word, count in words.items())
    foreign = (letter for letter in text if ord(letter) > 127 and letter not in _SIGNS)
    odd = sum(unicodedata.category(letter)[0] in "CS" for letter in foreign)
    return score - 3.0 * odd


def _sense_of(word: str, known: frozenset[str], encoding: str) -> float:
    if east_asian := _BESIDE_LATIN.fullmatch(word):
        word = east_asian[1]
    if {unicodedata.normalize(form, word.lower()) for form in ("NFC", "NFKC")} & known:
        return _KNOWN * len(word)
    if not _likely(word):
        return _UNLIKELY * len(word)
    return _sense_of_run(word, known, encoding) if _EAST_ASIAN.fullmatch(word) else _LIKELY * len(word)


def _sense_of_run(run: str, known: frozenset[str], encoding: str) -> float:
    """Return the score of a run of East Asian letters: of the known words in it, and of the letters between them."""
    score, at = 0.0, 0
    while at < len(run):
        ends = range(min(len(run), at + _LONGEST_KNOWN), at + 1, -1)
        end = next((end for end in ends if run[at:end] in known), None)
        if end is None:
            score += _LIKELY if _is_common(run[at], encoding) else _RARE
        else:
            score += _KNOWN * (end - at)
        at = end or at + 1
    return score


@cache
def _is_common(letter: str, encoding: str) -> bool:
    """Return whether a letter is a common one where an encoding is used: its standard lists those first."""
    if encoding not in _COMMON:
        return True
    standard, first, last = _COMMON[encoding]
    try:
        lead = letter.encode(standard)[0]
    except UnicodeEncodeError:
        return False
    return first <= lead <= last or (standard == "euc_jp" and _KANA.fullmatch(letter) is not None)


def _likely(word: str) -> bool:
    """Return whether a word has letters of one script, and capitals only at its start or throughout."""
    scripts = {unicodedata.name(letter, "?").split()[0] for letter in word}
    is_one_script = len(scripts) == 1 or scripts <= {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}
    cased = word in (word.lower(), word.upper()) or word[1:] == word[1:].lower()
    rare = sum(ord(letter) > 127 for letter in word) / len(word) if scripts == {"LATIN"} else 0.0
    return is_one_script and cased and rare <= 0.5 and not any(0xFF61 <= ord(letter) <= 0xFF9F for letter in word)
