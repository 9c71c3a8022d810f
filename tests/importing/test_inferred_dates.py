"""Exports of several weeks date the steps that no single one dates, and never against what an export says.

What would be lost: cycle times and ratios of teams whose CRM shows only the present stage; or the trust in them.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coaching.importing import Intake, inferred_dates, merge
from coaching.importing.history.inferred_dates import DATED_BY_EXPORTS
from coaching.tables import FIRST_APPOINTMENT, GATES, LOST, NEXT_STEP, WON
from tests.store.made import intake

WEEKS = [dt.date(2026, 3, 2) + dt.timedelta(weeks=week) for week in range(4)]


def one(**values: object) -> Intake:
    return intake({"deal_id": "D-1", "gate_shown": False, **values})


def dated(old: dict, new: dict) -> pd.Series:
    told, _ = inferred_dates(one(**old), one(**new), WEEKS[1])
    return told.tables.deals.iloc[0]


def test_a_step_taken_between_two_exports_is_dated_by_the_later() -> None:
    told, count = inferred_dates(one(gate="conversation"), one(gate="next_step"), WEEKS[1])
    deal = told.tables.deals.iloc[0]
    assert (deal["first_appointment_on"], deal["next_step_on"]) == (pd.Timestamp(WEEKS[1]), pd.Timestamp(WEEKS[1]))
    assert count == 1
    assert told.sources[0].assumptions == (DATED_BY_EXPORTS,)


@pytest.mark.parametrize(
    ("new", "first"),
    [
        ({"outcome": WON, "gate": "won", "closed_on": "2026-03-04"}, "2026-03-04"),
        ({"gate": "next_step", "next_step_on": "2026-03-05"}, "2026-03-05"),
        ({"gate": "first_appointment", "first_appointment_on": "2026-01-20"}, "2026-01-20"),
        ({"gate": "first_appointment"}, "2026-03-09"),
    ],
)
def test_the_earliest_later_date_bounds_it(new: dict, first: str) -> None:
    assert dated({"gate": "conversation"}, new)["first_appointment_on"] == pd.Timestamp(first)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"gate": "first_appointment"}, {"gate": "first_appointment"}),  # it was past it before anyone looked
        ({}, {"gate": "first_appointment"}),  # nobody knows where it stood
        ({"gate": "conversation"}, {"gate": "conversation"}),
        ({"gate": "conversation", "deal_id": "D-2"}, {"gate": "next_step"}),
        ({"gate": "conversation"}, {"gate": "next_step", "created_on": "2026-05-01"}),  # made after it was seen
    ],
)
def test_what_nobody_saw_is_not_dated(old: dict, new: dict) -> None:
    before, after = one(**old), one(**new)
    told, count = inferred_dates(before, after, WEEKS[1])
    assert told is after
    assert count == 0


def test_a_date_of_an_earlier_export_is_kept() -> None:
    deal = dated({"gate": "next_step", "first_appointment_on": "2026-01-20"}, {"gate": "next_step"})
    assert deal["first_appointment_on"] == pd.Timestamp("2026-01-20")


def test_a_lost_deal_came_as_far_as_any_export_shows() -> None:
    deal = dated({"gate": "next_step"}, {"outcome": LOST, "closed_on": "2026-03-05"})
    assert (deal["gate"], bool(deal["gate_shown"])) == ("next_step", True)
    unseen = dated({}, {"outcome": LOST})
    assert pd.isna(unseen["gate"])
    assert not unseen["gate_shown"]


def test_deals_without_an_id_are_met_by_name_account_and_day() -> None:
    common = {"deal_id": None, "deal_name": "Fit-out", "account": "Noor"}
    assert dated({**common, "gate": "conversation"}, {**common, "gate": "next_step"})["next_step_on"] == pd.Timestamp(
        WEEKS[1]
    )


_ROW = st.fixed_dictionaries(
    {
        "deal_id": st.sampled_from(["A", "B", "C"]),
        "gate": st.sampled_from([None, *GATES[:3]]),
        "outcome": st.sampled_from(["open", LOST, WON]),
        "gate_shown": st.booleans(),
        "first_appointment_on": st.sampled_from([None, "2026-01-10", "2026-03-04"]),
        "next_step_on": st.sampled_from([None, "2026-02-10", "2026-03-06"]),
        "closed_on": st.sampled_from([None, "2026-03-05"]),
    }
)
_EXPORT = st.lists(_ROW, max_size=3, unique_by=lambda row: row["deal_id"]).map(lambda rows: intake(*rows))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(_EXPORT, _EXPORT)
def test_no_date_given_is_changed_and_no_row_is_lost(old: Intake, new: Intake) -> None:
    told, count = inferred_dates(old, new, WEEKS[1])
    before, after = new.tables.deals, told.tables.deals
    for name in before.columns:
        if name in ("first_appointment_on", "next_step_on"):
            given_there = before[name].notna()
            assert after.loc[given_there, name].equals(before.loc[given_there, name])
            assert (after[name].dropna() <= pd.Timestamp(WEEKS[1])).all()
        elif name not in ("gate", "gate_shown"):
            pd.testing.assert_series_equal(after[name], before[name])
    not_lost = before["outcome"] != LOST
    assert after.loc[not_lost, "gate"].astype(object).equals(before.loc[not_lost, "gate"].astype(object))
    ranks = {gate: place for place, gate in enumerate(GATES)}
    assert (
        after["gate"].astype(object).map(ranks).fillna(-1) >= before["gate"].astype(object).map(ranks).fillna(-1)
    ).all()
    assert 0 <= count <= len(after)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(_EXPORT, _EXPORT)
def test_the_same_export_again_teaches_nothing_more(old: Intake, new: Intake) -> None:
    told, _ = inferred_dates(old, new, WEEKS[1])
    again, count = inferred_dates(merge(old, told), new, WEEKS[2])
    assert count == 0
    for gate in (FIRST_APPOINTMENT, NEXT_STEP):
        name = f"{gate}_on"
        assert again.tables.deals[name].equals(told.tables.deals[name])
