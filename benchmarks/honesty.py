"""How honest figures, flags, plans and scores are: teams whose true skills are known, put through the whole core.

``python -m benchmarks.honesty [--only flags|planted|worlds] [--teams 100] [--seed 1] [--write]`` prints what came out;
``--write`` stores each part in ``docs/honesty.md`` below its marker. The same seed gives the same figures.
"""

from __future__ import annotations

import argparse
import datetime as dt
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special, stats

from coaching.advise import Assessment, Options, assess
from coaching.compare import Mark, Scorecard
from coaching.tables import Tables, conform

REPORT = Path(__file__).parents[1] / "docs" / "honesty.md"
WEEKS = 52
START = dt.date(2025, 1, 6)
END = START + dt.timedelta(days=WEEKS * 7 - 1)
#: Deals that began so many days before the year are in the data too, so that the year is one out of a running business.
_RUN_IN = 120
_SIGMA = 0.6
_DAYS_TO_NEXT, _CYCLE_SHAPE, _CYCLE_SCALE, _LONGEST = (3, 20), 4, 8, 80

#: Three products, the easy and small one first: factors of both ratios and of the price, and the spread of amounts.
_PRODUCTS = ("Small", "Middle", "Large")
_EASE, _PRICE, _SIGMA_OF_PRODUCT = np.array([1.3, 1.15, 1.0]), np.array([0.1, 0.6, 3.0]), 0.3

LEVERS = ("next_step_ratio", "closing_ratio", "average_sale", "activity_gauge")
_COMPARED = ("next_step_ratio", "closing_ratio", "win_rate", "average_sale", "sales_cycle_days", "activity")


@dataclass(frozen=True)
class Truth:
    """The true skills of a team: one value a rep in each array; appointments a year are those to be expected.

    ``goal`` is each rep's revenue goal a year.
    """

    appointments: np.ndarray
    next_step_ratio: np.ndarray
    closing_ratio: np.ndarray
    average_sale: np.ndarray
    goal: float

    @property
    def revenue(self) -> np.ndarray:
        """Revenue a year to be expected."""
        expected: np.ndarray = self.appointments * self.next_step_ratio * self.closing_ratio * self.average_sale
        return expected

    def of(self, key: str) -> np.ndarray:
        """Return the true value of a KPI of each rep."""
        found: dict[str, Callable[[], np.ndarray]] = {
            "win_rate": lambda: self.next_step_ratio * self.closing_ratio,
            "sales_cycle_days": lambda: np.full(len(self.appointments), true_cycle()),
            "activity": lambda: self.appointments / WEEKS,
            "magic_number": lambda: self.goal / 52 / (self.revenue / self.appointments),
            "activity_gauge": lambda: self.revenue / self.goal,
            "goal_attainment": lambda: self.revenue / self.goal,
        }
        return found[key]() if key in found else getattr(self, key)


@dataclass(frozen=True)
class World:
    """How teams come about: how many reps, how many appointments a year, how far their skills lie apart.

    ``points`` is the standard deviation of both ratios, ``sales`` and ``appointments`` say how sales spread (on the log
    scale) and between which numbers appointments lie.
    """

    reps: int = 8
    appointments: tuple[int, int] = (15, 120)
    points: float = 0.107
    sales: float = 0.35


WORLDS: Mapping[str, World] = {
    "8 reps, 15 to 120 appointments": World(),
    "few deals (10 to 40)": World(appointments=(10, 40)),
    "many deals (100 to 300)": World(appointments=(100, 300)),
    "reps alike (5 points, sales by 15 %)": World(points=0.05, sales=0.15),
    "reps wide apart (15 points, sales by 50 %)": World(points=0.15, sales=0.5),
    "4 reps": World(reps=4),
    "20 reps": World(reps=20),
    "hardly any deals (3 to 40)": World(appointments=(3, 40)),
}


def true_cycle() -> float:
    """Return the mean days from first appointment to the close: whole days, at least 1 and at most ``_LONGEST``."""
    waits = 1 + stats.gamma(_CYCLE_SHAPE, scale=_CYCLE_SCALE).sf(np.arange(2, _LONGEST + 1)).sum()
    return float((sum(_DAYS_TO_NEXT) - 1) / 2 + waits)


