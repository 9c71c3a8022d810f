"""Columns of text -> clean labels, texts and flags; every decision is made on distinct values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from coaching.intake.fold import MISSING, fold, missing, visible
from coaching.intake.lexicon import word_lists

_LONGEST_MISSING = max(map(len, MISSING))


def map_values(values: pd.Series, change: Callable[[str], object]) -> pd.Series:
    """Apply ``change`` to the distinct values of a text column; the result holds objects."""
    codes, uniques = pd.factorize(values)
    changed = np.empty(len(uniques) + 1, dtype=object)
    changed[: len(uniques)] = [change(str(value)) for value in uniques]
    return pd.Series(changed[codes], index=values.index, dtype=object)


def coded(values: pd.Series) -> pd.Series:
    """Return a column of few distinct values as clean text, coded; missing where there is nothing."""
    codes, uniques = pd.factorize(values)
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
    stripped = values.str.strip()
    short = stripped.str.len() <= _LONGEST_MISSING
    if short.any():
        nothing = stripped[short].str.lower().isin(MISSING)
        stripped = stripped.where(~nothing.reindex(stripped.index, fill_value=False), None)
    foreign = ~stripped.isna() & ~_is_ascii(stripped)
    if foreign.any():
        stripped = stripped.copy()
        stripped[foreign] = stripped[foreign].map(visible)
    return stripped


def _is_ascii(values: pd.Series) -> pd.Series:
    filled = values.fillna("")
    return pd.Series(pc.string_is_ascii(filled.array.__arrow_array__()).to_numpy(zero_copy_only=False), values.index)


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
    head = values if len(values) <= 200_000 else values.iloc[:: max(1, len(values) // 200_000)]
    return [str(value) for value in pd.unique(head)[: most * 2] if not missing(str(value))][:most]
