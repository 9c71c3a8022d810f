"""Files that belong together find each other; files that do not say so.

What would be lost: the dates that make the ratios, or a person counted as two.
"""

from __future__ import annotations

import pytest

from tests.importing.made import assert_all_rows_accounted, codes, dates, deals, taken

DEALS = ["Deal ID", "Deal name", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]
CALLS = ["Activity ID", "Type", "Date", "Owner", "Deal ID", "Outcome"]
HISTORY = ["Opportunity ID", "Stage Name", "Created Date"]


def deal(number: str, name: str = "Acme", rep: str = "Noura", created: str = "2026-01-01") -> list[str]:
    return [number, name, rep, "Won", "100", created, "2026-02-20"]


def meeting(number: str, day: str, result: str = "Held") -> list[str]:
    return [f"A-{day}-{number}", "Meeting", day, "Noura", number, result]


@pytest.mark.parametrize("result", ["Held", "No show"])
def test_activities_without_a_meeting_held_for_any_deal_change_nothing(result: str) -> None:
    calls = [CALLS, ["A-1", "Call", "2026-01-02", "Noura", "1", ""]]
    if result == "No show":
        calls.append(meeting("1", "2026-01-05", result))
    found = taken([DEALS, deal("1"), deal("2")], calls)
    assert dates(found.tables.deals.first_appointment_on) == [None, None]
    assert_all_rows_accounted(found)


def test_a_meeting_of_several_deals_dates_each_of_them() -> None:
    found = deals([DEALS, deal("9002"), deal("9003")], [CALLS, meeting("9002;9003", "2026-01-09")])
    assert dates(found.first_appointment_on) == ["2026-01-09", "2026-01-09"]


def test_two_deals_of_one_name_leave_the_others_their_meetings() -> None:
    calls = [["Activity ID", "Type", "Date", "Owner", "Deal name", "Outcome"]]
    calls += [["A-1", "Meeting", "2026-01-09", "Noura", "Beta", "Held"]]
    calls += [["A-2", "Meeting", "2026-01-10", "Noura", "Renewal", "Held"]]
    rows = [deal("1", "Renewal"), deal("2", "Renewal"), deal("3", "Beta")]
    assert dates(deals([DEALS, *rows], calls).first_appointment_on) == [None, None, "2026-01-09"]


def test_numbers_that_a_spreadsheet_made_decimals_still_find_their_deals() -> None:
    found = deals([DEALS, deal("1002"), deal("1003")], [CALLS, meeting("1002.0", "2026-01-09")])
    assert dates(found.first_appointment_on) == ["2026-01-09", None]


# The long spelling of an id ends in three characters that tell its capitals; worked out by hand from Salesforce's
# published rule: aAbBc has capitals at 1 and 3, so 2 + 8 = 10, K.
SHORT, LONG = "0065g00000aAbBc", "0065g00000aAbBcAAK"


def test_salesforces_short_and_long_ids_are_one() -> None:
    history = [HISTORY, [LONG, "Needs Analysis", "2026-01-09"], [LONG, "Proposal/Price Quote", "2026-01-19"]]
    found = deals([DEALS, deal(SHORT), deal("0065g00000aabbc")], history)
    assert dates(found.next_step_on) == ["2026-01-19", None]


def test_a_history_may_call_deals_by_their_names() -> None:
    history = [HISTORY, *([name, "Proposal/Price Quote", "2026-01-19"] for name in ("Acme", "Renewal"))]
    found = taken([DEALS, deal("1", "Acme"), deal("2", "Renewal"), deal("3", "Renewal")], history)
    assert dates(found.tables.deals.next_step_on) == ["2026-01-19", None, None]
    assert "nothing_joined" not in codes(found)


def test_eighteen_letters_that_check_nothing_are_no_salesforce_id() -> None:
    other = LONG[:15] + "AAA"
    found = taken([DEALS, deal(SHORT)], [HISTORY, [other, "Proposal/Price Quote", "2026-01-19"]])
    assert dates(found.tables.deals.next_step_on) == [None]
    assert "nothing_joined" in codes(found)


