"""Archives: checking them before unpacking, and unpacking no more than allowed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

from ..limits import Limits
from ..model import Refused

_CHUNK = 2**20
_PROLOG = 2**16
#: The errors of the standard library for a damaged archive.
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, OSError, ValueError)


def check_archive(data: bytes, limits: Limits) -> None:
    """Raise ``Refused`` if the archive declares too many entries or too large an unpacked size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist(), len(data), limits)
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        refuse_definitions(part.read(_PROLOG))
    except _BROKEN as error:
        raise Refused("damaged_file") from error


def refuse_definitions(start: bytes) -> None:
    """Raise ``Refused`` for markup with a document type, which no spreadsheet needs and which can do harm."""
    if b"<!doctype" in start.replace(b"\x00", b"").lower():
        raise Refused("unsafe_markup")


def members(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes | None]]:
    """Yield the name and content of each file in a zip (None for a link), without folders and system files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        _check_entries(infos, len(data), limits)
        left = limits.unpacked_bytes
        for info in infos:
            base = info.filename.rsplit("/", 1)[-1]
            if info.is_dir() or not base or base.startswith(".") or info.filename.startswith("__MACOSX"):
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                yield info.filename, None
                continue
            try:
                with archive.open(info) as source:
                    content = source.read(left + 1)
            except _BROKEN as error:
                raise Refused("damaged_file") from error
            if len(content) > left:
                raise Refused("unpacks_too_large")
            left -= len(content)
            yield info.filename, content


def unpack_gzip(data: bytes, limits: Limits) -> bytes:
    """Return the content of a gzip file; raises ``Refused`` beyond the limits."""
    parts, size = [], 0
    rest = data
    try:
        while rest.strip(b"\x00"):
            stream = zlib.decompressobj(wbits=31)
            pending = rest
            while not stream.eof:
                part = stream.decompress(pending, _CHUNK)
                pending = stream.unconsumed_tail
                if not part and not pending and not stream.eof:
                    raise Refused("damaged_file")
                size += len(part)
                if size > limits.unpacked_bytes or _too_dense(size, len(data), limits):
                    raise Refused("unpacks_too_large")
                parts.append(part)
            rest = stream.unused_data
    except zlib.error as error:
        raise Refused("damaged_file") from error
    return b"".join(parts)


def _check_entries(infos: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    if len(infos) > limits.entries:
        raise Refused("too_many_entries", str(len(infos)))
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_bytes or _too_dense(unpacked, packed, limits):
        raise Refused("unpacks_too_large", f"{unpacked / 2**20:.0f} MB")


def _too_dense(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * max(packed, 1)
