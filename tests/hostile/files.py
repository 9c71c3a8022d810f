"""Files that people really upload, or that mean harm, each with what must become of it.

``good`` says how many deals must come out of a file, ``aside`` how many rows must be set aside, ``notes`` what must
be noted; ``refused`` is the code that a file must be refused with.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from coaching.sources.sandbox.limits import DEFAULT, Limits

HEAD = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]
ROWS = [
    ["D-1", "Dana Cole", "Closed Won", "1200.50", "2026-01-05", "2026-02-10"],
    ["D-2", "Omar Said", "Closed Lost", "900", "2026-01-06", "2026-02-11"],
    ["D-3", "Noura Al-Harbi", "Proposal", "3000", "2026-01-07", ""],
]
ARABIC_HEAD = ["رقم الصفقة", "المندوب", "المرحلة", "المبلغ الإجمالي (ر.س)", "تاريخ الإنشاء", "تاريخ الإغلاق"]
ARABIC_ROWS = [
    ["ص-1", "نورة الحربي", "ناجحة", "٤٥٬٠٠٠٫٥٠", "١٤٤٧/٥/٢٣", "١٤٤٧/٦/٢"],
    ["ص-2", "عمر سعيد", "مغلق فقدت", "٣٬٠٠٠", "١٤٤٧/٥/٢٤", "١٤٤٧/٦/٣"],
    ["ص-3", "دانة", "عرض سعر", "٧٠٠", "١٤٤٧/٥/٢٥", ""],
]
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(range(200))


@dataclass(frozen=True)
class File:
    """One upload, how it is made, and what must become of it."""

    name: str
    make: Callable[[], bytes]
    good: int | None = None
    refused: str | None = None
    notes: tuple[str, ...] = ()
    aside: int = 0
    limits: Limits = DEFAULT

    @property
    def outcome(self) -> str:
        """Say in a word what must become of the file."""
        if self.refused:
            return "refuse"
        return "set aside" if self.aside else "note" if self.notes else "accept"


def text(
    delimiter: str = ",", head: list[str] = HEAD, rows: list[list[str]] = ROWS, before: str = "", after: str = ""
) -> str:
    return before + "".join(delimiter.join(row) + "\r\n" for row in [head, *rows]) + after


def book(*, top: tuple[tuple[str, ...], ...] = (), bottom: tuple[tuple[str, ...], ...] = (), at: str = "A1") -> bytes:
    made = Workbook()
    sheet = made.active
    column = "ABCDEFGH".index(at[0])
    for number, row in enumerate([*top, HEAD, *ROWS, *bottom], int(at[1:])):
        for offset, value in enumerate(row):
            sheet.cell(number, column + offset + 1, value)
    return saved(made)


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def lone_cell() -> bytes:
    made = Workbook()
    for number, row in enumerate([HEAD, *ROWS], 1):
        for offset, value in enumerate(row, 1):
            made.active.cell(number, offset, value)
    made.active["XFD1048576"] = "x"
    return saved(made)


def formatted_far_away() -> bytes:
    made = Workbook()
    for number, row in enumerate([HEAD, *ROWS], 1):
        for offset, value in enumerate(row, 1):
            made.active.cell(number, offset, value)
    made.active["XFD1048576"].font = Font(bold=True)
    return saved(made)


def too_wide() -> bytes:
    made = Workbook()
    made.active.append([f"Column {get_column_letter(i)}" for i in range(1, 701)])
    made.active.append(list(range(700)))
    return saved(made)


def with_hidden_sheet() -> bytes:
    made = Workbook()
    for row in [HEAD, *ROWS]:
        made.active.append(row)
    hidden = made.create_sheet("hiddenSheet")
    hidden.append(["Key", "Value"])
    hidden.append(["a", "1"])
    hidden.sheet_state = "hidden"
    return saved(made)


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return out.getvalue()


def bomb() -> bytes:
    """Return a small xlsx whose sheet claims and holds far more than it should."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            block = b"<row><c><v>1</v></c></row>" * 40_000
            for _ in range(340):
                sheet.write(block)
    return out.getvalue()


def lying_sizes() -> bytes:
    """Return a zip whose header says that its member is small."""
    data = bytearray(archive(deals__csv=b"a,b\r\n" * 2_000_000))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(signature)
        data[at + offset : at + offset + 4] = struct.pack("<I", 100)
    return bytes(data)


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


