"""How many people one server carries, each with a click every few seconds.

Run ``python -m benchmarks.load [--sessions N …] [--every SECONDS] [--seconds N] [--deals N] [--json OUT|-]``.
A real server holds a data set of made-up deals; every session speaks to its websocket as a browser does
(``benchmarks/client.py``), goes from page to page in an order of its own and waits between two clicks for half to one
and a half times ``--every``. The pages are worked out before; arriving is left out of the figures. A click's time runs
until the page is sent whole; the processor time is the server's own.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.client import Page, Server, Visitor, served
from benchmarks.pages import TOKEN, keep_deals, nearly_all

SESSIONS = (1, 5, 10, 20, 40)


@dataclass(frozen=True)
class Load:
    """What so many sessions at once came to; times in seconds."""

    sessions: int
    clicks: int
    median: float
    p95: float
    slowest: float
    processor_per_click: float
    processor_share: float
    memory_mib: float
    troubles: tuple[str, ...]


def warmed(server: Server) -> tuple[Page, ...]:
    """Visit every page once, so that what is measured later is worked out; return the pages."""
    with Visitor(server.address) as visitor:
        visitor.open(lang="en", data=TOKEN)
        if not visitor.pages:
            raise RuntimeError("the app shows no pages")
        for page in visitor.pages:
            visitor.click(page)
        return visitor.pages


def loaded(server: Server, pages: Sequence[Page], sessions: int, every: float, seconds: float) -> Load:
    """Return how long clicks take while so many sessions click every so many seconds."""
    clicks: list[float] = []
    troubles: set[str] = set()
    arrived, end = threading.Barrier(sessions + 1), threading.Event()

    def live(number: int) -> None:
        rng = random.Random(number)
        with Visitor(server.address) as visitor:
            visitor.open(rng.choice(pages), lang="en", data=TOKEN)
            arrived.wait()
            end.wait(rng.uniform(0, every))
            while not end.is_set():
                page = rng.choice(pages)
                click = visitor.click(page)
                clicks.append(click.seconds)
                troubles.update(f"{page.path}: {trouble}" for trouble in click.troubles)
                end.wait(rng.uniform(0.5, 1.5) * every)

    people = [threading.Thread(target=live, args=(number,)) for number in range(sessions)]
    for person in people:
        person.start()
    arrived.wait()
    start, before = time.perf_counter(), server.processor_seconds()
    end.wait(seconds)
    end.set()
    for person in people:
        person.join()
    used, taken = server.processor_seconds() - before, time.perf_counter() - start
    return Load(
        sessions,
        len(clicks),
        statistics.median(clicks),
        nearly_all(clicks),
        max(clicks),
        used / len(clicks),
        used / taken,
        server.memory_mib(),
        tuple(sorted(troubles)),
    )


def told(found: Sequence[Load], deals: int, reps: int, every: float) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        f"{deals:,} deals, {reps:,} reps, a click each {every:g} s.",
        "",
        "| sessions | clicks | median, s | p95, s | slowest, s | processor, s a click | in use | memory, MiB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.sessions} | {one.clicks} | {one.median:.2f} | {one.p95:.2f} | {one.slowest:.2f} "
        f"| {one.processor_per_click:.3f} | {one.processor_share:.0%} | {one.memory_mib:.0f} |"
        for one in found
    ]
    return "\n".join([*lines, "", *(f"* **trouble** {text}" for one in found for text in one.troubles)])


def main() -> int:
    """Read the arguments, print the table and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--sessions", type=int, nargs="+", default=list(SESSIONS))
    parser.add_argument("--every", type=float, default=10.0, help="seconds from click to click of one session")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each number of sessions is kept up")
    parser.add_argument("--deals", type=int, default=100_000)
    parser.add_argument("--reps", type=int, default=200)
    parser.add_argument(
        "--json", metavar="OUT", help="also write every figure here; - is the screen, without the table"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        keep_deals(Path(place), given.deals, given.reps)
        with served(Path(place)) as server:
            pages = warmed(server)
            found = [loaded(server, pages, number, given.every, given.seconds) for number in given.sessions]
    if given.json != "-":
        print(told(found, given.deals, given.reps, given.every), flush=True)
    if given.json:
        text = json.dumps([asdict(one) for one in found], indent=1)
        print(text) if given.json == "-" else Path(given.json).write_text(text + "\n", encoding="utf-8")
    return int(any(one.troubles for one in found))


if __name__ == "__main__":
    sys.exit(main())
