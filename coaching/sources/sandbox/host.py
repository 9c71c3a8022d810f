"""The app's side of the sandbox: parses a file in a child process, whose failure does no harm."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from coaching.sources.sandbox.exchange import tables_file, take_tables, upload_file
from coaching.sources.sandbox.limits import Limits
from coaching.sources.sandbox.model import Parsed, Refused, Tell, silent
from coaching.sources.sandbox.protocol import MOST_BYTES, unpack

_ROOT = Path(__file__).parents[3]
_LOOK_EVERY = 0.05
#: The seconds to wait for the end of an ended child's pipe, which a process that it left behind could keep open.
_PATIENCE = 1.0
#: The variables that the child inherits: where the system finds libraries and temporary files, the encoding of texts,
#: and where Python keeps compiled code.
_PASSED_ON = (
    *("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"),
    *("LANG", "LC_ALL", "LC_CTYPE", "PYTHONHOME", "PYTHONUTF8", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"),
)


def parse_in_sandbox(
    data: bytes, limits: Limits, tell: Tell = silent, cancelled: Callable[[], bool] | None = None
) -> Parsed:
    """Parse ``data`` in a child process with bounds on memory, CPU time and wall time, and without a network.

    ``tell`` is called with the share of a large file that is done. ``cancelled`` is called many times a second; when
    it returns true, the child is stopped. Raises ``Refused`` if the file is refused, and also if the child was stopped
    (``cancelled``, ``too_much_to_read``) or died.
    """
    if len(data) > limits.file_bytes:
        raise Refused("file_too_large", f"{len(data) / 2**20:.0f} MB")
    with upload_file(data) as upload, tables_file(limits.memory_bytes) as tables:
        answer = _run(limits, upload, tables, tell, cancelled)
        try:
            return unpack(answer, take_tables(tables, int(answer.get("size", 0))))
        except Refused:
            raise
        except Exception as error:
            raise Refused("damaged_file") from error


def _run(
    limits: Limits, upload: IO[bytes], tables: IO[bytes], tell: Tell, cancelled: Callable[[], bool] | None
) -> dict[str, Any]:
    """Start a child, wait for its answer, end it, and return the answer."""
    command = [sys.executable, "-S", "-m", "coaching.sources.sandbox.child", json.dumps(asdict(limits))]
    until = time.monotonic() + limits.wall_seconds
    child = subprocess.Popen(
        command, stdin=upload, stdout=tables, stderr=subprocess.PIPE, cwd=_ROOT, env=_environment()
    )
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    reader = threading.Thread(target=_read_lines, args=(child.stderr, lines), daemon=True)
    reader.start()
    try:
        return _wait(lines, until, tell, cancelled)
    finally:
        child.kill()
        child.wait()
        reader.join(_PATIENCE)


def _environment() -> dict[str, str]:
    """Return the child's environment: what Python needs to start, and nothing that is set for the app alone.

    A file that takes over the parser finds no database password and no secret of the sign-in there. NumPy gets one
    thread: each more would take its part of the memory that the child may use.
    """
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    places = os.pathsep.join(os.path.abspath(path) for path in sys.path if path)
    return {**passed_on, "PYTHONPATH": places, "OPENBLAS_NUM_THREADS": "1"}


def _wait(
    lines: queue.SimpleQueue[bytes], until: float, tell: Tell, cancelled: Callable[[], bool] | None
) -> dict[str, Any]:
    """Report progress until the answer comes, and return it; raises ``Refused`` if none comes."""
    while True:
        if cancelled is not None and cancelled():
            raise Refused("cancelled")
        left = until - time.monotonic()
        if left <= 0:
            raise Refused("too_much_to_read")
        try:
            line = lines.get(timeout=min(left, _LOOK_EVERY))
        except queue.Empty:
            continue
        if not line:
            raise Refused("too_much_to_read")
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            continue  # a failing interpreter prints plain text before it ends
        if not isinstance(message, dict):
            continue
        if "done" not in message:
            return message
        if isinstance(message["done"], int | float):
            tell(float(message["done"]))


def _read_lines(pipe: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Put each line of a pipe into a queue, and an empty one after the last; then close the pipe."""
    left = MOST_BYTES
    with pipe:
        while left > 0 and (line := pipe.readline(left)):
            left -= len(line)
            lines.put(line)
    lines.put(b"")
