"""The import report: where every row of a file went (read = kept + set aside + junk), and the issues found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from numbers import Real

import pandas as pd
import streamlit as st

from coaching.importing import ASIDE, Intake, Issue, aside_by_group, aside_groups, give_back, presets
from coaching.report import Headline, Quantity, sentence, shown_name
from coaching.spreadsheets import safe_csv
from coaching.words import Words, plain
from pages.kit import cards, downloads, widgets
from pages.kit.escape import markdown

_SHOWN_ROWS, _SHOWN_COLUMNS, _SHOWN_GROUPS = 10, 10, 20
#: Reasons for rows set aside that need no correction, and the name of their group.
_NOTHING_TO_MEND = {
    "superseded": "replaced",
    "left_out_by_choice": "left_out",
    "deleted_rows": "deleted",
    "other_activity": "other_kinds",
    "filled_in": "replaced",
    "no_share": "no_share",
    "other_records": "other_records",
}
#: Of these, the reasons that are no more than a note.
_IN_ORDER = frozenset(_NOTHING_TO_MEND) - {"other_records"}
#: Canonical columns that hold codes, and the catalogue's prefix for these codes.
CODES = {"gate": "meaning", "outcome": "outcome", "kind": "kind", "result": "result", "goal_period": "goal_every"}
#: What the dates of a workbook without a time of day end with.
_MIDNIGHT = " 00:00:00"
#: Keeps a date on one line.
_UNBROKEN = "\u00a0"
#: The importer's name of a column without a header; a number follows if there would be two of that name.
_UNNAMED = re.compile(r"Column (\d+)( \(\d+\))?")
#: Findings whose values are headers.
_OF_HEADERS = ("unknown_table",)


def counts(intake: Intake, words: Words, brief: bool = False) -> None:
    """Show the counts of rows read, kept, set aside, recognised as junk, and set aside without need of correction.

    Where all rows are kept, a ``brief`` account is one sentence.
    """
    totals = {
        kind: sum(getattr(source, f"rows_{kind}") for source in intake.sources)
        for kind in ("read", "kept", "set_aside", "junk")
    }
    aside = aside_by_group(intake.set_aside, _NOTHING_TO_MEND)
    in_order = {group: len(aside[group]) for group in _NOTHING_TO_MEND.values() if group in aside}
    totals["set_aside"] -= sum(in_order.values())
    totals |= in_order
    if brief and totals["read"] == totals["kept"]:
        cards.small(words.count("rows.all_kept", totals["read"]))
        return
    shown = [
        Headline(kind, words(f"rows.{kind}"), Quantity(total), words(f"rows.{kind}.note") if total else "")
        for kind, total in totals.items()
    ]
    with st.container(key="row-counts"):
        cards.headlines(shown, words)


def issues(intake: Intake, words: Words) -> None:
    """Show the issues of all sources with their remedies, the most severe first."""
    listed = [*intake.issues, *(issue for source in intake.sources for issue in source.issues)]
    problems(dict.fromkeys(listed), words)


def problems(issues: Iterable[Issue], words: Words) -> None:
    """Show issues by severity: refused files, rows set aside, notes."""
    order = {"fatal": 0, "set_aside": 1, "note": 2}
    show = {"fatal": st.error, "set_aside": st.warning, "note": st.info}
    toned = [("note" if issue.code in _IN_ORDER else issue.severity, issue) for issue in issues]
    for tone, issue in sorted(toned, key=lambda pair: order[pair[0]]):
        show[tone](markdown(issue_text(issue, words)))


def issue_text(issue: Issue, words: Words) -> str:
    """Return an issue as text: its place, the finding, the remedy and the rows."""
    column = header(issue.column, words) if issue.column else None
    values = {**vars(issue), "column": column}
    if issue.code in _OF_HEADERS:
        values["values"] = tuple(header(name, words) for name in issue.values)
    place = _place(words, issue.file, issue.sheet, column)
    message = sentence(words, "issue", issue.code, values)
    return " ".join(part for part in (f"{place}:" if place else "", message, _rows(issue, words)) if part)


def _rows(issue: Issue, words: Words) -> str:
    if not issue.rows:
        return ""
    listed = [str(row) for row in issue.rows]
    more = [words("issue.rows.and_more")] if issue.count > len(listed) else []
    return words.count("issue.rows", len(listed), rows=words.listed([*listed, *more]))


def _place(words: Words, *parts: str | None) -> str:
    return " · ".join(words.name(part) for part in parts if part)


def set_aside(intake: Intake, words: Words) -> None:
    """Show the rows set aside with their reasons, to download and correct; those that need no correction below."""
    aside = aside_by_group(intake.set_aside, _NOTHING_TO_MEND)
    if "" in aside:
        _to_be_mended(intake, aside[""], words)
    for group in dict.fromkeys(_NOTHING_TO_MEND.values()):
        if group in aside:
            with st.expander(words.count(f"quality.{group}", len(aside[group]))):
                cards.small(words(f"quality.{group}.lead"))
                _download(partial(aside.__getitem__, group), group.replace("_", "-"), words)


def _to_be_mended(intake: Intake, aside: pd.DataFrame, words: Words) -> None:
    """Show rows grouped by file, sheet and reason; the rows of one sheet share their columns."""
    st.subheader(words("quality.set_aside"), anchor=False)
    st.caption(words("quality.set_aside.lead"))
    groups = aside_groups(aside)
    for at, (file, sheet, code, rows) in enumerate(groups[:_SHOWN_GROUPS]):
        why = words.count("aside.group", len(rows), place=_place(words, file, sheet), why=_why(code, words))
        with st.expander(markdown(why), expanded=not at):
            if advice := _advice(code, words):
                cards.small(advice)
            _first_rows(rows, _own_columns(intake, rows, file, sheet), words)
    if len(groups) > _SHOWN_GROUPS:
        st.caption(words.count("quality.set_aside.groups", len(groups) - _SHOWN_GROUPS))
    _download(lambda: aside, "set-aside", words)


def _first_rows(rows: pd.DataFrame, columns: list[str], words: Words) -> None:
    shown = rows[["row", *columns]].head(_SHOWN_ROWS).astype(object).to_dict("records")
    head = [words("set_aside.row"), *(header(name, words) for name in columns)]
    cards.table(head, [[cell(value, words) for value in row.values()] for row in shown])
    first_of(len(rows), _SHOWN_ROWS, words)


def first_of(count: int, shown: int, words: Words) -> None:
    """Show a note if only the first rows of a list are shown."""
    if count > shown:
        cards.small(words("table.first", shown=words.number(shown), n=words.number(count)))


def _own_columns(intake: Intake, rows: pd.DataFrame, file: str, sheet: str) -> list[str]:
    """Return the columns of the user's file to show: those that hold anything, the mapped ones first."""
    mappings = (source.mapping for source in intake.sources if (source.file, source.sheet or "") == (file, sheet))
    mapped = {name for mapping in mappings for name in mapping.values()}
    own = [name for name in rows.columns if name not in ASIDE]
    filled = {name for name in own if (rows[name].notna() & (rows[name] != "")).any()}
    if not mapped & filled:
        mapped = set()
    worth = sorted((name for name in own if name in filled | mapped), key=lambda name: name not in mapped)
    return sorted(worth[:_SHOWN_COLUMNS], key=own.index)