def test_owners_whose_ids_differ_only_in_capitals_are_two() -> None:
    head = [*DEALS[:2], "Owner ID", *DEALS[3:]]
    found = deals([head, deal("1", rep="0055g00000abcdE"), deal("2", rep="0055g00000ABCDe")])
    assert found.rep.nunique() == 2


def test_a_file_that_finds_no_deal_says_so() -> None:
    found = taken([DEALS, deal("1")], [CALLS, meeting("77", "2026-01-09"), meeting("78", "2026-01-09")])
    issue = next(issue for issue in found.issues if issue.code == "nothing_joined")
    assert (issue.file, issue.count, issue.rows, issue.values) == ("file2.csv", 2, (2, 3), ("77", "78"))
    assert "nothing_joined" not in codes(taken([DEALS, deal("77")], [CALLS, meeting("77", "2026-01-09")]))


@pytest.mark.parametrize(
    ("often", "once"), [("José Pérez", "Jose Perez"), ("أحمد علي", "احمد على"), ("Sara Al-Harbi", "Sara Al Harbi")]
)
def test_one_person_spelled_in_two_ways_is_one_and_it_is_told(often: str, once: str) -> None:
    found = taken([DEALS, deal("1", rep=often), deal("2", rep=often), deal("3", rep=once)])
    assert found.tables.deals.rep.unique().tolist() == [often]
    issue = next(issue for issue in found.issues if issue.code == "spellings_joined")
    assert (issue.count, issue.rows, issue.values) == (1, (4,), (f"{once} = {often}",))


@pytest.mark.parametrize(("short", "told"), [("S. Krüger", True), ("M. Krüger", False), ("A. Krüger", False)])
def test_an_initial_that_may_be_another_owner_is_told_and_counts_apart(short: str, told: bool) -> None:
    owners = (short, "Sabine Krüger", "Anna Krüger", "Anton Krueger", "Anton Krüger")
    found = taken([DEALS, *(deal(str(n), rep=rep) for n, rep in enumerate(owners))])
    assert short in set(found.tables.deals.rep)
    assert ("maybe_one_person" in codes(found)) == told


@pytest.mark.parametrize(
    ("one", "other"), [("a.b@x.example", "a-b@x.example"), ("Rep-1", "Rep.1"), ("Ali", "Alia"), ("علي", "علياء")]
)
def test_two_people_stay_two(one: str, other: str) -> None:
    found = taken([DEALS, deal("1", rep=one), deal("2", rep=other)])
    assert found.tables.deals.rep.nunique() == 2
    assert "spellings_joined" not in codes(found)


NAMELESS = ["Deal name", "Account", "Sales rep", "Stage", "Amount", "Created Date", "Close Date"]


def nameless(name: str, amount: str, created: str = "2026-01-05") -> list[str]:
    return [name, f"{name} Ltd", "Noura", "Won", amount, created, "2026-02-20"]


def test_deals_without_an_id_in_two_exports_count_once() -> None:
    first = [NAMELESS, nameless("Acme", "100"), nameless("Beta", "50")]
    second = [NAMELESS, nameless("Acme", "120"), nameless("Gamma", "70")]
    found = taken(first, second)
    assert found.tables.deals.set_index("deal_name").amount.to_dict() == {"Beta": 50, "Acme": 120, "Gamma": 70}
    assert found.set_aside[["file", "row", "reason"]].values.tolist() == [["file1.csv", 2, "superseded"]]
    assert_all_rows_accounted(found)


def test_deals_without_an_id_that_no_name_tells_apart_are_all_kept() -> None:
    twice = [NAMELESS, nameless("Acme", "100"), nameless("Acme", "50")]
    assert len(deals(twice, [NAMELESS, nameless("Acme", "120")])) == 3
