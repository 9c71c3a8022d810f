"""Did it help? Teams whose truth is known, coached by the rule "whoever was worst", and what the verdict says.

``python -m benchmarks.helped [--teams 1000] [--seed 1] [--write]`` prints what came out; ``--write`` keeps it in
``docs/helped.md`` below the marker. The same seed gives the same figures.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from coaching.advise import Helped, helped
from coaching.metrics import Kpi, load_kpis
from coaching.metrics.measures import EVENT_SUMS

REPORT = Path(__file__).parents[1] / "docs" / "helped.md"
MARKER = "<!-- measured -->"
REPS = 8
WEEKS = 26
AGREED_ON = dt.date(2026, 3, 4)
MONDAY = dt.date(2026, 3, 2)
AS_OF = MONDAY + dt.timedelta(weeks=WEEKS + 1, days=-1)
NAMES = [f"rep {number}" for number in range(REPS)]
GROUPS = dict.fromkeys(NAMES)
#: A naive reader calls it a success when the ratio is up by so many points.
_NAIVE = 0.05


@dataclass(frozen=True)
class World:
    """How a team comes about.

    ``trials`` are the expected trials of a rep on each side; ``differ`` is how far the reps' true ratios lie apart
    (standard deviation of the log-odds), ``swing`` how far each wanders from one side to the other; ``tide`` moves
    everybody's ratio by so many points on the second side, ``gain`` that of the rep who was coached.
    """

    trials: float = 20.0
    differ: float = 0.4
    swing: float = 0.0
    tide: float = 0.0
    gain: float = 0.0
    middle: float = 0.6
    reps: int = REPS
    worst: bool = True


def moved(ratio: np.ndarray, points: float | np.ndarray) -> np.ndarray:
    """Return ratios moved by so many points, inside 2 % to 98 %."""
    return np.clip(ratio + points, 0.02, 0.98)


def team(world: World, rng: np.random.Generator) -> tuple[pd.DataFrame, int, np.ndarray, np.ndarray]:
    """Let a team work on both sides of the agreement; return its events, who was coached and the true ratios."""
    level = special.logit(world.middle) + rng.normal(0, world.differ, world.reps)
    first, second = (
        special.expit(level + rng.normal(0, world.swing, world.reps)) if world.swing else special.expit(level)
        for _ in range(2)
    )
    tried = rng.poisson(world.trials / WEEKS, (world.reps, 2 * WEEKS))
    before = rng.binomial(tried[:, :WEEKS], first[:, None])
    seen = tried[:, :WEEKS].sum(1)
    ratios = np.where(seen >= 10, before.sum(1) / np.maximum(seen, 1), np.inf)
    coached = int(np.argmin(ratios)) if world.worst else 0
    without = moved(second, world.tide)
    truth = without.copy()
    truth[coached] = moved(without, world.gain)[coached]
    after = rng.binomial(tried[:, WEEKS:], truth[:, None])
    passed = np.hstack([before, after])
    start = MONDAY.toordinal()
    weeks = np.concatenate([start - 7 * np.arange(WEEKS, 0, -1), start + 7 * np.arange(1, WEEKS + 1)])
    frame = pd.DataFrame(
        {
            "rep": np.repeat(NAMES[: world.reps], 2 * WEEKS),
            "product": None,
            "week": np.tile(weeks, world.reps),
            **dict.fromkeys(EVENT_SUMS, 0.0),
        }
    )
    frame["gate_passed"], frame["gate_failed"] = passed.ravel().astype(float), (tried - passed).ravel().astype(float)
    return frame, coached, without, truth


def verdicts(world: World, teams: int, rng: np.random.Generator, as_of: dt.date = AS_OF) -> dict[str, float]:
    """Return how often each verdict is said, how often a naive reader sees a success, and the range's coverage."""
    kpi = load_kpis()["next_step_ratio"]
    said: Counter[str] = Counter()
    naive = rose = held = ranged = 0
    for _ in range(teams):
        events, coached, without, truth = team(world, rng)
        one = helped(events, kpi, [NAMES[coached]], AGREED_ON, as_of, GROUPS)
        said[one.verdict] += 1
        if one.before and one.after and one.before.value is not None and one.after.value is not None:
            rose += one.after.value > one.before.value
            naive += one.after.value >= one.before.value + _NAIVE
        if one.change_low is not None and one.change_high is not None:
            ranged += 1
            held += one.change_low <= truth[coached] - without[coached] <= one.change_high
    judged = max(ranged, 1)
    return {
        "improved": said["improved"] / judged,
        "worse": said["worse"] / judged,
        "rose": rose / teams,
        "naive": naive / teams,
        "covered": held / judged,
        "judged": ranged / teams,
    }


