"""The tallies as one SQL statement, for warehouses and as an independent check of ``tally``.

``tally.sql`` is the specification; ``tally`` computes the same from a table in memory, many times as fast where the
deals are at hand. The tests hold both equal. Nothing of this is needed to run the app: ``sqlglot``, which writes the
statement for engines other than DuckDB, is asked for only then.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from coaching.metrics.model import Period, Tallies
from coaching.metrics.tallies.aggregate import KEYS, MONEY, SHARE_DIGITS, SQUARES
from coaching.metrics.tallies.measures import COHORT_SUMS, DURATION_SUMS, EVENT_SUMS, STANDING_SUMS

#: Names in the statement of sums whose names occur in two tables of the tallies.
_WAITED, _COHORT = "waited_", "cohort_"


@cache
def tally_sql(dialect: str = "duckdb") -> str:
    """Return the statement in a dialect of sqlglot (``duckdb``, ``spark``, ``snowflake`` ...).

    Its parameters are those of ``parameters``: ``$as_of`` for DuckDB, in each engine's own way for the others. Raises
    ``ModuleNotFoundError`` for another engine than DuckDB where sqlglot is not installed, and ``ValueError`` for one
    that it does not know.
    """
    text = (resources.files("coaching.metrics.tallies") / "tally.sql").read_text(encoding="utf-8")
    if dialect == "duckdb":
        return text
    import sqlglot

    return sqlglot.transpile(text, read="duckdb", write=dialect, pretty=True)[0]


def parameters(
    period: Period, as_of: dt.date, currency: str | None = None, outlier_above: float | None = None
) -> dict[str, object]:
    """Return the values of the statement's parameters by name; they mean what they do for ``tally``."""
    return {
        "as_of": as_of,
        "period_start": period.start,
        "period_end": period.end,
        "whole": period.whole,
        "currency": currency,
        "outlier_above": outlier_above,
    }


def tallies_of(rows: pd.DataFrame) -> Tallies:
    """Return the answer of the statement as tallies."""
    part = rows["part"].astype(str)
    cohort = rows[(part == "standing") & (rows[f"{_COHORT}first_appointments"] > 0)]
    return Tallies(
        events=_table(rows[part == "events"], "week", EVENT_SUMS),
        durations=_table(rows[part == "durations"], "days", DURATION_SUMS, _WAITED),
        cohort=_table(cohort, "", COHORT_SUMS, _COHORT),
        standing=_table(rows[part == "standing"], "", STANDING_SUMS),
    )


def _table(rows: pd.DataFrame, number: str, sums: tuple[str, ...], prefix: str = "") -> pd.DataFrame:
    """Return one table of the tallies, ordered by its keys; a missing product comes last."""
    columns: dict[str, object] = {name: rows[name].astype("str") for name in KEYS}
    if number:
        columns[number] = rows["number"].astype(np.int64)
    for name in sums:
        values = rows[prefix + name].fillna(0.0).astype(float) if prefix + name in rows else 0.0
        columns[name] = values if name in (*MONEY, *SQUARES) else np.round(values, SHARE_DIGITS)
    return pd.DataFrame(columns, index=rows.index).sort_values(
        [*KEYS, *([number] if number else [])], ignore_index=True
    )
