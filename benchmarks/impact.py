"""Did it help? Teams whose truth is known, coached by the rule "whoever was worst", and what is concluded.

``python -m benchmarks.impact [--only nothing|something|others] [--teams 200] [--seed 1] [--write]`` prints what came
out; ``--write`` stores each part in ``docs/impact.md`` below its marker. The same seed gives the same figures.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

from benchmarks.honesty import run, table
from coaching.advise import Impact, measure_impact
from coaching.metrics import Kpi, load_kpis
from coaching.metrics.tallies.measures import EVENT_SUMS

REPORT = Path(__file__).parents[1] / "docs" / "impact.md"
REPS = 8
WEEKS = 26
AGREED_ON = dt.date(2026, 3, 4)
MONDAY = dt.date(2026, 3, 2)
AS_OF = MONDAY + dt.timedelta(weeks=WEEKS + 1, days=-1)
NAMES = [f"rep {number}" for number in range(20)]
GROUPS = dict.fromkeys(NAMES)
#: A naive reader calls it a success when the ratio is up by so many points.
_NAIVE = 0.05
#: Share won of the deals closed, by month of the quarter, where wins bunch: as in published sales data.
_BUNCHED = (0.49, 0.55, 0.81)


@dataclass(frozen=True)
class World:
    """How a team comes about.

    ``trials`` are the expected trials of a rep in each window of 26 weeks, ``windows`` how many there are before the
    agreement; ``differ`` is how far the reps' true ratios lie apart (standard deviation of the log-odds), ``swing`` how
    far each wanders from window to window, and ``drifts`` whether it goes on from where it was. ``tide`` moves
    everybody's ratio by so many points after the agreement, ``gain`` that of the rep who was coached.
    ``quarters`` makes wins bunch at the end of quarters.
    """

    trials: float = 50.0
    windows: int = 4
    differ: float = 0.4
    swing: float = 0.0
    drifts: bool = False
    tide: float = 0.0
    gain: float = 0.0
    middle: float = 0.6
    reps: int = REPS
    worst: bool = True
    quarters: bool = False

    @property
    def kpi(self) -> str:
        """The figure that is judged: one that is read from closings, where these bunch."""
        return "win_rate" if self.quarters else "next_step_ratio"


def moved(ratio: np.ndarray, points: float | np.ndarray) -> np.ndarray:
    """Return ratios moved by so many points, inside 2 % to 98 %."""
    return np.clip(ratio + points, 0.02, 0.98)


def team(world: World, rng: np.random.Generator) -> tuple[pd.DataFrame, int, np.ndarray, np.ndarray]:
    """Let a team work before and after the agreement.

    Returns
    -------
    (events, coached, without, truth)
        Weekly events; who was coached; the reps' true ratios afterwards without and with the coaching.
    """
    level = special.logit(world.middle) + rng.normal(0, world.differ, world.reps)
    swings = (
        rng.normal(0, world.swing, (world.windows + 1, world.reps)) if world.swing else np.zeros((world.windows + 1, 1))
    )
    ratio = special.expit(level + (swings.cumsum(0) if world.drifts else swings))
    ratio[-1] = moved(ratio[-1], world.tide)
    start = MONDAY.toordinal()
    last = start - 7 * WEEKS * world.windows
    weeks = np.concatenate([np.arange(last, start, 7), start + 7 * np.arange(1, WEEKS + 1)])
    chance = np.repeat(ratio, WEEKS, axis=0).T
    if world.quarters:
        months = np.array([(dt.date.fromordinal(int(week) + 3).month - 1) % 3 for week in weeks])
        shift = special.logit(np.array(_BUNCHED))
        chance = special.expit(special.logit(chance) + (shift - shift.mean())[months])
    tried = rng.poisson(world.trials / WEEKS, chance.shape)
    passed = rng.binomial(tried, chance)
    before = slice(WEEKS * (world.windows - 1), WEEKS * world.windows)
    seen = tried[:, before].sum(1)
    ratios = np.where(seen >= 10, passed[:, before].sum(1) / np.maximum(seen, 1), np.inf)
    coached = int(np.argmin(ratios)) if world.worst else 0
    without = ratio[-1].copy()
    truth = without.copy()
    truth[coached] = moved(without, world.gain)[coached]
    if world.gain:
        passed[coached, -WEEKS:] = rng.binomial(tried[coached, -WEEKS:], truth[coached])
    columns = ("won_from_first", "lost_from_first") if world.quarters else ("gate_passed", "gate_failed")
    frame = pd.DataFrame(
        {
            "rep": np.repeat(NAMES[: world.reps], len(weeks)),
            "product": None,
            "week": np.tile(weeks, world.reps),
            **dict.fromkeys(EVENT_SUMS, 0.0),
            "lost": (tried - passed).ravel().astype(float),
            columns[0]: passed.ravel().astype(float),
            columns[1]: (tried - passed).ravel().astype(float),
        }
    )
    return frame, coached, without, truth


@dataclass(frozen=True)
class Said:
    """What was concluded of teams: shares of those that could be judged, and how many these were.

    ``naive`` is how often the ratio is up by five points, ``covered`` how often the 90 % range holds the true change.
    """

    improved: float
    improved_less_sure: float
    worse: float
    worse_less_sure: float
    naive: float
    covered: float
    judged: int

    def with_error(self, share: float, decimals: int = 0) -> str:
        """Return one of the shares with its standard error."""
        return with_error(share, self.judged, decimals)


def with_error(share: float, teams: int, decimals: int = 0) -> str:
    """Return a share of so many teams with its standard error, in percent."""
    error = float(np.sqrt(share * (1 - share) / max(teams, 1)))
    return f"{share:.{decimals}%} ± {error:.{decimals}%}"


def conclusions(world: World, teams: int, rng: np.random.Generator, as_of: dt.date | None = None) -> Said:
    """Return what is concluded of so many teams; where wins bunch, on some day from two months after the agreement."""
    kpi = load_kpis()[world.kpi]
    said: Counter[str] = Counter()
    naive = held = judged = 0
    for _ in range(teams):
        events, coached, without, truth = team(world, rng)
        day = as_of or (MONDAY + dt.timedelta(days=int(rng.integers(65, 7 * WEEKS))) if world.quarters else AS_OF)
        one = measure_impact(events[events["week"] <= day.toordinal()], kpi, [NAMES[coached]], AGREED_ON, day, GROUPS)
        if one.change_low is None or one.change_high is None or not one.before or not one.after:
            continue
        judged += 1
        said[one.conclusion] += 1
        naive += (one.after.value or 0.0) >= (one.before.value or 0.0) + _NAIVE
        held += one.change_low <= truth[coached] - without[coached] <= one.change_high
    count = max(judged, 1)
    return Said(
        improved=said["improved"] / count,
        improved_less_sure=said["improved_less_sure"] / count,
        worse=said["worse"] / count,
        worse_less_sure=said["worse_less_sure"] / count,
        naive=naive / count,
        covered=held / count,
        judged=judged,
    )


def ever_improved(world: World, teams: int, rng: np.random.Generator) -> float:
    """Return how often "improved" is said at least once by somebody who looks every fourth week."""
    kpi = load_kpis()[world.kpi]
    days = [MONDAY + dt.timedelta(weeks=weeks, days=6) for weeks in range(6, WEEKS + 1, 4)]
    hits = 0
    for _ in range(teams):
        events, coached, _, _ = team(world, rng)
        found = (
            measure_impact(events[events["week"] <= day.toordinal()], kpi, [NAMES[coached]], AGREED_ON, day, GROUPS)
            for day in days
        )
        hits += any(one.conclusion == "improved" for one in found)
    return hits / teams


def sales(gain: float, swing: float, wins: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return a team whose average sales spread by 30 %, the lowest coached: then ``gain`` larger by that share.

    Each rep's level also swings from window to window, by ``swing`` on the log scale.
    """
    level = 10_000 * np.exp(rng.normal(0, 0.3, REPS) + rng.normal(0, swing, (_SIDES, REPS)))
    won = rng.poisson(wins, (_SIDES, REPS))
    amounts = [
        [rng.lognormal(np.log(mean) - 0.18, 0.6, n) for mean, n in zip(means, row, strict=True)]
        for means, row in zip(level, won, strict=True)
    ]
    total = np.array([[one.sum() for one in row] for row in amounts])
    squares = np.array([[(one**2).sum() for one in row] for row in amounts])
    coached = int(np.argmin(np.where(won[-2] >= 10, total[-2] / np.maximum(won[-2], 1), np.inf)))
    total[-1, coached] *= 1 + gain
    squares[-1, coached] *= (1 + gain) ** 2
    return _frame(coached, deals_with_amount=won, revenue=total, revenue_squares=squares, first_appointments=won)


