"""Deals in Parquet files, read in batches, for teams whose deals do not fit into memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from coaching.tables import DISCARDED, GATES, LOST, OPEN, STAGE_MEANINGS, TABLES, WON, conform

#: The number of rows in memory at a time.
BATCH_ROWS = 250_000

_COLUMNS = TABLES["deals"]


@dataclass(frozen=True)
class ParquetDeals:
    """Deals of Parquet files in the canonical columns (``coaching.metrics.BatchedDeals``).

    Attributes
    ----------
    dataset : pyarrow Dataset
        The files, with the columns of all of them.
    columns : mapping of canonical field to column
    stages : mapping of stage label to meaning
        Gives gate and outcome if the files have no columns for them.
    rows : int
        The largest number of rows in a batch.
    """

    dataset: ds.Dataset
    columns: Mapping[str, str]
    stages: Mapping[str, str]
    rows: int = BATCH_ROWS

    def batches(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield these columns of the canonical deals table, at most ``rows`` deals at a time."""
        needed = {*columns} | ({"stage"} if {"gate", "outcome"} & {*columns} else set())
        source = {field: ds.field(column) for field, column in self.columns.items() if field in needed}
        empty = True
        for batch in self.dataset.to_batches(columns=source, batch_size=self.rows):
            if batch.num_rows or empty:
                empty = False
                yield self._canonical(batch)[list(columns)]
        if empty:
            yield conform(pd.DataFrame(), "deals")[list(columns)]

    def _canonical(self, batch: pa.RecordBatch) -> pd.DataFrame:
        frame = batch.to_pandas(date_as_object=False, strings_to_categorical=True)
        label = frame["stage"].astype(object) if "stage" in frame and self.stages else None
        if label is not None and "gate" not in self.columns:
            frame["gate"] = label.map({name: code for name, code in self.stages.items() if code in GATES})
        if label is not None and "outcome" not in self.columns:
            frame["outcome"] = label.map(_outcomes(self.stages)).fillna(OPEN)
        if "gate_shown" not in self.columns:
            frame["gate_shown"] = "next_step_on" in self.columns or self.shows_gates
        if "created_stands_in" not in self.columns:
            frame["created_stands_in"] = "first_appointment_on" not in self.columns
        return conform(frame, "deals")

    @property
    def shows_gates(self) -> bool:
        """Whether the files name the gate of each deal."""
        return "gate" in self.columns


def parquet_deals(
    paths: str | Path | Iterable[str | Path],
    mapping: Mapping[str, str] | None = None,
    stages: Mapping[str, str] | None = None,
    rows: int = BATCH_ROWS,
) -> ParquetDeals:
    """Return the deals of Parquet files, to be read in the canonical columns batch by batch.

    Parameters
    ----------
    paths : path or paths
        Parquet files, or folders that hold some (at any depth).
    mapping : mapping of canonical field to column
        Columns whose name is not that of the field in ``coaching.tables``; other columns are used by their own name.
    stages : mapping of stage label to meaning
        The meaning of each label of ``stage`` (``coaching.tables.STAGE_MEANINGS``), for files without a column
        ``gate`` or ``outcome``. A deal with another label is open, at an unknown gate.
    rows : int
        The largest number of deals in memory at a time.

    Returns
    -------
    ParquetDeals
        Fields that the files do not have are missing. ``gate_shown`` is true if the files have the date of the next
        step or the gate, and ``created_stands_in`` if they have no date of the first appointment.

    Raises
    ------
    ValueError
        For an unknown field, column or stage meaning, for files without a column for the rep, and for a date column
        of text.
    FileNotFoundError
        If there is no Parquet file.
    """
    files = _files([paths] if isinstance(paths, str | Path) else paths)
    datasets = [ds.dataset(file, format="parquet") for file in files]
    schema = pa.unify_schemas([part.schema for part in datasets], promote_options="permissive")
    dataset = ds.dataset([part.replace_schema(schema) for part in datasets])
    columns = _columns(schema.names, mapping or {})
    meanings = _checked(stages or {})
    for field, column in columns.items():
        dtype = schema.field(column).type
        if _COLUMNS[field] == "date" and not (pa.types.is_temporal(dtype) or pa.types.is_null(dtype)):
            raise ValueError(f"{field} holds {dtype}, not dates: convert the column before it is written to Parquet")
    if "outcome" not in columns and not ("stage" in columns and meanings):
        raise ValueError("no column tells the outcome: map `outcome`, or `stage` with what its labels mean")
    return ParquetDeals(dataset, columns, meanings, rows)


def _files(paths: Iterable[str | Path]) -> list[str]:
    files: list[Path] = []
    for path in map(Path, paths):
        files += sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    absent = [str(path) for path in files if not path.is_file()]
    if absent or not files:
        raise FileNotFoundError(f"no Parquet file at {', '.join(absent or map(str, paths))}")
    return [str(path) for path in files]


def _columns(schema: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
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


def _checked(stages: Mapping[str, str]) -> Mapping[str, str]:
    wrong = sorted({meaning for meaning in stages.values() if meaning not in STAGE_MEANINGS})
    if wrong:
        raise ValueError(f"{', '.join(wrong)}: no such meaning; stages mean {', '.join(STAGE_MEANINGS)}")
    return stages


def _outcomes(meanings: Mapping[str, str]) -> dict[str, str]:
    return {label: meaning for label, meaning in meanings.items() if meaning in (WON, LOST, DISCARDED)}
