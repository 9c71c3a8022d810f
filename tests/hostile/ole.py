"""Old Excel files by hand: a compound file with one stream, and the few records a sheet needs."""

from __future__ import annotations

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
#: Shorter streams would have to share sectors.
_SMALLEST = 4096


def compound(streams: dict[str, bytes], *, loop: bool = False) -> bytes:
    """Return a compound file (OLE2) with these streams; with ``loop`` the first one leads back to its start."""
    fat: list[int] = [_FAT, _END]
    body, entries = b"", []
    for name, content in streams.items():
        content = content.ljust(_SMALLEST, b"\x00")
        size = len(content)
        content += bytes(-size % _SECTOR)
        first, count = len(fat), len(content) // _SECTOR
        fat += [*range(first + 1, first + count), _END]
        entries.append((name, first, size))
        body += content
    if loop:
        fat[entries[0][1] + 3] = entries[0][1]
    assert len(fat) <= 128, "one sector of allocation table is all there is"
    table = struct.pack("<128I", *fat, *[_FREE] * (128 - len(fat)))
    directory = _entry("Root Entry", 5, _END, 0, child=1)
    for number, (name, first, size) in enumerate(entries, 1):
        directory += _entry(name, 2, first, size, right=number + 1 if number < len(entries) else _FREE)
    directory = directory.ljust(_SECTOR, b"\x00")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    return head + table + directory + body


def _entry(name: str, kind: int, first: int, size: int, child: int = _FREE, right: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    entry = text.ljust(64, b"\x00") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
    return entry + bytes(36) + struct.pack("<IQ", first, size)


def biff8(rows: list[list[str]], sheet: str = "Deals") -> bytes:
    """Return the workbook stream of Excel 97-2003 with one sheet of texts, numbers where a cell looks like one."""
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    name = sheet.encode("latin-1")
    bound = 4 + 8 + len(name)
    place = len(start) + bound + 4
    book = start + _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name) + _record(0x000A, b"")
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value)
    width = max(map(len, rows))
    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    sub = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    return book + sub + size + cells + _record(0x000A, b"")


def _cell(row: int, column: int, value: str) -> bytes:
    try:
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, float(value)))
    except ValueError:
        text = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
