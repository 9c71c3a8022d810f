"""What building any canonical table has in common: columns as mapped, rows set aside, findings."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pandas as pd

from coaching.importing.build.twin_columns import TWIN_FILLS, twin_of
from coaching.importing.issues.catalogue import (
    BAD_DATE,
    BAD_NUMBER,
    DATES_IN_UTC,
    DELETED_ROWS,
    LEFT_OUT_BY_CHOICE,
    NO_REP,
    NOT_A_PERSON,
    REASONS,
    TOO_MANY_CELLS,
    UNKNOWN_CURRENCY,
    IssueType,
)
from coaching.importing.mapping.evidence.profiles import is_person
from coaching.importing.mapping.row_questions import UTC_STAMP, is_utc
from coaching.importing.mapping.schema import OWNERS
from coaching.importing.mapping.sheets import named_after_people
from coaching.importing.model import Issue, RawTable, TableMapping
from coaching.importing.shapes import period_without_year
from coaching.importing.values.amounts import in_full, look_at_numbers, parse_numbers
from coaching.importing.values.currency import currencies, currency_code, currency_in
from coaching.importing.values.dates import look_at_dates, parse_dates, zone_of
from coaching.importing.values.normalize import missing, normalize, visible
from coaching.importing.values.text_columns import (
    by_label,
    clean,
    coded,
    distinct,
    filled,
    first_of,
    flags,
    labels,
    map_values,
    texts,
    translate,
)
from coaching.importing.vocabulary.by_language import languages
from coaching.importing.vocabulary.header_words import is_called, is_rather_in, table_kinds
from coaching.importing.vocabulary.label_words import open_label
from coaching.importing.vocabulary.word_lists import in_words, words

_FEW = 5
#: The currency that a sign stands for which is that of another one as well, and what names it and no other.
_YEN, _NAMES_YEN = "JPY", "JPY|円|日元|日圓|日圆|yen"
_NAME_PARTS = ("rep_first", "rep_last")
#: So many spellings of yes and no a column of ticks may hold.
_MOST_TICKS = 6
#: Fields that hold money, which a title above the table may count by the thousand.
_MONEY = ("amount", "revenue")
#: The assumption that one name stands for all rows of a file.
FILE_STANDS = "file_stands_for_owner"
#: The assumption where each sheet of a workbook is named after a person.
SHEETS_STAND = "sheets_stand_for_owners"


def no_reason(raw: RawTable) -> pd.Series:
    """Return for each row that there is no reason to set it aside."""
    none = np.full(len(raw.frame), -1, dtype="int8")
    return pd.Series(pd.Categorical.from_codes(none, pd.Index(REASONS, dtype="str")), index=raw.frame.index)


#: Names of people that stand for nothing where a program writes them, in small letters or capitals throughout.
_READ_AS_NOTHING = frozenset(("Na", "Nan", "Nat", "Nil", "Null"))


#: What programs write for nothing, and some people are called: a name only beside the other part of one.
_NONE = "None"


def _not_yet(cell: str) -> bool:
    """Return whether a cell of a column of days says in words that there is none yet."""
    text = in_words(cell)
    if any(map(str.isdigit, text)) or not text:
        return False
    is_denied = text.split()[0] in words("negation") and " " in text
    return is_denied or open_label(cell) or text in words("pending") or text in words("unassigned")


def _part_of_name(cell: str) -> str | None:
    text = visible(cell)
    return text if text in _READ_AS_NOTHING else clean(cell)


def _in_full(first: pd.Series, last: pd.Series, raw_first: pd.Series, raw_last: pd.Series) -> pd.Series:
    """Return full names from their two columns."""
    first, last = (
        part.mask(part.isna() & other.notna() & raw.eq(_NONE), _NONE).fillna("")
        for part, other, raw in ((first, last, raw_first), (last, first, raw_last))
    )
    return first + " " + last


def _is_bot(name: str) -> bool:
    """Return whether a name is that of a program: it is a word for one, or holds nothing but such words."""
    text = normalize(name)
    return bool(text) and (text in _bots() or all(word in _bots() for word in text.split()))


@cache
def _bots() -> frozenset[str]:
    return frozenset(normalize(word) for language in languages().values() for word in language.people.get("bot", ()))


def _ticked(cells: pd.Series) -> pd.Series | None:
    values = distinct(cells)
    if len(values) <= _MOST_TICKS and (flag := flags(cells)).notna().all():
        return flag.eq(True)
    if values and look_at_dates(values).share == 1:
        return pd.Series(filled(cells), index=cells.index)
    return None


def name_for_all(table: RawTable) -> str:
    """Return the name of whoever owns the rows of a table that does not say so: that of its sheet or of its file.

    A sheet that is called after what it holds or after a month, or that is numbered, is not called after a person.
    """
    sheet = visible(table.sheet or "")
    if is_person(sheet) and not table_kinds(sheet) and period_without_year(sheet) is None:
        return sheet
    return visible(table.file.rpartition(".")[0]) or table.file


@dataclass
class Builder:
    """Builds one canonical table from one raw table; collects what was noticed.

    ``reason`` holds the code (one of ``REASONS``) for each row that is set aside, and is missing for the rest.
    """

    raw: RawTable
    mapping: TableMapping
    issues: list[Issue] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    columns: dict[str, pd.Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reason = no_reason(self.raw)
        self.numbers = self.raw.row_numbers
        if self.raw.misfits:
            self.set_aside(pd.Series(np.isin(self.numbers, self.raw.misfits)), TOO_MANY_CELLS)
        for name, values in self.mapping.exclude.items():
            label = self.label(name)
            if label is not None and values:
                unwanted = {normalize(value) for value in values}
                known = {cell for cell in label.dropna().unique() if normalize(str(cell)) in unwanted}
                self.set_aside(label.isin(known) | (label.isna() & ("" in unwanted)), LEFT_OUT_BY_CHOICE)
        for ticked in self.ticks("deleted"):
            self.set_aside(ticked, DELETED_ROWS)

    def ticks(self, concept: str) -> list[pd.Series]:
        """Return the columns that serve no field and are called after a concept, as ``True`` where a row is ticked.

        Ticks are yes and no, or days: ``Deleted at`` is filled where something was deleted. Columns of anything else
        are left out.
        """
        mapped = set(self.mapping.fields.values())
        headers = [header for header in self.raw.header if header not in mapped and is_called(header, concept)]
        return [ticked for header in headers if (ticked := _ticked(self.raw.frame[header])) is not None]

    def header(self, name: str) -> str | None:
        """Return the header mapped to a field, if the table has it."""
        header = self.mapping.fields.get(name)
        return header if header in self.raw.frame else None

    def text(self, name: str) -> pd.Series | None:
        """Return the raw text of a mapped field, ``None`` if it is not mapped."""
        header = self.header(name)
        return self.raw.frame[header] if header else None

    def label(self, name: str) -> pd.Series | None:
        """Return a mapped field as clean labels."""
        raw = self.text(name)
        return None if raw is None else labels(raw)

    def coded(self, name: str) -> pd.Series | None:
        """Return a mapped field as clean labels, coded."""
        raw = self.text(name)
        return None if raw is None else coded(raw)

    def names(self, name: str) -> pd.Series | None:
        """Return a mapped field of first or last names; a word for nothing that is written as a name is one."""
        raw = self.text(name)
        return None if raw is None else map_values(raw, _part_of_name)

    def words(self, name: str) -> pd.Series | None:
        """Return a mapped field as clean text of many distinct values."""
        raw = self.text(name)
        return None if raw is None else texts(raw)

    def dates(self, name: str) -> pd.Series | None:
        """Return a mapped field as dates; cells that cannot be read are noted and left missing.

        What says that the day is still to come is no date either, and nothing to note: "not closed", "TBD".
        """
        raw = self.text(name)
        if raw is None:
            return None
        order = self.mapping.formats.get(name) or self._order(raw)
        values = parse_dates(raw, order)
        if self.mapping.table == "deals" and is_utc(raw):
            values = self._in_own_time(raw, values, name)
        self._note_unread(raw, values, BAD_DATE, name)
        return values

    def _in_own_time(self, raw: pd.Series, values: pd.Series, name: str) -> pd.Series:
        """Return days of stamps in UTC as they were where the team works, once it has said where."""
        zone = zone_of(self.mapping.formats.get("time_zone", ""))
        if zone is None:
            self.note(DATES_IN_UTC, values.notna(), name)
            return values
        stamps = pd.to_datetime(raw.where(raw.str.fullmatch(UTC_STAMP.pattern)), utc=True, errors="coerce")
        days = stamps.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
        return days.where(days.notna(), values)

    def _order(self, raw: pd.Series) -> str:
        """Return the reading of a column for which none is laid down: where it leaves a choice, that of another."""
        look = look_at_dates(distinct(raw))
        others = [order for order in self.mapping.formats.values() if order in look.orders]
        return others[0] if others and not look.sure else look.order

    def days(self, name: str) -> pd.Series:
        """Return a field as dates, all missing where it is not mapped."""
        values = self.dates(name)
        return self.no_days() if values is None else values

    def no_days(self) -> pd.Series:
        """Return a date for each row, all missing."""
        return pd.Series(pd.NaT, index=self.raw.frame.index, dtype="datetime64[us]")

    def numbers_in(self, name: str) -> pd.Series | None:
        """Return a mapped field as the numbers that its cells show, missing where one cannot be read."""
        raw = self.text(name)
        if raw is None:
            return None
        return parse_numbers(raw, self.mapping.formats.get(name) or look_at_numbers(distinct(raw)).decimal)

    def numeric(
        self, name: str, code: IssueType = BAD_NUMBER, read: Future[pd.Series | None] | None = None
    ) -> pd.Series | None:
        """Return a mapped field as numbers; cells that cannot be read are noted and left missing.

        ``read`` is ``numbers_in`` at work elsewhere.
        """
        raw = self.text(name)
        values = read.result() if read else self.numbers_in(name)
        if raw is None or values is None:
            return None
        self._note_unread(raw, values, code, name)
        titles = self.raw.titles if name in _MONEY else ()
        values, assumed = in_full(values, raw, self.header(name) or "", titles)
        self.assumptions.extend([assumed] if assumed else [])
        return values

    def ratio(self, name: str) -> pd.Series | None:
        """Return a mapped field of percentages or parts as numbers from 0 to 1; others are noted and left missing."""
        raw = self.text(name)
        if raw is None:
            return None
        bare = by_label(raw, lambda cells: cells.astype("str").str.replace("[%٪％]", "", regex=True).str.strip())
        values = parse_numbers(bare, look_at_numbers(distinct(bare)).decimal)
        is_percent = bool((values > 1).any()) or any(sign in str(cell) for cell in distinct(raw) for sign in "%٪％")
        values = values / 100 if is_percent else values
        values = values.where((values >= 0) & (values <= 1))
        self._note_unread(raw, values, BAD_NUMBER, name)
        return values

    def currency(self, name: str) -> pd.Series | None:
        """Return the currency of each amount of a field, coded: its column's, else the cell's, else the header's.

        A cell of the currency column that names no currency is noted and counts as empty. What was said of the
        amounts that show none (``formats["currency"]``) comes last.
        """
        codes, raw, amount = self.coded("currency"), self.text(name), self.columns.get(name)
        code = pd.Series(None, index=self.raw.frame.index, dtype="category") if codes is None else self._codes(codes)
        if raw is None or amount is None or not code.isna().any():
            return code
        missing_ones = code.isna() & amount.notna()
        shown = currencies(raw)
        if (shown.notna() & missing_ones).any():
            code = code.astype(object).where(~missing_ones, shown).astype("category")
            missing_ones = code.isna() & amount.notna()
        currency_named = currency_in(self.header(name) or "") or currency_code(self.mapping.formats.get("currency", ""))
        if currency_named and missing_ones.any():
            code = code.cat.add_categories([currency_named]) if currency_named not in code.cat.categories else code
            code = code.mask(missing_ones, currency_named)
        return self._yuan(code, name)

    def _yuan(self, code: pd.Series, name: str) -> pd.Series:
        """Read the sign that yen and yuan share as yuan in a sheet in Chinese that nowhere names the yen."""
        if _YEN not in code.cat.categories or not is_rather_in(self.raw.header, "zh", "ja"):
            return code
        texts = (pd.Series(self.raw.header), self.text("currency"), self.text(name))
        if any(text is not None and text.str.contains(_NAMES_YEN).fillna(False).any() for text in texts):
            return code
        return code.astype(object).replace(_YEN, "CNY").astype("category")

    def _codes(self, codes: pd.Series) -> pd.Series:
        known = {label: currency_code(label) for label in codes.cat.categories}
        unknown = [label for label, code in known.items() if code is None]
        self.note(UNKNOWN_CURRENCY, codes.isin(unknown), "currency", unknown)
        return translate(codes, known, sorted({code for code in known.values() if code}))

    def put(self, **columns: pd.Series | None) -> None:
        """Set canonical columns; ``None`` leaves one missing."""
        self.columns.update({name: values for name, values in columns.items() if values is not None})

    def people(self, required: bool = True) -> None:
        """Put whose row it is in ``rep``, with ``rep_email`` and ``rep_id`` beside it for matching.

        Where a rep is required, rows without one, or with a placeholder for one, are set aside.
        """
        raw = self._with_twin("rep")
        rep = None if raw is None else coded(raw, _part_of_name)
        email, own_id = self.label("rep_email"), self.label("rep_id")
        first, last = (self.names(part) for part in _NAME_PARTS)
        name = pd.Series(None, index=self.raw.frame.index, dtype="category") if rep is None else rep
        if rep is None and first is not None and last is not None:
            name = coded(_in_full(first, last, *(self.raw.frame[self.mapping.fields[part]] for part in _NAME_PARTS)))
        elif rep is None and (part := first if last is None else last) is not None:
            name = coded(part.fillna(""))
        name = self._without_bots(name)
        nobody = [label for label in name.cat.categories if in_words(str(label)) in words("unassigned")]
        placeholder = name.isin(nobody)
        name = name.cat.remove_categories(nobody)
        if email is not None or own_id is not None:
            name = name.astype(object).where(name.notna(), None)
        for other in (email, own_id):
            if other is not None:
                name = name.where(name.notna() | placeholder, other)
        if required and not any(self.header(field) for field in OWNERS):
            name = self._name_for_all()
        self.put(rep=name, rep_email=email, rep_id=own_id)
        if required:
            self.set_aside(name.isna(), NO_REP)

    def _with_twin(self, name: str) -> pd.Series | None:
        """Return the raw text of a field of deals, its blanks from the column that holds what it lacks."""
        raw = self.text(name)
        twin = twin_of(self.raw, self.mapping.fields, name) if self.mapping.table == "deals" else None
        if raw is None or twin is None:
            return raw
        self.assumptions.append(TWIN_FILLS)
        return raw.where(filled(raw), self.raw.frame[twin])

    def _name_for_all(self) -> pd.Series:
        """Return one name for whoever owns the rows of a file that does not say so."""
        name = name_for_all(self.raw)
        self.assumptions.append(SHEETS_STAND if named_after_people(self.raw) else FILE_STANDS)
        codes = np.zeros(len(self.raw.frame), dtype="int8")
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index([name], dtype="str")), index=self.raw.frame.index)

    def _without_bots(self, name: pd.Series) -> pd.Series:
        """Set aside the rows that belong to a program: they are nobody's work."""
        bots = [label for label in name.cat.categories if _is_bot(str(label))]
        if not bots:
            return name
        rows = name.isin(bots)
        mask = rows & self.reason.isna()
        if mask.any():
            self.reason[mask] = NOT_A_PERSON.code
            self.note(NOT_A_PERSON, mask, "rep", [str(bot) for bot in bots])
        return name.cat.remove_categories(bots)

    def set_aside(self, rows: pd.Series, why: IssueType) -> None:
        """Set rows aside for a reason; the first reason given stays."""
        mask = rows.to_numpy(dtype=bool) & self.reason.isna().to_numpy()
        if mask.any():
            self.reason[mask] = why.code
            self.note(why, mask)

    def note(
        self,
        what: IssueType,
        rows: pd.Series | np.ndarray | None = None,
        name: str | None = None,
        values: Sequence[str] = (),
    ) -> None:
        """Note a finding about some rows (or the whole table)."""
        where = (self.raw.file, self.raw.sheet, self.header(name) if name else None)
        if rows is None:
            self.issues.append(what.found(*where, values=values[:_FEW]))
            return
        mask = np.asarray(rows, dtype=bool)
        if mask.any():
            first = self.numbers[first_of(mask, _FEW)].tolist()
            self.issues.append(what.found(*where, int(mask.sum()), first, values[:_FEW]))

    def _note_unread(self, raw: pd.Series, values: pd.Series, code: IssueType, name: str) -> None:
        unread = values.isna()
        if unread.any() and (unread := unread & filled(raw)).any():
            shown = [cell for cell in pd.unique(raw[unread]) if not missing(cell)]
            if code is BAD_DATE:
                shown = [cell for cell in shown if not _not_yet(cell)]
            if shown:
                self.note(code, unread & raw.isin(shown), name, shown)

    def built(self, table: str, prints: np.ndarray | None = None) -> Built:
        """Return what was built."""
        frame = pd.DataFrame(self.columns, index=self.raw.frame.index, copy=False)
        frame["row"] = self.numbers
        notes = (tuple(self.issues), tuple(self.assumptions), prints)
        return Built(table, self.raw, self.mapping, frame, self.reason, *notes)


