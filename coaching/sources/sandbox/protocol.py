"""The protocol between the sandbox and the app: lines of JSON on a pipe, and tables as Arrow IPC, never pickle.

The lines are any number of ``{"done": share}`` while the file is read, then one answer: a refusal, or the description
of the tables and the number of bytes that their Arrow streams fill in the file.
"""

from __future__ import annotations

import json
import mmap
import os
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from .formats.dictionary_encode import NUMBERS
from .model import Grid, Note, Parsed, Refused

_TEXT = (pa.string(), *(pa.dictionary(number, pa.string()) for number in NUMBERS))
#: The largest number of bytes that are read from a child's pipe.
MOST_BYTES = 64 * 2**20


def send(parsed: Parsed | Refused, tables: int, messages: int) -> None:
    """Write a result of ``parse``: its tables to one file, the answer to another, both given as handles.

    The tables are written through a mapping, because the child may not extend files. Raises ``MemoryError``, before
    any answer is sent, if they do not fit.
    """
    if isinstance(parsed, Refused):
        _send_line({"refused": parsed.code, "values": list(parsed.values)}, messages)
        return
    measured = pa.MockOutputStream()
    _write(parsed.grids, measured)
    size = measured.size()
    if size:
        try:
            mapped = mmap.mmap(tables, size)
        except (ValueError, OSError) as error:
            raise MemoryError from error
        _write(parsed.grids, pa.FixedSizeBufferWriter(pa.py_buffer(mapped)))
    answer = {
        "size": size,
        "grids": [{"sheet": grid.sheet, "kind": grid.kind} for grid in parsed.grids],
        "notes": [asdict(note) for note in parsed.notes],
    }
    _send_line(answer, messages)


def _write(grids: tuple[Grid, ...], sink: pa.NativeFile) -> None:
    for grid in grids:
        with pa.ipc.new_stream(sink, grid.table.schema) as stream:
            stream.write_table(grid.table)


def send_progress(share: float, messages: int) -> None:
    """Write the share of the file that is done."""
    _send_line({"done": round(share, 3)}, messages)


def _send_line(content: dict[str, Any], messages: int) -> None:
    line = memoryview(json.dumps(content).encode() + b"\n")
    while line:
        line = line[os.write(messages, line) :]


def unpack(answer: dict[str, Any], tables: pa.Buffer) -> Parsed:
    """Return the result that an answer describes, with its grids read from the bytes of the tables.

    Raises ``Refused`` as the child did, and ``ValueError`` (Arrow's errors are among them) or ``KeyError`` for an
    answer that ``parse`` never makes.
    """
    if "refused" in answer:
        raise Refused(str(answer["refused"]), *map(str, answer["values"]))
    source = pa.BufferReader(tables)
    grids = []
    for item in answer["grids"]:
        with pa.ipc.open_stream(source) as stream:
            table = _checked(stream.read_all())
        grids.append(Grid(table, item["sheet"], item["kind"]))
    notes = [Note(**{**n, "values": tuple(n["values"]), "rows": tuple(n["rows"])}) for n in answer["notes"]]
    return Parsed(tuple(grids), tuple(notes))


def _checked(table: pa.Table) -> pa.Table:
    """Return an untrusted table after validating it: all columns are text without missing values, plain or coded."""
    table.validate(full=True)
    for column in table.columns:
        if column.type not in _TEXT or column.null_count:
            raise pa.ArrowInvalid("not a column of text")
    return table.unify_dictionaries()
