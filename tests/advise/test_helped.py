"""Did it help? What would be lost: a coach who is told that luck was coaching, or that coaching was luck."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.advise import Helped, helped, weekly
from coaching.advise.effect import Scale, estimate_effect
from coaching.metrics import load_kpis
from coaching.metrics.measures import EVENT_SUMS
from tests.build import deals, lost, tables, won

KPIS = load_kpis()
AGREED_ON = dt.date(2026, 3, 4)
MONDAY = dt.date(2026, 3, 2)
LATER = dt.date(2026, 9, 6)
PEERS = {f"peer {number}": ((24, 40), (24, 40)) for number in range(6)}
#: Passed and tried, before and after.
Sides = dict[str, tuple[tuple[int, int], tuple[int, int]]]


def events(sides: Sides, **more: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Weekly events with each side in one week: passed of tried, and further sums by name."""
    rows = []
    for at, day in enumerate((MONDAY - dt.timedelta(weeks=26), MONDAY + dt.timedelta(weeks=3))):
        for rep, both in sides.items():
            passed, tried = both[at]
            row = dict.fromkeys(EVENT_SUMS, 0.0) | {"gate_passed": passed, "gate_failed": tried - passed}
            row |= {name: values[rep][at] for name, values in more.items() if rep in values}
            rows.append({"rep": rep, "product": None, "week": day.toordinal(), **row})
    return pd.DataFrame(rows)


def said(
    sides: Sides, reps: tuple[str, ...] = ("own",), as_of: dt.date = LATER, kpi: str = "next_step_ratio", **more: object
) -> Helped:
    groups = dict.fromkeys(sides)
    return helped(events(sides), KPIS[kpi], reps, AGREED_ON, as_of, groups, **more)


def test_a_leap_that_nobody_else_made_is_an_improvement() -> None:
    one = said({"own": ((12, 40), (34, 42)), **PEERS})
    assert one.verdict == "improved"
    assert one.change is not None and one.expected is not None and one.probability is not None
    assert one.change > 0.1 and one.probability > 0.95
    assert 0.3 < one.expected < 0.6  # between what was seen and what is usual


def test_a_leap_that_everybody_made_is_the_tide() -> None:
    tide: Sides = dict.fromkeys(PEERS, ((16, 40), (30, 40)))
    one = said({"own": ((16, 40), (30, 40)), **tide})
    assert one.verdict == "no_evidence"
    assert one.change is not None and abs(one.change) < 0.05


def test_the_rebound_of_the_worst_quarter_is_expected() -> None:
    """4 of 12 after bad luck, then 8 of 13 like everybody: a naive reader sees 28 points of success."""
    one = said({"own": ((4, 12), (8, 13)), **PEERS})
    assert one.verdict == "no_evidence"
    assert one.expected is not None and one.expected > 0.48


def test_a_fall_is_told_as_well() -> None:
    assert said({"own": ((26, 40), (9, 40)), **PEERS}).verdict == "worse"


def test_a_figure_that_held_is_never_called_worse() -> None:
    """Low before and as low after: under expectation, but nothing fell."""
    assert said({"own": ((4, 20), (8, 40)), **PEERS}).verdict == "no_evidence"


@pytest.mark.parametrize(
    ("sides", "as_of", "verdict", "code"),
    [
        ({"own": ((20, 40), (20, 40))}, LATER, "not_measurable", "too_few_peers"),
        ({"own": ((3, 5), (20, 40)), **PEERS}, LATER, "not_measurable", "few_before"),
        ({"own": ((20, 40), (3, 5)), **PEERS}, dt.date(2026, 7, 1), "too_early", "few_yet"),
        ({"own": ((20, 40), (3, 5)), **PEERS}, dt.date(2026, 10, 1), "not_measurable", "few_after"),
        ({"own": ((20, 40), (20, 40)), **PEERS}, dt.date(2026, 3, 20), "too_early", "one_cycle_first"),
        ({"own": ((3, 5), (0, 0)), **PEERS}, dt.date(2026, 2, 1), "too_early", "one_cycle_first"),
    ],
)
def test_without_enough_to_go_by_it_says_what_is_missing(sides: Sides, as_of: dt.date, verdict: str, code: str) -> None:
    one = said(sides, as_of=as_of)
    assert (one.verdict, one.reason and one.reason.code) == (verdict, code)


