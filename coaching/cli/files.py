"""Files named on the command line: read, understood, turned into the canonical tables."""

from __future__ import annotations

import datetime as dt
import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from coaching import importing, sources
from coaching.cli.lake import is_lake, with_lake
from coaching.cli.mapping import load_given, must_be_used, understood
from coaching.cli.refusal import Refusal
from coaching.importing import Intake, Issue, Source, TableMapping, Upload
from coaching.report import sentence
from coaching.settings import read_settings
from coaching.words import Words, plain


def take_in(options: Namespace) -> tuple[Intake, tuple[TableMapping, ...]]:
    """Read the files and apply what is suggested for them, corrected by ``--mapping``.

    Returns the tables with their account, and the mapping of each source. Raises ``Refusal`` for a path that
    cannot be read and for a mapping that does not fit.
    """
    lakes = [path for path in options.files if is_lake(path)] if "engine" in options else []
    uploads = [Upload(name, _bytes_of(path)) for name, path in _named([p for p in options.files if p not in lakes])]
    given = load_given(options.mapping) if options.mapping else ()
    reading = sources.read(uploads, sources.limits_from(read_settings()))
    must_be_used(given, reading.tables)
    pairs = [(table, understood(table, given)) for table in reading.tables]
    taken = importing.apply_mapping(pairs, reading.issues, dt.date.today())
    mappings = tuple(mapping for _, mapping in pairs)
    return (with_lake(taken, lakes, given) if lakes else taken), mappings


def usable(taken: Intake, words: Words, mappings: Sequence[TableMapping] = ()) -> Intake:
    """Return ``taken`` when there is something to score in it, after a warning for each file left out.

    A question that stands in the way of figures is among the warnings. Raises ``Refusal`` with everything that was
    refused, and what each file lacks, when there is nothing to score.
    """
    lines = [refused_line(issue, words) for issue in blocking_issues(taken)]
    lines += [line for pair in zip(taken.sources, mappings, strict=False) for line in _asked_lines(*pair, words)]
    deals = taken.tables.deals
    if isinstance(deals, pd.DataFrame) and deals.empty and taken.tables.rep_periods.empty:
        others = [source for source in taken.sources if source.table and source.rows_kept]
        raise Refusal("nothing_to_score", *lines, *(_not_scored(source, words) for source in others))
    for line in lines:
        print(line, file=sys.stderr)
    return taken


#: Questions without whose answer no figure, or a wrong one, comes of a table.
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
    """Return a line for each question about a table that stands in the way of figures, and how to answer it."""
    lines = []
    for question in mapping.questions:
        if question.about not in _IN_THE_WAY or (question.about == "column" and question.field not in _NEEDED):
            continue
        field = words(f"field.{question.field}") if words.has(f"field.{question.field}") else question.field
        asked = words(f"question.{question.about}", **({"field": field} if question.field else {}))
        guess = words("cli.guessed", header=question.header) if question.header else ""
        lines.append(plain(words("cli.asked", file=place(source), question=asked, guess=guess).rstrip()))
    return lines


def _not_scored(source: Source, words: Words) -> str:
    """Return what a table was taken for that nothing is scored from by itself."""
    return plain(words("cli.not_scored", file=place(source), table=words(f"cli.table.{source.table}")))


def all_issues(taken: Intake) -> tuple[Issue, ...]:
    """Return every issue once: those of the sources, and those of files that never became one."""
    seen = dict.fromkeys(issue for source in taken.sources for issue in source.issues)
    return tuple(dict.fromkeys([*seen, *taken.issues]))


def blocking_issues(taken: Intake) -> tuple[Issue, ...]:
    """Return the issues that kept a file or a sheet out, or every row of one."""
    unused = {(source.file, source.sheet) for source in taken.sources if not source.rows_kept}
    return tuple(
        issue
        for issue in all_issues(taken)
        if issue.severity == "fatal" or (issue.severity == "set_aside" and (issue.file, issue.sheet) in unused)
    )


def refused_line(issue: Issue, words: Words) -> str:
    """Return one line for a file or sheet that was left out: which, why, what to do."""
    return f"{place(issue)}: {issue_text(issue, words)}"


def place(what: Issue | Source) -> str:
    """Return the file, with its sheet where it has several."""
    return plain(f"{what.file} [{what.sheet}]" if what.sheet else what.file)


def issue_text(issue: Issue, words: Words) -> str:
    """Return what was found and what to do about it."""
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
    """Name each file as briefly as keeps them apart."""
    names = [os.path.basename(path) for path in paths]
    for path, name in zip(paths, names, strict=True):
        yield (name if names.count(name) == 1 else path), Path(path)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal("no_such_file", file=str(path)) from None
    except IsADirectoryError:
        raise Refusal("is_a_folder", file=str(path)) from None
    except (OSError, ValueError) as error:
        raise Refusal("cannot_read", file=str(path), why=getattr(error, "strerror", None) or str(error)) from error
