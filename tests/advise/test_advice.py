"""What makes a plan a conversation: an attainable target, a mentor, a date, and where the money is left."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.advise import (
    Choices,
    able_peers,
    assess,
    find_mentor,
    peers_of,
    review_days,
    shapley,
    split_gap,
    suggested_target,
)
from coaching.compare import Mark
from coaching.metrics import Figure, load_kpis
from tests.build import deals, tables, team, won

KPIS = load_kpis()


def figured(value: float, target: float, key: str = "closing_ratio") -> float | None:
    return suggested_target(KPIS[key], Mark(Figure(key, value), target=target))


def test_the_next_target_is_a_step_and_not_a_leap() -> None:
    assert figured(0.41, 0.65) == pytest.approx(0.53)
    assert figured(0.62, 0.65) == 0.65
    assert figured(3_210.0, 10_000.0, "average_sale") == 6_600
    assert figured(81.0, 52.0, "sales_cycle_days") == 66
    assert suggested_target(KPIS["closing_ratio"], Mark(Figure("closing_ratio", None))) is None


def test_a_step_never_goes_beyond_the_rule() -> None:
    assert figured(0.004, 0.01) <= 0.01


def test_the_review_is_one_cycle_away() -> None:
    frame = deals(*[won(rep=rep, first="2026-01-01", on="2026-02-10") for rep in ("Sara", "Omar", "Lina")])
    found = assess(tables(frame))
    assert review_days(found.card("Sara")) == 40
    quick = assess(tables(deals(won(first="2026-01-01", on="2026-01-03"))))
    assert review_days(quick.card("Sara")) == 14


def test_every_step_has_a_date() -> None:
    found = assess(tables(team(Sara=(5, 30, 30))), Choices(as_of=dt.date(2026, 6, 30)))
    assert all(step.review_on == dt.date(2026, 7, 28) for step in found.plans["Sara"].steps)


def test_a_mentor_is_credibly_better_with_enough_deals() -> None:
    found = assess(tables(team(Sara=(10, 40, 5), Omar=(80, 20, 5), New=(9, 0, 0), Lina=(12, 40, 5))))
    steps = {step.kpi: step for step in found.plans["Sara"].steps}
    assert steps["closing_ratio"].mentor.rep == "Omar"
    assert steps["closing_ratio"].mentor.trials == 100
    assert steps["closing_ratio"].mentor.value == pytest.approx(0.8)


def test_nobody_is_a_mentor_by_luck() -> None:
    found = assess(tables(team(Sara=(30, 18, 5), Omar=(33, 17, 5), Lina=(31, 18, 5))))
    card = found.card("Sara")
    assert find_mentor(card, able_peers(found.reps, KPIS["closing_ratio"]), KPIS["closing_ratio"]) is None


def test_a_mentor_is_of_the_same_group() -> None:
    frame = team(Sara=(10, 40, 5), Omar=(80, 20, 5), Lina=(12, 40, 5), Noor=(11, 40, 5))
    groups = {"Sara": "North", "Lina": "North", "Noor": "North", "Omar": "South"}
    frame["team"] = frame["rep"].astype(str).map(groups).astype("category")
    (step,) = [one for one in assess(tables(frame)).plans["Sara"].steps if one.kpi == "closing_ratio"]
    assert step.mentor is None


def test_money_left_on_the_table_by_hand() -> None:
    """With two factors f and g the Shapley parts are (f - f')(g + g')/2 and (g - g')(f + f')/2."""
    own, peers = {"f": 3.0, "g": 5.0}, {"f": 2.0, "g": 7.0}

    def product(taken: frozenset[str]) -> float:
        return (own if "f" in taken else peers)["f"] * (own if "g" in taken else peers)["g"]

    assert shapley(own, product) == pytest.approx({"f": 1 * (5 + 7) / 2, "g": -2 * (3 + 2) / 2})


def test_the_parts_of_the_gap_sum_to_it() -> None:
    found = assess(tables(team(Sara=(10, 40, 50), Omar=(80, 20, 5), Lina=(60, 40, 5))))
    card = found.card("Sara")
    split = split_gap(card, peers_of(card, found.reps), found.period)
    assert list(split.parts) == ["activity", "next_step_ratio", "closing_ratio", "average_sale"]
    assert sum(split.parts.values()) == pytest.approx(split.gap)
    assert split.own == pytest.approx(100 / found.period.weeks * 0.5 * 0.2 * 1000)


def test_a_rep_alone_has_no_gap() -> None:
    found = assess(tables(team(Sara=(10, 4, 5))))
    assert split_gap(found.card("Sara"), (), found.period) is None


def test_equal_reps_leave_nothing_on_the_table() -> None:
    found = assess(tables(team(a=(10, 4, 5), b=(10, 4, 5), c=(10, 4, 5))))
    card = found.card("a")
    split = split_gap(card, peers_of(card, found.reps), found.period)
    assert split.gap == pytest.approx(0)
    assert list(split.parts.values()) == pytest.approx([0, 0, 0, 0])


counts = st.tuples(*[st.integers(1, 60)] * 3)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.tuples(counts, counts, counts))
def test_the_parts_always_sum_to_the_gap(three) -> None:
    found = assess(tables(team(a=three[0], b=three[1], c=three[2])))
    for card in found.reps:
        split = split_gap(card, peers_of(card, found.reps), found.period)
        assert sum(split.parts.values()) == pytest.approx(split.own - split.peers, abs=1e-6)
