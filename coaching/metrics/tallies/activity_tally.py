"""Tallies of logged activities, and of sheets that hold counts by rep and period.

Each row happens on a day and adds to some of the sums that deals add to.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from coaching.metrics.model import Period
from coaching.metrics.tallies.encode import MONEY_UNITS, ordinals
from coaching.metrics.tallies.measures import Measure, within
from coaching.tables import CONVERSATION


def activity_measure(activities: pd.DataFrame, period: Period, as_of: dt.date) -> Measure:
    """Return the activities of a period and their counts: conversations, appointments set and those held."""
    day = ordinals(activities["happened_on"])
    rows = _happened(day, period, as_of)
    kind, result = (activities[name].astype(object).to_numpy()[rows] for name in ("kind", "result"))
    count = activities["count"].fillna(1.0).to_numpy(float)[rows]
    spoke = kind == CONVERSATION
    sums = {
        "conversations": np.where(spoke, count, 0.0),
        "appointments_set": np.where(spoke, 0.0, count),
        "appointments_held": np.where(~spoke & (result == "held"), count, 0.0),
    }
    return Measure(rows, day[rows], {}, sums, {})


def summary_measure(sheet: pd.DataFrame, period: Period, as_of: dt.date, currency: str | None) -> Measure:
    """Return the counts of a rep-period sheet as events on the last day of each period."""
    day = ordinals(sheet["period_to"].fillna(sheet["period_from"]))
    rows = _happened(day, period, as_of)
    sheet = sheet.iloc[rows]
    counts = ("conversations", "first_appointments", "next_steps", "won", "lost", "revenue")
    known = {name: sheet[name].notna().to_numpy() for name in counts}
    count = {name: sheet[name].fillna(0.0).to_numpy(float) for name in counts}
    code = sheet["currency"].astype(object)
    counted = np.ones(len(sheet), bool) if currency is None else (code.isna() | (code == currency)).to_numpy(bool)
    both = known["next_steps"] & known["first_appointments"]
    closed = known["next_steps"] & known["won"]
    failed = np.maximum(count["first_appointments"] - count["next_steps"], 0.0)
    unclosed = np.maximum(count["next_steps"] - count["won"], 0.0)
    sums = {
        "conversations": count["conversations"],
        "first_appointments": count["first_appointments"],
        "appointments_set": count["first_appointments"],
        "next_steps_passed": count["next_steps"],
        "gate_passed": np.where(both, count["next_steps"], 0.0),
        "gate_failed": np.where(both, failed, 0.0),
        "closings_won": np.where(closed, count["won"], 0.0),
        "closings_lost": np.where(closed, unclosed, 0.0),
        "won": count["won"],
        "lost": count["lost"],
        "won_from_first": np.where(known["lost"], count["won"], 0.0),
        "lost_from_first": count["lost"],
        "revenue": np.where(counted, np.floor(count["revenue"] * MONEY_UNITS + 0.5), 0.0),
        "deals_with_amount": np.where(known["revenue"], count["won"], 0.0),
    }
    return Measure(rows, day[rows], {}, sums, {})


def _happened(day: np.ndarray, period: Period, as_of: dt.date) -> np.ndarray:
    return np.flatnonzero(within(day, period) & (day <= as_of.toordinal()))
