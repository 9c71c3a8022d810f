"""What must hold for any deals at all.

Each example is a handful of made-up deals with missing, equal and contradicting values. What would be lost: figures
that change when rows are sorted differently, when a colleague joins, or when the same file is read in Arabic.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import compress, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.compare import compare, wilson
from coaching.metrics import (
    Goals,
    Measured,
    Period,
    Tallies,
    add,
    counted_by_deal,
    deal_facts,
    drilldown,
    load_kpis,
    measure,
    outlier_above,
    tally,
    time_at_work,
    with_deals,
)
from coaching.metrics.tallies.encode import NEEDED
from coaching.tables import GATES, OUTCOMES, Tables
from coaching.tables import TABLES as CANONICAL

#: The same examples in every run; more are tried with PROPERTY_EXAMPLES=500.
EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES") or 50)
FIRST = dt.date(2026, 1, 5)
DAYS = 40
KPIS = load_kpis()
REPS = ["Sara", "Omar", "Lina"]
PRODUCTS = ["Starter", "Business", None]
DATES = ("created_on", "first_appointment_on", "next_step_on", "closed_on")
TALLIES = ("events", "durations", "cohort", "standing")
KEYS = ("rep", "product", "week", "days")
#: Two sums of squares that were added up in another order may differ in their last bit; everything else is exact.
ROUNDED = ("revenue_squares",)

some_days = st.none() | st.integers(0, DAYS)
some_deal = st.tuples(
    st.sampled_from(REPS),
    st.sampled_from(PRODUCTS),
    st.sampled_from([*GATES, None]),
    st.booleans(),
    st.sampled_from([*OUTCOMES, "won", "lost", "lost"]),
    st.none() | st.integers(0, 9_999_999),
    st.sampled_from(["SAR", "SAR", "USD", None]),
    st.booleans(),
    *[some_days] * 4,
)


def table(rows: list[tuple]) -> pd.DataFrame:
    """Return drawn deals as the columns that measuring reads, each of its canonical kind."""
    rep, product, gate, shown, outcome, cents, currency, stands_in, *days = zip(*rows, strict=True)
    columns: dict[str, Any] = {
        "rep": pd.Categorical(rep, REPS),
        "product": pd.Categorical(product, ["Starter", "Business"]),
        "gate": pd.Categorical(gate, list(GATES)),
        "gate_shown": np.array(shown),
        "outcome": pd.Categorical(outcome, list(OUTCOMES)),
        "amount": np.array([np.nan if some is None else some / 100 for some in cents]),
        "currency": pd.Categorical(currency, ["SAR", "USD"]),
        "created_stands_in": np.array(stands_in),
        "share": np.full(len(rep), np.nan),
    }
    start = np.datetime64(FIRST, "us")
    for name, numbers in zip(DATES, days, strict=True):
        missing = np.datetime64("NaT", "us")
        columns[name] = np.array([missing if n is None else start + np.timedelta64(n, "D") for n in numbers])
    return pd.DataFrame(columns)


@dataclasses.dataclass(frozen=True)
class World:
    """Some deals, and from when and over which days they are looked at."""

    deals: pd.DataFrame
    period: Period
    as_of: dt.date
    draw: Callable[[st.SearchStrategy], Any] = dataclasses.field(compare=False)

    def tally(self, deals: Any = None, **other: Any) -> Tallies:
        asked = {"period": self.period, "as_of": self.as_of, "currency": "SAR", **other}
        return tally(self.deals if deals is None else deals, **asked)

    def measure(self, deals: Any = None, **other: Any) -> tuple[Measured, dict[str, Measured]]:
        return measure(self.tally(deals, **other), KPIS)


@st.composite
def worlds(draw: Any, deals: int = 8) -> World:
    rows = draw(st.lists(some_deal, min_size=1, max_size=deals))
    start = draw(st.integers(0, DAYS))
    length = draw(st.integers(0, DAYS))
    start_on = FIRST + dt.timedelta(days=start)
    period = Period(start_on, start_on + dt.timedelta(days=length), whole=draw(st.booleans()))
    as_of = FIRST + dt.timedelta(days=draw(st.integers(0, DAYS + 5)))
    return World(table(rows), period, as_of, draw)


def always(check: Callable[[World], None]) -> Callable[[], None]:
    """Check a property on many worlds."""
    quiet = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    return quiet(given(world=worlds())(check))


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    assert list(found.columns) == list(expected.columns)
    mine, theirs = by_key(found), by_key(expected)
    assert mine.keys() == theirs.keys()
    exact = [name not in ROUNDED for name in expected if name not in KEYS]
    for key, sums in mine.items():
        assert list(compress(sums, exact)) == list(compress(theirs[key], exact))
        assert sums == pytest.approx(theirs[key], rel=1e-12)


def by_key(frame: pd.DataFrame) -> dict[tuple, tuple]:
    """Return the sums of each row by its keys; pandas compares frames a hundred times more slowly."""
    wide = sum(name in KEYS for name in frame)
    return {tuple(map(str, row[:wide])): row[wide:] for row in frame.itertuples(index=False, name=None)}


def same_tallies(found: Tallies, expected: Tallies) -> None:
    for name in TALLIES:
        same(getattr(found, name), getattr(expected, name))


def values(measured: Measured) -> dict[str, tuple]:
    return {key: (f.value, f.numerator, f.denominator, f.reason) for key, f in measured.figures.items()}


def totals(table: pd.DataFrame) -> pd.Series:
    return table.drop(columns=[name for name in KEYS if name in table]).sum().round(3)


@always
def test_the_order_of_rows_does_not_matter(world: World) -> None:
    order = world.draw(st.permutations(range(len(world.deals))))
    same_tallies(world.tally(world.deals.iloc[list(order)]), world.tally())


@always
def test_the_order_of_columns_and_extra_columns_do_not_matter(world: World) -> None:
    columns = world.draw(st.permutations(list(NEEDED)))
    frame = world.deals[columns].assign(who="?", by=7, week=None, money="a lot", is_won=True)
    same_tallies(world.tally(frame), world.tally())


@always
def test_the_halves_of_a_file_add_up_to_the_file(world: World) -> None:
    cut = world.draw(st.integers(0, len(world.deals)))
    halves = world.deals.iloc[:cut], world.deals.iloc[cut:]
    same_tallies(add(*map(world.tally, halves)), world.tally())


@always
def test_adding_nothing_changes_nothing(world: World) -> None:
    whole = world.tally()
    same_tallies(add(whole), whole)
    same_tallies(add(whole, world.tally(world.deals.head(0))), whole)


@always
def test_a_rep_by_another_name_has_the_same_figures(world: World) -> None:
    names = {"Sara": "سارة", "Omar": "Aaron", "Lina": "ليـنا ()"}
    renamed = world.deals.assign(
        rep=world.deals["rep"].map(names), product=world.deals["product"].map({"Starter": "بداية"})
    )
    _, before = world.measure()
    _, after = world.measure(renamed)
    assert set(after) == {names[rep] for rep in before}
    for rep, seen in before.items():
        assert values(after[names[rep]]) == values(seen)
        assert dataclasses.replace(after[names[rep]].counts, revenue=0) == dataclasses.replace(seen.counts, revenue=0)


@always
def test_a_team_mate_leaves_ones_own_figures_alone(world: World) -> None:
    _, together = world.measure()
    for rep, seen in together.items():
        _, alone = world.measure(world.deals[world.deals["rep"] == rep])
        assert alone[rep].counts == seen.counts
        for key, figure in alone[rep].figures.items():
            if figure.reason is not None and figure.reason.code == "no_losses_shown":
                # Whether this data shows losses at all is a matter of the whole team; m and n are the rep's own.
                assert figure.numerator == figure.denominator
                assert values(seen)[key][1:3] == (figure.numerator, figure.denominator)
            else:
                assert values(alone[rep])[key] == values(seen)[key]


@always
def test_another_currency_unit_scales_money_and_nothing_else(world: World) -> None:
    _, before = world.measure()
    _, after = world.measure(world.deals.assign(amount=world.deals["amount"] * 100))
    for rep, seen in before.items():
        for key, figure in seen.figures.items():
            scale = 100 if KPIS[key].unit == "money" else 1
            found = after[rep].figures[key]
            assert found.denominator == figure.denominator
            assert found.value == (None if figure.value is None else pytest.approx(figure.value * scale, rel=1e-12))


@always
def test_whole_weeks_later_everything_is_the_same(world: World) -> None:
    weeks = world.draw(st.integers(-60, 600))
    shift = dt.timedelta(weeks=weeks)
    later = world.deals.assign(**{name: world.deals[name] + shift for name in DATES})
    period = Period(world.period.start + shift, world.period.end + shift, world.period.whole)
    found, expected = world.tally(later, period=period, as_of=world.as_of + shift), world.tally()
    week = expected.events["week"]
    moved = dataclasses.replace(expected, events=expected.events.assign(week=(week + 7 * weeks).where(week > 0, 0)))
    same_tallies(found, moved)


@dataclasses.dataclass(frozen=True)
class Cut:
    """Deals that come in parts, as those of files larger than memory do."""

    parts: list[pd.DataFrame]

    def batches(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        return (part[list(columns)] for part in self.parts)


@always
def test_batches_however_they_are_cut_give_the_tallies_of_the_whole(world: World) -> None:
    cuts = sorted(world.draw(st.lists(st.integers(0, len(world.deals)), max_size=4)))
    edges = [0, *cuts, len(world.deals)]
    cut = Cut([world.deals.iloc[start:end] for start, end in pairwise(edges)])
    same_tallies(world.tally(cut), world.tally())
    same_tallies(world.tally(deal_facts(world.deals, world.as_of, "SAR")), world.tally())
    assert outlier_above(cut, "SAR") == outlier_above(world.deals, "SAR")
    of_parts, of_whole = (
        time_at_work(with_deals(Tables(), deals), world.as_of, world.period) for deals in (cut, world.deals)
    )
    assert of_parts == of_whole


@always
def test_reps_products_and_weeks_add_up_to_the_team(world: World) -> None:
    tallies = world.tally()
    team, reps = measure(tallies, KPIS)
    for name in ("won", "lost", "first_appointments", "next_steps_passed", "open", "discarded", "closings_won"):
        assert getattr(team.counts, name) == sum(getattr(seen.counts, name) for seen in reps.values())
    events = totals(tallies.events)
    assert events["won"] == team.counts.won and events["revenue"] == round(team.counts.revenue, 3)
    for product in ("Starter", "Business", None):
        mine = world.deals["product"].isna() if product is None else world.deals["product"] == product
        of_product = tallies.events["product"].isna() if product is None else tallies.events["product"] == product
        assert totals(world.tally(world.deals[mine]).events).equals(totals(tallies.events[of_product]))


@always
def test_two_parts_of_a_period_add_up_to_it(world: World) -> None:
    period = dataclasses.replace(world.period, whole=False)
    cut = world.draw(st.integers(0, period.days - 1))
    if cut == 0:
        return
    last = period.start + dt.timedelta(days=cut - 1)
    first, second = Period(period.start, last), Period(last + dt.timedelta(days=1), period.end)
    parts = [totals(world.tally(period=part).events) for part in (first, second)]
    pd.testing.assert_series_equal(parts[0] + parts[1], totals(world.tally(period=period).events), rtol=1e-12)


@always
def test_a_funnel_never_widens_and_accounts_for_every_appointment(world: World) -> None:
    """Of the first appointments held, each is won, lost or pending; those of deals not created yet are left over."""
    born = world.deals.assign(created_on=pd.NaT, created_stands_in=False)
    team, reps = world.measure(born)
    for funnel in (team.funnel, *(seen.funnel for seen in reps.values())):
        assert funnel.first_appointments == funnel.won + funnel.lost + funnel.pending
        if funnel.next_steps is not None:
            assert funnel.first_appointments >= funnel.next_steps
            assert funnel.lost_before_next_step + funnel.lost_after_next_step <= funnel.lost
            assert funnel.pending_next_step + funnel.pending_closing == funnel.pending


@always
def test_a_won_deal_has_passed_every_gate(world: World) -> None:
    """However little the export says of how it came so far; seen from a day on which all of it has happened."""
    ever = dataclasses.replace(world.period, whole=True)
    team, _ = world.measure(period=ever, as_of=FIRST + dt.timedelta(days=DAYS))
    won = world.deals[world.deals["outcome"] == "won"]
    of_won = world.measure(won, period=ever, as_of=FIRST + dt.timedelta(days=DAYS))[0].counts
    assert of_won.won == of_won.next_steps_passed == of_won.first_appointments == len(won) == team.counts.won
    assert team.funnel.won == len(won) <= team.counts.next_steps_passed <= team.counts.first_appointments


@always
def test_ratios_lie_between_none_and_all_and_inside_their_interval(world: World) -> None:
    team, reps = world.measure()
    for seen in (team, *reps.values()):
        for key in ("next_step_ratio", "closing_ratio", "win_rate"):
            figure = seen.figures[key]
            if figure.value is not None:
                low, high = wilson(figure.numerator, figure.denominator)
                assert 0 <= low <= figure.value <= high <= 1
                assert figure.value == figure.numerator / figure.denominator
            else:
                assert figure.reason is not None


@always
def test_an_estimate_lies_between_the_reps_and_the_groups_values(world: World) -> None:
    team, reps = world.measure()
    groups = dict.fromkeys(reps)
    _, cards = compare(team, reps, KPIS, groups, Goals(None, {}), world.period)
    for key in ("next_step_ratio", "closing_ratio", "win_rate"):
        observed = [card.marks[key].value for card in cards if card.marks[key].value is not None]
        for card in cards:
            mark = card.marks[key]
            if mark.value is not None and mark.estimate is not None:
                assert min(observed) - 1e-3 <= mark.estimate <= max(observed) + 1e-3


@always
def test_an_empty_period_does_no_harm(world: World) -> None:
    never = Period(dt.date(1999, 1, 1), dt.date(1999, 1, 31))
    team, reps = world.measure(period=never)
    assert (team.counts.won, team.counts.lost, team.counts.first_appointments, team.counts.revenue) == (0, 0, 0, 0)
    assert set(reps) <= set(world.deals["rep"])
    for seen in (team, *reps.values()):
        assert all(figure.value is None and figure.reason is not None for figure in seen.figures.values())


@always
def test_what_happens_tomorrow_does_not_change_today(world: World) -> None:
    """A close date moved from one day in the future to another says nothing about today."""
    future = world.deals["closed_on"] > pd.Timestamp(world.as_of)
    later = world.deals["closed_on"].where(~future, world.deals["closed_on"] + dt.timedelta(days=30))
    same_tallies(world.tally(world.deals.assign(closed_on=later)), world.tally())


@always
def test_the_deals_behind_a_figure_tie_out_to_it(world: World) -> None:
    team, _ = world.measure()
    whole = world.deals.reindex(columns=list(CANONICAL["deals"]))
    for key in [key for key in counted_by_deal() if key in team.figures]:
        figure = team.figures[key]
        if figure.value is None:
            continue
        table = drilldown(whole, key, world.period, world.as_of, "SAR")
        counted = table[table["in_numerator"]]
        sums = {"average_sale": counted["amount_counted"].sum(), "sales_cycle_days": counted["cycle_days"].sum()}
        assert round(sums.get(key, len(counted)), 3) == round(figure.numerator, 3)
        assert table["in_denominator"].sum() == figure.denominator


@always
def test_winning_one_more_deal_never_lowers_the_score(world: World) -> None:
    """Of two reps alike but for one deal, lost by the first and won by the other, the other scores no less."""
    decided = world.deals.assign(rep="Sara", gate="next_step", gate_shown=True, currency="SAR", amount=100.0)
    lost = decided.index[decided["outcome"] == "lost"]
    if len(lost) < 2:  # without any loss the ratios could only be 100 %, and are not measured
        return
    better = decided.assign(outcome=decided["outcome"].astype("str").where(decided.index != lost[0], "won"))
    period = dataclasses.replace(world.period, whole=True)
    scores = []
    for frame in (decided, better):
        team, reps = world.measure(frame, period=period)
        _, cards = compare(team, reps, KPIS, dict.fromkeys(reps), Goals(None, {}), period)
        scores.append(cards[0].score or 0.0)
    assert scores[1] >= scores[0] - 1e-9
