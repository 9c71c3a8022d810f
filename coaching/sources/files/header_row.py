"""Finding the header row of a sheet, and naming its columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coaching.importing import is_known_header, key, normalize, period_named, rep_and_count, visible

#: The number of rows from the top that are searched for the header.
DEPTH = 60
#: How much of a cell is taken for the name of a column or for a title, in letters.
LONGEST_NAME = 300
_VALUE = re.compile(r"^[^\w]*[\d٠-٩۰-۹][\d٠-٩۰-۹.,:/\-\sTZ٫٬%]*\D{0,4}$")
#: A month or a day in digits as the name of a column, and the fewest such columns of a table that runs over periods.
_PERIOD = re.compile(r"(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.](?:\d{1,2}[-/.])?\d{4})(?:[T ]00:00.*)?$")
_PERIODS = 2
_ANY_YEAR = 2000
#: A number with a word behind it, as values have their unit and names what they count: ``5 km``, ``1차 방문``.
_NUMBERED = re.compile(r"\d{1,2}\s?[^\W\d_]")
#: From how many known names on a row may be the header though numbers stand in names of it.
_SURELY = 5
#: The part of the names of columns that are different; a long row may have one name twice.
_DISTINCT = 0.9
_PIVOT_CELLS = frozenset(
    map(normalize, ("Row Labels", "Column Labels", "تسميات الصفوف", "تسميات الأعمدة", "Zeilenbeschriftungen"))
)
_SUM_OF = (
    *("Sum of", "Count of", "Average of", "Max of", "Min of", "مجموع من", "عدد من", "متوسط من", "Summe von"),
    *("Anzahl von", "Somme de", "Nombre de", "Suma de", "Cuenta de"),
)
_PIVOT_STARTS = tuple(f"{normalize(start)} " for start in _SUM_OF)
_PIVOT_TOTALS = frozenset(
    map(
        normalize,
        ("Grand Total", "الإجمالي الكلي", "المجموع الكلي", "Gesamtergebnis", "Total général", "Total general"),
    )
)


@dataclass(frozen=True)
class Header:
    """The index of the header row (None without a header), the names of all columns, and the header's width."""

    row: int | None
    names: tuple[str, ...]
    width: int


def find_header(rows: Sequence[Sequence[str]], width: int) -> Header:
    """Return the header among the first rows of a sheet that is ``width`` columns wide.

    A header that is spread over two rows is at the second of them.
    """
    rows = _joined(rows)
    counts = [sum(1 for cell in row if cell.strip()) for row in rows]
    filled = [count for count in counts if count > 1]
    typical = max(Counter(filled).items(), key=lambda item: (item[1], item[0]))[0] if filled else 1
    known = [_known(row) for row in rows]
    best, best_score = None, 0.0
    for i, row in enumerate(rows):
        if counts[i] == 0 or (width > 1 and counts[i] < 2):
            continue
        values = [cell for cell in row if cell.strip() and _is_value(cell)]
        if values and not (known[i] >= _SURELY and all(map(_is_numbered, values))) and not _runs_over_periods(rows, i):
            continue
        score = 3.0 * known[i] / counts[i] * min(known[i], 5) + min(counts[i] / typical, 1.0)
        if counts[i] < 0.5 * typical and known[i] < 3:
            continue
        if known[i] < 2 and not _stands_above_data(rows, i):
            continue
        if known[i] < 3 and sum(counts[j] >= max(2, 0.6 * typical) for j in range(i)) > 1:
            continue
        if score > best_score + 0.5:
            best, best_score = i, score
    if best is None and not any(_is_value(cell) for row in rows for cell in row if cell.strip()):
        best = next((i for i, count in enumerate(counts) if count >= max(typical, 2)), None)
    if best is None:
        return Header(None, tuple(f"Column {i + 1}" for i in range(width)), width)
    cells = [visible(cell)[:LONGEST_NAME].strip() for cell in rows[best]]
    last = max(i for i, cell in enumerate(cells) if cell)
    return Header(best, unique_names(cells), last + 1)


def _runs_over_periods(rows: Sequence[Sequence[str]], i: int) -> bool:
    """Return whether the values in row ``i`` are different months or days above columns of plain numbers."""
    at = [c for c, cell in enumerate(rows[i]) if _is_value(cell)]
    names = [rows[i][c].strip() for c in at]
    first = next((c for c, cell in enumerate(rows[i]) if cell.strip()), None)
    if len(at) < _PERIODS or first in at or len(set(names)) < len(names):
        return False
    if not all(map(_PERIOD.match, names)):
        return False
    below = [row[c].strip() for row in rows[i + 1 : i + 21] for c in at if c < len(row) and row[c].strip()]
    return bool(below) and all(_is_value(cell) and not _PERIOD.match(cell) for cell in below)


