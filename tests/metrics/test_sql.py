"""The tallies are what the one SQL statement says, to the last digit, and the figures are m over n of its sums.

What would be lost: the only second opinion on the figures. ``tally.sql`` shares no line with the code it checks.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
import sqlglot

from benchmarks.made import made_deals
from coaching.metrics import Measured, Period, Tallies, load_kpis, measure, outlier_above, tally
from coaching.metrics.tallies.sql import parameters, tallies_of, tally_sql
from coaching.tables import Tables

SAMPLES = Path(__file__).parents[2] / "sample_data"

Case = tuple[Period, dt.date, str | None]

#: KPI -> its m and n, from the sums over a rep's weeks.
KPIS = {
    "next_step_ratio": (lambda s: s.gate_passed, lambda s: s.gate_passed + s.gate_failed),
    "closing_ratio": (lambda s: s.closings_won, lambda s: s.closings_won + s.closings_lost),
    "win_rate": (lambda s: s.won_from_first, lambda s: s.won_from_first + s.lost_from_first),
    "average_sale": (lambda s: s.revenue, lambda s: s.deals_with_amount),
    "sales_cycle_days": (lambda s: s.cycle_days, lambda s: s.cycles),
}
GATED = ("next_step_ratio", "closing_ratio")


def by_sql(deals: pd.DataFrame, case: Case, above: float | None = None, sql: str = "") -> Tallies:
    connection = duckdb.connect()
    connection.register("deals", deals)
    return tallies_of(connection.execute(sql or tally_sql(), parameters(*case, above)).df())


def assert_sql_agrees(deals: pd.DataFrame, case: Case, above: float | None = None, sql: str = "") -> None:
    found, said = tally(deals, *case, outlier_above=above), by_sql(deals, case, above, sql)
    for name in ("events", "durations", "cohort", "standing"):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(said, name), check_exact=True, obj=name)
    _, reps = measure(found, load_kpis())
    sums = said.events.drop(columns=["product", "week"]).groupby("rep").sum()
    for row in sums.itertuples():
        assert_figures_are_m_over_n(reps[str(row.Index)], row)


def assert_figures_are_m_over_n(seen: Measured, row) -> None:
    for key, (top, bottom) in KPIS.items():
        figure, m, n = seen.figures[key], top(row), bottom(row)
        if n == 0 or (key in GATED and _hidden(row)):
            assert figure.value is None and figure.reason is not None, key
        elif figure.value is None:
            # The losses of one gate alone could only make a ratio of 100 %.
            assert figure.reason.code in ("no_losses_shown", "losses_at_one_gate", "gates_not_shown"), key
        else:
            # What is shown of shared deals has six digits.
            assert (figure.numerator, figure.denominator) == pytest.approx((m, n), rel=1e-12, abs=1e-6), key
            assert figure.value == figure.numerator / figure.denominator, key


def _hidden(row) -> bool:
    """The two ratios need most losses and most wins to show their gate, and a decided trial where steps were."""
    decided = row.gate_passed + row.gate_failed + row.closings_won + row.closings_lost
    hidden_wins = 2 * row.closings_won < row.won
    return 2 * row.ungated_losses > row.lost or hidden_wins or (decided == 0 and row.next_steps_passed > 0)


LAST = dt.date(2026, 11, 30)
CASES: dict[str, Case] = {
    "all there is": (Period(dt.date(2024, 1, 1), LAST, whole=True), LAST, "SAR"),
    "a quarter": (Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31)), LAST, "SAR"),
    "as it stood in the middle": (
        Period(dt.date(2024, 1, 1), dt.date(2025, 5, 15), whole=True),
        dt.date(2025, 5, 15),
        None,
    ),
    "a day": (Period(dt.date(2025, 5, 15), dt.date(2025, 5, 15)), dt.date(2025, 5, 15), "USD"),
}


def shared(deals: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return the deals with a third of them shared; shares that are none count as whole."""
    rng = np.random.default_rng(seed)
    parts = rng.choice([0.5, 0.25, 1 / 3, 1.0, 0.0, 2.0], len(deals))
    return deals.assign(share=np.where(rng.random(len(deals)) < 0.35, parts, np.nan))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize(("seed", "messy"), [(1, 0.0), (2, 0.05), (3, 0.2), (4, 0.7)])
def test_sql_agrees_on_made_up_teams(seed: int, messy: float, case: Case) -> None:
    deals = made_deals(1500, 11, seed, messy)
    assert_sql_agrees(deals, case)
    assert_sql_agrees(shared(deals, seed), case, above=9_000.0)


@pytest.mark.parametrize("seed", range(10, 18))
def test_sql_agrees_on_small_teams_with_ties(seed: int) -> None:
    """A handful of deals over very few days: many dates fall on each other and on the ends of the period."""
    frame = made_deals(60, 3, seed, messy=0.25)
    start = pd.Timestamp("2025-01-06")
    for name in ("created_on", "first_appointment_on", "next_step_on", "closed_on"):
        place = (frame[name] - start).dt.days.mod(9)
        frame[name] = (start + pd.to_timedelta(place, unit="D")).astype("datetime64[us]")
    case = Period(dt.date(2025, 1, 8), dt.date(2025, 1, 11)), dt.date(2025, 1, 11), "SAR"
    assert_sql_agrees(shared(frame, seed) if seed % 2 else frame, case)


@pytest.mark.parametrize("file", ["arabic-deals.csv", "hubspot-deals.csv"])
def test_sql_agrees_on_the_sample(file: str) -> None:
    deals = sample(file).deals
    assert len(deals) > 50
    currency = deals["currency"].mode().get(0)
    whole = Period(dt.date(2025, 1, 1), LAST, whole=True)
    assert_sql_agrees(deals, (whole, LAST, currency), outlier_above(deals, currency))
    assert_sql_agrees(deals, (Period(dt.date(2026, 4, 1), dt.date(2026, 6, 30)), dt.date(2026, 8, 1), currency))


def sample(file: str) -> Tables:
    from coaching.importing import Upload, apply_mapping, suggest_mapping
    from coaching.sources import read

    reading = read([Upload(file, (SAMPLES / file).read_bytes())])
    return apply_mapping([(table, suggest_mapping(table)) for table in reading.tables], reading.issues).tables


def test_the_statement_says_the_same_in_the_words_of_spark() -> None:
    """Written for Spark and back again it is still the same statement: nothing of it is lost on the way."""
    spark = tally_sql("spark")
    assert ":as_of" in spark and "DATEDIFF(DAY" in spark
    back = sqlglot.transpile(spark, read="spark", write="duckdb")[0]
    assert_sql_agrees(shared(made_deals(400, 4, 6, 0.2), 6), CASES["all there is"], 9_000.0, back)


def test_the_recomputation_can_disagree() -> None:
    """A second opinion that always nods is none."""
    frame = made_deals(500, 4, 1, 0.2)
    said = by_sql(frame.assign(outcome=frame["outcome"].where(frame.index > 0, "won")), CASES["all there is"])
    found = tally(frame, *CASES["all there is"])
    with pytest.raises(AssertionError):
        pd.testing.assert_frame_equal(found.events, said.events)
