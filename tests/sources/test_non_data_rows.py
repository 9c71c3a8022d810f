"""Totals, subtotals and the blanks of grouped reports.

What would be lost: a subtotal counted as a rep or a deal doubles a team; a blank filled where none was meant gives a
deal to the wrong rep, or wins it.
"""

from __future__ import annotations

import pytest

from tests.importing.made import asked, codes, dates, deals, raw, suggested, taken

HEAD = ["Owner", "Deal", "Stage", "Amount", "Created"]
DANA = [["Dana", "A", "Won", "1", "2026-01-02"], ["Dana", "B", "Won", "2", "2026-01-03"]]
OMAR = [["Omar", "C", "Lost", "4", "2026-01-04"]]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Dana Total", "Omar Total"),
        ("Total Dana", "Total - Omar"),
        ("Summe Dana", "Ergebnis Omar"),
        ("Dana Ergebnis", "Omar Ergebnis"),
        ("Dana Grand Total", "Omar Count"),
        ("إجمالي Dana", "Omar الإجمالي"),
        ("Owner: Dana (2 records)", "Opportunity Owner: Omar (1 record)"),
    ],
)
def test_a_subtotal_that_names_its_group_is_no_deal_and_no_rep(first: str, second: str) -> None:
    rows = [HEAD, *DANA, [first, "", "", "3", ""], *OMAR, [second, "", "", "4", ""], ["Grand Total", "", "", "7", ""]]
    intake = taken(rows)
    assert intake.tables.deals.rep.tolist() == ["Dana", "Dana", "Omar"]
    assert intake.sources[0].rows_junk == 3


def test_a_group_of_any_column_is_added_up() -> None:
    rows = [HEAD, *DANA, ["", "", "Won Total", "3", ""], *OMAR, ["", "", "Lost Total", "4", ""]]
    assert raw(rows).rows_junk == 2


def test_a_deal_with_a_word_for_a_total_in_its_name_stays_one() -> None:
    names = ["Total Energies", "Sum Holding", "Dana Total", "Acme: renewal (3 records)"]
    rows = [["Deal", "Rep", "Stage", "Amount", "Created", "Source"], *([name, "", "", "5", "", ""] for name in names)]
    assert raw(rows).frame["Deal"].tolist() == names
    full = [["Total Energies", "Dana", "Won", "5", "2026-01-02", "Web"], ["Energies", *["Dana"] * 2, "5", "", "Web"]]
    assert raw([rows[0], *full]).rows_junk == 0


COUNTS = ["Rep", "Month", "Calls", "Meetings", "Proposals", "Deals won", "Revenue"]


@pytest.mark.parametrize("word", ["Total", "Team total", "Grand Total", "الإجمالي", "Gesamtergebnis", "Dana Total"])
def test_the_total_below_a_sheet_of_counts_does_not_double_the_team(word: str) -> None:
    rows = [
        COUNTS,
        ["Dana", "Jan 2026", "40", "8", "3", "1", "20000"],
        ["Omar", "Jan 2026", "45", "9", "4", "1", "25000"],
        [word, "Jan 2026", "85", "17", "7", "2", "45000"],
    ]
    intake = taken(rows)
    assert intake.tables.rep_periods.rep.tolist() == ["Dana", "Omar"]
    assert intake.sources[0].rows_junk == 1


def test_the_total_below_goals_is_no_goal() -> None:
    rows = [["Rep", "Month", "Target"], ["Dana", "2026-01", "50000"], ["Total", "2026-01", "50000"]]
    assert taken(rows).tables.goals.rep.tolist() == ["Dana"]


@pytest.mark.parametrize(
    "head", [["Customer", "Rep", "Status"], ["Name", "Owner", "Status"], ["Name", "Team", "Stage"]]
)
def test_a_full_row_for_a_customer_called_total_is_a_deal(head: list[str]) -> None:
    rows = [[*head, "Amount", "Created"], ["Total", "Dana", "Won", "5", "2026-01-02"]]
    assert raw(rows).rows_junk == 0


# grouped reports


def test_a_list_that_ends_in_a_total_keeps_its_blank_dates() -> None:
    rows = [
        ["Won date", "Deal", "Owner", "Amount", "Created"],
        ["2026-01-05", "A", "Dana", "10", "2026-01-01"],
        ["", "B", "Omar", "20", "2026-01-02"],
        ["2026-02-01", "C", "Dana", "30", "2026-01-03"],
        ["", "D", "Omar", "40", "2026-01-04"],
        ["Total", "", "", "100", ""],
    ]
    found = deals(rows)
    assert found.outcome.tolist() == ["won", "open", "won", "open"]
    assert dates(found.closed_on) == ["2026-01-05", None, "2026-02-01", None]


def test_dates_are_not_filled_even_where_each_group_is_added_up() -> None:
    rows = [
        ["Won date", "Deal", "Owner", "Amount"],
        ["2026-01-05", "A", "Dana", "10"],
        ["", "B", "Omar", "20"],
        ["Subtotal", "", "", "30"],
        ["2026-02-01", "C", "Dana", "30"],
        ["", "D", "Omar", "40"],
        ["Subtotal", "", "", "70"],
    ]
    assert raw(rows).frame["Won date"].tolist() == ["2026-01-05", "", "2026-02-01", ""]


