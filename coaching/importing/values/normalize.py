"""Give headers, labels and names that mean the same one spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None, "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي"}
)
#: Letters that are no accented form of another one by Unicode's account, and are typed as one all the same.
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"})
#: The marks that make another consonant of a Japanese one.
_VOICED = "\u3099\u309a"
_INVISIBLE = dict.fromkeys(
    (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
_DIGITS = {start + i: str(i) for start in (0x0660, 0x06F0) for i in range(10)}
#: The digits, letters and signs of East Asian sheets that are as wide as the others, and their currencies.
_DIGITS |= {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
_DIGITS |= {ord(wide): sign for wide, sign in zip("￠￡￥￦", "¢£¥₩", strict=True)}
_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
#: Words in brackets, normalized, that make something else of what stands before them: a close date, an expected one.
_UNCERTAIN = frozenset(
    {
        *("expected", "estimated", "estimate", "est", "tentative", "forecast", "forecasted", "planned", "projected"),
        *("weighted", "probable", "prevu", "prevue", "estime", "estimee", "previsionnel", "previsionnelle", "attendu"),
        *("geplant", "erwartet", "geschatzt", "voraussichtlich", "previsto", "prevista", "estimado", "estimada"),
        *("esperado", "esperada", "متوقع", "متوقعه", "المتوقع", "المتوقعه", "تقديري", "تقديريه"),
    }
)
_LONGEST_HEADER = 200
#: How much of a header or label is split into words, in letters: what stands further behind makes nothing else of it.
LONGEST_PHRASE = 300
_WORDS = re.compile(r"[^\W_]+")
#: The Arabic article, where three letters are left without it.
_ARTICLE = re.compile(r"^ال(?=\w{3})")
_UNSPACED = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")

#: Cells that say "nothing here", normalized.
MISSING = frozenset(
    {
        *("", "-", "--", "---", "—", "–", "n/a", "na", "#n/a", "null", "none", "nan", "nil", "\\n", "#ref!", "#value!"),
        *("#name?", "#div/0!", "#null!", "#num!", "(no value)", "no value", "(blank)", "(none)", "undefined", "nat"),
        *("لا يوجد", "غير محدد", "فارغ"),
    }
)


#: How they begin.
_STARTS = frozenset(word[0] for word in MISSING if word)

#: How letters are written where a keyboard lacks them.
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe", "Ø": "Oe", "å": "aa"}
)


def visible(text: str) -> str:
    """Return ``text`` without invisible marks, its white space collapsed."""
    return " ".join((text if text.isascii() else text.translate(_INVISIBLE)).split())


def digits(text: str) -> str:
    """Return ``text`` with Arabic-Indic and Persian digits as 0-9, full-width letters and signs as usual."""
    return text.translate(_DIGITS)


def normalize(text: str) -> str:
    """Return ``text`` as lower-case words without accents, marks or punctuation, one blank between words."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_INVISIBLE)).translate(_ARABIC).translate(_LETTERS)
        text = "".join(c for c in text if c in _VOICED or not unicodedata.combining(c))
        text = unicodedata.normalize("NFC", digits(text.casefold().translate(_ARABIC)))
    return " ".join(_WORDS.findall(text.casefold()))


def words(text: str) -> tuple[str, ...]:
    """Return the normalized words of a header or label, split at blanks, marks, capitals, digits and changes of script.

    ``closeDate``, ``close_date`` and ``Close Date`` have the same words, and so have ``C6:LOSE`` and ``c 6 lose``.
    Arabic words are returned without their article. Of a very long text only the beginning is split.
    """
    beginning = unicodedata.normalize("NFKC", text[:LONGEST_PHRASE])
    return tuple(_ARTICLE.sub("", word) for word in normalize(_apart(beginning)).split())


def _apart(text: str) -> str:
    """Return a text with blanks where a word ends without one."""
    pieces: list[str] = []
    before, script_before = "", ""
    for at, letter in enumerate(text):
        after, script = text[at + 1 : at + 2], _script(letter)
        capital = letter.isupper() and (before.islower() or (before.isupper() and after.islower()))
        if before and (capital or script != script_before):
            pieces.append(" ")
        pieces.append(letter)
        before, script_before = letter, script
    return "".join(pieces)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """Return what kind of writing a letter belongs to; marks that join letters of a word have none of their own."""
    if letter.isdigit():
        return "digit"
    if is_unspaced(letter):
        return "unspaced"
    return "letter" if letter.isalpha() or unicodedata.combining(letter) else "mark"


def is_unspaced(text: str) -> bool:
    """Return whether a text holds Chinese, Japanese or Korean letters, whose words follow each other without blanks."""
    return _UNSPACED.search(text) is not None


def key(text: str) -> str:
    """Return the normalized text without blanks, so that ``Close Date``, ``close_date`` and ``CloseDate`` agree."""
    return normalize(text).replace(" ", "")


def keys(header: str) -> tuple[str, ...]:
    """Return the keys under which a header may be known: whole, and without what stands in brackets.

    What is expected or estimated is never known as what it would be without the brackets.
    """
    whole = key(header)
    if len(header) > _LONGEST_HEADER or any(map(_is_uncertain, _BRACKETS.findall(header))):
        return (whole,)
    bare = key(_BRACKETS.sub(" ", header))
    return (whole,) if bare in ("", whole) else (whole, bare)


def _is_uncertain(bracket: str) -> bool:
    time_zone = bracket == "(EST)"
    return not time_zone and not _UNCERTAIN.isdisjoint(normalize(bracket).split())


def missing(text: str) -> bool:
    """Return whether a cell is empty or holds a token for nothing."""
    if text[:1].isalnum() and text.isascii() and text[0].lower() not in _STARTS:
        return False
    return visible(text).casefold() in MISSING
