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


def usable(taken: Intake, words: Words) -> Intake:
    """Return ``taken`` when there is something to score in it, after a warning for each file left out.

    Raises ``Refusal`` with everything that was refused when there is nothing.
    """
    lines = [refused_line(issue, words) for issue in blocking_issues(taken)]
    deals = taken.tables.deals
    if isinstance(deals, pd.DataFrame) and deals.empty and taken.tables.rep_periods.empty:
        raise Refusal("nothing_to_score", *lines)
    for line in lines:
        print(line, file=sys.stderr)
    return taken


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