def ever_improved(world: World, teams: int, rng: np.random.Generator) -> float:
    """Return how often "improved" is said at least once by somebody who looks every fourth week."""
    kpi = load_kpis()["next_step_ratio"]
    days = [MONDAY + dt.timedelta(weeks=weeks, days=6) for weeks in range(6, WEEKS + 1, 4)]
    hits = 0
    for _ in range(teams):
        events, coached, _, _ = team(world, rng)
        hits += any(
            helped(events[events["week"] <= day.toordinal()], kpi, [NAMES[coached]], AGREED_ON, day, GROUPS).verdict
            == "improved"
            for day in days
        )
    return hits / teams


def sales(gain: float, wins: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return a team whose average sales spread by 30 %, the lowest coached: then ``gain`` larger by that share."""
    level = 10_000 * np.exp(rng.normal(0, 0.3, REPS))
    sides, coached = [], 0
    for side in range(2):
        won = rng.poisson(wins, REPS)
        amounts = [mean * np.exp(rng.normal(-0.18, 0.6, n)) for mean, n in zip(level, won, strict=True)]
        total = np.array([one.sum() for one in amounts])
        sides.append((won, total, np.array([(one**2).sum() for one in amounts])))
        if side == 0:
            coached = int(np.argmin(np.where(won >= 10, total / np.maximum(won, 1), np.inf)))
            level[coached] *= 1 + gain
    return _frame(coached, deals_with_amount=[s[0] for s in sides], revenue=[s[1] for s in sides],
                  revenue_squares=[s[2] for s in sides], first_appointments=[s[0] for s in sides])  # fmt: skip


def activity(gain: float, held: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return a team whose appointments spread by 30 %, the one with the fewest coached: then a share more."""
    level = held * np.exp(rng.normal(0, 0.3, REPS))
    before = rng.poisson(level)
    coached = int(np.argmin(np.where(before >= 10, before, 10**6)))
    level[coached] *= 1 + gain
    return _frame(coached, first_appointments=[before, rng.poisson(level)])


def _frame(coached: int, **sums: list[np.ndarray]) -> pd.DataFrame:
    """Return both sides' sums as one week's events each; a first week keeps the window open. ``coached`` is first."""
    order = np.r_[coached, np.delete(np.arange(REPS), coached)]
    weeks = (MONDAY - dt.timedelta(weeks=WEEKS), MONDAY + dt.timedelta(weeks=2))
    parts = [
        pd.DataFrame(
            {"rep": NAMES, "product": None, "week": week.toordinal(), **dict.fromkeys(EVENT_SUMS, 0.0)}
            | {name: np.asarray(values[side], float)[order] for name, values in sums.items()}
        )
        for side, week in enumerate(weeks)
    ]
    return pd.concat(parts, ignore_index=True)


def others(
    kpi: Kpi, made: Callable[[np.random.Generator], pd.DataFrame], teams: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return how often "improved" is said of the first rep, and how often the figure merely rose by a twentieth."""
    found: list[Helped] = [helped(made(rng), kpi, NAMES[:1], AGREED_ON, AS_OF, GROUPS) for _ in range(teams)]
    judged = [one for one in found if one.change is not None]
    naive = sum((one.after.value or 0) >= 1.05 * (one.before.value or 0) for one in judged if one.after and one.before)
    return sum(one.verdict == "improved" for one in judged) / len(judged), naive / len(judged)


_TRIALS = (15, 25, 50, 100)
_NULLS = {
    "all reps alike": World(differ=0.0),
    "four reps": World(reps=4),
    "three reps": World(reps=3),
    "a low ratio (25 %)": World(middle=0.25),
    "the whole team rises by 10 points": World(tide=0.10, trials=50),
    "ratios swing by 5 points from side to side": World(swing=0.2, trials=50),
    "ratios swing by 10 points from side to side": World(swing=0.4, trials=50),
    "coached at random, not the worst": World(worst=False),
}
_GAINS = (0.10, 0.15, 0.20)


def measured(teams: int, seed: int) -> str:
    """Run everything and return the report as Markdown."""
    rng = np.random.default_rng(seed)
    worlds = {f"reps differ as people do, {n} trials": World(trials=n) for n in _TRIALS} | _NULLS
    nulls = []
    for name, world in worlds.items():
        found = verdicts(world, teams, rng)
        nulls.append(
            f"| {name} | {found['improved']:.1%} | {found['worse']:.1%} | {found['naive']:.1%} | {found['rose']:.1%} |"
        )
    power = []
    for n in _TRIALS:
        found = [verdicts(World(trials=n, gain=gain), teams, rng) for gain in (0.0, *_GAINS)]
        said = " | ".join(f"{one['improved']:.0%}" for one in found[1:])
        held = " | ".join(f"{one['covered']:.0%}" for one in found)
        power.append(f"| {n} | {said} | {held} |")
    kpis = load_kpis()
    sold, held_ = [], []
    for wins in (12, 25, 50):
        said = [others(kpis["average_sale"], lambda r, g=g, w=wins: sales(g, w, r), teams, rng) for g in (0, 0.2, 0.4)]
        sold.append(_row(wins, said))
    for held in (15, 30, 60):
        said = [
            others(kpis["activity_gauge"], lambda r, g=g, h=held: activity(g, h, r), teams, rng) for g in (0, 0.25, 0.5)
        ]
        held_.append(_row(held, said))
    ever = ever_improved(World(), teams // 2, rng)
    return f"""{MARKER}

Made by `python -m benchmarks.helped --teams {teams} --seed {seed} --write`; the same seed gives the same figures.
Teams of {REPS} reps unless said otherwise, {WEEKS} weeks on each side, 20 trials expected a side unless said otherwise;
the rep who was worst before is "coached".

### Nothing changed: how often success is claimed all the same

Aim: "improved" in at most 10 % of them. The naive reader calls it a success when the ratio is up by five points; the
last column is how often it is up at all.

| team | "improved" | "got worse" | naive success | up at all |
|---|---|---|---|---|
{chr(10).join(nulls)}

Whoever looks every fourth week from the sixth on hears "improved" at least once in {ever:.1%} of the teams in which
nothing changed (20 trials).

### Something changed: how often it is found

The coached rep's true ratio rises by so many points. Then, how often the 90 % range of the change holds the true one.

| trials a side | +10 | +15 | +20 | range holds: +0 | +10 | +15 | +20 |
|---|---|---|---|---|---|---|---|
{chr(10).join(power)}

### Average sale

Sales spread by 60 % within and by 30 % between reps. "Improved" and, in brackets, the naive reader (up by 5 %).

| deals won a side | no change | +20 % | +40 % |
|---|---|---|---|
{chr(10).join(sold)}

### Activity

| appointments a side | no change | +25 % | +50 % |
|---|---|---|---|
{chr(10).join(held_)}
"""


def _row(size: int, said: list[tuple[float, float]]) -> str:
    return f"| {size} | " + " | ".join(f"{ours:.0%} ({naive:.0%})" for ours, naive in said) + " |"


def main() -> None:
    """Print the report, and keep it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = measured(options.teams, options.seed)
    print(text)
    if options.write:
        kept = REPORT.read_text(encoding="utf-8").partition(MARKER)[0]
        REPORT.write_text(kept + text, encoding="utf-8")


if __name__ == "__main__":
    main()
