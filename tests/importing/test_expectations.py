"""What a CRM expects of open deals, kept for a forecast: a user would lose it with each import."""

from __future__ import annotations

import pytest

from coaching.importing import Intake, apply_mapping
from tests.importing.made import codes, dates, mapped

HEADER = ["Deal ID", "Deal Name", "Owner", "Stage", "Amount", "Created Date", "Close Date", "Probability (%)"]


def taken(*told: tuple[str, str, str]) -> Intake:
    """Return what becomes of deals with these stages, close dates and probabilities."""
    made = [
        [f"D{n}", f"Deal {n}", "Lea Sand", stage, "10", "2026-01-02", closed, probability]
        for n, (stage, closed, probability) in enumerate(told, 1)
    ]
    return apply_mapping([mapped([HEADER, *made], "deals", probability="Probability (%)")])


@pytest.mark.parametrize("written", [("60", "100"), ("60%", "100%"), ("0.6", "1"), ("60 ٪", "100 ٪")])
def test_open_deals_keep_their_probability_and_expected_date(written: tuple[str, str]) -> None:
    intake = taken(("Proposal", "2026-05-01", written[0]), ("Closed Won", "2026-02-01", written[1]))
    deals = intake.tables.deals
    assert deals["probability"].fillna(-1).tolist() == [0.6, -1]
    assert dates(deals["expected_close_on"]) == ["2026-05-01", None]
    assert dates(deals["closed_on"]) == [None, "2026-02-01"]


def test_a_probability_that_is_none_is_told_and_left_out() -> None:
    intake = taken(("Proposal", "", "60"), ("Proposal", "", "likely"), ("Proposal", "", "250"))
    assert intake.tables.deals["probability"].fillna(-1).tolist() == [0.6, -1, -1]
    assert "bad_number" in codes(intake)


def test_reps_keep_the_day_they_left() -> None:
    people = [["Name", "Team", "Hired", "Left on"], ["Lea Sand", "North", "2020-01-01", "2026-03-01"]]
    intake = apply_mapping([mapped(people, "reps", left_on="Left on")])
    assert dates(intake.tables.reps["left_on"]) == ["2026-03-01"]
