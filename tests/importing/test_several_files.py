"""Files that hold the same deals, goals or people: a user would count a sale twice, or lose half a team."""

from __future__ import annotations

import pytest

from coaching.importing import Intake, TableMapping, Upload, apply_mapping, merge, suggest_mapping
from coaching.sources.files.reader import tables_of
from coaching.sources.sandbox.limits import DEFAULT
from coaching.sources.sandbox.parser import parse
from tests.importing.made import Rows, assert_all_rows_accounted, codes, dates, raw, taken, uploaded, xlsx_bytes

DEALS = ["Deal ID", "Deal Name", "Company", "Owner", "Stage", "Amount", "Created Date", "Close Date"]
OPEN = ["7001", "Roof", "Alder Foods", "Lea Sand", "Proposal Sent", "900", "2026-03-02", ""]
WON = ["7001", "Roof", "Alder Foods", "Lea Sand", "Closed Won", "900", "2026-03-02", "2026-05-04"]
LOST = ["7002", "Yard", "Birch Inn", "Max Bell", "Closed Lost", "300", "2026-03-09", "2026-04-20"]


def together(files: dict[str, Rows]) -> Intake:
    tables = [raw(rows, name) for name, rows in files.items()]
    intake = apply_mapping([(table, suggest_mapping(table)) for table in tables])
    assert_all_rows_accounted(intake)
    return intake


def outcomes(intake: Intake) -> list[str]:
    return sorted(intake.tables.deals["outcome"].astype(str))


@pytest.mark.parametrize(
    "names", [("deals 2026-05-31.csv", "deals 2026-04-30.csv"), ("May_2026.csv", "Apr_2026.csv"), ("b.csv", "a.csv")]
)
def test_the_later_export_counts_whatever_the_order_of_the_files(names: tuple[str, str]) -> None:
    intake = together({names[0]: [DEALS, WON, LOST], names[1]: [DEALS, OPEN, LOST]})
    assert outcomes(intake) == ["lost", "won"]


@pytest.mark.parametrize("dated", [False, True])
def test_files_that_contradict_each_other_are_told_where_nothing_says_which_is_newer(dated: bool) -> None:
    ends = {"c": OPEN, "a": WON, "b": [*OPEN[:4], "Closed Lost", *OPEN[5:]]}
    days = {name: f"{name} 2026-0{n}.csv" if dated else name for n, name in enumerate(ends, 1)}
    intake = together({days[name]: [DEALS, row] for name, row in ends.items()})
    told = [issue.values for source in intake.sources for issue in source.issues if issue.code == "files_contradict"]
    assert told == ([] if dated else [("a", "b")])


def test_the_day_of_a_change_says_which_row_is_the_later_one() -> None:
    header = [*DEALS, "Last Modified Date"]
    newest_first = [[*WON, "2026-05-04 09:00"], [*OPEN, "2026-04-01 09:00"], [*LOST, "2026-04-20 10:00"]]
    assert outcomes(together({"deals.csv": [header, *newest_first]})) == ["lost", "won"]


@pytest.mark.parametrize("written", ["#7001", "7001.0", "7,001", "DEAL-7001", "007001"])
def test_an_id_that_is_written_in_another_way_is_the_same_deal(written: str) -> None:
    other = [written.replace("7001", n).replace("7,001", n.replace("7", "7,")) for n in ("7001", "7002")]
    later = [[other[0], *WON[1:]], [other[1], *LOST[1:]]]
    intake = together({"april.csv": [DEALS, OPEN, LOST], "may.csv": [DEALS, *later]})
    assert outcomes(intake) == ["lost", "won"]
    assert set(intake.tables.deals["deal_id"]) == {"7001", "7002"}


def test_two_systems_that_both_count_from_one_number_keep_their_deals() -> None:
    south = [["7001", "Lift", "Cedar Bank", "Zoe Pike", "Closed Won", "50", "2026-01-12", "2026-02-11"]]
    intake = together({"north.csv": [DEALS, WON, LOST], "south.csv": [DEALS, *south]})
    assert outcomes(intake) == ["lost", "won", "won"]


