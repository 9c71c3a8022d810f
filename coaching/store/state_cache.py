"""A cache of merged imports, so that a change of a goal does not merge a year of exports again."""

from __future__ import annotations

from coaching.bounded_cache import BoundedCache
from coaching.importing import Intake

_MIB = 2**20


class StateCache:
    """The merged states that were used last, by the hashes of their imports. Threads may share it.

    Parameters
    ----------
    limit : int
        The bytes that all states may take together; the last one stays, however large.
    """

    def __init__(self, limit: int = 256 * _MIB) -> None:
        self.limit = limit
        self._states = BoundedCache(limit)

    def longest(self, hashes: tuple[str, ...]) -> tuple[int, Intake | None]:
        """Return the cached state of the longest prefix of ``hashes``, with the length of that prefix."""
        for count in range(len(hashes), 0, -1):
            state = self._states.find(hashes[:count])
            if state is not None:
                return count, state
        return 0, None

    def keep(self, hashes: tuple[str, ...], state: Intake) -> None:
        """Cache a state; the least recently used ones are dropped if all together become too large."""
        self._states.put(hashes, state)

    def forget(self) -> None:
        """Drop all states."""
        self._states.clear()
