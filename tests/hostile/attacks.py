"""Files that mean harm: bombs, lies, and names that would like to be code. ``files`` holds the merely odd ones."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile

from openpyxl import Workbook

from coaching.sources import Limits
from tests.hostile.files import HEAD, ROWS, File, archive, book, html, ods, saved, text, xml_2003
from tests.hostile.locked import locked
from tests.hostile.ole import biff8, compound

_NAMES = {
    "script": "<script>alert(1)</script>",
    "markdown": ":red[x] $\\LaTeX$ [a](javascript:x)",
    "hyperlink": '"=HYPERLINK(""http://x.example"",""y"")"',
    "at sign": "@SUM(1+1)",
    "plus": "+1+cmd|' /C calc'!A0",
    "tab": '"\tcmd"',
    "carriage return": '"\rcmd"',
    "right to left": "Dana \u202egnp.exe",
    "template": "{{7*7}} ${7*7} {0.__class__}",
    "sql": "Robert'); DROP TABLE deals;--",
    "percent": "%s%n%s %(x)s",
    "emoji": "👩‍👩‍👧 Dana",
    "combining": "D" + "\u0301" * 200,
}
_XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
_PARAMETER = '<!DOCTYPE x SYSTEM "http://x.example/x.dtd">'


def named(name: str) -> bytes:
    return text(rows=[["D-1", name, *ROWS[0][2:]]]).encode()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with something in one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for info in packed.infolist():
            content = packed.read(info)
            if info.filename == part:
                assert old in content, content[:500]
                content = content.replace(old, new, 1)
            again.writestr(info.filename, content)
    return out.getvalue()


def bombed(part: str) -> bytes:
    """Return a workbook one part of which unpacks to hundreds of megabytes."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book())) as packed,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as again,
    ):
        for info in packed.infolist():
            if info.filename != part:
                again.writestr(info.filename, packed.read(info))
        with again.open(part, "w", force_zip64=True) as target:
            block = b"<si><t>bomb</t></si>" * 50_000
            for _ in range(340):
                target.write(block)
    return out.getvalue()


def missing_string() -> bytes:
    cell = b't="inlineStr"><is><t>Deal ID</t></is></c>'
    return changed(book(), "xl/worksheets/sheet1.xml", cell, b't="s"><v>999999999</v></c>')


def many_styles() -> bytes:
    return changed(book(), "xl/styles.xml", b"</cellXfs>", b'<xf numFmtId="0"/>' * 200_000 + b"</cellXfs>")


def far_row() -> bytes:
    made = Workbook()
    for row in [HEAD, *ROWS]:
        made.active.append(row)
    made.active.cell(1_048_576, 1, "x")
    return saved(made)


def macros() -> bytes:
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    made = changed(book(), "[Content_Types].xml", main, macro)
    out = io.BytesIO(made)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Auto_Open Shell")
    return out.getvalue()


def formulas() -> bytes:
    made = Workbook()
    for row in [HEAD, *ROWS]:
        made.active.append(row)
    made.active.append(
        ["D-4", '=HYPERLINK("http://x.example","Dana")', "Closed Won", "=1/0", "2026-01-05", "2026-02-10"]
    )
    return saved(made)


def entries(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(count):
            packed.writestr(f"{number}.csv", b"")
    return out.getvalue()


def with_link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        link = zipfile.ZipInfo("deals.csv")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("good.csv", text())
    return out.getvalue()


def same_names() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("deals.csv", text())
        packed.writestr("Deals.csv", text().replace("D-", "E-"))
    return out.getvalue()


def locked_zip() -> bytes:
    data = bytearray(archive(deals__csv=text().encode()))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + offset] |= 1
    return bytes(data)


def unknown_packing() -> bytes:
    data = bytearray(archive(deals__csv=text().encode()))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.find(signature) + offset] = 77
    return bytes(data)


