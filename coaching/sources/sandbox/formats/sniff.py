"""Detecting the format of a file by its bytes, never by its name."""

from __future__ import annotations

import io
import re
from mmap import mmap

from ..model import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF", b"\x00\x00\x01\x00")
_OTHER = (b"\x7fELF", b"MZ", b"PAR1", b"SQLite format 3", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"BZh", b"(\xb5/\xfd")
_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes | mmap) -> str:
    """Return ``text``, ``html``, ``xml``, ``xlsx``, ``xls``, ``ods``, ``zip`` or ``gzip``.

    Raises ``Refused`` for any other format, and for an encrypted or damaged file.
    """
    head = data[:4096]
    if not head.strip(_NOTHING) and not data[:].strip(_NOTHING):
        raise Refused("empty_file")
    if head.startswith(b"%PDF"):
        raise Refused("pdf_file")
    if head.startswith(_OLE):
        return _ole(data[:])
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(data[:])
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(_PICTURES) and not _is_text_like(head):
        raise Refused("picture_file")
    if head.startswith(_OTHER) and not _is_text_like(head):
        raise Refused("not_a_table")
    return _text(head)


def _ole(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("encrypted_file")
    names = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
    if any(name in data for name in names):
        return "xls"
    raise Refused("not_a_table")


def _zip(data: bytes) -> str:
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            mimetype = b""
            if "mimetype" in members and archive.getinfo("mimetype").file_size < 200:
                mimetype = archive.read("mimetype")
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise Refused("encrypted_file")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Refused("damaged_file") from error
    if b"opendocument.spreadsheet" in mimetype:
        return "ods"
    if "xl/workbook.bin" in members:
        raise Refused("xlsb_file")
    if any(name.startswith("xl/") for name in members):
        return "xlsx"
    if mimetype or any(name.startswith(("word/", "ppt/", "Index/")) for name in members):
        raise Refused("not_a_table")
    return "zip"


def _text(head: bytes) -> str:
    if head.startswith(_UTF16):
        return "text"
    if not _is_text_like(head):
        raise Refused("not_a_table")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<?xml") or b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "html" if re.search(rb"<html[\s>]", start) else "xml"
    if start.startswith(b"<") and re.search(rb"<(html|table|head|body|meta|!doctype html|style|div)[\s>]", start):
        return "html"
    if start.startswith((b"{", b"[{")):
        raise Refused("json_file")
    return "text"


def _is_text_like(head: bytes) -> bool:
    if head.count(0) > len(head) // 50:
        return wide_text(head) is not None
    control = sum(byte < 32 and byte not in (0, 9, 10, 12, 13, 26, 27) for byte in head)
    return control <= len(head) // 100


def wide_text(head: bytes) -> str | None:
    """Return the encoding of UTF-16 text without a byte order mark; None if it is not UTF-16."""
    half = len(head) // 2
    if half < 2:
        return None
    little, big = head[1::2].count(0), head[0::2].count(0)
    if little > half * 0.4 and big < half * 0.1:
        return "utf-16-le"
    if big > half * 0.4 and little < half * 0.1:
        return "utf-16-be"
    return None