def test_what_is_missing_is_counted() -> None:
    early = said({"own": ((20, 40), (3, 5)), **PEERS}, as_of=dt.date(2026, 7, 1))
    assert early.reason is not None and early.reason.values == {"count": 5, "needed": 10}
    sooner = said({"own": ((20, 40), (3, 5)), **PEERS}, as_of=dt.date(2026, 3, 20))
    assert sooner.reason is not None and sooner.reason.values == {"day": AGREED_ON + dt.timedelta(days=30)}


def test_figures_made_of_others_are_not_judged() -> None:
    for key in ("magic_number", "goal_attainment", "sales_velocity"):
        one = said({"own": ((12, 40), (34, 42)), **PEERS}, kpi=key)
        assert (one.verdict, one.reason and one.reason.code) == ("not_measurable", "made_of_figures")


def test_the_week_of_the_agreement_counts_on_neither_side() -> None:
    sides = {"own": ((20, 40), (20, 40)), **PEERS}
    week = pd.DataFrame(
        [
            {
                "rep": "own",
                "product": None,
                "week": MONDAY.toordinal(),
                **dict.fromkeys(EVENT_SUMS, 0.0),
                "gate_failed": 9.0,
            }
        ]
    )
    groups = dict.fromkeys(sides)
    kpi = KPIS["next_step_ratio"]
    without = helped(events(sides), kpi, ["own"], AGREED_ON, LATER, groups)
    assert helped(pd.concat([events(sides), week]), kpi, ["own"], AGREED_ON, LATER, groups) == without
    assert without.before is not None and without.after is not None
    assert without.before.end < MONDAY and without.after.start == MONDAY + dt.timedelta(weeks=1)


def test_others_who_were_coached_too_are_no_yardstick() -> None:
    others: Sides = {"also 1": ((16, 40), (34, 40)), "also 2": ((16, 40), (34, 40)), **PEERS}
    sides: Sides = {"own": ((16, 40), (32, 40)), **others}
    apart = said(sides, apart=("also 1", "also 2"))
    assert len(apart.peers) == 6 and len(said(sides).peers) == 8
    assert (apart.change or 0) > (said(sides).change or 0)
    assert len(said(sides, apart=tuple(others)).peers) == 8  # nobody else would be left


def test_a_training_is_judged_by_all_who_took_part() -> None:
    """Five reps with 12 trials each: none of them says much alone, together they do."""
    trained: Sides = {f"own {number}": ((5, 12), (9, 12)) for number in range(5)}
    together = said({**trained, **PEERS}, reps=tuple(trained))
    assert together.verdict == "improved"
    assert together.after is not None and (together.after.numerator, together.after.denominator) == (45, 60)
    assert said({"own": ((5, 12), (9, 12)), **PEERS}).verdict == "no_evidence"


def test_a_shorter_cycle_is_the_improvement() -> None:
    nothing: Sides = dict.fromkeys(["own", *PEERS], ((0, 0), (0, 0)))
    cycles = dict.fromkeys(nothing, (30.0, 30.0))
    days = dict.fromkeys(nothing, (1800.0, 1800.0)) | {"own": (2400.0, 1200.0)}
    squares = {rep: tuple(day * day / 30 * 1.25 for day in both) for rep, both in days.items()}
    rows = events(nothing, cycles=cycles, cycle_days=days, cycle_squares=squares)
    one = helped(rows, KPIS["sales_cycle_days"], ["own"], AGREED_ON, LATER, dict.fromkeys(nothing))
    assert one.verdict == "improved"
    assert one.change is not None and one.change < -0.1
    assert one.change_low is not None and one.change_high is not None and one.change_low < one.change < one.change_high


def test_activity_is_counted_in_appointments_a_week() -> None:
    nothing: Sides = dict.fromkeys(["own", *PEERS], ((0, 0), (0, 0)))
    held = dict.fromkeys(nothing, (52.0, 52.0)) | {"own": (26.0, 78.0)}
    rows = events(nothing, first_appointments=held)
    one = helped(rows, KPIS["activity_gauge"], ["own"], AGREED_ON, LATER, dict.fromkeys(nothing))
    assert one.verdict == "improved"
    assert one.before is not None and one.before.value == pytest.approx(1.0)
    assert one.after is not None and one.after.value == pytest.approx(3.0, rel=0.02)
    gone = helped(
        events(nothing, first_appointments=held | {"own": (52.0, 2.0)}),
        *(KPIS["activity_gauge"], ["own"], AGREED_ON, LATER, dict.fromkeys(nothing)),
    )
    assert gone.verdict == "worse"


