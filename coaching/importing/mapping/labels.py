"""The labels of the columns that hold stages and statuses, and what each one means."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.importing.mapping.schema import ENTERED
from coaching.importing.mapping.stages import Meaning, stage_map, status_meaning
from coaching.importing.model import RawTable
from coaching.importing.values.normalize import fold
from coaching.importing.values.text_columns import distinct

_MOST_STAGES, _MOST_STATUSES = 200, 50


def stage_headers(fields: Mapping[str, str]) -> tuple[str, ...]:
    """Return the headers of the columns that hold stage labels."""
    return tuple(fields[name] for name in ("stage", "furthest_stage") if name in fields)


def stage_labels(table: RawTable, fields: Mapping[str, str], preset: str | None) -> dict[str, Meaning]:
    """Return the labels of the columns that hold stages, and of those that date them, with what they mean."""
    seen: dict[str, None] = {}
    for header in stage_headers(fields):
        seen.update(dict.fromkeys(_labels(table, header, _MOST_STAGES)))
    seen.update(dict.fromkeys(name[len(ENTERED) :] for name in fields if name.startswith(ENTERED)))
    return stage_map(seen, preset)


def status_labels(table: RawTable, fields: Mapping[str, str], stages: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """Return the labels of a status column with what they mean, but for those whose meaning as a stage is known."""
    if "status" not in fields:
        return {}
    known = {fold(label) for label, meaning in stages.items() if meaning.code}
    labels = _labels(table, fields["status"], _MOST_STATUSES)
    return {label: status_meaning(label) for label in labels if fold(label) not in known}


def _labels(table: RawTable, header: str, most: int) -> list[str]:
    return [" ".join(value.split()) for value in distinct(table.frame[header], most)]
