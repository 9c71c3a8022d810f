"""Deals, activities, goals and reps of a made-up team: drawn with a seed, the same every time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from coaching.sample.people import FIRST_DAY, LAST_DAY, TYPICAL_CYCLE, TYPICAL_SALE, Person, team_of

CURRENCY = "SAR"
#: Stage labels by how far a deal came.
STAGES = ("Appointment set", "First appointment held", "Proposal sent", "Won")
LOST_STAGE, CANCELLED_STAGE = "Lost", "Cancelled"
# name, share of deals, amount, chance at closing
_PRODUCTS = (
    ("Starter", 0.30, 0.60, 1.00),
    ("Business", 0.40, 1.00, 1.03),
    ("Enterprise", 0.15, 1.80, 1.00),
    ("Analytics", 0.15, 1.00, 0.92),
)
# name, share of deals, chance at the first gate
_SOURCES = (("Referral", 0.25, 1.08), ("Website", 0.30, 1.00), ("Cold call", 0.25, 1.0), ("Trade fair", 0.20, 0.90))
_LOST_REASONS = ("Price", "No budget", "Chose a competitor", "No decision", "Bad timing", "Missing feature")
_COMPANIES = """
    Najd, Al Noor, Gulf Star, Red Sea, Blue Palm, Oasis, Summit, Falcon, Horizon, Cedar, Delta, Pearl, Atlas, Vision,
    Tuwaiq, النخيل, الواحة, الفجر, الرواد, الأفق
"""
_TRADES = ("Trading", "Logistics", "Foods", "Contracting", "Medical", "Retail")
_TRADES_AR = ("للتجارة", "للنقل", "للأغذية", "للمقاولات", "الطبية", "للتجزئة")


@dataclass(frozen=True)
class Sample:
    """A made-up team's data with plain headers, one frame a sheet; dates are ``datetime64``."""

    deals: pd.DataFrame
    activities: pd.DataFrame
    goals: pd.DataFrame
    reps: pd.DataFrame


def invent(reps: int = 12, deals: int = 1400, seed: int = 7) -> Sample:
    """Return the made-up data of ``reps`` people and ``deals`` deals over the 18 months up to October 2026.

    Raises ``ValueError`` for fewer than one rep or a negative number of deals.
    """
    if reps < 1 or deals < 0:
        raise ValueError("a sample needs at least one rep and no negative number of deals")
    rng = np.random.default_rng(seed)
    people = team_of(reps, rng)
    sold = _deals(people, deals, rng)
    return Sample(sold, _activities(people, sold, rng), _goals(people, deals), _reps(people))


def _day(days: np.ndarray) -> pd.Series:
    return pd.Series(days.astype("datetime64[D]").astype("datetime64[s]"))


def _number_of(day: dt.date) -> int:
    return int(np.datetime64(day).astype(int))


def _on_a_workday(days: np.ndarray) -> np.ndarray:
    """Move Fridays and Saturdays to the Sunday after; earlier days never pass later ones."""
    weekday = (days + 3) % 7
    moved: np.ndarray = days + np.select([weekday == 4, weekday == 5], [2, 1], 0)
    return moved


