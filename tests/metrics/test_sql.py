"""An independent recomputation in plain SQL, written from the definitions, agrees to the last digit.

What would be lost: the only second opinion on the figures. The SQL below shares no line with the code it checks.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from benchmarks.made import made_deals
from coaching.metrics import Measured, Period, load_kpis, measure, tally
from coaching.tables import Tables

SAMPLES = Path(__file__).parents[2] / "sample_data"

#: One row a deal: what has happened to it by the as-of date. A passed gate without a date takes the earliest later
#: date that is known, else the earlier gate's; what is dated after the as-of date has not happened.
TRIALS = """
CREATE OR REPLACE TEMP TABLE seen AS
WITH days AS (
    SELECT rep::VARCHAR AS rep, outcome::VARCHAR AS outcome, gate::VARCHAR AS gate, gate_shown,
        created_stands_in AS stands_in, created_on::DATE AS created_on,
        CASE WHEN $currency IS NULL OR currency IS NULL OR currency::VARCHAR = $currency THEN amount END AS amount,
        deals.amount IS NULL AS without_amount,
        first_appointment_on::DATE AS held_on, next_step_on::DATE AS step_on,
        CASE WHEN outcome::VARCHAR IN ('won', 'lost') THEN closed_on::DATE END AS end_on,
        CASE WHEN created_stands_in THEN coalesce(first_appointment_on, created_on) ELSE first_appointment_on
        END::DATE AS start_on
    FROM deals WHERE rep IS NOT NULL
), reached AS (
    SELECT *,
        step_on IS NOT NULL OR outcome IS NOT DISTINCT FROM 'won' OR gate IN ('next_step', 'won') IS TRUE AS at_next
    FROM days
), gated AS (
    SELECT *, gate_shown AS gated FROM reached
), placed AS (
    SELECT *,
        at_next OR held_on IS NOT NULL OR gate IS NOT DISTINCT FROM 'first_appointment'
            OR (outcome IS NOT DISTINCT FROM 'lost' AND NOT gated)
            OR (stands_in AND start_on IS NOT NULL
                AND (gate IS DISTINCT FROM 'conversation' OR outcome IN ('won', 'lost'))) AS at_first,
        coalesce(start_on, step_on, end_on, created_on) AS first_on,
        coalesce(step_on, end_on, start_on) AS next_on,
        coalesce(end_on, step_on, start_on, created_on) AS closed_on
    FROM gated
)
SELECT *,
    outcome IS NOT DISTINCT FROM 'won' AND (closed_on <= $as_of) IS NOT FALSE AS won,
    outcome IS NOT DISTINCT FROM 'lost' AND (closed_on <= $as_of) IS NOT FALSE AS lost,
    outcome IS NOT DISTINCT FROM 'discarded' AS discarded,
    at_first AND (first_on <= $as_of) IS NOT FALSE AND outcome IS DISTINCT FROM 'discarded' AS had_first,
    at_next AND (next_on <= $as_of) IS NOT FALSE AND outcome IS DISTINCT FROM 'discarded' AS had_next,
    (coalesce(created_on, start_on) <= $as_of) IS NOT FALSE AS exists_by_now,
    $whole OR first_on BETWEEN $start AND $end AS first_in,
    $whole OR next_on BETWEEN $start AND $end AS next_in,
    $whole OR closed_on BETWEEN $start AND $end AS close_in
