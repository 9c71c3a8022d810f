"""The benchmark of honesty, small: what it measures is what it says, and identical reps are left in peace."""

import numpy as np
import pytest

from benchmarks.honesty import REPORT, Truth, alike, false_flags, true_gains, worked


def test_identical_reps_are_left_in_peace() -> None:
    assert false_flags(12, np.random.default_rng(5))["any"] <= 0.10


def test_a_made_up_year_shows_the_skills_it_was_made_with() -> None:
    truth = Truth(np.full(8, 4000), np.full(8, 0.6), np.full(8, 0.5), np.full(8, 10_000.0))
    team = worked(truth, np.random.default_rng(2)).team
    assert team.marks["next_step_ratio"].value == pytest.approx(0.6, abs=0.02)
    assert team.marks["closing_ratio"].value == pytest.approx(0.5, abs=0.02)
    assert team.marks["average_sale"].value == pytest.approx(10_000, rel=0.02)


def test_true_gains_are_worked_out_by_hand() -> None:
    """1 appointment a week, 0.5 x 0.5 x 10,000: at 65 % next steps 3,250 instead of 2,500 a week."""
    truth = Truth(np.full(8, 52), np.full(8, 0.5), np.full(8, 0.5), np.full(8, 10_000.0))
    gains = true_gains(truth, 0, 52.0)
    assert gains["next_step_ratio"] == pytest.approx(750)
    assert gains["activity_gauge"] == pytest.approx(200_000 / 52 - 2_500)
    assert "average_sale" not in gains


def test_the_report_is_kept_with_its_command() -> None:
    assert "python -m benchmarks.honesty --teams" in REPORT.read_text(encoding="utf-8")
    assert alike(np.random.default_rng(1)).appointments.max() <= 40
