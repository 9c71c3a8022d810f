"""Which currency a cell, a label or a header names: by code, sign, or name in any of the languages read."""

from __future__ import annotations

import re
from functools import cache
from string import ascii_letters

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from babel import Locale
from babel.core import get_global

from coaching.importing.values.normalize import digits, is_unspaced, normalize, visible
from coaching.importing.values.text_columns import by_label, map_values

#: The languages whose names of currencies are known.
_LANGUAGES = ("en", "ar", "fr", "de", "es", "pt", "it", "nl", "tr", "ru", "pl", "ja", "ko", "zh", "id")
#: A currency that was given up before this year is no longer looked for.
_IN_USE_SINCE = "2010"

#: Currencies by what stands for them; "" for what stands for several. A full stop may follow.
_SYMBOLS = (
    ("SAR", ("ر.س", "ريال سعودي", "ريالات", "ريال", "﷼", "\u20c1", "SR")),
    ("AED", ("د.إ", "درهم إماراتي", "درهم", "Dhs", "DH")),
    ("KWD", ("د.ك", "دينار كويتي")),
    ("QAR", ("ر.ق", "ريال قطري")),
    ("OMR", ("ر.ع", "ريال عماني")),
    ("YER", ("ر.ي", "ريال يمني")),
    ("BHD", ("د.ب", "دينار بحريني")),
    ("EGP", ("ج.م", "جنيه مصري", "جنيه")),
    ("JOD", ("د.أ", "دينار أردني")),
    ("IQD", ("د.ع", "دينار عراقي")),
    ("MAD", ("د.م", "درهم مغربي")),
    ("TND", ("د.ت", "دينار تونسي")),
    ("DZD", ("د.ج", "دينار جزائري")),
    ("LBP", ("ل.ل", "ليرة لبنانية")),
    ("SYP", ("ل.س", "ليرة سورية")),
    ("USD", ("US$", "$", "دولار أمريكي", "دولارات", "دولار")),
    ("CAD", ("CA$", "C$")),
    ("AUD", ("AU$", "A$")),
    ("NZD", ("NZ$",)),
    ("HKD", ("HK$",)),
    ("SGD", ("SG$", "S$")),
    ("TWD", ("NT$",)),
    ("BRL", ("R$",)),
    ("MXN", ("MX$", "Mex$")),
    ("EUR", ("€", "يورو")),
    ("GBP", ("£",)),
    ("INR", ("₹", "Rs")),
    ("JPY", ("¥", "円")),
    ("CNY", ("CN¥", "元", "RMB")),
    ("KRW", ("₩", "원")),
    ("RUB", ("₽", "руб")),
    ("TRY", ("₺", "TL")),
    ("UAH", ("₴", "грн")),
    ("PLN", ("zł",)),
    ("CZK", ("Kč",)),
    ("HUF", ("Ft",)),
    ("MYR", ("RM",)),
    ("IDR", ("Rp",)),
    ("ILS", ("₪",)),
    ("NGN", ("₦",)),
    ("VND", ("₫",)),
    ("THB", ("฿",)),
    ("", ("kr", "Kr", "KR", "دينار", "ليرة")),
)
_BLANKS_AND_STOPS = re.compile(r"[\s.]")
_BY_SYMBOL = {symbol: code for code, symbols in _SYMBOLS for symbol in symbols}
_BY_BARE_SYMBOL = {_BLANKS_AND_STOPS.sub("", symbol): code for symbol, code in _BY_SYMBOL.items()}