def drawn(world: World, rng: np.random.Generator) -> Truth:
    """Return the true skills of one team; its goal lies between 80 and 110 % of what a rep brings on average."""
    middle = 0.6
    size = middle * (1 - middle) / world.points**2 - 1
    ratios = rng.beta(middle * size, (1 - middle) * size, (2, world.reps))
    held = rng.integers(world.appointments[0], world.appointments[1] + 1, world.reps)
    sale = 10_000 * np.exp(rng.normal(0, world.sales, world.reps))
    return _with_goal(Truth(held.astype(float), ratios[0], ratios[1], sale, 1.0), rng.uniform(0.8, 1.1))


def alike(rng: np.random.Generator, appointments: float | None = None, reps: int = 8) -> Truth:
    """Return reps who are all the same: so many appointments a year are to be expected, or (None) 3 to 40 of each."""
    held = np.full(reps, appointments) if appointments else rng.integers(3, 41, reps).astype(float)
    return _with_goal(Truth(held, np.full(reps, 0.65), np.full(reps, 0.65), np.full(reps, 10_000.0), 1.0), 1.0)


def planted(lever: str | None, appointments: float, rng: np.random.Generator, drop: float = 0.35) -> Truth:
    """Return 8 reps who are all the same but for one lever of the first, which is lower by ``drop``.

    The ratios that all share lie between 55 and 75 %, their goal between 90 and 110 % of what they bring.
    """
    p, q = rng.uniform(0.55, 0.75, 2)
    whole = Truth(np.full(8, appointments), np.full(8, p), np.full(8, q), np.full(8, 10_000.0), 1.0)
    whole = _with_goal(whole, rng.uniform(0.9, 1.1))
    if lever is None:
        return whole
    name = "appointments" if lever == "activity_gauge" else lever
    values = getattr(whole, name).copy()
    values[0] *= 1 - drop
    return replace(whole, **{name: values})


def _with_goal(truth: Truth, share: float) -> Truth:
    return replace(truth, goal=float(truth.revenue.mean() * share))


def _days(values: np.ndarray) -> np.ndarray:
    return values.astype("timedelta64[D]")


def worked(truth: Truth, rng: np.random.Generator, products: bool = False) -> Assessment:
    """Let the team work, and assess what an export at the end of the year would show.

    Appointments come by chance at each rep's true rate; what was not decided by the end of the year is open. With
    ``products`` there are three, of which each rep sells another mix: the true skills are then those in the product
    that is hardest to sell, and prices lie thirty times apart.
    """
    reps = len(truth.appointments)
    span = WEEKS * 7 + _RUN_IN
    rep = np.repeat(np.arange(reps), rng.poisson(truth.appointments * span / (WEEKS * 7)))
    size = len(rep)
    first = np.datetime64(START) + _days(rng.integers(-_RUN_IN, WEEKS * 7, size))
    product, ease, price, sigma = np.zeros(size, int), np.ones(1), np.ones(1), _SIGMA
    if products:
        mixes = rng.dirichlet(np.full(len(_PRODUCTS), 0.8), reps).cumsum(axis=1)
        product = (rng.random(size)[:, None] > mixes[rep, :-1]).sum(axis=1)
        ease, price, sigma = _EASE, _PRICE, _SIGMA_OF_PRODUCT
    passed = rng.random(size) < truth.next_step_ratio[rep] * ease[product]
    won = passed & (rng.random(size) < truth.closing_ratio[rep] * ease[product])
    next_on = first + _days(rng.integers(*_DAYS_TO_NEXT, size))
    wait = np.clip(rng.gamma(_CYCLE_SHAPE, _CYCLE_SCALE, size), 1, _LONGEST)
    closed = next_on + _days(np.where(passed, wait, 0))
    amount = truth.average_sale[rep] * price[product] * np.exp(rng.normal(-(sigma**2) / 2, sigma, size))
    never, end = np.datetime64("NaT"), np.datetime64(END)
    is_closed = closed <= end
    frame = pd.DataFrame(
        {
            "rep": np.char.add("rep ", rep.astype(str)),
            "product": np.array(_PRODUCTS)[product],
            "outcome": np.where(~is_closed, "open", np.where(won, "won", "lost")),
            "gate_shown": True,
            "amount": np.where(won & is_closed, amount, np.nan),
            "first_appointment_on": first,
            "next_step_on": np.where(passed & (next_on <= end), next_on, never),
            "closed_on": np.where(is_closed, closed, never),
        }
    )
    people = pd.DataFrame({"rep": [f"rep {at}" for at in range(reps)], "started_on": np.datetime64("2020-01-01")})
    options = Options(goal=truth.goal, goal_period="year", as_of=END, start=START, end=END, today=END)
    return assess(Tables(deals=conform(frame, "deals"), reps=conform(people, "reps")), options)