def test_an_open_deal_that_a_poorer_list_says_has_ended_has_ended() -> None:
    poorer = [["Deal ID", "Owner", "Stage", "Close Date"], ["7001", "Lea Sand", "Closed Won", "2026-05-04"]]
    for files in (
        {"all.csv": [DEALS, OPEN, LOST], "ended.csv": poorer},
        {"ended.csv": poorer, "all.csv": [DEALS, OPEN]},
    ):
        deals = together(files).tables.deals.set_index("deal_id")
        assert deals.loc["7001", "outcome"] == "won"
        assert deals.loc["7001", "amount"] == 900
        assert str(deals.loc["7001", "closed_on"].date()) == "2026-05-04"


def test_a_list_of_signed_deals_without_ids_does_not_count_them_again() -> None:
    signed = [["Deal name", "Customer", "Sales rep", "Signed on", "Contract value"]]
    signed.append(["Roof", "Alder Foods", "Lea Sand", "2026-05-06", "900"])
    deals = together({"pipeline.csv": [DEALS, WON, LOST], "signed deals.csv": signed}).tables.deals
    assert deals["amount"].sum() == 1200


def test_rows_without_ids_that_stand_in_two_files_count_once_and_repeat_orders_twice() -> None:
    header = ["Rep", "Client", "Opened on", "First visit", "Result", "Closed on", "Value"]
    one = ["Lea Sand", "Alder Foods", "2026-03-02", "2026-03-05", "Won", "2026-05-04", "900"]
    again = ["Lea Sand", "Alder Foods", "2026-06-02", "2026-06-05", "Won", "2026-07-04", "400"]
    other = ["Max Bell", "Birch Inn", "2026-04-02", "2026-04-05", "Lost", "2026-05-09", "100"]
    intake = together({"h1.csv": [header, one, other], "h2.csv": [header, one, again]})
    assert sorted(intake.tables.deals["amount"]) == [100, 400, 900]
    assert intake.tables.deals["deal_id"].isna().all()


def test_people_are_one_with_the_surname_first_or_their_first_name_alone() -> None:
    surname_first = [["7003", "Gate", "Dune Spa", "SAND, Lea", "Closed Won", "10", "2026-03-02", "2026-03-30"]]
    goals = [["Rep", "Month", "Goal"], ["Lea", "2026-03", "2000"], ["M. Bell", "2026-03", "1000"]]
    intake = together({"a.csv": [DEALS, WON, LOST], "b.csv": [DEALS, *surname_first], "goals.csv": goals})
    assert set(intake.tables.deals["rep"]) == set(intake.tables.goals["rep"]) == {"Lea Sand", "Max Bell"}
    assert "spellings_joined" in codes(intake)


@pytest.mark.parametrize("written", ["Sand Lea", "lea.sand@corp.com", "Lea  SAND"])
def test_people_are_one_in_another_order_and_by_their_mailbox(written: str) -> None:
    again = ["7003", "Gate", "Dune Spa", written, "Closed Won", "10", "2026-03-02", "2026-03-30"]
    intake = together({"a.csv": [DEALS, WON, LOST], "b.csv": [DEALS, again]})
    assert set(intake.tables.deals["rep"]) == {"Lea Sand", "Max Bell"}


def test_two_people_of_one_table_whose_names_have_the_same_words_are_two() -> None:
    ali, hassan = ([*WON[:3], name, *WON[4:]] for name in ("Ali Hassan", "Hassan Ali"))
    intake = together({"a.csv": [DEALS, ali, ["7005", *hassan[1:]]], "b.csv": [DEALS, ["7006", *ali[1:]]]})
    assert set(intake.tables.deals["rep"]) == {"Ali Hassan", "Hassan Ali"}


