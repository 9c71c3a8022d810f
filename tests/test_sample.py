"""The made-up team: what the README, the screenshots and other tests rely on."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from coaching.sample import FORMATS, invent, make, write

SAMPLE_DATA = Path(__file__).parents[1] / "sample_data"


def content(name: str, data: bytes) -> object:
    """A workbook's entries (packing them differs between machines), any other file's bytes."""
    if not name.endswith(".xlsx"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {entry: book.read(entry) for entry in book.namelist()}


@pytest.mark.parametrize("name", FORMATS)
def test_the_committed_files_are_the_ones_the_generator_makes(name: str) -> None:
    assert content(name, (SAMPLE_DATA / name).read_bytes()) == content(name, make(files=(name,))[name])


def test_the_sample_stays_small_enough_to_clone() -> None:
    assert sum(file.stat().st_size for file in SAMPLE_DATA.iterdir()) < 1_250_000


def test_another_seed_gives_other_deals_and_the_same_seed_the_same() -> None:
    assert make(4, 60, 1, ("deals.csv",)) == make(4, 60, 1, ("deals.csv",))
    assert make(4, 60, 1, ("deals.csv",)) != make(4, 60, 2, ("deals.csv",))


@pytest.mark.parametrize(("reps", "deals"), [(1, 0), (1, 1), (3, 500), (40, 2000), (2500, 2600)])
def test_a_sample_has_the_size_asked_for(reps: int, deals: int) -> None:
    sample = invent(reps, deals, 3)
    assert len(sample.deals) == deals
    assert sample.reps["Rep"].nunique() == len(sample.reps) == reps
    assert sample.deals["Deal ID"].is_unique
    assert set(sample.deals["Rep"]) <= set(sample.reps["Rep"])


@pytest.mark.parametrize(("reps", "deals"), [(0, 10), (3, -1)])
def test_an_impossible_size_is_refused(reps: int, deals: int) -> None:
    with pytest.raises(ValueError, match="at least one rep"):
        invent(reps, deals)


def test_dates_and_outcomes_never_contradict_each_other() -> None:
    deals = invent(20, 3000, 11).deals
    for earlier, later in [
        ("Created on", "First appointment on"),
        ("First appointment on", "Next step on"),
        ("Next step on", "Closed on"),
    ]:
        both = deals[[earlier, later]].dropna()
        assert (both[earlier] <= both[later]).all(), (earlier, later)
    won, open_deals = deals[deals["Status"] == "Won"], deals[deals["Status"] == "Open"]
    assert won["Next step on"].notna().all()
    assert won["Closed on"].notna().all()
    assert open_deals["Closed on"].isna().all()
    assert deals.loc[deals["Status"] == "Lost", "Lost reason"].notna().all()
    assert deals[["Created on", "Closed on"]].max().max() <= pd.Timestamp(2026, 10, 31)


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    deals = invent().deals
    won, lost = deals["Status"] == "Won", deals["Status"] == "Lost"
    met, offered = deals["First appointment on"].notna(), deals["Next step on"].notna()
    per_rep = (
        pd.DataFrame(
            {
                "rep": deals["Rep"],
                "appointments": met,
                "passed": offered,
                "failed": met & ~offered & lost,
                "won": won,
                "lost_late": offered & lost,
                "sale": deals["Amount"].where(won),
                "days": (deals["Closed on"] - deals["First appointment on"]).dt.days.where(won),
            }
        )
        .groupby("rep")
        .agg(
            dict.fromkeys(["appointments", "passed", "failed", "won", "lost_late"], "sum")
            | {"sale": "mean", "days": "mean"}
        )
    )
    per_rep["next_step"] = per_rep["passed"] / (per_rep["passed"] + per_rep["failed"])
    per_rep["closing"] = per_rep["won"] / (per_rep["won"] + per_rep["lost_late"])
    return per_rep


def test_each_weakness_told_in_the_readme_is_in_the_data(figures: pd.DataFrame) -> None:
    usual = figures.drop(index="Adam Farouk")
    assert usual["next_step"].idxmin() == "Omar Nasser"
    assert usual["next_step"].min() < 0.55
    assert usual["closing"].idxmin() == "Yousef Darwish"
    assert usual["closing"].min() < 0.55
    assert (usual.drop(index=["Omar Nasser"])["next_step"] > 0.65).all()
    assert (usual.drop(index=["Yousef Darwish"])["closing"] > 0.65).all()
    assert usual.loc["Daniel Reed", "appointments"] < usual["appointments"].median() / 2
    assert usual.loc["Maya Khoury", "sale"] < 0.6 * usual.drop(index="Maya Khoury")["sale"].mean()
    assert usual.loc["Sara Haddad", "days"] < 0.7 * usual.drop(index="Sara Haddad")["days"].mean()
    assert figures.loc["Adam Farouk", "appointments"] < 10


def test_appointments_held_agree_between_the_sheets() -> None:
    sample = invent()
    held = sample.activities.query("Type == 'Appointment' and Result == 'Held'").groupby("Rep")["Count"].sum()
    by_deal = sample.deals.groupby("Rep")["First appointment on"].count()
    assert held.to_dict() == by_deal.to_dict()


def test_a_file_name_decides_what_is_written(tmp_path: Path) -> None:
    assert [file.name for file in write(tmp_path / "one.csv", 3, 40)] == ["one.csv"]
    assert [file.name for file in write(tmp_path / "one.XLSX", 3, 40)] == ["one.XLSX"]
    assert (tmp_path / "one.XLSX").read_bytes().startswith(b"PK")
    folder = write(tmp_path / "new" / "folder", 3, 40)
    assert {file.name for file in folder} == {"deals.csv", "activities.csv", "goals.csv", "reps.csv"}
    assert {file.name for file in write(tmp_path / "all", 3, 40, every_format=True)} == set(FORMATS)


def test_more_deals_than_a_worksheet_holds_are_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coaching.sample.workbook.MOST_ROWS", 50)
    with pytest.raises(ValueError, match=r"choose a \.csv"):
        make(3, 60, 1, ("team.xlsx",))
