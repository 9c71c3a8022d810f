"""Rows that are not data (blank rows, repeated headers, totals, footers), and filling the blanks of grouped reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
import pandas as pd

from coaching.importing import (
    blank,
    equal,
    factorize,
    filled,
    is_total,
    mean_the_same,
    names_field,
    normalize,
    total_words,
    where,
)

_TOTAL = re.compile(
    r"((grand|team|overall) |sub ?|sub-)?totals?( general| generale?)?( \d+ (records?|rows?))?|sum|count|average|avg|"
    r"(gesamt|zwischen)?summe|gesamt|(gesamt|teil)?ergebnis|anzahl|sous total|somme|suma|subtotales|totales|nombre|"
    r"(ال)?اجمالي( الكلي| الفرعي| عام)?|(ال)?مجموع( الكلي| الفرعي)?|(ال)?عدد|المتوسط"
    r"|(total|subtotal|count|sum|grand totals?|الاجمالي|المجموع) [\d ]+(records?|rows?)?"
)
_FOOTER = re.compile(
    r"confidential information.*|copyright .*|.*all rights reserved.*|generated (by|on|at) .*|"
    r"report (generated|run) .*|"
    r"page \d+ (of|from) \d+|exported (by|on|from) .*|printed on .*|as of .*|end of report|filtered by.*|"
    r"salesforce com.*|جميع الحقوق محفوظه.*|تم انشاء التقرير.*|صفحه \d+ من \d+|تاريخ الطباعه.*|"
    r"vertrauliche informationen.*|informations confidentielles.*|rows? truncated.*"
)
#: The number of rows that a grouped report appends to the name of a group.
_COUNTED = r"\s*\(\d+(?: records?)?\)$"
#: A row with the name of a group after the column that it is grouped by: ``Owner: Dana (2 records)``.
_GROUP_ROW = re.compile(r"([^:]+):.*\(\d+ (?:records?|rows?)\)$", re.I)
_GROUPING = ("rep", "stage", "account", "team", "status", "product", "segment", "source", "pipeline", "deal_type")
#: What only a table of deals has.
_OF_DEALS = ("deal_id", "deal_name", "account", "stage")
#: Fields that no CRM leaves blank, so that a blank under a group means the group's value.
_NEVER_BLANK = ("rep", "stage", "status")
#: The largest number of columns that a report is grouped by, and the largest share of their cells that is filled.
_LEADING, _OFTEN_BLANK = 4, 0.7
_SUSPECT = (
    r"^\W*(?:grand|sub|team total|overall|total|sum|count|average|avg|gesamt|zwischen|teil|ergebnis|anzahl|sous|somme|"
    r"suma|nombre|confiden|copyright|generated|report|page|export|printed|as of|end|filtered|salesforce|rows|vertraul|"
    r"inform|ال|إجمالي|اجمالي|مجموع|عدد|جميع|تم|صفحة|تاريخ|©)|all rights|"
    r"(?:total|totals|sum|count|average|summe|ergebnis|anzahl|somme|suma|nombre|جمالي|المجموع|مجموع|عدد|المتوسط)\W*$|"
    r"\(\d+ (?:records?|rows?)\)\W*$"
)
#: The longest cell that may be a header, and how many must say the same for a row to be the header once more.
_LONGEST_HEADER, _FEWEST_SAME = 80, 3
#: Cells that say how others are filled in, in how many columns of numbers and dates, and how many rows are looked at.
_HINT = re.compile(
    r"\(.+\)|[djtgmay]{1,4}[-/. ][djtgmay]{1,4}[-/. ][djtgmay]{1,4}|[^/]+(?: / [^/]+){2,}|"
    r"(?:e\.?g|ex|z\.?\s?b|p\.?\s?ej)\b.+",
    re.I,
)
_FEWEST_HINTS, _LOOKED_AT, _MOSTLY = 2, 50, 0.8
#: The longest cell of a total or footer.
_LONGEST = 300
_NUMBER = re.compile(r"[^\w]*(?:[A-Za-z]{3}\s*)?[\d٠-٩.,٫٬\s%()$€£-]*[^\W\d]{0,4}[^\w]*")


def blank_rows(frame: pd.DataFrame) -> np.ndarray:
    """Return a mask of the rows that hold only white space."""
    empty = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        left = np.flatnonzero(empty)
        if not len(left):
            break
        column = frame[name] if len(left) == len(frame) else frame[name].iloc[left]
        empty[left] = blank(column)
    return empty


def _is_suspect(text: pd.Series) -> pd.Series:
    return text.str.strip().str.contains(_suspect(), case=False, regex=True)


@cache
def _suspect() -> str:
    """Return the pattern of what may be a total or a footer: a word for a total of any language begins or ends it."""
    words = "|".join(sorted(map(re.escape, {word for phrase in total_words() for word in phrase.split()})))
    return rf"{_SUSPECT}|^\W*(?:{words})|(?:{words})\W*$"


def _is_total(text: str) -> bool:
    return _TOTAL.fullmatch(normalize(text)) is not None or is_total(text)


def junk_rows(frame: pd.DataFrame, header: tuple[str, ...], repeated: np.ndarray) -> dict[str, np.ndarray]:
    """Return masks of the rows of ``frame`` that are not data, by kind: ``header``, ``total`` and ``footer``.

    ``repeated`` are those that ``repeated_headers`` found.
    """
    repeated = repeated | _group_titles(frame, repeated)
    suspects = _suspects(frame)
    total = _totals_of_people(frame) & ~repeated
    footer = np.zeros(len(frame), dtype=bool)
    doubtful = np.flatnonzero(suspects & ~repeated & ~total)
    if not len(doubtful):
        return {"header": repeated, "total": total, "footer": footer}
    titles = _titles(frame, doubtful)
    kinds = titles["cell"].map({cell: _kind_of_title(cell, header) for cell in titles["cell"].unique()})
    total[titles.loc[kinds == "total", "row"]] = True
    footer[titles.loc[(kinds == "footer") & titles["is_alone"] & (frame.shape[1] > 2), "row"]] = True
    for name, cells in titles[~total[titles["row"]] & ~footer[titles["row"]]].groupby("column"):
        totals = _totals_of_values(frame[str(name)], cells["cell"].unique())
        total[cells.loc[cells["cell"].isin(totals), "row"]] = True
    return {"header": repeated, "total": total, "footer": footer}


def _titles(frame: pd.DataFrame, at: np.ndarray) -> pd.DataFrame:
    """Return the rows among those ``at`` some places that are one text and nothing but sums beside it.

    One line a row: where it is, the column and the text of its first filled cell, and whether that is its only one.
    """
    cells = pd.DataFrame({name: frame[name].iloc[at].astype("str").str.strip().to_numpy() for name in frame})
    holds = (cells != "").to_numpy()
    first = holds.argmax(axis=1)
    is_first = np.arange(frame.shape[1]) == first[:, None]
    is_short = np.column_stack([cells[name].str.len().to_numpy() <= _LONGEST for name in cells]).all(axis=1)
    sums = np.column_stack(
        [cells[name].map({cell: _is_sum(cell) for cell in cells[name].unique()}).to_numpy(dtype=bool) for name in cells]
    )
    beside = holds.sum(axis=1) - 1
    is_title = is_short & (sums | ~holds | is_first).all(axis=1) & (beside < max(frame.shape[1] * 0.75, 2))
    titles = {
        "row": at,
        "column": np.asarray(frame.columns, dtype=object)[first],
        "cell": cells.to_numpy(dtype=object)[np.arange(len(at)), first],
        "is_alone": beside == 0,
    }
    return pd.DataFrame({name: values[is_title] for name, values in titles.items()})


def _kind_of_title(cell: str, header: Sequence[str]) -> str:
    """Return ``total`` or ``footer`` for a text that is known for one, else ``""``."""
    text = normalize(cell)
    if _is_total(text) or _names_group(cell, header):
        return "total"
    return "footer" if _FOOTER.fullmatch(text) else ""


def _names_group(cell: str, columns: Sequence[str]) -> bool:
    """Return whether a cell names a group of records by its column and value: ``Owner: Dana (2 records)``."""
    named = _GROUP_ROW.fullmatch(cell)
    return named is not None and (named.group(1).strip() in columns or _may_group(named.group(1)))


def _totals_of_values(column: pd.Series, cells: Iterable[str]) -> set[str]:
    """Return the cells that name the total of another value of their column: ``Dana Total`` of ``Dana``."""
    values = {cell: set(_added_up(cell)) for cell in cells}
    amounts = set().union(*values.values())
    known = column[where(column, lambda text: text.isin(amounts))].unique() if amounts else ()
    return {cell for cell, readings in values.items() if not readings.isdisjoint(known)}


def _added_up(cell: str) -> Iterator[str]:
    """Yield the text of a cell before or after a word for a total."""
    words = cell.split()
    for size in range(1, min(3, len(words))):
        if _is_total(" ".join(words[:size])):
            yield " ".join(words[size:])
        if _is_total(" ".join(words[-size:])):
            yield " ".join(words[:-size])


def _totals_of_people(frame: pd.DataFrame) -> np.ndarray:
    """Return a mask of the rows with a word for a total in the column of the person that each row is about."""
    people = [name for name in frame.columns if names_field(name, ("rep",))]
    if len(people) != 1 or any(names_field(name, _OF_DEALS, "deals") for name in frame.columns):
        return np.zeros(len(frame), dtype=bool)
    column = frame[people[0]]
    cells = [cell for cell in column[where(column, _is_suspect)].unique() if len(cell) <= _LONGEST]
    totals = {cell for cell in cells if _is_total(cell)} | _totals_of_values(column, cells)
    return where(column, lambda text: text.isin(totals)) if totals else np.zeros(len(frame), dtype=bool)


def _is_sum(cell: str) -> bool:
    """Return whether a cell is a number or a word for a total."""
    return len(cell) <= _LONGEST and bool(_NUMBER.fullmatch(cell) or _is_total(cell))


def repeated_headers(frame: pd.DataFrame, header: tuple[str, ...]) -> np.ndarray:
    """Return a mask of the rows that say the header once more, in its language or another, or how to fill it in."""
    named = sum(not name.startswith("Column ") for name in header)
    least = max(2, 0.6 * named) if named > 1 else 1
    same = np.zeros(len(frame), dtype=np.int32)
    coded_first = sorted(header, key=lambda name: not isinstance(frame[name].dtype, pd.CategoricalDtype))
    for done, name in enumerate(coded_first):
        if same.max(initial=0) + len(header) - done < least:
            break
        same += equal(frame[name], name)
    repeated: np.ndarray = (same >= least) | _translated_header(frame, header) | _hints(frame)
    return repeated


def _hints(frame: pd.DataFrame) -> np.ndarray:
    """Return a mask of the first row where it says how cells are to be filled in: ``dd/mm/yyyy``, ``(first, last)``.

    Columns that otherwise hold numbers and dates hold neither in it.
    """
    is_hint = np.zeros(len(frame), dtype=bool)
    if len(frame) <= _FEWEST_SAME:
        return is_hint
    cells = {name: str(frame[name].iloc[0]).strip()[:_LONGEST] for name in frame}
    counted = 0
    for name, cell in cells.items():
        below = frame[name].iloc[1:_LOOKED_AT]
        digits = below[filled(below)].astype("str").str.contains(r"\d", regex=True)
        if cell and len(digits) and digits.mean() > _MOSTLY:
            if any(map(str.isdigit, cell)):
                return is_hint
            counted += 1
    is_hint[0] = counted >= _FEWEST_HINTS and any(map(_HINT.fullmatch, cells.values()))
    return is_hint


def group_headings(frame: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Fill the names of groups in rows of their own down a first column without a name, and say which rows they are.

    That is where each says how many rows follow: ``Dana (14)``.
    """
    first = str(frame.columns[0])
    begins = filled(frame[first])
    nothing = np.zeros(len(frame), dtype=bool)
    if not first.startswith("Column ") or not len(begins) or not begins[0] or begins.mean() > _OFTEN_BLANK:
        return frame, nothing
    at = np.flatnonzero(begins)
    names = frame[first].astype("str")
    counted = names.iloc[at].str.extract(r"\((\d+)(?: records?)?\)$")[0]
    follow = np.diff(np.append(at, len(frame))) - 1
    if counted.isna().any() or (counted.astype("int64").to_numpy() != follow).any():
        return frame, nothing
    filled_in = names.str.replace(_COUNTED, "", regex=True).where(begins).ffill()
    return frame.assign(**{first: filled_in}), begins


