"""Which canonical table a sheet is, told by the fields its headers offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from coaching.importing.mapping.column_types import looks_like
from coaching.importing.mapping.schema import ENTERED, OWNERS, SURE
from coaching.importing.mapping.stages import outcome_of
from coaching.importing.values.normalize import fold, key, keys
from coaching.importing.values.period_names import parse_period
from coaching.importing.vocabulary.word_lists import said, synonyms, word_lists
from coaching.tables import LOST, WON

_NAMED = {
    "deals": ("deal", "opportunit", "pipeline", "صفقات", "فرص"),
    "activities": ("activit", "meeting", "calls", "appointment", "task", "event", "انشطه", "اجتماعات"),
    "goals": ("goal", "target", "quota", "اهداف"),
    "reps": ("reps", "users", "team", "people", "staff", "employees", "فريق", "مندوبين"),
    "stage_history": ("history", "stage change", "stage log", "سجل المراحل"),
    "rep_periods": ("weekly", "monthly", "summary", "scoreboard", "ملخص"),
}
_MARKS = frozenset(("stage", "status", "is_won", "furthest_stage", "won_on", "lost_on", "active"))
_FACTS = frozenset(
    ("deal_id", "deal_name", "amount", "created_on", "closed_on", "account", "first_appointment_on", "next_step_on")
)
_COUNTS = frozenset(("conversations", "first_appointments", "next_steps", "won", "lost"))
#: Headers of lists that are none of ours.
_OTHER_RECORDS = frozenset(map(key, ("ticket id", "ticket no", "ticket number", "case id", "case number", "issue key")))
#: Headers of a log of changes, and the one that says what was changed.
_CHANGES = frozenset(map(key, ("from stage", "to stage", "old stage", "new stage", "old value", "new value")))
_CHANGED = key("Field / Event")
_CONTACTS = frozenset(map(key, ("contact", "contact name", "contact id", "customer id", "account id")))
_GOALS = frozenset(
    fold("target targets quota quotas goal goals الهدف المستهدف objectif objectifs ziel objetivo meta").split()
)
#: How many labels of a column are looked at to tell what it speaks of.
_FEW = 50


def role_score(table: str, certainty: Mapping[str, float], columns: int, name: str) -> float:
    """Say how well a sheet fits ``table``: 0 if it may not be one, else about the share of its columns explained.

    ``certainty`` is that of each field found; ``columns`` how many columns hold anything; ``name`` the sheet's or
    file's own name, which settles close calls.
    """
    fields = frozenset(certainty)
    sure = frozenset(name for name in fields if certainty[name] >= SURE)
    if not sure or not _fits(table, fields, sure):
        return 0.0
    explained = sum(1.0 if name in sure else 0.4 for name in fields) / max(columns, 1)
    named = any(word in fold(name) for word in _NAMED[table])
    orphan = table == "deals" and not fields & set(OWNERS)
    return (min(explained, 1.0) + 0.02 * len(fields) + 0.3 * named) * (0.5 if orphan else 1.0)


def _fits(table: str, fields: frozenset[str], sure: frozenset[str]) -> bool:
    owned = bool(fields & set(OWNERS))
    if table == "deals":
        facts = len(fields & _FACTS)
        marked = bool(fields & _MARKS) or any(f.startswith(ENTERED) for f in fields)
        thin = facts == 2 and not fields & _FACTS <= sure and "stage" not in sure
        return facts >= (2 if marked else 3) and (marked or owned) and not thin
    if table == "activities":
        return "happened_on" in fields and owned and bool(fields & {"kind", "result", "done"}) and len(fields) >= 3
    if table == "goals":
        return (
            "amount" in fields
            and bool(owned or "team" in fields)
            and bool(fields & {"goal_from", "goal_to", "goal_period", "year"})
        )
    if table == "reps":
        about = fields & {"team", "region", "role", "manager", "started_on", "email", "rep_id"}
        return bool(fields & {"rep", "rep_first", "email"}) and bool(
            about - (about & {"email"} if "rep" not in fields else set())
        )
    if table == "rep_periods":
        counts = len(fields & _COUNTS)
        counted = counts >= 2 or (counts == 1 and "revenue" in fields)
        return owned and counted and bool(fields & {"period", "period_from"})
    return {"deal_id", "stage", "entered_on"} <= fields


def speaks_of_else(
    table: str, certainty: Mapping[str, float], header: Sequence[str], values: Callable[[str], list[str]]
) -> bool:
    """Say whether headers or values show that a row is something else than one of ``table``.

    ``certainty`` is that of each field found; ``values`` returns distinct values of a column.
    """
    known = {k for name in header for k in keys(name)}
    sure = {name for name in certainty if certainty[name] >= SURE}
    if known & _OTHER_RECORDS and not sure & {"stage", "amount"}:
        return True
    if table == "deals":
        return bool(known & _CHANGES) or ("stage" not in sure and _speaks_of_activities(sure, header, values))
    if table == "reps":
        return bool(known & _of_customers()) or any(_is_goal(name, values(name)) for name in header)
    if table == "stage_history":
        return any(key(name) == _CHANGED and set(map(fold, values(name))) != {"stage"} for name in header)
    return False


def _speaks_of_activities(sure: set[str], header: Sequence[str], values: Callable[[str], list[str]]) -> bool:
    """Say whether most kinds are kinds of activities, or most results are those of meetings that earn nothing."""

    def labels(field: str) -> list[list[str]]:
        known = set(synonyms()["activities"][field])
        return [list(map(fold, values(name)[:_FEW])) for name in header if not known.isdisjoint(keys(name))]

    kinds = any(sum(map(_is_kind, found)) > len(found) / 2 for found in labels("kind"))
    return kinds or ("amount" not in sure and any(map(_are_results, labels("result"))))


def _is_kind(label: str) -> bool:
    return any(f" {word} " in f" {said(label)} " for word in word_lists("kind"))


def _are_results(labels: Sequence[str]) -> bool:
    """Say whether most labels are results of meetings, apart from those that deals have too."""
    outcomes = [outcome_of(label) for label in labels]
    own = [label for label, outcome in zip(labels, outcomes, strict=True) if outcome is None]
    results = [label for label in own if said(label) in word_lists("result")]
    return len(results) > len(own) / 2 and not {WON, LOST} & set(outcomes)


@cache
def _of_customers() -> frozenset[str]:
    """Return the header keys that tell a list of customers or contacts from one of reps."""
    return _CONTACTS.union(synonyms()["deals"]["account"])


def _is_goal(header: str, values: Sequence[str]) -> bool:
    """Say whether a column holds goals: it is called so, or is headed by a period and holds numbers."""
    if not _GOALS.isdisjoint(fold(header).split()):
        return True
    return bool(values) and parse_period(header, 2000) is not None and looks_like("number", values)
