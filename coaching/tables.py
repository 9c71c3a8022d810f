"""The canonical tables that every export is turned into.

Importing writes them, metrics read them; nothing else knows what a CRM calls things.
A table is a pandas frame with exactly the columns listed here, in this order, whatever
the export held; what the export does not have is missing (``NaT``, ``NaN`` or ``None``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import pandas as pd

#: The edition of what the figures mean. Since the second, activity is measured per week at work and not per week of the
#: whole period. Agreements record by which they were made.
FIGURES_EDITION = 2

Kind = Literal["text", "category", "date", "number", "flag"]

CONVERSATION, FIRST_APPOINTMENT, NEXT_STEP, WON = "conversation", "first_appointment", "next_step", "won"
GATES = (CONVERSATION, FIRST_APPOINTMENT, NEXT_STEP, WON)
OPEN, LOST, DISCARDED = "open", "lost", "discarded"
OUTCOMES = (OPEN, WON, LOST, DISCARDED)

#: What a stage label can mean. ``conversation`` is any stage before the first appointment was held.
STAGE_MEANINGS = (*GATES, LOST, DISCARDED)

#: Columns of each table and the kind of value they hold.
#:
#: deals
#:     ``stage`` is the CRM's label; ``gate`` is the furthest gate that the stage, the furthest
#:     stage or the stage history shows (a code of ``GATES``, missing when nothing shows it);
#:     ``gate_shown`` says whether the export would show how far this deal came had it been lost;
#:     ``created_stands_in`` says that no first-appointment date is mapped, so the created date
#:     stands in for it. ``closed_on`` is missing for open deals: an expected close date does not
#:     count as closed, and is ``expected_close_on``. ``share`` is the part of a shared deal that is
#:     this rep's (above 0, at most 1; missing means the whole deal). ``probability`` is 0 to 1 and
#:     ``forecast`` the category that the CRM shows; both are kept for open deals and no KPI uses them.
#: activities
#:     ``kind`` is ``conversation`` or ``appointment``; ``result`` is ``held``, ``not_held`` or
#:     ``set`` (for appointments) and missing for conversations; ``count`` is 1 for a single row.
#: goals
#:     ``rep`` is missing for a goal of the whole ``team``; ``goal_from`` and ``goal_to`` are its
#:     first and last day.
#: reps
#:     ``started_on`` and ``left_on`` are the first and the last day at work.
#: rep_periods
#:     A small team's own sheet: counts per rep and period instead of one row a deal.
TABLES: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "deals": {
            "deal_id": "text",
            "deal_name": "text",
            "account": "text",
            "rep": "category",
            "team": "category",
            "product": "category",
            "segment": "category",
            "source": "category",
            "pipeline": "category",
            "deal_type": "category",
            "stage": "category",
            "gate": "category",
            "gate_shown": "flag",
            "outcome": "category",
            "amount": "number",
            "currency": "category",
            "created_on": "date",
            "created_stands_in": "flag",
            "first_appointment_on": "date",
            "next_step_on": "date",
            "closed_on": "date",
            "lost_reason": "category",
            "share": "number",
            "expected_close_on": "date",
            "probability": "number",
            "forecast": "category",
            "file": "category",
            "sheet": "category",
            "row": "number",
        },
        "activities": {
            "activity_id": "text",
            "rep": "category",
            "kind": "category",
            "result": "category",
            "happened_on": "date",
            "deal_id": "text",
            "count": "number",
            "file": "category",
            "sheet": "category",
            "row": "number",
        },
        "goals": {
            "rep": "category",
            "team": "category",
            "goal_from": "date",
            "goal_to": "date",
            "goal_period": "category",
            "amount": "number",
            "currency": "category",
            "file": "category",
            "sheet": "category",
            "row": "number",
        },
        "reps": {
            "rep": "category",
            "email": "text",
            "rep_id": "text",
            "team": "category",
            "region": "category",
            "role": "category",
            "manager": "category",
            "started_on": "date",
            "left_on": "date",
            "file": "category",
            "sheet": "category",
            "row": "number",
        },
        "rep_periods": {
            "rep": "category",
            "period_from": "date",
            "period_to": "date",
            "conversations": "number",
            "first_appointments": "number",
            "next_steps": "number",
            "won": "number",
            "lost": "number",
            "revenue": "number",
            "currency": "category",
            "file": "category",
            "sheet": "category",
            "row": "number",
        },
        "stage_history": {
            "deal_id": "text",
            "stage": "category",
            "gate": "category",
            "entered_on": "date",
            "file": "category",
            "sheet": "category",
            "row": "number",
        },
    }
)


def empty(table: str) -> pd.DataFrame:
    """Return ``table`` with its columns, the right types and no row."""
    return conform(pd.DataFrame(), table)


def conform(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return ``frame`` with exactly the columns of ``table``, in order, each of its kind.

    Absent columns come in as missing (flags as ``False``); other columns are dropped.
    Raises ``KeyError`` for an unknown table and ``ValueError`` where a value is not of its kind.
    """
    columns = {name: _typed(frame.get(name), kind, frame.index) for name, kind in TABLES[table].items()}
    return pd.DataFrame(columns, index=frame.index).reset_index(drop=True)


def complete(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return ``frame``, written by an earlier version, with the columns of ``table`` that it does not have yet.

    New columns come in as missing; what the frame holds is not touched.
    """
    missing = {name: _typed(None, kind, frame.index) for name, kind in TABLES[table].items() if name not in frame}
    return frame.assign(**missing)[list(TABLES[table])] if missing else frame


def _typed(values: pd.Series | None, kind: Kind, index: pd.Index) -> pd.Series:
    if kind == "flag":
        return pd.Series(False, index=index) if values is None else values.fillna(False).astype(bool)
    if values is None:
        values = pd.Series(None, index=index, dtype=object)
    if kind == "date":
        return pd.to_datetime(values).astype("datetime64[us]")
    if kind == "number":
        return pd.to_numeric(values).astype("float64")
    text = values.astype("str") if values.notna().any() else pd.Series(None, index=index, dtype="str")
    return text.astype("category") if kind == "category" else text


@dataclass(frozen=True)
class Tables:
    """The canonical tables of one or more exports, ready to be measured.

    Each frame has the columns of ``TABLES``. Treat them as read-only. ``deals`` may be ``metrics.BatchedDeals`` where
    they are only measured, such as those of Parquet files larger than memory.
    """

    deals: pd.DataFrame = field(default_factory=lambda: empty("deals"))
    activities: pd.DataFrame = field(default_factory=lambda: empty("activities"))
    goals: pd.DataFrame = field(default_factory=lambda: empty("goals"))
    reps: pd.DataFrame = field(default_factory=lambda: empty("reps"))
    rep_periods: pd.DataFrame = field(default_factory=lambda: empty("rep_periods"))
    stage_history: pd.DataFrame = field(default_factory=lambda: empty("stage_history"))


def count_deals(deals: pd.DataFrame) -> float:
    """Return how many deals there are: one that several reps share has a row, and a part of it, for each of them."""
    return float(deals["share"].fillna(1.0).sum())


#: The tables that name reps.
NAMING_REPS = ("deals", "activities", "goals", "reps", "rep_periods")


def reps_named(tables: Tables, among: Sequence[str] = NAMING_REPS) -> tuple[str, ...]:
    """Return the reps that the tables name, or some of the tables, in the order of their names."""
    columns = (getattr(tables, name)["rep"] for name in among)
    return tuple(sorted({str(rep) for column in columns for rep in column.dropna().unique()}))
