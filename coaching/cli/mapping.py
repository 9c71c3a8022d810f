"""The mapping file of the command line (``--mapping``), with errors in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coaching.cli.errors import CliError
from coaching.importing import (
    BadMapping,
    Given,
    RawTable,
    TableMapping,
    fitted,
    given_for,
    load_mapping,
    override,
    suggest_mapping,
)


def load_given(path: str) -> tuple[Given, ...]:
    """Read a mapping file; raises ``CliError`` if it cannot be read or names unknown fields or meanings."""
    try:
        return load_mapping(Path(path).read_text(encoding="utf-8-sig"))
    except BadMapping as error:
        raise CliError(f"mapping_{error.code}", file=path, **error.values) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise CliError("mapping_unreadable", file=path, why=why) from error


def mapping_of(raw: RawTable, given: Sequence[Given]) -> TableMapping:
    """Return the suggested mapping of a table, overridden by what the mapping file says about it."""
    entry = given_for(given, raw)
    if entry is None:
        return suggest_mapping(raw)
    suggested = suggest_mapping(raw)
    if entry.table and entry.table != suggested.table:
        suggested = suggest_mapping(raw, entry.table)
    return override(suggested, fitted(entry, raw))


def check_headers(given: Sequence[Given], tables: Sequence[RawTable]) -> None:
    """Raise ``CliError`` for a header that none of the tables has: a typing error would otherwise go unnoticed."""
    for entry in given:
        headers = {header for raw in tables if entry.is_for(raw) for header in raw.header}
        for header in entry.fields.values():
            if headers and header and header not in headers:
                raise CliError("mapping_header", header=header, headers=", ".join(sorted(headers)))
