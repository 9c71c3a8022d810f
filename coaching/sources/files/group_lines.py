"""Lines that stand above the rows they speak of, and say whose or which these are -> a column of their own.

``Sales rep: Dana`` names its column; a bare name, a team above names, or a stage does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.importing import filled, is_person, is_total, meaning_of, names_field, table_kinds, visible

#: What a line may say of the rows below it under a name that is known, and what only such a line says of a whole sheet.
_SAID = ("rep", "team", "region", "stage", "status", "product", "segment", "source", "pipeline", "deal_type", "account")
_OWNER = ("rep",)
_LABELLED = re.compile(r"([^\W\d][^:：]{0,39}?)\s*[:：]\s*(\S.{0,119})")
#: Behind a dash, only what is known may stand.
_DASHED = re.compile(r"([^\W\d].{0,39}?)\s+[-–—]\s+(\S.{0,119})")
_COUNT = re.compile(r"\s*[(\[]\d+[^()\[\]]{0,20}[)\]]$")
_NUMBER = re.compile(r"[^\w]*[\d٠-٩][\d٠-٩.,٫٬\s%]*\D{0,4}")
#: The longest line, the fewest filled cells of the rows below, and how many rows a group without a label has at least.
_LONGEST, _FEWEST_CELLS, _FEWEST_ROWS = 80, 3, 2
#: The largest part of the rows that are lines, and how many of bare names are those of people.
_MOST_LINES, _MOSTLY = 0.5, 0.8


@dataclass(frozen=True)
class _Line:
    """What a row says of those below: values by the label they stand under, ``""`` for a bare text."""

    says: tuple[tuple[str, str], ...]

    @property
    def is_bare(self) -> bool:
        return self.says[0][0] == ""


def lines_into_columns(
    frame: pd.DataFrame, above: Sequence[Sequence[str]], repeated: np.ndarray
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return a table with a column for what lines above their rows say, and a mask of these lines.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows below the header.
    above : sequence of rows
        The rows above the header, of which the last may speak of the rows below it.
    repeated : numpy.ndarray
        A mask of the rows that are the header once more.
    """
    nothing = np.zeros(len(frame), dtype=bool)
    head = _lines_above(above)
    if not head and (not len(frame) or _line(_cells(frame, 0)) is None):
        return frame, nothing
    counts = np.zeros(len(frame), dtype=np.int32)
    for name in frame.columns:
        counts += filled(frame[name])
    at = np.flatnonzero((counts < np.median(counts)) & ~repeated)
    found = {int(row): line for row in at if (line := _line(_cells(frame, int(row)))) is not None}
    data = ~repeated
    data[list(found)] = False
    if len(found) > _MOST_LINES * len(frame) or not data.any() or np.median(counts[data]) < _FEWEST_CELLS:
        return frame, nothing
    known = _labelled(frame, head, found, data)
    if known:
        return _with(frame, known, found, labelled=True)
    bare = _bare(frame, head, found, data, repeated)
    return _with(frame, bare, found, labelled=False) if bare else (frame, nothing)


def _cells(frame: pd.DataFrame, row: int) -> list[str]:
    return [cell for value in frame.iloc[row] if (cell := visible(str(value)))]


def _lines_above(above: Sequence[Sequence[str]]) -> list[_Line]:
    """Return the lines that stand above the header, the nearest first; blank rows between them do not count."""
    found: list[_Line] = []
    for row in reversed(above):
        cells = [text for cell in row if (text := visible(cell))]
        line = _line(cells)
        if cells and line is None:
            break
        if line is not None:
            found.append(line)
    return found


def _line(cells: Sequence[str]) -> _Line | None:
    """Return what a row says of those below it, if it may be such a line."""
    if not cells or max(map(len, cells)) > _LONGEST:
        return None
    if len(cells) == 2 and _is_label(cells[0]) and not _LABELLED.fullmatch(cells[1]):
        return _Line(((cells[0].rstrip(" :："), _bare_value(cells[1])),))
    said = [_said(cell) for cell in cells]
    if all(said):
        return _Line(tuple(one for one in said if one))
    alone = len(cells) == 1 and not (_NUMBER.fullmatch(cells[0]) or is_total(cells[0]))
    return _Line((("", _bare_value(cells[0])),)) if alone else None


