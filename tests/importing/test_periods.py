"""Periods as people name them: months, quarters, halves, weeks, and stretches of months or days.

What would be lost: a goal for half a year held against January alone asks for six times the appointments; a week's
counts spread over a month.
"""

from __future__ import annotations

import datetime as dt

import pytest

from coaching.importing.values.period_names import length_in, length_named, length_of, parse_period, period_from
from coaching.metrics.goals import resolve_goals
from coaching.metrics.model import Period
from tests.importing.made import dates, taken

WEEK_5 = ("2026-01-26", "2026-02-01")
WEEK_OF_5_JANUARY = ("2026-01-05", "2026-01-11")
FIRST_HALF = ("2026-01-01", "2026-06-30")
FIRST_QUARTER = ("2026-01-01", "2026-03-31")


def days(text: str, year: int | None = None, length: str | None = None) -> tuple[str, str] | None:
    found = parse_period(text, year, length)
    return (found.first.isoformat(), found.last.isoformat()) if found else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03", "2026-03-01", "2026-03-31"),
        ("03/2026", "2026-03-01", "2026-03-31"),
        ("March 2026", "2026-03-01", "2026-03-31"),
        ("Mar-2026", "2026-03-01", "2026-03-31"),
        ("2026-M03", "2026-03-01", "2026-03-31"),
        ("مارس 2026", "2026-03-01", "2026-03-31"),
        ("شهر مارس 2026م", "2026-03-01", "2026-03-31"),
        ("تشرين الثاني 2025", "2025-11-01", "2025-11-30"),
        ("كانون الأول 2025", "2025-12-01", "2025-12-31"),
        ("كانون الثاني 2026", "2026-01-01", "2026-01-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("الربع الثاني 2026", "2026-04-01", "2026-06-30"),
        ("FY2026", "2026-01-01", "2026-12-31"),
        ("FY26", "2026-01-01", "2026-12-31"),
        ("٢٠٢٦", "2026-01-01", "2026-12-31"),
        ("2. Halbjahr 2026", "2026-07-01", "2026-12-31"),
        ("النصف الثاني من عام 2026", "2026-07-01", "2026-12-31"),
        ("Nov 2025 - Feb 2026", "2025-11-01", "2026-02-28"),
        ("29 Dec - 4 Jan 2026", "2025-12-29", "2026-01-04"),
        ("01/02/2026 - 28/02/2026", "2026-02-01", "2026-02-28"),
        ("2026-01-10 to 2026-01-20", "2026-01-10", "2026-01-20"),
    ],
)
def test_the_name_of_a_period_gives_its_days(text: str, first: str, last: str) -> None:
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("Q1 2026", "1Q 2026", "1er trimestre 2026", "1. Quartal 2026", "T1 2026", "Primer trimestre 2026"),
        *("الربع الأول 2026", "Jan-Mar 2026", "Jan 2026 – Mar 2026", "01/2026 - 03/2026", "Q1 2026 (Jan-Mar)"),
    ],
)
def test_a_quarter_is_no_single_month(text: str) -> None:
    assert days(text) == FIRST_QUARTER


@pytest.mark.parametrize(
    "text",
    [
        *("H1 2026", "2026 H1", "1H 2026", "First half 2026", "1er semestre 2026", "1. Halbjahr 2026", "HJ1/2026"),
        *("النصف الأول 2026", "Jan-Jun 2026", "2026-01-01 - 2026-06-30"),
    ],
)
def test_half_a_year_is_no_single_month(text: str) -> None:
    assert days(text) == FIRST_HALF
    found = parse_period(text)
    assert found and found.length == "half"


@pytest.mark.parametrize(
    "text",
    [
        *("2026-W05", "W5 2026", "KW 5 2026", "KW05/2026", "S05 2026", "sem 5 2026", "Semaine 5 2026"),
        *("Week 5, 2026", "الأسبوع 5 2026", "26 Jan - 1 Feb 2026", "Jan 26 - Feb 1, 2026", "26/01/2026 - 01/02/2026"),
    ],
)
def test_a_week_is_no_month(text: str) -> None:
    assert days(text) == WEEK_5
    found = parse_period(text)
    assert found and found.length == "week"


@pytest.mark.parametrize("text", ["5 Jan 2026", "Jan 5, 2026", "2026-01-05", "2026-01-05 00:00:00"])
def test_a_single_day_stands_for_the_period_that_the_header_speaks_of_and_else_for_none(text: str) -> None:
    assert days(text) is None
    assert days(text, length="week") == WEEK_OF_5_JANUARY
    assert days(text, length="month") == ("2026-01-01", "2026-01-31")
    assert days(text, length="quarter") == FIRST_QUARTER
    assert days(f"week of {text}") == WEEK_OF_5_JANUARY


def test_a_header_settles_what_a_bare_number_counts() -> None:
    assert days("2026-05", length="week") == days("5", 2026, "week") == WEEK_5
    assert days("1/2026", length="quarter") == FIRST_QUARTER
    assert days("2026-03", length="month") == days("3", 2026) == ("2026-03-01", "2026-03-31")
    assert days("S1 2026") is None
    assert days("S1 2026", length="half") == FIRST_HALF
    assert days("S1 2026", length="week") == ("2025-12-29", "2026-01-04")


@pytest.mark.parametrize(
    ("header", "length"),
    [
        ("Week", "week"),
        ("Semaine", "week"),
        ("الأسبوع", "week"),
        ("Year/Week", "week"),
        ("Monat", "month"),
        ("الشهر", "month"),
        ("Fiscal quarter", "quarter"),
        ("Semestre", "half"),
        ("Period", None),
    ],
)
def test_a_header_says_which_periods_a_column_holds(header: str, length: str | None) -> None:
    assert length_in(header) == length


@pytest.mark.parametrize(
    "text",
    [
        *("", "soon", "Region 7", "13/2026", "Acme 2026 order", "2025/2026", "March", "FY24/25", "1Q26", "W60 2026"),
        *("Week 2 March 2026", "01/02/2026 - 09/03/2026", "Q1-Q3 2026", "11 Jan - 5 Jan 2026", "Oct - Mar 2026"),
    ],
)
def test_what_names_no_period_is_none(text: str) -> None:
    assert parse_period(text) is None


@pytest.mark.parametrize("word", ["half-yearly", "semestriel", "halbjährlich", "نصف سنوي"])
def test_half_a_year_has_its_word(word: str) -> None:
    assert length_named(word) == "half"
    half = period_from(dt.date(2026, 7, 1), "half")
    assert (half.last, length_of(half.first, half.last)) == (dt.date(2026, 12, 31), "half")


def test_a_goal_for_half_a_year_asks_for_its_share_a_week() -> None:
    intake = taken(
        [["Sales rep", "Period", "Target"], ["Dana", "H1 2026", "300000"], ["Omar", "Jan-Jun 2026", "300000"]]
    )
    goals = intake.tables.goals
    assert (dates(goals.goal_from), dates(goals.goal_to)) == (["2026-01-01"] * 2, ["2026-06-30"] * 2)
    found = resolve_goals(goals, ["Dana", "Omar"], Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30)))
    for goal in found.reps.values():
        assert goal.weekly == pytest.approx(300_000 * 2 / 52, rel=0.01)
        assert goal.in_period == pytest.approx(300_000)
