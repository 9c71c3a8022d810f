"""The inside of the cage: confine yourself, read the file that is handed in, answer on standard output."""

from __future__ import annotations

import contextlib
import json
import mmap
import sys
import types

from .confine import confine
from .formats.scan import Looked
from .limits import Limits

#: Bytes from which on a file takes long enough to tell how far it is.
_WORTH_TELLING = 2 * 2**20


def main(limits_json: str, size: int, given: int, shelf: int) -> None:
    """Parse a file of ``size`` bytes under the limits given as JSON.

    ``given`` and ``shelf`` are the handles of lent memory: where the file will be once a line on standard input says
    what was seen of it, and where the tables go. Without them (-1) the file comes on standard input, the tables on
    standard output.
    """
    limits = Limits(**json.loads(limits_json))
    confine(limits)
    _do_without_docs()
    answer = sys.stdout.buffer
    with contextlib.redirect_stdout(sys.stderr):
        from .model import Refused, silent
        from .parser import parse
        from .protocol import send, send_progress

        tell = (lambda share: send_progress(share, answer)) if size >= _WORTH_TELLING else silent
        try:
            data, looked = _received(size, given)
            send(parse(data, limits, tell, looked), answer, shelf)
        except Refused as refusal:
            send(refusal, answer)
        except MemoryError:
            send(Refused("too_much_to_read"), answer)
        except Exception as error:
            send(Refused("damaged_file", type(error).__name__), answer)


def _do_without_docs() -> None:
    """Spare Arrow the reading of its own documentation, which nobody asks for in here: a quarter of the start."""

    class NoDocs(dict):
        def __init__(self, text: str) -> None:
            super().__init__(Parameters=[])

    stand_in = types.ModuleType("pyarrow.vendored.docscrape")
    stand_in.NumpyDocString = NoDocs  # type: ignore[attr-defined]
    sys.modules[stand_in.__name__] = stand_in


def _received(size: int, given: int) -> tuple[bytes | memoryview, Looked | None]:
    """Wait until the file is there; return it with what was seen of it."""
    if given < 0 or not size:
        return sys.stdin.buffer.read(size), None
    looked = Looked(**json.loads(sys.stdin.buffer.readline()))
    return memoryview(mmap.mmap(given, size, access=mmap.ACCESS_READ)), looked
