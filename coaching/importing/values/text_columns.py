"""Columns of text -> clean labels, texts and flags; every decision is made on distinct values.

A column of text is a pandas ``str`` column, or a categorical one of the same text where it repeats itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike

from coaching.importing.values.normalize import MISSING, missing, visible
from coaching.importing.vocabulary.word_lists import in_words, word_lists

#: No way of saying "nothing here" fills more bytes; those in ASCII are shorter still.
_LONGEST_MISSING = max(len(word.encode()) for word in MISSING)
_LONGEST_MISSING_ASCII = max(len(word) for word in MISSING if word.isascii())
_MISSING = pa.array(sorted(MISSING), pa.large_string())
_NULL = pa.scalar(None, pa.large_string())
#: Dashes, and the mark that has a sign drawn in colours.
_NO_SIGNS = "-–—\ufe0f"
#: How many rows are looked at first for labels that are in use.
_FIRST_LOOK = 4096
#: Up to so many labels, taking them out one by one is faster than numbering all anew.
_FEW_GONE = 4
#: How much of the end of a text tells it apart from others at once, in bytes; ids differ there. The rest may need a
#: second look.
_PRINTED = 16
_HASHING = np.uint64(0x9E3779B97F4A7C15)
#: Which bits of a word count if it has 0 to 8 bytes.
_BYTES = np.array([(1 << 8 * size) - 1 for size in range(9)], dtype=np.uint64)


def factorize(values: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return where each row's value stands among the distinct ones (-1 if it is missing), and these."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.codes.to_numpy(), values.cat.categories
    codes, uniques = pd.factorize(values)
    return codes, pd.Index(uniques)


def in_use(values: pd.Series, doubtful: Collection[str] | None = None) -> pd.Series:
    """Return a coded column without the labels that no row has; any other column as it is.

    Only the ``doubtful`` labels are looked for, where it is known that the others are in use.
    """
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return values
    codes, labels = factorize(values)
    if doubtful is None:
        used = _used(codes, len(labels))
    else:
        used = np.ones(len(labels), dtype=bool)
        for at in np.flatnonzero(labels.isin(list(doubtful))):
            used[at] = (codes == at).any()
    gone = np.flatnonzero(~used)
    if len(gone) > _FEW_GONE:
        return _moved(values, np.cumsum(used) - 1, labels[used])
    for at in gone[::-1]:
        codes = codes - (codes > at)
    return pd.Series(pd.Categorical.from_codes(codes, labels[used]), index=values.index) if len(gone) else values


def _used(codes: np.ndarray, count: int) -> np.ndarray:
    """Return which of the numbers below ``count`` come among ``codes``; stops looking once all have come."""
    used = np.zeros(count + 1, dtype=bool)
    start, size = 0, _FIRST_LOOK
    while start < len(codes) and not used[:-1].all():
        used[codes[start : start + size]] = True
        start, size = start + size, size * 4
    return used[:-1]


def _moved(values: pd.Series, places: Sequence[int] | np.ndarray, labels: pd.Index) -> pd.Series:
    """Return a column with its distinct value number i as number ``places[i]`` (-1 for none) of ``labels``."""
    narrow = np.append(np.asarray(places, dtype=np.int64), -1).astype(np.min_scalar_type(-max(len(labels), 1)))
    codes, _ = factorize(values)
    return pd.Series(pd.Categorical.from_codes(narrow.take(codes), labels), index=values.index)


def by_label(values: pd.Series, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return what ``read`` makes of a text column; of a coded column its labels alone are read."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return read(values)
    codes, labels = factorize(values)
    known = read(pd.Series(labels, dtype="str"))
    return pd.Series(known.array.take(codes, allow_fill=True), index=values.index)


def where(values: pd.Series, test: Callable[[pd.Series], ArrayLike]) -> np.ndarray:
    """Return the rows of a text column for which a test holds; of a coded column its labels alone are tested."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return np.asarray(test(values), dtype=bool)
    codes, labels = factorize(values)
    passed = np.asarray(test(pd.Series(labels, dtype="str")), dtype=bool)
    if not passed.any():
        return np.zeros(len(values), dtype=bool)
    return np.append(passed, False).take(codes)


def filled(values: pd.Series) -> np.ndarray:
    """Return the rows of a text column that hold anything, be it white space."""

    def test(text: pd.Series) -> ArrayLike:
        sizes = pc.binary_length(_cells(text))
        return np.zeros(len(text), dtype=bool) if (pc.min(sizes).as_py() or 0) > 0 else pc.equal(sizes, 0)

    return ~where(values, test)