def _is_label(cell: str) -> bool:
    """Return whether a cell is nothing but the name of what stands beside it."""
    name = cell.rstrip(" :：")
    return names_field(name, _OWNER) or (name != cell and names_field(name, _SAID))


def _said(cell: str) -> tuple[str, str] | None:
    if found := _LABELLED.fullmatch(cell):
        label, value = found.groups()
        return None if is_total(label) or _NUMBER.fullmatch(value) else (label, _bare_value(value))
    found = _DASHED.fullmatch(cell)
    if found and names_field(found.group(1), _OWNER):
        return found.group(1), _bare_value(found.group(2))
    return None


def _bare_value(text: str) -> str:
    return _COUNT.sub("", text)


def _labelled(
    frame: pd.DataFrame, head: Sequence[_Line], found: dict[int, _Line], data: np.ndarray
) -> dict[str, pd.Series]:
    """Return a column for each label under which lines speak of every row: a known one, or several of the same."""
    first = int(np.flatnonzero(data)[0])
    columns: dict[str, pd.Series] = {}
    for label in dict.fromkeys(label for line in (*head, *found.values()) for label, _ in line.says if label):
        over = next((value for line in head for name, value in line.says if name == label), None)
        within = {row: value for row, line in found.items() for name, value in line.says if name == label}
        whole = not within and over is not None
        if whole and not (names_field(label, _OWNER) and _is_one(over or "")):
            continue
        if not whole and not names_field(label, _SAID) and len({*within.values(), over or ""} - {""}) < 2:
            continue
        if over is None and min(within) > first:
            continue
        columns[label] = _filled_down(frame, within, over)
    owners = [label for label in columns if names_field(label, _OWNER)]
    if owners and any(names_field(str(name), _OWNER, "deals") for name in frame.columns):
        return {label: column for label, column in columns.items() if label not in owners} if found else {}
    return columns


def _is_one(name: str) -> bool:
    """Return whether a value is the name of a person, and not that of everybody: ``All reps``."""
    return " " in name.strip() and is_person(name) and not table_kinds(name)


def _filled_down(frame: pd.DataFrame, within: dict[int, str], over: str | None) -> pd.Series:
    column = np.full(len(frame), np.nan, dtype=object)
    column[list(within)] = list(within.values())
    return pd.Series(column, index=frame.index, dtype="str").ffill().fillna(over or "")


def _bare(
    frame: pd.DataFrame, head: Sequence[_Line], found: dict[int, _Line], data: np.ndarray, headers: np.ndarray
) -> dict[str, pd.Series]:
    """Return a column without a name for bare lines that name people, or stages, where no other column does.

    Of lines that follow each other the last one speaks of the rows, and the one before of the groups.
    """
    rows = {row: line.says[0][1] for row, line in found.items() if line.is_bare}
    blocks = np.flatnonzero(data)
    nearest = {row for row in rows if not any(one in rows for one in _next(row, headers))}
    named = {row: rows[row] for row in nearest if (blocks > row).any()}
    over = head[0].says[0][1] if head and head[0].is_bare and headers.any() else None
    names = [*named.values(), *([over] if over else [])]
    if len(names) < 2 or len(set(names)) < len(names) or int(data.sum()) < _FEWEST_ROWS * len(names):
        return {}
    if over is None and min(named, default=len(frame)) > blocks[0]:
        return {}
    columns = [str(name) for name in frame.columns]
    people = sum(is_person(name) and not meaning_of(name).code for name in names) >= _MOSTLY * len(names)
    stages = all(meaning_of(name).code for name in names)
    field = "rep" if people else "stage" if stages else ""
    others = ("stage", "status") if stages else _OWNER
    if not field or any(names_field(name, others, "deals") for name in columns):
        return {}
    return {f"Column {len(columns) + 1}": _filled_down(frame, named, over)}


def _next(row: int, headers: np.ndarray) -> tuple[int, ...]:
    """Return the row after another one, and after the headers that follow it."""
    after = row + 1
    while after < len(headers) and headers[after]:
        after += 1
    return (after,)


def _with(
    frame: pd.DataFrame, columns: dict[str, pd.Series], found: dict[int, _Line], labelled: bool
) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the table with the columns, and the lines that spoke: all of their kind."""
    lines = np.zeros(len(frame), dtype=bool)
    lines[[row for row, line in found.items() if not labelled or not line.is_bare or not columns]] = True
    free = {name: column for name, column in columns.items() if name not in frame.columns}
    return frame.assign(**free), lines
