"""What casts doubt on an upload as a whole: a user would coach on a typing error or a sale that was taken back."""

from __future__ import annotations

import pytest

from coaching.importing import (
    Given,
    Intake,
    RawTable,
    TableMapping,
    apply_mapping,
    override,
    raised,
    remember,
    suggest_mapping,
    suspicious_issues,
)
from coaching.importing.values.dates import look_at_dates
from tests.importing.made import dates, deals, mapped, raw, taken

HEADER = ["Deal ID", "Owner", "Stage", "Amount", "Created Date", "Close Date"]


def won(*amounts: str, stage: str = "Closed Won") -> list[list[str]]:
    rows = [[f"D{n}", "Lea Sand", stage, money, "2026-01-02", "2026-02-02"] for n, money in enumerate(amounts)]
    return [HEADER, *rows]


def doubted(intake: Intake) -> dict[str, tuple[str, ...]]:
    return {issue.code: issue.values for issue in suspicious_issues(intake)}


def test_an_amount_far_above_all_others_is_told_with_its_cell() -> None:
    intake = taken(won("100", "110", "95", "105", "98000", "90"))
    (issue,) = (issue for issue in suspicious_issues(intake) if issue.code == "amount_outlier")
    assert (issue.rows, issue.values, issue.column) == ((6,), ("98000",), "Amount")


def test_an_outlier_among_three_is_told_as_it_is_left_out_of_what_others_are_compared_with() -> None:
    assert doubted(taken(won("100", "110", "100000")))["amount_outlier"] == ("100000",)


@pytest.mark.parametrize("amounts", [("100", "110", "95", "105", "1900", "90"), ("5", "6", "7", "8", "900", "1000")])
def test_a_large_deal_is_no_outlier(amounts: tuple[str, ...]) -> None:
    assert "amount_outlier" not in doubted(taken(won(*amounts)))


def test_won_amounts_below_zero_are_told() -> None:
    assert doubted(taken(won("100", "-100")))["negative_won_amount"] == ("-100",)


def test_files_whose_amounts_are_not_in_one_unit_are_told() -> None:
    other = [[f"X{n}", *row[1:]] for n, row in enumerate(won(*["50000"] * 6)[1:])]
    assert doubted(taken(won(*["100"] * 6), [HEADER, *other]))["amounts_far_apart"] == ("500",)


@pytest.mark.parametrize("label", ["Closed Won - Refunded", "Won (reversed)", "Won, returned", "Ganado, devuelto"])
def test_a_win_that_its_label_takes_back_is_asked_about(label: str) -> None:
    table = raw([*won("100", "110"), *won("90", stage=label)[1:]])
    questions = suggest_mapping(table).questions
    assert [question.label for question in questions if question.about == "stage"] == [label]


def test_a_win_that_a_column_of_refunds_takes_back_is_told() -> None:
    rows = [
        [*row, back] for row, back in zip(won("100", "110", "120"), ("Refunded on", "", "2026-03-01", "0"), strict=True)
    ]
    assert doubted(taken(rows))["taken_back"] == ("Refunded on",)


def test_two_columns_that_disagree_on_a_win_are_told() -> None:
    rows = [[*row, status] for row, status in zip(won("100", "110"), ("Status", "Lost", "Won"), strict=True)]
    fields = {"status": "Status", "stage": "Stage"}
    intake = apply_mapping([mapped(rows, "deals", **fields)])
    (issue,) = (issue for issue in suspicious_issues(intake) if issue.code == "outcomes_disagree")
    assert (issue.rows, issue.values) == ((2,), ("Status", "Stage"))


def test_a_column_that_calls_every_deal_open_contradicts_no_stage() -> None:
    rows = [[*row, status] for row, status in zip(won("100", "110"), ("Status", "Open", "Open"), strict=True)]
    intake = apply_mapping([mapped(rows, "deals", status="Status", stage="Stage")])
    assert "outcomes_disagree" not in doubted(intake)
    assert intake.tables.deals["outcome"].tolist() == ["won", "won"]


def test_more_appointments_than_conversations_are_told() -> None:
    header = ["Who", "What", "Day"]
    rows = [["Lea Sand", kind, "2026-03-02"] for kind in ("Meeting", "Meeting", "Call")]
    intake = apply_mapping([mapped([header, *rows], "activities", rep="Who", kind="What", happened_on="Day")])
    assert doubted(intake)["more_appointments"] == ("2 / 1",)


