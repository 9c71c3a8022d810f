"""Did it help? What would be lost: a coach who is told that luck was coaching, or that coaching was luck."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from coaching.advise import Impact, measure_impact, weekly
from coaching.advise.impact.effect import Scale, estimate_effect
from coaching.advise.impact.impact import placebo_effects
from coaching.advise.impact.windows import like_months
from coaching.metrics import load_kpis
from coaching.metrics.tallies.measures import EVENT_SUMS
from tests.build import deals, lost, tables, won

KPIS = load_kpis()
AGREED_ON = dt.date(2026, 3, 4)
MONDAY = dt.date(2026, 3, 2)
LATER = dt.date(2026, 9, 6)
PEERS = {f"peer {number}": ((24, 40), (24, 40)) for number in range(6)}
#: Passed and tried, before and after.
Sides = dict[str, tuple[tuple[int, int], tuple[int, int]]]


def events(sides: Sides, past: int = 3, **more: dict[str, tuple[float, float]]) -> pd.DataFrame:
    """Weekly events with each side in one week: passed of tried, and further sums by name; the past as just before."""
    rows = []
    days = [(0, MONDAY - dt.timedelta(weeks=26 * (back + 1))) for back in reversed(range(past + 1))]
    for at, day in [*days, (1, MONDAY + dt.timedelta(weeks=3))]:
        for rep, both in sides.items():
            passed, tried = both[at]
            row = dict.fromkeys(EVENT_SUMS, 0.0) | {"gate_passed": passed, "gate_failed": tried - passed}
            row |= {name: values[rep][at] for name, values in more.items() if rep in values}
            rows.append({"rep": rep, "product": None, "week": day.toordinal(), **row})
    return pd.DataFrame(rows)


def said(
    sides: Sides,
    reps: tuple[str, ...] = ("own",),
    as_of: dt.date = LATER,
    kpi: str = "next_step_ratio",
    past: int = 3,
    **more: object,
) -> Impact:
    groups = dict.fromkeys(sides)
    return measure_impact(events(sides, past), KPIS[kpi], reps, AGREED_ON, as_of, groups, **more)


def test_a_leap_that_nobody_else_made_is_an_improvement() -> None:
    one = said({"own": ((12, 40), (34, 42)), **PEERS})
    assert one.conclusion == "improved"
    assert one.change is not None and one.expected is not None and one.probability is not None
    assert one.change > 0.1 and one.probability > 0.95
    assert 0.3 < one.expected < 0.6  # between what was seen and what is usual


def test_a_leap_that_everybody_made_is_the_tide() -> None:
    tide: Sides = dict.fromkeys(PEERS, ((16, 40), (30, 40)))
    one = said({"own": ((16, 40), (30, 40)), **tide})
    assert one.conclusion == "no_evidence"
    assert one.change is not None and abs(one.change) < 0.05


def test_the_rebound_of_the_worst_quarter_is_expected() -> None:
    """4 of 12 after bad luck, then 8 of 13 like everybody: a naive reader sees 28 points of success."""
    one = said({"own": ((4, 12), (8, 13)), **PEERS})
    assert one.conclusion == "no_evidence"
    assert one.expected is not None and one.expected > 0.48


def test_a_fall_is_told_as_well() -> None:
    assert said({"own": ((26, 40), (9, 40)), **PEERS}).conclusion == "worse"


def test_a_figure_that_held_is_never_called_worse() -> None:
    """Low before and as low after: under expectation, but nothing fell."""
    assert said({"own": ((4, 20), (8, 40)), **PEERS}).conclusion == "no_evidence"


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
    assert (one.conclusion, one.reason and one.reason.code) == (verdict, code)


def test_what_is_missing_is_counted() -> None:
    early = said({"own": ((20, 40), (3, 5)), **PEERS}, as_of=dt.date(2026, 7, 1))
    assert early.reason is not None and early.reason.values == {"count": 5, "needed": 10}
    sooner = said({"own": ((20, 40), (3, 5)), **PEERS}, as_of=dt.date(2026, 3, 20))
    assert sooner.reason is not None and sooner.reason.values == {"day": AGREED_ON + dt.timedelta(days=30)}


def test_figures_made_of_others_are_not_judged() -> None:
    for key in ("magic_number", "goal_attainment", "sales_velocity"):
        one = said({"own": ((12, 40), (34, 42)), **PEERS}, kpi=key)
        assert (one.conclusion, one.reason and one.reason.code) == ("not_measurable", "made_of_figures")


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
    without = measure_impact(events(sides), kpi, ["own"], AGREED_ON, LATER, groups)
    assert measure_impact(pd.concat([events(sides), week]), kpi, ["own"], AGREED_ON, LATER, groups) == without
    assert without.before is not None and without.after is not None
    assert without.before.end < MONDAY and without.after.start == MONDAY + dt.timedelta(weeks=1)


def test_others_who_were_coached_too_are_no_yardstick() -> None:
    others: Sides = {"also 1": ((16, 40), (34, 40)), "also 2": ((16, 40), (34, 40)), **PEERS}
    sides: Sides = {"own": ((16, 40), (32, 40)), **others}
    apart = said(sides, coached_too=("also 1", "also 2"))
    assert len(apart.peers) == 6 and len(said(sides).peers) == 8
    assert (apart.change or 0) > (said(sides).change or 0)
    assert len(said(sides, coached_too=tuple(others)).peers) == 8  # nobody else would be left


def test_a_training_is_judged_by_all_who_took_part() -> None:
    """Five reps with 12 trials each: none of them says much alone, together they do."""
    trained: Sides = {f"own {number}": ((5, 12), (9, 12)) for number in range(5)}
    together = said({**trained, **PEERS}, reps=tuple(trained))
    assert together.conclusion == "improved"
    assert together.after is not None and (together.after.numerator, together.after.denominator) == (45, 60)
    assert said({"own": ((5, 12), (9, 12)), **PEERS}).conclusion == "no_evidence"


def test_a_shorter_cycle_is_the_improvement() -> None:
    nothing: Sides = dict.fromkeys(["own", *PEERS], ((0, 0), (0, 0)))
    cycles = dict.fromkeys(nothing, (30.0, 30.0))
    days = dict.fromkeys(nothing, (1800.0, 1800.0)) | {"own": (2400.0, 1200.0)}
    squares = {rep: tuple(day * day / 30 * 1.25 for day in both) for rep, both in days.items()}
    rows = events(nothing, cycles=cycles, cycle_days=days, cycle_squares=squares)
    one = measure_impact(rows, KPIS["sales_cycle_days"], ["own"], AGREED_ON, LATER, dict.fromkeys(nothing))
    assert one.conclusion == "improved"
    assert one.change is not None and one.change < -0.1
    assert one.change_low is not None and one.change_high is not None and one.change_low < one.change < one.change_high


def test_activity_is_counted_in_appointments_a_week() -> None:
    nothing: Sides = dict.fromkeys(["own", *PEERS], ((0, 0), (0, 0)))
    held = dict.fromkeys(nothing, (52.0, 52.0)) | {"own": (26.0, 78.0)}
    rows = events(nothing, first_appointments=held)
    one = measure_impact(rows, KPIS["activity_gauge"], ["own"], AGREED_ON, LATER, dict.fromkeys(nothing))
    assert one.conclusion == "improved"
    assert one.before is not None and one.before.value == pytest.approx(1.0)
    assert one.after is not None and one.after.value == pytest.approx(3.0, rel=0.02)
    gone = measure_impact(
        events(nothing, first_appointments=held | {"own": (52.0, 2.0)}),
        *(KPIS["activity_gauge"], ["own"], AGREED_ON, LATER, dict.fromkeys(nothing)),
    )
    assert gone.conclusion == "worse"


def test_deals_lead_to_a_verdict() -> None:
    """From the deals themselves: what was decided in the week after counts, whenever it began."""
    rows = []
    for rep, (before, after) in {"own": (2, 18), "b": (10, 10), "c": (10, 10), "d": (10, 10)}.items():
        for first, closed, wins in (("2025-09-01", "2025-10-06", before), ("2026-02-02", "2026-04-06", after)):
            dates = {"first_appointment_on": first, "closed_on": closed}
            rows += [won(rep=rep, **dates)] * wins + [lost("next_step", rep=rep, **dates)] * (20 - wins)
    data = tables(deals(*rows))
    one = measure_impact(
        weekly(data, LATER), KPIS["win_rate"], ["own"], AGREED_ON, LATER, dict.fromkeys("bcd") | {"own": None}
    )
    assert one.conclusion == "improved_less_sure"  # nothing is known of how this team's figures move by themselves
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
    if one.conclusion == "improved":
        assert m1 / n1 > m0 / n0
    if one.conclusion == "worse":
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
    st.lists(st.tuples(*[st.floats(-3, 3)] * 3, *[st.floats(0.01, 2)] * 3), min_size=3, max_size=8),
    st.floats(-2, 2),
)
def test_the_effect_does_not_depend_on_where_zero_lies(rows: list[tuple], shift: float) -> None:
    values, variances = np.array(rows).T[:3], np.array(rows).T[3:]
    took = np.arange(len(rows)) < 1
    scale = Scale(0.15, 0.8)
    one = estimate_effect(values, variances, took, scale)
    moved = estimate_effect(values + shift, variances, took, scale)
    assert moved.mean == pytest.approx(one.mean, abs=1e-6)
    assert moved.expected == pytest.approx(one.expected + shift, abs=1e-6)
    turned = estimate_effect(-values, variances, took, scale)
    assert turned.mean == pytest.approx(-one.mean, abs=1e-6)
    assert one.quantile(0.05) < one.mean < one.quantile(0.95)
    assert one.above(one.quantile(0.3)) == pytest.approx(0.7, abs=1e-6)


def test_the_model_is_what_it_says() -> None:
    """The same posterior from one large normal distribution per grid point, worked out without any shortcut."""
    rng = np.random.default_rng(4)
    values, variances = rng.normal(0, 1, (4, 5)), rng.uniform(0.05, 0.3, (4, 5))
    variances[1, 2] = np.inf
    scale, took = Scale(0.3, 0.8), np.arange(5) < 2
    seen = np.isfinite(variances).ravel()
    window, rep = (index.ravel() for index in np.indices(values.shape))
    flat = 1e4
    log_weights, means = [], []
    for swing in np.linspace(0, 3, 13) * scale.swing:
        for tau in np.linspace(0, 1.5, 26):
            noise = np.diag((swing**2 + np.where(np.isfinite(variances), variances, 1.0)).ravel())
            rest = noise + tau**2 * (rep[:, None] == rep) + flat * (window[:, None] == window)
            effect = ((window == 3) & took[rep]).astype(float)
            whole = (rest + scale.effect**2 * np.outer(effect, effect))[np.ix_(seen, seen)]
            y = values.ravel()[seen]
            log_weights.append(stats.multivariate_normal(cov=whole).logpdf(y) - 0.5 * (swing / scale.swing) ** 2)
            means.append(scale.effect**2 * effect[seen] @ np.linalg.solve(whole, y))
    weights = np.exp(np.array(log_weights) - max(log_weights))
    expected = weights @ np.array(means) / weights.sum()
    assert estimate_effect(values, variances, took, scale).mean == pytest.approx(expected, abs=1e-3)


def test_likely_needs_a_past_of_four_windows() -> None:
    leap = {"own": ((12, 40), (34, 42)), **PEERS}
    assert said(leap, past=3).conclusion == "improved"
    early = said(leap, past=2)
    assert (early.conclusion, early.windows, early.placebos) == ("improved_less_sure", 3, None)
    fall = {"own": ((26, 40), (9, 40)), **PEERS}
    assert said(fall, past=0).conclusion == "worse_less_sure"


def restless(swing: int) -> pd.DataFrame:
    """Everybody's ratio goes up and down by so many of 40 from window to window, each in a rhythm of their own."""
    rows = []
    for at, back in enumerate(range(4, -1, -1)):
        day = MONDAY - dt.timedelta(weeks=26 * back) if back else MONDAY + dt.timedelta(weeks=3)
        for number in range(7):
            up = (at + number) % 2 if number else at == 4
            row = dict.fromkeys(EVENT_SUMS, 0.0) | {"gate_passed": 16.0 + swing * up, "gate_failed": 24.0 - swing * up}
            rows.append({"rep": f"rep {number}", "product": None, "week": day.toordinal(), **row})
    return pd.DataFrame(rows)