def place(card: Scorecard) -> int:
    """Return which rep of the truth a scorecard is of."""
    return int((card.rep or "").split()[1])


def gains(truth: Truth) -> np.ndarray:
    """Return the true gain of each lever under the four answers, as shares of the rep's revenue.

    Returns
    -------
    array of shape (4 answers, reps, 4 levers)
        All the way to the rule; to the best quarter of the others; half way to their median; the same push.
    """
    p, q, s, a = truth.next_step_ratio, truth.closing_ratio, truth.average_sale, truth.appointments / WEEKS
    short = truth.goal / truth.revenue
    reps = len(p)
    of_others = np.array([np.delete(np.arange(reps), at) for at in range(reps)])
    wins = truth.appointments * p * q
    edge = 0.6 * (wins * s)[of_others].sum(1) / wins[of_others].sum(1)
    levers = (p, q, s, a)
    half, top = ([np.quantile(values[of_others], share, axis=1) / values for values in levers] for share in (0.5, 0.75))
    top[3] = np.minimum(top[3], np.maximum(short, 1))
    pushed = [special.expit(special.logit(ratio) + 0.4) / ratio for ratio in (p, q)]
    answers = (
        (0.65 / p, 0.65 / q, edge / s, short),
        top,
        [np.sqrt(np.maximum(ratio, 1)) for ratio in half],
        [*pushed, np.full(reps, 1.10), np.full(reps, 1.15)],
    )
    gains: np.ndarray = np.array([np.stack(list(answer), axis=1) for answer in answers]) - 1
    least: np.ndarray = np.maximum(gains, 0)
    return least


def regret(truth: Truth, chosen: Mapping[int, str | None]) -> np.ndarray:
    """Return the share of the best lever's gain that a choice loses, for each chosen rep and answer (else NaN)."""
    gain = gains(truth)
    best = gain.max(axis=2)
    lost = np.full((len(chosen), 4), np.nan)
    for row, (at, lever) in enumerate(chosen.items()):
        got = gain[:, at, LEVERS.index(lever)] if lever in LEVERS else np.zeros(4)
        lost[row] = np.where(best[:, at] > 0, 1 - got / np.where(best[:, at] > 0, best[:, at], 1), np.nan)
    return lost


def named_first(found: Assessment, card: Scorecard) -> str | None:
    """Return the figure that the rep's plan names first."""
    steps = found.plans[card.rep or ""].steps
    return steps[0].kpi if steps else None


def lowest_against_target(card: Scorecard) -> str | None:
    """Return the naive choice: the lever that is lowest against its target."""
    known = {key: card.marks[key].attainment for key in LEVERS if card.marks[key].attainment is not None}
    return min(known, key=lambda key: known[key] or 0.0) if known else None


def mark(card: Scorecard, key: str) -> Mark | None:
    """Return the figure of a scorecard: appointments a week for ``activity``."""
    return card.activity if key == "activity" else card.marks[key]


@dataclass(frozen=True)
class Share:
    """A mean with its standard error and the number of cases."""

    mean: float
    error: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float] | np.ndarray) -> Share:
        """Return the mean of independent cases; those that are NaN are left out."""
        known = np.asarray(values, float)
        known = known[np.isfinite(known)]
        error = float(known.std(ddof=1) / np.sqrt(len(known))) if len(known) > 1 else float("nan")
        return cls(float(known.mean()) if len(known) else float("nan"), error, len(known))

    def __str__(self) -> str:
        return f"{self.mean:.1%} ± {self.error:.1%}"


