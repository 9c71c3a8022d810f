"""A mapping file: what the user says about columns and stages, laid over what intake suggests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from coaching.cli.refusal import Refusal
from coaching.intake import FIELDS
from coaching.intake.fields import ENTERED
from coaching.intake.model import RawTable, TableMapping
from coaching.tables import STAGE_MEANINGS, TABLES

_KEYS = {"file", "sheet", "table", "fields", "mapping", "stages", "formats"}


@dataclass(frozen=True)
class Correction:
    """What is said about one file and sheet, or about every table where these are None.

    A field mapped to None is taken away from what was suggested.
    """

    file: str | None = None
    sheet: str | None = None
    table: str | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)

    def meant_for(self, raw: RawTable) -> bool:
        """Say whether this is about ``raw``."""
        return self.file in (None, raw.file) and self.sheet in (None, raw.sheet)

    def over(self, raw: RawTable, suggested: TableMapping) -> TableMapping:
        """Return the suggestion with this laid over it; headers that ``raw`` does not have are passed over."""
        table = self.table if self.table is not None else suggested.table
        known = FIELDS.get(table, ())
        said = {
            name: header
            for name, header in self.fields.items()
            if (name in known or name.startswith(ENTERED)) and header in (None, *raw.header)
        }
        taken = {header for header in said.values() if header}
        kept = {
            name: header
            for name, header in (suggested.fields.items() if table == suggested.table else ())
            if name not in said and header not in taken
        }
        fields = kept | {name: header for name, header in said.items() if header}
        sure = {name: certainty for name, certainty in suggested.certainty.items() if name in kept}
        return replace(
            suggested,
            table=table,
            fields=fields,
            stages={**suggested.stages, **self.stages},
            formats={**suggested.formats, **self.formats},
            certainty=sure | {name: 1.0 for name, header in said.items() if header},
        )


@dataclass(frozen=True)
class Corrections:
    """Everything that a mapping file says."""

    entries: tuple[Correction, ...] = ()

    def applied(self, raw: RawTable, suggested: TableMapping) -> TableMapping:
        """Return ``suggested`` with every correction meant for ``raw`` laid over it."""
        for entry in self.entries:
            if entry.meant_for(raw):
                suggested = entry.over(raw, suggested)
        return suggested

    def must_be_used(self, tables: Iterable[RawTable]) -> None:
        """Refuse a header that none of the tables has: a typing error would otherwise go unnoticed."""
        seen = tuple(tables)
        for entry in self.entries:
            meant = [raw for raw in seen if entry.meant_for(raw)]
            headers = {header for raw in meant for header in raw.header}
            for header in entry.fields.values():
                if meant and header is not None and header not in headers:
                    raise Refusal("mapping_header", header=header, headers=", ".join(sorted(headers)))


def load_corrections(path: str) -> Corrections:
    """Read a mapping file, JSON or YAML: one correction, or the ``sources`` that ``check --json`` wrote.

    Raises ``Refusal`` for a file that cannot be read or names what does not exist.
    """
    try:
        data = yaml.safe_load(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        why = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise Refusal("mapping_unreadable", file=path, why=why) from error
    entries = data.get("sources", [data]) if isinstance(data, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refusal("mapping_shape", file=path)
    return Corrections(tuple(_correction(entry, path, strict="sources" not in data) for entry in entries))


def _correction(entry: dict[str, Any], path: str, strict: bool) -> Correction:
    if strict and not set(entry) <= _KEYS:
        raise Refusal("mapping_shape", file=path)
    parts = {name: entry.get(name) or {} for name in ("fields", "mapping", "stages", "formats")}
    if not all(isinstance(part, dict) for part in parts.values()):
        raise Refusal("mapping_shape", file=path)
    fields = {
        str(name): None if header is None else str(header)
        for name, header in (parts["mapping"] | parts["fields"]).items()
    }
    known = {name for names in FIELDS.values() for name in names}
    for name in fields:
        if name not in known and not name.startswith(ENTERED):
            raise Refusal("mapping_field", field=name, fields=", ".join(sorted(known)))
    stages = {str(label): str(meaning or "") for label, meaning in parts["stages"].items()}
    for label, meaning in stages.items():
        if meaning not in ("", *STAGE_MEANINGS):
            raise Refusal("mapping_meaning", stage=label, meaning=meaning, meanings=", ".join(STAGE_MEANINGS))
    table = entry.get("table")
    if table and table not in TABLES:
        raise Refusal("mapping_table", table=str(table), tables=", ".join(TABLES))
    return Correction(entry.get("file"), entry.get("sheet"), table, fields, stages, parts["formats"])
