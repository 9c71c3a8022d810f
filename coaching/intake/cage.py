"""The outside of the cage: parse a file in a child process that may fail without harm."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from coaching.intake.parse.limits import Limits
from coaching.intake.parse.model import Parsed, Refused
from coaching.intake.parse.wire import receive

_START = "import json,sys\nsys.path[:] = json.loads(sys.argv[1])\nfrom parse.child import main\nmain(sys.argv[2])\n"


def parse_caged(data: bytes, limits: Limits) -> Parsed:
    """Parse ``data`` in a child process with bounds on memory, CPU time and wall time.

    Raises ``Refused`` when the file is refused, and also when the child had to be stopped or died.
    """
    if len(data) > limits.file_bytes:
        raise Refused("file_too_large", f"{len(data) / 2**20:.0f} MB")
    paths = [str(Path(__file__).parent), *(path for path in sys.path if path)]
    command = [sys.executable, "-c", _START, json.dumps(paths), json.dumps(asdict(limits))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=limits.wall_seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise Refused("too_much_to_read") from error
    if done.returncode != 0:
        raise Refused("too_much_to_read")
    try:
        return receive(done.stdout)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("damaged_file") from error
