"""Conversations, appointments set, and a small team's own sheet of counts."""

import datetime as dt

import pandas as pd
import pytest

from coaching.metrics import load_kpis, measure, tally
from coaching.tables import conform, empty
from tests.build import AS_OF, EVER, deals, one, won


def activities(*rows: tuple) -> pd.DataFrame:
    names = ["kind", "result", "count"]
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows]).assign(
        rep="Sara", happened_on="2026-02-01"
    )
    return conform(frame, "activities")


def test_conversation_ratio_sets_appointments_against_conversations() -> None:
    rows = activities(
        ("conversation", None, 40),
        ("appointment", "held", 5),
        ("appointment", "not_held", 2),
        ("appointment", "set", 1),
    )
    figure = one(deals(won()), activities=rows).figures["conversation_ratio"]
    assert (figure.numerator, figure.denominator, figure.value) == (8, 40, 0.2)


def test_held_appointments_stand_in_where_none_are_set_and_it_says_so() -> None:
    figure = one(deals(won(), won()), activities=activities(("conversation", None, 10))).figures["conversation_ratio"]
    assert figure.value == pytest.approx(0.2)
    assert figure.rests_on == ("held_stand_for_set",)


def test_deals_that_only_have_a_created_date_are_no_known_appointments() -> None:
    made = deals(won(), won()).assign(first_appointment_on=pd.NaT, created_stands_in=True, gate_shown=False)
    figure = one(made, activities=activities(("conversation", None, 10))).figures["conversation_ratio"]
    assert (figure.value, figure.numerator, figure.reason.code) == (None, None, "no_appointments_known")


def test_without_conversations_there_is_a_reason() -> None:
    assert one(deals(won())).figures["conversation_ratio"].reason.code == "no_conversations"


def test_a_sheet_of_counts_is_enough_to_measure() -> None:
    sheet = conform(
        pd.DataFrame(
            [
                {
                    "rep": "Sara", "period_from": "2026-03-02", "period_to": "2026-03-08", "conversations": 50,
                    "first_appointments": 10, "next_steps": 6, "won": 3, "revenue": 9000,
                }
            ]
        ),
        "rep_periods",
    )  # fmt: skip
    _, reps = measure(tally(empty("deals"), EVER, AS_OF, rep_periods=sheet), load_kpis())
    values = {key: figure.value for key, figure in reps["Sara"].figures.items()}
    assert values["conversation_ratio"] == pytest.approx(0.2)
    assert values["next_step_ratio"] == pytest.approx(0.6)
    assert values["closing_ratio"] == pytest.approx(0.5)
    assert values["average_sale"] == pytest.approx(3000)
    assert reps["Sara"].counts.first_appointments == 10


def test_a_sheet_outside_the_period_counts_nothing() -> None:
    from coaching.metrics import Period

    sheet = conform(pd.DataFrame([{"rep": "Sara", "period_to": "2025-03-08", "won": 3}]), "rep_periods")
    march = Period(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    assert tally(empty("deals"), march, AS_OF, rep_periods=sheet).events.empty
