"""What the values of a column show, whatever its header says: measured once a column on a bounded sample."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import pandas as pd

from coaching.importing.mapping.stages import denies_closing, meaning_of, outcome_of
from coaching.importing.model import RawTable
from coaching.importing.values.amounts import currency_in, look_at_numbers, parse_numbers
from coaching.importing.values.currency import LIKE_CODES, currency_code
from coaching.importing.values.dates import DateReading, look_at_dates, parse_dates
from coaching.importing.values.normalize import is_unspaced, missing, normalize, visible
from coaching.importing.values.period_names import parse_period
from coaching.importing.values.text_columns import distinct, truth
from coaching.importing.vocabulary.word_lists import deal_types, in_words, word_lists, words
from coaching.tables import LOST, WON

#: How many distinct values are kept of a column, how many of them are looked at closely, and how many rows are.
_DISTINCT, _SAMPLE, _ROWS = 500, 120, 600
#: Labels are few, and come again; of names of people there may be more.
_MOST_LABELS, _MOST_PEOPLE = 60, 400
#: Deals are of few types.
_MOST_TYPES = 8
_LABEL_WIDTH, _NAME_WIDTH = 48, 60
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+$")
_URL = re.compile(r"(?:https?://|www\.)\S+$", re.I)
_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]{6,18}$")
_INTEGER = re.compile(r"-?\d+(?:\.0+)?$")
#: One word with a digit, but none that is written without blanks: a name with a year in it is no id.
_CODE = re.compile(r"(?=\S*\d)(?!(?:\S*?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]){4})[\w#./\-]+$")
#: The id that a program gives: eight digits and more of the hexadecimal system, with or without dashes and braces.
_HEXADECIMAL = re.compile(r"\{?(?:0x)?(?=\S*\d)[\da-fA-F]{8}(?:[\da-fA-F]{8,}|(?:-[\da-fA-F]{4,12})+)?\}?$")
_SENTENCE = re.compile(r"(?:\S+\s+){3}.*[^\W\d_]{3}[.!?]$|[。！？]$")
_PERCENT = re.compile(r"\d\s*[%٪]$")
_TIME_ONLY = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?$", re.I)
_FIRST_WORD = re.compile(r"([^\W_]+)([\s_.:\-]+)(\S.*)$")
#: What stands between the name of a group of columns and that of a column: ``Organization - Segment``.
_GROUP = re.compile(r"\s-\s|:")
#: So many headers, and this part of all, share a first word that says nothing.
_SHARED, _PART_SHARED = 3, 0.5
_WORD = re.compile(r"[^\W\d_][^\W\d_'’.\-]*\.?(?:['’\-][^\W\d_]+)*\.?$")
#: Words in names of companies, normalized; a person has none.
_COMPANY = frozenset(
    {
        *("ltd", "inc", "llc", "gmbh", "ag", "kg", "sarl", "sas", "sa", "srl", "spa", "bv", "nv", "plc", "corp", "co"),
        *("company", "group", "groupe", "grupo", "gruppo", "holding", "partners", "trading", "industries", "systems"),
        *("solutions", "services", "technologies", "ooo", "zao", "oao", "ип", "ооо", "зао", "оао", "ао", "pt", "cv"),
        *("tbk", "as", "ltda", "eireli", "sl", "pty", "شركه", "موسسه", "مجموعه", "مصنع", "مكتب", "دار", "株式会社"),
        *("有限会社", "有限公司", "公司", "주식회사", "sp", "zoo", "team", "sales", "unassigned"),
    }
)


@dataclass(frozen=True)
class Profile:
    """What one column holds.

    ``values`` are distinct filled cells (at most a few hundred), ``cells`` the same rows of every column of the table
    (a bounded sample, blanks included), so that columns can be held against each other. ``stem`` is the header without
    a first word that it shares with most headers of the table, ``""`` if there is none.
    """

    header: str
    place: int
    values: tuple[str, ...]
    cells: tuple[str, ...] = field(repr=False)
    stem: str = ""

    @cached_property
    def sample(self) -> tuple[str, ...]:
        """The distinct values that are looked at closely."""
        return self.values[:_SAMPLE]

    @cached_property
    def full(self) -> tuple[str, ...]:
        """The filled cells of the sampled rows."""
        return tuple(cell for cell in self.cells if not missing(cell))

    @cached_property
    def filled(self) -> float:
        """The part of the rows that hold anything."""
        return len(self.full) / max(len(self.cells), 1)

    @cached_property
    def repeats(self) -> float:
        """How often a filled value comes again: 0 where all differ, near 1 where few values fill many rows."""
        return 1 - len(set(self.full)) / len(self.full) if self.full else 0.0

    @cached_property
    def counts_rows(self) -> bool:
        """Whether the column numbers the rows: each filled cell is more than the one before, by the same."""
        is_plain = self.is_unique and self.number_share > 0.9 and not self.shows_money
        steps = np.diff(self.seen) if is_plain else np.array([])
        return bool(len(steps)) and bool((steps == steps[0]).all()) and steps[0] > 0

    @property
    def is_empty(self) -> bool:
        """Whether no row holds anything."""
        return not self.values

    @property
    def count(self) -> int:
        """How many rows of the sample hold anything."""
        return len(self.full)

    @cached_property
    def is_unique(self) -> bool:
        """Whether every row holds something else (save a few), as a key does."""
        return self.count > 0 and self.filled > 0.9 and self.repeats <= 0.1

    def share(self, test: Callable[[str], object]) -> float:
        """Return the part of the values for which a test holds."""
        return sum(bool(test(value)) for value in self.sample) / len(self.sample) if self.sample else 0.0

    @cached_property
    def dates(self) -> DateReading:
        """How the column reads as dates."""
        return look_at_dates(self.sample)

    @cached_property
    def date_share(self) -> float:
        """The part of the values that are written as dates; bare numbers are none."""
        return 0.0 if self.dates.order == "serial" else self.dates.share

    @cached_property
    def serial_share(self) -> float:
        """The part of the values that a spreadsheet could show as dates."""
        return self.dates.share if self.dates.order == "serial" else 0.0

    @cached_property
    def days(self) -> pd.Series:
        """The days of the sampled rows, missing where there is none."""
        return parse_dates(pd.Series(self.cells, dtype="str"), self.dates.order)

    @cached_property
    def is_clock(self) -> bool:
        """Whether the column holds times of day and no dates."""
        return self.share(lambda value: _TIME_ONLY.match(visible(value))) > 0.8

    @cached_property
    def number_share(self) -> float:
        """The part of the values that read as numbers."""
        return look_at_numbers(self.sample).share if self.sample else 0.0

    @cached_property
    def numbers(self) -> np.ndarray:
        """The numbers of the sampled rows, not-a-number where there is none."""
        return parse_numbers(pd.Series(self.cells, dtype="str"), look_at_numbers(self.sample).decimal).to_numpy()

    @cached_property
    def seen(self) -> np.ndarray:
        """The numbers that can be read."""
        readable: np.ndarray = self.numbers[np.isfinite(self.numbers)]
        return readable

    @cached_property
    def is_whole(self) -> bool:
        """Whether all numbers are whole."""
        return bool(len(self.seen)) and bool((self.seen % 1 == 0).all())

    @cached_property
    def typical(self) -> float:
        """The median of the numbers that are not nothing, 0 where there is none."""
        amounts = np.abs(self.seen[self.seen != 0])
        return float(np.median(amounts)) if len(amounts) else 0.0

    @cached_property
    def shows_money(self) -> bool:
        """Whether values carry a currency."""
        return self.share(currency_in) > 0.4 and self.number_share > 0.5

    @cached_property
    def shows_percent(self) -> bool:
        """Whether values carry a per-cent sign."""
        return self.share(lambda value: _PERCENT.search(visible(value))) > 0.5

    @cached_property
    def is_ratio(self) -> bool:
        """Whether all numbers lie from 0 to 1 and some between."""
        return bool(len(self.seen)) and bool(((self.seen >= 0) & (self.seen <= 1)).all())

    @cached_property
    def is_up_to_hundred(self) -> bool:
        """Whether all numbers lie from 0 to 100, as per cents do."""
        return bool(len(self.seen)) and bool(((self.seen >= 0) & (self.seen <= 100)).all())

    @cached_property
    def email_share(self) -> float:
        """The part of the values that are e-mail addresses."""
        return self.share(lambda value: _EMAIL.match(visible(value)))

    @cached_property
    def url_share(self) -> float:
        """The part of the values that are web addresses."""
        return self.share(lambda value: _URL.match(visible(value)))

    @cached_property
    def code_share(self) -> float:
        """The part of the values that look like an id: one word with a digit, or a whole number."""
        return self.share(lambda value: _CODE.match(visible(value)) and not _EMAIL.match(value))

    @cached_property
    def is_numbered(self) -> bool:
        """Whether every row holds another number, or a code that is hexadecimal, or digits for a third or more."""
        coded = self.share(
            lambda value: (
                _HEXADECIMAL.match(visible(value))
                or (_CODE.match(visible(value)) and 3 * sum(map(str.isdigit, value)) >= len(value))
            )
        )
        return self.is_unique and coded > 0.8

    @cached_property
    def person_share(self) -> float:
        """The part of the values that may be the name of a person."""
        return self.share(is_person)

    @cached_property
    def full_name_share(self) -> float:
        """The part of the values that are a name of two words or more."""
        return self.share(lambda value: " " in visible(value) and is_person(value))

    @cached_property
    def titled_share(self) -> float:
        """The part of the values that name a person with a title, as people of customers are called: ``Mr. Lee``."""
        return self.share(has_title)

    @cached_property
    def sentence_share(self) -> float:
        """The part of the values that are sentences: several words and a full stop."""
        return self.share(lambda value: _SENTENCE.search(visible(value)))

    @cached_property
    def flag_share(self) -> float:
        """The part of the values that say yes or no."""
        return self.share(lambda value: truth(value) is not None) if len(self.values) <= 8 else 0.0

    @cached_property
    def width(self) -> float:
        """The mean number of characters of a value."""
        return float(np.mean([min(len(value), 400) for value in self.sample])) if self.sample else 0.0

    @cached_property
    def is_label(self) -> bool:
        """Whether the column holds few short texts that come again."""
        few = len(self.values) <= _MOST_LABELS and (self.repeats > 0.2 or len(self.values) <= 12)
        return bool(self.values) and few and self.width < _LABEL_WIDTH and not self.is_measure

    @cached_property
    def is_measure(self) -> bool:
        """Whether the column holds numbers, per cents or dates."""
        return self.number_share > 0.6 or self.date_share > 0.6 or self.shows_percent

    @cached_property
    def outcomes(self) -> frozenset[str]:
        """The outcomes that labels of the column say."""
        if not self.is_label:
            return frozenset()
        said = frozenset(code for code in map(outcome_of, self.sample) if code)
        return said | {WON} if LOST in said and denies_closing(self.sample) else said

    @cached_property
    def says_outcome(self) -> bool:
        """Whether labels say that something was won and lost."""
        return {WON, LOST} <= self.outcomes

    @cached_property
    def stage_share(self) -> float:
        """The part of the labels that have a meaning in a pipeline."""
        return self.share(lambda value: meaning_of(value).code) if self.is_label else 0.0

    @cached_property
    def gates(self) -> frozenset[str]:
        """What the labels of the column mean in a pipeline."""
        return (
            frozenset(code for code in (meaning_of(v).code for v in self.sample) if code)
            if self.is_label
            else frozenset()
        )

    @cached_property
    def kind_share(self) -> float:
        """The part of the labels that are kinds of activities, none where no label is a call or a meeting."""
        talks = self.is_label and any(_kinds(value) & {"conversation", "appointment"} for value in self.sample)
        return self.share(_kinds) if talks else 0.0

    @cached_property
    def direction_share(self) -> float:
        """The part of the labels that say who rang: ``Inbound``, ``Outbound``."""
        return self.share(lambda value: in_words(value) in word_lists("direction")) if self.is_label else 0.0

    @cached_property
    def result_share(self) -> float:
        """The part of the labels that are results of activities."""
        return self.share(lambda value: in_words(value) in word_lists("result")) if self.is_label else 0.0

    @cached_property
    def answer_share(self) -> float:
        """The part of the labels that are results of activities, or say whether a call reached anybody."""
        answers = word_lists("result").keys() | word_lists("reached").keys()
        return self.share(lambda value: in_words(value) in answers) if self.is_label else 0.0

    @cached_property
    def period_share(self) -> float:
        """The part of the values that name a month, a quarter or a year."""
        return self.share(lambda value: parse_period(value, 2000) is not None)

    @cached_property
    def currency_share(self) -> float:
        """The part of the values that are a currency and nothing else."""
        return self.share(lambda value: not any(map(str.isdigit, value)) and currency_code(value))

    @cached_property
    def names_currencies(self) -> bool:
        """Whether all values are currencies, and no words that only look like the code of one."""
        return bool(self.values) and all(
            currency_code(value) and visible(value).upper() not in LIKE_CODES for value in self.values
        )

    @cached_property
    def tells_deal_types(self) -> bool:
        """Whether the labels tell new deals from renewals: each is one or the other, or an extension."""
        if not self.is_label or not 2 <= len(self.values) <= _MOST_TYPES:
            return False
        said = [deal_types().get(in_words(value)) for value in self.values]
        return None not in said and {"new", "renewal"} <= set(said)

    @cached_property
    def is_year(self) -> bool:
        """Whether all numbers are years."""
        years = (self.seen >= 1990) & (self.seen <= 2100)
        return self.number_share > 0.8 and len(self.seen) > 0 and bool(years.all())


def is_person(value: str) -> bool:
    """Return whether a text may be the name of a person: one to five words, no digits, none that companies have."""
    text = visible(value)
    if not text or len(text) > _NAME_WIDTH or not text[0].isalpha():
        return False
    parts = text.replace(",", " ").split()
    if (
        len(parts) > 5
        or not all(_WORD.match(part) for part in parts)
        or not _COMPANY.isdisjoint(normalize(text).split())
    ):
        return False
    cased = [part for part in parts if part[0].upper() != part[0].lower()]
    small = [part for part in cased if part[0].islower()]
    return not small or (len(small) < len(cased) and len(small) <= 2 and all(len(part) <= 4 for part in small))


def has_title(value: str) -> bool:
    """Return whether the name of a person begins or ends with a title: ``Dr. Lee``, ``Ahmet Bey``, ``김민수 과장``."""
    name = in_words(visible(value)[:_NAME_WIDTH]).split()
    if len(name) > 1 and (name[0] in words("titles") or name[-1] in words("titles_behind")):
        return True
    return len(name) == 1 and is_unspaced(name[0]) and name[0].endswith(_unspaced_titles())


@cache
def _unspaced_titles() -> tuple[str, ...]:
    return tuple(filter(is_unspaced, words("titles_behind")))


def _kinds(label: str) -> frozenset[str]:
    """Return the kinds of activities that a label names: ``conversation``, ``appointment`` or ``other``."""
    text = f" {in_words(label)} "
    return frozenset(kind for word, kind in word_lists("kind").items() if f" {word} " in text)


def profiles_of(table: RawTable) -> dict[str, Profile]:
    """Return what each column of a table holds, by header; empty columns too."""
    frame = table.frame
    step = max(1, len(frame) // _ROWS)
    few = frame.iloc[: step * _ROWS : step]
    stems = _stems(table.header)
    return {
        header: Profile(
            header,
            place,
            tuple(distinct(frame[header], _DISTINCT)),
            tuple(map(str, few[header])),
            stems.get(header, ""),
        )
        for place, header in enumerate(table.header)
    }


def _stems(headers: Sequence[str]) -> dict[str, str]:
    """Return headers without a first word that most of them share, or that is set apart: a brand, a form, a record.

    Another word that only some of them share tells those from the others: ``Invoice date``, ``Invoice type``.
    """
    firsts = {header: match for header in headers if (match := _FIRST_WORD.match(visible(header)))}
    counts = Counter(match[1].casefold() for match in firsts.values())
    most = max(_SHARED, _PART_SHARED * len(headers))
    return {
        header: match[3]
        for header, match in firsts.items()
        if counts[match[1].casefold()] >= (_SHARED if _GROUP.search(match[2]) else most)
    }


def agree(one: Profile, other: Profile) -> float:
    """Return the part of the rows filled in both columns that hold the same in both."""
    both = [(a, b) for a, b in zip(one.cells, other.cells, strict=True) if not missing(a) and not missing(b)]
    return sum(a == b for a, b in both) / len(both) if both else 0.0


def in_order(headers: Sequence[str], profiles: Mapping[str, Profile]) -> list[str]:
    """Return columns of dates in the order in which their days come, the earliest first."""
    before = {h: sum(ordered(profiles[h], profiles[other]) for other in headers) for h in headers}
    return sorted(headers, key=lambda header: -before[header])


def ordered(first: Profile, second: Profile) -> float:
    """Return the part of the rows with both dates in which the first is not after the second."""
    days = pd.DataFrame({"first": first.days, "second": second.days}).dropna()
    return float((days["first"] <= days["second"]).mean()) if len(days) else 0.5