FROM placed
"""

FIGURES = """
WITH told AS (
    SELECT *,
        exists_by_now AND NOT won AND NOT lost AND NOT discarded AS is_open,
        first_in IS TRUE AND had_first AS cohort,
        won AND close_in IS TRUE AS won_now,
        lost AND close_in IS TRUE AS lost_now,
        next_in IS TRUE AND had_next AS passed_now
    FROM seen
)
SELECT {rep} AS rep,
    count(*) FILTER (is_open) AS open,
    count(*) FILTER (discarded) AS discarded,
    count(*) FILTER (won_now) AS won,
    count(*) FILTER (lost_now) AS lost,
    count(*) FILTER (cohort) AS first_appointments,
    count(*) FILTER (passed_now) AS next_steps_passed,
    count(*) FILTER (passed_now AND gated) AS gate_passed,
    count(*) FILTER (lost_now AND gated AND had_first AND NOT had_next) AS next_steps_failed,
    count(*) FILTER (won_now AND gated) AS closings_won,
    count(*) FILTER (lost_now AND gated AND had_next) AS closings_lost,
    count(*) FILTER (lost_now AND NOT gated) AS ungated_losses,
    count(*) FILTER (lost_now AND had_first) AS lost_from_first,
    count(*) FILTER (is_open AND had_first) AS open_first_appointments,
    count(*) FILTER (is_open AND had_first AND NOT had_next) AS next_steps_pending,
    count(*) FILTER (is_open AND had_next AND had_first) AS closings_pending,
    coalesce(sum(amount::DECIMAL(18, 3)) FILTER (won_now), 0) AS revenue,
    count(amount) FILTER (won_now) AS deals_with_amount,
    count(*) FILTER (won_now AND without_amount) AS won_without_amount,
    count(*) FILTER (won_now AND amount IS NULL AND NOT without_amount) AS won_in_other_currency,
    count(*) FILTER (won_now AND start_on <= end_on) AS cycles,
    coalesce(sum(end_on - start_on) FILTER (won_now AND start_on <= end_on), 0) AS cycle_days,
    count(*) FILTER (cohort AND had_next) AS cohort_next_steps,
    count(*) FILTER (cohort AND won) AS cohort_won,
    count(*) FILTER (cohort AND lost) AS cohort_lost,
    count(*) FILTER (cohort AND lost AND gated AND NOT had_next) AS cohort_lost_before,
    count(*) FILTER (cohort AND lost AND gated AND had_next) AS cohort_lost_after,
    count(*) FILTER (cohort AND is_open AND NOT had_next) AS cohort_pending_next,
    count(*) FILTER (cohort AND is_open AND had_next) AS cohort_pending_close
