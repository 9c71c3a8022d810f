"""Deals in Parquet files, read batch by batch since there may be more of them than memory holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pandas as pd

from coaching.cli.refusal import Refusal
from coaching.importing import Given, Intake, Source
from coaching.metrics import overview
from coaching.sources import parquet_deals


def is_lake(path: str) -> bool:
    """Return whether a path is a Parquet file or a folder (of Parquet files)."""
    return path.lower().endswith(".parquet") or Path(path).is_dir()


def with_lake(taken: Intake, paths: Sequence[str], given: Sequence[Given]) -> Intake:
    """Return ``taken`` with the deals of Parquet files, which are read when they are measured.

    Columns are taken by their canonical name or as ``--mapping`` says. Raises ``Refusal`` where the files cannot be
    understood, or other files hold deals too.
    """
    if not taken.tables.deals.empty:
        raise Refusal("parquet_and_deals")
    mapping = next((one for one in given if one.table in (None, "", "deals")), None)
    fields, stages = (mapping.fields, mapping.stages) if mapping else ({}, {})
    try:
        deals = parquet_deals(paths, fields, stages)
        look = overview(deals)
    except (ValueError, OSError) as error:
        raise Refusal("parquet_unusable", why=str(error).splitlines()[0]) from error
    if not look.reps:
        raise Refusal("nothing_to_score")
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
    # What is read in batches stands in the place of a table: the tally takes either.
    tables = replace(taken.tables, deals=cast(pd.DataFrame, deals))
    return replace(taken, tables=tables, sources=(source, *taken.sources))
