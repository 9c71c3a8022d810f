"""How a parsed file travels from the cage: frames of JSON, then one Arrow stream per grid. No pickle.

Frames are a length and a JSON object: any number of ``{"done": share}`` while the file is read, then the manifest.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import BinaryIO

import pyarrow as pa

from .model import Grid, Note, Parsed, Refused, Tell, silent

_CODED = pa.dictionary(pa.int32(), pa.string())
_LENGTH = struct.Struct("<Q")
_LONGEST_FRAME = 64 * 2**20


def send(parsed: Parsed | Refused, out: BinaryIO) -> None:
    """Write a result of ``parse``."""
    if isinstance(parsed, Refused):
        manifest: dict = {"refused": parsed.code, "values": list(parsed.values)}
        grids: tuple[Grid, ...] = ()
    else:
        grids = parsed.grids
        manifest = {
            "grids": [{"sheet": grid.sheet, "kind": grid.kind} for grid in grids],
            "notes": [asdict(note) for note in parsed.notes],
        }
    _frame(manifest, out)
    for grid in grids:
        with pa.ipc.new_stream(out, grid.table.schema) as stream:
            stream.write_table(grid.table)
    out.flush()


def send_progress(share: float, out: BinaryIO) -> None:
    """Write what share of the file is done."""
    _frame({"done": round(share, 3)}, out)
    out.flush()


def _frame(content: dict, out: BinaryIO) -> None:
    text = json.dumps(content).encode()
    out.write(_LENGTH.pack(len(text)))
    out.write(text)


def receive(source: BinaryIO, tell: Tell = silent) -> Parsed:
    """Read what ``send`` wrote; raises ``Refused`` as the child did, ``ValueError`` if it is cut short."""
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
    grids = []
    for item in manifest["grids"]:
        with pa.ipc.open_stream(source) as stream:
            table = _checked(stream.read_all())
        grids.append(Grid(table, item["sheet"], item["kind"]))
    notes = [Note(**{**n, "values": tuple(n["values"]), "rows": tuple(n["rows"])}) for n in manifest["notes"]]
    return Parsed(tuple(grids), tuple(notes))


def _checked(table: pa.Table) -> pa.Table:
    """Return a table if it is what ``parse`` makes, text without gaps, plain or coded; whoever sent it."""
    table.validate(full=True)
    for column in table.columns:
        if column.type not in (pa.string(), _CODED) or column.null_count:
            raise pa.ArrowInvalid("not a column of text")
    return table.unify_dictionaries()