def _evenly(owner: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return draws from 0 to 1, spread evenly within each owner, so that each comes close to the chance meant."""
    order = np.lexsort((rng.random(len(owner)), owner))
    starts = np.searchsorted(owner[order], owner[order], side="left")
    sizes = np.searchsorted(owner[order], owner[order], side="right") - starts
    draws = np.empty(len(owner))
    draws[order] = (np.arange(len(owner)) - starts + 0.5) / sizes
    return draws


def _weeks_there(people: Sequence[Person]) -> np.ndarray:
    first, last = _number_of(FIRST_DAY), _number_of(LAST_DAY)
    return np.array([(last - max(first, _number_of(person.started_on)) + 1) / 7 for person in people])


def _owners(people: Sequence[Person], deals: int) -> np.ndarray:
    """Share the deals out by activity and time in the team, to the last deal."""
    weight = np.array([person.activity for person in people]) * _weeks_there(people)
    ends = np.round(np.cumsum(weight) / weight.sum() * deals).astype(int)
    return np.repeat(np.arange(len(people)), np.diff(ends, prepend=0))


def _accounts() -> list[str]:
    companies = [name.strip() for name in _COMPANIES.split(",")]
    pairs = list(zip(_TRADES, _TRADES_AR, strict=True))
    return [f"{name} {en}" if name.isascii() else f"شركة {name} {ar}" for name in companies for en, ar in pairs]


def _deals(people: Sequence[Person], deals: int, rng: np.random.Generator) -> pd.DataFrame:
    owner = _owners(people, deals)
    size, end = len(owner), _number_of(LAST_DAY)

    def habit(name: str) -> np.ndarray:
        of_each: np.ndarray = np.array([getattr(person, name) for person in people], dtype=float)[owner]
        return of_each

    def wait(mean: np.ndarray | float, shape: float) -> np.ndarray:
        return np.ceil(rng.gamma(shape, 1.0, size) * mean / shape).astype(int)

    kind = rng.choice(len(_PRODUCTS), size, p=[share for _, share, _, _ in _PRODUCTS])
    source = rng.choice(len(_SOURCES), size, p=[share for _, share, _ in _SOURCES])
    begin = np.array([max(_number_of(FIRST_DAY), _number_of(person.started_on)) for person in people])[owner]
    created = _on_a_workday(begin + (_evenly(owner, rng) * (end - begin - 1)).astype(int))
    created = np.minimum(created, end)

    fate = rng.random(size)
    cancelled, no_show, forgotten = fate < 0.015, (fate >= 0.015) & (fate < 0.05), (fate >= 0.05) & (fate < 0.07)
    at_first_gate = np.array([chance for _, _, chance in _SOURCES])[source]
    at_closing = np.array([chance for *_, chance in _PRODUCTS])[kind]
    passes = _evenly(owner, rng) < habit("next_step") * at_first_gate
    closes = np.zeros(size, dtype=bool)
    closes[passes] = _evenly(owner[passes], rng) < (habit("closing") * at_closing)[passes]

    cycle = TYPICAL_CYCLE * habit("cycle")
    first = _on_a_workday(created + wait(5.0, 2.0))
    second = _on_a_workday(first + wait(cycle * 0.35, 3.0))
    last = _on_a_workday(second + wait(cycle * 0.65, 3.0))
    closed = np.select([cancelled | no_show, ~passes], [first, second], last)

    held = ~cancelled & ~no_show & (first <= end)
    offered = held & passes & (second <= end)
    over = (closed <= end) & (~forgotten | cancelled | no_show)
    won = over & offered & closes
    reached = np.select([won, offered, held], [3, 2, 1], 0)
    furthest = np.array(STAGES, dtype=object)[reached]
    stage = np.where(over & cancelled, CANCELLED_STAGE, np.where(over & ~won, LOST_STAGE, furthest))
    status = np.select([won, over & cancelled, over], ["Won", "Cancelled", "Lost"], "Open")

    amount = TYPICAL_SALE * habit("sale") * np.array([share for _, _, share, _ in _PRODUCTS])[kind]
    amount = np.round(amount * rng.lognormal(-0.08, 0.4, size) / 50) * 50
    unpriced = rng.random(size) < np.where(won, 0.01, 0.04)
    reason = np.array(_LOST_REASONS, dtype=object)[rng.integers(0, len(_LOST_REASONS) - 1, size)]
    reason[(kind == 3) & (rng.random(size) < 0.6)] = _LOST_REASONS[-1]

    names = np.array(_accounts(), dtype=object)
    account = pd.Series(names[rng.integers(0, len(names), size)])
    product = pd.Series(np.array([name for name, *_ in _PRODUCTS], dtype=object)[kind])
    frame = pd.DataFrame(
        {
            "Deal name": account + " – " + product,
            "Account": account,
            "Rep": np.array([person.name for person in people], dtype=object)[owner],
            "Team": np.array([person.team for person in people], dtype=object)[owner],
            "Product": product,
            "Source": np.array([name for name, *_ in _SOURCES], dtype=object)[source],
            "Stage": stage,
            "Furthest stage": furthest,
            "Status": status,
            "Amount": np.where(unpriced, np.nan, amount),
            "Currency": CURRENCY,
            "Created on": _day(created),
            "First appointment on": _day(first).where(held),
            "Next step on": _day(second).where(offered),
            "Closed on": _day(closed).where(over),
            "Lost reason": pd.Series(reason).where(status == "Lost"),
        }
    )
    frame = frame.sort_values("Created on", kind="stable", ignore_index=True)
    frame.insert(0, "Deal ID", [f"D-{number:06d}" for number in range(1, size + 1)])
    return frame


def _activities(people: Sequence[Person], deals: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One row per rep, week, kind and result; appointments held agree with the deals."""
    held_on = deals.loc[deals["First appointment on"].notna(), ["Rep", "First appointment on"]]
    week = held_on["First appointment on"] - pd.to_timedelta(held_on["First appointment on"].dt.day_of_week, unit="D")
    held = week.groupby([held_on["Rep"], week]).size().rename_axis(["Rep", "Date"]).rename("held").reset_index()
    setting = held["Rep"].map({person.name: person.setting for person in people}).astype(float)
    missed = rng.binomial(held["held"], 0.18)
    conversations = held["held"] + missed + rng.poisson((held["held"] + missed) * (1 / setting - 1))
    parts = [
        held[["Date", "Rep"]].assign(Type=kind, Result=result, Count=count)
        for kind, result, count in (
            ("Conversation", "", conversations),
            ("Appointment", "Held", held["held"]),
            ("Appointment", "Not held", missed),
        )
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["Count"] > 0]
    ordered: pd.DataFrame = rows.sort_values(["Date", "Rep", "Type", "Result"], kind="stable", ignore_index=True)
    return ordered


def _goals(people: Sequence[Person], deals: int) -> pd.DataFrame:
    """A goal a month that a rep of usual activity just meets; the same for everybody."""
    weight = sum(person.activity * weeks for person, weeks in zip(people, _weeks_there(people), strict=True))
    monthly = deals / weight * 52 / 12 * 0.7 * 0.7 * TYPICAL_SALE * 0.86
    amount = max(1000.0, round(monthly / 5000) * 5000.0)
    months = pd.date_range(FIRST_DAY, LAST_DAY, freq="MS")
    rows = [
        (person.name, month, month + pd.offsets.MonthEnd(0), amount, CURRENCY)
        for person in people
        for month in months
        if (month + pd.offsets.MonthEnd(0)).date() > person.started_on
    ]
    return pd.DataFrame(rows, columns=["Rep", "Goal from", "Goal to", "Goal amount", "Currency"])


def _reps(people: Sequence[Person]) -> pd.DataFrame:
    rows = [
        (
            person.name,
            f"rep{number:03d}@example.com",
            f"R-{number:03d}",
            person.team,
            person.region,
            "Account executive",
            person.manager,
            pd.Timestamp(person.started_on),
        )
        for number, person in enumerate(people, start=1)
    ]
    return pd.DataFrame(rows, columns=["Rep", "Email", "Rep ID", "Team", "Region", "Role", "Manager", "Started on"])
