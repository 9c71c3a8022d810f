"""The benchmark of honesty, small: what it measures is what it says, and what was measured is stored."""

import numpy as np
import pytest

from benchmarks.honesty import (
    LEVERS,
    PARTS,
    REPORT,
    Truth,
    World,
    false_flags,
    gains,
    named_levers,
    planted,
    regret,
    stored,
    study,
    worked,
)


def team(**more: np.ndarray) -> Truth:
    whole = {
        "appointments": np.full(8, 52.0),
        "next_step_ratio": np.full(8, 0.6),
        "closing_ratio": np.full(8, 0.5),
        "average_sale": np.full(8, 10_000.0),
    }
    return Truth(**{**whole, **more}, goal=200_000.0)


def test_identical_reps_are_left_in_peace() -> None:
    assert false_flags(8, np.random.default_rng(5))["any flag"].mean <= 0.125


def test_a_made_up_year_shows_the_skills_it_was_made_with() -> None:
    truth = team(appointments=np.full(8, 4000.0))
    found = worked(truth, np.random.default_rng(2)).team
    for key in ("next_step_ratio", "closing_ratio", "average_sale", "sales_cycle_days"):
        assert found.marks[key].value == pytest.approx(truth.of(key)[0], rel=0.03), key
    assert found.marks["goal_attainment"].figure.numerator == pytest.approx(truth.revenue.sum(), rel=0.03)


def test_true_gains_are_worked_out_by_hand() -> None:
    """1 appointment a week, 0.5 x 0.5 x 10,000 of a rep among seven with 0.6: 130,000 a year of 200,000."""
    low = np.r_[0.5, np.full(7, 0.6)]
    truth = team(next_step_ratio=low, closing_ratio=np.full(8, 0.5))
    rule, best, half, push = gains(truth)[:, 0]
    assert rule == pytest.approx([0.3, 0.3, 0, 200 / 130 - 1])
    assert best == pytest.approx([0.2, 0, 0, 0])
    assert half == pytest.approx([1.2**0.5 - 1, 0, 0, 0])
    assert push[2:] == pytest.approx([0.10, 0.15])
    lost = regret(truth, {0: "next_step_ratio", 1: None})
    assert lost[0, 0] == pytest.approx(1 - 0.3 / (200 / 130 - 1)) and lost[0, 1:3] == pytest.approx(0)
    assert lost[1, 0] == 1  # who names nothing loses all there was


def test_a_planted_weakness_is_found() -> None:
    truth = planted("average_sale", 60, np.random.default_rng(1))
    assert truth.average_sale[0] == pytest.approx(6_500) and len(set(truth.average_sale[1:])) == 1
    first, talked = named_levers("next_step_ratio", 300, 4, np.random.default_rng(1))
    assert first.mean >= 0.75 and talked.mean >= 0.75


def test_a_study_measures_all_it_reports() -> None:
    found = study(World(appointments=(40, 120)), 3, np.random.default_rng(3))
    assert len(found.regret) == len(found.naive) == 5 and len(LEVERS) == 4
    assert all(0 <= one.mean <= 1 for one in (*found.regret, *found.naive))
    assert 0.5 < found.ranked.mean <= 1 and found.covered["activity_gauge"].count == 3


def test_parts_are_stored_each_in_its_place() -> None:
    text = stored(
        "a\n<!-- measured: flags -->\nold\n<!-- end -->\nb\n<!-- measured: worlds -->\n<!-- end -->\nc", "flags", "new"
    )
    assert "old" not in text and "new" in text and text.endswith("b\n<!-- measured: worlds -->\n<!-- end -->\nc")


def test_the_report_is_stored_with_its_commands() -> None:
    text = REPORT.read_text(encoding="utf-8")
    for part in PARTS:
        assert f"<!-- measured: {part} -->" in text
    assert "python -m benchmarks.honesty --only" in text
