"""Goals as they are edited: what a row or a cell means, what is wrong with it, and what is stored.

What would be lost: a manager whose goals are half saved, or gone because one row had a typing error.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest

from coaching.goals import (
    COLUMNS,
    Row,
    fill_months,
    goal_rows,
    goals_to_store,
    grid_frame,
    monthly,
    other_goals,
    read_grid,
    read_rows,
    rows_frame,
    total_text,
    totals,
)
from coaching.metrics import Period, resolve_goals
from coaching.store import Goal
from coaching.words import Words
from tests.goals.made import JANUARY, UPLOADED, row, uploaded

EN = Words("en")


def meant(*rows: Row, before=(), currency: str | None = None):
    frame = pd.DataFrame([vars(one) for one in rows], columns=list(COLUMNS)).astype(object)
    return read_rows(frame, before, currency)


# What a grid means


@pytest.mark.parametrize(
    ("every", "day", "span"),
    [
        ("month", dt.date(2026, 2, 10), (dt.date(2026, 2, 1), dt.date(2026, 2, 28))),
        ("quarter", dt.date(2026, 2, 10), (dt.date(2026, 1, 1), dt.date(2026, 3, 31))),
        ("year", dt.date(2024, 2, 29), (dt.date(2024, 1, 1), dt.date(2024, 12, 31))),
    ],
)
def test_one_day_stands_for_the_period_it_is_in(every: str, day: dt.date, span: tuple) -> None:
    for days in ((day, None), (None, day)):
        (found,), wrong = meant(row(every=every, days=days))
        assert (found.goal_from, found.goal_to) == span
        assert not wrong


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row(who=""), "no_who"),
        (row(amount=None), "no_amount"),
        (row(amount=0.0), "no_amount"),
        (row(days=(JANUARY[1], JANUARY[0])), "turned"),
        (row(days=(dt.date(2026, 1, 1), dt.date(2026, 12, 31))), "too_long"),
        (row(every="own", days=(None, None)), "no_dates"),
        (row(every="own", days=(JANUARY[0], None)), "no_dates"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_row(bad: Row, code: str) -> None:
    _, wrong = meant(row(who="rep:Omar"), bad)
    assert [(one.row, one.code) for one in wrong] == [(2, code)]


def test_two_goals_for_the_same_days_are_named() -> None:
    whole = row(every="own", days=(dt.date(2026, 1, 1), dt.date(2026, 6, 30)))
    part = row(every="own", days=(dt.date(2026, 6, 30), dt.date(2026, 7, 31)))
    _, wrong = meant(whole, row(who="rep:Omar", every="own"), part)
    assert [(one.row, one.code, one.other) for one in wrong] == [(3, "overlap", 1)]
    assert meant(row(), row(every="year", days=(None, None)))[1] == ()
    assert [one.code for one in meant(row(days=(None, None)), row(days=(None, None)))[1]] == ["overlap"]


def test_what_came_with_a_file_is_not_judged_again() -> None:
    twice = (row(source="a.csv"), row(source="b.csv", amount=200.0))
    assert meant(*twice, before=twice)[1] == ()
    assert {one.code for one in meant(*twice, row(amount=3.0), before=twice)[1]} == {"overlap"}


def test_empty_rows_are_nothing_and_a_new_goal_is_in_the_teams_currency() -> None:
    empty = Row(None, None, None, None, None, None)
    rows, wrong = meant(empty, row(), currency="SAR")
    assert [one.currency for one in rows] == ["SAR"]
    assert not wrong


# What is kept of it


def goals_after(uploaded: pd.DataFrame, typed: tuple[Goal, ...]) -> set[tuple]:
    from coaching.store.imports.current_state import with_typed

    frame = with_typed(uploaded, typed) if typed else uploaded
    return {(one.who, one.when, one.amount) for one in goal_rows(frame) if one.amount}


@pytest.mark.parametrize("change", ["nothing", "amount", "days", "away", "more"])
def test_what_is_kept_gives_the_grid_again(change: str) -> None:
    before = goal_rows(UPLOADED)
    sara, omar = before
    rows = {
        "nothing": (sara, omar),
        "amount": (replace(sara, amount=120.0), omar),
        "days": (replace(sara, goal_to=dt.date(2026, 1, 30)), omar),
        "away": (omar,),
        "more": (sara, omar, row(who="team:East"), row(who="all", days=(None, None))),
    }[change]
    typed = goals_to_store(rows, before)
    assert goals_after(UPLOADED, typed) == {(one.who, one.when, one.amount) for one in rows}
    assert (len(typed) > 0) == (change != "nothing")
    again = goal_rows(UPLOADED)
    assert goals_after(UPLOADED, goals_to_store(rows, again)) == goals_after(UPLOADED, typed)


# Reps by months


def grid(rows: tuple[Row, ...], cells: dict[tuple[str, int], str], year: int = 2026):
    """The goals that the grid of a year holds once these texts are typed into it."""
    who = sorted({one.who for one in rows} | {whom for whom, _ in cells})
    known = monthly(rows)
    shown = grid_frame(known, who, year, "SAR", partial(EN.number, decimals=2))
    now = shown.copy()
    for (whom, month), text in cells.items():
        now.loc[who.index(whom), f"m{month}"] = text
    return read_grid(now, shown, known, year, "SAR")


def test_every_goal_is_in_the_grid_or_in_the_list_below_it() -> None:
    quarter = row(every="quarter", days=(dt.date(2026, 1, 1), dt.date(2026, 3, 31)))
    half = row(who="rep:Omar", days=(JANUARY[0], dt.date(2026, 1, 15)))
    twice = (row(who="rep:Lina", source="a.csv"), row(who="rep:Lina", amount=200.0, source="b.csv"))
    standing = row(who="all", days=(None, None))
    rows = (row(amount=99.995), row(who="team:East"), quarter, half, *twice, standing, row(amount=0.0, who="rep:Gone"))
    in_grid, below = monthly(rows), other_goals(rows)
    assert set(in_grid.values()) == {rows[0], rows[1]}
    assert set(below) == {quarter, half, *twice, standing}
    made, wrong = grid(rows, {})
    assert (made, wrong) == (in_grid, [])  # what nobody touched stays to the cent
    assert goals_to_store([*made.values(), *below], rows) == goals_to_store(rows, rows)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12,000", 12000.0, "SAR"),
        ("12.000", 12000.0, "SAR"),
        ("12.000,50", 12000.5, "SAR"),
        ("١٢٬٠٠٠", 12000.0, "SAR"),
        (" 12k ", 12000.0, "SAR"),
        ("USD 500", 500.0, "USD"),
        ("", None, None),
        ("0", None, None),
        ("abc", "wrong", None),
        ("-5", "wrong", None),
        ("=1+1", "wrong", None),
        ("1e99", "wrong", None),
    ],
)
def test_a_cell_is_read_as_a_cell_of_a_file_is(text: str, amount: object, currency: str | None) -> None:
    rows = (row(currency="SAR"), row(days=(dt.date(2027, 1, 1), dt.date(2027, 1, 31))))
    made, wrong = grid(rows, {("rep:Sara", 1): text})
    cell = ("rep:Sara", dt.date(2026, 1, 1))
    assert wrong == ([cell] if amount == "wrong" else [])
    got = made.get(cell)
    assert (got and (got.amount, got.currency, got.goal_to)) == (
        (amount, currency, JANUARY[1]) if isinstance(amount, float) else None
    )
    assert ("rep:Sara", dt.date(2027, 1, 1)) in made


def test_the_same_goal_fills_the_months_that_have_none() -> None:
    rows = (row(), row(who="rep:Omar", every="year", days=(None, None)))
    more = fill_months(rows, ["rep:Sara", "rep:Omar", "rep:Lina"], 2026, 5.0, "SAR")
    assert [sum(one.who == who for one in more) for who in ("rep:Sara", "rep:Omar", "rep:Lina")] == [11, 0, 12]
    assert read_rows(rows_frame([*rows, *more], "here"))[1] == ()


def test_totals_are_of_reps_by_currency() -> None:
    made, _ = grid((row(), row(who="team:East")), {("rep:Omar", 2): "50", ("rep:Omar", 3): "USD 7"})
    sums = totals(made, {"rep:Sara", "rep:Omar", "team:East"}, 2026)
    assert {code: dict(of)[0] for code, of in sums.items()} == {None: 100.0, "SAR": 50.0, "USD": 7.0}
    assert total_text(made, "rep:Omar", 2026, "SAR", partial(EN.number, decimals=2)) == "50 + USD 7"


def test_goals_of_several_teams_add_up_and_everybodys_goal_goes_first() -> None:
    period = Period(*JANUARY)
    east, west = uploaded({"team": "East", "amount": 100.0}), uploaded({"team": "West", "amount": 50.0})
    teams = pd.concat([east, west], ignore_index=True)
    assert resolve_goals(teams, [], period).team.in_period == pytest.approx(150.0)
    shared = pd.concat([teams, uploaded({"amount": 400.0})], ignore_index=True)
    assert resolve_goals(shared, [], period).team.in_period == pytest.approx(400.0)
