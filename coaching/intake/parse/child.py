"""The inside of the cage: limit yourself, read the file from standard input, answer on standard output."""

from __future__ import annotations

import contextlib
import json
import sys
import threading

from .limits import Limits

#: Bytes from which on a file takes long enough to tell how far it is.
_WORTH_TELLING = 2 * 2**20


def main(arguments: str, size: int) -> None:
    """Parse ``size`` bytes of standard input under the limits given as JSON."""
    limits = Limits(**json.loads(arguments))
    _limit(limits)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(sys.stdin.buffer.read(size)))
    reader.start()
    answer = sys.stdout.buffer
    with contextlib.redirect_stdout(sys.stderr):
        from .model import Parsed, Refused, silent
        from .parser import parse
        from .wire import send, send_progress

        result: Parsed | Refused
        try:
            reader.join()
            if not received:
                raise MemoryError
            data = received.pop()
            large = len(data) >= _WORTH_TELLING
            result = parse(data, limits, (lambda share: send_progress(share, answer)) if large else silent)
            del data
        except Refused as refusal:
            result = refusal
        except MemoryError:
            result = Refused("too_much_to_read")
        except Exception as error:
            result = Refused("damaged_file", type(error).__name__)
        send(result, answer)


def _limit(limits: Limits) -> None:
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))
