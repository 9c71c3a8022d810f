"""Deals straight from Parquet files, left where they are: for teams that outgrow one machine's memory.

Nothing is read here; DuckDB, Polars or Spark reads the columns that a figure needs when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import narwhals as nw

from coaching.tables import DISCARDED, GATES, LOST, OPEN, STAGE_MEANINGS, TABLES, WON

ENGINES = ("duckdb", "polars", "spark")

_TYPES = {"text": nw.String, "category": nw.String, "number": nw.Float64, "flag": nw.Boolean, "date": nw.Date}
_COLUMNS = TABLES["deals"]


def lazy_deals(
    paths: str | Path | Iterable[str | Path],
    engine: str = "duckdb",
    mapping: Mapping[str, str] | None = None,
    stages: Mapping[str, str] | None = None,
) -> Any:
    """Return the deals of Parquet files in the canonical columns, as a lazy frame of the engine.

    Parameters
    ----------
    paths : path or paths
        Parquet files, or folders that hold some (at any depth).
    engine : str
        One of ``ENGINES``. DuckDB, Polars or PySpark has to be installed.
    mapping : mapping of canonical field to column
        Columns that have another name than the field of ``coaching.tables``; the others are taken by their own name.
    stages : mapping of stage label to meaning
        What each label of ``stage`` means (``coaching.tables.STAGE_MEANINGS``), where the files have no ``gate`` or
        ``outcome`` of their own. A label that is not listed leaves its deal open, at an unknown gate.

    Returns
    -------
    DuckDBPyRelation, polars LazyFrame or Spark DataFrame
        What the files do not have is null. ``gate_shown`` is true where the files date the next step or tell the gate,
        ``created_stands_in`` where they date no first appointment.

    Raises
    ------
    ValueError
        For an unknown engine, field, column or stage meaning, for files that do not name the reps, and for a date
        column that holds text.
    FileNotFoundError
        Where there is no Parquet file.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is not one of {', '.join(ENGINES)}")
    files = _files([paths] if isinstance(paths, str | Path) else paths)
    rows = nw.from_native(_scan(files, engine))
    schema = rows.collect_schema()
    columns = _columns(schema, mapping or {})
    meanings = _checked(stages or {})
    values = {field: _typed(nw.col(columns[field]), field, schema[columns[field]]) for field in columns}
    label = values.get("stage")
    if label is not None and meanings:
        values.setdefault("gate", _coded(label, {name: code for name, code in meanings.items() if code in GATES}))
        values.setdefault("outcome", _coded(label, _outcomes(meanings), OPEN))
    if "outcome" not in values:
        raise ValueError("no column tells the outcome: map `outcome`, or `stage` with what its labels mean")
    values.setdefault("gate_shown", nw.lit("gate" in columns or "next_step_on" in columns))
    values.setdefault("created_stands_in", nw.lit("first_appointment_on" not in columns))
    missing = {field: nw.lit(None, dtype=_TYPES[kind]()) for field, kind in _COLUMNS.items() if field not in values}
    return rows.select(**{field: {**values, **missing}[field] for field in _COLUMNS}).to_native()


def _files(paths: Iterable[str | Path]) -> list[str]:
    found: list[Path] = []
    for path in map(Path, paths):
        found += sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    absent = [str(path) for path in found if not path.is_file()]
    if absent or not found:
        raise FileNotFoundError(f"no Parquet file at {', '.join(absent or map(str, paths))}")
    return [str(path) for path in found]


def _scan(files: list[str], engine: str) -> Any:
    if engine == "duckdb":
        import duckdb

        return duckdb.read_parquet(files, union_by_name=True)  # type: ignore[arg-type]
    if engine == "polars":
        import polars

        return polars.scan_parquet(files, missing_columns="insert", extra_columns="ignore")
    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName("sales-coach").getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session.read.option("mergeSchema", "true").parquet(*files)


def _columns(schema: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return the column of each canonical field that the files have."""
    unknown = [field for field in mapping if field not in _COLUMNS]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: no such field; fields are {', '.join(_COLUMNS)}")
    absent = [column for column in mapping.values() if column not in schema]
    if absent:
        raise ValueError(f"{', '.join(absent)}: no such column; the files have {', '.join(schema)}")
    own = {field: field for field in _COLUMNS if field in schema}
    columns = {**own, **mapping}
    if "rep" not in columns:
        raise ValueError(f"no column names the rep; the files have {', '.join(schema)}")
    return columns


def _typed(value: nw.Expr, field: str, dtype: Any) -> nw.Expr:
    kind = _COLUMNS[field]
    if kind == "date":
        if not isinstance(dtype, nw.Date | nw.Datetime):
            raise ValueError(f"{field} holds {dtype}, not dates: convert the column before it is written to Parquet")
        return value
    return value.cast(_TYPES[kind]())


def _checked(stages: Mapping[str, str]) -> Mapping[str, str]:
    wrong = sorted({meaning for meaning in stages.values() if meaning not in STAGE_MEANINGS})
    if wrong:
        raise ValueError(f"{', '.join(wrong)}: no such meaning; stages mean {', '.join(STAGE_MEANINGS)}")
    return stages


def _outcomes(meanings: Mapping[str, str]) -> dict[str, str]:
    return {label: meaning for label, meaning in meanings.items() if meaning in (WON, LOST, DISCARDED)}


def _coded(label: nw.Expr, codes: Mapping[str, str], other: str | None = None) -> nw.Expr:
    coded = nw.lit(other, dtype=nw.String())
    for name, code in codes.items():
        coded = nw.when(label == name).then(nw.lit(code)).otherwise(coded)
    return coded