def test_people_are_one_without_umlauts_and_with_a_new_surname() -> None:
    header = [*DEALS, "Owner Email"]
    old = [[*WON[:3], "Chloé Müller", *WON[4:], "c@x.com"], [*LOST[:3], "Lea Sand", *LOST[4:], "l@x.com"]]
    new = [["7003", "Gate", "Dune Spa", "Lea Frost", "Closed Won", "10", "2026-06-02", "2026-06-30", "l@x.com"]]
    goals = [["Rep", "Month", "Goal"], ["Chloe Mueller", "2026-03", "2000"]]
    intake = together({"a.csv": [header, *old], "b.csv": [header, *new], "goals.csv": goals})
    assert set(intake.tables.deals["rep"]) == {"Chloé Müller", "Lea Frost"}
    assert set(intake.tables.goals["rep"]) == {"Chloé Müller"}


def test_a_first_name_that_two_people_have_is_nobody_elses() -> None:
    other = ["7004", "Hall", "Elm Co", "Lea Frost", "Closed Won", "10", "2026-03-02", "2026-03-30"]
    goals = [["Rep", "Month", "Goal"], ["Lea", "2026-03", "2000"]]
    assert set(together({"a.csv": [DEALS, WON, other], "goals.csv": goals}).tables.goals["rep"]) == {"Lea"}


def test_a_revised_goal_replaces_the_one_before() -> None:
    first, revised = ([["Rep", "Month", "Goal"], ["Lea Sand", "2026-03", amount]] for amount in ("2000", "2500"))
    goals = together({"quota.csv": first, "quota revised.csv": revised}).tables.goals
    assert goals["amount"].tolist() == [2500]


@pytest.mark.parametrize("ids", [True, False])
def test_an_activity_in_two_exports_happened_once(ids: bool) -> None:
    header = ["Activity ID", "Type", "Owner", "Date", "Outcome", "Subject"]
    rows = [
        ["1", "Call", "Lea Sand", "2026-06-01 10:00", "Connected", "Roof"],
        ["2", "Call", "Lea Sand", "2026-06-02 10:00", "Connected", "Yard"],
        ["3", "Call", "Max Bell", "2026-06-03 10:00", "Connected", "Lift"],
    ]
    header, *rows = [row if ids else row[1:] for row in (header, *rows)]
    intake = together({"june.csv": [header, *rows[:2]], "summer.csv": [header, *rows[1:]]})
    assert intake.tables.activities["count"].sum() == 3


def test_a_sheet_of_counts_beside_the_deals_gives_only_what_these_do_not_show() -> None:
    header = ["Week of", "Rep", "Conversations", "First appointments", "Deals won", "Revenue"]
    counts = [header, ["2026-03-02", "Lea Sand", "9", "3", "1", "900"], ["2026-03-09", "Lea Sand", "8", "2", "0", "0"]]
    intake = together({"deals.csv": [DEALS, WON, LOST], "weekly.csv": counts})
    sheet = intake.tables.rep_periods
    assert sheet["conversations"].tolist() == [9, 8]
    assert sheet[["first_appointments", "won", "revenue"]].isna().all(axis=None)
    assert "counted_in_deals" in codes(intake)
    before = [["Month", "Rep", "Deals won", "Revenue"], ["2026-02", "Lea Sand", "2", "500"]]
    earlier = together({"deals.csv": [DEALS, WON, LOST], "counts 2026.csv": before})
    assert earlier.tables.rep_periods["won"].tolist() == [2]
    alone = together({"weekly.csv": counts}).tables.rep_periods
    assert alone["won"].tolist() == [1, 0]


def later(first: dict[str, Rows], second: dict[str, Rows]) -> Intake:
    """Return what is known after two imports, one after the other."""
    return merge(together(first), together(second))


def test_a_later_import_is_matched_by_ids_and_by_what_deals_hold_as_files_of_one_upload_are() -> None:
    signed = [["Deal name", "Customer", "Sales rep", "Signed on", "Contract value"]]
    signed.append(["Roof", "Alder Foods", "Lea Sand", "2026-05-06", "900"])
    known: dict[str, Rows] = {"all.csv": [DEALS, WON, LOST]}
    assert outcomes(later(known, {"signed deals.csv": signed})) == ["lost", "won"]
    assert outcomes(later(known, {"may.xlsx": [DEALS, ["7001.0", *OPEN[1:]], ["#7002", *LOST[1:]]]})) == [
        "lost",
        "open",
    ]
    south = [["7001", "Lift", "Cedar Bank", "Zoe Pike", "Closed Won", "50", "2026-01-12", "2026-02-11"]]
    assert outcomes(later(known, {"south.csv": [DEALS, *south]})) == ["lost", "won", "won"]


