"""One file's bytes -> its grids, whatever container it came in."""

from __future__ import annotations

from .excel import parse_ods, parse_workbook
from .kinds import kind_of
from .limits import DEFAULT, Limits
from .markup import parse_html, parse_xml
from .model import Note, Parsed, Refused
from .packed import check_archive, members, unpack_gzip
from .text import parse_text


def parse(data: bytes, limits: Limits = DEFAULT) -> Parsed:
    """Return the grids of ``data``; raise ``Refused`` if nothing of it can be read."""
    if len(data) > limits.file_bytes:
        raise Refused("file_too_large", f"{len(data) / 2**20:.0f} MB")
    kind = kind_of(data)
    if kind == "gzip":
        return _parse_plain(unpack_gzip(data, limits), limits)
    if kind == "zip":
        return _parse_members(data, limits)
    return _parse_one(kind, data, limits)


def _parse_plain(data: bytes, limits: Limits) -> Parsed:
    kind = kind_of(data)
    if kind in ("gzip", "zip"):
        raise Refused("nested_archive")
    return _parse_one(kind, data, limits)


def _parse_one(kind: str, data: bytes, limits: Limits) -> Parsed:
    if kind in ("xlsx", "ods"):
        check_archive(data, limits)
    readers = {"text": parse_text, "html": parse_html, "xml": parse_xml, "ods": parse_ods}
    return readers.get(kind, parse_workbook)(data, limits)


def _parse_members(data: bytes, limits: Limits) -> Parsed:
    grids, notes = [], []
    for name, content in members(data, limits):
        try:
            parsed = _parse_plain(content, limits)
        except Refused as refusal:
            notes.append(Note(refusal.code, "fatal", name, values=refusal.values))
            continue
        for grid in parsed.grids:
            sheet = f"{name} / {grid.sheet}" if grid.sheet else name
            grids.append(type(grid)(grid.table, sheet, grid.kind))
        notes.extend(Note(n.code, n.severity, n.sheet or name, n.count, n.values, n.rows) for n in parsed.notes)
    if not grids and not notes:
        raise Refused("empty_file")
    return Parsed(tuple(grids), tuple(notes))
