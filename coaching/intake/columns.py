"""Columns of text -> clean labels, texts and flags; every decision is made on distinct values.

A column of text is a pandas ``str`` column, or a categorical one of the same text where it repeats itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from coaching.intake.fold import MISSING, fold, missing, visible
from coaching.intake.lexicon import word_lists

_LONGEST_MISSING = max(map(len, MISSING))
_MISSING = pa.array(sorted(MISSING), pa.large_string())
_NULL = pa.scalar(None, pa.large_string())


def told_apart(values: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return where each row's value stands among the distinct ones (-1 if it is missing), and these."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories
    codes, uniques = pd.factorize(values)
    return codes, pd.Index(uniques)


def in_use(values: pd.Series) -> pd.Series:
    """Return a coded column without the labels that no row has; any other column as it is."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return values
    codes, labels = told_apart(values)
    used = np.zeros(len(labels) + 1, dtype=bool)
    used[codes] = True
    if used[:-1].all():
        return values
    places = np.append(np.cumsum(used[:-1]) - 1, -1).astype("int32")
    return pd.Series(pd.Categorical.from_codes(places[codes], labels[used[:-1]]), index=values.index)


def by_label(values: pd.Series, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return what ``read`` makes of a text column; of a coded column its labels alone are read."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return read(values)
    codes, labels = told_apart(values)
    known = read(pd.Series(labels, dtype="str"))
    return pd.Series(known.array.take(codes, allow_fill=True), index=values.index)


def where(values: pd.Series, test: Callable[[pd.Series], pd.Series]) -> np.ndarray:
    """Return the rows of a text column for which a test holds; of a coded column its labels alone are tested."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return test(values).to_numpy(dtype=bool)
    passed = test(pd.Series(values.cat.categories, dtype="str")).to_numpy(dtype=bool)
    return np.append(passed, False)[values.cat.codes.to_numpy()]


def map_values(values: pd.Series, change: Callable[[str], object]) -> pd.Series:
    """Apply ``change`` to the distinct values of a text column; the result holds objects."""
    codes, uniques = told_apart(values)
    changed = np.empty(len(uniques) + 1, dtype=object)
    changed[: len(uniques)] = [change(str(value)) for value in uniques]
    return pd.Series(changed[codes], index=values.index, dtype=object)


def coded(values: pd.Series) -> pd.Series:
    """Return a column of few distinct values as clean text, coded; missing where there is nothing."""
    codes, uniques = told_apart(values)
    cleaned = [clean(str(value)) for value in uniques]
    known = {label: at for at, label in enumerate(dict.fromkeys(label for label in cleaned if label is not None))}
    moved = np.array([*(-1 if label is None else known[label] for label in cleaned), -1], dtype="int32")[codes]
    return pd.Series(pd.Categorical.from_codes(moved, pd.Index(list(known), dtype="str")), index=values.index)


def translate(
    values: pd.Series, codes: Mapping[str, str | None], known: Sequence[str], other: str | None = None
) -> pd.Series:
    """Return a coded column with each label replaced by its code (one of ``known``), whatever has none by ``other``.

    Works on the labels alone, so that it costs next to nothing however many rows there are.
    """
    place: dict[str | None, int] = {code: at for at, code in enumerate(known)}
    default = place.get(other, -1)
    moved = [place.get(codes.get(str(label)), default) for label in values.cat.categories]
    taken = np.array([*moved, default], dtype="int32")[values.cat.codes.to_numpy()]
    return pd.Series(pd.Categorical.from_codes(taken, pd.Index(list(known), dtype="str")), index=values.index)


def recode(values: pd.Series, codes: Mapping[str, object], other: object = None) -> pd.Series:
    """Replace labels by their codes, and whatever has none by ``other``."""
    at, uniques = pd.factorize(values)
    coded = np.empty(len(uniques) + 1, dtype=object)
    coded[:-1] = [codes.get(value, other) for value in uniques]
    coded[-1] = other
    return pd.Series(coded[at], index=values.index, dtype=object)


def labels(values: pd.Series) -> pd.Series:
    """Return a column of few distinct values as clean text, ``None`` where there is nothing."""
    return map_values(values, clean)


def texts(values: pd.Series) -> pd.Series:
    """Return a column of many distinct values (ids, names) as clean text, missing where there is nothing."""
    return by_label(values, _texts)


def _texts(values: pd.Series) -> pd.Series:
    cells = pc.utf8_trim_whitespace(pa.chunked_array(pa.array(values, pa.large_string())))
    short = pc.less_equal(pc.utf8_length(cells), _LONGEST_MISSING)
    nothing = pc.is_in(pc.utf8_lower(pc.if_else(short, cells, _NULL)), _MISSING)
    if pc.any(nothing).as_py():
        cells = pc.if_else(nothing, _NULL, cells)
    text = pd.Series(cells, index=values.index, dtype="str")
    ascii_only = pc.string_is_ascii(cells)
    if not pc.all(ascii_only).as_py():
        foreign = pc.invert(pc.fill_null(ascii_only, True)).to_numpy(zero_copy_only=False)
        text[foreign] = text[foreign].map(visible)
    return text


def clean(value: str) -> str | None:
    """Return one cell as clean text, ``None`` if it holds nothing."""
    return None if missing(value) else visible(value)


def flags(values: pd.Series) -> pd.Series:
    """Return a yes/no column as ``True``, ``False``, or ``None`` where a cell is neither."""
    return map_values(values, truth)


def truth(value: str) -> bool | None:
    """Read one yes/no cell; a blank is no, as exports write it."""
    folded = fold(value)
    if folded in word_lists("yes_no"):
        return word_lists("yes_no")[folded] == "yes"
    return None


def distinct(values: pd.Series, most: int = 5_000) -> list[str]:
    """Return distinct values that are not missing, in the order in which they appear."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        found = told_apart(values)[1]
    else:
        some = values.iloc[:: max(1, len(values) // 200_000)]
        found = pd.Index(some.iloc[: most * 8].unique())
        if len(found) < most * 2:
            found = pd.Index(some.unique())
    return [str(value) for value in found[: most * 2] if not missing(str(value))][:most]
