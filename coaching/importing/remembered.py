"""What is kept of texts that were understood before: of short ones, and of so many at a time."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: With these bounds what is kept stays below a few megabytes, whatever is uploaded.
_MOST, _LONGEST = 8192, 200


def remembered(work: Callable[..., T]) -> Callable[..., T]:
    """Keep what a function of texts returns; a header or label longer than any that means something is read anew."""
    cached = functools.lru_cache(maxsize=_MOST)(work)

    @functools.wraps(work)
    def wrapper(*texts: str) -> T:
        return cached(*texts) if max(map(len, texts)) <= _LONGEST else work(*texts)

    return wrapper
