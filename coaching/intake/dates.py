"""Text -> dates, one decision a column: ISO, day or month first, month names, Excel serials, Hijri."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from hijridate import Hijri

from coaching.intake.columns import told_apart
from coaching.intake.fold import digits, fold, missing, visible

#: Readings of a date column. ``dmy`` and ``mdy`` only matter where both would do.
ORDERS = ("ymd", "dmy", "mdy", "serial", "serial_1904", "hijri")

_TIME = r"(?:[T ,]\s*\d{1,2}[:.h]\d{2}.*)?$"
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})" + _TIME)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6}|T\d+.*)?$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")
_EPOCH = re.compile(r"(\d{10}|\d{13})$")
_CLOCK = re.compile(r"\s\d{1,2}[:.]\d{2}.*$")
_GLUED = re.compile(r"(?<=\d)(?=[^\d\s])|(?<=[^\d\s])(?=\d)")
_WORDED = re.compile(r"[^\W\d_]{3,}")
_HIJRI_SUFFIX = re.compile(r"\s*(?:هـ|ه|AH)\.?$")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|^(?:ال)?(?:احد|أحد|اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة|سبت)[،,]?\s+",
    re.I,
)
#: No date is written in more characters; longer cells are not looked at.
_LONGEST = 80
_EXCEL_ZERO, _EXCEL_ZERO_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)

_MONTH_NAMES = (
    ("jan january janvier janv januar jaenner enero ene يناير كانون الثاني", 1),
    ("feb february fevrier fevr februar febrero فبراير شباط", 2),
    ("mar march mars marz maerz mrz marzo مارس اذار", 3),
    ("apr april avril avr abril abr ابريل نيسان", 4),
    ("may mai mayo مايو ايار", 5),
    ("jun june juin juni junio يونيو حزيران", 6),
    ("jul july juillet juil juli julio يوليو تموز", 7),
    ("aug august aout agosto ago اغسطس اب", 8),
    ("sep sept september septembre septiembre set سبتمبر ايلول", 9),
    ("oct october octobre oktober okt octubre اكتوبر تشرين الاول", 10),
    ("nov november novembre noviembre نوفمبر", 11),
    ("dec december decembre dezember dez diciembre dic ديسمبر", 12),
)
_MONTHS = {fold(name): number for names, number in _MONTH_NAMES for name in names.split()}
_HIJRI_MONTHS = {
    fold(name): number
    for number, names in enumerate(
        (
            "محرم muharram",
            "صفر safar",
            "ربيع الأول|rabi al awwal",
            "ربيع الآخر|ربيع الثاني|rabi al thani",
            "جمادى الأولى|jumada al awwal",
            "جمادى الآخرة|جمادى الثانية|jumada al thani",
            "رجب rajab",
            "شعبان shaban",
            "رمضان ramadan",
            "شوال shawwal",
            "ذو القعدة|dhu al qadah",
            "ذو الحجة|dhu al hijjah",
        ),
        1,
    )
    for name in (names.split("|") if "|" in names else names.split())
}


@dataclass(frozen=True)
class DateReading:
    """How a column of dates is read.

    ``order`` is one of ``ORDERS``; ``sure`` is false where day and month could be swapped throughout.
    """

    order: str
    sure: bool
    share: float


def look_at_dates(values: Iterable[str]) -> DateReading:
    """Decide how a column is to be read from its distinct values; ``share`` is the part that can be read."""
    cells = [cell for cell in (_clean(value) for value in values if not missing(value)) if cell]
    if not cells:
        return DateReading("ymd", True, 0.0)
    seen = {"ymd": 0, "serial": 0, "hijri": 0, "worded": 0, "numeric": 0}
    first_over = second_over = 0
    for cell in cells:
        shape, parts = _shape(cell)
        if shape:
            seen[shape] += 1
        if shape == "numeric":
            first_over += parts[0] > 12
            second_over += parts[1] > 12
    share = sum(seen.values()) / len(cells)
    if seen["numeric"]:
        order = "mdy" if second_over > first_over else "dmy"
        return DateReading(order, bool(first_over) != bool(second_over), share)
    order = max(("ymd", "serial", "hijri"), key=lambda name: seen[name])
    return DateReading(order, True, share)


def parse_dates(values: pd.Series, order: str) -> pd.Series:
    """Return ``datetime64`` dates of a text column, ``NaT`` where a cell is empty or cannot be read."""
    codes, uniques = told_apart(values)
    days = np.array([*(_date(str(value), order) for value in uniques), None], dtype="datetime64[D]")
    return pd.Series(days.astype("datetime64[us]").take(codes), index=values.index)


def counted_from_1904(serials: Sequence[str], others: Sequence[str], order: str) -> bool:
    """Say whether Excel serials, read as usual, lie the four years of the 1904 system before dates of other columns.

    ``others`` are read by ``order``. Half a year on either side is taken for four years.
    """
    ours, theirs = (
        parse_dates(pd.Series(list(cells), dtype="str"), reading).dropna()
        for cells, reading in ((serials, "serial"), (others, order))
    )
    if ours.empty or theirs.empty:
        return False
    years_apart = pd.Timedelta(theirs.median() - ours.median())  # type: ignore[arg-type]
    return abs(years_apart.days - 1462) < 183


def month_number(text: str) -> int | None:
    """Return the Gregorian month that a folded text names."""
    padded = f" {_GLUED.sub(' ', text)} "
    return next((number for name, number in _MONTHS.items() if f" {name} " in padded), None)


def _clean(value: str) -> str:
    text = digits(visible(value)).replace("\u060c", ",").replace("٫", ".")
    return _WEEKDAY.sub("", text)


def _shape(cell: str) -> tuple[str | None, tuple[int, ...]]:
    """Return the shape of a cell (``ymd``, ``numeric``, ``hijri``, ``serial`` or ``worded``) and its numbers."""
    if len(cell) > _LONGEST:
        return None, ()
    bare = _HIJRI_SUFFIX.sub("", cell)
    if found := _YEAR_FIRST.match(bare):
        year, month, day = map(int, found.groups())
        return ("hijri" if 1300 <= year < 1600 else "ymd"), (year, month, day)
    if found := _YEAR_LAST.match(bare):
        first, second, year = map(int, found.groups())
        if 1300 <= year < 1600:
            return "hijri", (year, second, first)
        return "numeric", (first, second, year)
    if found := _COMPACT.match(bare):
        return "ymd", tuple(map(int, found.groups()))
    if found := _SERIAL.match(bare):
        number = int(found.group(1))
        return ("serial", (number,)) if 20_000 <= number < 80_000 else (None, ())
    if found := _EPOCH.match(bare):
        return "serial", (int(found.group(1)),)
    return _worded(bare)


def _worded(cell: str) -> tuple[str | None, tuple[int, ...]]:
    """Read a date with its month in words; only if all that is left is a day and a year, and maybe a time."""
    if not _WORDED.search(cell):
        return None, ()
    text = f" {_GLUED.sub(' ', fold(_CLOCK.sub('', cell)))} "
    for months, kind in ((_HIJRI_MONTHS, "hijri"), (_MONTHS, "worded")):
        for word in sorted(months, key=len, reverse=True):
            if f" {word} " in text:
                numbers = [int(n) for n in re.findall(r"\d+", text)]
                if len(numbers) != 2:
                    return None, ()
                day, year = (numbers[1], numbers[0]) if numbers[0] > 31 else (numbers[0], numbers[1])
                return kind, (year, months[word], day)
    return None, ()


def _date(value: str, order: str) -> dt.date | None:
    if missing(value):
        return None
    shape, parts = _shape(_clean(value))
    try:
        if shape in ("ymd", "worded"):
            return _plausible(dt.date(_century(parts[0]), parts[1], parts[2]))
        if shape == "numeric":
            first, second, year = parts
            month, day = (first, second) if order == "mdy" else (second, first)
            return _plausible(dt.date(_century(year), month, day))
        if shape == "hijri":
            return Hijri(*parts).to_gregorian()
        if shape == "serial":
            return _from_number(parts[0], _EXCEL_ZERO_1904 if order == "serial_1904" else _EXCEL_ZERO)
    except (ValueError, OverflowError):
        return None
    return None


def _from_number(number: int, zero: dt.date) -> dt.date:
    if number < 100_000:
        return zero + dt.timedelta(days=number)
    seconds = number / 1000 if number >= 10**12 else number
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date()


def _century(year: int) -> int:
    return year + 2000 if year < 80 else year + 1900 if year < 100 else year


def _plausible(day: dt.date) -> dt.date | None:
    return day if 1900 <= day.year <= 2200 else None