def false_flags(
    teams: int, rng: np.random.Generator, appointments: float | None = None, products: bool = False
) -> dict[str, Share]:
    """Return the share of teams of identical reps in which anybody is flagged against peers, or gets a step for it.

    Where appointments differ between reps (None), activity does so truly: flags and steps on it are not counted then.
    """
    same_activity = appointments is not None
    keys = _COMPARED if same_activity else _COMPARED[:-1]
    hits: dict[str, list[float]] = {key: [] for key in (*keys, "any flag", "any step against peers")}
    for _ in range(teams):
        found = worked(alike(rng, appointments), rng, products)
        flagged = {
            key: any(one is not None and one.differs is not None for one in (mark(card, key) for card in found.reps))
            for key in keys
        }
        steps = [
            step.status
            for plan in found.plans.values()
            for step in plan.steps
            if same_activity or step.kpi != "activity_gauge"
        ]
        whole = {"any flag": any(flagged.values()), "any step against peers": "below_peers" in steps}
        for key, flag in (flagged | whole).items():
            hits[key].append(float(flag))
    return {key: Share.of(values) for key, values in hits.items()}


def named_levers(
    lever: str, appointments: float, teams: int, rng: np.random.Generator, products: bool = False
) -> tuple[Share, Share]:
    """Return how often the planted weakness is the plan's first step, and the rep among those to talk to."""
    first, talked = [], []
    for _ in range(teams):
        found = worked(planted(lever, appointments, rng), rng, products)
        first.append(float(named_first(found, found.card("rep 0")) == lever))
        talked.append(float(any(talk.rep == "rep 0" for talk in found.talks)))
    return Share.of(first), Share.of(talked)


@dataclass(frozen=True)
class Study:
    """What came of the teams of one world.

    ``regret`` is of the plan, ``naive`` of the lever lowest against target, both per answer and (last) over the four;
    ``ranked`` and ``by_revenue`` are the rank correlations of score and revenue won with the true revenue a week.
    ``covered`` are the intervals that hold the true value, by KPI.
    """

    regret: tuple[Share, ...]
    naive: tuple[Share, ...]
    difference: Share
    ranked: Share
    by_revenue: Share
    covered: Mapping[str, Share]


_INTERVALS = (*_COMPARED, "magic_number", "activity_gauge", "goal_attainment")


def study(world: World, teams: int, rng: np.random.Generator) -> Study:
    """Run the teams of one world; standard errors are over teams, since the reps of one are not independent."""
    lost: list[np.ndarray] = []
    naive: list[np.ndarray] = []
    scored, sold = [], []
    covered: dict[str, list[float]] = {key: [] for key in _INTERVALS}
    for _ in range(teams):
        truth = drawn(world, rng)
        found = worked(truth, rng)
        cards = [card for card in found.reps if card.standing == "active"]
        lost.append(_by_answer(regret(truth, {place(card): named_first(found, card) for card in cards})))
        naive.append(_by_answer(regret(truth, {place(card): lowest_against_target(card) for card in cards})))
        ranked = [card for card in cards if card.score is not None]
        if len(ranked) > 2:
            true = truth.revenue[[place(card) for card in ranked]]
            scored.append(float(stats.spearmanr([card.score for card in ranked], true).statistic))
            won = [card.marks["goal_attainment"].figure.numerator or 0.0 for card in ranked]
            sold.append(float(stats.spearmanr(won, true).statistic))
        for key in _INTERVALS:
            inside = [
                float(one.low <= truth.of(key)[place(card)] <= one.high)
                for card in found.reps
                if (one := mark(card, key)) is not None and one.low is not None and one.high is not None
            ]
            covered[key].append(float(np.mean(inside)) if inside else float("nan"))
    ours, theirs = np.array(lost), np.array(naive)
    return Study(
        tuple(Share.of(column) for column in ours.T),
        tuple(Share.of(column) for column in theirs.T),
        Share.of(ours[:, -1] - theirs[:, -1]),
        Share.of(scored),
        Share.of(sold),
        {key: Share.of(values) for key, values in covered.items()},
    )


def _by_answer(lost: np.ndarray) -> np.ndarray:
    """Return a team's mean regret under each answer, and the mean of the four."""
    with np.errstate(invalid="ignore"):
        means = np.array(
            [column[np.isfinite(column)].mean() if np.isfinite(column).any() else np.nan for column in lost.T]
        )
    return np.append(means, np.nanmean(means))


