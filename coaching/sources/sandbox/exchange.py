"""The files through which upload and tables cross the border of the sandbox: in memory where the system has such."""

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
    """Open a file that holds ``data``, for a child process to read as its standard input."""
    with _file_in_memory() as file:
        file.write(data)
        file.flush()
        yield file


@contextlib.contextmanager
def tables_file(size: int) -> Iterator[IO[bytes]]:
    """Open a file of ``size`` bytes for a child process to map and to write to; bytes never written take no memory.

    Neither side can change its size where files in memory can be sealed (Linux).
    """
    with _file_in_memory() as file:
        if (
            sys.platform != "win32"
        ):  # Windows would fill it with zeros; there, a mapping makes the file as large as it is.
            os.truncate(file.fileno(), size)
        _seal(file, "F_SEAL_GROW", "F_SEAL_SHRINK")
        yield file


def take_tables(file: IO[bytes], size: int) -> pa.Buffer:
    """Return the first ``size`` bytes of a tables' file as they are now and will stay; call it once the child is gone.

    They are mapped where nobody can write to the file any more, and copied where that cannot be made sure: without
    seals, or while a process that the child left behind still maps the file.
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
    """Open a file that has no name; raises ``OSError``."""
    try:
        handle = os.memfd_create("sales-coach", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    except (AttributeError, OSError):
        return tempfile.TemporaryFile()
    return os.fdopen(handle, "r+b")


def _seal(file: IO[bytes], *seals: str) -> bool:
    """Forbid what the seals name, for good and to everybody; return whether the system does so."""
    try:
        import fcntl

        for seal in seals:
            fcntl.fcntl(file.fileno(), fcntl.F_ADD_SEALS, getattr(fcntl, seal))
    except (ImportError, AttributeError, OSError):
        return False
    return True
