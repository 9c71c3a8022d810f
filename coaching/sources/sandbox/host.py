"""The outside of the cage: parse a file in a child process that may fail without harm."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from coaching.sources.sandbox.formats.scan import look_through
from coaching.sources.sandbox.limits import Limits
from coaching.sources.sandbox.model import Parsed, Refused, Tell, silent
from coaching.sources.sandbox.protocol import receive, unpack
from coaching.sources.sandbox.shared_buffer import Lent, lent

#: The child is told where everything is, and looks for no packages (``-S``). It has no use for NumPy, which Arrow would
#: load if it could: most of the time a child takes to start.
_START = (
    "import json,sys\nsys.path[:] = json.loads(sys.argv[1])\nsys.modules['numpy'] = None\n"
    "from sandbox.child import main\nmain(sys.argv[2], *map(int, sys.argv[3:]))\n"
)
_LOOK_EVERY = 0.05
_PIECE = 2**20


def parse_caged(
    data: bytes, limits: Limits, tell: Tell = silent, cancelled: Callable[[], bool] | None = None
) -> Parsed:
    """Parse ``data`` in a child process with bounds on memory, CPU time and wall time, and without a network.

    ``tell`` is told, from another thread, what share of a large file is done. ``cancelled`` is asked many times a
    second; the child is stopped once it says so. Raises ``Refused`` when the file is refused, and also when the
    child had to be stopped (``cancelled``, ``too_much_to_read``) or died.
    """
    if len(data) > limits.file_bytes:
        raise Refused("file_too_large", f"{len(data) / 2**20:.0f} MB")
    with lent(len(data), limits.memory_bytes) as memory:
        handles = (memory.given, memory.shelf) if memory else ()
        paths = [str(Path(__file__).parents[1]), *(path for path in sys.path if path)]
        command = [sys.executable, "-S", "-c", _START, json.dumps(paths), json.dumps(asdict(limits))]
        command += [str(number) for number in (len(data), *(handles or (-1, -1)))]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, pass_fds=handles) as child:
            talk = _Talk(child, data, limits, tell, memory)
            try:
                why = talk.wait(time.monotonic() + limits.wall_seconds, cancelled)
            finally:
                child.kill()
                talk.join()
        if why:
            raise Refused(why)
        return talk.answer()


class _Talk:
    """Feeds a child and listens to it, each in a thread, so that neither waits for the other."""

    def __init__(self, child: subprocess.Popen, data: bytes, limits: Limits, tell: Tell, memory: Lent | None) -> None:
        self._child, self._data, self._limits, self._tell, self._memory = child, data, limits, tell, memory
        self._result: Parsed | dict[str, Any] | BaseException | None = None
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._feed, self._listen)]
        for thread in self._threads:
            thread.start()

    def _feed(self) -> None:
        with contextlib.suppress(OSError, ValueError), self._child.stdin as pipe:  # type: ignore[union-attr]
            if self._memory:
                # The child is still starting meanwhile: it finds the bytes in place, and looked through.
                self._memory.give(self._data)
                pipe.write(json.dumps(asdict(look_through(self._data, self._limits))).encode() + b"\n")
                pipe.flush()
                self._memory.make_ready()
                return
            view = memoryview(self._data)
            for start in range(0, len(view), _PIECE):
                pipe.write(view[start : start + _PIECE])

    def _listen(self) -> None:
        source = self._child.stdout
        try:
            manifest = receive(source, self._tell)  # type: ignore[arg-type]
            self._result = manifest if self._memory else unpack(manifest, source)  # type: ignore[arg-type]
        except BaseException as error:
            self._result = error

    def wait(self, until: float, cancelled: Callable[[], bool] | None) -> str | None:
        """Wait for the answer; return why it was not waited for, ``None`` if it came."""
        listening = self._threads[1]
        while listening.is_alive():
            if cancelled is not None and cancelled():
                return "cancelled"
            left = until - time.monotonic()
            if left <= 0:
                return "too_much_to_read"
            listening.join(min(left, _LOOK_EVERY))
        return None

    def join(self) -> None:
        """Wait until both threads are through; the child is gone by then."""
        for thread in self._threads:
            thread.join()

    def answer(self) -> Parsed:
        """Return what the child said, once it is gone; raises ``Refused`` if it refused, died or made no sense."""
        result = self._result
        try:
            if isinstance(result, BaseException):
                raise result
            if self._memory and isinstance(result, dict):
                result = unpack(result, pa.BufferReader(self._memory.taken_back(int(result["size"]))))
        except Refused:
            raise
        except Exception as error:
            cut_short = isinstance(error, (ValueError, OSError, EOFError)) and not isinstance(error, pa.ArrowException)
            raise Refused("too_much_to_read" if cut_short else "damaged_file") from error
        if not isinstance(result, Parsed):
            raise Refused("damaged_file")
        return result
