"""Deals in Parquet files, which are read in batches because they may be larger than memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from coaching.cli.errors import CliError
from coaching.importing import Given, Intake, Source
from coaching.metrics import overview, with_deals
from coaching.sources import parquet_deals


def is_parquet(path: str) -> bool:
    """Return whether a path is a Parquet file or a folder (of Parquet files)."""
    return path.lower().endswith(".parquet") or Path(path).is_dir()


def with_parquet(intake: Intake, paths: Sequence[str], given: Sequence[Given]) -> Intake:
    """Return ``intake`` with the deals of Parquet files, which are read only when they are tallied.

    Columns need canonical names, or a mapping (``--mapping``). Raises ``CliError`` if the files cannot be understood,
    or if other files hold deals too.
    """
    if not intake.tables.deals.empty:
        raise CliError("parquet_and_deals")
    mapping = next((entry for entry in given if entry.table in (None, "", "deals")), None)
    fields, stages = (mapping.fields, mapping.stages) if mapping else ({}, {})
    try:
        deals = parquet_deals(paths, fields, stages)
        look = overview(deals)
    except (ValueError, OSError) as error:
        raise CliError("parquet_unusable", why=str(error).splitlines()[0]) from error
    if not look.reps:
        raise CliError("nothing_to_score")
    source = Source(
        file=", ".join(Path(path).name for path in paths),
        sheet=None,
        preset=None,
        table="deals",
        rows_read=look.deals,
        rows_kept=look.deals - look.unowned,
        rows_set_aside=look.unowned,
        rows_junk=0,
        mapping=dict(fields),
        stages=dict(stages),
    )
    return replace(intake, tables=with_deals(intake.tables, deals), sources=(source, *intake.sources))
