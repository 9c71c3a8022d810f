"""The benchmark of verdicts, small: luck is rarely sold as success, a leap is found, and what was measured is kept."""

import numpy as np
import pytest

from benchmarks.helped import REPORT, World, activity, ever_improved, others, sales, team, verdicts
from coaching.metrics import load_kpis


def test_the_rebound_of_the_worst_is_left_alone() -> None:
    found = verdicts(World(trials=30), 60, np.random.default_rng(3))
    assert found["improved"] <= 0.10
    assert found["naive"] >= 0.40
    assert found["covered"] >= 0.85


def test_a_leap_is_found() -> None:
    found = verdicts(World(trials=120, gain=0.3), 25, np.random.default_rng(3))
    assert found["improved"] >= 0.9 and found["worse"] == 0


def test_a_made_up_team_is_what_it_says() -> None:
    events, coached, without, truth = team(World(trials=400, gain=0.1), np.random.default_rng(2))
    sums = events.groupby("rep", sort=False)[["gate_passed", "gate_failed"]].sum()
    assert sums.sum(axis=1).to_numpy() == pytest.approx(800, rel=0.15)
    assert truth[coached] - without[coached] == pytest.approx(0.1)
    assert (np.delete(truth, coached) == np.delete(without, coached)).all()


def test_sales_and_activity_are_judged_as_well() -> None:
    kpis, rng = load_kpis(), np.random.default_rng(4)
    assert others(kpis["average_sale"], lambda r: sales(1.0, 60, r), 10, rng)[0] >= 0.8
    assert others(kpis["activity_gauge"], lambda r: activity(1.5, 80, r), 10, rng)[0] >= 0.8
    assert 0 <= ever_improved(World(trials=60), 3, rng) <= 1


def test_the_report_is_kept_with_its_command() -> None:
    text = REPORT.read_text(encoding="utf-8")
    assert "python -m benchmarks.helped --teams" in text
    assert "reps differ as people do, 25 trials" in text
