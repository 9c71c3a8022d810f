"""The files that pass the upload into the sandbox and the tables out of it, in memory if the system supports that."""

from __future__ import annotations

import contextlib
import mmap
import os
import sys
import tempfile
from collections.abc import Iterator
from typing import IO

import pyarrow as pa


@contextlib.contextmanager
def upload_file(data: bytes) -> Iterator[IO[bytes]]:
    """Open a file with ``data`` for a child process to read as its standard input."""
    with _file_in_memory() as file:
        file.write(data)
        file.flush()
        yield file


@contextlib.contextmanager
def tables_file(size: int) -> Iterator[IO[bytes]]:
    """Open a file of ``size`` bytes for a child process to map and write to; unwritten bytes take no memory.

    On systems that can seal files in memory (Linux), neither side can change its size.
    """
    with _file_in_memory() as file:
        # Windows would fill it with zeros; there, a mapping extends the file as needed.
        if sys.platform != "win32":
            os.truncate(file.fileno(), size)
        _seal(file, "F_SEAL_GROW", "F_SEAL_SHRINK")
        yield file


def take_tables(file: IO[bytes], size: int) -> pa.Buffer:
    """Return the first ``size`` bytes of the tables' file, which cannot change any more; call it after the child ended.

    They are mapped if the file can be sealed against writing. Otherwise they are copied: on systems without seals,
    or while a process that the child left behind still maps the file.
    """
    if not 0 <= size <= os.fstat(file.fileno()).st_size:
        raise ValueError("more than the file holds")
    if not size:
        return pa.py_buffer(b"")
    if _seal(file, "F_SEAL_WRITE"):
        return pa.py_buffer(mmap.mmap(file.fileno(), size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ))
    file.seek(0)
    return pa.py_buffer(file.read(size))


def _file_in_memory() -> IO[bytes]:
    """Open an anonymous file in memory, or a temporary file on systems without; raises ``OSError``."""
    try:
        handle = os.memfd_create("sales-coach", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except (AttributeError, OSError):
        return tempfile.TemporaryFile()
    return os.fdopen(handle, "r+b")


def _seal(file: IO[bytes], *seals: str) -> bool:
    """Apply seals to a file, irreversibly and for everybody; return whether the system supports them."""
    try:
        import fcntl

        for seal in seals:
            fcntl.fcntl(file.fileno(), fcntl.F_ADD_SEALS, getattr(fcntl, seal))
    except (ImportError, AttributeError, OSError):
        return False
    return True