def _translated_header(frame: pd.DataFrame, header: tuple[str, ...]) -> np.ndarray:
    """Return a mask of the first row where it says the header again in another language."""
    is_header = np.zeros(len(frame), dtype=bool)
    if len(frame):
        cells = [(name, str(frame[name].iloc[0]).strip()) for name in header]
        named = [(name, cell) for name, cell in cells if cell and not name.startswith("Column ")]
        same = sum(mean_the_same(name, cell) for name, cell in named if len(cell) <= _LONGEST_HEADER)
        is_header[0] = same >= max(_FEWEST_SAME, 0.6 * len(named))
    return is_header


def _group_titles(frame: pd.DataFrame, repeated: np.ndarray) -> np.ndarray:
    """Return a mask of the rows with a single filled cell above a repeated header, the name of the next group."""
    titles = np.zeros(len(frame), dtype=bool)
    above = np.flatnonzero(repeated) - 1
    above = above[above >= 0]
    if not len(above):
        return titles
    filled = (frame.iloc[above] != "").sum(axis=1).to_numpy()
    titles[above[filled == 1]] = frame.shape[1] > 2
    return titles


def _suspects(frame: pd.DataFrame) -> np.ndarray:
    """Return a mask of the sparse rows whose first filled cell starts like a total or footer, to be checked."""
    counts = np.zeros(len(frame), dtype=np.int16)
    for name in frame.columns:
        counts += filled(frame[name])
    suspects = np.zeros(len(frame), dtype=bool)
    left = np.flatnonzero(counts <= max(frame.shape[1] * 0.75, 2))
    for name in frame.columns:
        if not len(left):
            break
        cells = frame[name].iloc[left]
        suspects[left] = where(cells, _is_suspect)
        left = left[blank(cells)]
    return suspects


