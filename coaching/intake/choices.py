"""Mappings as people keep them: a JSON file for scheduled jobs, and corrections laid over a suggestion."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch

from coaching.intake.fields import ENTERED, FIELDS
from coaching.intake.fold import fold
from coaching.intake.model import RawTable, TableMapping
from coaching.tables import FIRST_APPOINTMENT, NEXT_STEP, STAGE_MEANINGS, TABLES

_PARTS = ("fields", "stages", "formats")
_ALLOWED = {"file", "sheet", "table", *_PARTS}


@dataclass(frozen=True)
class Given:
    """What a person laid down for one table; what is left out stays as suggested.

    ``file`` and ``sheet`` say which tables it is for (``None`` for any; ``*`` stands for any letters). A field
    with an empty header is taken out of the mapping.
    """

    file: str | None = None
    sheet: str | None = None
    table: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)

    def is_for(self, raw: RawTable) -> bool:
        """Say whether this was laid down for ``raw``."""
        file_fits = self.file is None or fnmatch(raw.file, self.file)
        return file_fits and (self.sheet is None or fnmatch(raw.sheet or "", self.sheet))


def load_mapping(text: str) -> tuple[Given, ...]:
    """Read a mapping file: one JSON object, or a list of them.

    Raises ``ValueError``, saying what is wrong, for text that is no such file.
    """
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise ValueError(f"not valid JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    return tuple(_given(item) for item in (data if isinstance(data, list) else [data]))


def _given(item: object) -> Given:
    if not isinstance(item, dict):
        raise ValueError("a mapping is an object with the keys " + ", ".join(sorted(_ALLOWED)))
    if unknown := set(item) - _ALLOWED:
        raise ValueError(f"unknown key {min(unknown)!r}; known are {', '.join(sorted(_ALLOWED))}")
    for name in ("file", "sheet", "table"):
        if not isinstance(item.get(name), (str, type(None))):
            raise ValueError(f"{name!r} must be text")
    table = item.get("table")
    if table is not None and table not in TABLES:
        raise ValueError(f"unknown table {table!r}; known are {', '.join(TABLES)}")
    parts = {name: _texts(name, item.get(name) or {}) for name in _PARTS}
    names = set(FIELDS[table]) if table else {name for fields in FIELDS.values() for name in fields}
    for name in parts["fields"]:
        if name not in names and not name.startswith(ENTERED):
            raise ValueError(f"unknown field {name!r}; known are {', '.join(sorted(names))}")
    for label, meaning in parts["stages"].items():
        if meaning not in (*STAGE_MEANINGS, ""):
            raise ValueError(f"stage {label!r}: {meaning!r} is not one of {', '.join(STAGE_MEANINGS)}")
    return Given(item.get("file"), item.get("sheet"), table, **parts)


def _texts(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, (str, type(None))) for v in value.values()):
        raise ValueError(f"{name!r} must be an object of texts")
    return {str(k): v or "" for k, v in value.items()}


def dump_mapping(pairs: Sequence[tuple[RawTable, TableMapping]]) -> str:
    """Return the mappings of tables as a mapping file that ``load_mapping`` reads."""
    items = [
        {
            "file": raw.file,
            "sheet": raw.sheet,
            "table": mapping.table or None,
            "fields": dict(mapping.fields),
            "stages": dict(mapping.stages),
            "formats": dict(mapping.formats),
        }
        for raw, mapping in pairs
    ]
    return json.dumps(items, ensure_ascii=False, indent=2)


def given_for(given: Sequence[Given], raw: RawTable) -> Given | None:
    """Return what was laid down for ``raw``: the first that names it, else the first for any table."""
    fitting = [one for one in given if one.is_for(raw)]
    return next((one for one in fitting if one.file or one.sheet), fitting[0] if fitting else None)


def override(mapping: TableMapping, given: Given | TableMapping) -> TableMapping:
    """Lay what a person decided over a suggestion; questions it answers are dropped.

    One header serves one field: a header given to a field is taken from the field that had it. Where ``given``
    names another table, only fields of that table stay.
    """
    table = given.table or mapping.table
    headers = {header for header in given.fields.values() if header}
    fields = {
        name: header
        for name, header in mapping.fields.items()
        if name not in given.fields and header not in headers and _belongs(name, table)
    }
    fields.update({name: header for name, header in given.fields.items() if header})
    stages = {**mapping.stages, **_respelled(given.stages, mapping.stages)}
    certainty = {name: mapping.certainty.get(name, 1.0) for name in fields} | dict.fromkeys(given.fields, 1.0)
    return replace(
        mapping,
        table=table,
        fields=fields,
        stages=stages,
        formats={**{n: f for n, f in mapping.formats.items() if n in fields or n == "kind"}, **given.formats},
        certainty={name: sure for name, sure in certainty.items() if name in fields},
        questions=tuple(q for q in mapping.questions if not _answered(q, fields, stages, given, table)),
    )


def _belongs(name: str, table: str) -> bool:
    return bool(table) and (name in FIELDS[table] or (table == "deals" and name.startswith(ENTERED)))


def _respelled(given: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    by_fold = {fold(label): label for label in known}
    return {by_fold.get(fold(label), label): code for label, code in given.items()}


def _answered(question: str, fields, stages, given: Given | TableMapping, table: str) -> bool:
    kind, _, name = question.partition(":")
    if kind == "role":
        return bool(table)
    if kind == "column":
        return name in given.fields or name not in fields
    if kind in ("date_order", "decimal"):
        return name in given.formats or name not in fields
    if question == "first_appointment_stage":
        return "first_appointment_on" in fields or FIRST_APPOINTMENT in given.stages.values()
    if question == "next_step_stage":
        return "next_step_on" in fields or NEXT_STEP in given.stages.values()
    return question == "stage_undecided" and "" not in stages.values()
