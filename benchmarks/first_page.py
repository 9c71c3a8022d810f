"""How long the first visitor waits after a start, in a real browser.

Run ``python -m benchmarks.first_page [--page ADDRESS] [--repeat N]``. Each time a fresh server over an empty database;
the browser is open already. *Ready* is how long the server takes to answer; the page's times run from then: until its
heading stands, and until the page is whole. Needs Playwright and Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.client import served

_PATIENCE = 120_000
_HEADING = "[data-testid=stMain] h1"
_WHOLE = '[data-testid=stApp][data-test-script-state="notRunning"]'


def measured(browser: Browser, page: str) -> tuple[float, float, float]:
    """Return the seconds until the server answers, from then to the page's heading, and to the whole page."""
    with tempfile.TemporaryDirectory() as place:
        begun = time.perf_counter()
        with served(Path(place)) as server:
            ready = time.perf_counter()
            window = browser.new_page()
            window.goto(f"{server.address}/{page}")
            window.wait_for_selector(_HEADING, timeout=_PATIENCE)
            heading = time.perf_counter()
            window.wait_for_selector(_WHOLE, timeout=_PATIENCE)
            whole = time.perf_counter()
            window.close()
    return ready - begun, heading - ready, whole - ready


def main() -> int:
    """Read the arguments, print the medians and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_page", description=__doc__)
    parser.add_argument("--page", nargs="+", default=["", "team?data=sample"], help="the end of the page's address")
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    print("| page | server ready, s | heading after, s | whole after, s |\n|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for page in given.page:
            runs = [measured(browser, page) for _ in range(given.repeat)]
            ready, heading, whole = (statistics.median(times) for times in zip(*runs, strict=True))
            print(f"| {page or '(none)'} | {ready:.1f} | {heading:.1f} | {whole:.1f} |", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