@dataclass(frozen=True)
class Built:
    """One raw table as canonical columns, row by row with the raw table, before the files are joined.

    ``prints`` are the fingerprints (``columns.fingerprints``) of the deals' ids, where there are any.
    """

    table: str
    raw: RawTable
    mapping: TableMapping
    frame: pd.DataFrame
    reason: pd.Series
    issues: tuple[Issue, ...]
    assumptions: tuple[str, ...]
    prints: np.ndarray | None = None

    @property
    def kept(self) -> pd.Series:
        """Which rows are kept."""
        return self.reason.isna()

    def with_frame(self, frame: pd.DataFrame, *assumptions: str) -> Built:
        """Return the same with other values."""
        return replace(self, frame=frame, assumptions=(*self.assumptions, *assumptions))

    def without_prints(self) -> Built:
        """Return the same without fingerprints, after its ids have changed."""
        return replace(self, prints=None)

    def with_issues(self, *issues: Issue) -> Built:
        """Return the same with more findings."""
        return replace(self, issues=(*self.issues, *issues))

    def without(self, rows: pd.Series, why: IssueType) -> Built:
        """Return the same with more rows set aside for a reason."""
        rows = rows & self.kept
        if not rows.any():
            return self
        first = [int(n) for n in self.frame.loc[rows, "row"].head(_FEW)]
        issue = why.found(self.raw.file, self.raw.sheet, None, int(rows.sum()), first)
        return replace(self, reason=self.reason.mask(rows, why.code), issues=(*self.issues, issue))
