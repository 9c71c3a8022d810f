"""Reading uploads into raw tables: parsing in the sandbox, finding the header, removing rows that are not data."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from coaching.importing import (
    CANCELLED,
    DECIMALS_JOINED,
    EMPTY_FILE,
    GROUPED_REPORT,
    LONG_CELLS,
    NO_HEADER,
    NO_ROWS,
    PIVOT_TABLE,
    SAME_FILE,
    Issue,
    RawTable,
    Reading,
    Severity,
    Upload,
    filled,
    in_use,
    longer,
    reshaped,
)
from coaching.sources.files.group_lines import lines_into_columns
from coaching.sources.files.header_row import DEPTH, LONGEST_NAME, Header, find_header, is_pivot
from coaching.sources.files.non_data_rows import blank_rows, fill_groups, group_headings, junk_rows, repeated_headers
from coaching.sources.files.split_decimals import joined_decimals
from coaching.sources.sandbox.host import parse_in_sandbox
from coaching.sources.sandbox.limits import DEFAULT, Limits
from coaching.sources.sandbox.model import Grid, Parsed, Refused, Tell

_FEW = 5
_LOOK_EVERY = 0.1


def read(
    uploads: Sequence[Upload],
    limits: Limits = DEFAULT,
    progress: Callable[[float, int, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Reading:
    """Read every sheet of every file as text. A file that cannot be read is a fatal issue, never an exception.

    Parameters
    ----------
    uploads : sequence of Upload
    limits : Limits
        The bounds of each file and of the process that parses it.
    progress : function
        Called with the number of files done (with a fraction while a large file is read), the number of all files and
        the name of the present one.
    cancelled : function
        Called several times a second; when it returns true, reading stops, and each file that was not read is a fatal
        issue ``cancelled``.

    Notes
    -----
    Both functions are called in the caller's thread.
    """
    fresh, issues = _without_repeats(uploads)
    tables: list[RawTable] = []
    shares: dict[int, float] = {}
    stop = threading.Event()
    with ThreadPoolExecutor(max_workers=2) as pool:
        try:
            answers = [
                pool.submit(_parse, upload, limits, partial(shares.__setitem__, at), stop.is_set)
                for at, upload in enumerate(fresh)
            ]
            for done, (upload, answer) in enumerate(zip(fresh, answers, strict=True)):
                _wait(answer, stop, cancelled, _teller(progress, shares, done, len(fresh), upload.name))
                parsed = answer.result()
                answers[done] = Future()
                if isinstance(parsed, Issue):
                    issues.append(parsed)
                else:
                    sheets, notes = tables_of(upload, parsed, limits)
                    tables.extend(sheets)
                    issues.extend(notes)
                if progress:
                    progress(done + 1, len(fresh), upload.name)
        finally:
            stop.set()
    return Reading(tuple(tables), tuple(issues))


def _wait(
    answer: Future[Any], stop: threading.Event, cancelled: Callable[[], bool] | None, tell: Callable[[], None]
) -> None:
    while not answer.done():
        if cancelled is not None and cancelled():
            stop.set()
        tell()
        wait([answer], timeout=_LOOK_EVERY)


def _teller(
    progress: Callable[[float, int, str], None] | None, shares: dict[int, float], done: int, of: int, name: str
) -> Callable[[], None]:
    """Return a function that reports the progress of the present file if it has changed."""
    reported = 0.0

    def tell() -> None:
        nonlocal reported
        share = min(shares.get(done, 0.0), 0.99)
        if progress and share > reported:
            reported = share
            progress(done + share, of, name)

    return tell


def _without_repeats(uploads: Sequence[Upload]) -> tuple[list[Upload], list[Issue]]:
    """Return the files without repeated contents and with unique names, and an issue for each repeated file."""
    fresh: list[Upload] = []
    issues: list[Issue] = []
    hashes: dict[str, str] = {}
    names: set[str] = set()
    sizes = Counter(len(upload.data) for upload in uploads)
    for number_given, upload in enumerate(uploads):
        is_unique = sizes[len(upload.data)] == 1
        digest = str(number_given) if is_unique else hashlib.sha256(upload.data).hexdigest()
        if digest in hashes and upload.data:
            issues.append(SAME_FILE.found(upload.name, values=(hashes[digest],)))
            continue
        name, number = upload.name, 2
        while name in names:
            name, number = f"{upload.name} ({number})", number + 1
        names.add(name)
        hashes[digest] = name
        fresh.append(replace(upload, name=name))
    return fresh, issues


def _parse(upload: Upload, limits: Limits, tell: Tell, stopped: Callable[[], bool]) -> Parsed | Issue:
    try:
        if stopped():
            raise Refused(CANCELLED.code)
        return parse_in_sandbox(upload.data, limits, tell, stopped)
    except Refused as refusal:
        return Issue(refusal.code, "fatal", upload.name, values=refusal.values)


def tables_of(upload: Upload, parsed: Parsed, limits: Limits) -> tuple[list[RawTable], list[Issue]]:
    """Return the raw tables of a parsed file, and the issues found in it."""
    tables, issues = [], []
    for note in parsed.notes:
        severity: Severity = "fatal" if note.severity == "fatal" else "note"
        issues.append(Issue(note.code, severity, upload.name, note.sheet, None, note.count, note.rows, note.values))
    for grid in parsed.grids:
        result = raw_table(upload.name, grid, limits)
        if isinstance(result, Issue):
            issues.append(result)
        else:
            tables.append(reshaped(result))
    return _with_sheets_alike(tables), issues


def _with_sheets_alike(tables: Sequence[RawTable]) -> list[RawTable]:
    """Return the sheets of a workbook, each with the names of those that have the same header."""
    sheets: dict[tuple[str, ...], list[str]] = {}
    for table in tables:
        sheets.setdefault(table.header, []).append(table.sheet or "")
    alike = {header: tuple(names) for header, names in sheets.items() if len(names) > 1}
    return [replace(table, sheets_alike=alike.get(table.header, ())) for table in tables]


def raw_table(file: str, grid: Grid, limits: Limits = DEFAULT) -> RawTable | Issue:
    """Return a grid as a raw table with its header found and rows that are not data removed, or why it is unusable."""
    width = grid.table.num_columns
    top = grid.table.slice(0, DEPTH).to_pylist()
    rows = [[row[str(i)] for i in range(width)] for row in top]
    header = find_header(rows, width)
    if is_pivot(rows, header):
        return PIVOT_TABLE.found(file, grid.sheet)
    start = 0 if header.row is None else header.row + 1
    frame = _frame(grid.table.slice(start), header.names, rows[:start])
    numbers = np.arange(start + 1, start + 1 + len(frame))
    frame, numbers = _without(blank_rows(frame), frame, numbers)
    if not len(frame):
        code = NO_ROWS if header.row is not None else EMPTY_FILE
        return code.found(file, grid.sheet)
    read_count = len(frame)
    issues: list[Issue] = []
    if header.row is None:
        issues.append(NO_HEADER.found(file, grid.sheet))
    frame, headings = group_headings(frame)
    repeated = repeated_headers(frame, header.names)
    kinds = junk_rows(frame, header.names, repeated)
    frame, lines = lines_into_columns(frame, rows[: header.row or 0], repeated)
    kinds["total"] |= headings | lines
    junk = np.zeros(len(frame), dtype=bool)
    for kind, mask in kinds.items():
        junk |= mask
        if mask.any():
            issues.append(_rows_issue(f"junk_{kind}", "note", file, grid.sheet, numbers[mask]))
    frame, numbers = _without(junk, frame, numbers)
    frame, filled_cells = fill_groups(frame, int(kinds["total"].sum()))
    issues.extend(GROUPED_REPORT.found(file, grid.sheet, name, count) for name, count in filled_cells.items())
    long = np.zeros(len(frame), dtype=bool)
    for name in frame.columns:
        long |= longer(frame[name], limits.cell_chars)
    if long.any():
        issues.append(_rows_issue(LONG_CELLS.code, "note", file, grid.sheet, numbers[long]))
    if grid.kind == "text" and header.row is not None:
        frame, split = _with_whole_amounts(frame, header)
        if split.any():
            issues.append(_rows_issue(DECIMALS_JOINED.code, "note", file, grid.sheet, numbers[split]))
    keep = [name for i, name in enumerate(header.names) if i < header.width or filled(frame[name]).any()]
    misfits: tuple[int, ...] = ()
    if grid.kind == "text" and header.row is not None and len(keep) > header.width:
        beyond = (frame[keep[header.width :]] != "").any(axis=1).to_numpy()
        misfits = tuple(numbers[beyond].tolist())
    keep.extend(frame.columns[len(header.names) :])
    titles = tuple(cell.strip()[:LONGEST_NAME] for row in rows[: header.row or 0] for cell in row if cell.strip())
    counts = (read_count, int(junk.sum()), tuple(issues), misfits)
    return RawTable(file, grid.sheet, tuple(keep), frame[keep], numbers, *counts, titles=titles)


def _with_whole_amounts(frame: pd.DataFrame, header: Header) -> tuple[pd.DataFrame, np.ndarray]:
    """Return rows whose amounts were split at their decimal comma put together, and which rows these are."""
    own = list(header.names)
    joined, split = joined_decimals(frame[own], own, header.width)
    return (pd.concat([joined, frame.drop(columns=own)], axis=1), split) if split.any() else (frame, split)


def _frame(table: pa.Table, names: Sequence[str], above: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return the rows below a header; coded columns drop the labels that occur only above it."""
    columns = {}
    for i, (name, column) in enumerate(zip(names, table.columns, strict=True)):
        if pa.types.is_dictionary(column.type) and column.num_chunks:
            codes = np.concatenate([chunk.indices.to_numpy() for chunk in column.chunks])
            labels = pd.Index(column.chunk(0).dictionary.to_pandas(), dtype="str")
            coded = pd.Series(pd.Categorical.from_codes(codes, labels))
            columns[name] = in_use(coded, {row[i] for row in above})
        else:
            columns[name] = pd.Series(column, dtype="str")
    return pd.DataFrame(columns, copy=False)


def _without(rows: np.ndarray, frame: pd.DataFrame, numbers: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    if not rows.any():
        return frame, numbers
    left = frame[~rows].reset_index(drop=True)
    return pd.DataFrame({name: in_use(left[name], set(frame[name][rows])) for name in left}, copy=False), numbers[~rows]


def _rows_issue(code: str, severity: Severity, file: str, sheet: str | None, numbers: np.ndarray) -> Issue:
    return Issue(code, severity, file, sheet, None, len(numbers), tuple(numbers[:_FEW].tolist()))
