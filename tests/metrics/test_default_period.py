"""The period that is shown at first: long enough to tell reps apart, and the same from one Monday to the next.

What would be lost: a manager compares two printouts that cover 13 and 26 weeks and takes the difference for a change.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from coaching.metrics import default_period
from coaching.tables import Tables, conform
from tests.build import deals, won

START = dt.date(2024, 1, 1)


def decided(weekly: dict[str, list[int]]) -> Tables:
    """Return won deals: of each rep so many in each week since the start."""
    rows = [
        won(rep=rep, first=str(START + dt.timedelta(weeks=week)), on=str(START + dt.timedelta(weeks=week)))
        for rep, counts in weekly.items()
        for week, count in enumerate(counts)
        for _ in range(count)
    ]
    return Tables(deals=deals(*rows))


def alike(counts: list[int], reps: int = 3) -> Tables:
    return decided({f"rep {at}": counts for at in range(reps)})


def of(tables: Tables, weeks: int) -> str:
    """Return the default as of the Sunday that ends so many weeks."""
    as_of = START + dt.timedelta(weeks=weeks, days=-1)
    seen = Tables(deals=tables.deals[tables.deals["closed_on"] <= pd.Timestamp(as_of)])
    return default_period(seen, sorted(set(tables.deals["rep"])), as_of).name


@pytest.mark.parametrize(
    ("counts", "name"),
    [([2] * 60, "weeks_13"), ([1] * 60, "weeks_26"), ([1, 0] * 40, "weeks_52"), ([1, 0, 0, 0] * 15, "all")],
)
def test_it_is_the_shortest_in_which_reps_can_be_told_apart(counts: list[int], name: str) -> None:
    assert of(alike(counts), len(counts)) == name


def test_a_team_at_the_edge_is_measured_over_the_same_weeks_every_monday() -> None:
    """Twenty decided deals in 13 weeks one week and nineteen the next: without memory the period would flip."""
    edge = [2, 1] * 40
    seen = {of(alike(edge), weeks) for weeks in range(30, 80)}
    assert seen == {"weeks_13"}


def test_a_change_is_known_with_its_week_and_what_was_before() -> None:
    slower = alike([2] * 60 + [1] * 20)
    as_of = START + dt.timedelta(weeks=80, days=-1)
    found = default_period(slower, ["rep 0", "rep 1", "rep 2"], as_of)
    assert (found.name, found.before) == ("weeks_26", "weeks_13")
    # With 11 of the last 13 weeks at the slower pace there are 15 left, then 14.
    assert found.since == START + dt.timedelta(weeks=72, days=-1)
    assert of(slower, 71) == "weeks_13"


def test_a_young_team_has_no_change_to_report() -> None:
    """All data, and the last 26 weeks of 20: the same days."""
    found = default_period(alike([1] * 22), ["rep 0", "rep 1", "rep 2"], START + dt.timedelta(weeks=22, days=-1))
    assert (found.name, found.since) == ("weeks_26", None)


def test_reps_who_are_long_gone_do_not_make_it_longer() -> None:
    gone = {f"gone {at}": [2] * 10 for at in range(5)}
    assert of(decided({f"rep {at}": [2] * 90 for at in range(3)} | gone), 90) == "weeks_13"


def test_sheets_of_counts_decide_as_well() -> None:
    days = pd.date_range(START, periods=60, freq="7D")
    rows = {"rep": "Ann", "period_from": days, "period_to": days + pd.Timedelta(days=6), "won": 1.0, "lost": 1.0}
    sheet = conform(pd.DataFrame(rows), "rep_periods")
    assert default_period(Tables(rep_periods=sheet), ["Ann"], days[-1].date() + dt.timedelta(days=6)).name == "weeks_13"
    assert default_period(Tables(), ["Ann"], START).name == "all"