#: What a currency is called without its country, normalized, where people mean this one.
_SHORT_NAMES = {
    "USD": "dollar dollars dolar dolares dollaro dollari dolary dolarow доллар доллары долларов долл дол"
    " 美金 ドル 달러",
    "EUR": "euros euroes avro yuro",
    "GBP": "sterling",
    "SAR": "riyal riyals",
    "AED": "dirham dirhams",
    "JPY": "yen",
    "CNY": "yuan renminbi rmb 人民币 人民幣",
    "RUB": "ruble rubles rouble roubles rubel рубль рубли рублей",
    "PLN": "zloty zlotych zlote zlotys",
    "TRY": "lira lirasi",
    "IDR": "rupiah",
    "MYR": "ringgit",
    "THB": "baht",
    "INR": "rupee rupees",
    "BRL": "reais",
    "NGN": "naira",
    "ILS": "shekel shekels",
    "HUF": "forint forints",
    "ZAR": "rand rands",
    "CZK": "koruna koruny korun",
}
#: Words beside the short name of a currency that leave it the one that is meant: "U.S. dollar".
_OF_THE_USUAL = frozenset(
    (
        "u",
        "s",
        "us",
        "usa",
        "america",
        "american",
        "united",
        "states",
        "сша",
        "pound",
        "pounds",
        "pfund",
        "livre",
        "libra",
    )
)
#: What is said in short of a currency that several countries have.
_SHORT_PLACES = {"hk dollar": "HKD", "nt dollar": "TWD", "nz dollar": "NZD", "sg dollar": "SGD", "us dollar": "USD"}
#: Codes that are words in some language: in small letters they name no currency, and beside other words these do not.
_WORDS_TOO = frozenset(
    (
        "ALL",
        "BAM",
        "BOB",
        "COP",
        "CUP",
        "GEL",
        "ILS",
        "LAK",
        "MAD",
        "MOP",
        "MUR",
        "PEN",
        "PHP",
        "RON",
        "SOS",
        "TOP",
        "TRY",
    )
)
#: Codes that are words in their capitals, too.
LIKE_CODES = frozenset(("ALL", "TOP", "CUP", "PEN"))


def _written(symbol: str) -> str:
    """Return a pattern for a symbol: with or without blanks behind its full stops, letters not within a word."""
    pattern = re.escape(symbol).replace(r"\.", r"\.\s?")
    if symbol[0] in ascii_letters or symbol[0] in "рг":
        pattern = r"(?<![^\W\d_])" + pattern
    return pattern + (r"(?![^\W\d_])\.?" if symbol[-1].isalpha() and symbol not in ("円", "元", "원") else "")


_SYMBOL = re.compile(rf"(?![\d\s.,])(?:{'|'.join(map(_written, sorted(_BY_SYMBOL, key=len, reverse=True)))})")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")
#: What stands before the sign of a currency in a language without blanks.
_MULTIPLES = frozenset("十百千万萬亿億십백천만억")
#: A currency in thousands or millions: ``TEUR``, ``kSAR``, ``MUSD``.
SCALED_CODE = re.compile(r"(?<![A-Za-z])([TKk]|M)([A-Z]{3})(?![A-Za-z])")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NAMES_FROM = re.compile(r"[^\d\s.,()\-]")


@cache
def codes() -> frozenset[str]:
    """Return the ISO codes of the currencies in use, as Babel knows them."""
    return frozenset(
        code
        for places in get_global("territory_currencies").values()
        for code, _, until, is_tender in places
        if is_tender and (until is None or str(until[0]) >= _IN_USE_SINCE)
    )


@cache
def _names() -> dict[str, str]:
    """Return the normalized names of currencies with their codes; what means several is left out."""
    codes_of: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        plurals = locale._data["currency_names_plural"]
        for code in codes():
            for name in (locale.currencies.get(code), *plurals.get(code, {}).values()):
                if name and normalize(name):
                    codes_of.setdefault(normalize(name), set()).add(code)
    known = {name: next(iter(of)) for name, of in codes_of.items() if len(of) == 1}
    return known | _short_names()


@cache
def _short_names() -> dict[str, str]:
    short = {normalize(name): code for code, names in _SHORT_NAMES.items() for name in names.split()} | {"euro": "EUR"}
    plural = {f"{name}s": code for name, code in _SHORT_PLACES.items()}
    return short | _SHORT_PLACES | plural


