"""Text in the old encodings of each language, told apart by what it then says.

What would be lost: names and stages turned into signs that nobody can read, without a word.
"""

from __future__ import annotations

import re
import unicodedata

import pytest

from coaching.importing.vocabulary.by_language import Language, languages
from coaching.sources.sandbox.formats.delimited import decode, parse_text
from coaching.sources.sandbox.formats.encodings import known_words
from coaching.sources.sandbox.limits import Limits

ENCODINGS = {
    "ar": ("cp1256", "iso8859_6"),
    "ru": ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic"),
    "pl": ("cp1250", "iso8859_2", "cp852"),
    "tr": ("cp1254", "iso8859_9", "cp857"),
    "fr": ("cp1252", "mac_roman", "cp850"),
    "de": ("cp1252", "cp850"),
    "es": ("cp1252",),
    "pt": ("cp1252",),
    "it": ("cp1252",),
    "nl": ("cp1252",),
    "ja": ("cp932", "euc_jp", "iso2022_jp"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5"),
}
CASES = [(code, encoding) for code, encodings in ENCODINGS.items() for encoding in encodings]


def vocabulary_words() -> set[str]:
    """Return the words with letters beyond ASCII of headers, outcomes and stages, as the sandbox is given them."""

    def of(language: Language) -> set[str]:
        sections = (language.outcomes, language.stages, language.not_fields, *language.headers.values())
        phrases = (phrase for section in sections for phrases in section.values() for phrase in phrases)
        found = {word for phrase in phrases for word in re.findall(r"[^\W\d_]{2,}", phrase.lower())}
        return {unicodedata.normalize("NFC", word) for word in found if not word.isascii()}

    return set().union(*map(of, languages().values()))


def sample(code: str) -> str:
    found = languages()[code].samples[0]
    return "\r\n".join(";".join(row) for row in (found.header, *found.rows))


def test_the_words_of_the_sandbox_are_those_of_the_vocabulary() -> None:
    """Write ``sorted(vocabulary_words())`` into ``words.txt``, a word a line, where this fails."""
    assert known_words() == vocabulary_words()


@pytest.mark.parametrize(("code", "encoding"), CASES)
def test_text_of_any_language_is_read_in_the_encoding_that_it_was_written_in(code: str, encoding: str) -> None:
    data = sample(code).encode(encoding, "ignore")
    assert decode(data)[0] == data.decode(encoding)


#: Short sheets whose words are hardly those of the vocabulary.
SHORT = [
    (
        "会社名,担当者,見積日,成約\n中央印刷,小林 大輔,2025/01/15,×\n桜ホテル,加藤 由美,2025/03/08,○\n",
        ("cp932", "euc_jp"),
    ),
    ("得意先,ｽﾃｰﾀｽ\n㈱髙島屋,成約\n", ("cp932",)),
    ("車種,販売員\nカローラ,藤原 健太\nフィット,菅原 愛\n", ("cp932", "euc_jp")),
    ("楼盘,置业顾问,是否成交\n翡翠湾,张磊,是\n龙湖天街,刘洋,否\n", ("gb18030",)),
    ("車款,業務,訂車日\n休旅車,吳宗翰,2025/3/1\n", ("big5",)),
    ("차종,담당,계약\n아반떼,박지훈,완료\n쏘렌토,최유나,취소\n", ("cp949",)),
]


@pytest.mark.parametrize(("text", "encoding"), [(text, encoding) for text, all_ in SHORT for encoding in all_])
def test_a_short_east_asian_sheet_is_told_by_its_common_letters(text: str, encoding: str) -> None:
    for data in (text.encode(encoding), (text * 20).encode(encoding)):
        assert decode(data)[0] == data.decode(encoding)


@pytest.mark.parametrize(("code", "encoding"), [("ru", "cp1251"), ("de", "cp1252")])
def test_a_guessed_encoding_is_always_said(code: str, encoding: str) -> None:
    parsed = parse_text(sample(code).encode(encoding, "ignore"), Limits())
    assert [note.values for note in parsed.notes if note.code == "encoding_guessed"] == [(encoding,)]


def test_a_sign_alone_is_read_as_western_windows_writes_it() -> None:
    assert decode("Amount\r\n\u00a3100".encode("cp1252")) == ("Amount\r\n\u00a3100", "cp1252")


def test_the_euro_sign_of_another_western_encoding_is_one() -> None:
    text = "Opportunité;Montant\r\nForêt;1 000,00 €\r\nÉté;300,00 €"
    assert decode(text.encode("iso8859_15")) == (text, "iso8859_15")


def test_bytes_that_say_nothing_in_any_encoding_are_still_read() -> None:
    text, encoding = decode(bytes(range(128, 256)) * 20)
    assert text
    assert encoding == "cp1252"


def test_chinese_in_one_with_latin_names_is_told_from_western_letters() -> None:
    text = "\r\n".join(["商机编号,商机名称,负责人,阶段", *(f"SJ{n},Cedar Studios项目,李娜,输单" for n in range(40))])
    assert decode(text.encode("gb18030")) == (text, "gb18030")