def test_where_figures_leap_by_themselves_a_leap_is_no_success() -> None:
    """In a quiet team 22 points more are likely; in one whose past is full of such leaps they are no evidence."""
    groups = dict.fromkeys(f"rep {number}" for number in range(7))
    kpi = KPIS["next_step_ratio"]
    quiet = restless(0)
    last = (quiet["rep"] == "rep 0") & (quiet["week"] > MONDAY.toordinal())
    quiet.loc[last, ["gate_passed", "gate_failed"]] = [34.0, 6.0]
    assert measure_impact(quiet, kpi, ["rep 0"], AGREED_ON, LATER, groups).conclusion == "improved"
    wild = restless(18)
    one = measure_impact(wild, kpi, ["rep 0"], AGREED_ON, LATER, groups)
    assert one.after is not None and one.after.value == 34 / 40
    assert one.conclusion == "no_evidence"


def test_placebos_are_the_lowest_of_each_window_and_leave_two_others() -> None:
    rng = np.random.default_rng(1)
    for reps, expected in ((8, 9), (4, 9), (3, 6), (2, 0)):
        values = rng.normal(0, 1, (4, reps))
        enough = np.ones(values.shape, bool)
        found = placebo_effects(values, np.full(values.shape, 0.1), enough, Scale(0.3, 0.8))
        assert len(found) == expected
    enough[:] = False
    assert not len(placebo_effects(values, np.full(values.shape, 0.1), enough, Scale(0.3, 0.8)))


