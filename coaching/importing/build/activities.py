"""A raw table of activities -> conversations and appointments; other kinds of work are set aside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pandas as pd

from coaching.importing.build.builder import Builder, Built
from coaching.importing.issues.catalogue import NO_CONVERSATION, NO_DATE, OTHER_ACTIVITY, OTHER_KINDS, UNKNOWN_RESULT
from coaching.importing.mapping.stages import is_denied, is_to_come, says, spelled_out
from coaching.importing.model import RawTable, TableMapping
from coaching.importing.values.text_columns import distinct, filled, flags, map_values
from coaching.importing.vocabulary.activity_kinds import APPOINTMENT, CONVERSATION, OWN_RESULT, kind_of_activity
from coaching.importing.vocabulary.by_language import languages
from coaching.importing.vocabulary.header_words import without_part
from coaching.importing.vocabulary.word_lists import in_words, word_lists, words

#: What the results of calls come to: who was not reached had no conversation.
#: The most kinds of calls that a file tells apart.
_MOST_KINDS = 12
_REACHED = {"reached": "held", "not_reached": "not_held"}


def build_activities(raw: RawTable, mapping: TableMapping) -> Built:
    """Turn each row into a conversation or an appointment.

    Only what its kind says to be one of the two is counted; a row of another kind, or of a kind that nobody knows,
    is set aside. Each kind reads its own column of results where it has one.
    """
    build = Builder(raw, mapping)
    # Who owns the deal of an activity owns an activity that names nobody.
    build.people(required=not (build.header("deal_id") or build.header("deal_name")))
    kind = _kinds(build)
    result = _missed(build, kind, _results(build, kind))
    _set_aside_unspoken(build, kind, result)
    appointment = kind == APPOINTMENT
    result = result.where(appointment, None).mask(appointment & result.isna(), "set")
    happened = _happened_on(build)
    count = build.numeric("count")
    build.put(
        activity_id=build.words("activity_id"),
        kind=kind.where(kind != "other", None),
        result=result,
        happened_on=happened,
        deal_id=build.words("deal_id"),
        deal_name=build.words("deal_name"),
        count=pd.Series(1.0, index=raw.frame.index) if count is None else count.fillna(1.0),
    )
    build.set_aside(happened.isna(), NO_DATE)
    return build.built("activities")


def _kinds(build: Builder) -> pd.Series:
    """Return the kind of each row: what its cell says, else what the kind of file or its names say."""
    label = build.label("kind")
    index = build.raw.frame.index
    if label is not None and label.notna().any():
        kind = map_values(label.fillna(""), kind_of_activity)
        none_of_ours = (kind.isna() | (kind == "other")) & label.notna()
        build.note(OTHER_KINDS, none_of_ours, "kind", list(label[none_of_ours].unique()))
    else:
        kind = pd.Series(build.mapping.formats.get("kind") or _by_names(build), index=index, dtype=object)
    build.set_aside((kind.isna() | (kind == "other")) & build.reason.isna(), OTHER_ACTIVITY)
    return kind


def _by_names(build: Builder) -> str | None:
    """Return the kind that the names of the sheet, the file or the columns tell, ``None`` where they tell none."""
    own = [build.header(name) or "" for name in ("happened_on", "planned_on", "rep", "activity_id", "result")]
    names = (build.raw.sheet or "", build.raw.file.rpartition(".")[0] or build.raw.file, *own)
    kinds = [kind for name in names if (kind := kind_of_activity(name))]
    told = next((kind for kind in kinds if kind != "other"), None)
    if told:
        build.assumptions.append("kind_from_name")
    return told or next(iter(kinds), None)


def _results(build: Builder, kind: pd.Series) -> pd.Series:
    """Return ``held``, ``not_held`` or ``set`` for each row, from the results of its own kind where there are any."""
    result = pd.Series(None, index=build.raw.frame.index, dtype=object)
    is_answered = pd.Series(False, index=result.index)
    for of_kind, name in OWN_RESULT.items():
        label = build.label(name)
        if label is not None:
            of_this_kind = (kind == of_kind) & label.notna()
            result = result.where(~of_this_kind, map_values(label.fillna(""), result_of))
            is_answered |= of_this_kind
            _note_unknown(build, of_this_kind & result.isna() & (of_kind == APPOINTMENT), name, label)
    label = build.label("result")
    if label is not None:
        rest = label.notna() & ~is_answered & ~kind.isin(_other_kinds_of(build.header("result") or ""))
        result = result.where(~rest, map_values(label.fillna(""), result_of))
        _note_unknown(build, rest & result.isna() & (kind == APPOINTMENT), "result", label)
        is_answered |= rest
    done = build.text("done")
    if done is not None:
        result = result.where(result.notna(), flags(done).map({True: "held", False: "set"}))
    elif (dated := _dated(build)) is not None:
        result = result.where(result.notna(), dated.map({True: "held", False: "set"}))
    elif missed := build.ticks("missed"):
        result = _unless_missed(result, missed)
    elif not is_answered.any() and (kind == APPOINTMENT).any():
        build.assumptions.append("appointments_taken_as_set")
    return result


def _unless_missed(result: pd.Series, missed: Sequence[pd.Series]) -> pd.Series:
    """Return results with those of columns such as ``No show``: who is marked there did not come.

    Where nobody is marked, nobody may have kept the column, and what is not marked is not known to have been held.
    """
    marked = pd.concat(missed, axis=1).any(axis=1)
    otherwise = "held" if marked.any() else "set"
    return result.where(result.notna(), marked.map({True: "not_held", False: otherwise}))


def _dated(build: Builder) -> pd.Series | None:
    """Return which rows have a date on which they were held, None where a file does not tell it from a planned date."""
    days, header = build.text("happened_on"), build.header("happened_on")
    if days is None or build.header("planned_on") is None or without_part(header or "", "held") is None:
        return None
    return pd.Series(filled(days), index=days.index)


def _missed(build: Builder, kind: pd.Series, result: pd.Series) -> pd.Series:
    """Return results with calls that a column of the kinds of calls says were missed: "Inbound", "Missed"."""
    mapped = set(build.mapping.fields.values())
    for header in build.raw.header:
        if header in mapped or kind_of_activity(header) != CONVERSATION:
            continue
        cells = build.raw.frame[header]
        if len(few := distinct(cells, _MOST_KINDS + 1)) <= _MOST_KINDS:
            missed = [cell for cell in few if result_of(cell) == "not_held"]
            result = result.mask((kind == CONVERSATION) & result.isna() & cells.isin(missed), "not_held")
    return result


def _note_unknown(build: Builder, rows: pd.Series, name: str, label: pd.Series) -> None:
    build.note(UNKNOWN_RESULT, rows, name, list(label[rows].unique()))


def _other_kinds_of(header: str) -> tuple[str, ...]:
    """Return the kind that a column of results is not about: ``Call Outcome`` says nothing of a meeting."""
    about = kind_of_activity(header)
    return {CONVERSATION: (APPOINTMENT,), APPOINTMENT: (CONVERSATION,)}.get(about or "", ())


def _happened_on(build: Builder) -> pd.Series:
    """Return the day of each activity; where it has none of its own the planned day stands in."""
    happened, planned = build.days("happened_on"), build.dates("planned_on")
    if planned is None:
        return happened
    if (happened.isna() & planned.notna() & build.reason.isna()).any():
        build.assumptions.append("planned_date_stands_in")
    return happened.where(happened.notna(), planned)


def _set_aside_unspoken(build: Builder, kind: pd.Series, result: pd.Series) -> None:
    """Set aside calls that reached nobody or are still to come: nobody spoke with a prospect."""
    unspoken = (kind == CONVERSATION) & result.isin(("not_held", "set")) & build.reason.isna()
    name = next((name for name in ("call_result", "result", "done") if build.header(name)), "result")
    labels = build.label(name)
    if labels is not None:
        build.note(NO_CONVERSATION, unspoken, name, list(labels[unspoken].dropna().unique()))
    build.set_aside(unspoken, OTHER_ACTIVITY)


def result_of(label: str) -> str | None:
    """Return what a label says became of an activity: ``held``, ``not_held`` or ``set``; ``None`` if unknown."""
    known = _known_results()
    text = spelled_out(label) or in_words(label)
    if text in known:
        return known[text]
    phrases = sorted((word for word in known if word not in words("alone") and says(text, (word,))), key=len)[::-1]
    phrases = [word for word in phrases if not any(word != other and says(other, (word,)) for other in phrases)]
    if any(known[word] == "not_held" for word in phrases):
        return "set" if says(text, _not_yet()) else "not_held"
    if phrases and known[phrases[0]] == "held" and (is_to_come(text, phrases[0]) or is_denied(text, phrases[0])):
        return "set" if is_to_come(text, phrases[0]) else "not_held"
    return known[phrases[0]] if phrases else None


@cache
def _not_yet() -> tuple[str, ...]:
    """Return the phrases that deny something only for now: ``noch nicht``."""
    return tuple(phrase for phrase in words("pending") if words("negation") & set(phrase.split()))


@cache
def _known_results() -> dict[str, str]:
    results = dict(word_lists("result"))
    for language in languages().values():
        for code, phrases in language.activities.results.items():
            for phrase in phrases:
                results.setdefault(in_words(phrase), _REACHED.get(code, code))
    results.pop("", None)
    return results