def blank(values: pd.Series) -> np.ndarray:
    """Return the rows of a text column that hold nothing but white space."""
    return where(values, lambda text: pc.or_(pc.equal(_cells(text), ""), pc.utf8_is_space(_cells(text))))


def equal(values: pd.Series, other: str) -> np.ndarray:
    """Return the rows of a text column that hold just this."""
    return where(values, lambda text: pc.equal(_cells(text), other))


def longer(values: pd.Series, most: int) -> np.ndarray:
    """Return the rows of a text column with more than ``most`` characters."""

    def test(text: pd.Series) -> ArrayLike:
        cells = _cells(text)
        if (pc.max(pc.binary_length(cells)).as_py() or 0) <= most:
            return np.zeros(len(text), dtype=bool)
        beyond: ArrayLike = pc.greater(pc.utf8_length(cells), most)
        return beyond

    return where(values, test)


def first_of(rows: np.ndarray, count: int) -> np.ndarray:
    """Return the places of the first ``count`` rows of a mask; looks no further than it has to."""
    size = _FIRST_LOOK
    while True:
        found = np.flatnonzero(rows[:size])
        if len(found) >= count or size >= len(rows):
            return found[:count]
        size *= 8


def labels_in_use(values: pd.Series) -> list[str]:
    """Return the labels of a coded column that some row has."""
    return [str(label) for label in factorize(in_use(values))[1]]


def one_of(values: pd.Series, wanted: Collection[str]) -> np.ndarray:
    """Return the rows of a coded column that hold one of these labels."""
    return np.array([*(label in wanted for label in values.cat.categories), False]).take(values.cat.codes.to_numpy())


def _cells(values: pd.Series) -> pa.ChunkedArray:
    return pa.chunked_array(pa.array(values, pa.large_string()))


def repeated(values: pd.Series, prints: np.ndarray | None = None) -> np.ndarray:
    """Return the rows of a text column whose value stands in another row, too; none of those that are missing.

    ``prints`` are their fingerprints, where somebody has taken them before. Much faster than telling values apart
    where they hardly repeat, as ids do: what is alone in its fingerprint is alone, only the rest is looked at closely.
    """
    prints = fingerprints(values) if prints is None else prints
    ordered = np.sort(prints)
    twins = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twins):
        return np.zeros(len(values), dtype=bool)
    again = np.isin(prints, twins)
    close = np.flatnonzero(again)
    few = values.iloc[close]
    again[close] = (few.duplicated(keep=False) & few.notna()).to_numpy()
    return again


def fingerprints(values: pd.Series) -> np.ndarray:
    """Return a number for each row of a column of text: the same for the same text, rarely for another."""
    cells = pa.chunked_array(pa.array(values.astype("str"), pa.large_string()))
    return np.concatenate([*map(_fingerprints, cells.chunks), np.empty(0, np.uint64)])


def _fingerprints(cells: pa.LargeStringArray) -> np.ndarray:
    """Return a number for each text, the same for the same text: its length and last bytes, eight at a time, mixed."""
    if not len(cells):
        return np.empty(0, np.uint64)
    _, offsets, content = cells.buffers()
    ends = np.frombuffer(offsets, np.int64)[cells.offset : cells.offset + len(cells) + 1]
    first, last = int(ends[0]), int(ends[-1])
    padded = np.zeros(last - first + 8, dtype=np.uint8)
    if last > first:
        padded[:-8] = np.frombuffer(content, np.uint8)[first:last]
    words = np.ndarray((last - first + 1,), "<u8", padded, strides=(1,))
    sizes = np.diff(ends)
    prints = sizes.astype(np.uint64)
    for at in range(0, min(int(sizes.max()), _PRINTED), 8):
        left = np.clip(sizes - at, 0, 8)
        word = words[ends[1:] - first - at - left] & _BYTES[left]
        prints = (prints ^ word) * _HASHING
        prints ^= prints >> np.uint64(29)
    return prints


def map_values(values: pd.Series, change: Callable[[str], object]) -> pd.Series:
    """Apply ``change`` to the distinct values of a text column; the result holds objects."""
    codes, uniques = factorize(values)
    changed = np.empty(len(uniques) + 1, dtype=object)
    changed[: len(uniques)] = [change(str(value)) for value in uniques]
    return pd.Series(changed[codes], index=values.index, dtype=object)


