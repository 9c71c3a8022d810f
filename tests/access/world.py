"""A made-up company of two teams, in which everybody knows only some of the others."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from coaching.access import Viewer
from coaching.tables import Tables, conform
from tests.build import lost, waiting, won

TEAMS = {"North": ("Amal", "Basma", "Chaker"), "South": ("Dania", "Emad", "Faris", "Ghada")}
NAMES = tuple(name for members in TEAMS.values() for name in members)

MANAGER = Viewer("manager", "m@example.com", teams=frozenset({"North"}))
COACH = Viewer("coach", "c@example.com", reps=frozenset({"Dania", "Emad"}))
REP = Viewer("rep", "r@example.com", reps=frozenset({"Ghada"}))
#: Who is kept from whom.
UNSEEN = {MANAGER: TEAMS["South"], COACH: (*TEAMS["North"], "Faris", "Ghada"), REP: NAMES[:-1]}


def record(rep: str, wins: int, late: int, early: int, amount: float = 1000.0, days: int = 30) -> list[dict]:
    first = dt.date(2026, 4, 1)
    closed = (first + dt.timedelta(days=days)).isoformat()
    shared = {"rep": rep, "first": first.isoformat(), "on": closed}
    rows = [won(amount, **shared)] * wins + [lost("next_step", **shared)] * late + [lost(**shared)] * early
    team = next(team for team, members in TEAMS.items() if rep in members)
    return [
        row
        | {
            "team": team,
            "deal_id": f"{rep}-{number}",
            "deal_name": f"Deal of {rep}",
            "account": f"Account of {rep}",
            "gate_shown": True,
            "currency": "SAR",
            "product": f"Special of {rep}" if number % 2 else "Basic",
            "segment": ("Large", "Small")[number % 2],
            "source": f"Source of {rep}",
            "lost_reason": f"Reason of {rep}" if row["outcome"] == "lost" else None,
            "file": "team.xlsx",
            "row": number,
        }
        for number, row in enumerate(rows)
    ]


#: (won, lost late, lost early) and the average sale: Amal and Dania do well enough to be mentors.
RECORDS = {
    "Amal": (70, 8, 8, 3000.0),
    "Basma": (10, 30, 40, 900.0),
    "Chaker": (30, 20, 30, 2000.0),
    "Dania": (75, 8, 8, 3100.0),
    "Emad": (20, 25, 30, 1500.0),
    "Faris": (25, 20, 30, 1700.0),
    "Ghada": (12, 30, 45, 800.0),
}


def team(records: dict[str, tuple] = RECORDS) -> Tables:
    rows = [row for rep, numbers in records.items() for row in record(rep, *numbers)]
    rows += [
        waiting(rep=rep, team=team, deal_id=f"{rep}-w", deal_name=f"Waiting of {rep}", amount=5.0, file="team.xlsx")
        for team, members in TEAMS.items()
        for rep in members
        if rep in records
    ]
    people = [
        {
            "rep": rep,
            "team": team,
            "region": f"{team} region",
            "email": f"{rep}@example.com".lower(),
            "manager": f"Boss of {rep}",
        }
        for team, members in TEAMS.items()
        for rep in members
        if rep in records
    ]
    history = [{"deal_id": f"{rep}-0", "stage": f"Stage of {rep}"} for rep in records]
    goals = [{"rep": rep, "amount": 9000.0, "goal_period": "month"} for rep in records]
    goals += [{"team": name, "amount": 30000.0, "goal_period": "month"} for name in TEAMS]
    calls = [{"rep": rep, "kind": "conversation", "count": 500.0, "happened_on": "2026-04-02"} for rep in records]

    def told(rows: list[dict], table: str) -> pd.DataFrame:
        return conform(pd.DataFrame([{"file": "team.xlsx", **row} for row in rows]), table)

    return Tables(
        deals=told(rows, "deals"),
        reps=told(people, "reps"),
        goals=told(goals, "goals"),
        activities=told(calls, "activities"),
        stage_history=told(history, "stage_history"),
    )
