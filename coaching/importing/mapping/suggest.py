"""A raw table -> how it is best understood, with questions where the file leaves a choice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from coaching.importing.issues import questions as ask
from coaching.importing.mapping.also_tables import (
    MEASURES,
    PERIOD_FIELDS,
    crosstab_table_type,
    measure_named,
    period_from_names,
    period_questions,
    second_table,
)
from coaching.importing.mapping.evidence.assignment import assign
from coaching.importing.mapping.evidence.id_columns import is_deal_id, key_of_quotes, repeating_key
from coaching.importing.mapping.evidence.match import LIKELY, Match
from coaching.importing.mapping.evidence.profiles import Profile, profiles_of
from coaching.importing.mapping.evidence.table_type import adds_to_deals, table_type
from coaching.importing.mapping.labels import stage_labels, status_labels
from coaching.importing.mapping.layouts import layouts_of
from coaching.importing.mapping.readings import readings_of
from coaching.importing.mapping.row_questions import row_questions
from coaching.importing.mapping.schema import OWNERS, SURE
from coaching.importing.mapping.sheets import named_after_people
from coaching.importing.mapping.stages import Meaning, outcome_of, says, shows_outcome, spelled_out
from coaching.importing.model import Question, RawTable, TableMapping
from coaching.importing.values.normalize import keys
from coaching.importing.vocabulary.word_lists import Layout, words
from coaching.tables import CONVERSATION, FIRST_APPOINTMENT, LOST, NEXT_STEP, WON

#: The id of a stage in place of its label: one word of many digits, or of letters and digits that nobody would read.
_ID = re.compile(r"\d{6,}|[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}|(?=\S*\d)(?=\S*[A-Z])[\dA-Za-z]{15,20}")
_STAGED = ("deals", "stage_history")
_OWNED = ("deals", "activities", "rep_periods")
_MOST_PIPELINES = 30
#: The most that a column is believed in a table that looks like another kind of record.
_AGAINST_THE_SIGNS = 0.6


def suggest_mapping(table: RawTable, name: str | None = None) -> TableMapping:
    """Suggest how to understand a raw table.

    ``name`` fixes the canonical table instead of finding it. A column that is less than ``SURE`` is in ``fields`` and
    asked about; a table that is none of ours has no fields, and says what it was taken for, or is asked about.
    """
    profiles = profiles_of(table)
    if table.across is not None:
        return _across(table, profiles, name)
    found_name, layout, match, taken_for, guess = _table(table, profiles, name)
    of_table = (ask.TABLE.asked(guess=guess),) if guess or not (found_name or taken_for) else ()
    if not found_name:
        return TableMapping("", questions=of_table, taken_for=taken_for)
    name = found_name
    adds = name == "deals" and adds_to_deals(match, profiles)
    questions = [] if adds else _owner_questions(table, name, match)
    if name == "deals" and "deal_id" in match.fields and not is_deal_id(table.frame, match.fields):
        questions.append(ask.DEAL_ID.asked(header=match.fields["deal_id"]))
        match.drop("deal_id")
    if name == "deals" and "deal_id" not in match.fields:
        key = repeating_key(table.frame, match.fields, profiles) or key_of_quotes(match.fields, profiles)
        if key:
            match.drop(*[field for field, header in match.fields.items() if header == key])
            match.take("deal_id", key, LIKELY)
    preset = layout.preset if layout else None
    stages = stage_labels(table, match.fields, preset) if name in _STAGED else {}
    labels = {**stages, **status_labels(table, match.fields, stages)}
    formats, unsure = readings_of(table, name, match.fields)
    if layout:
        own = {name for name in layout.formats if name == "kind" or is_own_header(layout, name, match.fields)}
        formats.update({field: layout.formats[field] for field in own})
    formats.update(period_from_names(table, name, match.fields))
    also = second_table(profiles, name, match)
    quotas = also.get("goals", {})
    formats.update(period_from_names(table, "goals", quotas) if quotas else {})
    of_rows, until_answered = row_questions(table, match.fields) if name == "deals" else ([], {})
    formats.update(until_answered)
    of_rows = [
        question for question in of_rows if not (question.about == "column" and match.certainty[question.field] < SURE)
    ]
    return TableMapping(
        name,
        preset,
        match.fields,
        _codes(labels),
        formats,
        match.certainty,
        (
            *of_table,
            *_column_questions(match),
            *questions,
            *unsure,
            *of_rows,
            *_kind_questions(profiles, name, match),
            *([] if adds else _outcome_questions(profiles, name, match, labels)),
            *_stage_questions(name, match, stages, labels),
            *period_questions(table, name, match.fields, formats),
            *(period_questions(table, "goals", quotas, formats) if quotas else ()),
        ),
        also_tables=also,
    )


def is_own_header(layout: Layout, field: str, fields: Mapping[str, str]) -> bool:
    """Return whether the column of a field is the one that the layout of a CRM means, and not another like it."""
    return field in fields and not set(keys(fields[field])).isdisjoint(layout.fields.get(field, ()))


def _across(table: RawTable, profiles: Mapping[str, Profile], name: str | None) -> TableMapping:
    """Return how a table that ran across periods or reps is understood: the goals or the results of each cell."""
    across = table.across
    assert across is not None
    table_type = name or crosstab_table_type(table)
    if table_type not in ("goals", "rep_periods"):
        return TableMapping("", questions=(ask.TABLE.asked(guess="goals" if across.over == "periods" else table_type),))
    others = {header: p for header, p in profiles.items() if header not in (across.label, across.value)}
    match = assign(others, table_type)
    for field in (*PERIOD_FIELDS[table_type], *MEASURES):
        if field in match.fields:
            match.drop(field)
    if across.over == "periods":
        match.take("goal_period" if table_type == "goals" else "period", across.label, 1.0)
        if not any(owner in match.fields for owner in (*OWNERS, "team")):
            match.take("rep", next(header for header in others), _AGAINST_THE_SIGNS)
    else:
        match.drop(*[field for field in OWNERS if field in match.fields])
        sure = all(" " in header.strip() for header in profiles[across.label].values)
        match.take("rep", across.label, 1.0 if sure else _AGAINST_THE_SIGNS)
        header = next(iter(others))
        dated = others[header].date_share > 0.5
        match.take("goal_period" if table_type == "goals" else "period_from" if dated else "period", header, 1.0)
    measure = "amount" if table_type == "goals" else measure_named(table)
    match.take(measure or "revenue", across.value, 1.0 if measure else _AGAINST_THE_SIGNS)
    formats, unsure = readings_of(table, table_type, match.fields)
    formats.update(period_from_names(table, table_type, match.fields))
    questions = (*_column_questions(match), *unsure, *period_questions(table, table_type, match.fields, formats))
    also = second_table(others, table_type, match) if across.over == "periods" else {}
    return TableMapping(table_type, None, match.fields, {}, formats, match.certainty, questions, also_tables=also)


def relabelled(table: RawTable, mapping: TableMapping) -> TableMapping:
    """Return a mapping with the labels of the columns that it names now; what was said of a label stays."""
    stages = stage_labels(table, mapping.fields, mapping.preset)
    known = _codes({**stages, **status_labels(table, mapping.fields, stages)})
    meanings = {label: mapping.stages.get(label) or code for label, code in known.items()}
    others = [question for question in mapping.questions if question.about != ask.STAGE.about]
    return replace(
        mapping, stages=meanings, questions=(*others, *undecided(meanings, ends_known=_ends_known(mapping.fields)))
    )


def undecided(
    stages: Mapping[str, str], doubtful: Iterable[str] = (), ends_known: bool = False
) -> tuple[Question, ...]:
    """Return a question for each label whose meaning is not decided, and for those that are ``doubtful``.

    Nobody knows what ids of stages stand for: where another column says how deals ended (``ends_known``), only those
    of the steps are asked about.
    """
    asked = {label for label, code in stages.items() if not code and not (ends_known and _ID.fullmatch(label))}
    asked |= set(doubtful)
    return tuple(ask.STAGE.asked(label=label, guess=code) for label, code in stages.items() if label in asked)


def _ends_known(fields: Mapping[str, str]) -> bool:
    """Return whether a column besides that of the stages says how deals ended."""
    return bool({"status", "is_won"} & set(fields))


def _codes(meanings: Mapping[str, Meaning]) -> dict[str, str]:
    return {label: meaning.code for label, meaning in meanings.items()}


def _table(
    table: RawTable, profiles: Mapping[str, Profile], name: str | None
) -> tuple[str, Layout | None, Match, str, str]:
    """Return the table, the layout of a CRM, the columns found, what else it was taken for, and what is asked of it."""
    layouts = [scored for scored in layouts_of(table) if name in (None, scored[1].table)]
    if name:
        layout = max(layouts, key=lambda scored: scored[0])[1] if layouts else None
        match = assign(profiles, name, layout)
        if not layout and table_type(profiles, table.file, table.sheet).taken_for:
            # Somebody knows better what the table is: its columns are then to be looked at.
            match.certainty = {field: min(sure, _AGAINST_THE_SIGNS) for field, sure in match.certainty.items()}
        return name, layout, match, "", ""
    kind = table_type(profiles, table.file, table.sheet, layouts)
    match = kind.matches[kind.table] if kind.table else Match()
    return kind.table, kind.layout, match, kind.taken_for, kind.guess


def _column_questions(match: Match) -> list[Question]:
    return [
        ask.COLUMN.asked(field, match.fields[field], guess=match.fields[field])
        for field, sure in match.certainty.items()
        if sure < SURE
    ]


def _kind_questions(profiles: Mapping[str, Profile], name: str, match: Match) -> list[Question]:
    """Ask what to leave out where a file holds renewals beside other deals, or several pipelines."""
    if name != "deals":
        return []
    kinds = profiles[match.fields["deal_type"]].values if "deal_type" in match.fields else ()
    renewed = [kind for kind in kinds if says(spelled_out(kind), words("renewal"))]
    pipelines = profiles[match.fields["pipeline"]].values if "pipeline" in match.fields else ()
    asked = 0 < len(renewed) < len(kinds) or 1 < len(pipelines) <= _MOST_PIPELINES
    return [ask.KINDS.asked()] if asked else []


def _owner_questions(table: RawTable, name: str, match: Match) -> list[Question]:
    """Ask whose rows they are where no column says so, nor the deal that an activity is about.

    Of sheets with the same columns one is asked about, and none where each is named after a person.
    """
    of_deals = name == "activities" and ("deal_id" in match.fields or "deal_name" in match.fields)
    known = of_deals or any(owner in match.fields for owner in OWNERS)
    if known or name not in _OWNED or named_after_people(table):
        return []
    return [ask.OWNER.asked()] if table.sheets_alike[:1] in ((), (table.sheet,)) else []


def _outcome_questions(
    profiles: Mapping[str, Profile], name: str, match: Match, labels: Mapping[str, Meaning]
) -> list[Question]:
    if name != "deals" or shows_outcome(match.fields, _codes(labels)):
        return []
    forecast = profiles[match.fields["forecast"]].values if "forecast" in match.fields else ()
    return [] if {WON, LOST} & set(map(outcome_of, forecast)) else [ask.OUTCOME.asked()]


def _stage_questions(
    name: str, match: Match, stages: Mapping[str, Meaning], labels: Mapping[str, Meaning]
) -> list[Question]:
    if name not in _STAGED:
        return []
    questions = []
    codes = {meaning.code for meaning in stages.values()}
    dated = not {"first_appointment_on", "first_appointment_done"}.isdisjoint(match.fields)
    weak = [label for label, meaning in stages.items() if meaning.weak and meaning.code == FIRST_APPOINTMENT]
    firm = any(not meaning.weak and meaning.code == FIRST_APPOINTMENT for meaning in stages.values())
    working = codes & {CONVERSATION, FIRST_APPOINTMENT, NEXT_STEP, ""}
    if not dated and working and (weak or not firm):
        guess = weak[0] if weak else ""
        questions.append(ask.FIRST_APPOINTMENT_STAGE.asked(guess=guess))
    if {"next_step_on", "next_step_done"}.isdisjoint(match.fields) and working and NEXT_STEP not in codes:
        questions.append(ask.NEXT_STEP_STAGE.asked())
    weak_ends = [label for label, meaning in labels.items() if meaning.weak and meaning.code in (WON, LOST)]
    return [*questions, *undecided(_codes(labels), weak_ends, _ends_known(match.fields))]
