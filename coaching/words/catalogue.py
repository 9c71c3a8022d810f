"""Message catalogues: one gettext file per language and room, read once.

A message is asked for by its key (``upload.title``), never by its English text, so that
wording can be mended in one place. Keys live in ``catalogues/<language>/<room>.po``.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
from functools import cache
from importlib import resources

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from coaching.words.marks import isolate, isolate_ltr

LANGUAGES = ("en", "ar")
_LOCALES = {"en": "en", "ar": "ar"}


@cache
def _translations(lang: str) -> gettext.NullTranslations:
    """Read all catalogues of a language into one; later rooms never redefine earlier keys."""
    merged: gettext.GNUTranslations | None = None
    folder = resources.files("coaching.words") / "catalogues" / lang
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".po"):
            continue
        with file.open("rb") as source:
            catalogue = read_po(source, locale=lang)
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        translations = gettext.GNUTranslations(compiled)
        if merged is None:
            merged = translations
        else:
            merged._catalog.update(translations._catalog)  # type: ignore[attr-defined]
    return merged or gettext.NullTranslations()


class Words:
    """Words, numbers, money and dates of one language.

    ``words("upload.title", name="x")`` is the sentence, ``words.count("rows.kept", 3)`` its plural
    form. Numbers take the digits asked for (``latn`` or ``arab``).
    """

    def __init__(self, lang: str = "en", digits: str = "latn") -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"language {lang!r} is not one of {', '.join(LANGUAGES)}")
        self.lang = lang
        self.digits = digits if lang == "ar" else "latn"
        self.rtl = lang == "ar"
        self.locale = Locale.parse(_LOCALES[lang])

    def __call__(self, key: str, **values: object) -> str:
        """Return the message of ``key`` with ``{names}`` filled in; raises ``KeyError`` for an unknown key."""
        text = _translations(self.lang).gettext(key)
        if text == key:
            raise KeyError(key)
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Say whether the catalogue knows ``key``."""
        return _translations(self.lang).gettext(key) != key

    def count(self, key: str, n: int, **values: object) -> str:
        """Return the plural form of ``key`` for ``n``; ``{n}`` is the formatted number."""
        text = _translations(self.lang).ngettext(key, key, n)
        if text == key:
            raise KeyError(key)
        return text.format(n=self.number(n), **values)

    def number(self, value: float, decimals: int = 0) -> str:
        """Format a plain number with grouping and at most ``decimals`` places."""
        pattern = "#,##0" + ("." + "#" * decimals if decimals else "")
        text = format_decimal(value, format=pattern, locale=self.locale, numbering_system=self.digits)
        return self._signed(text, value)

    def percent(self, ratio: float, decimals: int = 0) -> str:
        """Format a ratio (0.65) as a percentage (65%)."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "%"
        return self._ltr(format_percent(ratio, format=pattern, locale=self.locale, numbering_system=self.digits))

    def signed_percent(self, ratio: float, decimals: int = 0) -> str:
        """Format a difference as a percentage that always carries its sign."""
        places = "." + "0" * decimals if decimals else ""
        pattern = f"+#,##0{places}%;-#,##0{places}%"
        return self._ltr(format_percent(ratio, format=pattern, locale=self.locale, numbering_system=self.digits))

    def money(self, amount: float, currency: str | None, decimals: int = 0) -> str:
        """Format an amount with its currency code (or alone where none is known)."""
        number = self.number(amount, decimals)
        return self._ltr(f"{currency} {number}") if currency else number

    def date(self, day: dt.date) -> str:
        """Format a date with its month in words, which no reader can take for another order."""
        return self._digits(format_date(day, format="d MMMM y" if self.rtl else "d MMM y", locale=self.locale))

    def name(self, text: str) -> str:
        """Return a name from a file, safe to stand inside a sentence of this language."""
        return isolate(text)

    def _signed(self, text: str, value: float) -> str:
        return self._ltr(text) if value < 0 else text

    def _ltr(self, text: str) -> str:
        return isolate_ltr(text) if self.rtl else text

    def _digits(self, text: str) -> str:
        if self.digits == "arab":
            return text.translate({ord("0") + i: chr(0x0660 + i) for i in range(10)})
        return text.translate({0x0660 + i: str(i) for i in range(10)})
