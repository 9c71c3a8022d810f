"""Small hand-made tables for tests: say only what matters, the rest is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from coaching.metrics import Goals, Period, load_kpis, measure, tally
from coaching.tables import Tables, conform

EVER = Period(dt.date(2020, 1, 1), dt.date(2030, 1, 1), whole=True)
AS_OF = dt.date(2026, 6, 30)


def deals(*rows: dict[str, Any], **common: Any) -> pd.DataFrame:
    """Return a deals table; every deal belongs to Sara and shows its gates unless it says otherwise."""
    base = {"rep": "Sara", "gate_shown": True, "outcome": "open", **common}
    return conform(pd.DataFrame([{**base, **row} for row in rows]), "deals")


def won(
    amount: float | None = 1000.0, on: str = "2026-03-01", first: str = "2026-02-01", **more: Any
) -> dict[str, Any]:
    return {"outcome": "won", "amount": amount, "closed_on": on, "first_appointment_on": first, "gate": "won", **more}


def lost(
    gate: str | None = "first_appointment", on: str = "2026-03-01", first: str = "2026-02-01", **more: Any
) -> dict[str, Any]:
    return {"outcome": "lost", "closed_on": on, "first_appointment_on": first, "gate": gate, **more}


def waiting(gate: str | None = "first_appointment", first: str | None = "2026-02-01", **more: Any) -> dict[str, Any]:
    return {"outcome": "open", "first_appointment_on": first, "gate": gate, **more}


def team(**ratios: tuple[int, int, int]) -> pd.DataFrame:
    """Return deals for reps given as name=(won, lost after the next step, lost before it)."""
    rows: list[dict[str, Any]] = []
    for rep, (wins, late, early) in ratios.items():
        rows += [won(rep=rep)] * wins + [lost("next_step", rep=rep)] * late + [lost(rep=rep)] * early
    return deals(*rows)


def measured(frame: pd.DataFrame, period: Period = EVER, as_of: dt.date = AS_OF, **more: Any):
    """Return (team, reps) as measured from a deals table."""
    return measure(tally(frame, period, as_of, **more), load_kpis())


def one(frame: pd.DataFrame, period: Period = EVER, as_of: dt.date = AS_OF, **more: Any):
    """Return what was measured of the only rep."""
    (result,) = measured(frame, period, as_of, **more)[1].values()
    return result


def tables(frame: pd.DataFrame, **others: pd.DataFrame) -> Tables:
    return Tables(deals=frame, **others)


def goals(*rows: dict[str, Any]) -> pd.DataFrame:
    return conform(pd.DataFrame(list(rows)), "goals")


NO_GOALS = Goals(None, {})
