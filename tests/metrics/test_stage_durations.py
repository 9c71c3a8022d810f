"""How long deals stay before a gate.

What would be lost: a stage that looks quick because the deals stuck in it are not counted.
"""

from __future__ import annotations

import datetime as dt

from coaching.metrics import Period, stage_durations
from tests.build import AS_OF, EVER, deals, lost, waiting, won


def by_gate(frame, period: Period = EVER, **more):
    return {stay.gate: stay for stay in stage_durations(frame, period, AS_OF, **more)}


def test_each_step_has_its_own_median() -> None:
    rows = [won(first="2026-02-01", next_step_on="2026-02-11", on="2026-03-03", created_on="2026-01-30")] * 3
    found = by_gate(deals(*rows))
    assert [(stay.gate, stay.median_days) for stay in found.values()] == [
        ("first_appointment", 2.0),
        ("next_step", 10.0),
        ("won", 20.0),
    ]


def test_deals_that_still_wait_make_the_median_longer() -> None:
    quick = [won(first="2026-02-01", next_step_on="2026-02-06")] * 2
    slow = [won(first="2026-02-01", next_step_on="2026-03-13")]
    stuck = [waiting(first="2026-02-01")] * 3
    assert by_gate(deals(*quick, *slow))["next_step"].median_days == 5.0
    found = by_gate(deals(*quick, *slow, *stuck))["next_step"]
    assert (found.median_days, found.passed, found.seen) == (40.0, 3, 6)


def test_while_most_still_wait_there_is_no_median() -> None:
    found = by_gate(deals(won(first="2026-06-01", next_step_on="2026-06-03"), *[waiting(first="2026-06-20")] * 3))
    assert (found["next_step"].median_days, found["next_step"].passed) == (None, 1)


def test_a_gate_passed_on_an_unknown_day_is_left_out() -> None:
    found = by_gate(deals(won(first="2026-02-01", on="2026-03-01"), lost(first="2026-02-01")))
    assert (found["next_step"].passed, found["next_step"].seen) == (0, 1)
    assert "won" not in found


def test_only_what_began_in_the_period_and_belongs_to_the_rep_counts() -> None:
    frame = deals(
        won(first="2026-02-01", next_step_on="2026-02-06"),
        won(first="2025-02-01", next_step_on="2025-02-21"),
        won(first="2026-02-01", next_step_on="2026-03-06", rep="Omar"),
    )
    spring = Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assert by_gate(frame, spring, rep="Sara")["next_step"].median_days == 5.0
    assert by_gate(frame, spring)["next_step"].seen == 2
