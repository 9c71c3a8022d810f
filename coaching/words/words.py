"""Words, numbers, money and dates of one language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list

from coaching.words.catalogue import translations
from coaching.words.hijri import hijri_date
from coaching.words.language import CALENDARS, DEFAULT, ZEROS, Language, languages
from coaching.words.marks import isolate, isolate_ltr, isolate_rtl, plain
from coaching.words.numbers import compact, currency_sign, grouped, hundredths, in_digits, percent_sign, rounded

_MILLION = 1_000_000
#: Keeps an amount and its Arabic currency on one line.
_UNBROKEN = "\u00a0"
_LATIN_LETTER, _PLACEHOLDER = re.compile("[A-Za-z]"), re.compile(r"\{\w+\}")
#: The number whose plural form fractions take.
_MANY = 100


@dataclass(frozen=True)
class Words:
    """Words, numbers, money and dates of one language.

    ``words("upload.title", name="x")`` is the sentence, ``words.count("rows.kept", 3)`` its plural form. Numbers take
    the ``digits`` asked for (``latn``, ``arab`` ...) and dates the ``calendar`` (``gregorian`` or ``hijri``), where
    the language has them, and else the language's first. A message that the language lacks comes in the default one.

    Raises ``ValueError`` for a language, digits or a calendar that nobody knows.
    """

    lang: str = DEFAULT
    digits: str = ""
    calendar: str = "gregorian"

    def __post_init__(self) -> None:
        if self.lang not in languages():
            raise ValueError(f"language {self.lang!r} is not one of {', '.join(languages())}")
        if self.digits and self.digits not in ZEROS:
            raise ValueError(f"digits {self.digits!r} are not one of {', '.join(ZEROS)}")
        if self.calendar not in CALENDARS:
            raise ValueError(f"calendar {self.calendar!r} is not one of {', '.join(CALENDARS)}")
        if self.digits not in self.language.digits:
            object.__setattr__(self, "digits", self.language.digits[0])

    @property
    def language(self) -> Language:
        """How the language is written."""
        return languages()[self.lang]

    @property
    def rtl(self) -> bool:
        """Whether the language is read from right to left."""
        return self.language.rtl

    @property
    def locale(self) -> Locale:
        """The CLDR locale of the language."""
        return _locale(self.language.locale)

    def __call__(self, key: str, **values: object) -> str:
        """Return the message of ``key`` with ``{names}`` filled in; raises ``KeyError`` for an unknown key."""
        text = self._found(key)
        if text is None:
            raise KeyError(key)
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Return whether the catalogues know ``key``."""
        return self._found(key) is not None

    def text(self, key: str, own: Mapping[str, str] | None = None) -> str:
        """Return the message of ``key``, or the text that a declaration brings along in its place, by language.

        The reader's language comes before the default one, and in each the catalogue before ``own``; "" where there
        is no text at all.
        """
        own = own or {}
        for lang in (self.lang, DEFAULT):
            if (text := self._found(key, lang)) or (text := own.get(lang)):
                return text
        return next((text for text in own.values() if text), "")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the messages ``key.1``, ``key.2`` and so on, in the first language that has any of them."""
        for lang in (self.lang, DEFAULT):
            answers: list[str] = []
            while text := self._found(f"{key}.{len(answers) + 1}", lang):
                answers.append(text)
            if answers:
                return tuple(answers)
        return ()

    def count(self, key: str, n: float, **values: object) -> str:
        """Return the plural form of ``key`` for ``n``; ``{n}`` is the number, to a tenth, and below 1 to a hundredth.

        The form is that of the number as it is shown: 2.97 is shown as 3.
        """
        decimals = 2 if abs(n) < 1 else 1
        exact = rounded(n, decimals)
        whole = int(exact) if exact == exact.to_integral_value() else _MANY
        return self._plural(key, whole, self.number(n, decimals), **values)

    def counts(self, key: str) -> bool:
        """Return whether ``key`` has plural forms."""
        return self._counted(key, 1) is not None

    def number(self, value: float, decimals: int = 0, *, fixed: bool = False) -> str:
        """Format a plain number with grouping and at most (``fixed``: exactly) ``decimals`` places, rounded half up."""
        exact = rounded(value, decimals)
        text = grouped(exact, self.locale, self.digits, decimals=decimals, fixed=fixed)
        return self._ltr(text) if exact < 0 else text

    def percent(self, ratio: float, decimals: int = 0) -> str:
        """Format a ratio (0.65) as a percentage (65%), rounded half up."""
        return self._ltr(hundredths(ratio, self.locale, self.digits, decimals) + percent_sign(self.digits))

    def signed_percent(self, ratio: float, decimals: int = 0) -> str:
        """Format a difference as a percentage that carries its sign (none where it rounds to zero)."""
        sign = "+" if rounded(ratio, decimals + 2) > 0 else ""
        number = hundredths(ratio, self.locale, self.digits, decimals)
        return self._ltr(sign + number + percent_sign(self.digits))

    def percent_range(self, low: float, high: float, decimals: int = 0) -> str:
        """Format an interval of ratios: 58–70%."""
        start, end = (hundredths(ratio, self.locale, self.digits, decimals) for ratio in (low, high))
        return self._ltr(f"{start}–{end}{percent_sign(self.digits)}")

    def number_range(self, low: float, high: float, decimals: int = 0) -> str:
        """Format an interval of plain numbers: 39–54."""
        return self._ltr(f"{self.number(low, decimals)}–{self.number(high, decimals)}")

    def counted(self, part: float, whole: float) -> str:
        """Format what a ratio was counted from: 63/100."""
        return self.fraction(self.number(part, 1), self.number(whole, 1))

    def fraction(self, part: str, whole: str) -> str:
        """Join two finished figures as part/whole; figures with Arabic words in them are joined in words."""
        if self.rtl and any(letter.isalpha() for letter in part + whole):
            return isolate_rtl(self("unit.of", part=part, whole=whole))
        return self._ltr(f"{part}/{whole}")

    def money(self, amount: float, currency: str | None, decimals: int | None = None, *, short: bool = False) -> str:
        """Format an amount with its currency: SAR 2,500, or 2,500 ر.س in Arabic; alone where none is known.

        Without ``decimals`` amounts below 100 that are not whole keep two places. ``short`` writes
        a million and more as 1.2M.
        """
        if decimals is None:
            decimals = 2 if abs(amount) < 100 and rounded(amount, 2) % 1 else 0
        return self._with_currency(self._amount(amount, decimals, short), currency, signed=amount < 0)

    def currency(self, code: str) -> str:
        """Return how this language writes a currency: its code, or its own letters."""
        return currency_sign(code, self.language.locale if self.language.own_currency_signs else None)

    def signed_money(self, amount: float, currency: str | None) -> str:
        """Format a difference in money, whole and always with its sign: +SAR 1,200; a million and more short."""
        exact = rounded(amount, 0)
        sign = "+" if exact > 0 else "-" if exact < 0 else ""
        number = self._amount(abs(amount), 0, True)
        if not self.rtl:
            return sign + self._with_currency(number, currency)
        return self._with_currency(sign + number, currency, signed=bool(sign))

    def days(self, value: float) -> str:
        """Format a length in days with its unit: whole from ten days up, one place below."""
        exact = rounded(value, 0 if abs(value) >= 10 else 1)
        if exact == exact.to_integral_value():
            return self.count("unit.days", int(exact))
        return self._plural("unit.days", _MANY, self.number(float(exact), 1))

    def signed(self, value: float, decimals: int = 0) -> str:
        """Format a difference of plain numbers with its sign (none where it rounds to zero)."""
        sign = "+" if rounded(value, decimals) > 0 else ""
        return self._ltr(sign + plain(self.number(value, decimals)))

    def signed_days(self, value: float) -> str:
        """Format a difference in whole days: +5 days."""
        return self._plural("unit.signed_days", abs(int(rounded(value, 0))), self.signed(value))

    def points(self, ratio: float, decimals: int = 0) -> str:
        """Format a difference of two ratios in percentage points: +4.2 points."""
        exact = float(rounded(ratio, decimals + 2)) * 100
        whole = rounded(exact, decimals) % 1 == 0
        return self._plural("unit.points", abs(round(exact)) if whole else _MANY, self.signed(exact, decimals))

    def date(self, day: dt.date) -> str:
        """Format a date with its month in words, which no reader can take for another order.

        Days that the Hijri calendar's tables do not cover stay Gregorian.
        """
        if self.calendar == "hijri" and (text := hijri_date(day, self.lang)):
            return in_digits(text, self.digits)
        text = format_date(day, format=self.language.date, locale=self.locale)
        return in_digits(text, self.digits)

    def moment(self, at: dt.datetime) -> str:
        """Format a moment to the minute: 3 Mar 2026 14:05."""
        return f"{self.date(at.date())} {in_digits(f'{at:%H:%M}', self.digits)}"

    def month(self, day: dt.date, *, short: bool = False) -> str:
        """Format the month of a day with its year: March 2026; ``short`` Mar 2026, in Arabic always in full.

        Months and quarters are Gregorian in either calendar, because the figures are cut by them.
        """
        text = format_date(day, format=self.language.short_month if short else "LLLL y", locale=self.locale)
        return in_digits(text, self.digits)

    def month_name(self, day: dt.date) -> str:
        """Format the name of a day's month alone, short where the language has short ones: Mar."""
        return format_date(day, format="LLL", locale=self.locale)

    def year(self, day: dt.date) -> str:
        """Format the year of a day."""
        return in_digits(str(day.year), self.digits)

    def quarter(self, day: dt.date) -> str:
        """Format the quarter of a day with its year: Q1 2026."""
        number = in_digits(str((day.month - 1) // 3 + 1), self.digits)
        return self("unit.quarter", quarter=number, year=in_digits(str(day.year), self.digits))

    def name(self, text: str) -> str:
        """Return a name from a file, safe to stand inside a sentence of this language."""
        return isolate(text)

    def listed(self, items: Iterable[str]) -> str:
        """Join items the way the language lists them: a, b and c."""
        return format_list(list(items), locale=self.locale)

    def _amount(self, amount: float, decimals: int, short: bool) -> str:
        if short and abs(amount) >= _MILLION:
            return compact(amount, self.locale, self.digits)
        return grouped(rounded(amount, decimals), self.locale, self.digits, decimals=decimals, fixed=True)

    def _with_currency(self, number: str, currency: str | None, *, signed: bool = False) -> str:
        sign = self.currency(currency) if currency else ""
        if not self.rtl:
            return f"{sign} {number}" if sign else number
        if not sign:
            return isolate_rtl(number) if number[-1].isalpha() else self._ltr(number)
        if sign.isascii() and not number[-1].isalpha():
            return self._ltr(f"{sign} {number}")
        return isolate_rtl(f"{self._ltr(number) if signed else number}{_UNBROKEN}{sign}")

    def _found(self, key: str, lang: str | None = None) -> str | None:
        """Return a message with its digits, of one language or of the first that has it; None where none has."""
        for code in (lang,) if lang else (self.lang, DEFAULT):
            if (text := translations(code).gettext(key)) != key:
                return self._own_digits(text)
        return None

    def _counted(self, key: str, n: int) -> str | None:
        for code in (self.lang, DEFAULT):
            if (text := translations(code).ngettext(key, key, n)) != key:
                return self._own_digits(text)
        return None

    def _plural(self, key: str, n: int, shown: str, **values: object) -> str:
        text = self._counted(key, n)
        if text is None:
            raise KeyError(key)
        return text.format(n=shown, **values)

    def _own_digits(self, text: str) -> str:
        """Write the digits of a message as asked for; a Latin name (Dynamics 365) keeps its own."""
        if self.digits == "latn" or _LATIN_LETTER.search(_PLACEHOLDER.sub("", text)):
            return text
        return in_digits(text, self.digits).replace("%", percent_sign(self.digits))

    def _ltr(self, text: str) -> str:
        return isolate_ltr(text) if self.rtl else text


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code, sep="-" if "-" in code else "_")
