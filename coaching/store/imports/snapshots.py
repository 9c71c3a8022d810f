"""Snapshots: an ``Intake`` as bytes in parts, and back without loss.

Each table, and the rows set aside, are one Parquet file (zstd), cut into parts that fit into a database row; sources
and issues are a file of JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from coaching.importing import Intake, Issue, Source
from coaching.store.problems import StoreProblem
from coaching.tables import TABLES, Tables, complete

PART_BYTES = 4 * 2**20
_ACCOUNT, _ASIDE = "account", "set_aside"
NAMES = (*TABLES, _ASIDE, _ACCOUNT)
_META = b"sales_coach"


@dataclass(frozen=True)
class Part:
    """A piece of a snapshot: the name of its file, its position in it, its SHA-256 and its bytes."""

    name: str
    position: int
    sha256: str
    data: bytes


def to_parts(intake: Intake) -> tuple[Part, ...]:
    """Return the parts of an intake's snapshot; equal intakes give equal bytes."""
    files = {table: _parquet(getattr(intake.tables, table)) for table in TABLES}
    files[_ASIDE] = _parquet(intake.set_aside)
    account = {"sources": [asdict(s) for s in intake.sources], "issues": [asdict(i) for i in intake.issues]}
    files[_ACCOUNT] = json.dumps(account, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return tuple(part for name, data in files.items() for part in _cut(name, data))


def from_parts(parts: Iterable[Part]) -> Intake:
    """Return the intake of a snapshot. Raises ``StoreProblem`` (``corrupt``) for missing or changed parts."""
    files: dict[str, list[bytes]] = {}
    for part in sorted(parts, key=lambda part: (part.name, part.position)):
        of_file = files.setdefault(part.name, [])
        if part.position != len(of_file) or hashlib.sha256(part.data).hexdigest() != part.sha256:
            raise StoreProblem("corrupt", place=f"{part.name} {part.position}")
        of_file.append(part.data)
    if set(files) != set(NAMES):
        raise StoreProblem("corrupt", place=", ".join(sorted(set(NAMES) - set(files))))
    account = json.loads(b"".join(files[_ACCOUNT]).decode("utf-8", "surrogatepass"))
    return Intake(
        Tables(**{table: complete(_frame(b"".join(files[table])), table) for table in TABLES}),
        tuple(source_of(values) for values in account["sources"]),
        _frame(b"".join(files[_ASIDE])),
        tuple(issue_of(values) for values in account["issues"]),
    )


def hash_of(parts: Sequence[Part]) -> str:
    """Return the SHA-256 of a snapshot, which is that of the hashes of its parts."""
    return hash_of_hashes((part.name, part.position, part.sha256) for part in parts)


def hash_of_hashes(parts: Iterable[tuple[str, int, str]]) -> str:
    """Return the SHA-256 of a snapshot from the names, positions and hashes of its parts."""
    listed = "\n".join(f"{name} {position} {sha256}" for name, position, sha256 in sorted(parts))
    return hashlib.sha256(listed.encode()).hexdigest()


def logical_hash(intake: Intake | None) -> str:
    """Return a SHA-256 of the contents of an intake, which does not depend on how it is stored."""
    digest = hashlib.sha256()
    if intake is None:
        return digest.hexdigest()
    frames = {**vars(intake.tables), _ASIDE: intake.set_aside.astype(str)}
    for name, frame in frames.items():
        digest.update(f"{name} {len(frame)}".encode())
        for column in frame.columns:
            digest.update(f"\x1f{column}\x1f".encode("utf-8", "surrogatepass"))
            digest.update(pd.util.hash_pandas_object(frame[column], index=False).to_numpy().tobytes())
    account = [[asdict(s) for s in intake.sources], [asdict(i) for i in intake.issues]]
    digest.update(json.dumps(account, sort_keys=True).encode())
    return digest.hexdigest()


def _cut(name: str, data: bytes) -> list[Part]:
    starts = range(0, max(len(data), 1), PART_BYTES)
    pieces = [data[start : start + PART_BYTES] for start in starts]
    return [Part(name, place, hashlib.sha256(piece).hexdigest(), piece) for place, piece in enumerate(pieces)]


def _parquet(frame: pd.DataFrame) -> bytes:
    """Return a frame as Parquet with plain column names; its own names, types and categories are in the metadata."""
    columns, abouts = [], []
    for name in frame.columns:
        values = frame[name]
        kind = "category" if isinstance(values.dtype, pd.CategoricalDtype) else str(values.dtype)
        about: dict[str, Any] = {"name": str(name), "kind": kind}
        if isinstance(values.dtype, pd.CategoricalDtype):
            about["categories"] = [str(label) for label in values.cat.categories]
            values = pd.Series(values.cat.codes.to_numpy())
        elif kind == "object":
            values = values.where(values.notna(), None).map(str, na_action="ignore")
        columns.append(pa.array(values, from_pandas=True))
        abouts.append(about)
    table = pa.table(columns, names=[f"c{place}" for place in range(len(columns))])
    metadata = json.dumps({"rows": len(frame), "columns": abouts}, ensure_ascii=False)
    out = pa.BufferOutputStream()
    table = table.replace_schema_metadata({_META: metadata.encode("utf-8", "surrogatepass")})
    pq.write_table(table, out, compression="zstd", compression_level=1)
    return bytes(out.getvalue().to_pybytes())


def _frame(data: bytes) -> pd.DataFrame:
    try:
        table = pq.read_table(pa.BufferReader(data))
        about = json.loads(table.schema.metadata[_META].decode("utf-8", "surrogatepass"))
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
        raise StoreProblem("corrupt", place="parquet") from error
    frame = {}
    for place, column in enumerate(about["columns"]):
        values = table.column(place)
        if column["kind"] == "category":
            labels = pd.Index(column["categories"], dtype="str")
            frame[place] = pd.Series(pd.Categorical.from_codes(values.to_numpy(), labels))
        else:
            frame[place] = values.to_pandas().astype(column["kind"])
    restored = pd.DataFrame(frame, index=pd.RangeIndex(about["rows"]))
    restored.columns = pd.Index([column["name"] for column in about["columns"]])
    return restored


def source_of(values: Mapping[str, Any]) -> Source:
    """Return a source from plain data."""
    issues = tuple(issue_of(issue) for issue in values["issues"])
    return Source(**{**values, "assumptions": tuple(values["assumptions"]), "issues": issues})


def issue_of(values: Mapping[str, Any]) -> Issue:
    """Return an issue from plain data."""
    return Issue(**{**values, "rows": tuple(values["rows"]), "values": tuple(values["values"])})
