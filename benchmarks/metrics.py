"""How fast deals are tallied, as ratios to one DuckDB GROUP BY over the same frame in the same run.

Run ``python -m benchmarks.metrics [--deals N …] [--reps N] [--repeat N] [--batches]``. The GROUP BY computes the same
kind of sums per rep, product and week from one date column; the tallies follow three date columns, and hold durations,
cohort and open deals besides. Times on a shared machine mean little; the ratios are what docs/performance.md keeps.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from benchmarks.made import FIRST_DAY, made_deals
from coaching.advise import Options, Team, assess, assess_before, plans_of
from coaching.compare import compare, peer_groups
from coaching.metrics import Period, load_kpis, measure, overview, resolve_goals, stale_deals, tally
from coaching.metrics.tallies.encode import NEEDED
from coaching.sources.parquet import parquet_deals
from coaching.tables import Tables, empty

AS_OF = dt.date(2026, 9, 30)
PERIOD = Period(FIRST_DAY, AS_OF)
GOAL = 60_000.0

GROUP_BY = """
SELECT rep, product, date_trunc('week', closed_on) AS week_on,
    count(first_appointment_on) AS first_appointments,
    count(next_step_on) AS next_steps_passed,
    count(*) FILTER (outcome = 'lost' AND next_step_on IS NULL) AS gate_failed,
    count(*) FILTER (outcome = 'won' AND next_step_on IS NOT NULL) AS closings_won,
    count(*) FILTER (outcome = 'lost' AND next_step_on IS NOT NULL) AS closings_lost,
    count(*) FILTER (outcome = 'won') AS won,
    count(*) FILTER (outcome = 'lost') AS lost,
    count(*) FILTER (outcome = 'lost' AND first_appointment_on IS NOT NULL) AS lost_from_first,
    sum(amount) FILTER (outcome = 'won') AS revenue,
    sum(amount * amount) FILTER (outcome = 'won') AS revenue_squares,
    count(amount) FILTER (outcome = 'won') AS deals_with_amount,
    sum(date_diff('day', first_appointment_on, closed_on)) FILTER (outcome = 'won') AS cycle_days,
    sum(date_diff('day', first_appointment_on, closed_on) ** 2) FILTER (outcome = 'won') AS cycle_squares
FROM deals GROUP BY ALL
"""


def seconds(work: Callable[[], Any]) -> float:
    """Return how long ``work`` takes, on the clock."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def group_by(deals: pd.DataFrame) -> pd.DataFrame:
    """Return DuckDB's answer; ``deals`` is found by its name."""
    answer = duckdb.sql(GROUP_BY)
    assert answer is not None
    found: pd.DataFrame = answer.df()
    return found


def in_batches(deals: pd.DataFrame) -> float:
    """Return how long the tallies take of the same deals in a Parquet file, on the clock."""
    with tempfile.TemporaryDirectory() as folder:
        deals[list(NEEDED)].to_parquet(Path(folder) / "deals.parquet")
        return seconds(lambda: tally(parquet_deals(folder), PERIOD, AS_OF, "SAR"))


def new_period(deals: pd.DataFrame) -> None:
    """Print the processor time that a new period on the pages takes: its assessment and that of the period before."""
    tables, look = Tables(deals=deals), overview(deals)
    options = Options(as_of=AS_OF, start=AS_OF - dt.timedelta(days=90), end=AS_OF, goal=GOAL, peers_by="all")
    start = time.process_time()
    now = assess(tables, options, look=look)
    assess_before(tables, options, now, look)
    print(f"  a new period, with the one before: {time.process_time() - start:.2f} s of processor time", flush=True)


def tallied(rows: int, reps: int, repeat: int, with_batches: bool) -> None:
    """Print how long tallies take against the GROUP BY, run by run in turns."""
    deals = made_deals(rows, reps)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    tally(deals.head(1000), PERIOD, AS_OF, "SAR")
    pairs = [
        (seconds(lambda: group_by(deals)), seconds(lambda: tally(deals, PERIOD, AS_OF, "SAR"))) for _ in range(repeat)
    ]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20 - before
    base, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for theirs, mine in pairs)
    print(f"{rows:,} deals, {reps:,} reps: GROUP BY {base:.2f} s, tally {ours:.2f} s, ratio {ratio:.2f}", flush=True)
    print(f"  ratios run by run {', '.join(f'{mine / theirs:.2f}' for theirs, mine in pairs)}; memory +{grown:.1f} GiB")
    if with_batches:
        taken = in_batches(deals)
        print(f"  from Parquet in batches: {taken:.2f} s, ratio {taken / base:.2f}", flush=True)
    new_period(deals)
    after_the_tallies(deals, reps)


def after_the_tallies(deals: pd.DataFrame, reps: int) -> None:
    """Print how long everything after the tallies takes, step by step."""
    tallies = tally(deals, PERIOD, AS_OF, "SAR")
    kpis, people, goals = load_kpis(), empty("reps"), empty("goals")
    groups = peer_groups([str(rep) for rep in tallies.standing["rep"].unique()], people, deals, "all")
    kept: dict[str, Any] = {}

    def step(name: str, work: Callable[[], Any]) -> float:
        return seconds(lambda: kept.update({name: work()}))

    taken = {"measure": step("measure", lambda: measure(tallies, kpis))}
    team, seen = kept["measure"]
    taken["goals"] = step("goals", lambda: resolve_goals(goals, seen, PERIOD, GOAL))
    taken["compare"] = step("compare", lambda: compare(team, seen, kpis, groups, kept["goals"], PERIOD, tallies))
    taken["stale"] = step("stale", lambda: stale_deals(tallies.durations, groups))
    cards = kept["compare"][1]
    taken["plans"] = step("plans", lambda: plans_of(cards, Team(kpis)))
    parts = ", ".join(f"{name} {time_:.2f}" for name, time_ in taken.items())
    print(f"  after the tallies, {reps:,} reps: {sum(taken.values()):.2f} s ({parts})", flush=True)
    whole = seconds(lambda: assess(Tables(deals=deals), Options(as_of=AS_OF, goal=GOAL, peers_by="all")))
    print(f"  the whole assessment: {whole:.2f} s", flush=True)


def overhead(repeat: int = 50) -> None:
    """Print how long the tallies of a handful of deals take: what pages and tests wait for."""
    few = made_deals(20, 3)
    taken = statistics.median(seconds(lambda: tally(few, PERIOD, AS_OF)) for _ in range(repeat))
    print(f"20 deals: {1000 * taken:.1f} ms")


def main() -> None:
    """Read the arguments and print what came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.metrics", description=__doc__)
    parser.add_argument("--deals", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--reps", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--batches", action="store_true", help="also deals read from Parquet in batches")
    given = parser.parse_args()
    overhead()
    for rows in given.deals:
        tallied(rows, given.reps, given.repeat, given.batches)


if __name__ == "__main__":
    main()
