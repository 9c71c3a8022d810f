"""Text -> dates, one decision a column: ISO, day or month first, month names, Excel serials, Hijri."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from hijridate import Hijri

from coaching.importing.values.normalize import digits, is_unspaced, missing, normalize, visible
from coaching.importing.values.text_columns import factorize
from coaching.importing.vocabulary.by_language import languages

#: Readings of a date column. ``dmy`` and ``mdy`` only matter where both would do; ``swapped`` puts right what a
#: spreadsheet made of text dates: those with a day up to 12 became true dates with day and month swapped.
ORDERS = ("ymd", "yymmdd", "dmy", "mdy", "swapped", "serial", "serial_1904", "hijri")

_TIME = r"(?:[T ,]\s*\d{1,2}[:.h]\d{2}.*)?$"
_YEAR_FIRST = re.compile(r"(\d{3,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})\.?" + _TIME)
_YEAR_LAST = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})\.?" + _TIME)
#: The year first in two digits and a day in one: ``26. 3. 5.``.
_SHORT_DAY = re.compile(r"(1[5-9]|[2-5]\d)\s?[-/.]\s?(1[0-2]|0?[1-9])\s?[-/.]\s?([1-9])\.?" + _TIME)
#: Where dots are used, the day stands first.
_DOTTED = re.compile(r"\d{1,2}\s?\.")
#: The year of an era by its letter (``R8.2.3``), and the day of a week of the year (``2026-W06-2``).
_ERA_LETTER = re.compile(r"([RHS])\s?(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2})$")
_WEEK_DAY = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])$")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6}|T\d+.*)?$")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?$")
#: Seconds since 1970, or thousandths, millionths and billionths of them, also as a spreadsheet shortens them.
_EPOCH = re.compile(r"(\d{10}|\d{13}|\d{16}|\d{19})(?:\.0+)?$")
_SHORT_EPOCH = re.compile(r"\d(?:\.\d+)?[eE]\+?(?:09|9|12|15|18)$")
_EPOCH_SECONDS = (631_152_000, 4_102_444_800)
#: A month of a year: ``2026-03``.
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2})\s?[-/]\s?(0?[1-9]|1[0-2])$")
_CLOCK = re.compile(r"\s\d{1,2}[:.]\d{2}.*$")
_GLUED = re.compile(r"(?<=\d)(?=[^\d\s])|(?<=[^\d\s])(?=\d)")
#: What stands beside the name of a month that is written without a day: ``mars 2026``, ``março de 2026``.
_YEAR_ALONE = re.compile(r"(?:[^\W\d]{1,2} )?\d{4}(?: [^\W\d]{1,2})?")
_WORDED = re.compile(r"[^\W\d_]{2,}")
_HIJRI_SUFFIX = re.compile(r"\s*(?:هـ|ه|AH)\.?$")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|^(?:ال)?(?:احد|أحد|اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة|سبت)[،,]?\s+",
    re.I,
)
#: ``2026年3月5日``, ``2026년 3월 5일`` and ``令和8年3月5日``, and what stands beside: the weekday, the half of the day.
_EAST_ASIAN = re.compile(
    r"(令和|平成|(?:中華)?民國)?(\d{1,4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]?\s*"
)
_EAST_ASIAN_ASIDE = re.compile(
    r"\s*[(（][月火水木金土日월화수목금토일一二三四五六][)）]|(?:星期|周)[一二三四五六日天]|오전|오후|午前|午後|上午|下午"
)
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "中華民國": 1911, "R": 2018, "H": 1988, "S": 1925}
#: Years of the Republic of China have three digits, those of the Buddhist era lie 543 ahead.
_MINGUO, _BUDDHIST = 1911, 543
#: A year of two digits is no less than this where it stands first. Years of one column are hardly further apart than
#: the first number says, and in no list of deals further than the second; fewer days than this, or twice as many where
#: the years vary more, show nothing.
_LEAST_YEAR, _YEARS_APART, _FARTHEST_YEARS, _FEW_DAYS = 15, 3, 12, 4
#: The two orders of day and month, and all in which three numbers of two digits may stand.
_DAY_OR_MONTH = ("dmy", "mdy")
#: A word in front of a date that begins with a digit.
_OPENING_WORD = re.compile(r"([^\W\d_]+)[.,]*\s+(?=\d{1,4}\s?[-/.])")
#: No date is written in more characters; longer cells are not looked at.
_LONGEST = 80
_EXCEL_ZERO, _EXCEL_ZERO_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)

_MONTH_NAMES = (
    "jan|january|janvier|janv|januar|janner|jaenner|enero|ene|يناير|كانون الثاني|جانفي",
    "feb|february|fevrier|fevr|fev|februar|febrero|فبراير|شباط|فيفري",
    "mar|march|mars|marz|maerz|mrz|marzo|مارس|اذار",
    "apr|april|avril|avr|abril|abr|ابريل|نيسان|افريل",
    "may|mai|mayo|مايو|ايار|ماي",
    "jun|june|juin|juni|junio|يونيو|يونيه|حزيران|جوان",
    "jul|july|juillet|juil|juli|julio|يوليو|يوليه|تموز|جويلية|يوليوز",
    "aug|august|aout|agosto|ago|اغسطس|اب|اوت|غشت",
    "sep|sept|september|septembre|septiembre|set|سبتمبر|ايلول|شتنبر",
    "oct|october|octobre|oktober|okt|octubre|اكتوبر|تشرين الاول",
    "nov|november|novembre|noviembre|نوفمبر|تشرين الثاني|نونبر",
    "dec|december|decembre|dezember|dez|diciembre|dic|ديسمبر|كانون الاول|دجنبر",
)
_HIJRI_NAMES = (
    "محرم|muharram",
    "صفر|safar",
    "ربيع الأول|ربيع أول|rabi al awwal",
    "ربيع الآخر|ربيع الثاني|ربيع ثاني|rabi al thani",
    "جمادى الأولى|جمادى الأول|jumada al awwal",
    "جمادى الآخرة|جمادى الثانية|جمادى الآخر|جمادى الثاني|jumada al thani",
    "رجب|rajab",
    "شعبان|shaban",
    "رمضان|ramadan",
    "شوال|shawwal",
    "ذو القعدة|ذي القعدة|ذوالقعدة|dhu al qadah",
    "ذو الحجة|ذي الحجة|ذوالحجة|dhu al hijjah",
)


def _numbered(months: Sequence[str]) -> dict[str, int]:
    return {normalize(name): number for number, names in enumerate(months, 1) for name in names.split("|")}


def _one_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of these normalized names as whole words, the longest that fits first."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(sorted(names, key=len, reverse=True))})(?!\S)")


def _of_every_language() -> dict[str, int]:
    """Return the number of each name of a month, but for those that mean another month in another language."""
    found = _numbered(_MONTH_NAMES)
    others: dict[str, set[int]] = {}
    for language in languages().values():
        for number, names in enumerate(language.months, 1):
            for name in filter(_is_a_name, map(normalize, names)):
                others.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in others.items() if len(numbers) == 1} | found


def _is_a_name(text: str) -> bool:
    return len(text) > 1 and not any(map(str.isdigit, text)) and not is_unspaced(text)


#: Normalized names of Gregorian months, and a pattern that finds them.
MONTHS = _of_every_language()
MONTH_NAME = _one_of(MONTHS)
#: Normalized names of the days of the week.
_WEEKDAYS = frozenset(
    normalize(name)
    for language in languages().values()
    for names in language.weekdays
    for name in names
    if len(name) > 1
)
_HIJRI_MONTHS = _numbered(_HIJRI_NAMES)
_HIJRI_NAME = _one_of(_HIJRI_MONTHS)


@dataclass(frozen=True)
class DateReading:
    """How a column of dates is read.

    ``order`` is one of ``ORDERS``, or one for each mark between the numbers (``/dmy -mdy``). ``sure`` is false where
    day and month could be swapped throughout, or (``half_converted``) in the true dates alone, as a spreadsheet swaps
    them that reads text in the other order. ``orders`` are those that the cells allow where it is not sure.
    """

    order: str
    sure: bool
    share: float
    half_converted: bool = False
    orders: tuple[str, ...] = _DAY_OR_MONTH


def look_at_dates(values: Iterable[str]) -> DateReading:
    """Decide how a column is to be read from its distinct values; ``share`` is the part that can be read."""
    cells = [cell for cell in (_clean(value) for value in values if not missing(value)) if cell]
    if not cells:
        return DateReading("ymd", True, 0.0)
    counts = {"ymd": 0, "serial": 0, "hijri": 0, "worded": 0, "numeric": 0}
    first_over = second_over = dotted = early = 0
    numeric: list[tuple[int, ...]] = []
    over: dict[str, list[int]] = {}
    for cell in cells:
        shape, parts = _shape(cell)
        if shape:
            counts[shape] += 1
        if shape == "numeric":
            numeric.append(parts)
            first_over += parts[0] > 12
            second_over += parts[1] > 12
            dotted += bool(_DOTTED.match(cell))
            seen_over = over.setdefault(_mark(cell), [0, 0])
            seen_over[0] += parts[0] > 12
            seen_over[1] += parts[1] > 12
        elif shape == "ymd":
            early += parts[2] <= 12
    share = sum(counts.values()) / len(cells)
    if len(numeric) == len(cells) and (year_first := _year_first(numeric, share)):
        return year_first
    if (apart := _order_by_mark(over)) is not None:
        return DateReading(apart, True, share)
    if counts["numeric"]:
        order = "mdy" if second_over > first_over else "dmy"
        shown = bool(first_over) != bool(second_over)
        by_dots = dotted == counts["numeric"] and not second_over
        all_late = not dotted and first_over + second_over == counts["numeric"]
        half_converted = shown and all_late and 0 < early == counts["ymd"]
        return DateReading(order, (shown or by_dots) and not half_converted, share, half_converted)
    order = max(("ymd", "serial", "hijri"), key=lambda name: counts[name])
    return DateReading(order, True, share)


def _year_first(dates: Sequence[tuple[int, ...]], share: float) -> DateReading | None:
    """Return the reading of dates of three short numbers that may begin with the year, ``None`` where they do not.

    Years hardly vary in a column, and days do. Where both ends hardly vary, the year may stand at either.
    """
    first, second, last = map(set, zip(*dates, strict=True))
    if min(first) < _LEAST_YEAR or max(second) > 12 or not 1 <= min(last) <= max(last) <= 31:
        return None
    apart, last_apart = max(first) - min(first), max(last) - min(last)
    if last_apart > (_YEARS_APART if apart <= _YEARS_APART else max(apart, _FARTHEST_YEARS)):
        needed = _FEW_DAYS if apart <= _YEARS_APART else 2 * _FEW_DAYS
        return DateReading("yymmdd", len(last) >= needed, share, orders=("dmy", "yymmdd"))
    if apart > _YEARS_APART:
        return None
    # Years before those in use now would be old for a list of deals.
    guess = "yymmdd" if max(last) < _LEAST_YEAR else "dmy"
    return DateReading(guess, False, share, orders=("dmy", "yymmdd"))


def _mark(cell: str) -> str:
    """Return the mark between the numbers of a date: a slash, a dash or a full stop."""
    return next((mark for mark in "/-." if mark in cell[:5]), "/")


def _order_by_mark(over: Mapping[str, Sequence[int]]) -> str | None:
    """Return an order for each mark (``/dmy -mdy``) where the cells of a column show that these differ, else ``None``.

    Each shape of a column with several is written by another hand, and shows its own order.
    """
    shown = {mark: "dmy" if day_first > month_first else "mdy" for mark, (day_first, month_first) in over.items()}
    clear = [mark for mark, (day_first, month_first) in over.items() if bool(day_first) != bool(month_first)]
    if len(clear) < len(over) or len({shown[mark] for mark in clear}) < 2:
        return None
    return " ".join(f"{mark}{shown[mark]}" for mark in sorted(over))


def order_of(cell: str, order: str) -> str:
    """Return the order in which a cell is read: that of its own mark, where the column has one for each."""
    if order[:1] not in ("/", "-", "."):
        return order
    own = {part[0]: part[1:] for part in order.split()}
    return own.get(_mark(cell), next(iter(own.values())))


def parse_dates(values: pd.Series, order: str) -> pd.Series:
    """Return ``datetime64`` dates of a text column, ``NaT`` where a cell is empty or cannot be read."""
    codes, uniques = factorize(values)
    days = np.array([*(_date(str(value), order) for value in uniques), None], dtype="datetime64[D]")
    return pd.Series(days.astype("datetime64[us]").take(codes), index=values.index)


def counted_from_1904(serials: Sequence[str], others: Sequence[str], order: str) -> bool:
    """Return whether Excel serials, read as usual, lie the four years of the 1904 system before dates of other columns.

    ``others`` are read by ``order``. Half a year on either side is taken for four years.
    """
    ours, theirs = (
        parse_dates(pd.Series(list(cells), dtype="str"), reading).dropna()
        for cells, reading in ((serials, "serial"), (others, order))
    )
    if ours.empty or theirs.empty:
        return False
    years_apart = pd.Timedelta(theirs.median() - ours.median())
    return abs(years_apart.days - 1462) < 183


def split_letters_and_digits(text: str) -> str:
    """Return a normalized text with blanks between letters and digits: ``15apr2021`` as ``15 apr 2021``."""
    return _GLUED.sub(" ", text)


def _clean(value: str) -> str:
    text = digits(visible(value)).lstrip("'’").replace("\u060c", ",").replace("٫", ".")
    if is_unspaced(text):
        text = _EAST_ASIAN.sub(_with_dashes, _EAST_ASIAN_ASIDE.sub("", text)).strip()
    return _WEEKDAY.sub("", text)


def _with_dashes(match: re.Match[str]) -> str:
    """Return a date of Japan, Korea or China as the others are written; the years of an era are counted on."""
    era, year, month, day = match.groups()
    counted_from = _ERAS[era] if era else 2000 if len(year) == 2 else 0
    return f"{int(year) + counted_from}-{month}-{day} "


def _shape(cell: str) -> tuple[str | None, tuple[int, ...]]:
    """Return the shape of a cell (``ymd``, ``numeric``, ``hijri``, ``serial`` or ``worded``) and its numbers."""
    if len(cell) > _LONGEST:
        return None, ()
    bare = _HIJRI_SUFFIX.sub("", cell)
    if match := _YEAR_FIRST.match(bare):
        year, month, day = map(int, match.groups())
        return ("hijri" if 1300 <= year < 1600 else "ymd"), (year, month, day)
    if match := _ERA_LETTER.match(bare):
        era, *numbers = match.groups()
        year, month, day = map(int, numbers)
        return "ymd", (year + _ERAS[era], month, day)
    if match := _WEEK_DAY.match(bare):
        return _of_week(*map(int, match.groups()))
    if match := _YEAR_LAST.match(bare):
        first, second, year = map(int, match.groups())
        if 1300 <= year < 1600:
            return "hijri", (year, second, first)
        return "numeric", (first, second, year)
    if match := _SHORT_DAY.match(bare):
        return "numeric", tuple(map(int, match.groups()))
    if match := _COMPACT.match(bare):
        return "ymd", tuple(map(int, match.groups()))
    if match := _SERIAL.match(bare):
        number = int(match.group(1))
        return ("serial", (number,)) if 20_000 <= number < 80_000 else (None, ())
    if match := _EPOCH.match(bare):
        return _of_epoch(int(match.group(1)))
    if _SHORT_EPOCH.match(bare):
        return _of_epoch(int(float(bare)))
    if match := _YEAR_MONTH.match(bare):
        # A month stands for its first day, as in a spreadsheet.
        return "ymd", (*map(int, match.groups()), 1)
    return _worded(bare) if (rest := _without_weekday(bare)) is None else _shape(rest)


def _without_weekday(cell: str) -> str | None:
    """Return a date without the day of the week before it in any language, ``None`` where none stands there."""
    match = _OPENING_WORD.match(cell)
    return cell[match.end() :] if match and normalize(match[1]) in _WEEKDAYS else None


def _of_epoch(number: int) -> tuple[str | None, tuple[int, ...]]:
    """Return the seconds since 1970 of a number that counts these or parts of them, if they are of our time."""
    seconds = number // 1000 ** ((len(str(number)) - 10) // 3)
    least, most = _EPOCH_SECONDS
    return ("serial", (seconds,)) if least <= seconds < most else (None, ())


def _of_week(year: int, week: int, day: int) -> tuple[str | None, tuple[int, ...]]:
    try:
        found = dt.date.fromisocalendar(year, week, day)
    except ValueError:
        return None, ()
    return "ymd", (found.year, found.month, found.day)


def _worded(cell: str) -> tuple[str | None, tuple[int, ...]]:
    """Read a date with its month in words; only if all that is left is a day and a year, and maybe a time."""
    if not _WORDED.search(cell):
        return None, ()
    text = split_letters_and_digits(normalize(_CLOCK.sub("", cell)))
    for pattern, months, kind in ((_HIJRI_NAME, _HIJRI_MONTHS, "hijri"), (MONTH_NAME, MONTHS, "worded")):
        if match := pattern.search(text):
            numbers = [int(n) for n in re.findall(r"\d+", text)]
            if _YEAR_ALONE.fullmatch(" ".join(text.replace(match.group(0), " ", 1).split())):
                # A month stands for its first day, as in a spreadsheet.
                return kind, (numbers[0], months[match.group(0)], 1)
            if len(numbers) != 2:
                return None, ()
            day, year = (numbers[1], numbers[0]) if numbers[0] > 31 else (numbers[0], numbers[1])
            return kind, (year, months[match.group(0)], day)
    return None, ()


def _date(value: str, order: str) -> dt.date | None:
    if missing(value):
        return None
    cell = _clean(value)
    shape, parts = _shape(cell)
    order = order_of(cell, order)
    try:
        if shape in ("ymd", "worded"):
            year, month, day = parts
            if shape == "ymd" and order == "swapped" and day <= 12:
                month, day = day, month
            return _plausible(dt.date(_century(year), month, day))
        if shape == "numeric":
            first, second, year = parts
            if order == "yymmdd":
                return _plausible(dt.date(_century(first), second, year))
            month_first = order == "mdy" or (order == "swapped" and second > 12)
            month, day = (first, second) if month_first else (second, first)
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
    return dt.datetime.fromtimestamp(number, dt.UTC).date()


def _century(year: int) -> int:
    """Return a year of our calendar for one of two digits, of the Republic of China or of the Buddhist era."""
    if 100 <= year < 200:
        return year + _MINGUO
    if 2400 <= year < 2700:
        return year - _BUDDHIST
    return year + 2000 if year < 80 else year + 1900 if year < 100 else year


def _plausible(day: dt.date) -> dt.date | None:
    return day if 1900 <= day.year <= 2200 else None


_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?$", re.I)
_FARTHEST = 14


def zone_of(text: str) -> dt.tzinfo | None:
    """Return the time zone that a text names: hours from UTC (``+3``) or a place (``Asia/Riyadh``), else ``None``."""
    text = digits(visible(text))
    if match := _OFFSET.fullmatch(text):
        sign, hours, minutes = match.groups()
        if int(hours) > _FARTHEST:
            return None
        apart = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
        return dt.timezone(-apart if sign == "-" else apart)
    if text.upper() in ("", "UTC", "GMT", "Z"):
        return None
    try:
        return ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None
