"""The same tallies whatever engine holds the deals.

What would be lost: a team that outgrows one machine would see its figures change on the day it moves them.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from benchmarks.made import made_deals
from coaching.metrics import Period, Tallies, monthly, tally
from coaching.metrics.encode import NEEDED
from coaching.tables import conform

DEALS = made_deals(4000, 9, seed=3, messy=0.2)[list(NEEDED)]
AS_OF = dt.date(2026, 3, 31)
PERIODS = {
    "all there is": Period(dt.date(2024, 1, 1), AS_OF, whole=True),
    "a quarter": Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A local Spark; on a machine without Java the test is skipped, except where everything has to run (CI)."""
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        if os.environ.get("CI") or os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("Spark needs Java, and this machine has to run every test")
        pytest.skip("Spark needs Java, which is not on this machine")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("tests")
    options = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.host": "127.0.0.1"}
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame as other engines like it: text in place of categories, None in place of what is missing."""
    text = frame.select_dtypes("category").columns
    return frame.astype(dict.fromkeys(text, "str"))


ENGINES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": lambda frame: pl.from_pandas(frame),
    "polars, lazy": lambda frame: pl.from_pandas(frame).lazy(),
    "duckdb": lambda frame: duckdb.from_arrow(pa.Table.from_pandas(plain(frame), preserve_index=False)),
    "pyarrow": lambda frame: pa.Table.from_pandas(plain(frame), preserve_index=False),
    "pandas as text": plain,
}


def assert_same(found: Tallies, expected: Tallies) -> None:
    for name in ("events", "durations", "cohort", "standing"):
        pd.testing.assert_frame_equal(
            getattr(found, name), getattr(expected, name), check_dtype=False, check_exact=True
        )


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
@pytest.mark.parametrize("currency", ["SAR", None])
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_tallies_of_pandas(engine: str, currency: str | None, period: Period) -> None:
    expected = tally(DEALS, period, AS_OF, currency)
    assert expected.events["won"].sum() > 50
    assert_same(tally(ENGINES[engine](DEALS), period, AS_OF, currency), expected)


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas", "ignore:The copy keyword is deprecated")
@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
def test_spark_gives_the_tallies_of_pandas(period: Period, spark: Any) -> None:
    frame = spark.createDataFrame(pa.Table.from_pandas(plain(DEALS), preserve_index=False))
    assert_same(tally(frame, period, AS_OF, "SAR"), tally(DEALS, period, AS_OF, "SAR"))


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_months_of_pandas(engine: str) -> None:
    period = PERIODS["all there is"]
    expected = monthly(DEALS, period, AS_OF, "SAR")
    found = monthly(ENGINES[engine](DEALS), period, AS_OF, "SAR")
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)


def test_months_start_on_their_first_day() -> None:
    months = monthly(DEALS, PERIODS["all there is"], AS_OF)["month"]
    days = {dt.date.fromordinal(int(month)).day for month in months if month > 0}
    assert days == {1}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_without_deals_has_empty_tallies_on_every_engine(engine: str) -> None:
    found = tally(ENGINES[engine](DEALS.head(0)), PERIODS["a quarter"], AS_OF)
    assert [len(table) for table in (found.events, found.durations, found.cohort, found.standing)] == [0] * 4


def test_dates_of_day_precision_count_as_those_of_microseconds() -> None:
    """Parquet files often hold plain dates."""
    days = ("created_on", "first_appointment_on", "next_step_on", "closed_on")
    frame = pl.from_pandas(DEALS).with_columns(pl.col(name).cast(pl.Date) for name in days)
    assert_same(tally(frame, PERIODS["a quarter"], AS_OF), tally(DEALS, PERIODS["a quarter"], AS_OF))


def test_the_made_up_deals_are_as_messy_as_real_ones() -> None:
    """Or else all engines would agree on easy cases only."""
    frame = conform(DEALS, "deals")
    assert frame["closed_on"].isna().any() and frame["gate"].isna().any() and frame["rep"].isna().any()
    assert ((frame["outcome"] == "won") & frame["closed_on"].isna()).any()
    assert (frame["closed_on"] < frame["first_appointment_on"]).any()
    assert (~frame["gate_shown"]).any() and frame["created_stands_in"].any()
    assert (frame["currency"] == "USD").any() and (frame["outcome"] == "discarded").any()
