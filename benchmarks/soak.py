"""Whether the server's memory stays flat while people come, click and go for a long time.

Run ``python -m benchmarks.soak [--minutes N] [--sessions N] [--every SECONDS] [--deals N] [--reps N] [--cache MB]
[--json OUT|-]``.
So many sessions click at once; each goes after twenty clicks, and another comes in its place, so that what ended
sessions leave behind would add up. Every tenth click asks for a period that nobody asked for before, so that the
results kept are replaced; few are kept (``--cache``), so that it is not their filling that is measured. The first fifth
of the time is for what is kept to come to its size; after it the line through the memory
says how much the server grows in an hour. Twenty minutes and more tell something; short runs only that it works.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.client import Page, Server, Visitor, served
from benchmarks.load import warmed
from benchmarks.pages import TOKEN, keep_deals, nearly_all

_CLICKS_A_SESSION = 20
_NEW_PERIOD_EVERY = 10
_SETTLING = 0.2


@dataclass(frozen=True)
class Sample:
    """The server's memory so many seconds after the start."""

    second: float
    memory_mib: float


@dataclass(frozen=True)
class Soak:
    """What the run came to."""

    samples: tuple[Sample, ...]
    clicks: int
    visitors: int
    median: float
    p95: float
    peak_mib: float
    troubles: tuple[str, ...]

    @property
    def settled(self) -> tuple[Sample, ...]:
        """The samples after the caches had time to fill."""
        return tuple(one for one in self.samples if one.second >= _SETTLING * self.samples[-1].second)

    @property
    def mib_an_hour(self) -> float:
        """How fast the memory grows, by the line through the settled samples."""
        seconds, memory = zip(*((one.second, one.memory_mib) for one in self.settled), strict=True)
        return statistics.linear_regression(seconds, memory).slope * 3600


def soaked(server: Server, pages: Sequence[Page], sessions: int, every: float, seconds: float) -> Soak:
    """Return how memory and clicks went while so many sessions came and went."""
    clicks: list[float] = []
    troubles: set[str] = set()
    periods, visitors, end = _periods(), itertools.count(1), threading.Event()
    arrived: list[int] = []

    def live(number: int) -> None:
        rng = random.Random(number)
        while not end.is_set():
            arrived.append(next(visitors))
            query = {"lang": "en", "data": TOKEN}
            if rng.random() < _CLICKS_A_SESSION / _NEW_PERIOD_EVERY / 2:
                query |= next(periods)
            with Visitor(server.address) as visitor:
                visitor.open(rng.choice(pages), **query)
                for _ in range(_CLICKS_A_SESSION):
                    if end.wait(rng.uniform(0.5, 1.5) * every):
                        break
                    page = rng.choice(pages)
                    click = visitor.click(page)
                    clicks.append(click.seconds)
                    troubles.update(f"{page.path}: {trouble}" for trouble in click.troubles)

    people = [threading.Thread(target=live, args=(number,)) for number in range(sessions)]
    for person in people:
        person.start()
    start, samples = time.perf_counter(), []
    while time.perf_counter() - start < seconds:
        samples.append(Sample(time.perf_counter() - start, server.memory_mib()))
        end.wait(min(5.0, seconds / 20))
    end.set()
    for person in people:
        person.join()
    return Soak(
        tuple(samples),
        len(clicks),
        len(arrived),
        statistics.median(clicks),
        nearly_all(clicks),
        server.peak_mib(),
        tuple(sorted(troubles)),
    )


def _periods() -> Iterator[dict[str, str]]:
    """Return periods, no two alike."""
    for back in itertools.count():
        last = dt.date(2026, 9, 1) - dt.timedelta(days=back % 500)
        first = dt.date(2024, 2, 1) + dt.timedelta(days=back // 500)
        yield {"period": "custom", "from": first.isoformat(), "to": last.isoformat()}


def told(found: Soak) -> str:
    """Return the run as Markdown."""
    settled = [one.memory_mib for one in found.settled]
    lines = [
        f"{found.samples[-1].second / 60:.0f} minutes, {found.visitors:,} visitors, {found.clicks:,} clicks.",
        "",
        "| memory | MiB |",
        "|---|---|",
        f"| at the start | {found.samples[0].memory_mib:.0f} |",
        f"| after a fifth of the time | {settled[0]:.0f} |",
        f"| at the end | {settled[-1]:.0f} |",
        f"| least and most in between | {min(settled):.0f} to {max(settled):.0f} |",
        f"| peak of the process | {found.peak_mib:.0f} |",
        f"| growth in an hour | {found.mib_an_hour:+.0f} |",
        "",
        f"Clicks: median {found.median:.2f} s, p95 {found.p95:.2f} s.",
    ]
    return "\n".join([*lines, *(f"* **trouble** {text}" for text in found.troubles)])


def main() -> int:
    """Read the arguments, print what came out and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--every", type=float, default=5.0, help="seconds from click to click of one session")
    parser.add_argument("--deals", type=int, default=20_000)
    parser.add_argument("--reps", type=int, default=50)
    parser.add_argument("--cache", type=int, default=64, help="megabytes of results that the server keeps")
    parser.add_argument(
        "--json", metavar="OUT", help="also write every figure here; - is the screen, without the table"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        keep_deals(Path(place), given.deals, given.reps)
        with served(Path(place), {"SALES_COACH_CACHE_MB": str(given.cache)}) as server:
            found = soaked(server, warmed(server), given.sessions, given.every, 60 * given.minutes)
    if given.json != "-":
        print(told(found), flush=True)
    if given.json:
        text = json.dumps(asdict(found), indent=1)
        print(text) if given.json == "-" else Path(given.json).write_text(text + "\n", encoding="utf-8")
    return int(bool(found.troubles))


if __name__ == "__main__":
    sys.exit(main())
