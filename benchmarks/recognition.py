"""How well tables are recognised, and how far the certainty of a column can be believed.

``python -m benchmarks.recognition [FOLDER] [--write]`` puts every labelled layout of a folder (the tests' own by
default) through the reader and the mapping, just as an upload is, and prints what came out right, asked and silently
wrong, with a table of reliability; ``-v`` lists what is not right, ``--write`` keeps the tables in
``docs/recognition.md``.

A layout is a YAML file: ``language``, ``table`` (a table type, or ``none`` for a trap that must be left out),
``file`` (the name of the upload), ``encoding``, ``fields`` (each header with the field that is right, a list where
several are, null where none is), ``stages`` (labels whose meaning is certain) and ``text``, the file itself. JSON
layouts with ``role``, ``columns`` and ``rows`` are read too.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from coaching.importing import SURE, RawTable, TableMapping, suggest_mapping
from coaching.importing.mapping.schema import OWNERS
from coaching.sources.files.reader import raw_table
from coaching.sources.sandbox.parser import parse

HERE = Path(__file__).parents[1]
LAYOUTS = HERE / "tests" / "importing" / "layouts"
REPORT = HERE / "docs" / "recognition.md"
#: Lower edges of the bins of certainty.
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, SURE, 0.95, 0.99)
#: What a question about the table as a whole asks for: the fields that would answer it.
_ASKED_FOR: Mapping[str, frozenset[str]] = {
    "owner": frozenset(OWNERS),
    "deal_id": frozenset(("deal_id",)),
    "outcome": frozenset(("status", "is_won")),
}
_GATES = {"first_appointment": "first_appointment_stage", "next_step": "next_step_stage"}
NO_TABLE = "none"


@dataclass(frozen=True)
class Layout:
    """A labelled file: its bytes, and what a careful person reads in it.

    ``fields`` has the right fields of each header (none: an empty tuple); headers in ``ambiguous`` are never counted.
    """

    name: str
    language: str
    table: str
    file: str
    data: bytes
    fields: Mapping[str, tuple[str, ...]]
    stages: Mapping[str, str]
    ambiguous: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """What came out for one layout.

    ``columns``, ``tables`` and ``stages`` count ``right``, ``asked``, ``missed`` and ``wrong`` (silently so);
    ``traps`` those ``left_out`` and ``wrong``; ``believed`` has for each column that was given a field its certainty
    and whether the field is right; ``remarks`` tell what is not right.
    """

    layout: Layout
    columns: Counter[str] = field(default_factory=Counter)
    tables: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)
    believed: tuple[tuple[float, bool], ...] = ()
    remarks: tuple[str, ...] = ()


def layouts(folder: Path) -> Iterator[Layout]:
    """Yield the labelled layouts of a folder."""
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.json"))):
        text = path.read_text(encoding="utf-8")
        yield _of_columns(path.stem, json.loads(text)) if path.suffix == ".json" else _of_text(path.stem, text)


def evaluate(layout: Layout) -> Found:
    """Put one layout through the reader and the mapping, and compare."""
    table = _read(layout)
    mapping = suggest_mapping(table) if table is not None else TableMapping("")
    asks_table = mapping.asks("table")
    if layout.table == NO_TABLE:
        left_out = not mapping.table or asks_table
        remarks = () if left_out else (f"trap taken as {mapping.table}",)
        return Found(layout, traps=Counter(left_out=int(left_out), wrong=int(not left_out)), remarks=remarks)
    if mapping.table != layout.table:
        kind = "asked" if asks_table else "wrong" if mapping.table else "missed"
        missed = sum(bool(right) for right in layout.fields.values())
        said = mapping.table or mapping.taken_for or "nothing"
        remark = f"table {kind}: {layout.table}, taken for {said}"
        left = Counter({"missed": missed}), Counter({"missed": len(layout.stages)})
        return Found(layout, left[0], Counter({kind: 1}), left[1], remarks=(remark,))
    columns, believed, of_columns = _columns(layout, mapping)
    stages, of_stages = _stages(layout, mapping)
    return Found(layout, columns, Counter(right=1), stages, Counter(), believed, (*of_columns, *of_stages))


def reliability(found: Iterable[Found]) -> list[tuple[float, float, int, int]]:
    """Return the bins of certainty: from, to, how many columns were given a field there, how many of them rightly."""
    believed = [one for result in found for one in result.believed]
    edges = (*BINS, 1.0 + 1e-9)
    bins = []
    for low, high in pairwise(edges):
        inside = [right for sure, right in believed if low <= sure < high]
        if inside:
            bins.append((low, min(high, 1.0), len(inside), sum(inside)))
    return bins


def report(found: Sequence[Found]) -> str:
    """Return the counts and the table of reliability as Markdown."""
    rows = []
    for what in ("columns", "tables", "stages"):
        counts: Counter[str] = sum((getattr(one, what) for one in found), Counter())
        total = sum(counts.values())
        shares = [counts["right"], counts["asked"], counts["missed"], counts["wrong"]]
        rows.append([what, str(total), *(f"{n} ({n / total:.0%})" if total else "0" for n in shares)])
    traps: Counter[str] = sum((one.traps for one in found), Counter())
    lines = [
        _table(["", "in all", "right unasked", "asked", "not seen", "silently wrong"], rows),
        f"Traps left out or asked about: {traps['left_out']} of {sum(traps.values())}.",
        _table(
            ["certainty", "columns", "right", "share right"],
            [[f"{low:.2f} to {high:.2f}", str(n), str(ok), f"{ok / n:.0%}"] for low, high, n, ok in reliability(found)],
        ),
    ]
    return "\n\n".join(lines) + "\n"


def _read(layout: Layout) -> RawTable | None:
    for grid in parse(layout.data).grids:
        table = raw_table(layout.file, grid)
        if isinstance(table, RawTable):
            return table
    return None


def _columns(layout: Layout, mapping: TableMapping) -> tuple[Counter[str], tuple[tuple[float, bool], ...], list[str]]:
    labelled = {_flat(header): right for header, right in layout.fields.items()}
    ambiguous = {_flat(header) for header in layout.ambiguous}
    given = {_flat(header): name for name, header in mapping.fields.items()}
    counts: Counter[str] = Counter()
    believed, remarks = [], []
    for header, right in labelled.items():
        name = given.get(header)
        asked = name is not None and mapping.asks("column", name)
        fits = name in right
        if name is not None and header not in ambiguous:
            believed.append((mapping.certainty.get(name, 1.0), fits))
            if not fits and not asked:
                counts["wrong"] += 1
                remarks.append(f"WRONG {header!r}: {name} for {right or 'none'}")
        if not right or header in ambiguous:
            continue
        if fits:
            kind = "asked" if asked else "right"
        elif name is not None and not asked:
            continue
        else:
            about = any(mapping.asks(about) and fields & set(right) for about, fields in _ASKED_FOR.items())
            kind = "asked" if about or asked else "missed"
        counts[kind] += 1
        if kind != "right":
            remarks.append(f"{kind} {header!r}: {name} for {'|'.join(right)}")
    return counts, tuple(believed), remarks


def _stages(layout: Layout, mapping: TableMapping) -> tuple[Counter[str], list[str]]:
    known = {_flat(label): code for label, code in mapping.stages.items()}
    doubtful = {_flat(question.label) for question in mapping.questions if question.label}
    counts: Counter[str] = Counter()
    remarks = []
    for label, right in layout.stages.items():
        code = known.get(_flat(label))
        asked = code == "" or _flat(label) in doubtful
        asked |= any(mapping.asks(about) for gate, about in _GATES.items() if gate in (code, right))
        kind = "right" if code == right else "missed" if code is None else "asked" if asked else "wrong"
        counts[kind] += 1
        if kind != "right":
            remarks.append(f"stage {kind} {label!r}: {code or 'nothing'} for {right}")
    return counts, remarks


def _of_text(name: str, text: str) -> Layout:
    given = yaml.safe_load(text)
    fields = {header: _several(right) for header, right in given["fields"].items()}
    data = given["text"].encode(given["encoding"])
    table, stages = given["table"], given["stages"]
    return Layout(name, given["language"], table, given["file"], data, fields, stages)


def _of_columns(name: str, given: Mapping[str, Any]) -> Layout:
    file, columns = given["file"], given["columns"]
    headers = [column["header"] for column in columns]
    out = io.StringIO()
    csv.writer(out, delimiter=file["sep"], lineterminator="\r\n").writerows(
        [*file.get("title", []), headers, *given["rows"]]
    )
    rights = [tuple(r for r in (c["field"], *c.get("also", [])) if r and r != "-") for c in columns]
    unclear = frozenset(c["header"] for c in columns if c.get("note") == "ambiguous")
    data = out.getvalue().encode(file["encoding"], "replace")
    fields = dict(zip(headers, rights, strict=True))
    return Layout(name, given["language"], given["role"], file["name"], data, fields, given["stages"], unclear)


def _several(right: str | list[str] | None) -> tuple[str, ...]:
    return (right,) if isinstance(right, str) else tuple(right or ())


def _flat(text: str) -> str:
    return " ".join(text.split())


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what came out for the layouts of a folder."""
    parser = argparse.ArgumentParser(description="How well labelled layouts are recognised.")
    parser.add_argument("folder", nargs="?", type=Path, default=LAYOUTS)
    parser.add_argument("-v", "--verbose", action="store_true", help="list what is not right")
    parser.add_argument("--write", metavar="TITLE", help="keep the tables in docs/recognition.md under this title")
    options = parser.parse_args(arguments)
    found = [evaluate(layout) for layout in layouts(options.folder)]
    if options.verbose:
        for one in found:
            for remark in one.remarks:
                print(f"{one.layout.name} [{one.layout.language}] {remark}")
    text = report(found)
    print(f"{len(found)} layouts in {len({one.layout.language for one in found})} languages\n\n{text}", end="")
    if options.write:
        _keep(
            options.write, f"{len(found)} layouts in {len({one.layout.language for one in found})} languages.\n\n{text}"
        )
    return 0


def _keep(title: str, text: str) -> None:
    """Put the tables into the report under their title, in place of those that stand there."""
    whole = REPORT.read_text(encoding="utf-8")
    heading = f"## {title}\n"
    section = f"{heading}\n{text}"
    pattern = re.compile(re.escape(heading) + r".*?(?=\n## |\Z)", re.DOTALL)
    whole = pattern.sub(lambda _: section, whole) if heading in whole else f"{whole.rstrip()}\n\n{section}"
    REPORT.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
