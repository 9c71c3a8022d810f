"""Names of periods (``2026-03``, ``H1 2026``, ``Jan-Mar 2026``, ``مارس 2026``, ``2026-W05``) -> first and last day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.importing.values.dates import MONTH_NAME, MONTHS, split_letters_and_digits
from coaching.importing.values.normalize import digits, normalize

#: Lengths of periods by the words that name them, the shortest first.
_LENGTHS = {
    "week": "week|weekly|wk|kw|hebdomadaire|semaine|woche|wochentlich|semana|semanal|اسبوعي|اسبوع|الاسبوع",
    "month": "month|monthly|mois|mensuel|monat|monatlich|mes|mensual|شهري|شهر|شهريا|الشهر",
    "quarter": "quarter|quarterly|trimestre|trimestriel|quartal|trimestral|ربع سنوي|ربعي|ربع|الربع",
    "half": "half year|half yearly|semestre|semestriel|semester|halbjahr|halbjahrlich|semestral|نصف سنوي|النصف",
    "year": "year|yearly|annual|annually|annuel|annee|jahr|jahrlich|ano|anual|سنوي|سنه|سنويا|السنه|العام",
}
_BY_WORD = {word: length for length, words in _LENGTHS.items() for word in words.split("|")}
_COMPOUNDS = {
    "wochen": "week",
    "monats": "month",
    "maand": "month",
    "quartals": "quarter",
    "kwartaal": "quarter",
    "halbjahres": "half",
    "jahres": "year",
    "jaar": "year",
}
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAYS_IN = {"week": (7, 7), "month": (28, 31), "quarter": (89, 92), "half": (181, 184), "year": (360, 366)}

#: Words beside the number of a period, by the letter that stands for them in a ``_Name``. ``S`` is a week or a half.
_KINDS = {
    "W": "w|wk|cw|kw|week|weeks|woche|kalenderwoche|semaine|semana|الاسبوع|اسبوع",
    "Q": "q|qtr|quarter|quartal|trimestre|trim|t|الربع|ربع",
    "H": "h|hj|half|halbjahr|semestre|semester|النصف|نصف",
    "S": "s|sem",
    "P": "m|month|monat|mois|mes|الشهر|شهر",
}
_KIND = {word: kind for kind, words in _KINDS.items() for word in words.split("|")}
_ORDINALS = (
    "first|premier|premiere|erstes|primer|primera|الاول",
    "second|deuxieme|zweites|segundo|segunda|الثاني",
    "third|troisieme|drittes|tercer|tercera|الثالث",
    "fourth|quatrieme|viertes|cuarto|cuarta|الرابع",
)
_ORDINAL = {word: number for number, words in enumerate(_ORDINALS, 1) for word in words.split("|")}
_FILLERS = frozenset(
    (
        *(
            "of",
            "the",
            "to",
            "until",
            "through",
            "de",
            "du",
            "des",
            "del",
            "au",
            "a",
            "al",
            "hasta",
            "bis",
            "von",
            "vom",
        ),
        *("من", "الي", "حتي", "رقم", "م", "عام", "لعام", "سنه", "لسنه", "st", "nd", "rd", "th", "er", "re", "e", "eme"),
        *("o", "no", "nr", "number", "fy", "cy", "fiscal", "calendar", "year", "annee", "ano", "jahr"),
    )
)
_WEEK_OF = re.compile(
    r"^(?:week|wk) (?:of|from|beginning|starting|commencing) |^semaine du |^woche vom |^semana del |^(?:ال)?اسبوع من "
)
#: A year of two digits behind ``FY``, and behind the name of a month: ``FY26``, ``FY26 Q1``, ``ene-26``, ``Mrz 26``.
_FISCAL_YEAR = re.compile(r"\bFY\s?[’']?(\d{2})\b(?=\W*[QHW]|\s*$)|(?<=[QHW]\d)\W*FY\s?[’']?(\d{2})\b", re.I)
_SHORT_YEAR = re.compile(r"\s*([^\W\d_]{3,})\.?[\s\-./'’]+([23]\d)\s*$")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_BRACKETS = re.compile(r"\(.*?\)")
_WORD = re.compile(rf"({MONTH_NAME.pattern})|\S+")
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class Period:
    """First and last day of a period, and its length: ``week``, ``month``, ``quarter``, ``half`` or ``year``.

    The length is ``""`` for a stretch of days that is none of these.
    """

    first: dt.date
    last: dt.date
    length: str


@dataclass(frozen=True)
class _Name:
    """What the name of a period is made of, by order: ``shape`` has a letter for each part.

    ``Y`` is a year, ``M`` the name of a month, ``n`` a number or ordinal, the others are those of ``_KINDS``.
    """

    shape: str
    years: tuple[int, ...]
    months: tuple[int, ...]
    numbers: tuple[int, ...]
    padded: bool


def length_named(text: str) -> str | None:
    """Return the length that a word such as ``monthly`` names."""
    return _BY_WORD.get(normalize(text))


def length_in(header: str) -> str | None:
    """Return the shortest length of which a header such as ``Calendar week`` speaks."""
    words = [word.removeprefix("ال") for word in normalize(header).split()]
    named = {_BY_WORD.get(word) or _in_compound(word) for word in words}
    return next((length for length in _LENGTHS if length in named), None)


def without_length(word: str) -> str:
    """Return a word written in one without the length of time that it begins with: ``ziel`` of ``jahresziel``."""
    return next((word[len(start) :] for start in _COMPOUNDS if word.startswith(start) and word != start), word)


def _in_compound(word: str) -> str | None:
    """Return the length that a German or Dutch word written in one begins with: ``Jahresziel``."""
    return next((length for start, length in _COMPOUNDS.items() if word.startswith(start) and word != start), None)


def parse_period(text: str, year: int | None = None, length: str | None = None) -> Period | None:
    """Read the name of a period; ``None`` where any part of it is not understood.

    ``year`` helps where the name has none. ``length`` is what the header speaks of (see ``length_in``): it settles
    what a bare number counts, and makes a single day stand for the week that starts with it, or the month (quarter
    ...) that holds it.
    """
    shown = digits(_CLOCK.sub("", text))
    period = _period(shown, year, length)
    return _period(_BRACKETS.sub(" ", shown), year, length) if period is None and "(" in shown else period


def period_from(first: dt.date, length: str) -> Period:
    """Return the period of ``length`` that begins on ``first``."""
    if length == "week":
        return Period(first, first + dt.timedelta(days=6), length)
    index = first.year * 12 + first.month - 1 + _MONTHS_IN[length]
    day = min(first.day, 28) if first.day > 28 else first.day
    return Period(first, dt.date(index // 12, index % 12 + 1, day) - dt.timedelta(days=1), length)


def length_of(first: dt.date, last: dt.date) -> str | None:
    """Return the length of the period between two days, ``None`` if it is none of the usual ones."""
    days = (last - first).days + 1
    return next((length for length, (least, most) in _DAYS_IN.items() if least <= days <= most), None)


def _period(text: str, year: int | None, length: str | None) -> Period | None:
    words = split_letters_and_digits(normalize(_FISCAL_YEAR.sub(_with_century, text)))
    if (short := _SHORT_YEAR.match(text)) and normalize(short[1]) in MONTHS and length in (None, "month"):
        words = f"{normalize(short[1])} 20{short[2]}"
    if opening := _WEEK_OF.match(words):
        words, length = words[opening.end() :], "week"
    name = _named(words)
    if name is None:
        return None
    years = name.years or ((year,) if year else ())
    try:
        if len(set(years)) == 1:
            period = _single(name, years[0], length)
            if period:
                return period
        return _stretch(name, years) if years else None
    except ValueError:
        return None


def _with_century(year: re.Match[str]) -> str:
    return f" 20{year[1] or year[2]} "


def _named(words: str) -> _Name | None:
    shape, years, months, numbers, padded = "", [], [], [], False
    for match in _WORD.finditer(words):
        word = match.group(0)
        if match.group(1):
            shape += "M"
            months.append(MONTHS[word])
        elif _YEAR.fullmatch(word):
            shape += "Y"
            years.append(int(word))
        elif word in _ORDINAL or (word.isdecimal() and len(word) <= 2):
            shape += "n"
            numbers.append(_ORDINAL.get(word) or int(word))
            padded |= word.startswith("0")
        elif word in _KIND:
            shape += _KIND[word]
        elif word not in _FILLERS:
            return None
    return _Name(shape, tuple(years), tuple(months), tuple(numbers), padded)


def _single(name: _Name, year: int, length: str | None) -> Period | None:
    """Read the name of one week, month, quarter, half or year, or a day that stands for one."""
    number = name.numbers[0] if name.numbers else 0
    match name.shape.replace("Y", ""):
        case "" if name.years:
            return _part(year, 1, "year")
        case "M" | "MP" | "PM":
            return _part(year, name.months[0], "month")
        case "n":
            return _part(year, number, "month" if length in (None, "year") else length)
        case "Pn" | "nP":
            return _part(year, number, "month")
        case "Wn" | "nW":
            return _part(year, number, "week")
        case "Qn" | "nQ":
            return _part(year, number, "quarter")
        case "Hn" | "nH":
            return _part(year, number, "half")
        case "Sn" | "nS" as shape:
            return _part(year, number, _week_or_half(shape, number, name.padded, length))
        case "nM" | "Mn":
            return _around(dt.date(year, name.months[0], number), length)
        case "nn" if name.shape == "Ynn":
            return _around(dt.date(year, *name.numbers), length)
    return None


def _week_or_half(shape: str, number: int, padded: bool, length: str | None) -> str | None:
    """Say what ``S05`` (a week), ``2S`` (a half) or ``S2`` (either, so that the header has to tell) stands for."""
    if length in ("week", "half"):
        return length
    if number > 2 or padded:
        return "week"
    return "half" if shape == "nS" else None


def _part(year: int, number: int, length: str | None) -> Period | None:
    """Return the week, month, quarter, half of a year that has this number."""
    if length is None:
        return None
    if length == "week":
        return period_from(dt.date.fromisocalendar(year, number, 1), "week")
    months = _MONTHS_IN[length]
    return _months((year, (number - 1) * months + 1), months, length) if 1 <= number <= 12 // months else None


def _around(day: dt.date, length: str | None) -> Period | None:
    """Return the week that starts with a day, or the month, quarter, half or year that holds it."""
    if length is None or length == "week":
        return period_from(day, "week") if length else None
    return _part(day.year, (day.month - 1) // _MONTHS_IN[length] + 1, length)


def _stretch(name: _Name, years: Sequence[int]) -> Period | None:
    """Read a range of months or of days; a week over New Year may name its later year only."""
    numbers, months = name.numbers, name.months
    first_year, last_year = years[0], years[-1]
    match name.shape.replace("Y", ""):
        case "MM":
            return _from_month_to_month((first_year, months[0]), (last_year, months[1]))
        case "nn" if len(name.years) == 2:
            return _from_month_to_month((first_year, numbers[0]), (last_year, numbers[1]))
        case "nMnM" | "MnMn" | "nnM" | "Mnn":
            first = dt.date(first_year, months[0], numbers[0])
            last = dt.date(last_year, months[-1], numbers[1])
            if first > last and len(years) == 1:
                first = first.replace(year=first_year - 1)
                return _between(first, last) if length_of(first, last) == "week" else None
            return _between(first, last)
        case "nnnn" if name.shape == "YnnYnn":
            return _between(dt.date(first_year, *numbers[:2]), dt.date(last_year, *numbers[2:]))
        case "nnnn" if name.shape in ("nnYnnY", "nnnnY"):
            return _in_either_order(numbers, first_year, last_year)
    return None


def _in_either_order(numbers: Sequence[int], first_year: int, last_year: int) -> Period | None:
    """Read two days whose order of day and month is not known, if one order alone makes a usual period of them."""
    one, two, three, four = numbers
    readings = []
    for days in (((two, one), (four, three)), ((one, two), (three, four))):
        try:
            period = _between(dt.date(first_year, *days[0]), dt.date(last_year, *days[1]))
        except ValueError:
            continue
        if period and (period.length == "week" or (period.length and _whole_months(period))):
            readings.append(period)
    return readings[0] if readings and all(period == readings[0] for period in readings) else None


def _whole_months(period: Period) -> bool:
    return period.first.day == 1 and (period.last + dt.timedelta(days=1)).day == 1


def _between(first: dt.date, last: dt.date) -> Period | None:
    return Period(first, last, length_of(first, last) or "") if first <= last else None


def _from_month_to_month(first: tuple[int, int], last: tuple[int, int]) -> Period | None:
    count = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if count < 1 or not all(1 <= month <= 12 for _, month in (first, last)):
        return None
    return _months(first, count, next((length for length, months in _MONTHS_IN.items() if months == count), ""))


def _months(first: tuple[int, int], count: int, length: str) -> Period:
    """Return the period of so many months from the first of a year and month."""
    year, month = first
    end = year * 12 + month - 1 + count
    return Period(dt.date(year, month, 1), dt.date(end // 12, end % 12 + 1, 1) - dt.timedelta(days=1), length)
