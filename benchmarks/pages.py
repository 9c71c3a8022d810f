"""How long every page takes, first and again, with small and large teams.

Run ``python -m benchmarks.pages [--deals N …] [--reps N] [--rounds N] [--json OUT|-]``. A real server holds a data set
of made-up deals; a visitor speaks to its websocket as a browser does (``benchmarks/client.py``). For each page, as the
app itself lists them: the first visit with nothing worked out (the server is fresh for each size; what several pages
share is paid for by the first of them), then as many warm visits as there are rounds, in turn with the other pages.
Then a period that nobody has asked for yet, on each page. Times run until the page is sent whole, without the browser's
drawing; processor time is the server's own. Tracebacks and error boxes on a page end the run with status 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.client import Page, Server, Visitor, served
from benchmarks.made import made_deals
from coaching.importing.model import Intake
from coaching.store import File, add_import, create_dataset, open_store
from coaching.tables import Tables

SIZES = (1_400, 100_000, 1_000_000)
#: The address of the data set of made-up deals.
TOKEN = "made"


@dataclass(frozen=True)
class Visits:
    """The visits of one page: seconds on the clock, and the server's processor seconds."""

    page: str
    first: float
    first_processor: float
    warm: tuple[float, ...]
    warm_processor: tuple[float, ...]
    new_period: float
    new_period_processor: float


@dataclass(frozen=True)
class Size:
    """What one size came to; ``ready`` is how long the first page of all took."""

    deals: int
    reps: int
    arrival: float
    pages: tuple[Visits, ...]
    memory_mib: float
    peak_mib: float
    troubles: tuple[str, ...]

    @property
    def warm(self) -> list[float]:
        """All warm visits of all pages."""
        return [seconds for one in self.pages for seconds in one.warm]


def keep_deals(folder: Path, deals: int, reps: int) -> None:
    """Make a database in ``folder`` with one data set of made-up deals."""
    store = open_store(folder=folder, env={})
    home = create_dataset(store, "Made-up team", "", token=TOKEN)
    made = Intake(Tables(deals=made_deals(deals, reps)))
    add_import(store, home.id, made, files=[File("made.csv", f"{deals}", 0)], seen_on=dt.date(2026, 9, 30), by="")
    store.engine.dispose()


def measured(deals: int, reps: int, rounds: int) -> Size:
    """Return how long the pages take with so many deals."""
    troubles: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        keep_deals(Path(place), deals, reps)
        with served(Path(place)) as server:
            with Visitor(server.address) as visitor:
                arrival = visitor.open(lang="en")
                pages = visitor.pages
            with Visitor(server.address) as visitor:
                first = [_visit(server, visitor, pages[0], troubles, lang="en", data=TOKEN)]
                if f"data={TOKEN}" not in visitor.query:
                    raise RuntimeError("the pages do not show the made-up data")
                first += [_visit(server, visitor, page, troubles) for page in pages[1:]]
                warm = [[_visit(server, visitor, page, troubles) for page in pages] for _ in range(rounds)]
            fresh = [_with_a_new_period(server, page, number, troubles) for number, page in enumerate(pages)]
            found = tuple(
                Visits(
                    page.path or "(first)",
                    *first[at],
                    tuple(each[at][0] for each in warm),
                    tuple(each[at][1] for each in warm),
                    *fresh[at],
                )
                for at, page in enumerate(pages)
            )
            return Size(
                deals,
                reps,
                arrival.seconds,
                found,
                server.memory_mib(),
                server.peak_mib(),
                tuple(sorted(set(troubles))),
            )


def _visit(server: Server, visitor: Visitor, page: Page, troubles: list[str], **query: str) -> tuple[float, float]:
    """Return the seconds and the server's processor seconds of one visit, and note what went wrong."""
    before = server.processor_seconds()
    click = visitor.open(page, **query) if query else visitor.click(page)
    troubles.extend(f"{page.path}: {trouble}" for trouble in click.troubles)
    return click.seconds, server.processor_seconds() - before


def _with_a_new_period(server: Server, page: Page, number: int, troubles: list[str]) -> tuple[float, float]:
    """Return how long a page takes, in a new window, for a period that nobody has asked for yet."""
    last = dt.date(2026, 3, 31) - dt.timedelta(days=number)
    days = {"period": "custom", "from": "2025-01-01", "to": last.isoformat()}
    with Visitor(server.address) as visitor:
        return _visit(server, visitor, page, troubles, lang="en", data=TOKEN, **days)


def nearly_all(seconds: Sequence[float]) -> float:
    """Return the 95th percentile: of few visits, the slowest."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1) + 0.499))]


def told(size: Size) -> str:
    """Return one size as a Markdown table."""
    lines = [
        f"### {size.deals:,} deals, {size.reps:,} reps",
        "",
        "Seconds; processor seconds in brackets.",
        "",
        "| page | first | warm, median | warm, p95 | new period |",
        "|---|---|---|---|---|",
    ]
    for one in size.pages:
        middle, used = statistics.median(one.warm), statistics.median(one.warm_processor)
        lines.append(
            f"| {one.page} | {one.first:.2f} ({one.first_processor:.2f}) | {middle:.2f} ({used:.2f}) "
            f"| {nearly_all(one.warm):.2f} | {one.new_period:.2f} ({one.new_period_processor:.2f}) |"
        )
    worst = max(one.new_period for one in size.pages)
    lines.append(
        f"| all | {sum(one.first for one in size.pages):.2f} | {statistics.median(size.warm):.2f} "
        f"| {nearly_all(size.warm):.2f} | at most {worst:.2f} |"
    )
    lines += ["", f"Memory {size.memory_mib:.0f} MiB at the end, {size.peak_mib:.0f} at most. "
              f"The first page of all, without data: {size.arrival:.2f} s.", ""]  # fmt: skip
    return "\n".join(lines + [f"* **trouble** {line}" for line in size.troubles])


def main() -> int:
    """Read the arguments, print the tables and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--deals", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--reps", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", metavar="OUT", help="also write every figure here; - is the screen, without tables")
    given = parser.parse_args()
    sizes = []
    for deals in given.deals:
        sizes.append(measured(deals, given.reps, given.rounds))
        if given.json != "-":
            print(told(sizes[-1]), flush=True)
    if given.json:
        text = json.dumps([asdict(size) for size in sizes], indent=1)
        print(text) if given.json == "-" else Path(given.json).write_text(text + "\n", encoding="utf-8")
    return int(any(size.troubles for size in sizes))


if __name__ == "__main__":
    sys.exit(main())
