"""Which canonical table a sheet is, told by the fields its headers offer."""

from __future__ import annotations

from collections.abc import Mapping

from coaching.intake.fields import ENTERED, OWNERS
from coaching.intake.fold import fold

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


def role_score(table: str, certainty: Mapping[str, float], columns: int, name: str) -> float:
    """Say how well a sheet fits ``table``: 0 if it cannot be one, else about the share of its columns explained.

    ``certainty`` is that of each field found; ``columns`` how many columns hold anything; ``name`` the sheet's or
    file's own name, which settles close calls.
    """
    fields = frozenset(certainty)
    if not _fits(table, fields):
        return 0.0
    explained = sum(1.0 if sure >= 0.9 else 0.4 for sure in certainty.values()) / max(columns, 1)
    named = any(word in fold(name) for word in _NAMED[table])
    orphan = table == "deals" and not fields & set(OWNERS)
    return (min(explained, 1.0) + 0.02 * len(fields) + 0.3 * named) * (0.5 if orphan else 1.0)


def _fits(table: str, fields: frozenset[str]) -> bool:
    owned = bool(fields & set(OWNERS))
    if table == "deals":
        facts = len(fields & _FACTS)
        marked = bool(fields & _MARKS) or any(f.startswith(ENTERED) for f in fields)
        return facts >= (2 if marked else 3) and (marked or owned)
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
        return owned and len(fields & _COUNTS) >= 2 and bool(fields & {"period", "period_from"})
    return {"deal_id", "stage", "entered_on"} <= fields
