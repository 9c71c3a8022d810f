"""Deals made up column by column, as fast as they are needed, for measuring and for hunting mistakes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from coaching.tables import TABLES

FIRST_DAY = dt.date(2024, 1, 1)
DAYS = 1000
PRODUCTS = ("Starter", "Business", "Enterprise", "Analytics", "خدمات")
CURRENCIES = ("SAR", "USD")
REASONS = ("Price", "No budget", "Competitor", "No answer", "السعر")
SEGMENTS = ("Small", "Middle", "Large")
SOURCES = ("Referral", "Web", "Fair", "Cold call")

_GATES = np.array(["conversation", "first_appointment", "next_step", "won"])
_OUTCOMES = np.array(["open", "won", "lost", "discarded"])


def made_deals(rows: int, reps: int, seed: int = 7, messy: float = 0.0) -> pd.DataFrame:
    """Return a canonical deals table of made-up deals over a thousand days.

    Parameters
    ----------
    rows, reps : int
    seed : int
        The same seed gives the same table.
    messy : float
        Share of values, column by column, that are missing, in the wrong order, of another currency or at odds
        with the outcome. 0 is a tidy export.
    """
    rng = np.random.default_rng(seed)

    def some(share: float) -> np.ndarray:
        return rng.random(rows) < share

    start = np.datetime64(FIRST_DAY, "D")
    created = start + rng.integers(0, DAYS, rows)
    first = created + rng.integers(0, 15, rows)
    second = first + rng.integers(0, 30, rows)
    closed = second + rng.integers(0, 60, rows)
    outcome = np.select([some(0.25), some(0.35), some(0.55), some(0.1)], [0, 1, 2, 3], 0)
    gate = np.where(outcome == 1, 3, rng.integers(0, 3, rows))
    is_over = (outcome == 1) | (outcome == 2)
    missing = np.datetime64("NaT")
    dates = {
        "created_on": created,
        "first_appointment_on": np.where(gate >= 1, first, missing),
        "next_step_on": np.where(gate >= 2, second, missing),
        "closed_on": np.where(is_over, closed, missing),
    }
    if messy:
        for name, days in dates.items():
            moved = np.where(some(messy / 2), days - rng.integers(0, 60, rows), days)
            dates[name] = np.where(some(messy), missing, moved)
        gate = np.where(some(messy), rng.integers(0, 4, rows), gate)
    no_gate = some(messy) if messy else np.zeros(rows, bool)
    amounts = np.round(rng.lognormal(8.0, 0.8, rows), 2)
    columns = {
        "rep": _categories(rng.integers(0, reps, rows), [f"Rep {n:04d}" for n in range(reps)], some(messy / 5)),
        "team": _categories(rng.integers(0, 4, rows), ["North", "South", "East", "West"], some(messy)),
        "product": _categories(rng.integers(0, len(PRODUCTS), rows), list(PRODUCTS), some(messy)),
        "gate": _categories(gate, list(_GATES), no_gate),
        "gate_shown": ~some(messy) if messy else np.ones(rows, bool),
        "outcome": _categories(outcome, list(_OUTCOMES), some(messy / 5)),
        "amount": np.where(some(messy), np.nan, amounts),
        "currency": _categories(some(messy / 2).astype(int), list(CURRENCIES), some(messy / 2)),
        "created_stands_in": some(messy),
    } | {name: days.astype("datetime64[us]") for name, days in dates.items()}
    for name, labels in {"lost_reason": REASONS, "segment": SEGMENTS, "source": SOURCES}.items():
        hidden = some(0.2) | (outcome != 2) if name == "lost_reason" else some(messy)
        columns[name] = _categories(rng.integers(0, len(labels), rows), list(labels), hidden)
    frame = pd.DataFrame(columns)
    empty = {"text": pd.Series(None, index=frame.index, dtype="str")}
    empty["category"] = empty["text"].astype("category")
    empty["number"] = pd.Series(np.nan, index=frame.index)
    empty["date"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    empty["date"] = pd.Series(missing, index=frame.index).astype("datetime64[us]")
    table = {name: frame[name] if name in frame else empty[kind] for name, kind in TABLES["deals"].items()}
    table["deal_id"] = pd.Series([f"D-{n}" for n in range(rows)], dtype="str") if rows <= 100_000 else empty["text"]
    table["row"] = pd.Series(np.arange(2.0, rows + 2))
    return pd.DataFrame(table)


def _categories(codes: np.ndarray, names: list[str], hidden: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(np.where(hidden, -1, codes), categories=pd.Index(names, dtype="str"))
