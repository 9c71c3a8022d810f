"""What the rows of a table of deals leave open: time zones, shared owners, refunds, amounts below 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from coaching.importing.issues import questions as ask
from coaching.importing.mapping.evidence.header_scores import header_scores
from coaching.importing.mapping.evidence.profiles import is_person
from coaching.importing.mapping.evidence.reversals import speaks_of_taking_back
from coaching.importing.mapping.stages import outcome_of
from coaching.importing.model import Question, RawTable
from coaching.importing.values.amounts import look_at_numbers, parse_numbers
from coaching.importing.values.currency import currency_code
from coaching.importing.values.normalize import LONGEST_PHRASE, digits, missing, normalize, visible, words
from coaching.importing.values.text_columns import distinct, filled, truth
from coaching.importing.vocabulary.header_senses import header_senses
from coaching.tables import WON

#: Stamps that say that they are UTC, and the time of day in them.
UTC_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?\s*(?:Z|UTC|GMT|\+00:?00)$")
#: How many cells of a column are looked at.
_LOOKED_AT = 2000
#: The most labels of a column that may say that some sales were taken back, and the longest of them.
_MOST_LABELS, _LABEL_WIDTH = 12, 40
#: How far a header must speak for the date of a loss to be one of marks for losses.
_SURELY = 0.9
_SHARED_MARKS = re.compile(r"\s*[;/&+|\n]\s*")
_SHARED_WORDS = re.compile(r"\s*,\s*|\s+(?:and|und|et|y|e|en|ve|и|i|dan|و)\s+")
#: Numbers in a cell, a part of a whole, and how far the parts may miss it where they are rounded.
_NUMBERS, _PART, _ROUNDED = re.compile(r"\d+(?:[.,]\d+)?"), re.compile(r"\d{1,3}(?:[.,]\d+)?\s?%?"), 0.011
#: In which part of the shared deals the shares must be a whole, and how many different ones a column may hold.
_NEARLY_ALL, _MOST_PARTS = 0.9, 101
#: Words of a header that speak of somebody beside the owner.
_BESIDE = frozenset(("co", "second", "secondary", "joint", "split", "shared", "2", "zweiter", "deuxieme", "segundo"))
_FROM_DATES = ("won_on", "lost_on")
_FROM_LABELS = ("status", "is_won", "active", "forecast", "stage")
_DATES = ("created_on", "first_appointment_on", "next_step_on", "closed_on", "won_on", "lost_on")


def row_questions(table: RawTable, fields: Mapping[str, str]) -> tuple[list[Question], dict[str, str]]:
    """Return what the rows of a table of deals leave open, and the readings that hold until it is answered."""
    questions: list[Question] = []
    readings: dict[str, str] = {}

    def raise_one(kind: ask.QuestionType, guess: str, field: str = "", header: str = "", label: str = "") -> None:
        questions.append(kind.asked(field, header, label, guess))
        if guess:
            readings[kind.reading] = guess

    in_utc = [name for name in _DATES if name in fields and is_utc(table.frame[fields[name]])]
    if in_utc:
        raise_one(ask.TIME_ZONE, "UTC", in_utc[0], fields[in_utc[0]])
    joined, beside = joined_owners(table, fields), second_owner(table, fields)
    if (joined or beside) and written_shares(table, fields):
        # Who owns how much is written down: nothing is left to ask.
        readings[ask.SEVERAL_OWNERS.reading] = "split"
    elif joined:
        raise_one(ask.SEVERAL_OWNERS, "split", "rep", fields["rep"], next(iter(joined)))
    elif beside and "share" not in fields:
        raise_one(ask.SEVERAL_OWNERS, "first", "rep", beside)
    if _lacks_currencies(table, fields):
        raise_one(ask.CURRENCY, "", "currency", fields["currency"])
    if back := refund_column(table, fields):
        raise_one(ask.REFUNDS, "won", "", back)
    if _has_negatives(table, fields):
        raise_one(ask.NEGATIVE_AMOUNTS, "won", "amount", fields["amount"])
    if not any(name in fields for name in _FROM_LABELS):
        dated = [name for name in _FROM_DATES if name in fields]
        # A sheet whose dates alone say how deals ended: the user says whether they do.
        questions += [ask.COLUMN.asked(name, fields[name], guess=fields[name]) for name in dated[:1] if len(dated) < 2]
    return questions, readings


def is_utc(values: pd.Series) -> bool:
    """Return whether a column holds stamps in UTC of which some have a time of day."""
    found = [UTC_STAMP.fullmatch(visible(cell)) for cell in distinct(values, 200)]
    return bool(found) and sum(map(bool, found)) > 0.5 * len(found) and any(f and f[1] != "00:00" for f in found)


def joined_owners(table: RawTable, fields: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the cells of the owner's column that name several people, with their names.

    Between commas and words such as "and" people are only told apart where all but one own deals by themselves.
    """
    if "rep" not in fields:
        return {}
    cells = [cell for cell in distinct(table.frame[fields["rep"]], _LOOKED_AT) if len(cell) <= LONGEST_PHRASE]
    alone = {normalize(cell) for cell in cells}
    found = {}
    for cell in cells:
        for marks, needed in ((_SHARED_MARKS, 0), (_SHARED_WORDS, 1)):
            names = tuple(filter(None, (visible(name) for name in marks.split(cell))))
            if not 2 <= len(names) <= 5:
                continue
            known = sum(normalize(name) in alone for name in names)
            whole = all(" " in name and is_person(name) for name in names)
            if known >= (len(names) - 1 if needed or not whole else 0):
                found[cell] = names
                break
    return found


