"""Who is in the made-up team, and what each of them is good and bad at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

FIRST_DAY, LAST_DAY = dt.date(2025, 5, 1), dt.date(2026, 10, 31)
TYPICAL_SALE, TYPICAL_CYCLE = 45_000.0, 46.0
_REPS_PER_TEAM = 8
_TEAMS = (
    ("Riyadh", "Central", "Huda Salem"),
    ("Jeddah", "West", "Tariq Aziz"),
    ("Dammam", "East", "Mona Rashid"),
    ("Dubai", "Emirates", "Peter Lang"),
    ("Doha", "Qatar", "Salma Idris"),
    ("Kuwait", "Kuwait", "Nabil Hakim"),
    ("Amman", "Levant", "Rania Odeh"),
    ("Cairo", "Egypt", "Karim Lotfy"),
)


@dataclass(frozen=True)
class Person:
    """A rep and the habits that the made-up deals follow.

    ``activity`` is the share of a usual week's first appointments, ``next_step`` and ``closing`` are
    chances at the two gates, ``sale`` and ``cycle`` are shares of the typical amount and length,
    ``setting`` is the share of conversations that end with an appointment set.
    """

    name: str
    team: str
    region: str
    manager: str
    started_on: dt.date
    activity: float = 1.0
    next_step: float = 0.70
    closing: float = 0.70
    sale: float = 1.0
    cycle: float = 1.0
    setting: float = 0.30


def _named(name: str, team: int, **habits: Any) -> Person:
    return replace(Person(name, *_TEAMS[team], dt.date(2023, 1, 15)), **habits)


#: The twelve of ``sample_data``: the tests and the README rely on what is wrong with whom.
CAST = (
    _named("Sara Haddad", 0, next_step=0.74, closing=0.73, cycle=0.60, activity=1.1),  # much shorter cycle
    _named("Yousef Darwish", 1, closing=0.43, next_step=0.72),  # weak closer
    _named("Omar Nasser", 0, next_step=0.43, closing=0.72),  # appointments lead nowhere
    _named("Maya Khoury", 1, sale=0.45, next_step=0.71, activity=1.05),  # tiny sales
    _named("خالد العتيبي", 0, next_step=0.71, closing=0.69, sale=1.04),
    _named("Hannah Clarke", 1, next_step=0.70, closing=0.71, cycle=1.03),
    _named("Layla Mansour", 0, next_step=0.69, closing=0.72, setting=0.33),
    _named("فهد الشمري", 1, next_step=0.72, closing=0.71, sale=1.05),
    _named("Daniel Reed", 0, activity=0.45, next_step=0.71, closing=0.70),  # too little activity
    _named("ريم الزهراني", 1, next_step=0.73, closing=0.70, cycle=0.96),
    _named("نورة القحطاني", 0, next_step=0.70, closing=0.70, sale=0.97, setting=0.27),
    Person("Adam Farouk", *_TEAMS[1], dt.date(2026, 9, 13), activity=0.8),  # a newcomer
)

_FIRST_NAMES = """
    Ali Amal Basma Dana Elias Faisal Ghada Hassan Iman Jana Kareem Lina Majed Nadia Othman Rami Samir Tala Waleed
    Zeina Anna Ben Clara David Emma Frank Grace Henry عبدالله سارة محمد هند سعود منى تركي لطيفة
"""
_LAST_NAMES = """
    Abboud Bishara Chahine Dabbagh Eid Fares Ghanem Hamdan Issa Jaber Kanaan Latif Maalouf Najjar Obeid Qasim Rahal
    Saleh Tamimi Younis Zahran Baker Cole Dixon Evans Foster العنزي الدوسري الحربي المطيري الغامدي السبيعي
"""


def team_of(reps: int, rng: np.random.Generator) -> tuple[Person, ...]:
    """Return ``reps`` people: the cast of twelve first, then as many drawn ones as are needed."""
    if reps <= len(CAST):
        return CAST[:reps]
    teams = max(2, reps // _REPS_PER_TEAM)
    names = _more_names(rng)
    return CAST + tuple(_drawn(next(names), number % teams, rng) for number in range(reps - len(CAST)))


def _more_names(rng: np.random.Generator) -> Iterator[str]:
    pairs = [
        f"{first} {last}"
        for first, last in product(_FIRST_NAMES.split(), _LAST_NAMES.split())
        if first.isascii() == last.isascii()
    ]
    order = rng.permutation(len(pairs))
    round_number = 1
    while True:
        for place in order:
            yield pairs[place] if round_number == 1 else f"{pairs[place]} {round_number}"
        round_number += 1


def _drawn(name: str, team: int, rng: np.random.Generator) -> Person:
    place = _TEAMS[team] if team < len(_TEAMS) else (f"Team {team + 1}", f"Region {team // 4 + 1}", _TEAMS[0][2])
    next_step, closing = np.clip(rng.normal(0.69, 0.06, 2), 0.3, 0.9)
    activity, sale, cycle = np.clip(rng.lognormal(0.0, 0.15, 3), 0.4, 2.0)
    return Person(name, *place, dt.date(2024, 1, 7), activity, next_step, closing, sale, cycle)
