"""Mappings as people keep them: a JSON file for scheduled jobs, and corrections laid over a suggestion."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

import yaml

from coaching.importing.issues.questions import QUESTIONS, READINGS
from coaching.importing.mapping.also_tables import PERIOD_FIELDS
from coaching.importing.mapping.schema import ENTERED, FIELDS, OWNERS
from coaching.importing.mapping.stages import shows_outcome
from coaching.importing.model import Question, RawTable, TableMapping
from coaching.importing.values.normalize import normalize
from coaching.tables import FIRST_APPOINTMENT, NEXT_STEP, STAGE_MEANINGS, TABLES

#: Readings that are of all rows, and of no column.
_OF_ALL_ROWS = ("kind", "year", "goal_period", "period", *READINGS)
_PARTS = ("fields", "stages", "formats")
_ALLOWED = {"file", "sheet", "table", "exclude", "mapping", "also_tables", *_PARTS}


@dataclass(frozen=True)
class Given:
    """What a person laid down for one table; what is left out stays as suggested.

    ``file`` and ``sheet`` say which tables it is for (``None`` for any; ``*`` stands for any letters). A field
    with an empty header is taken out of the mapping. ``also_tables`` says what else the rows hold, with the headers of
    its own fields: nothing where it is empty, as suggested where it is ``None``.
    """

    file: str | None = None
    sheet: str | None = None
    table: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also_tables: Mapping[str, Mapping[str, str]] | None = None

    def is_for(self, raw: RawTable) -> bool:
        """Return whether this was laid down for ``raw``."""
        return _fits(raw.file, self.file) and _fits(raw.sheet or "", self.sheet)


def _fits(name: str, wanted: str | None) -> bool:
    return wanted is None or name == wanted or fnmatchcase(name, wanted)


class BadMapping(ValueError):
    """A mapping file that says nonsense; ``code`` and ``values`` say what, for a catalogue.

    Codes are ``unreadable`` (``why``), ``shape``, ``field`` (``field``, ``fields``), ``meaning`` (``stage``,
    ``meaning``, ``meanings``) and ``table`` (``table``, ``tables``).
    """

    def __init__(self, code: str, text: str, **values: str) -> None:
        super().__init__(text)
        self.code = code
        self.values = values


def load_mapping(text: str) -> tuple[Given, ...]:
    """Read a mapping file, JSON or YAML: one object, a list of them, or the account that ``check`` writes.

    In an account (``sources``) the columns may stand under ``mapping``, and what is no decision is passed over.
    Raises ``BadMapping``, a ``ValueError`` that says what is wrong, for text that is no such file.
    """
    try:
        data = yaml.safe_load(text.removeprefix("\ufeff"))
    except (yaml.YAMLError, ValueError) as error:
        raise BadMapping("unreadable", f"not valid JSON or YAML: {error}", why=str(error).splitlines()[0]) from error
    account = isinstance(data, dict) and "sources" in data
    items = data["sources"] if account else data
    if account and not isinstance(items, list):
        raise _bad_shape("'sources' must be a list")
    return tuple(_given(item, account) for item in (items if isinstance(items, list) else [items]))


def _bad_shape(text: str) -> BadMapping:
    return BadMapping("shape", text)


def _given(item: object, account: bool) -> Given:
    if not isinstance(item, dict):
        raise _bad_shape("a mapping is an object with the keys " + ", ".join(sorted(_ALLOWED)))
    if not account and (unknown := {str(name) for name in item} - _ALLOWED):
        raise _bad_shape(f"unknown key {min(unknown)!r}; known are {', '.join(sorted(_ALLOWED))}")
    for name in ("file", "sheet", "table"):
        if not isinstance(item.get(name), (str, type(None))):
            raise _bad_shape(f"{name!r} must be text")
    table = item.get("table") or None
    if table is not None and table not in TABLES:
        raise BadMapping(
            "table", f"unknown table {table!r}; known are {', '.join(TABLES)}", table=table, tables=", ".join(TABLES)
        )
    parts = {name: _texts(name, item.get(name) or {}) for name in (*_PARTS, "mapping")}
    parts["fields"] = parts.pop("mapping") | parts["fields"]
    names = sorted(set(FIELDS[table]) if table else {name for fields in FIELDS.values() for name in fields})
    exclude = _lists(item.get("exclude") or {})
    if account and table:
        # An account once named the columns of every table that the rows serve in one place.
        others = {name for fields in FIELDS.values() for name in fields} - set(names)
        parts["fields"] = {name: header for name, header in parts["fields"].items() if name not in others}
    for name in (*parts["fields"], *exclude):
        if name not in names and not name.startswith(ENTERED):
            known = ", ".join(names)
            raise BadMapping("field", f"unknown field {name!r}; known are {known}", field=name, fields=known)
    meanings = ", ".join(STAGE_MEANINGS)
    for label, meaning in parts["stages"].items():
        if meaning not in (*STAGE_MEANINGS, ""):
            mistake = f"stage {label!r}: {meaning!r} is not one of {meanings}"
            raise BadMapping("meaning", mistake, stage=label, meaning=meaning, meanings=meanings)
    also = _also(item.get("also_mapping") or item.get("also_tables"))
    return Given(item.get("file"), item.get("sheet"), table, **parts, exclude=exclude, also_tables=also)


def _also(value: object) -> dict[str, dict[str, str]] | None:
    """Return the fields of the further tables; a list of their names alone, as accounts had it once, says nothing."""
    if not isinstance(value, dict):
        return None
    for name in value:
        if name not in TABLES:
            known = ", ".join(TABLES)
            raise BadMapping("table", f"unknown table {name!r}; known are {known}", table=str(name), tables=known)
    return {str(name): _texts("also_tables", fields) for name, fields in value.items()}


def _texts(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, (str, type(None))) for v in value.values()):
        raise _bad_shape(f"{name!r} must be an object of texts")
    return {str(k): v or "" for k, v in value.items()}


def _lists(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not all(isinstance(v, list) for v in value.values()):
        raise _bad_shape("'exclude' must be an object of lists")
    return {str(k): tuple("" if cell is None else str(cell) for cell in v) for k, v in value.items()}


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
            "exclude": {name: list(values) for name, values in mapping.exclude.items()},
            "also_tables": {name: dict(fields) for name, fields in mapping.also_tables.items()},
        }
        for raw, mapping in pairs
    ]
    return json.dumps(items, ensure_ascii=False, indent=2)


def given_for(given: Sequence[Given], raw: RawTable) -> Given | None:
    """Return what was laid down for ``raw``: the first that names it, else the first for any table."""
    fitting = [entry for entry in given if entry.is_for(raw)]
    return next((entry for entry in fitting if entry.file or entry.sheet), fitting[0] if fitting else None)


def fitted(given: Given, raw: RawTable) -> Given:
    """Return what was laid down without the headers that ``raw`` does not have."""
    return replace(given, fields={name: h for name, h in given.fields.items() if not h or h in raw.header})


def override(mapping: TableMapping, given: Given | TableMapping) -> TableMapping:
    """Lay what a person decided over a suggestion; questions it answers are dropped.

    One header serves one field: a header given to a field is taken from the field that had it. Where ``given``
    names another table, only fields of that table stay.
    """
    table = given.table or mapping.table
    also = given.also_tables if isinstance(given, Given) else None
    said = {name: header for name, header in given.fields.items() if _belongs(name, table)}
    headers = {header for header in said.values() if header}
    fields = {
        name: header
        for name, header in mapping.fields.items()
        if name not in said and header not in headers and _belongs(name, table)
    }
    fields.update({name: header for name, header in said.items() if header})
    stages = {**mapping.stages, **_respelled(given.stages, mapping.stages)}
    certainty = {name: mapping.certainty.get(name, 1.0) for name in fields} | dict.fromkeys(said, 1.0)
    return replace(
        mapping,
        table=table,
        fields=fields,
        stages=stages,
        formats={**{n: f for n, f in mapping.formats.items() if n in fields or n in _OF_ALL_ROWS}, **given.formats},
        certainty={name: sure for name, sure in certainty.items() if name in fields},
        questions=tuple(q for q in mapping.questions if not _answered(q, fields, stages, given, table)),
        exclude={name: values for name, values in {**mapping.exclude, **given.exclude}.items() if values},
        also_tables={
            name: own
            for name, own in (mapping.also_tables if also is None else also).items()
            if name != table and (table == mapping.table or also is not None)
        },
    )


def _belongs(name: str, table: str) -> bool:
    return bool(table) and (name in FIELDS[table] or (table == "deals" and name.startswith(ENTERED)))


def _respelled(given: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    by_normalized = {normalize(label): label for label in known}
    return {by_normalized.get(normalize(label), label): code for label, code in given.items()}


def _answered(
    question: Question, fields: Mapping[str, str], stages: Mapping[str, str], given: Given | TableMapping, table: str
) -> bool:
    about, name = question.about, question.field
    if about == "table":
        # A table that is guessed to hold deals is so as long as nobody says it.
        return bool(given.table)
    if about == "column":
        return name in given.fields or name not in fields
    if about in ("date_order", "decimal"):
        return name in given.formats or name not in fields
    if reading := QUESTIONS[about].reading:
        return reading in given.formats or table not in QUESTIONS[about].tables
    if about == "year":
        return "year" in given.formats or "year" in fields
    if about == "period":
        return bool({"goal_period", "period"} & set(given.formats)) or any(
            name in fields for name in PERIOD_FIELDS.get(table, ())
        )
    if about == "kinds":
        return bool(given.exclude)
    if about == "owner":
        return any(owner in fields for owner in OWNERS)
    if about == "deal_id":
        return "deal_id" in given.fields
    if about == "outcome":
        return shows_outcome(fields, stages)
    if about == "first_appointment_stage":
        return (
            not {"first_appointment_on", "first_appointment_done"}.isdisjoint(fields)
            or FIRST_APPOINTMENT in given.stages.values()
        )
    if about == "next_step_stage":
        return not {"next_step_on", "next_step_done"}.isdisjoint(fields) or NEXT_STEP in given.stages.values()
    if about == "stage":
        return question.label not in stages or (
            bool(stages[question.label]) and question.label in _known(given, stages)
        )
    return False


def _known(given: Given | TableMapping, stages: Mapping[str, str]) -> set[str]:
    """Return the labels that a person decided on, as they are spelled in ``stages``."""
    return set(_respelled(given.stages, stages))
