"""What people choose about an upload, and what is remembered of it for the next.

What would be lost: renewals mixed into a win rate, or a team that answers the same questions every Monday.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from coaching.importing import (
    Given,
    Intake,
    apply_mapping,
    dump_mapping,
    given_for,
    layout_key,
    load_mapping,
    override,
    readings,
    recall,
    remember,
    suggest_mapping,
    values_of,
)
from tests.importing.made import asked, assert_all_rows_accounted, codes, raw

HEAD = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Deal type", "Pipeline"]


def one(deal: str, kind: str = "New", pipeline: str = "Sales", stage: str = "Won", rep: str = "Dana") -> list[str]:
    return [deal, rep, stage, "10", "2026-01-05", kind, pipeline]


def left_out(rows: list[list[str]], **exclude: tuple[str, ...]) -> Intake:
    table = raw([HEAD, *rows])
    return apply_mapping([(table, override(suggest_mapping(table), Given(exclude=exclude)))])


# leaving out


def test_renewals_are_left_out_by_choice_and_stay_accounted_for() -> None:
    intake = left_out(
        [one("1"), one("2", " renewal "), one("3", "Renewal", rep=""), one("4", "")], deal_type=("Renewal",)
    )
    assert intake.tables.deals.deal_id.tolist() == ["1", "4"]
    assert intake.set_aside[["row", "reason"]].values.tolist() == [
        [3, "left_out_by_choice"],
        [4, "left_out_by_choice"],
    ]
    assert_all_rows_accounted(intake)


def test_pipelines_can_be_picked_and_blanks_left_out() -> None:
    rows = [one("1"), one("2", pipeline="Partners"), one("3", pipeline="-")]
    assert left_out(rows, pipeline=("Partners", "")).tables.deals.deal_id.tolist() == ["1"]
    assert left_out(rows, pipeline=()).tables.deals.deal_id.tolist() == ["1", "2", "3"]
    assert left_out(rows, team=("North",)).tables.deals.deal_id.tolist() == ["1", "2", "3"]


def test_a_deal_that_became_a_renewal_does_not_come_back_as_its_older_copy() -> None:
    intake = left_out([one("1"), one("2"), one("1", "Renewal")], deal_type=("Renewal",))
    assert intake.tables.deals.deal_id.tolist() == ["2"]
    assert sorted(intake.set_aside.reason) == ["left_out_by_choice", "superseded"]


def test_the_values_to_choose_from_come_with_their_counts() -> None:
    table = raw([HEAD, one("1"), one("2", "Renewal"), one("3", "Renewal"), one("4", "-")])
    mapping = suggest_mapping(table)
    assert dict(values_of(table, mapping, "deal_type")) == {"Renewal": 2, "New": 1, "": 1}
    assert values_of(table, mapping, "product") == {}


def test_what_is_left_out_stands_in_the_mapping_file() -> None:
    table = raw([HEAD, one("1")], "deals [1].csv")
    told = override(suggest_mapping(table), Given(exclude={"deal_type": ("Renewal", "")}))
    given = given_for(load_mapping(dump_mapping([(table, told)])), table)
    assert given is not None
    assert override(suggest_mapping(table), given).exclude == {"deal_type": ("Renewal", "")}
    for text in ('{"exclude": {"colour": ["red"]}}', '{"exclude": {"team": "red"}}'):
        with pytest.raises(ValueError, match=r"\w+ \w+"):
            load_mapping(text)


# remembering


def test_the_next_export_of_a_layout_has_the_same_key_and_another_layout_another() -> None:
    first, later = raw([HEAD, one("1")]), raw([["Week 6"], [name.upper() for name in HEAD[::-1]], one("9")[::-1]])
    assert layout_key(first) == layout_key(later)
    assert layout_key(first) != layout_key(raw([HEAD[1:], one("1")[1:]]))


def decided() -> tuple[list[list[str]], dict]:
    """Return an export with questions, and what was decided about it as a store gives it back."""
    head = ["Deal ID", "Salse rep", "Stage", "Amount", "Created Date", "Region"]
    rows = [head, ["1", "Dana", "Bluebird", "10", "1/2/2026", "North"], ["2", "Omar", "Won", "20", "3/2/2026", "South"]]
    table = raw(rows)
    given = Given(
        fields={"rep": "Salse rep", "team": "Region", "amount": ""},
        stages={"Bluebird": "first_appointment"},
        formats={"created_on": "mdy"},
        exclude={"team": ("South",)},
    )
    assert suggest_mapping(table).questions
    told = replace(override(suggest_mapping(table), given), questions=())
    return rows, json.loads(json.dumps(remember(told)))


def test_nothing_is_asked_twice_about_the_same_layout() -> None:
    rows, remembered = decided()
    later = [["7", "Dana", "bluebird", "10", "2/4/2026", "East"], ["8", "Omar", "Won", "20", "2/5/2026", "East"]]
    again = recall(raw([rows[0], *later]), remembered)
    assert again.questions == ()
    assert again.fields["team"] == "Region"
    assert again.formats["created_on"] == "mdy"
    assert again.exclude == {"team": ("South",)}
    assert "amount" not in again.fields
    assert again.stages["bluebird"] == "first_appointment"


def test_only_what_still_fits_is_recalled() -> None:
    rows, remembered = decided()
    moved = [["Sales rep" if name == "Salse rep" else name for name in rows[0]]]
    again = recall(raw([*moved, ["7", "Dana", "Kingfisher", "10", "25/4/2026", "East"]]), remembered)
    assert again.fields["rep"] == "Sales rep"
    assert again.formats["created_on"] == "dmy"
    assert again.stages["Kingfisher"] == ""
    assert again.asks("stage")


@pytest.mark.parametrize(
    "remembered",
    [{}, {"table": "cars"}, {"table": "deals", "fields": {"horsepower": "Amount"}, "stages": {"Won": "?"}}],
)
def test_a_memory_that_makes_no_sense_is_passed_over(remembered: dict) -> None:
    table = raw([HEAD, one("1")])
    mapping = recall(table, remembered)
    assert "horsepower" not in mapping.fields
    assert mapping.stages == {"Won": "won"}
    assert "unknown_table" not in codes(apply_mapping([(table, mapping)]))


def test_each_reading_of_a_column_comes_with_cells_that_tell_it_from_the_others() -> None:
    head = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date"]
    rows = [["1", "Dana", "Won", "1,234", "05/05/2026"], ["2", "Dana", "Won", "12", "03/04/2026"]]
    table = raw([head, *rows, ["3", "Dana", "Won", "2,500", "01/02/2026"]])
    mapping = suggest_mapping(table)
    assert mapping.asks("date_order", "created_on")
    ways = readings(table, mapping, "created_on", 2)
    assert {way: [f"{day:%d %b}" for _, day in cells if isinstance(day, dt.date)] for way, cells in ways.items()} == {
        "dmy": ["03 Apr", "01 Feb"],
        "mdy": ["04 Mar", "02 Jan"],
    }
    assert {way: [value for _, value in cells] for way, cells in readings(table, mapping, "amount", 2).items()} == {
        ".": [1234, 2500],
        ",": [1.234, 2.5],
    }


def test_a_question_that_nobody_answered_is_asked_again() -> None:
    head = ["Deal ID", "Sales rep", "Stage", "Amount", "Created Date", "Visit"]
    rows = [["1", "Dana", "Won", "1,234", "05/05/2026", "x"], ["2", "Dana", "Won", "12", "03/04/2026", "y"]]
    mapping = suggest_mapping(raw([head, *rows]))
    wanted = {"date_order:created_on", "decimal:amount"}
    assert wanted <= asked(mapping)
    again = recall(raw([head, *rows]), remember(mapping))
    assert wanted <= asked(again)
    settled = override(mapping, Given(formats={"created_on": "mdy", "amount": ","}))
    assert wanted.isdisjoint(asked(recall(raw([head, *rows]), remember(settled))))


@pytest.mark.parametrize(
    ("kind", "pipeline", "asked"),
    [
        ("New business", "Sales", False),
        ("Existing Customer - Renewal", "Sales", True),
        ("تجديد", "Sales", True),
        ("New business", "Partners", True),
    ],
)
def test_renewals_and_several_pipelines_are_asked_about_once(kind: str, pipeline: str, asked: bool) -> None:
    row = ["1", "Dana", "Won", "10", "2026-01-02", "New business", "Sales"]
    rows = [HEAD, row, ["2", *row[1:5], kind, pipeline]]
    mapping = suggest_mapping(raw(rows))
    assert mapping.asks("kinds") == asked
    assert not override(mapping, Given(exclude={"deal_type": (kind,)})).asks("kinds")
    assert not recall(raw(rows), remember(replace(mapping, questions=()))).asks("kinds")
