"""HTML tables (often named .xls) and XML spreadsheets of Excel 2003, read into grids of text."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from ..limits import Limits
from ..model import Grid, Parsed, Refused, grid_of
from .delimited import decode

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w-]+)", re.I)


def parse_html(data: bytes, limits: Limits) -> Parsed:
    """Return every outer table of an HTML page; a cell that spans columns is followed by blanks."""
    _refuse_entities(data, doctype=False)
    try:
        root = html.document_fromstring(_text(data), parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise Refused("damaged_file") from error
    tables = [table for table in root.iter("table") if not any(True for _ in table.iterancestors("table"))]
    sheets = [rows for table in tables if len(rows := _html_rows(table, limits)) > 1]
    grids = [
        grid_of(rows, f"Table {number}" if len(sheets) > 1 else None, "workbook", limits)
        for number, rows in enumerate(sheets, 1)
    ]
    return _parsed(grids)


def _html_rows(table: html.HtmlElement, limits: Limits) -> list[list[str]]:
    rows = []
    for line in table.iter("tr"):
        cells: list[str] = []
        for cell in line.iterchildren("td", "th"):
            cells.append(" ".join(cell.text_content().split()))
            span = cell.get("colspan", "1")
            extra = int(span) - 1 if span.isdigit() else 0
            cells.extend([""] * min(extra, limits.columns))
        rows.append(cells)
        if len(rows) > limits.rows:
            raise Refused("too_many_rows")
    return rows


def parse_xml(data: bytes, limits: Limits) -> Parsed:
    """Return the sheets of an XML spreadsheet of Excel 2003; raises ``Refused`` for any other XML."""
    _refuse_entities(data, doctype=True)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused("damaged_file") from error
    if root.tag != f"{_SS}Workbook":
        raise Refused("not_a_table")
    grids = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        rows: list[list[str]] = []
        for line in sheet.iter(f"{_SS}Row"):
            _skip_to(rows, line.get(f"{_SS}Index"), limits.rows, [])
            cells: list[str] = []
            for cell in line.iterchildren(f"{_SS}Cell"):
                _skip_to(cells, cell.get(f"{_SS}Index"), limits.columns, "")
                content = cell.find(f"{_SS}Data")
                cells.append("".join(content.itertext()) if content is not None else "")
            rows.append(cells)
        if any(rows):
            grids.append(grid_of(rows, sheet.get(f"{_SS}Name"), "workbook", limits))
    return _parsed(grids)


def _skip_to(cells: list[Any], index: str | None, most: int, blank: object) -> None:
    if index and index.isdigit():
        cells.extend([blank] * (min(int(index), most + 2) - 1 - len(cells)))


def _parsed(grids: list[Grid]) -> Parsed:
    if not grids:
        raise Refused("empty_file")
    return Parsed(tuple(grids))


def _refuse_entities(data: bytes, doctype: bool) -> None:
    lowered = data.replace(b"\x00", b"").lower()
    if b"<!entity" in lowered or (doctype and b"<!doctype" in lowered):
        raise Refused("unsafe_markup")


def _text(data: bytes) -> str:
    declared = _DECLARED.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            text = decode(data)[0]
    else:
        text = decode(data)[0]
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