def coded(values: pd.Series, read: Callable[[str], str | None] | None = None) -> pd.Series:
    """Return a column of few distinct values as clean text, coded, its labels in order; missing where nothing is.

    ``read`` cleans a cell, ``None`` where it holds nothing.
    """
    cleaned = [(read or clean)(str(value)) for value in factorize(values)[1]]
    known = {label: at for at, label in enumerate(sorted({label for label in cleaned if label is not None}))}
    places = [-1 if label is None else known[label] for label in cleaned]
    return _moved(values, places, pd.Index(list(known), dtype="str"))


def translate(
    values: pd.Series, codes: Mapping[str, str | None], known: Sequence[str], other: str | None = None
) -> pd.Series:
    """Return a coded column with each label replaced by its code (one of ``known``), whatever has none by ``other``.

    Works on the labels alone, so that it costs next to nothing however many rows there are.
    """
    place: dict[str | None, int] = {code: at for at, code in enumerate(known)}
    default = place.get(other, -1)
    moved = [place.get(codes.get(str(label)), default) for label in values.cat.categories]
    narrow = np.array([*moved, default], dtype=np.min_scalar_type(-max(len(known), 1)))
    taken = narrow.take(values.cat.codes.to_numpy())
    return pd.Series(pd.Categorical.from_codes(taken, pd.Index(list(known), dtype="str")), index=values.index)


def recode(values: pd.Series, codes: Mapping[str, object]) -> pd.Series:
    """Replace labels by their codes, and those without one by None."""
    at, uniques = pd.factorize(values)
    coded = np.empty(len(uniques) + 1, dtype=object)
    coded[:-1] = [codes.get(value) for value in uniques]
    coded[-1] = None
    return pd.Series(coded[at], index=values.index, dtype=object)


def labels(values: pd.Series) -> pd.Series:
    """Return a column of few distinct values as clean text, ``None`` where there is nothing."""
    return map_values(values, clean)


def texts(values: pd.Series) -> pd.Series:
    """Return a column of many distinct values (ids, names) as clean text, missing where there is nothing."""
    return by_label(values, _texts)


def _texts(values: pd.Series) -> pd.Series:
    cells = pc.utf8_trim_whitespace(_cells(values))
    ascii_only = all(map(_is_ascii, cells.chunks))
    nothing = _says_nothing(cells, _LONGEST_MISSING_ASCII if ascii_only else _LONGEST_MISSING)
    if nothing.any():
        cells = pc.if_else(pa.array(nothing), _NULL, cells)
    text = pd.Series(cells, index=values.index, dtype="str")
    if not ascii_only:
        foreign = pc.invert(pc.fill_null(pc.string_is_ascii(cells), True)).to_numpy(zero_copy_only=False)
        text[foreign] = text[foreign].map(visible)
    return text


def _says_nothing(cells: pa.ChunkedArray, longest: int) -> np.ndarray:
    """Return which cells hold a word for nothing, of at most so many bytes."""
    short = np.flatnonzero(pc.less_equal(pc.binary_length(cells), longest))
    nothing = np.zeros(len(cells), dtype=bool)
    if len(short):
        nothing[short] = pc.is_in(pc.utf8_lower(cells.take(pa.array(short))), _MISSING)
    return nothing


def _is_ascii(cells: pa.LargeStringArray) -> bool:
    """Return whether all of the texts are; looks at all bytes at once."""
    _, offsets, content = cells.buffers()
    if content is None or not len(cells):
        return True
    ends = np.frombuffer(offsets, np.int64)
    used = np.frombuffer(content, np.uint8)[ends[cells.offset] : ends[cells.offset + len(cells)]]
    return not len(used) or int(used.max()) < 128


def clean(value: str) -> str | None:
    """Return one cell as clean text, ``None`` if it holds nothing."""
    return None if missing(value) else visible(value)


def flags(values: pd.Series) -> pd.Series:
    """Return a yes/no column as ``True``, ``False``, or ``None`` where a cell is neither."""
    return map_values(values, truth)


def truth(value: str) -> bool | None:
    """Read one yes/no cell, a word or a tick; a blank or a dash is no, as exports write it."""
    text = in_words(value) or visible(value).strip(_NO_SIGNS)
    if not text:
        return False
    return word_lists("yes_no")[text] == "yes" if text in word_lists("yes_no") else None


def distinct(values: pd.Series, most: int = 5_000) -> list[str]:
    """Return distinct values that are not missing, in the order in which they appear."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        found = factorize(values)[1]
    else:
        step = max(1, len(values) // 200_000)
        found = pd.Index(values.iloc[: most * 8 * step : step].unique())
        if len(found) < most * 2:
            found = pd.Index(values.iloc[::step].unique())
    texts = map(str, found[: most * 2].tolist())
    return list(islice((text for text in texts if not missing(text)), most))
