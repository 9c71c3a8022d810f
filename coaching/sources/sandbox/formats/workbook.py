"""Workbooks (xlsx, xlsm, xls, ods), read into grids of text."""

from __future__ import annotations

import io

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from ..limits import Limits
from ..model import Grid, Note, Parsed, Refused, Tell, check_size, grid_of, names, silent


def parse_workbook(data: bytes, limits: Limits, tell: Tell = silent) -> Parsed:
    """Return every visible sheet that is not empty; raises ``Refused`` if the workbook cannot be opened."""
    try:
        reader = fastexcel.read_excel(data)
    except Exception as error:
        raise _refusal(error) from error
    grids, notes = [], []
    for done, name in enumerate(reader.sheet_names):
        tell(0.2 + 0.8 * done / len(reader.sheet_names))
        try:
            sheet = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            if sheet.visible != "visible":
                notes.append(Note("hidden_sheet", "note", name))
                continue
            if not sheet.width or not sheet.height:
                continue
            check_size(sheet.height, sheet.width, limits)
            grids.append(Grid(_filled(sheet.to_arrow()), name, "workbook"))
        except Refused as refusal:
            notes.append(Note(refusal.code, "fatal", name, values=refusal.values))
        except Exception as error:
            if "no data" in str(error).lower() or "empty" in str(error).lower():
                continue
            notes.append(Note(_refusal(error).code, "fatal", name))
    if not grids and not any(note.severity == "fatal" for note in notes):
        raise Refused("empty_file")
    return Parsed(tuple(grids), tuple(notes))


def _filled(batch: pa.RecordBatch) -> pa.Table:
    columns = [pc.fill_null(pc.cast(column, pa.string()), "") for column in batch.columns]
    return pa.table(columns, names=names(len(columns)))


def _refusal(error: Exception) -> Refused:
    text = str(error).lower()
    return Refused("encrypted_file" if "password" in text or "encrypt" in text else "damaged_file")


def parse_ods(data: bytes, limits: Limits, tell: Tell = silent) -> Parsed:
    """Return the sheets of an OpenDocument file; some writers indent the XML, which only the second reader can read."""
    try:
        parsed = parse_workbook(data, limits, tell)
        if not any(note.code == "damaged_file" for note in parsed.notes):
            return parsed
    except Refused as refusal:
        if refusal.code != "damaged_file":
            raise
    try:
        return _parse_odf(data, limits)
    except Refused:
        raise
    except Exception as error:
        raise Refused("damaged_file") from error


def _parse_odf(data: bytes, limits: Limits) -> Parsed:
    from odf import opendocument, table, teletype, text

    grids = []
    for sheet in opendocument.load(io.BytesIO(data)).spreadsheet.getElementsByType(table.Table):
        rows: list[list[str]] = []
        for row in sheet.getElementsByType(table.TableRow):
            cells: list[str] = []
            for cell in row.childNodes:
                if getattr(cell, "qname", ("", ""))[1] not in ("table-cell", "covered-table-cell"):
                    continue
                value = cell.getAttribute("datevalue") or cell.getAttribute("value")
                shown = "\n".join(teletype.extractText(p) for p in cell.getElementsByType(text.P))
                repeat = int(cell.getAttribute("numbercolumnsrepeated") or 1)
                cells.extend([value or shown] * min(repeat, limits.columns + 1 - len(cells)))
            while cells and not cells[-1]:
                cells.pop()
            repeat = int(row.getAttribute("numberrowsrepeated") or 1)
            rows.extend([cells] * min(repeat, limits.rows + 1 - len(rows)))
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            grids.append(grid_of(rows, sheet.getAttribute("name"), "workbook", limits))
    if not grids:
        raise Refused("empty_file")
    return Parsed(tuple(grids))
