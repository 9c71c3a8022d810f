"""Parsing the bytes of one file, in any format or container, into grids."""

from __future__ import annotations

from mmap import mmap

from .formats.delimited import parse_text
from .formats.dictionary_encode import encode_repeating
from .formats.sniff import kind_of
from .limits import DEFAULT, Limits
from .model import Grid, Note, Parsed, Refused, Tell, silent


def parse(data: bytes | mmap, limits: Limits = DEFAULT, tell: Tell = silent) -> Parsed:
    """Return the grids of ``data``; raises ``Refused`` if nothing of it can be read.

    ``tell`` is called now and then with the share that is done. Columns with many repeated values are
    dictionary-encoded.
    """
    if len(data) > limits.file_bytes:
        raise Refused("file_too_large", f"{len(data) / 2**20:.0f} MB")
    parsed = _parse(data, limits, tell)
    grids = tuple(Grid(encode_repeating(grid.table), grid.sheet, grid.kind) for grid in parsed.grids)
    return Parsed(grids, parsed.notes)


def _parse(data: bytes | mmap, limits: Limits, tell: Tell) -> Parsed:
    kind = kind_of(data)
    if kind == "text":
        return parse_text(data, limits, tell)
    data = data[:]
    # Imported here, because only archives need it and it takes long to load.
    from .formats.archive import unpack_gzip

    if kind == "gzip":
        return _parse_plain(unpack_gzip(data, limits), limits, tell)
    if kind == "zip":
        return _parse_members(data, limits, tell)
    return _parse_one(kind, data, limits, tell)


def _parse_plain(data: bytes, limits: Limits, tell: Tell) -> Parsed:
    kind = kind_of(data)
    if kind in ("gzip", "zip"):
        raise Refused("nested_archive")
    return _parse_one(kind, data, limits, tell)


def _parse_one(kind: str, data: bytes, limits: Limits, tell: Tell) -> Parsed:
    if kind in ("xlsx", "ods"):
        from .formats.archive import check_archive

        check_archive(data, limits)
    if kind == "text":
        return parse_text(data, limits, tell)
    if kind in ("html", "xml"):
        from .formats.markup import parse_html, parse_xml

        return (parse_html if kind == "html" else parse_xml)(data, limits)
    from .formats.workbook import parse_ods, parse_workbook

    return (parse_ods if kind == "ods" else parse_workbook)(data, limits, tell)


def _parse_members(data: bytes, limits: Limits, tell: Tell) -> Parsed:
    from .formats.archive import members

    grids, notes = [], []
    for done, (name, content) in enumerate(members(data, limits), 1):
        tell(1 - 0.9**done)
        try:
            if content is None:
                raise Refused("not_a_table")
            parsed = _parse_plain(content, limits, silent)
        except Refused as refusal:
            notes.append(Note(refusal.code, "fatal", name, values=refusal.values))
            continue
        for grid in parsed.grids:
            sheet = f"{name} / {grid.sheet}" if grid.sheet else name
            grids.append(Grid(grid.table, sheet, grid.kind))
        notes.extend(Note(n.code, n.severity, n.sheet or name, n.count, n.values, n.rows) for n in parsed.notes)
    if not grids and not notes:
        raise Refused("empty_file")
    return Parsed(tuple(grids), tuple(notes))