def activity(gain: float, swing: float, held: float, rng: np.random.Generator) -> pd.DataFrame:
    """Return a team whose appointments spread by 30 %, the one with the fewest coached: then a share more.

    They also swing from window to window, by ``swing`` on the log scale.
    """
    level = held * np.exp(rng.normal(0, 0.3, REPS) + rng.normal(0, swing, (_SIDES, REPS)))
    past = rng.poisson(level[:-1])
    coached = int(np.argmin(np.where(past[-1] >= 10, past[-1], 10**6)))
    level[-1, coached] *= 1 + gain
    return _frame(coached, first_appointments=np.vstack([past, rng.poisson(level[-1:])]))


#: Four windows before the agreement, and the one after it.
_SIDES = 5


def _frame(coached: int, **sums: np.ndarray) -> pd.DataFrame:
    """Return each window's sums as one week's events; the rep who was coached comes first."""
    order = np.r_[coached, np.delete(np.arange(REPS), coached)]
    weeks = [MONDAY - dt.timedelta(weeks=WEEKS * back) for back in range(_SIDES - 1, 0, -1)]
    parts = [
        pd.DataFrame(
            {"rep": NAMES[:REPS], "product": None, "week": week.toordinal(), **dict.fromkeys(EVENT_SUMS, 0.0)}
            | {name: np.asarray(values[side], float)[order] for name, values in sums.items()}
        )
        for side, week in enumerate([*weeks, MONDAY + dt.timedelta(weeks=2)])
    ]
    return pd.concat(parts, ignore_index=True)