def rng_of(seed: int, part: str) -> np.random.Generator:
    """Return random numbers of one part of the report, so that parts do not depend on each other's size."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def measured_flags(teams: int, seed: int) -> str:
    """Return what came of teams of identical reps, as a Markdown table."""
    kinds: dict[str, tuple[float | None, bool]] = {
        "3 to 40 appointments each": (None, False),
        "20 appointments": (20, False),
        "90 appointments": (90, False),
        "90, three products": (90, True),
    }
    found = [false_flags(teams, rng_of(seed, name), *kind) for name, kind in kinds.items()]
    rows = [[key, *(str(one[key]) if key in one else "differs truly" for one in found)] for key in found[1]]
    return table(["teams with a flag on", *kinds], rows)


def measured_planted(teams: int, seed: int) -> str:
    """Return how often a planted weakness is found, as a Markdown table."""
    rows = []
    for label, appointments, products in (("60", 60, False), ("25", 25, False), ("90, three products", 90, True)):
        found = [named_levers(key, appointments, teams, rng_of(seed, f"{key} {label}"), products) for key in LEVERS]
        for name, at in (("named first", 0), ("rep among the three names", 1)):
            shares = [one[at] for one in found]
            whole = Share(
                float(np.mean([one.mean for one in shares])),
                float(np.sqrt(sum(one.error**2 for one in shares)) / len(shares)),
                sum(one.count for one in shares),
            )
            rows.append([f"{label}: {name}", *map(str, shares), f"**{whole}**"])
    return table(["appointments", *LEVERS, "average"], rows)


_ANSWERS = ("(a) rule", "(b) best quarter", "(c) half way", "(d) push", "all four")


def measured_worlds(teams: int, seed: int) -> str:
    """Return regret, ranks and coverage in every world, as Markdown tables."""
    found = {name: study(world, teams, rng_of(seed, name)) for name, world in WORLDS.items()}
    lost = [
        [name, str(one.regret[-1]), str(one.naive[-1]), f"{one.difference.mean:+.1%} ± {one.difference.error:.1%}"]
        for name, one in found.items()
    ]
    ones = next(iter(found.values()))
    answers = [[who, *map(str, shares)] for who, shares in (("plan", ones.regret), ("naive", ones.naive))]
    ranks = [
        [
            name,
            f"{one.ranked.mean:.3f} ± {one.ranked.error:.3f}",
            f"{one.by_revenue.mean:.3f} ± {one.by_revenue.error:.3f}",
        ]
        for name, one in found.items()
    ]
    keys = [key for key in _INTERVALS if any(one.covered[key].count for one in found.values())]
    shown = [name for name in WORLDS if "appointments" in name or "deals" in name]
    held = [[key, *(str(found[name].covered[key]) for name in shown)] for key in keys]
    return f"""### Gain that is lost against the best lever

{table(["teams", "plan", "naive", "plan − naive"], lost)}

By the answer, in the first of these worlds:

{table(["chosen by", *_ANSWERS], answers)}

### Rank correlation with the true revenue a week

{table(["teams", "score", "revenue won"], ranks)}

### 90 % intervals that hold the true value

{table(["figure", *shown], held)}"""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


PARTS: Mapping[str, Callable[[int, int], str]] = {
    "flags": measured_flags,
    "planted": measured_planted,
    "worlds": measured_worlds,
}


def marker(part: str) -> str:
    """Return the line of the report below which a part is stored."""
    return f"<!-- measured: {part} -->"


def stored(report: str, part: str, text: str) -> str:
    """Return the report with one part in place of what stood between its marker and ``<!-- end -->``."""
    before, _, rest = report.partition(marker(part))
    after = rest.partition("<!-- end -->")[2]
    return f"{before}{marker(part)}\n\n{text}\n\n<!-- end -->{after}"


Part = Callable[[int, int], str]


def run(name: str, about: str, parts: Mapping[str, Part], file: Path, teams: int) -> None:
    """Print the parts of a report, each made of so many teams with a seed, and store them in a file where asked."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--only", choices=sorted(parts))
    parser.add_argument("--teams", type=int, default=teams)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    for part in [options.only] if options.only else parts:
        command = f"python -m benchmarks.{name} --only {part} --teams {options.teams} --seed {options.seed} --write"
        text = f"Made by `{command}`.\n\n{parts[part](options.teams, options.seed)}"
        print(text)
        if options.write:
            file.write_text(stored(file.read_text(encoding="utf-8"), part, text), encoding="utf-8")


if __name__ == "__main__":
    run("honesty", __doc__, PARTS, REPORT, teams=100)
