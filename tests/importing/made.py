"""Small files for the importer's tests, made from rows, and what becomes of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook

from coaching.importing import (
    Given,
    Intake,
    RawTable,
    TableMapping,
    Upload,
    apply_mapping,
    override,
    reshaped,
    suggest_mapping,
)
from coaching.sources import Limits, read
from coaching.sources.files.reader import raw_table
from coaching.sources.sandbox.limits import DEFAULT
from coaching.sources.sandbox.parser import parse

Rows = Sequence[Sequence[Any]]


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    """Return rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def csv_bytes(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as the bytes of a CSV."""
    return csv_text(rows, delimiter).encode(encoding)


def xlsx_bytes(**sheets: Rows) -> bytes:
    """Return a workbook with the given sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw(rows: Rows, name: str = "file.csv") -> RawTable:
    """Return rows as a raw table, read without a child process."""
    table = raw_table(name, parse(csv_bytes(rows)).grids[0])
    assert isinstance(table, RawTable), table
    return table


def suggested(rows: Rows, name: str = "file.csv") -> TableMapping:
    """Return how a file with these rows is understood."""
    return suggest_mapping(raw(rows, name))


def asked(mapping: TableMapping) -> set[str]:
    """Return what is asked about a table: ``about``, with its field behind a colon where it has one."""
    return {":".join(filter(None, (question.about, question.field))) for question in mapping.questions}


def taken(*files: Rows) -> Intake:
    """Return what becomes of files with these rows, just as suggested."""
    return taken_by_name({f"file{number}.csv": rows for number, rows in enumerate(files, 1)})


def taken_by_name(files: Mapping[str, Rows]) -> Intake:
    """Return what becomes of files by their names, just as suggested."""
    tables = [reshaped(raw(rows, name)) for name, rows in files.items()]
    return apply_mapping([(table, suggest_mapping(table)) for table in tables])


def mapped(rows: Rows, table: str, name: str = "file.csv", **fields: str) -> tuple[RawTable, TableMapping]:
    """Return a table with how it is understood where a person gave these headers to these fields."""
    made = raw(rows, name)
    return made, override(suggest_mapping(made, table), Given(table=table, fields=fields))


def deals(*files: Rows) -> pd.DataFrame:
    """Return the deals of files with these rows."""
    return taken(*files).tables.deals


def uploaded(*uploads: Upload, limits: Limits = DEFAULT) -> Intake:
    """Return what becomes of uploads, through the sandbox, just as suggested."""
    reading = read(uploads, limits)
    return apply_mapping([(table, suggest_mapping(table)) for table in reading.tables], reading.issues)


def codes(intake: Intake) -> set[str]:
    """Return the codes of everything that was noticed."""
    return {issue.code for issue in intake.issues}


def dates(values: pd.Series) -> list[str | None]:
    """Return dates as ISO text, ``None`` where missing."""
    return [None if pd.isna(value) else f"{value:%Y-%m-%d}" for value in values]


def assert_all_rows_accounted(intake: Intake) -> None:
    """Every row read is kept, set aside or junk; the tables and the rows set aside hold just those."""
    for source in intake.sources:
        assert source.rows_read == source.rows_kept + source.rows_set_aside + source.rows_junk, source
    assert len(intake.set_aside) == sum(source.rows_set_aside for source in intake.sources)
    tables = vars(intake.tables).values()
    assert sum(map(len, tables)) == sum(source.rows_kept for source in intake.sources)