def test_a_list_that_ends_in_a_total_keeps_deals_without_an_owner() -> None:
    owners = ["Dana", "", "Omar", "Dana", "", "Omar", "", "Dana"]
    rows = [HEAD, *([owner, f"D{n}", "Won", "1", "2026-01-02"] for n, owner in enumerate(owners))]
    intake = taken([*rows, ["Total", "", "", "8", ""]])
    assert intake.tables.deals.rep.tolist() == ["Dana", "Omar", "Dana", "Omar", "Dana"]
    assert intake.set_aside.reason.tolist() == ["no_rep"] * 3


def test_reasons_are_not_filled_in_a_grouped_report() -> None:
    rows = [
        ["Opportunity Owner", "Loss Reason", "Opportunity Name", "Stage", "Amount"],
        ["Dana", "Price", "A", "Closed Lost", "1"],
        ["", "", "B", "Closed Won", "1"],
        ["Subtotal", "", "", "", "2"],
        ["Omar", "Timing", "C", "Closed Lost", "1"],
        ["", "", "D", "Closed Won", "1"],
        ["Subtotal", "", "", "", "2"],
    ]
    table = raw(rows)
    assert table.frame["Opportunity Owner"].tolist() == ["Dana", "Dana", "Omar", "Omar"]
    assert table.frame["Loss Reason"].tolist() == ["Price", "", "Timing", ""]


def test_groups_within_groups_are_filled_however_few_their_blanks() -> None:
    rows = [
        ["Opportunity Owner", "Stage", "Opportunity Name", "Amount", "Close Date"],
        ["Noura", "Closed Won", "Acme", "1", "2026-01-02"],
        ["", "", "Acme 2", "1", "2026-01-03"],
        ["", "Closed Lost", "Beta", "1", "2026-01-04"],
        ["", "Proposal", "Gamma", "1", "2026-01-05"],
        ["Subtotal", "", "", "4", ""],
        ["Omar", "Closed Won", "Delta", "1", "2026-01-06"],
        ["", "Closed Lost", "Eps", "1", "2026-01-07"],
        ["Subtotal", "", "", "2", ""],
    ]
    found = deals(rows)
    assert found.outcome.tolist() == ["won", "won", "lost", "open", "won", "lost"]
    assert found.rep.tolist() == ["Noura"] * 4 + ["Omar"] * 2


def test_a_column_of_details_is_no_group_within_a_group() -> None:
    def stages(*stages: str) -> list[str]:
        rows = [["Owner", "Stage", "Deal", "Amount"], ["Dana", "Won", "A", "1"]]
        rows += [["", stage, f"B{n}", "1"] for n, stage in enumerate(stages)]
        rows += [["Subtotal", "", "", "5"], ["Omar", "Won", "C", "1"], ["Subtotal", "", "", "1"]]
        return raw(rows).frame["Stage"].tolist()

    assert stages("", "Lost", "Proposal")[:2] == ["Won", "Won"]
    assert stages("", "Lost", "Won")[:2] == ["Won", ""]


def test_a_report_indented_by_a_blank_column_is_grouped_all_the_same() -> None:
    rows = [
        ["", "Opportunity Owner", "Opportunity Name", "Stage", "Amount"],
        ["", "Noura (2)", "A", "Closed Won", "1"],
        ["", "", "B", "Closed Won", "1"],
        ["", "Subtotal", "", "", "2"],
        ["", "Omar (1)", "C", "Closed Won", "1"],
        ["", "Subtotal", "", "", "1"],
    ]
    intake = taken(rows)
    assert intake.tables.deals.rep.tolist() == ["Noura", "Noura", "Omar"]
    assert "grouped_report" in codes(intake)


def test_headers_of_a_crm_group_as_much_as_those_of_the_word_lists() -> None:
    rows = [
        ["Opportunity Owner: Full Name", "Opportunity Name", "Stage", "Amount"],
        ["Noura", "A", "Closed Won", "1"],
        ["", "B", "Closed Won", "1"],
        ["Omar", "C", "Closed Won", "1"],
    ]
    assert raw(rows).frame["Opportunity Owner: Full Name"].tolist() == ["Noura", "Noura", "Omar"]


def test_a_header_that_a_second_row_says_in_another_language_is_no_deal() -> None:
    arabic = ["المندوب", "الصفقة", "المرحلة", "القيمة", "تاريخ الإنشاء"]
    found = taken([HEAD, arabic, *DANA, *OMAR])
    assert sorted(found.tables.deals["rep"].unique()) == ["Dana", "Omar"]


