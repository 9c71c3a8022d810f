"""The benchmark of impact, small: luck is rarely sold as success, a leap is found, and what was measured is stored."""

import numpy as np
import pytest

from benchmarks.impact import PARTS, REPORT, World, activity, conclusions, ever_improved, others, sales, team
from coaching.metrics import load_kpis, quarter_pattern


@pytest.mark.parametrize("swing", [0.0, 0.4])
def test_the_rebound_of_the_worst_is_left_alone(swing: float) -> None:
    found = conclusions(World(trials=30, swing=swing), 30, np.random.default_rng(3))
    assert found.improved <= 0.10
    assert found.naive >= 0.40
    assert found.covered >= 0.80


def test_a_leap_is_found() -> None:
    found = conclusions(World(trials=120, gain=0.3), 12, np.random.default_rng(3))
    assert found.improved >= 0.9 and found.worse == 0


def test_a_short_past_is_never_called_likely() -> None:
    found = conclusions(World(trials=120, gain=0.3, windows=2), 6, np.random.default_rng(3))
    assert found.improved == 0 and found.improved_less_sure >= 0.8


def test_a_made_up_team_is_what_it_says() -> None:
    events, coached, without, truth = team(World(trials=400, gain=0.1), np.random.default_rng(2))
    sums = events.groupby("rep", sort=False)[["gate_passed", "gate_failed"]].sum()
    assert sums.sum(axis=1).to_numpy() == pytest.approx(2000, rel=0.15)
    assert truth[coached] - without[coached] == pytest.approx(0.1)
    assert (np.delete(truth, coached) == np.delete(without, coached)).all()
    assert quarter_pattern(team(World(trials=400, quarters=True), np.random.default_rng(2))[0]).bunches


def test_sales_and_activity_are_judged_as_well() -> None:
    kpis, rng = load_kpis(), np.random.default_rng(4)
    assert others(kpis["average_sale"], lambda r: sales(1.0, 0.0, 60, r), 6, rng)[0] >= 0.8
    assert others(kpis["activity_gauge"], lambda r: activity(1.5, 0.0, 80, r), 6, rng)[0] >= 0.8
    assert 0 <= ever_improved(World(trials=60), 2, rng) <= 1


def test_the_report_is_stored_with_its_commands() -> None:
    text = REPORT.read_text(encoding="utf-8")
    for part in PARTS:
        assert f"<!-- measured: {part} -->" in text
    assert "python -m benchmarks.impact --only nothing" in text and "swing: 10 points" in text
