"""The child process of the sandbox: it confines itself, parses the upload and writes the tables.

``host`` starts it as ``python -m coaching.sources.sandbox.child LIMITS``. It gets nothing but its three standard
streams: the upload, the file for the tables, and a pipe for messages.
"""

from __future__ import annotations

import json
import mmap
import os
import sys

from .confine import confine
from .limits import Limits

_UPLOAD, _OUTPUT, _ERRORS = 0, 1, 2
#: The size in bytes from which on progress is reported.
_WORTH_PROGRESS = 2 * 2**20


def main(limits_json: str) -> None:
    """Parse the upload under the limits given as JSON, and send the answer."""
    tables, messages = _take_streams()
    limits = Limits(**json.loads(limits_json))
    confine(limits)
    from .model import Refused, silent
    from .parser import parse
    from .protocol import send, send_progress

    size = os.fstat(_UPLOAD).st_size
    tell = (lambda share: send_progress(share, messages)) if size >= _WORTH_PROGRESS else silent
    try:
        data = mmap.mmap(_UPLOAD, size, access=mmap.ACCESS_READ) if size else b""
        send(parse(data, limits, tell), tables, messages)
    except Refused as refusal:
        send(refusal, tables, messages)
    except MemoryError:
        send(Refused("too_much_to_read"), tables, messages)
    except Exception as error:
        send(Refused("damaged_file", type(error).__name__), tables, messages)


def _take_streams() -> tuple[int, int]:
    """Return the handles of the file for tables and of the pipe for messages; output of libraries is discarded."""
    tables, messages = os.dup(_OUTPUT), os.dup(_ERRORS)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _OUTPUT)
    os.dup2(nowhere, _ERRORS)
    return tables, messages


if __name__ == "__main__":
    main(sys.argv[1])
