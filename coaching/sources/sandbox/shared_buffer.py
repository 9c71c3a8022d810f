"""Memory that the two sides of the cage share: the file lies in one piece, the tables come back in another."""

from __future__ import annotations

import contextlib
import mmap
import os
from collections.abc import Iterator

import pyarrow as pa

_PIECE = 2**20
_LARGE = 16 * 2**20


class Lent:
    """Memory lent to a child process, of a size that the child cannot change.

    What the child leaves on the ``shelf`` is used where it lies, without a copy, but only once nobody can write to it
    any more: a file must not change after it was checked.
    """

    def __init__(self, size: int, room: int) -> None:
        """Take memory for a file of ``size`` bytes and for ``room`` bytes of tables; raises ``OSError``.

        Memory that nobody writes to takes no place.
        """
        self.given = _sealed(size)
        try:
            self.shelf = _sealed(room)
        except BaseException:
            os.close(self.given)
            raise
        self._size, self._room, self._ready = size, room, 0

    def close(self) -> None:
        """Let go of both; tables that lie on the shelf keep it for as long as they are used."""
        os.close(self.given)
        os.close(self.shelf)

    def give(self, data: bytes) -> None:
        """Copy a file in, for the child to read."""
        view = memoryview(data)
        at = 0
        while at < len(view):
            at += os.pwrite(self.given, view[at : at + _PIECE], at)

    def make_ready(self) -> None:
        """Have the system find the pages that a large file's tables will take, while the child is busy reading it."""
        if self._size >= _LARGE:
            self._ready = min(self._size // 2, self._room) // mmap.PAGESIZE * mmap.PAGESIZE
            with contextlib.suppress(OSError):
                os.posix_fallocate(self.shelf, 0, self._ready)

    def taken_back(self, size: int) -> pa.Buffer:
        """Return the first ``size`` bytes of the shelf, to be called once the child is gone."""
        import fcntl

        if not 0 <= size <= self._room:
            raise ValueError("more than there is room for")
        if not size:
            return pa.py_buffer(b"")
        self._let_go_beyond(size)
        try:
            fcntl.fcntl(self.shelf, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)
        except OSError:
            # Somebody may still write to it: a process that the child left behind.
            return pa.py_buffer(os.pread(self.shelf, size, 0))
        return pa.py_buffer(mmap.mmap(self.shelf, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ))

    def _let_go_beyond(self, size: int) -> None:
        """Give back the pages that were made ready and not needed."""
        start = -(-size // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
        if start < self._ready:
            with contextlib.suppress(OSError), mmap.mmap(self.shelf, self._ready - start, offset=start) as unused:
                unused.madvise(mmap.MADV_REMOVE)


def _sealed(size: int) -> int:
    import fcntl

    handle = os.memfd_create("sales-coach", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.truncate(handle, size)
        fcntl.fcntl(handle, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    except BaseException:
        os.close(handle)
        raise
    return handle


@contextlib.contextmanager
def lent(size: int, room: int) -> Iterator[Lent | None]:
    """Lend memory for a while; ``None`` where the system has none that can be sealed (it is Linux that has)."""
    try:
        memory = Lent(size, room)
    except (OSError, AttributeError, ImportError):
        yield None
        return
    try:
        yield memory
    finally:
        memory.close()
