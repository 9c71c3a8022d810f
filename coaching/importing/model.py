"""What intake takes and returns. Bad data is a value here, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from coaching.tables import Tables

Severity = Literal["fatal", "set_aside", "note"]


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name (only ever shown, never used as a path) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Issue:
    """One kind of finding in one place, however many rows it touches.

    ``code`` is one of ``issues.catalogue.ISSUES``. Severity ``fatal`` refuses the file or sheet, ``set_aside`` the
    rows, ``note`` keeps them. ``rows`` are the first few row numbers as the spreadsheet shows them (1-based),
    ``values`` the first few offending values.
    """

    code: str
    severity: Severity
    file: str
    sheet: str | None = None
    column: str | None = None
    count: int = 1
    rows: tuple[int, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Across:
    """How a table ran across before it was given a row for each cell.

    ``over`` says what its columns were: ``periods`` or ``reps``. ``label`` is the header of the column that holds
    their names now, ``value`` that of the cells.
    """

    over: str
    label: str
    value: str


@dataclass(frozen=True)
class RawTable:
    """One sheet (or CSV) read as text, its header found and its junk rows taken out.

    ``frame`` holds only strings (``""`` for empty), one column per header, named by ``header``, which is
    made unique; a column that repeats itself is a categorical of strings. ``row_numbers`` are the rows' numbers in
    the file. ``rows_read`` counts every non-blank row below the header, so ``rows_read == len(frame) + rows_junk``.
    ``misfits`` are the numbers of the rows of a text file with more cells than the header: their values have slipped.
    A table that ran ``across`` periods or reps has a row of ``frame`` for each cell, under its row's own number.
    ``titles`` are the texts above the header. ``sheets_alike`` are the names of all sheets of the workbook with the
    same header, this one included, in their order; empty where it is alone.
    """

    file: str
    sheet: str | None
    header: tuple[str, ...]
    frame: pd.DataFrame
    row_numbers: np.ndarray
    rows_read: int
    rows_junk: int
    issues: tuple[Issue, ...] = ()
    misfits: tuple[int, ...] = ()
    across: Across | None = None
    titles: tuple[str, ...] = ()
    sheets_alike: tuple[str, ...] = ()

    @property
    def is_unfolded(self) -> bool:
        """Whether some row of the file has several rows of ``frame``: a cell each, or an owner each."""
        return self.across is not None or len(self.frame) > self.rows_read - self.rows_junk


@dataclass(frozen=True)
class Reading:
    """What could be read of the uploads, and why the rest was refused."""

    tables: tuple[RawTable, ...]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Question:
    """One thing that the user should confirm or answer about a table.

    ``about`` is a kind of ``coaching.importing.issues.questions``; ``field``, ``header`` and ``label`` say which field,
    column or stage label it concerns (``""`` for none); ``guess`` is what holds until it is answered; ``unlocks`` is
    what an answer makes possible.
    """

    about: str
    field: str = ""
    header: str = ""
    label: str = ""
    guess: str = ""
    unlocks: str = "nothing"


@dataclass(frozen=True)
class TableMapping:
    """How one raw table is understood; suggested by intake, corrected by the user, kept as data.

    Attributes
    ----------
    table : str
        A name of ``coaching.tables.TABLES``; ``""`` when the kind of table is unknown (the table is then left out).
    preset : str or None
        The CRM layout recognised, such as ``hubspot``.
    fields : mapping of canonical field to header
        Besides the canonical columns also input-only fields that decide others: ``status`` and ``is_won``
        (outcome), ``furthest_stage`` and so on. ``intake.FIELDS`` lists them per table.
    stages : mapping of stage label to a code of ``STAGE_MEANINGS``, or "" for not decided
    formats : mapping of canonical field to a reading
        Dates: ``ymd``, ``dmy``, ``mdy``, ``serial``, ``hijri``; numbers: the decimal sign, ``.`` or ``,``.
    certainty : mapping of canonical field to 0..1
        How sure the suggestion is; below ``intake.SURE`` the page asks.
    questions : what the user should confirm or answer
    exclude : mapping of canonical field to values
        Rows with one of these values are left out by choice (renewals, another pipeline): set aside with the
        reason ``left_out_by_choice``. ``""`` stands for a blank.
    taken_for : str
        What a table that is left out was taken for: ``leads``, ``invoices`` ...
    also_tables : mapping of table to fields
        What else the same rows hold, with the headers of its own fields: a list of reps with their quotas.
    """

    table: str
    preset: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    certainty: Mapping[str, float] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    taken_for: str = ""
    also_tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def likely(self, sure: float, plain: float) -> tuple[str, ...]:
        """Return the fields that are applied unasked and worth pointing out: certain from ``sure`` up to ``plain``."""
        return tuple(name for name in self.fields if sure <= self.certainty.get(name, 1.0) < plain)

    def asks(self, about: str, field: str | None = None) -> bool:
        """Return whether a question about this is open, of any field or of one."""
        return any(q.about == about and field in (None, q.field) for q in self.questions)


@dataclass(frozen=True)
class Source:
    """What one raw table became. ``rows_read == rows_kept + rows_set_aside + rows_junk``.

    ``assumptions`` are codes with a catalogue entry ``assumption.<code>``.
    """

    file: str
    sheet: str | None
    preset: str | None
    table: str
    rows_read: int
    rows_kept: int
    rows_set_aside: int
    rows_junk: int
    mapping: Mapping[str, str]
    stages: Mapping[str, str]
    assumptions: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()

    def with_more_set_aside(self, count: int) -> Source:
        """Return the same source with ``count`` of its kept rows set aside."""
        return replace(self, rows_kept=self.rows_kept - count, rows_set_aside=self.rows_set_aside + count)


#: What stands before the user's own columns in ``Intake.set_aside``.
ASIDE = ("file", "sheet", "row", "table", "reason")


@dataclass(frozen=True)
class Intake:
    """The canonical tables with an account of every row that was read.

    ``set_aside`` holds the user's own rows (all columns as text) behind the columns ``file``, ``sheet``,
    ``row``, ``table`` and ``reason`` (an issue code), ready to be mended and uploaded again.
    """

    tables: Tables = field(default_factory=Tables)
    sources: tuple[Source, ...] = ()
    set_aside: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ASIDE)))
    issues: tuple[Issue, ...] = ()
