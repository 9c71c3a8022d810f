"""Spoil valid exports in every way and see that the importer neither falls over nor loses a row.

Run ``python -m benchmarks.fuzz_importing --n 10000 [--seed N] [--sandbox-every N] [--minutes N]``. Most files are
parsed in a worker process that takes one after the other under the sandbox's own limits; every ``sandbox-every``-th
goes through the whole sandbox. A failure is written to ``--keep`` with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import gzip
import io
import multiprocessing
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd

from coaching.importing import Intake, Issue, Upload, apply_mapping, suggest_mapping
from coaching.sample.workbook import Sheet, workbook
from coaching.sources import read
from coaching.sources.files.reader import tables_of
from coaching.sources.sandbox.limits import Limits
from coaching.sources.sandbox.model import Refused
from coaching.sources.sandbox.parser import parse

#: Small bounds, so that a bomb is a matter of milliseconds.
LIMITS = Limits(unpacked_bytes=64 * 2**20, rows=20_000, memory_bytes=4096 * 2**20, cpu_seconds=20, wall_seconds=30)
_HEAD = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Close Date", "Product", "Lost reason"]
_STAGES = ["Prospecting", "Needs Analysis", "Proposal", "Closed Won", "Closed Lost", "مكسوبة", "Bluebird"]
_CELLS = [
    *(
        "",
        " ",
        "-",
        '"',
        '""',
        ",",
        ";",
        "\t",
        "\r",
        "\n",
        "\x00",
        "\ufeff",
        "\u202e",
        "=1+1",
        "1e999",
        "-0",
        "(1,200)",
    ),
    *(
        "Total",
        "Grand Total",
        "Deal ID",
        "الإجمالي",
        "31/02/2026",
        "1447/13/40",
        "99999",
        "٤٥٬٠٠٠",
        "Unassigned",
        "x" * 40_000,
    ),
    *(
        "#REF!",
        "<script>",
        "</td></tr></table>",
        "<!ENTITY",
        "]]>",
        "2026-01-02T00:00:00+99:99",
        "12/13/14",
        "NaN",
        "🙂",
    ),
]
_BYTES = [
    b"\x00",
    b"\xff",
    b'"',
    b"\r",
    b"\n",
    b"<",
    b"&",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"\xef\xbb\xbf",
]


def rows(rng: random.Random) -> list[list[str]]:
    """Return an export with a header, a few dozen deals and, now and then, titles, totals and odd cells."""
    made = [
        [
            f"D-{rng.randrange(60)}",
            rng.choice(["Dana Cole", "Omar Said", "نورة", "dana@example.com", ""]),
            rng.choice(_STAGES),
            rng.choice(["1200", "1,200.50", "€ 3.500,00", "45k", ""]),
            rng.choice(["2026-01-05", "5/1/2026", "13/01/2026", "46027", ""]),
            rng.choice(["2026-02-05", "5/2/2026", ""]),
            rng.choice(["Gold", "Silver", ""]),
            rng.choice(["Price", ""]),
        ]
        for _ in range(rng.randrange(1, 40))
    ]
    table = [_HEAD, *made]
    for _ in range(rng.randrange(4)):
        row = rng.choice(table)
        if row is not _HEAD or rng.random() < 0.2:
            at = table.index(row)
            table[at] = [rng.choice(_CELLS) if rng.random() < 0.3 else cell for cell in row]
    if rng.random() < 0.2:
        table.insert(0, ["Pipeline report"])
    if rng.random() < 0.2:
        table.append(["Total", "", "", "9999", "", "", "", ""])
    if rng.random() < 0.1:
        table.insert(rng.randrange(len(table)), _HEAD)
    if rng.random() < 0.1:
        del table[0]
    return table


def as_csv(table: list[list[str]], rng: random.Random) -> bytes:
    """Return rows as delimited text in some encoding."""
    delimiter = rng.choice([",", ";", "\t", "|"])
    end = rng.choice(["\r\n", "\n", "\r"])

    def cell(value: str) -> str:
        quoted = delimiter in value or '"' in value or "\n" in value or rng.random() < 0.05
        return '"' + value.replace('"', '""') + '"' if quoted and rng.random() < 0.9 else value

    text = "".join(delimiter.join(map(cell, row)) + end for row in table)
    return text.encode(rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1256", "cp1252"]), "replace")


def as_xlsx(table: list[list[str]], rng: random.Random) -> bytes:
    """Return rows as a workbook."""
    lines = tuple(tuple("".join(c for c in cell[:32_000] if c >= " ") for cell in row) for row in table)
    return workbook({"Sheet": Sheet(pd.DataFrame(), above=lines)})


def as_html(table: list[list[str]], rng: random.Random) -> bytes:
    """Return rows as an HTML table."""
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in table)
    return f"<html><body><table>{lines}</table></body></html>".encode(rng.choice(["utf-8", "cp1252"]), "replace")


def as_zip(table: list[list[str]], rng: random.Random) -> bytes:
    """Return rows as a CSV in a zip, beside another."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as packed:
        _put(packed, "deals.csv", as_csv(table, rng))
        _put(packed, "more/deals.csv", as_csv(table[: len(table) // 2 + 1], rng))
    return out.getvalue()


def _put(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Write one file into an archive, at no time."""
    packed.writestr(zipfile.ZipInfo(name), data, packed.compression)


def as_gzip(table: list[list[str]], rng: random.Random) -> bytes:
    """Return rows as a gzipped CSV."""
    return gzip.compress(as_csv(table, rng), 1, mtime=0)


MAKERS: dict[str, Callable[[list[list[str]], random.Random], bytes]] = {
    "csv": as_csv, "xlsx": as_xlsx, "html": as_html, "zip": as_zip, "gzip": as_gzip,
}  # fmt: skip


def spoil(data: bytes, rng: random.Random) -> bytes:
    """Return ``data`` with a few bytes flipped, cut, doubled, moved or put in."""
    for _ in range(rng.choice([0, 1, 1, 2, 3, 8])):
        if not data:
            return data
        at, size = rng.randrange(len(data)), rng.choice([1, 1, 2, 4, 16, 200])
        kind = rng.randrange(7)
        if kind == 0:
            data = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[at + size :]
        elif kind == 2:
            data = data[:at] + data[at : at + size] * rng.choice([2, 3, 50]) + data[at + size :]
        elif kind == 3:
            data = data[:at] + rng.choice(_BYTES) + data[at:]
        elif kind == 4:
            data = data[:at] + rng.randbytes(size) + data[at + size :]
        elif kind == 5:
            data = data[:at]
        else:
            other = rng.randrange(len(data))
            data = data[:at] + data[other : other + size] + data[at:]
    return data


def respoil_parts(data: bytes, rng: random.Random) -> bytes:
    """Return a workbook or zip, each part of which is spoiled before it is packed, so that it opens."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for info in packed.infolist():
            part = packed.read(info)
            _put(again, info.filename, spoil(part, rng) if rng.random() < 0.4 else part)
    return out.getvalue()


def case(seed: int) -> tuple[str, bytes]:
    """Return the kind and the bytes of one case; the same seed makes the same case."""
    rng = random.Random(seed)
    kind = rng.choice(["csv", "csv", "csv", "xlsx", "xlsx", "html", "zip", "gzip"])
    table = rows(rng)
    data = MAKERS[kind](table, rng)
    if kind in ("xlsx", "zip") and rng.random() < 0.7:
        return kind, respoil_parts(data, rng)
    if kind == "gzip" and rng.random() < 0.7:
        return kind, gzip.compress(spoil(gzip.decompress(data), rng), 1, mtime=0)
    return kind, spoil(data, rng)


def taken_in(data: bytes, sandboxed: bool, limits: Limits = LIMITS) -> Intake:
    """Take one file in, through the sandbox or, quicker, with the parser in this process."""
    if sandboxed:
        reading = read([Upload("a", data)], limits)
        return apply_mapping([(table, suggest_mapping(table)) for table in reading.tables], reading.issues)
    upload = Upload("a", data)
    try:
        tables, issues = tables_of(upload, parse(data, limits), limits)
    except Refused as refusal:
        tables, issues = [], [Issue(refusal.code, "fatal", "a", values=refusal.values)]
    return apply_mapping([(table, suggest_mapping(table)) for table in tables], issues)


def lost(intake: Intake) -> str | None:
    """Say what is wrong with the account of a file, ``None`` if every row is accounted for."""
    for source in intake.sources:
        if source.rows_read != source.rows_kept + source.rows_set_aside + source.rows_junk:
            return f"{source.rows_read} read, {source.rows_kept}+{source.rows_set_aside}+{source.rows_junk} accounted"
    if len(intake.set_aside) != sum(source.rows_set_aside for source in intake.sources):
        return "rows set aside do not add up"
    # A deal that several people share has a row for each of them.
    kept = sum(len(frame.drop_duplicates(["file", "sheet", "row"])) for frame in vars(intake.tables).values())
    if kept != sum(source.rows_kept for source in intake.sources):
        return "rows kept do not add up"
    if not intake.sources and not any(issue.severity == "fatal" for issue in intake.issues):
        return "nothing read, and no reason given"
    return None


def outcome(seed: int, sandboxed: bool) -> tuple[str, str, str]:
    """Return kind, outcome (``read``, ``refused`` or ``failed``) and, for a failure, what happened."""
    kind, data = case(seed)
    try:
        intake = taken_in(data, sandboxed)
        wrong = lost(intake)
    except Exception:
        return kind, "failed", traceback.format_exc(limit=-6)
    if wrong:
        return kind, "failed", wrong
    return kind, "read" if intake.sources else "refused", ""


def _work(seeds: list[int], answers: Connection) -> None:
    answers.send("ready")
    for seed in seeds:
        answers.send((seed, *outcome(seed, sandboxed=False)))
    answers.send(None)


def in_workers(seeds: list[int]) -> Iterator[tuple[int, str, str, str]]:
    """Run cases one after the other in a worker; a worker that dies is one failure, and another takes over."""
    context = multiprocessing.get_context("spawn")
    while seeds:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(seeds, theirs), daemon=True)
        worker.start()
        theirs.close()
        done = 0
        try:
            ours.recv()  # What it imports first takes longer on a busy machine than a case may.
            while ours.poll(LIMITS.wall_seconds) and (answer := ours.recv()) is not None:
                done += 1
                yield answer
        except EOFError:
            pass
        worker.kill()
        worker.join()
        if done < len(seeds):
            yield seeds[done], case(seeds[done])[0], "stopped", "the worker died or took too long"
            done += 1
        seeds = seeds[done:]


def main() -> int:
    """Run the cases, print the figures; exit status 1 if any failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sandbox-every", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=None, help="stop after so long, with fewer files")
    parser.add_argument("--keep", type=Path, default=None, help="a folder for the files that failed")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.n)
    counts: Counter[tuple[str, str]] = Counter()
    failures = []
    start = time.perf_counter()
    for seed, kind, what, why in in_workers(list(seeds)):
        if what == "stopped":
            what, why = outcome(seed, sandboxed=True)[1:]
        counts[kind, what] += 1
        if what == "failed":
            failures.append((seed, why))
            print(f"seed {seed}, {kind}: {why}", file=sys.stderr, flush=True)
        if options.minutes and time.perf_counter() - start > 60 * options.minutes:
            break
    seeds = seeds[: counts.total()]
    sandboxed = [outcome(seed, sandboxed=True) for seed in seeds[:: options.sandbox_every]]
    failures += [(-1, why) for _, what, why in sandboxed if what == "failed"]
    for kind in MAKERS:
        print(f"{kind:5}", *(f"{what} {counts[kind, what]:5}" for what in ("read", "refused", "failed")), sep="  ")
    print(f"{len(seeds)} files, {len(sandboxed)} of them again through the sandbox: {len(failures)} failures", end="")
    print(f" in {time.perf_counter() - start:.0f} s")
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        for seed, _ in failures:
            if seed >= 0:
                (options.keep / f"{seed}.bin").write_bytes(case(seed)[1])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
