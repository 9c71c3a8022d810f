"""How fast reports are made and how much memory that takes: ``python -m benchmarks.reports``.

Each measurement runs in a process of its own, three times; the medians are printed.
"""

from __future__ import annotations

import io
import json
import resource
import statistics
import subprocess
import sys
import time
import zipfile

from benchmarks.made import made_deals
from coaching.advise import Options, assess
from coaching.report import plans_zip, rep_content, scorecards_xlsx, team_content, team_pdf
from coaching.tables import Tables
from coaching.words import Words

REPS = 200
DEALS_PER_REP = 60
RUNS = 3
WHATS = ("nothing", "plans", "team", "workbook", "content")


def main() -> None:
    """Print a table: seconds, by the clock and of the processor, and peak memory, in both languages."""
    print(f"{REPS} reps, {REPS * DEALS_PER_REP:,} deals; medians of {RUNS} runs")
    print(f"{'what':<12}{'language':<10}{'seconds':>9}{'CPU s':>9}{'peak MB':>9}")
    for what in WHATS:
        for lang in ("en", "ar"):
            runs = [_apart(what, lang) for _ in range(RUNS)]
            seconds, busy, memory = (statistics.median(run[at] for run in runs) for at in range(3))
            print(f"{what:<12}{lang:<10}{seconds:>9.2f}{busy:>9.2f}{memory:>9.0f}")


def measure(what: str, lang: str) -> tuple[float, float, float]:
    """Return the seconds one kind of report takes, its processor seconds and the process's peak memory in MB."""
    words = Words(lang)
    assessment = assess(Tables(deals=made_deals(REPS * DEALS_PER_REP, REPS)), Options(goal=50_000.0))
    started, busy = time.perf_counter(), time.process_time()
    if what == "plans":
        assert len(zipfile.ZipFile(io.BytesIO(plans_zip(assessment, words))).namelist()) == REPS
    elif what == "team":
        team_pdf(team_content(assessment, words))
    elif what == "workbook":
        scorecards_xlsx(assessment, words)
    elif what == "content":
        for card in assessment.reps:
            rep_content(assessment, card.rep or "", words)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    return seconds, busy, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(what: str, lang: str) -> tuple[float, float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reports", what, lang], capture_output=True, text=True, check=True
    )
    seconds, busy, memory = json.loads(done.stdout)
    return seconds, busy, memory


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(*sys.argv[1:])))
    else:
        main()
