"""Activities, goals, people and a small team's own sheet of counts.

What would be lost: a goal held against the wrong months, appointments booked counted as held.
"""

from __future__ import annotations

from tests.importing.made import codes, dates, taken


def test_activities_become_conversations_and_appointments() -> None:
    intake = taken(
        [
            ["Date", "Rep", "Type", "Outcome"],
            ["2026-01-01", "Dana", "Call", "Connected"],
            ["2026-01-02", "Dana", "Meeting", "No Show"],
            ["2026-01-03", "Dana", "Site visit", "Completed"],
            ["2026-01-04", "Dana", "اجتماع", "لم يعقد"],
            ["2026-01-05", "Dana", "Meeting", "Scheduled"],
            ["2026-01-06", "Dana", "Email", ""],
            ["someday", "Dana", "Call", ""],
        ]
    )
    found = intake.tables.activities
    kinds = ["conversation", "appointment", "appointment", "appointment", "appointment"]
    assert list(found.kind) == kinds
    assert list(found.result.astype(object).fillna("")) == ["", "not_held", "held", "not_held", "set"]
    assert set(intake.set_aside.reason) == {"other_activity", "no_date"}


def test_appointments_without_a_result_count_as_booked_and_say_so() -> None:
    intake = taken([["Date", "Rep", "Activity type"], ["2026-01-01", "Dana", "Meeting"]])
    assert list(intake.tables.activities.result) == ["set"]
    assert "appointments_taken_as_set" in intake.sources[0].assumptions


def test_a_goal_gets_its_days_from_whatever_names_them() -> None:
    intake = taken(
        [
            ["Sales rep", "Team", "Start date", "End date", "Period", "Year", "Target"],
            ["Dana", "", "2026-01-01", "2026-01-31", "", "", "SAR 5,000"],
            ["Dana", "", "", "", "Q2 2026", "", "15000"],
            ["Dana", "", "", "", "March", "2026", "6000"],
            ["Dana", "", "2026-04-01", "", "quarterly", "", "15000"],
            ["", "North", "", "", "", "2026", "60000"],
            ["Omar", "", "", "", "", "", "60000"],
            ["Omar", "", "", "", "2026", "", "lots"],
        ]
    )
    goals = intake.tables.goals
    assert dates(goals.goal_from) == ["2026-01-01", "2026-04-01", "2026-03-01", "2026-04-01", "2026-01-01"]
    assert dates(goals.goal_to) == ["2026-01-31", "2026-06-30", "2026-03-31", "2026-06-30", "2026-12-31"]
    assert list(goals.goal_period) == ["month", "quarter", "month", "quarter", "year"]
    assert goals.rep.isna().tolist() == [False, False, False, False, True]
    assert goals.currency[0] == "SAR"
    assert sorted(intake.set_aside.reason) == ["no_goal_amount", "no_goal_period"]


def test_a_sheet_of_counts_gets_first_and_last_days() -> None:
    monthly = taken(
        [["Rep", "Month", "Meetings", "Proposals", "Won", "Revenue"], ["Dana", "2026-02", "9", "4", "2", "50"]]
    )
    periods = monthly.tables.rep_periods
    assert (dates(periods.period_from), dates(periods.period_to)) == (["2026-02-01"], ["2026-02-28"])
    assert periods.first_appointments[0] == 9
    weekly = taken([["Rep", "Week of", "Calls", "Meetings", "Proposals"], ["Dana", "2026-01-05", "30", "4", "2"]])
    assert dates(weekly.tables.rep_periods.period_to) == ["2026-01-11"]
    assert "period_length_guessed" in weekly.sources[0].assumptions


def test_a_month_written_as_its_first_day_is_the_whole_month() -> None:
    rows = [["Rep", "Month", "Meetings", "Proposals", "Won"], ["Dana", "2026-02-01", "9", "4", "2"]]
    assert dates(taken(rows).tables.rep_periods.period_to) == ["2026-02-28"]


def test_people_are_kept_with_what_ties_them_to_other_tables() -> None:
    intake = taken([["First name", "Last name", "Email", "Team"], ["Dana", "Cole", "dana@example.com", "North"]])
    reps = intake.tables.reps
    assert (reps.rep[0], reps.email[0], reps.team[0]) == ("Dana Cole", "dana@example.com", "North")


def test_a_person_without_any_name_is_set_aside() -> None:
    intake = taken([["Name", "Email", "Team"], ["Dana", "d@example.com", "North"], ["", "", "South"]])
    assert len(intake.tables.reps) == 1
    assert "no_rep" in codes(intake)
