"""Rows that are no data: blanks, the header again, totals, footers; and the blanks of grouped reports."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from coaching.intake.columns import blank, equal, filled, where
from coaching.intake.fold import fold, keys
from coaching.intake.lexicon import synonyms

_TOTAL = re.compile(
    r"(grand |sub ?|sub-)?totals?( general| generale?)?( \d+ (records?|rows?))?|sum|count|average|avg|"
    r"(gesamt|zwischen)?summe|gesamt(ergebnis)?|anzahl|sous total|somme|suma|subtotales|totales|nombre|"
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
#: How a grouped report counts the rows behind the name of a group.
_COUNTED = r"\s*\(\d+(?: records?)?\)$"
_GROUPING = ("rep", "stage", "account", "team", "status", "product", "source", "pipeline", "deal_type")
_SUSPECT = (
    r"^\W*(?:grand|sub|total|sum|count|average|avg|gesamt|zwischen|anzahl|sous|somme|suma|nombre|confiden|copyright|"
    r"generated|report|page|export|printed|as of|end|filtered|salesforce|rows|vertraul|inform|"
    r"ال|إجمالي|اجمالي|مجموع|عدد|جميع|تم|صفحة|تاريخ|©)|all rights"
)
#: No total or footer holds a longer cell.
_LONGEST = 300
_NUMBER = re.compile(r"[^\w]*(?:[A-Za-z]{3}\s*)?[\d٠-٩.,٫٬\s%()$€£-]*[^\W\d]{0,4}[^\w]*")


def blank_rows(frame: pd.DataFrame) -> np.ndarray:
    """Return which rows hold nothing but white space."""
    empty = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        left = np.flatnonzero(empty)
        if not len(left):
            break
        column = frame[name] if len(left) == len(frame) else frame[name].iloc[left]
        empty[left] = blank(column)
    return empty


def _is_suspect(text: pd.Series) -> pd.Series:
    return text.str.strip().str.contains(_SUSPECT, case=False, regex=True)


def junk_rows(frame: pd.DataFrame, header: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return, by kind (``header``, ``total``, ``footer``), which rows of ``frame`` are recognised as no data."""
    repeated = _repeated_header(frame, header)
    repeated |= _group_titles(frame, repeated)
    suspects = _suspects(frame)
    total = np.zeros(len(frame), dtype=bool)
    footer = np.zeros(len(frame), dtype=bool)
    for i in np.flatnonzero(suspects & ~repeated):
        cells = [cell.strip() for cell in frame.iloc[i] if cell.strip()]
        if max(map(len, cells)) > _LONGEST:
            continue
        first, rest = fold(cells[0]), cells[1:]
        if _TOTAL.fullmatch(first) and _mere_sums(rest, frame.shape[1]):
            total[i] = True
        elif not rest and frame.shape[1] > 2 and _FOOTER.fullmatch(first):
            footer[i] = True
    return {"header": repeated, "total": total, "footer": footer}


def _mere_sums(cells: list[str], width: int) -> bool:
    numbers = all(_NUMBER.fullmatch(cell) or _TOTAL.fullmatch(fold(cell)) for cell in cells)
    return numbers and len(cells) < max(width * 0.75, 2)


def _repeated_header(frame: pd.DataFrame, header: tuple[str, ...]) -> np.ndarray:
    named = sum(not name.startswith("Column ") for name in header)
    least = max(2, 0.6 * named) if named > 1 else 1
    same = np.zeros(len(frame), dtype=np.int32)
    coded_first = sorted(header, key=lambda name: not isinstance(frame[name].dtype, pd.CategoricalDtype))
    for done, name in enumerate(coded_first):
        if same.max(initial=0) + len(header) - done < least:
            break
        same += equal(frame[name], name)
    return same >= least


def _group_titles(frame: pd.DataFrame, repeated: np.ndarray) -> np.ndarray:
    """Return the rows with a single filled cell right above a repeated header: the name of the next group."""
    titles = np.zeros(len(frame), dtype=bool)
    above = np.flatnonzero(repeated) - 1
    above = above[above >= 0]
    if not len(above):
        return titles
    filled = (frame.iloc[above] != "").sum(axis=1).to_numpy()
    titles[above[filled == 1]] = frame.shape[1] > 2
    return titles


def _suspects(frame: pd.DataFrame) -> np.ndarray:
    """Return the sparse rows whose first filled cell starts like a total or footer; only they need a closer look."""
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

    Only where the layout is a grouped report: leading columns that begin filled and are often blank above rows
    that are otherwise full, and either have subtotals between their groups or name people or stages and never come
    back to the same value. Returns how many cells were filled by column.
    """
    gaps: dict[str, int] = {}
    for name in frame.columns[:4]:
        column = frame[name]
        empty = ~filled(column)
        if not len(column) or empty[0] or empty.mean() < 0.3:
            break
        values = column[~empty]
        alone = len(values) > 1 and not values.duplicated().any() and _may_group(name)
        if not (totals or alone) or not _full_rows(frame.drop(columns=name), empty):
            break
        if where(values, lambda text: text.str.contains(_COUNTED, regex=True)).all():
            column = column.astype("str").str.replace(_COUNTED, "", regex=True)
        frame = frame.assign(**{name: column.where(~empty).ffill()})
        gaps[name] = int(empty.sum())
    return frame, gaps


def _may_group(header: str) -> bool:
    known = keys(header)
    return any(word in synonyms()["deals"][field] for field in _GROUPING for word in known)


def _full_rows(others: pd.DataFrame, empty: np.ndarray) -> bool:
    """Say whether the rows under a group are about as full as the rows that begin one."""
    if others.empty:
        return False
    counts = np.sum([filled(others[name]).astype(int) for name in others.columns], axis=0)
    return bool(np.min(counts[empty]) >= 0.5 * np.median(counts[~empty]))
