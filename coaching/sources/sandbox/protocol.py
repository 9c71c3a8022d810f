"""How a parsed file travels from the cage: frames of JSON, and one Arrow stream per grid. No pickle.

Frames are a length and a JSON object: any number of ``{"done": share}`` while the file is read, then the manifest.
The streams lie on a shelf, memory that both sides share, and the manifest says how much of it they fill; where there
is no such memory, they follow the manifest.
"""

from __future__ import annotations

import json
import mmap
import struct
from dataclasses import asdict
from typing import Any, BinaryIO

import pyarrow as pa

from .formats.dictionary_encode import NUMBERS, in_threads
from .model import Grid, Note, Parsed, Refused, Tell, silent

_TEXT = (pa.string(), *(pa.dictionary(number, pa.string()) for number in NUMBERS))
_LENGTH = struct.Struct("<Q")
_LONGEST_FRAME = 64 * 2**20
_WORTH_A_THREAD = 50_000


def send(parsed: Parsed | Refused, out: BinaryIO, shelf: int = -1) -> None:
    """Write a result of ``parse``, its grids on the shelf: the handle of a file in memory, -1 for none.

    Raises ``MemoryError`` where they do not fit on it; nothing is written then.
    """
    if isinstance(parsed, Refused):
        _frame({"refused": parsed.code, "values": list(parsed.values)}, out)
        return
    manifest: dict[str, Any] = {
        "grids": [{"sheet": grid.sheet, "kind": grid.kind} for grid in parsed.grids],
        "notes": [asdict(note) for note in parsed.notes],
    }
    if shelf < 0:
        _frame(manifest, out)
        _write(parsed.grids, out)
        out.flush()
        return
    measured = pa.MockOutputStream()
    _write(parsed.grids, measured)
    manifest["size"] = measured.size()
    if parsed.grids:
        try:
            room = mmap.mmap(shelf, measured.size())
        except (ValueError, OSError) as error:
            raise MemoryError from error
        _write(parsed.grids, pa.FixedSizeBufferWriter(pa.py_buffer(room)))
    _frame(manifest, out)


def _write(grids: tuple[Grid, ...], sink: BinaryIO | pa.NativeFile) -> None:
    for grid in grids:
        with pa.ipc.new_stream(sink, grid.table.schema) as stream:
            stream.write_table(grid.table)


def send_progress(share: float, out: BinaryIO) -> None:
    """Write what share of the file is done."""
    _frame({"done": round(share, 3)}, out)


def _frame(content: dict, out: BinaryIO) -> None:
    text = json.dumps(content).encode()
    out.write(_LENGTH.pack(len(text)))
    out.write(text)
    out.flush()


def receive(source: BinaryIO, tell: Tell = silent) -> dict[str, Any]:
    """Read the manifest that ``send`` wrote; raises ``Refused`` as the child did, ``ValueError`` if it is cut short."""
    manifest: dict = {"done": 0}
    while "done" in manifest:
        head = source.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            raise ValueError("no answer")
        (size,) = _LENGTH.unpack(head)
        if size > _LONGEST_FRAME:
            raise ValueError("no sensible answer")
        manifest = json.loads(source.read(size))
        if "done" in manifest:
            tell(float(manifest["done"]))
    if "refused" in manifest:
        raise Refused(str(manifest["refused"]), *map(str, manifest["values"]))
    return manifest


def unpack(manifest: dict[str, Any], source: BinaryIO | pa.NativeFile) -> Parsed:
    """Return what a manifest announces, its grids read from ``source``."""
    grids = []
    for item in manifest["grids"]:
        with pa.ipc.open_stream(source) as stream:
            table = _checked(stream.read_all())
        grids.append(Grid(table, item["sheet"], item["kind"]))
    notes = [Note(**{**n, "values": tuple(n["values"]), "rows": tuple(n["rows"])}) for n in manifest["notes"]]
    return Parsed(tuple(grids), tuple(notes))


def _checked(table: pa.Table) -> pa.Table:
    """Return a table if it is what ``parse`` makes, text without gaps, plain or coded; whoever sent it."""
    table.validate()
    large = table.num_rows > _WORTH_A_THREAD
    list(in_threads(lambda column: column.validate(full=True), table.columns, large))
    for column in table.columns:
        if column.type not in _TEXT or column.null_count:
            raise pa.ArrowInvalid("not a column of text")
    return table.unify_dictionaries()