FROM told GROUP BY ALL
"""

#: Counts that have the same name on both sides.
COUNTS = (
    "open", "discarded", "won", "lost", "first_appointments", "next_steps_passed", "next_steps_failed", "closings_won",
    "closings_lost", "ungated_losses", "open_first_appointments", "next_steps_pending", "closings_pending",
    "deals_with_amount", "won_without_amount", "won_in_other_currency",
)  # fmt: skip

#: KPI -> its m and n.
KPIS = {
    "next_step_ratio": (lambda row: row.gate_passed, lambda row: row.gate_passed + row.next_steps_failed),
    "closing_ratio": (lambda row: row.closings_won, lambda row: row.closings_won + row.closings_lost),
    "win_rate": (lambda row: row.won, lambda row: row.won + row.lost_from_first),
    "average_sale": (lambda row: float(row.revenue), lambda row: row.deals_with_amount),
    "sales_cycle_days": (lambda row: row.cycle_days, lambda row: row.cycles),
}
GATED = ("next_step_ratio", "closing_ratio")


def recomputed(deals: pd.DataFrame, period: Period, as_of: dt.date, currency: str | None) -> dict[str | None, object]:
    """Return what SQL says of each rep and (None) of the team."""
    connection = duckdb.connect()
    connection.register("deals", deals)
    names = {"as_of": as_of, "currency": currency, "start": period.start, "end": period.end, "whole": period.whole}
    connection.execute(TRIALS, {name: value for name, value in names.items() if f"${name}" in TRIALS})
    rows = [*_rows(connection, "rep"), *_rows(connection, "NULL")]
    return {None if pd.isna(row.rep) else row.rep: row for row in rows}


def _rows(connection: duckdb.DuckDBPyConnection, rep: str) -> list:
    return list(connection.execute(FIGURES.format(rep=rep)).df().itertuples())


def assert_agrees(seen: Measured, row) -> None:
    counts = {name: getattr(seen.counts, name) for name in COUNTS}
    assert counts == {name: getattr(row, name) for name in COUNTS}
    assert seen.counts.deals == row.open + row.won + row.lost + row.discarded
    assert round(seen.counts.revenue, 3) == float(row.revenue)
    funnel = seen.funnel
    assert (funnel.first_appointments, funnel.won, funnel.lost) == (
        row.first_appointments,
        row.cohort_won,
        row.cohort_lost,
    )
    if funnel.next_steps is not None:
        assert (funnel.next_steps, funnel.lost_before_next_step, funnel.lost_after_next_step) == (
            row.cohort_next_steps, row.cohort_lost_before, row.cohort_lost_after,
        )  # fmt: skip
        assert (funnel.pending_next_step, funnel.pending_closing) == (row.cohort_pending_next, row.cohort_pending_close)
    for key, (top, bottom) in KPIS.items():
        figure = seen.figures[key]
        m, n = top(row), bottom(row)
        hidden = key in GATED and _hidden(row)
        if hidden or n == 0:
            assert figure.value is None and figure.reason is not None, key
        else:
            assert (round(figure.numerator, 3), figure.denominator) == (m, n), key
            assert figure.value == pytest.approx(m / n, rel=1e-15), key


def _hidden(row) -> bool:
    """The two ratios need most losses and most wins to show their gate, and a decided trial where steps were."""
    decided = row.gate_passed + row.next_steps_failed + row.closings_won + row.closings_lost
    hidden_wins = 2 * row.closings_won < row.won
    return 2 * row.ungated_losses > row.lost or hidden_wins or (decided == 0 and row.next_steps_passed > 0)


def assert_sql_agrees(deals: pd.DataFrame, period: Period, as_of: dt.date, currency: str | None) -> None:
    team, reps = measure(tally(deals, period, as_of, currency), load_kpis())
    told = recomputed(deals, period, as_of, currency)
    assert set(reps) == {rep for rep in told if rep is not None}
    for rep, seen in reps.items():
        assert_agrees(seen, told[rep])
    assert_agrees(team, told[None])


LAST = dt.date(2026, 11, 30)
CASES = {
    "all there is": (Period(dt.date(2024, 1, 1), LAST, whole=True), LAST, "SAR"),
    "a quarter": (Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31)), LAST, "SAR"),
    "as it stood in the middle": (
        Period(dt.date(2024, 1, 1), dt.date(2025, 5, 15), whole=True),
        dt.date(2025, 5, 15),
        None,
    ),
    "a day": (Period(dt.date(2025, 5, 15), dt.date(2025, 5, 15)), dt.date(2025, 5, 15), "USD"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize(("seed", "messy"), [(1, 0.0), (2, 0.05), (3, 0.2), (4, 0.4), (5, 0.7)])
def test_sql_agrees_on_made_up_teams(seed: int, messy: float, case: tuple) -> None:
    assert_sql_agrees(made_deals(3000, 11, seed, messy), *case)


@pytest.mark.parametrize("seed", range(10, 20))
def test_sql_agrees_on_small_teams_with_ties(seed: int) -> None:
    """A handful of deals over very few days: many dates fall on each other and on the ends of the period."""
    frame = made_deals(60, 3, seed, messy=0.25)
    days = ["created_on", "first_appointment_on", "next_step_on", "closed_on"]
    start = pd.Timestamp("2025-01-06")
    for name in days:
        place = (frame[name] - start).dt.days.mod(9)
        frame[name] = (start + pd.to_timedelta(place, unit="D")).astype("datetime64[us]")
    assert_sql_agrees(frame, Period(dt.date(2025, 1, 8), dt.date(2025, 1, 11)), dt.date(2025, 1, 11), "SAR")


@pytest.mark.parametrize(
    "file", ["deals.csv", "team.xlsx", "arabic-deals.csv", "hubspot-deals.csv", "salesforce-report.xlsx"]
)
def test_sql_agrees_on_the_sample(file: str) -> None:
    deals = sample(file).deals
    assert len(deals) > 50
    currency = deals["currency"].mode().get(0)
    assert_sql_agrees(deals, Period(dt.date(2025, 1, 1), LAST, whole=True), LAST, currency)
    assert_sql_agrees(deals, Period(dt.date(2026, 4, 1), dt.date(2026, 6, 30)), dt.date(2026, 8, 1), currency)


def sample(file: str) -> Tables:
    from coaching.importing import Upload, apply_mapping, suggest_mapping
    from coaching.sources import read

    reading = read([Upload(file, (SAMPLES / file).read_bytes())])
    return apply_mapping([(table, suggest_mapping(table)) for table in reading.tables], reading.issues).tables


def test_the_recomputation_can_disagree() -> None:
    """A second opinion that always nods is none."""
    frame = made_deals(500, 4, 1, 0.2)
    wrong = frame.assign(outcome=frame["outcome"].where(frame.index > 0, "won"))
    case = (Period(dt.date(2024, 1, 1), LAST, whole=True), LAST, "SAR")
    _, reps = measure(tally(wrong, *case), load_kpis())
    told = recomputed(frame, *case)
    with pytest.raises(AssertionError):
        for rep, seen in reps.items():
            assert_agrees(seen, told[rep])