def test_deals_lead_to_a_verdict() -> None:
    """From the deals themselves: what was decided in the week after counts, whenever it began."""
    rows = []
    for rep, (before, after) in {"own": (2, 18), "b": (10, 10), "c": (10, 10), "d": (10, 10)}.items():
        for first, closed, wins in (("2025-09-01", "2025-10-06", before), ("2026-02-02", "2026-04-06", after)):
            dates = {"first_appointment_on": first, "closed_on": closed}
            rows += [won(rep=rep, **dates)] * wins + [lost("next_step", rep=rep, **dates)] * (20 - wins)
    data = tables(deals(*rows))
    one = helped(weekly(data, LATER), KPIS["win_rate"], ["own"], AGREED_ON, LATER, dict.fromkeys("bcd") | {"own": None})
    assert one.verdict == "improved"
    assert one.before is not None and (one.before.numerator, one.before.denominator) == (2, 20)
    assert one.after is not None and (one.after.numerator, one.after.denominator) == (18, 20)


counts = st.integers(10, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
pairs = st.tuples(counts, counts)


@settings(max_examples=60, deadline=None)
@given(own=pairs, others=st.lists(pairs, min_size=2, max_size=6))
def test_what_must_hold_for_any_counts(own: tuple, others: list[tuple]) -> None:
    sides = {"own": own, **{f"peer {at}": both for at, both in enumerate(others)}}
    one = said(sides)
    assert one == said(dict(reversed(sides.items())))
    assert None not in (one.change, one.change_low, one.change_high, one.expected, one.probability)
    assert one.change_low <= one.change <= one.change_high
    assert 0 <= one.expected <= 1 and 0 <= one.probability <= 1
    assert -1 <= one.expected + one.change <= 1
    (m0, n0), (m1, n1) = own
    if one.verdict == "improved":
        assert m1 / n1 > m0 / n0
    if one.verdict == "worse":
        assert m1 / n1 < m0 / n0


ordinary = st.integers(15, 60).flatmap(lambda n: st.tuples(st.integers(n // 5, 4 * n // 5), st.just(n)))


@settings(max_examples=40, deadline=None)
@given(
    own=st.tuples(ordinary, ordinary),
    others=st.lists(st.tuples(ordinary, ordinary), min_size=3, max_size=6),
    more=st.integers(1, 10),
)
def test_more_successes_never_count_against(own: tuple, others: list[tuple], more: int) -> None:
    (before, (m1, n1)) = own
    sides = {f"peer {at}": both for at, both in enumerate(others)}
    less = said({"own": own, **sides})
    better = said({"own": (before, (min(4 * n1 // 5, m1 + more), n1)), **sides})
    assert better.change >= less.change - 0.02


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(-3, 3)] * 2, *[st.floats(0.01, 2)] * 2), min_size=3, max_size=8),
    st.floats(-2, 2),
)
def test_the_effect_does_not_depend_on_where_zero_lies(rows: list[tuple], shift: float) -> None:
    before, after, v0, v1 = (np.array(values) for values in zip(*rows, strict=True))
    took = np.arange(len(before)) < 1
    scale = Scale(0.15, 0.8)
    one = estimate_effect(before, v0, after, v1, took, scale)
    moved = estimate_effect(before + shift, v0, after + shift, v1, took, scale)
    assert moved.mean == pytest.approx(one.mean, abs=1e-6)
    assert moved.expected == pytest.approx(one.expected + shift, abs=1e-6)
    turned = estimate_effect(-before, v0, -after, v1, took, scale)
    assert turned.mean == pytest.approx(-one.mean, abs=1e-6)
    assert one.quantile(0.05) < one.mean < one.quantile(0.95)
    assert one.above(one.quantile(0.3)) == pytest.approx(0.7, abs=1e-6)