def overlapping() -> bytes:
    """Return a zip whose many names all lead to the same packed bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"a,b\r\n" * 2_000_000)
        first = packed.infolist()[0]
        for number in range(1_000):
            other = zipfile.ZipInfo(f"{number}.csv")
            for name in ("file_size", "compress_size", "CRC", "header_offset", "compress_type", "flag_bits"):
                setattr(other, name, getattr(first, name))
            packed.filelist.append(other)
            packed.NameToInfo[other.filename] = other
        packed._didModify = True
    return out.getvalue()


def repeated_ods(columns: int, rows: int) -> bytes:
    many = f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
    many += f'table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell></table:table-row>'
    return changed(ods(), "content.xml", b"</table:table>", many.encode() + b"</table:table>")


def mixed_encodings() -> bytes:
    rest = "D-4,نورة,Closed Won,1,2026-01-05,2026-02-10\r\n"
    return text().encode() + rest.encode() * 40 + rest.encode("cp1256").replace(b"D-4", b"D-5")


def one_each(*lines: str) -> bytes:
    return (text() + "".join(line + "\r\n" for line in lines)).encode()


ATTACKS = [
    # what unpacks or unfolds to more than it seems
    File("sheet bomb.xlsx", lambda: bombed("xl/worksheets/sheet1.xml"), refused="unpacks_too_large"),
    File("shared string bomb.xlsx", lambda: bombed("xl/sharedStrings.xml"), refused="unpacks_too_large"),
    File("style bomb.xlsx", lambda: bombed("xl/styles.xml"), refused="unpacks_too_large"),
    File("200,000 styles.xlsx", many_styles, good=3),
    File(
        "lie on shared strings.xlsx",
        lambda: changed(book(), "xl/sharedStrings.xml", b'uniqueCount="', b'uniqueCount="99999999'),
        good=3,
    ),
    File(
        "lie on dimension.xlsx",
        lambda: changed(book(), "xl/worksheets/sheet1.xml", b'ref="A1:F4"', b'ref="A1:XFD1048576"'),
        good=3,
    ),
    File("string that is not there.xlsx", missing_string, refused="damaged_file"),
    File("a cell at A1048576.xlsx", far_row, good=3, aside=1),
    File("repeated columns.ods", lambda: repeated_ods(16_384, 1), refused="too_many_columns"),
    File("repeated all over.ods", lambda: repeated_ods(16_384, 1_048_576), refused="too_many_rows"),
    File("50,000 entries.zip", lambda: entries(50_000), refused="too_many_entries"),
    File("overlapping.zip", overlapping, refused="unpacks_too_large"),
    File("gzip in gzip.gz", lambda: gzip.compress(gzip.compress(text().encode())), refused="nested_archive"),
    File("two streams.gz", lambda: gzip.compress(text().encode()[:90]) + gzip.compress(text().encode()[90:]), good=3),
    File("rubbish behind.gz", lambda: gzip.compress(text().encode()) + b"rubbish", refused="damaged_file"),
    # what leads out of the archive
    File("way out.zip", lambda: archive(**{"../../../etc/deals.csv": text().encode()}), good=3),
    File("from the root.zip", lambda: archive(**{"/etc/deals.csv": text().encode()}), good=3),
    File("symbolic link.zip", with_link, good=3, notes=("not_a_table",)),
    File("names that differ in case.zip", same_names, good=6),
    File("locked.zip", locked_zip, refused="encrypted_file"),
    File("unknown packing.zip", unknown_packing, refused="damaged_file"),
    # markup
    File("xxe.xls", lambda: xml_2003(_XXE).encode(), refused="unsafe_markup"),
    File("far definitions.xls", lambda: xml_2003(_PARAMETER).encode(), refused="unsafe_markup"),
    File(
        "xxe.xlsx",
        lambda: changed(book(), "xl/worksheets/sheet1.xml", b"<worksheet", _XXE.encode() + b"<worksheet"),
        refused="unsafe_markup",
    ),
    File(
        "entity bomb.ods",
        lambda: changed(ods(), "content.xml", b"<office:document-content", _XXE.encode() + b"<office:document-content"),
        refused="unsafe_markup",
    ),
    File(
        "far out.xls",
        lambda: xml_2003().replace("<Cell>", '<Cell ss:Index="999999999">', 1).encode(),
        refused="too_many_columns",
    ),
    File(
        "wide cell.xls",
        lambda: html().replace("<td>", '<td colspan="999999999">', 1).encode(),
        refused="too_many_columns",
    ),
    File("table in table.xls", lambda: ("<table><tr><td>" * 2_000 + html()).encode(), refused="empty_file"),
    # sizes
    File("a million columns.csv", lambda: b"," * 1_000_000 + b"\r\n" + b"," * 1_000_000, refused="too_many_columns"),
    File("a million headers.csv", lambda: b"a," * 1_000_000 + b"\r\n" + b"1," * 1_000_000, refused="too_many_columns"),
    File("too large.csv", lambda: text().encode(), refused="file_too_large", limits=Limits(file_bytes=200)),
    File("too many rows.csv", lambda: text().encode(), refused="too_many_rows", limits=Limits(rows=3)),
    File(
        "a field as long as the file.csv",
        lambda: text(rows=[*ROWS, ["D-4", "Dana", "Won", "1", "2026-01-01", '"' + "x" * 20_000_000 + '"']]).encode(),
        good=4,
        notes=("long_cells",),
    ),
    File("a million blank lines.csv", lambda: text().encode() + b"\r\n" * 1_000_000, good=3),
    File("only inverted commas.csv", lambda: b'"' * 1_000_001, refused="unknown_table"),
    File("a header of brackets.csv", lambda: text(head=[*HEAD[:5], "(" * 30_000]).encode(), good=3),
    File(
        "a sum of percent signs.csv",
        lambda: one_each(f"Total,,,{'%' * 30_000}x,,"),
        good=3,
        aside=1,
    ),
    File(
        "an amount of digits.csv",
        lambda: one_each(f"D-4,Dana,Won,{'9' * 30_000},2026-01-01,"),
        good=4,
        notes=("bad_amount",),
    ),
    File("a date of digits.csv", lambda: one_each(f"D-4,Dana,Won,1,{'1' * 30_000},"), good=4, notes=("bad_date",)),
    # cells
    File("beyond all numbers.csv", lambda: one_each("D-4,Dana,Won,1e999,2026-01-01,"), good=4, notes=("bad_amount",)),
    File("not a number.csv", lambda: one_each("D-4,Dana,Won,inf,2026-01-01,", "D-5,Dana,Won,NaN,2026-01-01,"), good=5),
    File("impossible dates.csv", lambda: one_each("D-4,Dana,Won,1,0000-00-00,9999-99-99"), good=4, notes=("bad_date",)),
    File("nothing but NUL.csv", lambda: bytes(5_000), refused="empty_file"),
    File("NUL in the header.csv", lambda: text().replace("Stage", "St\x00age").encode(), good=3),
    File("mixed encodings.csv", mixed_encodings, good=5, aside=39, notes=("broken_characters",)),
    File("utf-32.csv", lambda: text().encode("utf-32"), good=3),
    File("line separators.csv", lambda: text().replace("Omar", "Om\u2028\u0085\x0bar").encode(), good=3),
    File("ragged.csv", lambda: one_each("D-4", "D-5,Dana", "D-6,Dana,Won,1,2026-01-01,,,,,"), good=5, aside=1),
    File(
        "a quote on every line.csv", lambda: text().encode() + b'D-9,"Dana,Won,1,,\r\n' * 20_000, good=4, aside=19_999
    ),
    File("the same header 100 times.csv", lambda: text(head=[*HEAD, *["Amount"] * 100]).encode(), good=3),
    File("formulas.xlsx", formulas, good=3, aside=1),
    # names that would like to be code
    *(File(f"{kind} as a name.csv", lambda name=name: named(name), good=1) for kind, name in _NAMES.items()),
    File("code as headers.csv", lambda: text(head=[*HEAD[:5], "=cmd|'/C calc'!A0"]).encode(), good=3),
    File("../../etc/passwd", lambda: text().encode(), good=3),
    File("C:\\temp\\deals.csv", lambda: text().encode(), good=3),
    File("<img src=x onerror=alert(1)>.csv", lambda: text().encode(), good=3),
    File("deals\x00.csv", lambda: text().encode(), good=3),
    File("d" * 5_000 + ".csv", lambda: text().encode(), good=3),
    # old and odd containers
    File("biff8.xls", lambda: compound({"Workbook": biff8([HEAD, *ROWS])}), good=3),
    File("biff8 named csv.csv", lambda: compound({"Workbook": biff8([HEAD, *ROWS])}), good=3),
    File("going in circles.xls", lambda: compound({"Workbook": biff8([HEAD, *ROWS])}, loop=True), good=3),
    File("cut short.xls", lambda: compound({"Workbook": biff8([HEAD, *ROWS])})[:3_000], refused="damaged_file"),
    File(
        "half a password.xlsx",
        lambda: compound({"EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00", "EncryptedPackage": bytes(5_000)}),
        refused="encrypted_file",
    ),
    File("password.xlsx", lambda: locked(book(), "secret"), refused="encrypted_file"),
    File("password, named csv.csv", lambda: locked(book(), "secret"), refused="encrypted_file"),
    File("password in a zip.zip", lambda: archive(deals__xlsx=locked(book(), "secret")), refused="encrypted_file"),
    File("letter.doc", lambda: compound({"WordDocument": bytes(5_000)}), refused="not_a_table"),
    File("macros.xlsm", macros, good=3),
    File("xlsx in a zip.zip", lambda: archive(deals__xlsx=book()), good=3),
]
