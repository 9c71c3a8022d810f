"""How long a rep was at work, and who is new or has left.

What would be lost: a rep in the seventh week would be measured over a year, and those who left would be coached.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from benchmarks.made import made_deals
from coaching.metrics import Period, TimeAtWork, time_at_work
from coaching.tables import Tables, conform
from tests.build import deals, lost, won

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
AS_OF = dt.date(2026, 12, 31)


def reps(*rows: dict) -> pd.DataFrame:
    return conform(pd.DataFrame(list(rows)), "reps")


def weekly(rep: str, start: str = "2026-01-01", end: str = "2026-12-31", every: int = 7, **more) -> list[dict]:
    """Return deals of a rep, won the day they were met, one every so many days."""
    days = pd.date_range(start, end, freq=f"{every}D").strftime("%Y-%m-%d")
    return [won(rep=rep, first=day, on=day, **more) for day in days]


def at_work(rows: list[dict], listed: tuple[dict, ...] = (), period: Period = YEAR, **more) -> dict:
    tables = Tables(deals=deals(*rows), **({"reps": reps(*listed)} if listed else {}))
    return time_at_work(tables, more.pop("as_of", AS_OF), period, **more)


def of(rep: str, *args, **more) -> TimeAtWork:
    return at_work(*args, **more)[rep]


OLD_HANDS = [*weekly("Ann"), *weekly("Bob"), *weekly("Cid")]


def test_a_rep_on_the_list_is_at_work_from_the_day_it_names() -> None:
    one = of("Hal", [*OLD_HANDS, *weekly("Hal", "2026-11-10")], ({"rep": "Hal", "started_on": "2026-11-05"},))
    assert (one.first_on, one.days, one.standing) == (dt.date(2026, 11, 5), 57, "new")
    assert one.weeks == pytest.approx(57 / 7)
    assert one.weeks_since_start == pytest.approx(56 / 7)


def test_a_first_event_long_after_the_datas_first_is_the_first_day() -> None:
    one = of("Hal", [*OLD_HANDS, *weekly("Hal", "2026-11-10")])
    assert (one.first_on, one.first_is_known, one.standing) == (dt.date(2026, 11, 10), True, "new")


def test_a_first_event_soon_after_the_datas_first_is_no_first_day() -> None:
    one = of("Hal", [*OLD_HANDS, *weekly("Hal", "2026-03-30")])
    assert (one.first_on, one.first_is_known, one.days, one.standing) == (dt.date(2026, 1, 1), False, 365, "active")


def test_a_period_counts_only_from_the_datas_first_day_and_to_the_as_of_date() -> None:
    wide = Period(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
    found = at_work(OLD_HANDS, period=wide)
    assert {one.days for one in found.values()} == {365}


def test_the_last_day_on_the_list_ends_the_time_at_work() -> None:
    one = of("Ann", OLD_HANDS, ({"rep": "Ann", "left_on": "2026-06-30"},))
    assert (one.days, one.standing) == (181, "left")


def test_a_last_day_still_to_come_is_no_leaving() -> None:
    one = of("Ann", OLD_HANDS, ({"rep": "Ann", "left_on": "2027-01-31"},))
    assert (one.days, one.standing) == (365, "active")


def test_who_left_before_the_period_has_no_day_in_it_and_one_week_to_divide_by() -> None:
    one = of("Ann", OLD_HANDS, ({"rep": "Ann", "left_on": "2025-06-30"},))
    assert (one.days, one.weeks, one.standing) == (0, 1.0, "left")


def test_who_has_been_silent_for_a_quarter_has_left() -> None:
    rows = [*OLD_HANDS, *weekly("Gus", "2026-01-01", "2026-09-25")]
    assert of("Gus", rows).standing == "left"
    assert of("Gus", [*OLD_HANDS, *weekly("Gus", "2026-01-01", "2026-10-10")]).standing == "active"


def test_nobody_is_silent_because_the_data_ends_before_the_as_of_date() -> None:
    found = at_work(OLD_HANDS, as_of=dt.date(2029, 1, 1))
    assert {one.standing for one in found.values()} == {"active"}


def test_who_sells_twice_a_year_has_not_left_in_between() -> None:
    seldom = [
        won(rep="Gus", first=first, on=on)
        for first, on in (("2025-01-05", "2025-02-01"), ("2025-07-20", "2025-08-01"), ("2026-02-01", "2026-02-20"))
    ]
    assert of("Gus", [*OLD_HANDS, *seldom]).standing == "active"


def test_one_lonely_event_among_rare_ones_is_no_leaving() -> None:
    seldom = [row for rep in ("Ann", "Bob", "Cid") for row in weekly(rep, "2025-01-01", "2026-12-31", every=180)]
    assert of("Gus", [*seldom, won(rep="Gus", first="2026-03-01", on="2026-03-01")]).standing != "left"


def test_an_open_deal_that_is_not_stale_keeps_a_silent_rep() -> None:
    gone = weekly("Gus", "2026-01-01", "2026-09-20")
    slow = [won(rep="Ann", first="2026-01-01", on="2026-12-30")] * 60
    waiting = {"rep": "Gus", "outcome": "open", "gate": "first_appointment", "first_appointment_on": "2026-09-20"}
    quick = [won(rep="Ann", first="2026-12-01", on="2026-12-10")] * 20
    assert of("Gus", [*OLD_HANDS, *gone, *slow, waiting]).standing == "active"
    assert of("Gus", [*OLD_HANDS, *gone, *quick, waiting]).standing == "left"


def test_few_trials_keep_a_rep_new_for_half_a_year_at_most() -> None:
    few = weekly("Hal", "2026-08-20", "2026-09-20") + weekly("Hal", "2026-12-20")
    assert of("Hal", [*OLD_HANDS, *few]).standing == "new"
    assert of("Hal", [*OLD_HANDS, *weekly("Hal", "2026-08-20")]).standing == "active"
    assert of("Hal", [*OLD_HANDS, *weekly("Hal", "2026-05-20", every=60)]).standing == "active"


def test_few_trials_make_nobody_new_where_hardly_anybody_else_is_active() -> None:
    few = weekly("Hal", "2026-08-20", every=60)
    assert of("Hal", [*weekly("Ann"), *few]).standing == "active"


def test_leaving_beats_being_new() -> None:
    listed = ({"rep": "Hal", "started_on": "2026-11-05", "left_on": "2026-12-01"},)
    assert of("Hal", [*OLD_HANDS, *weekly("Hal", "2026-11-10")], listed).standing == "left"


def test_lost_deals_and_next_steps_are_decided_trials_too() -> None:
    rows = [lost(rep="Ann", on="2026-03-01"), lost(None, rep="Ann", gate_shown=False), won(rep="Ann"), {"rep": "Ann"}]
    assert of("Ann", rows).decided_trials == 3


def test_a_sheet_of_counts_shows_time_at_work_too() -> None:
    rows = [
        {"rep": "Ann", "period_from": f"2026-{month:02}-01", "period_to": f"2026-{month:02}-28", "won": 4, "lost": 3}
        for month in range(1, 13)
    ]
    rows += [
        {"rep": "Hal", "period_from": f"2026-{month:02}-01", "period_to": f"2026-{month:02}-28", "won": 4}
        for month in (11, 12)
    ]
    found = time_at_work(Tables(rep_periods=conform(pd.DataFrame(rows), "rep_periods")), AS_OF, YEAR)
    assert (found["Hal"].first_on, found["Hal"].standing) == (dt.date(2026, 11, 1), "new")
    assert found["Ann"].decided_trials == 84


def test_data_without_dates_says_nothing_about_anybody() -> None:
    one = of("Ann", [{"rep": "Ann", "outcome": "won", "gate": "won"}])
    assert (one.first_on, one.standing, one.days) == (None, "active", 365)


def test_messy_data_never_fail_and_never_count_more_days_than_there_are() -> None:
    for seed in range(5):
        tables = Tables(deals=made_deals(300, 7, seed, messy=0.5))
        found = time_at_work(tables, dt.date(2026, 3, 31), YEAR)
        assert all(0 <= one.days <= 90 and one.weeks >= 1 for one in found.values())