def second_owner(table: RawTable, fields: Mapping[str, str]) -> str | None:
    """Return the header of a column that names somebody else beside the owner: ``Co-owner``."""
    if "rep" not in fields:
        return None
    owners = {normalize(cell) for cell in distinct(table.frame[fields["rep"]], _LOOKED_AT)}
    for header in table.header:
        if header in fields.values() or not _BESIDE & set(words(header)):
            continue
        named = distinct(table.frame[header], _LOOKED_AT)
        speaks = any(sense.is_field and sense.name.startswith("rep") for sense in header_senses(header))
        if named and (speaks or sum(normalize(cell) in owners for cell in named) >= 0.5 * len(named)):
            return header if all(map(is_person, named)) else None
    return None


def written_shares(table: RawTable, fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the headers of the columns that say how several owners share their deals, none where nothing does.

    One holds the shares of all whom a cell names (``60/40``); two hold those of the owner and of the other one, in the
    order of the columns (``Rep 1 %``, ``Rep 2 %``). In nearly all deals that are shared they make a whole.
    """
    joined, beside = joined_owners(table, fields), second_owner(table, fields)
    taken = {*fields.values(), beside} - {fields.get("share")}
    free = [header for header in table.header if header not in taken]
    if joined:
        counts = table.frame[fields["rep"]].map({cell: len(names) for cell, names in joined.items()})
        for header in free:
            rows = (counts.notna() & filled(table.frame[header])).to_numpy(dtype=bool)
            shared = zip(table.frame[header][rows].head(_LOOKED_AT), counts[rows], strict=False)
            whole = [len(shares_in(cell)) == count for cell, count in shared]
            if whole and sum(whole) >= _NEARLY_ALL * len(whole):
                return (header,)
    if beside:
        with_another = table.frame[filled(table.frame[beside])].head(_LOOKED_AT)
        parts = [header for header in free if all(map(_is_part, distinct(with_another[header], _MOST_PARTS)))]
        for pair in combinations(parts, 2):
            whole = [
                len(shares_in(" ".join(cells))) == len(pair)
                for cells in zip(*(with_another[h] for h in pair), strict=True)
            ]
            if whole and sum(whole) >= _NEARLY_ALL * len(whole):
                return pair
    return ()


def shares_in(cell: str) -> tuple[float, ...]:
    """Return the numbers in a cell as parts of a whole, none where they do not make one: ``60% / 40%``."""
    numbers = [float(number.replace(",", ".")) for number in _NUMBERS.findall(digits(cell[:_LABEL_WIDTH]))]
    total = sum(numbers)
    return tuple(number / total for number in numbers) if any(abs(total / w - 1) <= _ROUNDED for w in (1, 100)) else ()


def _is_part(cell: str) -> bool:
    return missing(cell) or _PART.fullmatch(digits(visible(cell))) is not None


def refund_column(table: RawTable, fields: Mapping[str, str]) -> str | None:
    """Return the header of a column that says which sales were taken back, where some cell says so.

    That is one called so (``Refunded on``), one some of whose labels say so (``Payment status``), or the date of the
    loss where deals that were won have one.
    """
    mapped = set(fields.values())
    free = [header for header in table.header if header not in mapped]
    for header in free:
        if speaks_of_taking_back(header) and any(map(says_something, distinct(table.frame[header], _LOOKED_AT))):
            return header
    for header in free:
        if any(map(speaks_of_taking_back, _few_labels(table.frame[header]))):
            return header
    lost = fields.get("lost_on")
    return lost if lost and (filled(table.frame[lost]) & _won_by_label(table, fields)).any() else None


def lost_marks(table: RawTable, fields: Mapping[str, str]) -> str | None:
    """Return the header of a column that marks the lost deals beside one that marks the won ones, if there is one."""
    for header in table.header:
        if header in fields.values() or header_scores(header, "deals").get("lost_on", 0.0) < _SURELY:
            continue
        marks = distinct(table.frame[header], _LOOKED_AT)
        if marks and all(truth(mark) for mark in marks):
            return header
    return None


def says_refunded(header: str, fields: Mapping[str, str]) -> Callable[[str], bool]:
    """Return what tells of a cell of a column of refunds whether the sale was taken back."""
    is_called_so = speaks_of_taking_back(header) or header == fields.get("lost_on")
    return says_something if is_called_so else speaks_of_taking_back


def _few_labels(cells: pd.Series) -> list[str]:
    """Return the labels of a column that has few and short ones, none where it holds anything else."""
    labels = distinct(cells, _MOST_LABELS + 1)
    return labels if len(labels) <= _MOST_LABELS and max(map(len, labels), default=0) <= _LABEL_WIDTH else []


def _won_by_label(table: RawTable, fields: Mapping[str, str]) -> np.ndarray:
    """Return the rows whose status or stage says that they were won."""
    rows = np.zeros(len(table.frame), dtype=bool)
    for name in ("status", "stage"):
        if name in fields:
            won = [label for label in distinct(table.frame[fields[name]], _LOOKED_AT) if outcome_of(label) == WON]
            rows |= table.frame[fields[name]].isin(won).to_numpy(dtype=bool)
    return rows


def says_something(cell: str) -> bool:
    """Return whether a cell of a column of refunds is filled with anything but a no or a zero."""
    return not missing(cell) and truth(cell) is not False and not re.fullmatch(r"[0.,\s]*", visible(cell))


def _lacks_currencies(table: RawTable, fields: Mapping[str, str]) -> bool:
    """Return whether some amounts stand without a currency beside others in several."""
    if "currency" not in fields or "amount" not in fields:
        return False
    cells = table.frame[fields["currency"]]
    known = {code for cell in distinct(cells, 200) if (code := currency_code(cell))}
    without = cells.map(lambda cell: missing(cell)).to_numpy(dtype=bool) & ~table.frame[fields["amount"]].eq("")
    return len(known) > 1 and bool(without.any())


def _has_negatives(table: RawTable, fields: Mapping[str, str]) -> bool:
    if "amount" not in fields:
        return False
    some = distinct(table.frame[fields["amount"]], _LOOKED_AT)
    if not any(mark in cell for cell in some for mark in "-−("):
        return False
    return bool((parse_numbers(pd.Series(some, dtype="str"), look_at_numbers(some).decimal) < 0).any())
