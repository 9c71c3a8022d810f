"""Decimals that stand in a cell of their own, because the file separates cells by the comma that they are written with.

``AN-1,Sommer,14162,00,won`` below ``Offer,Rep,Net,Status``: the rows have one cell more than the header.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from coaching.importing import filled

#: The decimals of money, and the part of the rows that have them.
_CENTS, _MOSTLY = r"\d{2}", 0.5
#: The whole part of an amount, with points for thousands or without.
_WHOLE = r"[^\w,]*\d{1,3}(?:[. ]?\d{3})*"


def joined_decimals(frame: pd.DataFrame, names: Sequence[str], width: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Return rows with split amounts put together again, and which rows these are.

    ``names`` are those of all columns, the first ``width`` of them from the header. That decimals were split shows in
    columns beyond the header that are filled, and as many pairs of columns that hold whole numbers and two digits, some
    of these with a zero in front.
    """
    none = np.zeros(len(frame), dtype=bool)
    beyond = [name for name in names[width:] if filled(frame[name]).any()]
    if not beyond or width < 2:
        return frame, none
    rows = none
    pairs: list[int] = []
    for at, (left, right) in enumerate(pairwise(names[:width])):
        if pairs and at == pairs[-1] + 1:
            continue
        is_split = _is_split(frame[left], frame[right])
        if is_split is not None:
            rows, pairs = (is_split if not pairs else rows & is_split), [*pairs, at]
    if len(pairs) != len(beyond) or rows.sum() < _MOSTLY * len(frame):
        return frame, none
    cells = [frame[name].astype("str").to_numpy(dtype=object) for name in names]
    for at in reversed(pairs):
        cells[at] = np.where(rows, cells[at] + "," + cells[at + 1], cells[at])
        blank = np.full(len(frame), "", dtype=object)
        after = [*cells[at + 2 :], blank]
        cells[at + 1 :] = [np.where(rows, shifted, own) for own, shifted in zip(cells[at + 1 :], after, strict=True)]
    made = {name: pd.Series(column, index=frame.index, dtype="str") for name, column in zip(names, cells, strict=True)}
    return pd.DataFrame(made), rows


def _is_split(left: pd.Series, right: pd.Series) -> np.ndarray | None:
    """Return in which rows one column holds the whole part of amounts and the next their decimals; None if in none."""
    wholes, cents = (column.astype("str").str.strip() for column in (left, right))
    is_split = wholes.str.fullmatch(_WHOLE).to_numpy(dtype=bool) & cents.str.fullmatch(_CENTS).to_numpy(dtype=bool)
    if is_split.sum() < _MOSTLY * len(left) or not cents[is_split].str.startswith("0").any():
        return None
    return is_split
