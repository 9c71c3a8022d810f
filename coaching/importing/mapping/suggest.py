"""A raw table -> how it is best understood, with questions where the file leaves a choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from coaching.importing.mapping.headers import Columns, Match, layouts_of, match
from coaching.importing.mapping.id_columns import tells_deals_apart
from coaching.importing.mapping.schema import ENTERED, KINDS, OWNERS, SURE, kind_of
from coaching.importing.mapping.stages import (
    Meaning,
    meaning_of,
    outcome_of,
    says,
    spelled_out,
    stage_map,
    status_meaning,
    tells_outcome,
)
from coaching.importing.mapping.table_type import role_score
from coaching.importing.model import RawTable, TableMapping
from coaching.importing.values.amounts import look_at_numbers
from coaching.importing.values.dates import counted_from_1904, look_at_dates
from coaching.importing.values.normalize import fold
from coaching.importing.values.text_columns import distinct
from coaching.importing.vocabulary.word_lists import Layout, synonyms, words
from coaching.tables import CONVERSATION, FIRST_APPOINTMENT, GATES, LOST, NEXT_STEP, WON

_STAGED = ("deals", "stage_history")
_OWNED = ("deals", "activities", "rep_periods")
_MOST_STAGES, _MOST_STATUSES, _MOST_PIPELINES = 200, 50, 30
#: How sure it is that a column that says Won and Lost is a status though it is called like a yes/no column.
_SPELLED_OUT = 0.95


def suggest_mapping(table: RawTable, role: str | None = None) -> TableMapping:
    """Suggest how to understand a raw table.

    ``role`` fixes the canonical table instead of finding it. Columns below ``SURE`` are in ``fields`` only if
    their values look right, and are listed in ``questions`` as ``column:<field>``.
    """
    columns = Columns(table)
    name, layout = _role(columns, role)
    if not name:
        return TableMapping("", questions=("role",))
    found = match(columns, name, layout)
    doubts = _owner_questions(name, found)
    if "deal_id" in found.fields and name == "deals" and not tells_deals_apart(table.frame, found.fields):
        del found.fields["deal_id"], found.certainty["deal_id"]
        doubts.append("deal_id")
    if name == "deals":
        _take_spelled_out(columns, found)
        if not layout:
            _settle_status(columns, found)
    preset = layout.preset if layout else None
    stages = stage_labels(table, found.fields, preset) if name in _STAGED else {}
    labels = {**stages, **status_labels(table, found.fields, stages)}
    formats, unsure = _formats(columns, name, found)
    if layout:
        formats.update({f: v for f, v in layout.formats.items() if f in found.fields or f == "kind"})
    return TableMapping(
        name,
        preset,
        found.fields,
        _codes(labels),
        formats,
        found.certainty,
        (
            *_column_questions(found),
            *doubts,
            *unsure,
            *_kind_questions(columns, name, found),
            *_outcome_questions(columns, name, found, labels),
            *_stage_questions(name, found, stages, labels),
        ),
    )


def relabelled(table: RawTable, mapping: TableMapping) -> TableMapping:
    """Return a mapping with the labels of the columns that it names now; what was said of a label stays."""
    stages = stage_labels(table, mapping.fields, mapping.preset)
    known = _codes({**stages, **status_labels(table, mapping.fields, stages)})
    said = {label: mapping.stages.get(label) or code for label, code in known.items()}
    asked = ("stage_undecided",) if "" in said.values() else ()
    return replace(mapping, stages=said, questions=tuple(dict.fromkeys((*mapping.questions, *asked))))


def _codes(meanings: Mapping[str, Meaning]) -> dict[str, str]:
    return {label: meaning.code for label, meaning in meanings.items()}


def _role(columns: Columns, role: str | None) -> tuple[str, Layout | None]:
    layouts = [found for found in layouts_of(columns) if role in (None, found[1].table)]
    if layouts:
        layout = max(layouts, key=lambda found: found[0])[1]
        return layout.table, layout
    if role:
        return role, None
    filled = sum(bool(columns.values(header)) for header in columns.table.header)
    own_name = columns.table.sheet or columns.table.file
    scores = {name: role_score(name, match(columns, name, None).certainty, filled, own_name) for name in KINDS}
    best = max(scores, key=lambda name: scores[name])
    return (best, None) if scores[best] > 0.2 else ("", None)


def _take_spelled_out(columns: Columns, found: Match) -> None:
    """Take a column such as "Won?" for a status where it says Won and Lost instead of yes and no."""
    if not found.fields.keys().isdisjoint(("status", "is_won")):
        return
    by_key, taken = columns.by_key(), set(found.fields.values())
    headers = [header for word in synonyms()["deals"]["is_won"] for header in by_key.get(word, ())]
    for header in headers:
        if header not in taken and any(map(outcome_of, columns.values(header))):
            found.take("status", header, _SPELLED_OUT)
            return


def _settle_status(columns: Columns, found: Match) -> None:
    """Tell a column of stages called "Status" from a status, and a status from any other column of that name."""
    if "status" not in found.fields:
        return
    labels = columns.values(found.fields["status"])
    outcomes = [outcome_of(label) for label in labels]
    working = [label for label, code in zip(labels, outcomes, strict=True) if code is None]
    if "stage" not in found.fields and any(meaning_of(label).code in (*GATES, "") for label in working):
        found.take("stage", found.fields.pop("status"), found.certainty.pop("status"))
    elif not any(outcomes):
        del found.fields["status"], found.certainty["status"]


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


def _formats(columns: Columns, table: str, found: Match) -> tuple[dict[str, str], list[str]]:
    formats: dict[str, str] = {}
    unsure: list[str] = []
    open_orders: list[str] = []
    shown: set[str] = set()
    for name, header in found.fields.items():
        kind = kind_of(table, name)
        values = distinct(columns.table.frame[header]) if kind in ("date", "number") else []
        if kind == "date":
            dates = look_at_dates(values)
            formats[name] = dates.order
            if dates.half_converted:
                unsure.append(f"date_order:{name}")
            elif not dates.sure:
                open_orders.append(name)
            elif dates.order in ("dmy", "mdy"):
                shown.add(dates.order)
        elif kind == "number":
            numbers = look_at_numbers(values)
            formats[name] = numbers.decimal
            if not numbers.sure:
                unsure.append(f"decimal:{name}")
    unsure.extend(_of_1904(columns, found, formats))
    if len(shown) == 1:
        formats.update(dict.fromkeys(open_orders, next(iter(shown))))
    else:
        asked = open_orders if shown else open_orders[:1]
        unsure.extend(f"date_order:{name}" for name in asked)
        for name in open_orders[len(asked) :]:
            del formats[name]
    return formats, unsure


def _of_1904(columns: Columns, found: Match, formats: dict[str, str]) -> list[str]:
    """Ask about Excel serials that lie four years before the dates of the other columns."""
    serial = [name for name, order in formats.items() if order == "serial"]
    written = [name for name, order in formats.items() if order in ("ymd", "dmy", "mdy", "hijri")]
    return [
        f"date_order:{name}"
        for name in serial
        if any(
            counted_from_1904(columns.values(found.fields[name]), columns.values(found.fields[other]), formats[other])
            for other in written
        )
    ]


def _column_questions(found: Match) -> list[str]:
    return [f"column:{name}" for name, sure in found.certainty.items() if sure < SURE]


def _kind_questions(columns: Columns, table: str, found: Match) -> list[str]:
    """Ask what to leave out where a file holds renewals beside other deals, or several pipelines."""
    if table != "deals":
        return []
    kinds = columns.values(found.fields["deal_type"]) if "deal_type" in found.fields else []
    renewed = [kind for kind in kinds if says(spelled_out(kind), words("renewal"))]
    pipelines = columns.values(found.fields["pipeline"]) if "pipeline" in found.fields else []
    return ["kinds"] if 0 < len(renewed) < len(kinds) or 1 < len(pipelines) <= _MOST_PIPELINES else []


def _owner_questions(table: str, found: Match) -> list[str]:
    """Ask whose rows they are where no column says so."""
    return ["owner"] if table in _OWNED and not any(name in found.fields for name in OWNERS) else []


def _outcome_questions(columns: Columns, table: str, found: Match, labels: Mapping[str, Meaning]) -> list[str]:
    if table != "deals" or tells_outcome(found.fields, _codes(labels)):
        return []
    forecast = columns.values(found.fields["forecast"]) if "forecast" in found.fields else []
    return [] if {WON, LOST} & set(map(outcome_of, forecast)) else ["outcome"]


def _stage_questions(
    table: str, found: Match, stages: Mapping[str, Meaning], labels: Mapping[str, Meaning]
) -> list[str]:
    if table not in _STAGED:
        return []
    questions = []
    codes = {meaning.code for meaning in stages.values()}
    dated = "first_appointment_on" in found.fields
    weak = any(meaning.weak and meaning.code == FIRST_APPOINTMENT for meaning in stages.values())
    firm = any(not meaning.weak and meaning.code == FIRST_APPOINTMENT for meaning in stages.values())
    working = codes & {CONVERSATION, FIRST_APPOINTMENT, NEXT_STEP, ""}
    if not dated and working and (weak or not firm):
        questions.append("first_appointment_stage")
    if "next_step_on" not in found.fields and working and NEXT_STEP not in codes:
        questions.append("next_step_stage")
    if not {Meaning(""), Meaning(WON, weak=True)}.isdisjoint(labels.values()):
        questions.append("stage_undecided")
    return questions