def fill_groups(frame: pd.DataFrame, totals: int) -> tuple[pd.DataFrame, dict[str, int]]:
    """Fill the blanks that a grouped report leaves under its leading columns.

    Other layouts are returned unchanged. ``totals`` is the number of rows of totals that were removed. Returns the
    table, and the number of filled cells by column.
    """
    gaps: dict[str, int] = {}
    above: np.ndarray | None = None
    for name, begins in _leading(frame):
        outer = above is None and _is_outer(frame, name, begins, totals)
        inner = above is not None and _is_inner(frame, name, begins, above)
        if begins.all() or not (outer or inner):
            break
        above = begins
        if not _may_group(name):
            continue
        column = frame[name]
        if where(column[begins], lambda text: text.str.contains(_COUNTED, regex=True)).all():
            column = column.astype("str").str.replace(_COUNTED, "", regex=True)
        frame = frame.assign(**{name: column.where(begins).ffill()})
        gaps[name] = int((~begins).sum())
    return frame, gaps


def _leading(frame: pd.DataFrame) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the first few columns that are not empty, each with a mask of its filled rows."""
    left = _LEADING
    for name in frame.columns:
        rows = filled(frame[name])
        if rows.any():
            yield name, rows
            left -= 1
        if not left:
            return


def _is_outer(frame: pd.DataFrame, name: str, begins: np.ndarray, totals: int) -> bool:
    """Return whether a column holds the groups of a report: often blank, and each name once or each group totalled."""
    if not begins[0] or begins.mean() > _OFTEN_BLANK:
        return False
    values = frame[name][begins]
    once = _may_group(name) and not values.duplicated().any() and (len(values) > 1 or totals > 0)
    return (once or totals >= len(values)) and _full_rows(frame, name, begins)


def _is_inner(frame: pd.DataFrame, name: str, begins: np.ndarray, above: np.ndarray) -> bool:
    """Return whether a column holds groups within the groups ``above``, in each of which a name occurs once."""
    if not begins[above].all() or not _may_group(name, _GROUPING if begins.mean() <= _OFTEN_BLANK else _NEVER_BLANK):
        return False
    names = pd.DataFrame({"group": np.cumsum(above), "name": factorize(frame[name])[0]})[begins]
    return not names.duplicated().any() and _full_rows(frame, name, begins)


def _may_group(header: str, fields: tuple[str, ...] = _GROUPING) -> bool:
    return names_field(header, fields, "deals")


def _full_rows(frame: pd.DataFrame, name: str, begins: np.ndarray) -> bool:
    """Return whether the rows within a group have about as many filled cells as the rows that begin one."""
    others = frame.drop(columns=name)
    if others.empty:
        return False
    counts = np.sum([filled(others[other]).astype(int) for other in others.columns], axis=0)
    return bool(np.min(counts[~begins]) >= 0.5 * np.median(counts[begins]))