def test_each_shape_of_dates_in_a_column_has_its_own_order() -> None:
    days = ("25/01/2026", "01-31-2026", "02/03/2026", "02-03-2026")
    rows = [[f"D{n}", "Lea Sand", "Closed Won", "1", day, "2026-05-01"] for n, day in enumerate(days)]
    found = deals([HEADER, *rows])
    assert dates(found["created_on"]) == ["2026-01-25", "2026-01-31", "2026-03-02", "2026-02-03"]
    assert look_at_dates(days).order == "-mdy /dmy"


def test_a_shape_that_does_not_show_its_order_is_asked_about() -> None:
    assert not look_at_dates(("25/01/2026", "01/31/2026", "02-03-2026")).sure


@pytest.mark.parametrize(
    ("created", "closed", "order"), [("05/01/2026", "02/03/2026", "dmy"), ("01/05/2026", "03/02/2026", "mdy")]
)
def test_of_two_readings_the_one_in_which_no_deal_ends_before_it_begins_is_guessed(created, closed, order) -> None:
    mapping = suggest_mapping(raw([HEADER, *([f"D{n}", "Lea Sand", "Won", "1", created, closed] for n in range(3))]))
    assert [one.guess for one in mapping.questions if one.about == "date_order"] == [order]


# what is told has an answer, and the answer changes the figures


def asked_after(pairs: list[tuple[RawTable, TableMapping]]) -> dict[str, str]:
    """Return what the rows of files raise, with what holds until it is answered."""
    intake = apply_mapping(pairs)
    found = [one for source, (_, mapping) in zip(intake.sources, pairs, strict=True) for one in raised(source, mapping)]
    return {question.about: question.guess for question in found}


def answered(pairs: list[tuple[RawTable, TableMapping]], **formats: str) -> list[tuple[RawTable, TableMapping]]:
    return [(table, override(mapping, Given(formats=formats))) for table, mapping in pairs]


def read_as_suggested(*files: list[list[str]]) -> list[tuple[RawTable, TableMapping]]:
    tables = [raw(rows, f"file{n}.csv") for n, rows in enumerate(files)]
    return [(table, suggest_mapping(table)) for table in tables]


def test_an_amount_said_to_be_wrong_is_no_amount_and_the_next_upload_asks_again() -> None:
    pairs = read_as_suggested(won("100", "110", "95", "105", "98000", "90"))
    assert asked_after(pairs) == {"outliers": "right"}
    right, wrong = answered(pairs, outliers="right"), answered(pairs, outliers="unknown")
    assert asked_after(right) == asked_after(wrong) == {}
    assert apply_mapping(right).tables.deals["amount"].max() == 98000
    assert apply_mapping(wrong).tables.deals["amount"].sum() == 500
    assert "outliers" not in remember(wrong[0][1])["formats"]


def test_the_column_that_is_said_to_count_decides_how_deals_ended() -> None:
    rows = [[*row, status] for row, status in zip(won("100", "110"), ("Status", "Open", "Won"), strict=True)]
    pairs = [mapped(rows, "deals", status="Status", stage="Stage")]
    assert asked_after(pairs) == {"outcome_column": "status"}
    for column, outcomes in (("status", ["open", "won"]), ("stage", ["won", "won"])):
        counted = answered(pairs, outcome_column=column)
        assert apply_mapping(counted).tables.deals["outcome"].tolist() == outcomes
        assert asked_after(counted) == {}


def test_files_in_different_units_count_in_one_once_it_is_said_which() -> None:
    other = [HEADER, *([f"X{n}", *row[1:]] for n, row in enumerate(won(*["50000"] * 6)[1:]))]
    pairs = read_as_suggested(won(*["100"] * 6), other)
    assert asked_after(pairs) == {"amount_unit": "as_written"}
    for answer, total in (("as_written", 300600), ("in_cents", 3600), ("others_in_thousands", 900000)):
        counted = [pairs[0], *answered(pairs[1:], amount_unit=answer)]
        assert apply_mapping(counted).tables.deals["amount"].sum() == total
        assert asked_after(counted) == {}


def test_conversations_that_are_not_all_logged_are_left_out_once_it_is_said() -> None:
    rows = [["Who", "What", "Day"], *(["Lea Sand", kind, "2026-03-02"] for kind in ("Meeting", "Meeting", "Call"))]
    pairs = [mapped(rows, "activities", rep="Who", kind="What", happened_on="Day")]
    assert asked_after(pairs) == {"conversations": "as_logged"}
    left = answered(pairs, conversation_log="leave_out")
    assert apply_mapping(left).tables.activities["kind"].tolist() == ["appointment"] * 2
    assert apply_mapping(answered(pairs, conversation_log="as_logged")).sources[0].rows_kept == 3