def currencies(values: pd.Series) -> pd.Series:
    """Return the currency code that each cell shows beside its number, ``None`` where it shows none."""
    return by_label(values, _currencies)


def _currencies(values: pd.Series) -> pd.Series:
    cells = pa.chunked_array(pa.array(values, pa.large_string()))
    if pc.any(pc.match_substring_regex(cells, _NAMES_FROM.pattern)).as_py():
        return map_values(values, currency_in)
    return pd.Series(None, index=values.index, dtype=object)


def currency_in(text: str) -> str | None:
    """Return the ISO code of the currency named or drawn in a header or an amount."""
    code: str
    text = digits(text)
    for code in _CODE.findall(text):
        if code in codes() and (code not in LIKE_CODES or text.strip() == code):
            return code
    shown = visible(text)
    if shown.upper() in codes() and shown.upper() not in LIKE_CODES:
        return shown.upper()
    match = _SYMBOL.search(shown)
    if match:
        return _BY_BARE_SYMBOL[_BLANKS_AND_STOPS.sub("", match.group(0))] or None
    scaled = next((code for _, code in SCALED_CODE.findall(text) if code in codes()), None)
    return scaled or (_among_words(shown) if any(letter.isalpha() for letter in shown) else None)


def _among_words(text: str) -> str | None:
    """Return the currency that words beside others name: ``amount_usd``, ``Wert in US-Dollar``."""
    words = normalize(_INNER_CAPITAL.sub(" ", text)).split()
    for word in words:
        if len(word) == 3 and word.isascii() and (code := word.upper()) in codes() and code not in _WORDS_TOO:
            return code
    if len(words) > 12:
        return None
    if short := next((_short_names()[word] for word in words if word in _short_names()), None):
        return _longer_name(words) or short
    return None


def _longer_name(words: list[str]) -> str | None:
    """Return the currency that several words name together: "Hong Kong dollar" is no US dollar."""
    for size in range(min(4, len(words)), 1, -1):
        for at in range(len(words) - size + 1):
            if code := _names().get(" ".join(words[at : at + size])):
                return code
    return None


def currency_code(cell: str) -> str | None:
    """Return the code that a cell of a currency column means: a code, a sign or a name; ``None`` for anything else."""
    shown = digits(visible(cell))
    if len(shown) > 60 or (len(shown) > 1 and len(set(shown)) == 1):
        # ``$$`` is how dear something is.
        return None
    if shown.upper() in codes() and (shown.isupper() or shown.upper() not in _WORDS_TOO):
        return shown.upper()
    normalized = normalize(shown)
    if code := _names().get(normalized) or _names().get(normalized.removesuffix("s")):
        return code
    words = normalized.split()
    if code := _longer_name(words):
        return code
    # The dollar of a country that nobody here knows is no US dollar.
    unknown = [word for word in words if word not in _short_names() and word not in _OF_THE_USUAL]
    has_code = any(code in codes() for code in _CODE.findall(shown))
    is_other = _holds_other_words(shown) if _SYMBOL.search(shown) else bool(unknown)
    return None if is_other and not has_code else currency_in(shown)


def _holds_other_words(text: str) -> bool:
    """Return whether a text without blanks between its words says more than a currency: ``김원장`` holds a sign."""
    left = "".join(filter(is_unspaced, _SYMBOL.sub("", text)))
    return not _MULTIPLES.issuperset(left) and normalize(left) not in _names()


def is_currency_name(word: str) -> bool:
    """Return whether a word by itself is the name of a currency: ``euros``."""
    return normalize(word) in _names()


def without_code(text: str) -> str:
    """Return an amount without the code of its currency."""
    return _CODE.sub(lambda match: "" if match.group(1) in codes() else match.group(0), text)


def without_symbol(text: str) -> str:
    """Return an amount without the sign of its currency."""
    return _SYMBOL.sub("", text)