def unique_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return a unique name for every column: blank ones by position, repeated ones with a number appended."""
    names: list[str] = []
    taken: set[str] = {cell for cell in cells if cell}
    seen: set[str] = set()
    for position, cell in enumerate(cells, 1):
        name = cell or f"Column {position}"
        number = 2
        while name in seen or (name in taken and name != cell):
            name = f"{cell or f'Column {position}'} ({number})"
            number += 1
        seen.add(name)
        names.append(name)
    return tuple(names)


def is_pivot(rows: Sequence[Sequence[str]], header: Header) -> bool:
    """Return whether this is a pivot table, which has sums and no rows of single deals."""
    top = [normalize(cell) for row in rows[:15] for cell in row]
    if any(cell in _PIVOT_CELLS for cell in top):
        return True
    names = [normalize(name) for name in header.names]
    sums = sum(name.startswith(_PIVOT_STARTS) for name in names)
    totals = any(name in _PIVOT_TOTALS for name in names)
    return sums > 0 and (totals or sums >= len(names) - 2)


def _joined(rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Return rows in which a header of two rows is joined in the second one, and the first one is blank.

    Periods or reps above counts that come again under each of them stand over all of these. Else two rows are joined
    if they hold no values, and more cells are known headers when joined than in either row, or as many and each name
    that stands in both rows.
    """
    joined = list(rows)
    for i in range(len(rows) - 1):
        if (under := _under_groups(rows[i], rows[i + 1])) is not None:
            joined[i], joined[i + 1] = [""] * len(under), under
            return joined
    known = {i: _known(row) for i, row in enumerate(rows) if any(map(str.strip, row)) and not any(map(_is_value, row))}
    for i in known:
        if i + 1 not in known or i + 2 >= len(rows) or sum(bool(cell.strip()) for cell in joined[i]) < 2:
            continue
        both = [visible(f"{upper} {lower}") for upper, lower in zip(joined[i], rows[i + 1], strict=True)]
        together, either = _known(both), max(known[i], known[i + 1])
        if together > either or (together == either and _continues(joined[i], rows[i + 1])):
            joined[i], joined[i + 1] = [""] * len(both), both
    return joined


def _under_groups(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """Return the names of columns below periods or reps that each stand over the same counts: ``May Meetings``."""
    if any(map(_is_value, lower)):
        return None
    cells, below = [visible(cell) for cell in upper], [visible(cell) for cell in lower]
    periods = [i for i, cell in enumerate(cells) if cell and period_named(cell, _ANY_YEAR)]
    reps = [i for i, cell in enumerate(cells) if cell and rep_and_count(f"{cell} {below[i]}")]
    at = max(periods, reps, key=len)
    if len(at) < _PERIODS:
        return None
    under = [below[start:end] for start, end in pairwise(at)]
    if len(under[0]) < _PERIODS or any(group != under[0] for group in under) or not all(under[0]):
        return None
    if len(set(under[0])) < len(under[0]):
        return None
    if at is reps and not _are_counts_of(cells[at[-1]], under[0], below[at[-1] :]):
        return None
    for i in range(at[0] + 1, len(cells)):
        cells[i] = cells[i] or (cells[i - 1] if below[i] else "")
    names = [f"{above} {name}".strip() for above, name in zip(cells, below, strict=True)]
    return [*(name or above for above, name in zip(cells[: at[0]], below, strict=False)), *names[at[0] :]]


def _are_counts_of(rep: str, names: Sequence[str], last: Sequence[str]) -> bool:
    """Return whether columns that stand under each rep are counts, and stand under the last one as well."""
    return list(last[: len(names)]) == list(names) and all(rep_and_count(f"{rep} {name}") for name in names)


def _continues(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Return whether a row goes on with the names above it: each of its words is known alone and with what is above."""
    pairs = [(above.strip(), below.strip()) for above, below in zip(upper, lower, strict=True) if below.strip()]
    whole = [f"{above} {below}" for above, below in pairs if above]
    return bool(whole) and all(map(_is_known, whole)) and all(_is_known(below) for _, below in pairs)


def _known(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip() and _is_known(cell))


def _is_known(cell: str) -> bool:
    return is_known_header(cell) or key(cell).startswith(("dateentered", "hsv2date"))


def _is_value(cell: str) -> bool:
    return len(cell) < 200 and bool(_VALUE.match(cell.strip()))


def _is_numbered(cell: str) -> bool:
    """Return whether a cell may be a name that starts with its number: ``1차 방문``, ``2nd``."""
    return _NUMBERED.match(cell.strip()) is not None


def _stands_above_data(rows: Sequence[Sequence[str]], i: int) -> bool:
    """Return whether row ``i`` is text above columns that hold numbers or dates further down."""
    below = rows[i + 1 : i + 21]
    names = [cell.strip() for cell in rows[i] if cell.strip()]
    if not below or len(set(names)) < _DISTINCT * len(names):
        return False
    return any(
        rows[i][c].strip() and any(c < len(row) and row[c].strip() and _is_value(row[c]) for row in below)
        for c in range(len(rows[i]))
    )
