"""How fast and how lean exports are taken in, as ratios to the bare reader on the same file in the same run.

Run ``python -m benchmarks.importing [--deals N] [--xlsx-rows N] [--repeat N]``. Times on a shared machine mean little,
those of the processor more than those of the clock; the ratios are what docs/performance.md keeps.
"""

from __future__ import annotations

import argparse
import gc
import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pyarrow as pa

from coaching.importing import Upload, apply_mapping, give_back, suggest_mapping
from coaching.sources import read

MIB = 2**20


def export_csv(deals: int, seed: int = 7) -> bytes:
    """Return an export of ``deals`` rows in 14 columns, as a CRM writes it."""
    rng = np.random.default_rng(seed)
    created = np.datetime64("2024-01-01", "D") + rng.integers(0, 730, deals)
    closed = created + rng.integers(5, 120, deals)
    stages = np.array(["Prospecting", "Needs Analysis", "Proposal/Price Quote", "Closed Won", "Closed Lost"])
    stage = rng.integers(0, 5, deals)
    frame = pd.DataFrame(
        {
            "Opportunity ID": np.char.add("0065g00000", np.arange(10**6, 10**6 + deals).astype(str)),
            "Opportunity Name": np.char.add(
                "Order of account ", rng.integers(0, max(deals // 3, 1), deals).astype(str)
            ),
            "Account Name": np.char.add("Account ", rng.integers(0, max(deals // 5, 1), deals).astype(str)),
            "Opportunity Owner": np.char.add("Rep number ", rng.integers(100, 400, deals).astype(str)),
            "Owner Role": np.array(["North", "South", "East", "West"])[rng.integers(0, 4, deals)],
            "Product Name": np.char.add("Product ", rng.integers(0, 40, deals).astype(str)),
            "Lead Source": np.array(["Web", "Fair", "Partner", "Referral"])[rng.integers(0, 4, deals)],
            "Type": np.array(["New Business", "Existing Business"])[rng.integers(0, 2, deals)],
            "Stage": stages[stage],
            "Amount": np.char.mod("%.2f", rng.lognormal(8, 1, deals)),
            "Amount Currency": "SAR",
            "Created Date": np.datetime_as_string(created),
            "Close Date": np.datetime_as_string(closed),
            "Loss Reason": np.where(stage == 4, "Price was too high", ""),
        }
    )
    from pyarrow import csv as arrow_csv

    out = io.BytesIO()
    options = arrow_csv.WriteOptions(quoting_style="none")
    arrow_csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), out, options)
    return out.getvalue()


def export_xlsx(csv: bytes, rows: int) -> bytes:
    """Return the first ``rows`` rows of an export as a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Deals")
    for number, line in enumerate(csv.decode().splitlines()[: rows + 1]):
        cells: list[object] = list(line.split(","))
        if number:
            cells[9] = float(str(cells[9]))
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def take_in(name: str, data: bytes) -> int:
    """Import an export, sandbox and all; return how many deals came of it."""
    reading = read([Upload(name, data)])
    pairs = [(table, suggest_mapping(table)) for table in reading.tables]
    del reading
    return len(apply_mapping(pairs).tables.deals)


@dataclass(frozen=True)
class Taken:
    """What a piece of work took: seconds by the clock, and processor seconds of this process and its children."""

    wall: float
    processor: float


def taken(work: Callable[[], object]) -> Taken:
    """Return what ``work`` takes, once."""
    start, before = time.perf_counter(), processor_seconds()
    work()
    return Taken(time.perf_counter() - start, processor_seconds() - before)


def processor_seconds() -> float:
    """Return the processor time that this process and the children that have ended have used so far."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def compared(work: Callable[[], object], bare: Callable[[], object], repeat: int) -> str:
    """Return in words what ``work`` and the bare reader take, turn by turn: medians, and the median of the ratios."""
    work(), bare()
    pairs = [(taken(bare), taken(work)) for _ in range(repeat)]
    wall = [(one.wall, other.wall) for one, other in pairs]
    processor = [(one.processor, other.processor) for one, other in pairs]
    return "; ".join(
        f"{name}: bare {median(a for a, _ in times):.2f} s, to canonical tables {median(b for _, b in times):.2f} s, "
        f"{median(b / a for a, b in times):.1f} x"
        for name, times in (("clock", wall), ("processor", processor))
    )


def bare_csv(data: bytes) -> pd.DataFrame:
    """Read a CSV with the bare reader."""
    return pd.read_csv(io.BytesIO(data), engine="pyarrow", dtype="str", keep_default_na=False)


def bare_xlsx(data: bytes) -> pd.DataFrame:
    """Read a workbook with the bare reader."""
    import fastexcel

    return fastexcel.read_excel(data).load_sheet(0, dtypes="string").to_pandas()


def _resident() -> float:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize() / MIB


def memory_of(path: str) -> None:
    """Print, for a fresh process, the peak beyond its start, the child's own peak, and what is left afterwards."""
    data = Path(path).read_bytes()
    small = b"\n".join(data.split(b"\n", 2000)[:2000])
    take_in("small.csv", small)
    gc.collect()
    before = _resident()
    Path("/proc/self/clear_refs").write_text("5")
    take_in("deals.csv", data)
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    gc.collect()
    give_back()
    held = pa.total_allocated_bytes() / MIB
    size = len(data) / MIB
    print(
        f"  peak beyond the start, upload held: {peak - before + size:.0f} MiB = {(peak - before + size) / size:.1f} x"
    )
    print(f"  peak of the child: {child:.0f} MiB = {child / size:.1f} x")
    left = _resident() - before
    print(f"  left after the import: {left:.0f} MiB = {left / size:.2f} x, of it still in use by Arrow: {held:.1f} MiB")
    take_in("deals.csv", data)
    gc.collect()
    give_back()
    print(f"  after a second import: {_resident() - before:.0f} MiB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--memory-of", metavar="CSV", help="only measure memory, for one file")
    options = parser.parse_args()
    if options.memory_of:
        memory_of(options.memory_of)
        return
    data = export_csv(options.deals)
    print(f"CSV, {options.deals:,} deals x 14 columns, {len(data) / MIB:.0f} MiB")
    print("  read_csv,", compared(lambda: take_in("deals.csv", data), lambda: bare_csv(data), options.repeat))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deals.csv"
        path.write_bytes(data)
        command = [sys.executable, "-m", "benchmarks.importing", "--memory-of", str(path)]
        sys.stdout.flush()
        subprocess.run(command, check=True)
    few = b"\n".join(data.split(b"\n", 10_001)[:10_001])
    runs = [taken(lambda: take_in("few.csv", few)) for _ in range(max(options.repeat, 5))]
    print(f"CSV, 10,000 deals: clock {median(one.wall for one in runs):.2f} s", end=", ")
    print(f"processor {median(one.processor for one in runs):.2f} s")
    if options.xlsx_rows:
        book = export_xlsx(data, options.xlsx_rows)
        print(f"xlsx, {options.xlsx_rows:,} rows, {len(book) / MIB:.0f} MiB")
        print("  fastexcel,", compared(lambda: take_in("deals.xlsx", book), lambda: bare_xlsx(book), options.repeat))


if __name__ == "__main__":
    main()