def sheets(*names: str, header: str = "Outcome") -> list[TableMapping]:
    """Return how the sheets of a workbook with these names are understood, none of which has a column for the owner."""
    head = ["Client", "Created", "First Meeting Date", header, "Close date", "Amount"]
    rows = [[f"C{n}", "2026-01-05", "2026-01-09", ("Won", "Lost")[n % 2], "2026-02-20", "900"] for n in range(6)]
    data = xlsx_bytes(**{name: [head, *rows] for name in names})
    return [suggest_mapping(table) for table in tables_of(Upload("team.xlsx", data), parse(data), DEFAULT)[0]]


@pytest.mark.parametrize("names", [("Ann Lee", "Bob Roy", "Cid Voss"), ("نورة الحربي", "عمر الشمري")])
def test_sheets_that_are_named_after_people_are_theirs_unasked(names: tuple[str, ...]) -> None:
    assert [mapping.asks("owner") for mapping in sheets(*names)] == [False] * len(names)


@pytest.mark.parametrize(
    "names", [("Ann", "Bob"), ("North America", "Latin America"), ("Closed Deals", "Open Deals"), ("Ann Lee", "Rest")]
)
def test_of_sheets_that_may_be_named_after_anything_one_is_asked_about(names: tuple[str, ...]) -> None:
    assert [mapping.asks("owner") for mapping in sheets(*names)] == [True, False]


def test_the_name_of_a_sheet_alone_says_nothing_of_whose_rows_they_are() -> None:
    assert sheets("Ann Lee")[0].asks("owner")


def test_sheets_of_reps_are_said_to_stand_for_them() -> None:
    head, row = ["Client", "Created", "Outcome", "Amount"], ["Acme", "2026-01-05", "Won", "900"]
    intake = uploaded(Upload("team.xlsx", xlsx_bytes(**{name: [head, row] for name in ("Ann Lee", "Bob Roy")})))
    assert list(intake.tables.deals.rep) == ["Ann Lee", "Bob Roy"]
    assert {source.assumptions[0] for source in intake.sources} == {"sheets_stand_for_owners"}


def test_a_file_of_ids_and_owners_says_whose_the_deals_of_another_are() -> None:
    head = ["Vorgang", "Kunde", "Status", "Betrag", "Erstellt am", "Abschlussdatum"]
    rows = [[f"V-{n}", f"Firma {n}", "Gewonnen", "900", "01.02.2025", "01.03.2025"] for n in range(1, 7)]
    owners = [[f"V-{n}", ["Anke Reuter", "Jens Voss"][n % 2]] for n in range(1, 7)]
    found = taken([head, *rows], [["Vorgang", "Betreuer"], *owners])
    assert found.tables.deals[["deal_id", "rep"]].values.tolist() == owners
    assert "file_stands_for_owner" not in {code for source in found.sources for code in source.assumptions}
    assert len(taken([head, *rows], [["Vorgang", "Betreuer"], *owners[:3]]).tables.deals) == 6


def test_a_file_of_ids_days_and_amounts_fills_in_those_of_deals_that_ended() -> None:
    head = ["Affaire", "Client", "Commercial", "Étape", "Créée le"]
    rows = [[f"A{n:03}", f"Client {n}", "Anne Roy", "Gagnée", "14/02/2025"] for n in range(1, 7)]
    rows += [["A007", "Client 7", "Anne Roy", "Proposition", "14/02/2025"]]
    ends = [[f"A{n:03}", f"2{n}/04/2025", str(500 + n)] for n in range(1, 8)]
    found = taken([head, *rows], [["Affaire", "Date de clôture", "Montant"], *ends])
    deals = found.tables.deals.set_index("deal_id")
    assert dates(deals.closed_on) == [*(f"2025-04-2{n}" for n in range(1, 7)), None]
    assert deals.amount.tolist() == [501, 502, 503, 504, 505, 506, 507]
    assert "no_close_date" not in codes(found)
