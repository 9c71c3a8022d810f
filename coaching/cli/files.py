"""Load the files named on the command line into the canonical tables, and describe their issues."""

from __future__ import annotations

import datetime as dt
import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from coaching import importing, sources
from coaching.cli.errors import CliError
from coaching.cli.mapping import check_headers, load_given, mapping_of
from coaching.cli.parquet import is_parquet, with_parquet
from coaching.importing import (
    OUTCOME_COLUMN,
    QUESTIONS,
    Intake,
    Issue,
    Question,
    Source,
    TableMapping,
    Upload,
    asks_for_sales,
)
from coaching.report import sentence
from coaching.settings import read_settings
from coaching.words import Words, plain


def load_files(options: Namespace) -> tuple[Intake, tuple[TableMapping, ...]]:
    """Read the files and apply the suggested mappings, corrected by ``--mapping``.

    Returns the intake and the mapping of each source. Raises ``CliError`` for a path that cannot be read and for a
    mapping that does not fit.
    """
    parquet_paths = [path for path in options.files if is_parquet(path)] if "engine" in options else []
    uploads = [
        Upload(name, _bytes_of(path)) for name, path in _named([p for p in options.files if p not in parquet_paths])
    ]
    given = load_given(options.mapping) if options.mapping else ()
    reading = sources.read(uploads, sources.limits_from(read_settings()))
    check_headers(given, reading.tables)
    pairs = [(table, mapping_of(table, given)) for table in reading.tables]
    intake = importing.apply_mapping(pairs, reading.issues, dt.date.today())
    mappings = tuple(mapping for _, mapping in pairs)
    return (with_parquet(intake, parquet_paths, given) if parquet_paths else intake), mappings


def usable(intake: Intake, words: Words, mappings: Sequence[TableMapping] = ()) -> Intake:
    """Return ``intake`` if it can be scored, and print a warning for each file left out.

    The warnings include the open questions that block figures. Raises ``CliError``, with the reasons of every file,
    if nothing can be scored.
    """
    lines = [issue_line(issue, words) for issue in blocking_issues(intake)]
    lines += [line for pair in zip(intake.sources, mappings, strict=False) for line in _asked_lines(*pair, words)]
    deals = intake.tables.deals
    if isinstance(deals, pd.DataFrame) and deals.empty and intake.tables.rep_periods.empty:
        others = [source for source in intake.sources if source.table and source.rows_kept]
        raise CliError("nothing_to_score", *lines, *(_not_scored(source, words) for source in others))
    for line in lines:
        print(line, file=sys.stderr)
    return intake


#: Questions that have to be answered before a table yields right figures.
_IN_THE_WAY = ("table", "outcome", "owner", "column")
_NEEDED = (
    "rep",
    "rep_id",
    "rep_email",
    "stage",
    "status",
    "is_won",
    "won_on",
    "lost_on",
    "amount",
    "closed_on",
    "kind",
)


def _asked_lines(source: Source, mapping: TableMapping, words: Words) -> list[str]:
    """Return a line for each question about a table that blocks figures, with the way to answer it."""
    return [
        plain(words("cli.asked", file=place(source), question=question_text(question, words, mapping.table)))
        for question in mapping.questions
        if question.about in _IN_THE_WAY and (question.about != "column" or question.field in _NEEDED)
    ]


def question_text(question: Question, words: Words, taken_for: str = "") -> str:
    """Return a question as a sentence, with what holds until it is answered; its table is ``taken_for`` one of ours."""
    field = words(f"field.{question.field}") if words.has(f"field.{question.field}") else question.field
    named = {"field": field, "label": question.label}
    about = "sales" if asks_for_sales(question) else question.about
    asked = words(f"question.{about}", **{name: value for name, value in named.items() if value})
    return f"{asked} {_until_answered(question, words, taken_for)}".rstrip()


def _until_answered(question: Question, words: Words, taken_for: str) -> str:
    """Return what holds until a question is answered, "" where nothing does."""
    about, guess, header = question.about, question.guess, question.header
    if about == "stage":
        key = f"meaning.{guess}"
        meaning = words(key) if words.has(key) else guess
        known = words("cli.guessed_label", label=question.label, guess=meaning)
        return known if guess else words("cli.label_unknown", label=question.label)
    if asks_for_sales(question):
        return words("cli.guessed_sales" if guess == "deals" else "cli.guessed_no_sales")
    if about == "table":
        holds = "cli.taken_table" if taken_for else "cli.guessed_table"
        return words(holds, table=words(f"cli.table.{guess}")) if guess else ""
    if about == "column":
        return words("cli.guessed", header=header)
    codes = (f"{QUESTIONS[about].reading}.{guess}", f"format.{guess}")
    named = next((words(code) for code in codes if guess and words.has(code)), guess)
    where = words("cli.in_column", header=header) if header and about != OUTCOME_COLUMN.about else ""
    answer = words("cli.guessed_answer", answer=named) if named else ""
    return " ".join(filter(None, (where, answer)))


def _not_scored(source: Source, words: Words) -> str:
    """Return a line that names the type of a table which cannot be scored by itself."""
    return plain(words("cli.not_scored", file=place(source), table=words(f"cli.table.{source.table}")))


def all_issues(intake: Intake) -> tuple[Issue, ...]:
    """Return every issue once: those of the sources, and those of files that were refused before."""
    seen = dict.fromkeys(issue for source in intake.sources for issue in source.issues)
    return tuple(dict.fromkeys([*seen, *intake.issues]))


def blocking_issues(intake: Intake) -> tuple[Issue, ...]:
    """Return the issues for which a file or a sheet was refused, or all of its rows were set aside."""
    unused = {(source.file, source.sheet) for source in intake.sources if not source.rows_kept}
    return tuple(
        issue
        for issue in all_issues(intake)
        if issue.severity == "fatal" or (issue.severity == "set_aside" and (issue.file, issue.sheet) in unused)
    )


def issue_line(issue: Issue, words: Words) -> str:
    """Return an issue as one line: the file or sheet, the finding and the remedy."""
    return f"{place(issue)}: {issue_text(issue, words)}"


def place(what: Issue | Source) -> str:
    """Return the name of the file, with the sheet if it has several."""
    return plain(f"{what.file} [{what.sheet}]" if what.sheet else what.file)


def issue_text(issue: Issue, words: Words) -> str:
    """Return an issue's finding and remedy as a sentence."""
    values = {
        "file": issue.file,
        "sheet": issue.sheet,
        "column": issue.column,
        "count": issue.count,
        "rows": list(issue.rows),
        "row": issue.rows[0] if issue.rows else None,
        "values": list(issue.values),
        "value": issue.values[0] if issue.values else None,
    }
    return plain(sentence(words, "issue", issue.code, values)) or issue.code


def _named(paths: Sequence[str]) -> Iterable[tuple[str, Path]]:
    """Return the shortest name of each file that no other file has."""
    names = [os.path.basename(path) for path in paths]
    for path, name in zip(paths, names, strict=True):
        yield (name if names.count(name) == 1 else path), Path(path)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CliError("no_such_file", file=str(path)) from None
    except IsADirectoryError:
        raise CliError("is_a_folder", file=str(path)) from None
    except (OSError, ValueError) as error:
        raise CliError("cannot_read", file=str(path), why=getattr(error, "strerror", None) or str(error)) from error
