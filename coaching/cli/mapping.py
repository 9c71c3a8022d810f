"""A mapping file named on the command line: read by intake, refused in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from coaching.cli.refusal import Refusal
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
    """Read a mapping file; raises ``Refusal`` for one that cannot be read or names what does not exist."""
    try:
        return load_mapping(Path(path).read_text(encoding="utf-8-sig"))
    except BadMapping as error:
        raise Refusal(f"mapping_{error.code}", file=path, **error.values) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise Refusal("mapping_unreadable", file=path, why=why) from error


def understood(raw: RawTable, given: Sequence[Given]) -> TableMapping:
    """Return the suggestion for a table with what was laid down for it over it."""
    one = given_for(given, raw)
    if one is None:
        return suggest_mapping(raw)
    suggested = suggest_mapping(raw)
    if one.table and one.table != suggested.table:
        suggested = suggest_mapping(raw, one.table)
    return override(suggested, fitted(one, raw))


def must_be_used(given: Sequence[Given], tables: Sequence[RawTable]) -> None:
    """Refuse a header that none of the tables has: a typing error would otherwise go unnoticed."""
    for one in given:
        headers = {header for raw in tables if one.is_for(raw) for header in raw.header}
        for header in one.fields.values():
            if headers and header and header not in headers:
                raise Refusal("mapping_header", header=header, headers=", ".join(sorted(headers)))
