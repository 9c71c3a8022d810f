"""How a parsed file travels from the cage: a JSON manifest, then one Arrow stream per grid. No pickle."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import BinaryIO

import pyarrow as pa

from .model import Grid, Note, Parsed, Refused

_LENGTH = struct.Struct("<Q")


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
    head = json.dumps(manifest).encode()
    out.write(_LENGTH.pack(len(head)))
    out.write(head)
    for grid in grids:
        with pa.ipc.new_stream(out, grid.table.schema) as stream:
            stream.write_table(grid.table)
    out.flush()


def receive(data: bytes) -> Parsed:
    """Read what ``send`` wrote; raises ``Refused`` as the child did, ``ValueError`` if it is cut short."""
    if len(data) < _LENGTH.size:
        raise ValueError("no answer")
    (size,) = _LENGTH.unpack_from(data)
    manifest = json.loads(data[_LENGTH.size : _LENGTH.size + size])
    if "refused" in manifest:
        raise Refused(manifest["refused"], *manifest["values"])
    source = pa.BufferReader(pa.py_buffer(data).slice(_LENGTH.size + size))
    grids = []
    for item in manifest["grids"]:
        table = pa.ipc.open_stream(source).read_all()
        table.validate(full=True)
        grids.append(Grid(table, item["sheet"], item["kind"]))
    notes = [Note(**{**n, "values": tuple(n["values"]), "rows": tuple(n["rows"])}) for n in manifest["notes"]]
    return Parsed(tuple(grids), tuple(notes))
