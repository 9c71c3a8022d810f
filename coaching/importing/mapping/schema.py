"""The fields a header can be mapped to, table by table, and the kind of value each one holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Certainty below which a suggestion is put to the user as a question.
SURE = 0.9

#: Certainty from which a column that is not asked about is not even pointed out.
PLAIN = 0.95

#: What a table is guessed to be that is asked about, and left out until somebody says that it holds deals.
LEFT_OUT = "left_out"

#: Prefix of the fields that date the entry into one stage: ``entered:Contract Sent``.
ENTERED = "entered:"

_DEALS = {
    "deal_id": "id",
    "deal_name": "text",
    "account": "text",
    "rep": "person",
    "rep_email": "email",
    "rep_id": "id",
    "rep_first": "person",
    "rep_last": "person",
    "team": "text",
    "product": "text",
    "segment": "text",
    "source": "text",
    "pipeline": "text",
    "deal_type": "text",
    "stage": "label",
    "furthest_stage": "label",
    "status": "label",
    "is_won": "flag",
    "is_closed": "flag",
    "active": "flag",
    "forecast": "label",
    "amount": "number",
    "currency": "label",
    "created_on": "date",
    "first_appointment_on": "date",
    "next_step_on": "date",
    "first_appointment_done": "flag",
    "next_step_done": "flag",
    "closed_on": "date",
    "won_on": "date",
    "lost_on": "date",
    "lost_reason": "text",
    "share": "number",
    "expected_close_on": "date",
    "probability": "number",
}
_PERSON = {"rep": "person", "rep_email": "email", "rep_id": "id", "rep_first": "person", "rep_last": "person"}

#: Kind of value per table and field; kinds are ``id``, ``text``, ``person``, ``email``, ``label``, ``flag``,
#: ``number``, ``date`` and ``period`` (the name of a month, quarter or year, or a date that stands for it).
KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "deals": _DEALS,
        "activities": {
            "activity_id": "id",
            **_PERSON,
            "kind": "label",
            "result": "label",
            "call_result": "label",
            "meeting_result": "label",
            "done": "flag",
            "happened_on": "date",
            "planned_on": "date",
            "deal_id": "id",
            "deal_name": "text",
            "count": "number",
        },
        "goals": {
            **_PERSON,
            "team": "text",
            "goal_from": "date",
            "goal_to": "date",
            "goal_period": "period",
            "year": "period",
            "amount": "number",
            "currency": "label",
        },
        "reps": {
            **{name: kind for name, kind in _PERSON.items() if name != "rep_email"},
            "email": "email",
            "team": "text",
            "region": "text",
            "role": "text",
            "manager": "text",
            "started_on": "date",
            "left_on": "date",
        },
        "rep_periods": {
            **_PERSON,
            "period_from": "date",
            "period_to": "date",
            "period": "period",
            "conversations": "number",
            "first_appointments": "number",
            "next_steps": "number",
            "won": "number",
            "lost": "number",
            "revenue": "number",
            "currency": "label",
        },
        "stage_history": {"deal_id": "id", "stage": "label", "entered_on": "date"},
    }
)

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType({table: tuple(kinds) for table, kinds in KINDS.items()})

#: Fields that tick off a gate without its day, each with the field that dates the gate.
TICKED: Mapping[str, str] = MappingProxyType(
    {"first_appointment_done": "first_appointment_on", "next_step_done": "next_step_on"}
)

#: Fields that say whose row it is; any one of them will do.
OWNERS = ("rep", "rep_email", "rep_id", "rep_first", "rep_last")


#: Fields of which a file may have several columns, any of which will do.
DESCRIBING = frozenset(("team", "product", "segment", "source", "pipeline", "deal_type", "region", "role"))


def kind_of(table: str, field: str) -> str:
    """Return the kind of value that a field holds; an ``entered:`` field holds a date."""
    return "date" if field.startswith(ENTERED) else KINDS[table][field]
