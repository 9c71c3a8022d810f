"""What can be told of text by looking at its bytes once, piece by piece: nothing of it is understood yet."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from ..limits import Limits

_PIECE = 2**18
_MARK = codecs.BOM_UTF8


@dataclass(frozen=True)
class Looked:
    """What was seen of a file's bytes, behind the mark of UTF-8 if there is one.

    Attributes
    ----------
    utf8 : bool
        Whether all of it is UTF-8; the rest says nothing where it is not.
    broken : int
        Marks that stand for broken characters.
    zeros : bool
        Whether there are NUL bytes.
    quotes : sequence of int
        How many quotes each piece holds; pieces are of ``piece_of`` bytes, the last may be shorter.
    """

    utf8: bool
    broken: int = 0
    zeros: bool = False
    quotes: Sequence[int] = ()


def piece_of(limits: Limits) -> int:
    """Return how many bytes are looked at together."""
    return max(min(_PIECE, limits.slab_bytes // 4), 1)


def bare(data: bytes | memoryview) -> memoryview:
    """Return bytes without the mark of UTF-8."""
    return memoryview(data)[len(_MARK) if bytes(data[: len(_MARK)]) == _MARK else 0 :]


def look_through(data: bytes | memoryview, limits: Limits) -> Looked:
    """Look at a file piece by piece, while each is at hand: a large one goes through the processor once."""
    text, size = bare(data), piece_of(limits)
    decoder = codecs.getincrementaldecoder("utf-8")()
    broken = 0
    zeros = False
    quotes: list[int] = []
    for start in range(0, len(text), size):
        piece = bytes(text[start : start + size])
        if not piece.isascii() or decoder.getstate()[0]:
            try:
                broken += decoder.decode(piece).count("\ufffd")
            except UnicodeDecodeError:
                return Looked(False)
        quotes.append(piece.count(b'"') if b'"' in piece else 0)
        zeros = zeros or b"\x00" in piece
    return Looked(not decoder.getstate()[0], broken, zeros, quotes)
