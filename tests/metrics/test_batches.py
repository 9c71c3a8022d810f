"""The same tallies however the deals are held, and in whatever batches they come.

What would be lost: a team that outgrows one machine's memory would see its figures change on the day it moves them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.made import made_deals
from coaching.advise import Options, assess
from coaching.metrics import (
    Period,
    Tallies,
    deal_facts,
    monthly,
    outlier_above,
    overview,
    tally,
    time_at_work,
    with_deals,
)
from coaching.metrics.tallies.encode import NEEDED, encode
from coaching.sources.parquet import parquet_deals
from coaching.tables import Tables, conform

DEALS = made_deals(4000, 9, seed=3, messy=0.2)
AS_OF = dt.date(2026, 3, 31)
PERIODS = {
    "all there is": Period(dt.date(2024, 1, 1), AS_OF, whole=True),
    "a quarter": Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
}


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with text in place of categories."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, "str"))


#: What is measured: the table, what was made of it before, and the same rows with other kinds of columns.
HELD: dict[str, Callable[[pd.DataFrame], object]] = {
    "only the columns that are read": lambda frame: frame[list(NEEDED)],
    "text": as_text,
    "encoded": encode,
    "facts": lambda frame: deal_facts(frame, AS_OF, "SAR"),
    "dates to the nanosecond": lambda frame: frame.astype({"closed_on": "datetime64[ns]"}),
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deals as another tool writes them: plain text and plain dates, in row groups of uneven size."""
    place = tmp_path_factory.mktemp("parquet") / "deals.parquet"
    table = pa.Table.from_pandas(as_text(DEALS), preserve_index=False)
    for name in ("created_on", "first_appointment_on", "next_step_on", "closed_on"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table[name].cast(pa.date32(), safe=False))
    pq.write_table(table, place, row_group_size=1500)
    return place


def assert_same(found: Tallies, expected: Tallies) -> None:
    for name in ("events", "durations", "cohort", "standing"):
        mine, whole = getattr(found, name), getattr(expected, name)
        rounded = [column for column in whole if column.endswith("squares")]
        pd.testing.assert_frame_equal(mine.drop(columns=rounded), whole.drop(columns=rounded), check_exact=True)
        pd.testing.assert_frame_equal(mine[rounded], whole[rounded], rtol=1e-12)


@pytest.mark.parametrize("period", PERIODS.values(), ids=PERIODS)
@pytest.mark.parametrize("held", HELD)
def test_however_the_deals_are_held_the_tallies_are_the_same(held: str, period: Period) -> None:
    expected = tally(DEALS, period, AS_OF, "SAR")
    assert expected.events["won"].sum() > 50
    assert_same(tally(HELD[held](DEALS), period, AS_OF, "SAR"), expected)


@pytest.mark.parametrize("rows", [1300, 10_000])
@pytest.mark.parametrize("currency", ["SAR", None])
def test_batches_give_the_figures_of_the_whole(file: Path, rows: int, currency: str | None) -> None:
    deals = parquet_deals(file, rows=rows)
    assert max(len(batch) for batch in deals.batches(("rep",))) <= rows
    for period in PERIODS.values():
        assert_same(tally(deals, period, AS_OF, currency), tally(DEALS, period, AS_OF, currency))
    assert overview(deals) == overview(DEALS)
    assert outlier_above(deals, currency) == outlier_above(DEALS, currency)


def test_months_and_time_at_work_are_those_of_the_whole(file: Path) -> None:
    deals, period = parquet_deals(file, rows=700), PERIODS["all there is"]
    mine, whole = (monthly(frame, period, AS_OF, "SAR") for frame in (deals, DEALS))
    exact = [name for name in whole if not name.endswith("squares")]
    pd.testing.assert_frame_equal(mine[exact], whole[exact], check_exact=True)
    assert time_at_work(with_deals(Tables(), deals), AS_OF, period) == time_at_work(Tables(deals=DEALS), AS_OF, period)


@pytest.mark.parametrize("rates", [{}, {"USD": 3.75}])
def test_an_assessment_of_batches_is_that_of_the_whole(file: Path, rates: dict[str, float]) -> None:
    options = Options(goal=60_000.0, currency="SAR", rates=rates)
    found, whole = (assess(with_deals(Tables(), deals), options) for deals in (parquet_deals(file, rows=900), DEALS))
    assert [card.counts for card in found.reps] == [card.counts for card in whole.reps]
    assert [card.at_work for card in found.reps] == [card.at_work for card in whole.reps]
    assert (found.period, found.assumptions) == (whole.period, whole.assumptions)


def test_facts_of_another_day_or_currency_are_refused() -> None:
    facts = deal_facts(DEALS.head(5), AS_OF, "SAR")
    with pytest.raises(ValueError, match="not as of"):
        tally(facts, PERIODS["a quarter"], AS_OF, "USD")


def test_months_start_on_their_first_day() -> None:
    months = monthly(DEALS, PERIODS["all there is"], AS_OF)["month"]
    days = {dt.date.fromordinal(int(month)).day for month in months if month > 0}
    assert days == {1}


@pytest.mark.parametrize("held", HELD)
def test_a_table_without_deals_has_empty_tallies(held: str) -> None:
    found = tally(HELD[held](DEALS.head(0)), PERIODS["a quarter"], AS_OF, "SAR")
    assert [len(table) for table in (found.events, found.durations, found.cohort, found.standing)] == [0] * 4


def test_the_made_up_deals_are_as_messy_as_real_ones() -> None:
    """Or else all would agree on easy cases only."""
    frame = conform(DEALS, "deals")
    assert frame["closed_on"].isna().any() and frame["gate"].isna().any() and frame["rep"].isna().any()
    assert ((frame["outcome"] == "won") & frame["closed_on"].isna()).any()
    assert (frame["closed_on"] < frame["first_appointment_on"]).any()
    assert (~frame["gate_shown"]).any() and frame["created_stands_in"].any()
    assert (frame["currency"] == "USD").any() and (frame["outcome"] == "discarded").any()
