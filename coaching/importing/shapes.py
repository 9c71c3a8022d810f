"""Tables that run across: a column a month, or a column a rep -> one row for each cell, before anything is mapped.

Rows keep the numbers of the rows that they come from, so that the account still counts the user's own rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from coaching.importing.mapping.evidence.profiles import is_person
from coaching.importing.mapping.stages import outcome_of
from coaching.importing.model import Across, RawTable
from coaching.importing.values.amounts import look_at_numbers
from coaching.importing.values.dates import look_at_dates, parse_dates
from coaching.importing.values.normalize import digits, is_unspaced, normalize, words
from coaching.importing.values.period_names import Period, length_in, parse_period, without_length
from coaching.importing.values.text_columns import distinct, filled
from coaching.importing.vocabulary.by_language import Language, languages
from coaching.importing.vocabulary.header_senses import PART, header_senses
from coaching.importing.vocabulary.header_words import table_kinds
from coaching.tables import LOST, WON

#: A year that only serves to tell whether the name of a period lacks one.
_ANY_YEAR = 2000
#: So many columns, and such a part of the values of each, make a table that runs across.
_LEAST, _NUMBERS, _DATES = 2, 0.9, 0.8
_MOST_LABELS = 40
#: What stands between the first and the last column in the headers of the names and of the cells of such a table.
LABEL_MARK, VALUE_MARK = " | … | ", " … "
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<=[^\W\d_])\s*[-'’/ ]\s*(\d{2})$|(?<=[1-4])\s*[-'’/ ]\s*(?:FY\s*)?(\d{2})$", re.I)
_NUMBERED_MONTH = re.compile(r"(\d{1,2})\s*[月월]")
_YEAR_SIGN = re.compile(r"(?<=\d)\s*[年년]")


def reshaped_over_one(table: RawTable, numeric: Sequence[str]) -> RawTable:
    """Return a table with a row for each cell where its columns run over periods or over reps, else as it is.

    ``numeric`` are the headers of the columns of numbers.
    """
    return _over_periods(table, numeric) or _over_reps(table, numeric) or table


def period_named(text: str, year: int | None = None) -> Period | None:
    """Return the week, month, quarter or year that a text names in any language, with the year that it may lack."""
    as_written = parse_period(text, year)
    if as_written and as_written.length == "week" and not text[:1].isdigit():
        # ``KW 1`` is a German week; a Polish quarter has its number in front.
        return as_written
    return parse_period(_plain(text), year)


def year_in(*texts: str | None) -> int | None:
    """Return the only year that the names of a file and a sheet hold."""
    years = {int(year) for text in texts if text for year in _YEAR.findall(digits(text))}
    return years.pop() if len(years) == 1 else None


def period_in(*texts: str | None) -> str | None:
    """Return the part of a sheet's or file's name that names a period with its year, plainly spelled."""
    year = year_in(*texts)
    for text in texts:
        split = words(text or "")
        for length in range(min(len(split), 4), 0, -1):
            for start in range(len(split) - length + 1):
                part = " ".join(split[start : start + length])
                period = None if part.isdigit() and len(part) < 4 else period_named(part, year)
                if (
                    period
                    and _FIRST_YEAR <= period.first.year <= _LAST_YEAR
                    and (period.length != "year" or length == len(split))
                ):
                    return f"{period.first.isoformat()[:7]}" if period.length == "month" else _spelled(period)
    return None


#: The years that names of files speak of.
_FIRST_YEAR, _LAST_YEAR = 1990, 2040
#: Words beside a length of time in a header: "target per year".
_BESIDE_LENGTHS = frozenset(("per", "a", "pro", "par", "por", "fy", "for", "of"))
_FISCAL = re.compile(r"(?i)\bFY\s*(?=\d)")


def period_without_year(*texts: str | None) -> str | None:
    """Return the first of some names that is nothing but the name of a week, month or quarter without its year."""
    return next((text for text in texts if text and _lacks_only_the_year(text)), None)


def _lacks_only_the_year(text: str) -> bool:
    return not text.isdecimal() and period_named(text) is None and period_named(text, _ANY_YEAR) is not None


def without_period(header: str) -> str:
    """Return a header without the words that name a period or its length: ``FY2025 Quota``, ``Target per year``."""
    split = [without_length(word) for word in words(_FISCAL.sub("FY ", header))]
    left = [word for word in split if not (word.isdigit() or length_in(word) or word in _BESIDE_LENGTHS)]
    return " ".join(left) or header


def _without_goals(header: str) -> str:
    """Return the name of a column without words for goals: ``Jan 2025 Target``."""
    return " ".join(word for word in header.split() if "goals" not in table_kinds(word)) or header


def _spelled(period: Period) -> str:
    if period.length == "year":
        return str(period.first.year)
    if period.length == "quarter":
        return f"Q{(period.first.month + 2) // 3} {period.first.year}"
    return f"{period.first.isoformat()} {period.last.isoformat()}"


def _plain(text: str) -> str:
    """Return the name of a period as ``parse_period`` reads it: its words in English, its year in four digits."""
    text = _YEAR_SIGN.sub(" ", _NUMBERED_MONTH.sub(r" month \1 ", digits(text)))
    match = _SHORT_YEAR.search(text)
    if match:
        short = match.group(1) or match.group(2)
        if 10 <= int(short) <= 60:
            text = f"{text[: match.start()]} 20{short}"
    return " ".join(_english().get(word, word) for word in normalize(text).split())


@cache
def _english() -> Mapping[str, str]:
    """Return the English word for each word that names a month or a length of time in another language."""
    months = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    english: dict[str, str] = {}
    for language in languages().values():
        for month, phrases in zip(months, language.months, strict=False):
            english.update({normalize(phrase): month for phrase in phrases if " " not in normalize(phrase)})
        for length in ("month", "quarter", "half"):
            english.update({word: length for word in _words_for(length, language) if word not in english})
    for language in languages().values():
        # A word for a week in one language may be one for a quarter in another: "KW".
        english.update({word: "week" for word in _words_for("week", language) if word not in english})
    return english


def _words_for(length: str, language: Language) -> list[str]:
    """Return the single words of a language for a length of time, normalized."""
    phrases = filter(lambda phrase: not is_unspaced(phrase), language.periods.get(length, ()))
    return [word for word in map(normalize, phrases) if " " not in word and len(word) > 1]


def holds_numbers(values: pd.Series) -> bool:
    """Return whether a column holds numbers, or nothing."""
    sample = distinct(values, 200)
    if not sample:
        return not filled(values).any()
    return look_at_numbers(sample).share >= _NUMBERS


def _over_periods(table: RawTable, numeric: Sequence[str]) -> RawTable | None:
    """Return a table whose columns are months or quarters as one row for each of them."""
    bare = {header: _without_goals(header) for header in numeric}
    periods = {header: period_named(bare[header], _ANY_YEAR) for header in numeric}
    days = look_at_dates([header for header in numeric if periods[header] is None])
    if days.share >= _NUMBERS and days.order != "serial":
        for header in numeric:
            if periods[header] is None:
                day = parse_dates(pd.Series([header]), days.order).iloc[0]
                periods[header] = None if pd.isna(day) else period_named(f"{day:%Y-%m}")
    lengths = Counter(period.length for period in periods.values() if period and period.length in ("month", "quarter"))
    lengths += Counter() if len(lengths) else Counter(p.length for p in periods.values() if p and p.length == "year")
    if not lengths or max(lengths.values()) < _LEAST:
        return None
    length = max(lengths, key=lambda name: lengths[name])
    year = year_in(table.sheet) or year_in(table.file)
    across = [header for header, period in periods.items() if period and period.length == length]
    names = {header: period_name(bare[header], periods[header], year) for header in across}
    others = [header for header in table.header if periods.get(header) is None]
    if not any(_is_of_people(table.frame[header]) for header in others) or len(set(names.values())) < len(names):
        return None
    if any(_says_ends(table.frame[header]) or _names_periods(table.frame[header]) for header in others):
        return None
    return _long(table, others, names, "periods")


def period_name(header: str, period: Period | None, year: int | None) -> str:
    """Return the period of a column as rows name it: with its year where that is known, else as the header has it."""
    known = period_named(header, year) or (period if period and period.first.year != _ANY_YEAR else None)
    return _plain(header) if known is None else (f"{known.first:%Y-%m}" if known.length == "month" else _spelled(known))


def _is_of_people(values: pd.Series) -> bool:
    """Return whether a column may say whose row it is: texts, none of them numbers or dates."""
    sample = distinct(values, 200)
    return bool(sample) and look_at_numbers(sample).share < 0.5 and look_at_dates(sample).share < 0.5


def _says_ends(values: pd.Series) -> bool:
    """Return whether labels of a column say how deals ended: its rows are deals, with instalments beside them."""
    labels = distinct(values, _MOST_LABELS + 1)
    return len(labels) <= _MOST_LABELS and any(outcome_of(label) in (WON, LOST) for label in labels)


def _names_periods(values: pd.Series) -> bool:
    """Return whether a column says the month or quarter of its row: the numbers beside it are steps, no months."""
    sample = distinct(values, 200)
    named = [value for value in sample if not value.isdecimal() and period_named(value, _ANY_YEAR)]
    return len(named) > _DATES * len(sample)


def _over_reps(table: RawTable, numeric: Sequence[str]) -> RawTable | None:
    """Return a table with a column a rep and a row a day, week or month as one row for each rep and day."""
    others = [header for header in table.header if header not in numeric]
    people = [h for h in numeric if is_person(h) and not any(s.how != PART for s in header_senses(h))]
    if len(others) != 1 or len(people) < _LEAST or len(people) < len(numeric) - 1:
        return None
    sample = distinct(table.frame[others[0]], 200)
    named = sum(period_named(value, _ANY_YEAR) is not None for value in sample)
    if (
        not sample
        or max(look_at_dates(sample).share, named / len(sample)) < _DATES
        or len(sample) < 0.8 * len(table.frame)
    ):
        return None
    return _long(table, others, {header: header for header in people}, "reps")


def _long(table: RawTable, others: Sequence[str], names: Mapping[str, str], over: str) -> RawTable:
    """Return one row for each filled cell of the columns ``names``; an empty row is kept once, for the account."""
    first, *_, last = names
    label, value = f"{first}{LABEL_MARK}{last}", f"{first}{VALUE_MARK}{last}"
    frame, count = table.frame, len(table.frame)
    rows = np.tile(np.arange(count), len(names))
    cells = pd.concat([frame[header].astype("str") for header in names], ignore_index=True)
    labels = np.repeat(np.array(list(names.values()), dtype=object), count)
    keep = filled(cells)
    bare = ~np.isin(np.arange(count), rows[keep])
    keep[:count] |= bare
    at = np.flatnonzero(keep)
    at = at[np.argsort(rows[at], kind="stable")]
    long = frame[list(others)].iloc[rows[at]].reset_index(drop=True)
    long[label] = pd.Series(labels[at], dtype="str")
    long[value] = cells.iloc[at].reset_index(drop=True)
    return replace(
        table,
        header=(*others, label, value),
        frame=long,
        row_numbers=table.row_numbers[rows[at]],
        across=Across(over, label, value),
        misfits=(),
    )