def ods() -> bytes:
    made = OpenDocumentSpreadsheet()
    sheet = Table(name="Deals")
    for row in [HEAD, *ROWS]:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            line.addElement(cell)
        sheet.addElement(line)
    made.spreadsheet.addElement(sheet)
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def indented_ods() -> bytes:
    """Return an ods whose XML is spread over lines, as some writers leave it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods())) as packed, zipfile.ZipFile(out, "w") as again:
        for info in packed.infolist():
            content = packed.read(info)
            if info.filename == "content.xml":
                for tag in (b"<table:table-row", b"<table:table-cell", b"<text:p>", b"</table:table-cell>"):
                    content = content.replace(tag, b"\n  " + tag)
            again.writestr(info.filename, content)
    return out.getvalue()


def rotten() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 90


def html(rows: list[list[str]] = ROWS) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><head></head><body><table><tr><th>{'</th><th>'.join(HEAD)}</th></tr>{cells}</table></body></html>"


def xml_2003(doctype: str = "") -> str:
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in [HEAD, *ROWS]
    )
    return (
        f'<?xml version="1.0"?>{doctype}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Deals"><Table>'
        f"{rows}</Table></Worksheet></Workbook>"
    )


BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
PIVOT = "Row Labels,Sum of Amount,Count of Deal ID\r\nDana Cole,1200,1\r\nOmar Said,900,1\r\nGrand Total,2100,2\r\n"
ARABIC_PIVOT = "تسميات الصفوف,مجموع من المبلغ\r\nدانة,1200\r\nالإجمالي الكلي,1200\r\n"
OPEN_QUOTE = (
    'D-4,"Dana Cole,Closed Won,100,2026-01-08,2026-02-01\r\nD-5,Dana Cole,Closed Won,100,2026-01-08,2026-02-02\r\n'
)
FOOTERS = (
    ("Grand Totals (3 records)", "", "", "5100.5"),
    (),
    ("Confidential Information - Do Not Distribute",),
    ("Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",),
)

FILES = [
    # text in every dress
    File("plain.csv", lambda: text().encode(), good=3),
    File("bom.csv", lambda: text().encode("utf-8-sig"), good=3),
    File("semicolons.csv", lambda: text(";").encode(), good=3),
    File("tabs.csv", lambda: text("\t").encode(), good=3),
    File("pipes.txt", lambda: text("|").encode(), good=3),
    File("sep line.csv", lambda: text(";", before="sep=;\r\n").encode(), good=3),
    File("utf-16.csv", lambda: text("\t").encode("utf-16"), good=3),
    File("utf-16 without a mark.csv", lambda: text("\t").encode("utf-16-le"), good=3),
    File("unix lines.csv", lambda: text().replace("\r\n", "\n").encode(), good=3),
    File("old mac lines.csv", lambda: text().replace("\r\n", "\r").encode(), good=3),
    File("no last line end.csv", lambda: text().rstrip().encode(), good=3),
    File("blank lines.csv", lambda: text().replace("\r\n", "\r\n\r\n").encode(), good=3),
    File("lines of commas.csv", lambda: (text() + ",,,,,\r\n" * 50).encode(), good=3),
    File("arabic utf-8.csv", lambda: text(head=ARABIC_HEAD, rows=ARABIC_ROWS).encode(), good=3),
    File(
        "arabic windows.csv",
        lambda: text(
            head=ARABIC_HEAD, rows=[["1", "نورة الحربي", "ناجحة", "45000.50", "2026-01-05", "2026-02-10"]]
        ).encode("cp1256"),
        good=1,
        notes=("encoding_guessed",),
    ),
    File(
        "latin-1.csv",
        lambda: text(rows=[["D-1", "José Núñez", "Closed Won", "1", "2026-01-05", "2026-02-10"]]).encode("cp1252"),
        good=1,
        notes=("encoding_guessed",),
    ),
    File("named xlsx.xlsx", lambda: text().encode(), good=3),
    File("titles above.csv", lambda: text(before="Pipeline report\r\nAs of 2026-03-01\r\n\r\n").encode(), good=3),
    File("null bytes.csv", lambda: text().replace("Omar", "Om\x00ar").encode(), good=3),
    File("broken utf-8.csv", lambda: text(rows=[*ROWS, *ARABIC_ROWS]).encode() + b"D-9,\xd9,Won,1,,\r\n", good=7),
    # rows out of order
    File("too few cells.csv", lambda: (text() + "D-4,Dana Cole,Closed Won\r\n").encode(), good=4),
    File(
        "too many cells.csv",
        lambda: (text() + "D-4,Cole, Dana,Closed Won,10,2026-01-01,2026-01-02\r\n").encode(),
        good=3,
        aside=1,
        notes=("too_many_cells",),
    ),
    File("unclosed quote.csv", lambda: (text() + OPEN_QUOTE).encode(), good=5, notes=("stray_quotes",)),
    File(
        "two unclosed quotes.csv",
        lambda: text(rows=[["D-1", '"Dana', *ROWS[0][2:]], ROWS[1], ["D-3", '"Noura', *ROWS[2][2:]]]).encode(),
        good=3,
    ),
    File("lines in cells.csv", lambda: text(rows=[["D-1", '"Dana\r\nCole"', *ROWS[0][2:]]]).encode(), good=1),
    File("header again.csv", lambda: (text() + text()).replace("D-", "E-", 3).encode(), good=6, notes=("junk_header",)),
    File("total row.csv", lambda: (text() + "Total,,,5100.5,,\r\n").encode(), good=3, notes=("junk_total",)),
    File("arabic total.csv", lambda: (text() + "الإجمالي,,,5100.5,,\r\n").encode(), good=3, notes=("junk_total",)),
    File("customer called Total.csv", lambda: (text() + "Total,Total,Won,1,2026-01-01,\r\n").encode(), good=4),
    File("sheet errors.csv", lambda: (text() + "D-4,Dana Cole,Closed Won,#REF!,#N/A,#N/A\r\n").encode(), good=4),
    File("formula.csv", lambda: (text() + "D-4,=1+1,Closed Won,1,2026-01-01,2026-01-02\r\n").encode(), good=4),
    File("no owner.csv", lambda: (text() + "D-4,Unassigned,Won,1,,\r\n").encode(), good=3, aside=1, notes=("no_rep",)),
    # workbooks
    File("plain.xlsx", book, good=3),
    File("named csv.csv", book, good=3),
    File("titles and footers.xlsx", lambda: book(top=(("Report",), (), ("Filtered by: me",)), bottom=FOOTERS), good=3),
    File("starts at C5.xlsx", lambda: book(at="C5"), good=3),
    File("hidden sheet.xlsx", with_hidden_sheet, good=3, notes=("hidden_sheet",)),
    File("formatted to the end.xlsx", formatted_far_away, good=3),
    File("plain.ods", ods, good=3),
    File("indented.ods", indented_ods, good=3),
    File("html.xls", lambda: html().encode(), good=3),
    File("html in latin-1.xls", lambda: html([["D-1", "José", *ROWS[0][2:]]]).encode("latin-1"), good=1),
    File("html with script.xls", lambda: html([["D-1", "<script>x</script>Dana", *ROWS[0][2:]]]).encode(), good=1),
    File("xml 2003.xls", lambda: xml_2003().encode(), good=3),
    # packed
    File("deals.csv.gz", lambda: gzip.compress(text().encode()), good=3),
    File("deals.zip", lambda: archive(deals__csv=text().encode()), good=3),
    File("litter.zip", lambda: archive(**{"deals.csv": text().encode(), "__MACOSX/._deals.csv": PNG}), good=3),
    File("half good.zip", lambda: archive(deals__csv=text().encode(), logo__png=PNG), good=3, notes=("picture_file",)),
    # refused, and why
    File("empty.csv", lambda: b"", refused="empty_file"),
    File("blank.csv", lambda: b"\r\n\r\n  \r\n", refused="empty_file"),
    File("only a mark.csv", lambda: b"\xef\xbb\xbf", refused="empty_file"),
    File("header only.csv", lambda: text(rows=[]).encode(), refused="no_rows"),
    File("picture.xlsx", lambda: PNG, refused="picture_file"),
    File("photo.csv", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4, refused="picture_file"),
    File("report.pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", refused="pdf_file"),
    File("program.csv", lambda: b"MZ\x90\x00\x03" + bytes(300), refused="not_a_table"),
    File("deals.json", lambda: b'{"deals": []}', refused="json_file"),
    File(
        "letter.docx",
        lambda: archive(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
        refused="not_a_table",
    ),
    File("book.xlsb", lambda: archive(**{"xl/workbook.bin": b"x"}), refused="xlsb_file"),
    File("secret.xlsx", encrypted, refused="encrypted_file"),
    File("cut short.xlsx", lambda: book()[:2000], refused="damaged_file"),
    File("rotten.xlsx", lambda: archive(**{"xl/workbook.xml": b"<<<"}), refused="damaged_file"),
    File(
        "rotten.xls",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") * 90,
        refused="damaged_file",
    ),
    File("cut short.gz", lambda: gzip.compress(text().encode() * 50)[:60], refused="damaged_file"),
    File("bomb.xlsx", bomb, refused="unpacks_too_large"),
    File("bomb.gz", lambda: gzip.compress(bytes(400 * 2**20), 6), refused="unpacks_too_large"),
    File("zip in zip.zip", lambda: archive(inner__zip=archive(deals__csv=text().encode())), refused="nested_archive"),
    File("many.zip", lambda: archive(**{f"{i}.csv": b"a" for i in range(2_500)}), refused="too_many_entries"),
    File("lying.zip", lying_sizes, refused="damaged_file"),
    File("lone cell.xlsx", lone_cell, refused="too_much_to_read"),
    File("too wide.xlsx", too_wide, refused="too_many_columns"),
    File("laughs.xls", lambda: xml_2003(BILLION_LAUGHS).encode(), refused="unsafe_markup"),
    File("laughs.html", lambda: (BILLION_LAUGHS + html()).encode(), refused="unsafe_markup"),
    File("other.xml", lambda: b"<?xml version='1.0'?><feed><a/></feed>", refused="not_a_table"),
    File("pivot.csv", lambda: PIVOT.encode(), refused="pivot_table"),
    File("arabic pivot.csv", lambda: ARABIC_PIVOT.encode(), refused="pivot_table"),
    File("poem.txt", lambda: b"roses are red\nviolets are blue\n", refused="unknown_table"),
]