def test_where_wins_bunch_only_like_months_are_compared() -> None:
    """Half of the deals are won in two months of a quarter, nine of ten in the third: no change, though it looks so."""
    rows = []
    for month in range(27):
        day = dt.date(2024 + month // 12, month % 12 + 1, 15)
        won_ = 18.0 if month % 3 == 2 else 10.0
        for rep in ("own", "b", "c", "d"):
            row = dict.fromkeys(EVENT_SUMS, 0.0) | {
                "won_from_first": won_,
                "lost_from_first": 20 - won_,
                "lost": 20 - won_,
            }
            week = day - dt.timedelta(days=day.weekday())
            rows.append({"rep": rep, "product": None, "week": week.toordinal(), **row})
    frame, groups = pd.DataFrame(rows), dict.fromkeys(("own", "b", "c", "d"))
    one = measure_impact(frame, KPIS["win_rate"], ["own"], dt.date(2026, 2, 11), dt.date(2026, 4, 2), groups)
    assert one.like_months and one.before is not None and one.after is not None
    assert (one.before.value, one.after.value) == (0.9, 0.9)  # December against March
    assert (one.conclusion, one.windows) == ("no_evidence", 8)
    early = measure_impact(frame, KPIS["win_rate"], ["own"], dt.date(2026, 2, 11), dt.date(2026, 3, 20), groups)
    assert (early.conclusion, early.reason and early.reason.code) == ("too_early", "one_cycle_first")


@settings(max_examples=60, deadline=None)
@given(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31)), st.integers(0, 400))
def test_windows_by_months_are_alike_and_never_overlap(agreed_on: dt.date, days: int) -> None:
    as_of = agreed_on + dt.timedelta(days=days)
    found = like_months(agreed_on, as_of, dt.date(2020, 1, 1), 6)
    assert found.before.end < agreed_on < found.after.start
    spans = [*found.past, found.before, found.after]
    assert all(one.end < two.start for one, two in itertools.pairwise(spans))
    if found.ready_on is None:
        assert found.after.end <= as_of
        months = [{(span.start + dt.timedelta(days=3 + 7 * at)).month % 3 for at in range(4)} for span in spans]
        whole = [(span.end - span.start).days for span in spans]
        assert all(one == months[0] for one in months) or min(whole) > 80
    else:
        assert as_of < found.ready_on
