"""What is known of the deals before they are tallied, and deals read straight from Parquet.

What would be lost: a large team's figures would rest on another period, currency or team than a small one's.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from benchmarks.made import made_deals
from coaching.advise.assess import first_event_on, last_event_on
from coaching.metrics import Period, tally
from coaching.metrics.deals.overview import overview
from coaching.sources.parquet import parquet_deals
from coaching.tables import Tables, empty
from tests.build import deals, lost, waiting, won

AS_OF = dt.date(2026, 3, 31)
PERIOD = Period(dt.date(2025, 10, 1), dt.date(2025, 12, 31))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two files whose columns differ: the second has no currency."""
    place = tmp_path_factory.mktemp("parquet")
    frame = made_deals(600, 5, seed=1, messy=0.1)
    frame.iloc[:400].to_parquet(place / "a.parquet")
    (place / "later").mkdir()
    frame.iloc[400:].assign(currency=None).drop(columns="currency").to_parquet(place / "later" / "b.parquet")
    return place


def whole(folder: Path):
    frame = made_deals(600, 5, seed=1, messy=0.1)
    frame.loc[400:, "currency"] = None
    return frame


def test_a_folder_of_parquet_files_tallies_like_the_table_in_memory(folder: Path) -> None:
    found, expected = (tally(rows, PERIOD, AS_OF, "SAR") for rows in (parquet_deals(folder), whole(folder)))
    assert expected.events["won"].sum() > 5
    for name in ("events", "durations", "cohort", "standing"):
        left, right = getattr(found, name), getattr(expected, name)
        assert left.to_dict("list").keys() == right.to_dict("list").keys()
        pd.testing.assert_frame_equal(left, right, rtol=1e-12)


def test_the_overview_is_the_same_from_files_and_in_memory(folder: Path) -> None:
    expected = overview(whole(folder))
    assert overview(parquet_deals(folder)) == expected
    tables = Tables(deals=whole(folder))
    assert (expected.first, expected.last) == (first_event_on(tables), last_event_on(tables))


def test_an_overview_says_whom_and_what_the_deals_are_about() -> None:
    frame = deals(
        won(5.0, rep="Omar", team="North", currency="USD", on="2026-04-02"),
        won(5.0, rep="Omar", team="South", currency="SAR"),
        won(5.0, rep="Omar", team="South", currency="SAR"),
        won(5.0, rep="Omar", team="South"),
        won(None, rep="Sara", currency="EUR"),
        lost(rep="Sara", currency="EUR", first="2026-01-05"),
        waiting(rep=None),
    )
    seen = overview(frame)
    assert (seen.deals, seen.first, seen.last) == (7, dt.date(2026, 1, 5), dt.date(2026, 4, 2))
    assert (list(seen.currencies.items()), seen.reps) == ([("SAR", 2), ("USD", 1)], ("Omar", "Sara"))
    assert (dict(seen.teams), seen.created_stands_in) == ({"Omar": "South"}, False)


def test_branches_in_which_all_sell_are_no_teams() -> None:
    """Else a toss of a coin decides with whom a rep is compared."""
    sold = [won(5.0, rep=rep, team=branch) for rep in ("Omar", "Sara") for branch in ("North", "South", "South")]
    assert dict(overview(deals(*sold)).teams) == {}


def test_an_overview_of_nothing_is_no_crash() -> None:
    seen = overview(empty("deals"))
    assert (seen.deals, seen.first, seen.reps, dict(seen.currencies)) == (0, None, (), {})


def test_columns_and_stages_can_have_names_of_their_own(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {
            "Owner": ["Sara", "Sara", "Omar", "Omar"],
            "Phase": ["Closed won", "Closed lost", "Demo", "Parked"],
            "Value": [10, 20, 30, 40],
            "Opened": [dt.date(2025, 10, 1)] * 4,
            "Closed": [dt.date(2025, 11, 3), dt.date(2025, 11, 4), None, None],
        }
    )
    rows.to_parquet(tmp_path / "crm.parquet")
    mapping = {"rep": "Owner", "stage": "Phase", "amount": "Value", "created_on": "Opened", "closed_on": "Closed"}
    stages = {"Closed won": "won", "Closed lost": "lost", "Demo": "next_step"}
    found = tally(parquet_deals(tmp_path / "crm.parquet", mapping, stages), PERIOD, AS_OF)
    totals = found.events.drop(columns="product").groupby("rep").sum()
    assert totals.loc["Sara", ["won", "lost", "revenue", "ungated_losses"]].tolist() == [1, 1, 10, 1]
    assert found.standing.groupby("rep")["open"].sum().to_dict() == {"Omar": 2, "Sara": 0}
    assert found.cohort["pending_closing"].sum() == 1


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"mapping": {"owner": "Owner"}}, "no such field"),
        ({"mapping": {"rep": "Seller"}}, "no such column"),
        ({"mapping": {}}, "names the rep"),
        ({"mapping": {"rep": "Owner"}}, "tells the outcome"),
        ({"mapping": {"rep": "Owner", "stage": "Phase"}, "stages": {"Won": "victory"}}, "no such meaning"),
        ({"mapping": {"rep": "Owner", "closed_on": "Closed"}}, "not dates"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_what_to_do(tmp_path: Path, options: dict, says: str) -> None:
    duckdb.sql("SELECT 'Sara' AS Owner, 'Won' AS Phase, '3.11.2025' AS Closed").write_parquet(
        str(tmp_path / "a.parquet")
    )
    with pytest.raises(ValueError, match=says):
        parquet_deals(tmp_path, **options)


def test_a_place_without_parquet_files_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no Parquet file"):
        parquet_deals(tmp_path)
