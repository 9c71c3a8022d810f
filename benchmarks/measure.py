"""How fast measuring is, as ratios to one DuckDB GROUP BY over the same frame in the same run.

``python -m benchmarks.measure [--deals 1000000 10000000] [--reps 1000] [--runs 3]`` prints medians. The GROUP BY adds
up, per rep, product and week of closing, as many sums as a row of the tallies holds. ``after`` is everything behind the
tallies: figures, peers, estimates, ranks and plans, in seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

import duckdb

from benchmarks.made import made_deals
from coaching.advise import able_peers, plan
from coaching.compare import compare
from coaching.measure import Period, load_kpis, measure, resolve_goals, tally
from coaching.tables import empty

_SUMS = ", ".join(
    [
        "sum((outcome = 'won')::int) as won",
        "sum((outcome = 'lost')::int) as lost",
        "sum((next_step_on is not null)::int) as next_steps",
        "sum((first_appointment_on is not null)::int) as first_appointments",
        "sum((outcome = 'won' and gate_shown)::int) as closings_won",
        "sum((outcome = 'lost' and gate_shown and next_step_on is not null)::int) as closings_lost",
        "sum((outcome = 'lost' and gate_shown and next_step_on is null)::int) as gate_failed",
        "sum((outcome = 'lost' and not gate_shown)::int) as ungated",
        "sum(case when outcome = 'won' then amount end) as revenue",
        "sum(case when outcome = 'won' then amount * amount end) as revenue_squares",
        "sum((outcome = 'won' and amount is not null)::int) as deals_with_amount",
        "sum((outcome = 'won' and amount is null)::int) as won_without_amount",
        "sum(case when outcome = 'won' then date_diff('day', first_appointment_on, closed_on) end) as cycle_days",
    ]
)
_QUERY = f"select rep, product, date_trunc('week', closed_on) as week, {_SUMS} from deals group by all"


def main() -> None:
    """Print one line for each number of deals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--reps", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print("deals       GROUP BY s   tallies s   ratio   after s")
    for count in options.deals:
        base, tallies, after = timed(count, options.reps, options.runs)
        print(f"{count:>10,}  {base:10.2f}  {tallies:10.2f}  {tallies / base:6.1f}  {after:8.2f}")


def timed(count: int, reps: int, runs: int) -> tuple[float, float, float]:
    """Return the medians of one GROUP BY, of the tallies, and of all that comes after them, in seconds."""
    deals = made_deals(count, reps)
    period = Period(dt.date(2024, 1, 1), dt.date(2026, 12, 31))
    connection = duckdb.connect()
    connection.register("deals", deals)
    base = _median(lambda: connection.sql(_QUERY).df(), runs)
    tallies = _median(lambda: tally(deals, period, period.end, "SAR"), runs)
    small = tally(deals, period, period.end, "SAR")
    after = _median(lambda: _after(small, period), runs)
    return base, tallies, after


def _after(tallies: Any, period: Period) -> Any:
    kpis = load_kpis()
    team, reps = measure(tallies, kpis)
    goals = resolve_goals(empty("goals"), reps, period, 100_000.0)
    _, cards = compare(team, reps, kpis, dict.fromkeys(reps), goals, period, tallies)
    able = {key: able_peers(cards, kpi) for key, kpi in kpis.items() if kpi.tips}
    return [plan(card, kpis, period, period.end, able) for card in cards]


def _median(run: Callable[[], Any], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
