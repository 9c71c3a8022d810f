"""A small cache of merged imports, so that a change of a goal does not merge a year of exports again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from coaching.importing import Intake

_KEPT = 2


class StateCache:
    """The last few merged states, by the hashes of their imports. Threads may share it."""

    def __init__(self) -> None:
        self._states: OrderedDict[tuple[str, ...], Intake] = OrderedDict()
        self._lock = Lock()

    def longest(self, hashes: tuple[str, ...]) -> tuple[int, Intake | None]:
        """Return the cached state of the longest prefix of ``hashes``, with the length of that prefix."""
        with self._lock:
            for count in range(len(hashes), 0, -1):
                state = self._states.get(hashes[:count])
                if state is not None:
                    self._states.move_to_end(hashes[:count])
                    return count, state
        return 0, None

    def keep(self, hashes: tuple[str, ...], state: Intake) -> None:
        """Cache a state; the least recently used one is dropped."""
        with self._lock:
            self._states[hashes] = state
            self._states.move_to_end(hashes)
            while len(self._states) > _KEPT:
                self._states.popitem(last=False)

    def forget(self) -> None:
        """Drop all states."""
        with self._lock:
            self._states.clear()