def test_a_row_that_says_how_cells_are_filled_in_is_no_deal() -> None:
    hints = ["(first, last)", "(company)", "won / lost / open", "in k", "dd/mm/yyyy"]
    table = raw([HEAD, hints, *DANA, *OMAR])
    assert table.frame["Deal"].tolist() == ["A", "B", "C"] and table.rows_junk == 1
    assert raw([HEAD, ["Eva", "Z", "Open", "tbd", "unknown"], *DANA, *OMAR]).rows_junk == 0


def test_names_of_groups_in_rows_of_their_own_are_filled_down() -> None:
    grouped = [["Dana (2)", "", "", "3", ""], *DANA, ["Omar (1)", "", "", "4", ""], *OMAR]
    rows = [[row[0] if "(" in row[0] else "", *row[1:]] for row in grouped]
    table = raw([["", *HEAD[1:]], *rows])
    assert table.frame["Column 1"].tolist() == ["Dana", "Dana", "Omar"] and table.rows_junk == 2
    assert raw([["", *HEAD[1:]], ["Dana (5)", *rows[0][1:]], *rows[1:]]).rows_junk == 0


# lines above the rows they speak of

NO_OWNER = ["Client", "Created", "Status", "Amount"]
OF_DANA = [["Acme", "2026-01-02", "Won", "1"], ["Beta", "2026-01-03", "Lost", "2"]]
OF_OMAR = [["Gamma", "2026-01-04", "Won", "4"], ["Delta", "2026-01-05", "Lost", "8"]]
OWNERS = ["Dana Fox"] * 2 + ["Omar Said"] * 2


def line(text: str) -> list[str]:
    return [text, "", "", ""]


@pytest.mark.parametrize(
    ("label", "total"),
    [("Sales rep", "Total"), ("Handlowiec", "Razem"), ("المندوب", "المجموع"), ("Commercial", "Sous-total")],
)
@pytest.mark.parametrize("every", [True, False], ids=["a header for each", "one header"])
def test_a_line_that_names_the_rep_says_whose_the_rows_below_are(label: str, total: str, every: bool) -> None:
    sums = [total, "", "", "3"]
    first, second = line(f"{label}: Dana Fox"), line(f"{label}: Omar Said")
    above, again = ([first], [NO_OWNER]) if every else ([], [])
    start = [*above, NO_OWNER] if every else [NO_OWNER, first]
    intake = taken([*start, *OF_DANA, sums, second, *again, *OF_OMAR, sums])
    assert intake.tables.deals.rep.tolist() == OWNERS
    source = intake.sources[0]
    assert (source.rows_kept, source.rows_set_aside) == (4, 0)


def test_a_line_may_say_its_label_and_its_name_in_two_cells_or_of_the_whole_sheet() -> None:
    apart = [["Rep", "Dana Fox", "", ""], *OF_DANA, ["Rep", "Omar Said", "", ""], *OF_OMAR]
    assert taken([NO_OWNER, *apart]).tables.deals.rep.tolist() == OWNERS
    assert taken([line("Sales rep: Dana Fox"), NO_OWNER, *OF_DANA]).tables.deals.rep.tolist() == OWNERS[:2]
    assert raw([line("Sales rep: All reps"), NO_OWNER, *OF_DANA]).header == tuple(NO_OWNER)


def test_lines_of_teams_above_those_of_reps_are_read_as_well() -> None:
    rows = [line("Region: North"), line("Rep: Dana Fox"), NO_OWNER, *OF_DANA, line("Region: South")]
    table = raw([*rows, line("Rep: Omar Said"), NO_OWNER, *OF_OMAR])
    assert table.frame["Rep"].tolist() == OWNERS
    assert table.frame["Region"].tolist() == ["North"] * 2 + ["South"] * 2


def test_bare_names_above_their_rows_are_asked_about_and_those_of_regions_are_not_theirs() -> None:
    north = [line("North Region"), line("Dana Fox"), *OF_DANA, ["Subtotal Dana Fox", "", "", "3"]]
    rows = [NO_OWNER, *north, line("South Region"), line("Omar Said"), *OF_OMAR]
    assert taken(rows).tables.deals.rep.tolist() == OWNERS
    assert "column:rep" in asked(suggested(rows))


def test_stages_above_their_rows_say_how_far_they_came() -> None:
    head = ["Client", "Owner", "Created", "Amount"]
    rows = [head, line("Proposal sent"), ["Acme", "Dana", "2026-01-02", "1"], ["Beta", "Omar", "2026-01-03", "2"]]
    rows += [line("Closed won"), ["Gamma", "Dana", "2026-01-04", "4"], ["Delta", "Omar", "2026-01-05", "8"]]
    assert raw(rows).frame["Column 5"].tolist() == ["Proposal sent"] * 2 + ["Closed won"] * 2


def test_customers_without_more_and_notes_are_no_lines_of_reps() -> None:
    alone = [NO_OWNER, line("Eva Long"), *OF_DANA, line("Max Short"), *OF_OMAR[:1], line("Note: without tax")]
    assert raw(alone).header == tuple(NO_OWNER)
    owned = [HEAD, *DANA, ["Rep: Omar Said", "", "", "", ""], *OMAR]
    assert raw(owned).header == tuple(HEAD)