def others(
    kpi: Kpi, made: Callable[[np.random.Generator], pd.DataFrame], teams: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Return how often "improved" is said of the first rep, and how often the figure merely rose by a twentieth."""
    found: list[Impact] = [measure_impact(made(rng), kpi, NAMES[:1], AGREED_ON, AS_OF, GROUPS) for _ in range(teams)]
    judged = [one for one in found if one.change is not None]
    naive = sum((one.after.value or 0) >= 1.05 * (one.before.value or 0) for one in judged if one.after and one.before)
    return sum(one.conclusion == "improved" for one in judged) / len(judged), naive / len(judged)


_SWINGS = {"no swing": 0.0, "5 points": 0.2, "10 points": 0.4}
_GAINS = (0.10, 0.15, 0.20)
#: Standard deviations of the logarithm by which average sales and appointments swing from window to window.
_LEVEL_SWINGS = (0.0, 0.1, 0.2)
NOTHING: Mapping[str, World] = {
    **{f"swing: {name}, 50 trials a window": World(swing=swing) for name, swing in _SWINGS.items()},
    **{f"swing: {name}, 25 trials": World(swing=swing, trials=25) for name, swing in _SWINGS.items()},
    "ratios drift by 5 points a window": World(swing=0.2, drifts=True),
    "all reps alike": World(differ=0.0),
    "four reps, swing 5 points": World(reps=4, swing=0.2),
    "three reps, swing 5 points": World(reps=3, swing=0.2),
    "20 reps of whom the worst, 10 points": World(reps=20, swing=0.4),
    "a low ratio (25 %)": World(middle=0.25),
    "the whole team rises by 10 points": World(tide=0.10),
    "coached at random, swing 10 points": World(worst=False, swing=0.4),
    "wins bunch at the quarter's end": World(quarters=True, trials=100),
    "one window before, no swing": World(windows=1),
    "one window before, 5 points": World(windows=1, swing=0.2),
    "one window before, 10 points": World(windows=1, swing=0.4),
    "three windows before, 10 points": World(windows=3, swing=0.4),
}


def rng_of(seed: int, part: str) -> np.random.Generator:
    """Return random numbers of one row, so that rows do not depend on each other."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def measured_nothing(teams: int, seed: int) -> str:
    """Return what is concluded where nobody's ratio was changed, as Markdown."""
    rows = []
    for name, world in NOTHING.items():
        one = conclusions(world, teams, rng_of(seed, name))
        shares = [one.with_error(share, 1) for share in (one.improved, one.worse)]
        rows.append([name, *shares, f"{one.improved_less_sure:.1%}", f"{one.worse_less_sure:.1%}", f"{one.naive:.0%}"])
    ever = ever_improved(World(), teams // 2, rng_of(seed, "ever"))
    head = ["team", "improved, likely", "worse, likely", "improved, less sure", "worse, less sure", "naive success"]
    return f"""{table(head, rows)}

Whoever looks every fourth week from the sixth on reads "improved" at least once in {ever:.1%} of {teams // 2} teams
without swing in which nothing changed."""


def measured_something(teams: int, seed: int) -> str:
    """Return how often a true rise is found, and how often the range holds it, as Markdown."""
    rows = []
    for trials in (25, 50, 100):
        for name, swing in _SWINGS.items():
            found = [
                conclusions(
                    World(trials=trials, swing=swing, gain=gain), teams, rng_of(seed, f"{trials} {name} {gain}")
                )
                for gain in _GAINS
            ]
            shares = [one.with_error(one.improved) for one in found] + [one.with_error(one.covered) for one in found]
            rows.append([f"{trials} trials, swing: {name}", *shares])
    gains = [f"+{gain * 100:.0f}" for gain in _GAINS]
    return table(["team", *gains, *(f"range holds {gain}" for gain in gains)], rows)


def measured_others(teams: int, seed: int) -> str:
    """Return the same of average sale and activity, with and without swings of the level, as Markdown."""
    kpis = load_kpis()
    made = {
        "average sale, {} deals (+20 %, +40 %)": ("average_sale", sales, (12, 25, 50), (0, 0.2, 0.4)),
        "activity, {} appointments (+25 %, +50 %)": ("activity_gauge", activity, (15, 30, 60), (0, 0.25, 0.5)),
    }
    rows = []
    for name, (key, team_of, sizes, gains) in made.items():
        for size in sizes:
            for swing in _LEVEL_SWINGS:
                rng = rng_of(seed, f"{key} {size} {swing}")
                said = [others(kpis[key], partial(team_of, gain, swing, size), teams, rng) for gain in gains]
                shares = [f"{with_error(one, teams)} ({naive:.0%})" for one, naive in said]
                rows.append([name.format(size), f"{swing:.0%}", *shares])
    return table(["figure, a window (gains)", "swing", "no change", "the smaller gain", "the larger gain"], rows)


PARTS: Mapping[str, Callable[[int, int], str]] = {
    "nothing": measured_nothing,
    "something": measured_something,
    "others": measured_others,
}


if __name__ == "__main__":
    run("impact", __doc__, PARTS, REPORT, teams=200)