def _why(code: str, words: Words) -> str:
    return named(words, "aside", code)


def _advice(code: str, words: Words) -> str:
    return words(f"issue.{code}.mend") if words.has(f"issue.{code}.mend") else ""


def _download(rows: Callable[[], pd.DataFrame], key: str, words: Words) -> None:
    downloads.button(
        words("quality.download"),
        lambda: _to_mend(rows(), words),
        file_name=f"{key}.csv",
        mime=widgets.CSV,
        icon=":material/download:",
        key=key,
        on_click="ignore",
    )


def _to_mend(rows: pd.DataFrame, words: Words) -> bytes:
    reasons = {code: _reason_of_row(code, words) for code in rows["reason"].unique()}
    tables = {table: named(words, "table", table or "unknown") for table in rows["table"].unique()}
    data = safe_csv(rows.assign(reason=_mapped(rows["reason"], reasons), table=_mapped(rows["table"], tables)))
    give_back()
    return data


def _mapped(values: pd.Series, into: Mapping[str, str]) -> pd.Series:
    return values.astype(object).map(into)


def _reason_of_row(code: str, words: Words) -> str:
    """Return why a row is set aside and what to do about it."""
    why, mend = _why(code, words), _advice(code, words)
    return words("aside.with_advice", why=why, mend=mend) if mend else why


def sources(intake: Intake, words: Words) -> None:
    """Show every file and sheet with its table type and the counts of its rows."""
    head = [words(f"source.{key}") for key in ("file", "taken_for", "read", "kept", "set_aside", "junk")]
    rows = [
        (
            plain(" · ".join(part for part in (source.file, source.sheet) if part)),
            taken_for(source.table, source.preset, words),
            *(words.number(n) for n in (source.rows_read, source.rows_kept, source.rows_set_aside, source.rows_junk)),
        )
        for source in intake.sources
    ]
    cards.table(head, rows, figures=range(2, 6))


def taken_for(table: str, preset: str | None, words: Words) -> str:
    """Return the name of a table type, with the CRM whose layout was recognised.

    A CRM without a name in the catalogues is called by the title of its preset.
    """
    table_type = named(words, "table", table or "unknown")
    if not preset:
        return table_type
    is_named = words.has(f"preset.{preset}") or preset not in presets()
    crm = named(words, "preset", preset) if is_named else plain(presets()[preset].title)
    return words("source.by_preset", role=table_type, preset=crm)


def header(name: str, words: Words) -> str:
    """Return a column's header or, for a column without one, its number in the reader's words."""
    unnamed = _UNNAMED.fullmatch(name)
    return (
        words("column.unnamed", number=words.number(int(unnamed[1]))) + (unnamed[2] or "") if unnamed else plain(name)
    )


def cell(value: object, words: Words, field: str = "") -> str:
    """Return a value in the reader's words, ``""`` for a missing one; ``field`` names the canonical column."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, dt.date):
        return words.date(value).replace(" ", _UNBROKEN)
    if isinstance(value, Real):
        return words.number(float(value), 2)
    return named(words, CODES[field], str(value)) if field in CODES else shown_name(words, without_midnight(str(value)))


def without_midnight(cell: str) -> str:
    """Return a date of a workbook without the time of day that nobody entered."""
    return cell.removesuffix(_MIDNIGHT)


def named(words: Words, kind: str, code: str) -> str:
    """Return the name of a code (of a table, field, preset or stage meaning); an unknown code is returned as it is."""
    return words(f"{kind}.{code}") if words.has(f"{kind}.{code}") else plain(code)
